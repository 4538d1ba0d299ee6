import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertFinished, insertTask, insertTurn } from './rows.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi(database.db);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('the record of a simulation', () => {
  it('tells what was asked for, how far it is, and the world in wire names', async () => {
    const id = await insertFinished(database.db, { simulation: { seed: 9_007_199_254_740_991n } });
    const { body } = await api.get(`/simulations/${id}`);
    expect(body).toMatchObject({
      id,
      title: 'The Lamp',
      status: 'completed',
      progress: 100,
      participants: ['Mira', 'Otto'],
      turns: 2,
      turns_executed: 2,
      seed: 9_007_199_254_740_991,
      setting: 'A <b>tower</b>',
      scenario: null,
      style: { narrative_style: 'terse' },
    });
    expect(body.world).toMatchObject({
      turn: 2,
      triggers_fired: [],
      entities: { lamp: { location_id: 'tower' } },
      // Keys of properties are data, not field names.
      locations: { tower: { properties: { builtIn: 1890 } } },
    });
    expect(body.links.turns).toBe(`/api/simulations/${id}/turns`);
  });

  it('shows the world as set up before the first turn', async () => {
    const { body } = await api.get(`/api/simulations/${await insertTask(database.db)}`);
    expect([body.turns_executed, body.world.turn, body.started_at]).toEqual([0, 0, null]);
  });
});

describe('the turns of a simulation', () => {
  it('carry decisions, events, prose and metrics', async () => {
    const id = await insertTask(database.db);
    await insertTurn(database.db, id, 1, 'It is lit.');
    await insertTurn(database.db, id, 2);
    const { body } = await api.get(`/api/simulations/${id}/turns`);
    expect(body.next_cursor).toBeNull();
    expect(body.turns).toMatchObject([
      { turn: 1, prose: 'It is lit.', metrics: { degraded_decisions: 0 } },
      { turn: 2, prose: null },
    ]);
    expect(body.turns[0].decisions[0]).toMatchObject({ action_id: 't0001-a-mira', actor_id: 'mira' });
    expect(body.turns[0].events).toEqual([
      { event_id: 't0001-e001', type: 'observe', agent_id: 'mira', outcome: 'success', location_id: 'tower' },
      { event_id: 't0001-e002', type: 'weather', agent_id: null, outcome: 'none', location_id: null },
    ]);
  });

  it('come in pages that leave out and repeat nothing', async () => {
    const id = await insertTask(database.db, { simulation: { turns: 5 } });
    for (let turn = 1; turn <= 5; turn += 1) await insertTurn(database.db, id, turn);
    const seen: number[] = [];
    let path: string | undefined = `/api/simulations/${id}/turns?limit=2`;
    while (path !== undefined) {
      const { headers, body } = await api.get(path);
      seen.push(...body.turns.map(({ turn }: { turn: number }) => turn));
      path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(path === undefined).toBe(body.next_cursor === null);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=!!', 'cursor=eyJ4IjoxfQ'])(
    'refuse %s',
    async (query) => {
      const { status, body } = await api.get(
        `/api/simulations/${await insertTask(database.db)}/turns?${query}`,
      );
      expect([status, body.details.issues[0].path]).toEqual([422, query.split('=')[0]]);
    },
  );

  it('of a simulation that has not begun are an empty list', async () => {
    const { body } = await api.get(`/api/simulations/${await insertTask(database.db)}/turns`);
    expect(body).toEqual({ turns: [], next_cursor: null });
  });
});

describe('the story', () => {
  const STORY =
    '# The Lamp & Co\n\n## Turn 1: 08:10\n\n<script>alert("x")</script> said *Mira*.\nAnd on.\n\nThe end.\n';

  it.each([
    ['*/*', 'text/markdown; charset=utf-8', STORY],
    ['text/markdown', 'text/markdown; charset=utf-8', STORY],
    [
      'text/plain',
      'text/plain; charset=utf-8',
      'The Lamp & Co\n\nTurn 1: 08:10\n\n<script>alert("x")</script> said *Mira*.\nAnd on.\n\nThe end.\n',
    ],
  ])('comes for Accept: %s as %s', async (accept, type, text) => {
    const id = await insertFinished(database.db, { story: STORY });
    const { headers, text: body } = await api.get(`/api/simulations/${id}/story`, { accept });
    expect([headers.get('content-type'), body]).toEqual([type, text]);
    expect(headers.get('vary')).toContain('Accept');
  });

  it('comes as a page on which no words become markup', async () => {
    const id = await insertFinished(database.db, {
      story: STORY,
      simulation: { title: '</title><img src=x>' },
    });
    const { headers, text } = await api.get(`/api/simulations/${id}/story`, {
      accept: 'text/html,*/*;q=0.8',
    });
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('<h1>The Lamp &#38; Co</h1>');
    expect(text).toContain('<h2>Turn 1: 08:10</h2>');
    expect(text).toContain(
      '<p>&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; said *Mira*.\nAnd on.</p>',
    );
    expect(text).not.toMatch(/<script|<img/);
  });

  it('is not offered as anything else', async () => {
    const id = await insertFinished(database.db);
    const { status, body } = await api.get(`/api/simulations/${id}/story`, { accept: 'application/json' });
    expect([status, body.details.error_code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it('of a simulation under way has the chapters so far', async () => {
    const id = await insertTask(database.db);
    await insertTurn(database.db, id, 1, 'It is lit.');
    await insertTurn(database.db, id, 2);
    const { status, text } = await api.get(`/api/simulations/${id}/story`);
    expect(status).toBe(200);
    expect(text).toMatch(/^# The Lamp\n\n## Turn one: .+\n\nIt is lit\.\n$/);
  });

  it('of which nothing is written says so', async () => {
    const { status, body } = await api.get(`/api/simulations/${await insertTask(database.db)}/story`);
    expect([status, body.details.error_code]).toEqual([404, 'STORY_NOT_FOUND']);
    expect(body.message).toContain('is written yet');
  });

  it('of an unknown simulation is not found', async () => {
    expect((await api.get(`/api/simulations/${randomUUID()}/story`)).body.details.error_code).toBe(
      'SIMULATION_NOT_FOUND',
    );
  });
});
