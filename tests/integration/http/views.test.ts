import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnSchema } from '../../../src/http/turn-answer.js';
import { type PlayedApi, startPlayedApi } from './played.js';
import { insertTask } from './rows.js';

let played: PlayedApi;
/** Four turns of three people, all played. */
let id: string;

beforeAll(async () => {
  played = await startPlayedApi();
  id = await played.play({ character_names: ['Alice', 'Bob', 'pilot'], turns: 4, seed: 3 });
});
afterAll(() => played.close());

const get = (path: string, headers = {}) => played.api.get(path, headers);
const code = ({ body }: { body: { details: { error_code: string } } }) => body.details.error_code;

describe('the causal graph', () => {
  it('has the events of all turns and the links among them', async () => {
    const [{ body: graph }, { body: list }] = [
      await get(`/api/simulations/${id}/causal-graph`),
      await get(`/api/simulations/${id}/turns`),
    ];
    const events = list.turns.flatMap((turn: { events: { event_id: string }[] }) => turn.events);
    expect(graph.nodes.map((node: { event_id: string }) => node.event_id)).toEqual(
      events.map((event: { event_id: string }) => event.event_id),
    );
    expect(graph.edges).toEqual(list.turns.flatMap((turn: { edges: unknown[] }) => turn.edges));
    expect(graph.edges.length).toBeGreaterThan(0);
    expect(graph.nodes.some(({ title }: { title: string }) => title.includes('Alice'))).toBe(true);
  });

  it('can be cut to some turns, and to the links among them', async () => {
    const { body } = await get(`/api/simulations/${id}/causal-graph?turns=2-3`);
    expect(new Set(body.nodes.map(({ turn }: { turn: number }) => turn))).toEqual(new Set([2, 3]));
    const here = new Set(body.nodes.map(({ event_id }: { event_id: string }) => event_id));
    for (const { from, to } of body.edges) expect([here.has(from), here.has(to)]).toEqual([true, true]);
    const { body: one } = await get(`/api/simulations/${id}/causal-graph?turns=4`);
    expect(new Set(one.nodes.map(({ turn }: { turn: number }) => turn))).toEqual(new Set([4]));
  });

  it.each([
    ['text/vnd.graphviz', /^digraph story \{/],
    ['image/svg+xml', /^<svg xmlns=/],
  ])('comes as %s', async (accept, start) => {
    const { status, headers, text } = await get(`/simulations/${id}/causal-graph`, { accept });
    expect([status, headers.get('content-type')]).toEqual([200, `${accept}; charset=utf-8`]);
    expect(text).toMatch(start);
    expect(headers.get('vary')).toContain('Accept');
    // A drawing is opened by browsers: nothing in it may run or be taken for something else.
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('shows names as text, whatever they hold', async () => {
    const wild = await played.play({
      character_names: undefined,
      characters: [{ name: '<script>x</script>' }, { name: 'A "quoted" \\ name' }],
      turns: 1,
    });
    const svg = await get(`/api/simulations/${wild}/causal-graph`, { accept: 'image/svg+xml' });
    expect(svg.text).not.toContain('<script');
    const dot = await get(`/api/simulations/${wild}/causal-graph`, { accept: 'text/vnd.graphviz' });
    expect(dot.text).not.toMatch(/[^\\]"quoted\\*"/);
  });

  it('is not offered as anything else, and takes no other range', async () => {
    expect(code(await get(`/api/simulations/${id}/causal-graph`, { accept: 'image/png' }))).toBe(
      'NOT_ACCEPTABLE',
    );
    for (const range of ['x', '3-', '4-2']) {
      const { status, body } = await get(`/api/simulations/${id}/causal-graph?turns=${range}`);
      expect([status, body.details.issues[0].path]).toEqual([422, 'turns']);
    }
    expect(code(await get(`/api/simulations/${randomUUID()}/causal-graph`))).toBe('SIMULATION_NOT_FOUND');
  });

  it('of a simulation that has not begun is empty', async () => {
    const { body } = await get(`/api/simulations/${await insertTask(played.database.db)}/causal-graph`);
    expect(body).toEqual({ nodes: [], edges: [], critical: [], patterns: [], predictions: [] });
  });
});

describe('beliefs', () => {
  it('are those after the last turn, with what is so beside them', async () => {
    const { body } = await get(`/api/simulations/${id}/beliefs?limit=256`);
    expect(body).toMatchObject({ simulation_id: id, turn: 4 });
    expect(body.story_time).toMatch(/^day \d+, \d\d:\d\d$/);
    expect(body.characters.map(({ character_id }: { character_id: string }) => character_id)).toEqual([
      'alice',
      'bob',
      'pilot',
    ]);
    const { world } = (await get(`/api/simulations/${id}`)).body;
    for (const {
      beliefs,
      beliefs_total: total,
      name,
      character_id: self,
      about_others: others,
    } of body.characters) {
      expect(beliefs).toHaveLength(total);
      const itself = beliefs.find(
        ({ subject, property }: { subject: string; property: string }) =>
          subject === self && property === 'location',
      );
      expect(itself).toMatchObject({ subject_name: name, source: 'self', is_true: true });
      expect(world.locations).toHaveProperty(itself.value);
      expect(itself.value_name).toBe(world.locations[itself.value].name);
      expect(Object.keys(others).sort()).toEqual(
        ['alice', 'bob', 'pilot'].filter((other) => other !== self).sort(),
      );
      for (const { value, true_value: truth, is_true: right } of beliefs) {
        if (right !== null) expect(right).toBe(JSON.stringify(value) === JSON.stringify(truth));
      }
    }
  });

  it('after no turn in particular are those after the newest', async () => {
    const [said, unsaid] = [
      await get(`/api/simulations/${id}/beliefs?turn=&character=`),
      await get(`/api/simulations/${id}/beliefs`),
    ];
    expect([said.status, said.body]).toEqual([200, unsaid.body]);
  });

  it('of the start are what everybody saw there', async () => {
    const { body } = await get(`/api/simulations/${id}/beliefs?turn=0&character=alice`);
    expect([body.turn, body.characters.length]).toEqual([0, 1]);
    const [alice] = body.characters;
    expect(alice.beliefs.length).toBeGreaterThan(0);
    for (const { is_true: right, property, provenance } of alice.beliefs) {
      // Lore is held and never came about.
      expect(right).toBe(property === 'holds' ? null : true);
      for (const event of provenance) expect(event).toMatch(/^t0000-/);
    }
    expect(
      alice.facts.every(
        ({ learned, turn }: { learned: string; turn: number }) => learned === 'lore' && turn === 0,
      ),
    ).toBe(true);
  });

  it('are held to a number, the newest first', async () => {
    const { body } = await get(`/api/simulations/${id}/beliefs?character=Alice&limit=2`);
    const [alice] = body.characters;
    expect(alice.beliefs).toHaveLength(2);
    expect(alice.beliefs_total).toBeGreaterThan(2);
    const all = (await get(`/api/simulations/${id}/beliefs?character=Alice&limit=256`)).body.characters[0];
    expect(all.beliefs.slice(0, 2)).toEqual(alice.beliefs);
  });

  it.each([
    ['turn=9', 'TURN_NOT_FOUND', 'Turn 9'],
    ['character=constructor', 'CHARACTER_NOT_FOUND', 'constructor'],
  ])('of %s are not found, and the answer says what', async (query, error, named) => {
    const answer = await get(`/api/simulations/${id}/beliefs?${query}`);
    expect([answer.status, code(answer)]).toEqual([404, error]);
    expect(answer.body.message).toContain(named);
  });

  it.each(['turn=-1', 'turn=x', 'limit=0', 'limit=257'])('refuse %s', async (query) => {
    const { status, body } = await get(`/api/simulations/${id}/beliefs?${query}`);
    expect([status, body.details.issues[0].path]).toEqual([422, query.split('=')[0]]);
  });

  it('of an unknown simulation are not found', async () => {
    expect(code(await get(`/api/simulations/${randomUUID()}/beliefs`))).toBe('SIMULATION_NOT_FOUND');
  });
});

describe('a turn', () => {
  it('is its whole record, every field of it described', async () => {
    const { body } = await get(`/api/simulations/${id}/turns/2`);
    expect(Object.keys(body).filter((field) => !Object.hasOwn(turnSchema.shape, field))).toEqual([]);
    expect(body.reports).toHaveLength(3);
    expect(body.reports[0]).toMatchObject({ checks_performed: ['E001', 'E002', 'E003', 'E004', 'E005'] });
    expect(body.observations[0]).toMatchObject({ event_id: expect.stringMatching(/^t0002-/) });
    expect(body.coherence.score).toBeGreaterThan(0);
    expect(body.leaks).toEqual([]);
    expect(body.scene.people).toHaveProperty('alice.location_id');
  });
});

describe('the result', () => {
  it('tells coherence as the mean of the turns, and that nothing leaked', async () => {
    const { turns } = (await get(`/api/simulations/${id}/turns`)).body;
    const scores = turns.map(({ coherence }: { coherence: { score: number } }) => coherence.score);
    const mean = scores.reduce((sum: number, score: number) => sum + score, 0) / scores.length;
    const { result } = (await get(`/api/tasks/${id}`)).body;
    expect(result.coherence).toBeCloseTo(mean, 3);
    expect(result.coherence).toBe(Number(result.coherence.toFixed(3)));
    expect(result.knowledge_leak_rate).toBe(0);
  });
});
