import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/canonical-json.js';
import { type PlayedApi, startPlayedApi } from './played.js';
import { insertTask } from './rows.js';

let played: PlayedApi;
/** Four turns, all played. */
let parent: string;

beforeAll(async () => {
  played = await startPlayedApi({
    keys: { a: { client: 'local', role: 'client' }, b: { client: 'other', role: 'client' } },
  });
  parent = await played.play({ turns: 4, seed: 11 });
});
afterAll(() => played.close());

const A = { authorization: 'Bearer a' };
const get = (path: string) => played.api.get(path, A);
const post = (body: unknown, headers = {}, id = parent) =>
  played.api.post(`/api/simulations/${id}/fork`, body, { ...A, ...headers });

/** Forks the parent and holds on until the fork is played. */
async function fork(body: object, id = parent): Promise<string> {
  const { status, body: task } = await post(body, {}, id);
  expect([status, task.message]).toEqual([202, undefined]);
  await played.ended(task.task_id);
  return task.task_id;
}

async function turnsOf(id: string) {
  return (await get(`/api/simulations/${id}/turns?limit=100`)).body.turns;
}

describe('a fork without changes', () => {
  it("reproduces its parent's next turns, numbered as they are there", async () => {
    const id = await fork({ from_turn: 2, turns: 2 });
    const [own, all] = [await turnsOf(id), await turnsOf(parent)];
    expect(own.map(({ turn }: { turn: number }) => turn)).toEqual([3, 4]);
    own.forEach((turn: Record<string, unknown>, index: number) => {
      const twin = all[index + 2];
      for (const part of ['events', 'decisions', 'observations', 'edges', 'state_hash', 'next_state_hash']) {
        expect(canonicalJson(turn[part]), `${part} of turn ${turn.turn}`).toBe(canonicalJson(twin[part]));
      }
    });
  });

  it('from 0 plays the whole story again', async () => {
    const id = await fork({ from_turn: 0, turns: 4 });
    expect((await get(`/api/simulations/${id}/story`)).text).toBe(
      (await get(`/api/simulations/${parent}/story`)).text,
    );
  });

  it('names its parent, counts its own turns and opens a story of its own', async () => {
    const id = await fork({ from_turn: 4, turns: 2 });
    const { body } = await get(`/api/simulations/${id}`);
    expect(body).toMatchObject({
      status: 'completed',
      progress: 100,
      turns: 2,
      turns_executed: 2,
      seed: 11,
      parent: { id: parent, turn: 4, link: `/api/simulations/${parent}` },
      world: { turn: 6 },
    });
    const { result } = (await get(`/api/tasks/${id}`)).body;
    expect(result).toMatchObject({ turns_executed: 2, participants: ['Alice', 'Bob'] });
    expect(result.story).toMatch(/^# .+\n\n## Turn five: /);
    expect((await get(`/api/simulations/${parent}`)).body.parent).toBeNull();
  });

  it('tells its progress by its own turns', async () => {
    const id = await fork({ from_turn: 4, turns: 2 });
    const { text } = await get(`/api/tasks/${id}/events`);
    expect(text).toContain('{"progress":50,"current_step":"Turn 5 of 6"}');
  });

  it('can be forked again, and does without its parents', async () => {
    const grandparent = await played.play({ turns: 2, seed: 5 });
    const middle = await fork({ from_turn: 1, turns: 2 }, grandparent);
    expect((await played.api.send('DELETE', `/api/simulations/${grandparent}`, { headers: A })).status).toBe(
      204,
    );
    const last = await fork({ from_turn: 3, turns: 1 }, middle);
    expect((await turnsOf(last)).map(({ turn }: { turn: number }) => turn)).toEqual([4]);
    const tooEarly = await post({ from_turn: 0, turns: 1 }, {}, middle);
    expect(tooEarly.status).toBe(422);
    expect(tooEarly.body.details.issues[0].path).toBe('from_turn');
    expect(tooEarly.body.suggestions[0]).toContain(grandparent);
  });
});

describe('changes', () => {
  it('are played from, believed by nobody before they are perceived, and by all when announced', async () => {
    const world = (await get(`/api/simulations/${parent}`)).body.world;
    const [thing] =
      Object.entries<{ kind: string; location_id?: string; properties: { hidden?: boolean } }>(
        world.entities,
      ).find(
        ([, { kind, location_id, properties }]) => kind === 'item' && location_id && !properties.hidden,
      ) ?? [];
    const here = world.entities[thing ?? ''].location_id;
    const at = Object.keys(world.locations).find((place) => place !== here);
    const beliefsAbout = async (announce: boolean) => {
      const changes = { announce, world: { things: { [thing ?? '']: { at } } } };
      const { body } = await post({ from_turn: 4, turns: 1, changes });
      const { body: beliefs } = await get(`/api/simulations/${body.task_id}/beliefs?turn=4&limit=256`);
      return beliefs.characters.map(
        ({ beliefs: all }: { beliefs: { subject: string; property: string }[] }) =>
          all.find(({ subject, property }) => subject === thing && property === 'location'),
      );
    };
    for (const told of await beliefsAbout(true)) {
      expect(told).toMatchObject({
        value: at,
        channel: 'told',
        source: 'lore',
        true_value: at,
        is_true: true,
      });
    }
    for (const old of await beliefsAbout(false)) expect(old?.value).not.toBe(at);
  });

  it('of seed, style and cast go into the record, and whoever joins plays', async () => {
    const id = await fork({
      from_turn: 2,
      turns: 1,
      changes: { seed: 12, style: { tone: 'wry' }, add_characters: ['pilot', { name: 'Wren' }] },
    });
    const { body } = await get(`/api/simulations/${id}`);
    expect([body.seed, body.style.tone, body.participants.length]).toEqual([12, 'wry', 4]);
    const [turn] = await turnsOf(id);
    expect(turn.decisions.map(({ actor_id }: { actor_id: string }) => actor_id).sort()).toContain('wren');
  });
});

describe('a post for a fork', () => {
  it('that is repeated with its key makes one task', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await post({ from_turn: 1, turns: 1 }, key),
      await post({ from_turn: 1, turns: 1 }, key),
    ];
    expect(second.body.task_id).toBe(first.body.task_id);
    expect((await post({ from_turn: 2, turns: 1 }, key)).body.details.error_code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('is answered with the story when the client waits for it', async () => {
    const { db } = played.database;
    const waiting = post({ from_turn: 4, turns: 1 }, { prefer: 'wait=30' });
    let told = false;
    const answer = waiting.then((done) => {
      told = true;
      return done;
    });
    while (!told) {
      const { id } = await db.prisma.task.findFirstOrThrow({ orderBy: { id: 'desc' } });
      await played.ended(id);
      played.api.changes.tell(id);
    }
    const { status, headers, body } = await answer;
    expect([status, headers.get('preference-applied'), body.turns_executed]).toEqual([200, 'wait=30', 1]);
  });

  it.each([
    [{ from_turn: 5 }, 409, 'TURN_NOT_COMMITTED', 'from_turn'],
    [{}, 422, 'VALIDATION_FAILED', 'from_turn'],
    [{ from_turn: -1 }, 422, 'VALIDATION_FAILED', 'from_turn'],
    [{ from_turn: 1, turns: 101 }, 422, 'VALIDATION_FAILED', 'turns'],
    [{ from_turn: 1, setting: 'x' }, 422, 'VALIDATION_FAILED', 'setting'],
    [{ from_turn: 1, changes: { wrld: {} } }, 422, 'VALIDATION_FAILED', 'changes.wrld'],
    [
      { from_turn: 1, changes: { world: { locations: { atlantis: { light: 'dim' } } } } },
      422,
      'VALIDATION_FAILED',
      'changes.world.locations.atlantis',
    ],
    [
      { from_turn: 1, changes: { characters: { alice: { stats: { luck: 3 } } } } },
      422,
      'VALIDATION_FAILED',
      'changes.characters.alice.stats.luck',
    ],
    [
      { from_turn: 1, changes: { add_characters: ['nobody-known'] } },
      404,
      'CHARACTER_NOT_FOUND',
      'changes.add_characters[0]',
    ],
    [
      { from_turn: 1, changes: { add_characters: ['bob'] } },
      422,
      'VALIDATION_FAILED',
      'changes.add_characters[0]',
    ],
  ])('%j is refused with %i', async (body, status, code, path) => {
    const answer = await post(body);
    expect([answer.status, answer.body.details.error_code, answer.body.details.issues[0].path]).toEqual([
      status,
      code,
      path,
    ]);
  });

  it("finds neither an unknown simulation nor another client's", async () => {
    const body = { from_turn: 0, turns: 1 };
    expect((await post(body, {}, randomUUID())).body.details.error_code).toBe('SIMULATION_NOT_FOUND');
    const other = await played.api.post(`/api/simulations/${parent}/fork`, body, {
      authorization: 'Bearer b',
    });
    expect(other.status).toBe(404);
  });

  it.each(['failed', 'cancelled'] as const)('goes on from a simulation that has %s', async (status) => {
    const id = await insertTask(played.database.db, { status, completedAt: new Date() });
    expect((await post({ from_turn: 0, turns: 1 }, {}, id)).status).toBe(202);
    const { body } = await post({ from_turn: 1, turns: 1 }, {}, id);
    expect(body.message).toContain('0');
  });
});
