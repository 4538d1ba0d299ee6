import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCharacters } from '../../../src/store/characters.js';
import { type Database, openDatabase } from '../../../src/store/database.js';
import { clearJournals } from '../../../src/store/journal-statements.js';
import { findReusable } from '../../../src/store/reuse-statements.js';
import { listSessions } from '../../../src/store/session-reads.js';
import { deleteUnusedSources } from '../../../src/store/simulation-sources.js';
import { insertTasks } from '../../../src/store/submit-statements.js';
import { listTasks, NEWEST } from '../../../src/store/task-reads.js';
import { usageByDay } from '../../../src/store/usage-reads.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { readsOf } from '../../support/reads.js';

/** What is read of a long history: on one connection, as often as it takes for a statement to have the plan that it keeps. */

const ENDED = 4_000;
const PAGE = 20;
const OFTEN = 7;

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = openDatabase({ url: test.url, poolSize: 1, name: 'history reads' });
});
afterAll(async () => {
  await db.close();
  await test.drop();
});

async function often(work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < OFTEN; time += 1) await work();
}

/** Ended actions of a client, as many as a game makes in a year, and before and after them one failed scenario. */
async function history(clientId: string): Promise<readonly string[]> {
  const ids = Array.from({ length: ENDED }, () => uuidv7());
  await db.execute`
    INSERT INTO task (id, kind, client_id, request, request_hash, engine_version, status, progress, completed_at, current_step)
    SELECT id, (CASE WHEN n IN (1, ${ENDED}::int) THEN 'scenario' ELSE 'action' END)::task_kind, ${clientId}, '{}', '', '',
           (CASE WHEN n IN (1, ${ENDED}::int) THEN 'failed' ELSE 'completed' END)::task_status, 99, now(), ''
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS new(id, n)`;
  await db.execute`ANALYZE task`;
  return ids;
}

describe('a page of a list of tasks', () => {
  const clientId = 'player';
  let ids: readonly string[];
  beforeAll(async () => {
    ids = await history(clientId);
  });

  it.each([
    {},
    { kind: 'scenario' },
    { status: 'failed' },
    { status: 'cancelled' },
    { status: 'queued' },
    { kind: 'simulation', status: 'running' },
    { kind: 'action', status: 'failed' },
  ] as const)('of %j reads little, however many others the client has', async (filter) => {
    const page = { ...filter, before: NEWEST, limit: PAGE };
    const read = await readsOf(db, 'task', () =>
      often(() => listTasks(db, { clientId, role: 'client' }, page)),
    );
    expect(read / OFTEN).toBeLessThan(10 * PAGE);
    const listed = await listTasks(db, { clientId: 'root', role: 'admin' }, { ...page, clientId });
    const isFailed = (id: string) => id === ids[0] || id === ids.at(-1);
    const fitting = ids.filter(
      (id) =>
        (!('kind' in filter) || filter.kind === (isFailed(id) ? 'scenario' : 'action')) &&
        (!('status' in filter) || filter.status === (isFailed(id) ? 'failed' : 'completed')),
    );
    expect(listed.map(({ id }) => id)).toEqual(fitting.toReversed().slice(0, PAGE));
  });

  it('reads no other client’s tasks for one with few', async () => {
    const viewer = { clientId: 'few', role: 'client' } as const;
    const page = { before: NEWEST, limit: PAGE };
    expect(await readsOf(db, 'task', () => often(() => listTasks(db, viewer, page)))).toBeLessThan(PAGE);
  });
});

it('usage since a day reads the tasks since then', async () => {
  await history('user');
  const tomorrow = new Date(Date.now() + 2 * 86_400_000);
  expect(await readsOf(db, 'task', () => often(() => usageByDay(db, 'user', tomorrow)))).toBeLessThan(100);
});

it('what was played is found at once, however often its result was given again', async () => {
  const source = uuidv7();
  await db.execute`
    INSERT INTO task (id, kind, client_id, request, request_hash, reuse_key, engine_version, status, progress, result, completed_at)
    VALUES (${source}::uuid, 'scenario', 'again', '{}', '', 'key', '', 'completed', 100,
            '{"degraded": false, "cached": false, "scenario_template_ids": []}', now())`;
  const copies = Array.from({ length: 300 }, () => ({
    kind: 'scenario' as const,
    id: uuidv7(),
    priority: 5,
    request: {},
    requestHash: 'none',
    reuseKey: 'key',
    reuses: source,
    deadlineSeconds: null,
  }));
  await insertTasks(
    db,
    { clientId: 'again', engineVersion: 'test', idempotency: null, tasks: copies },
    { total: 1_000, perClient: null },
  );
  expect(await db.prisma.task.count({ where: { clientId: 'again', status: 'completed' } })).toBe(301);
  expect(await readsOf(db, 'task', () => findReusable(db, 'again', ['key'], 3_600_000))).toBeLessThan(10);
});

it('looking each second for calls that ended tasks have left reads no answer that a failed one keeps', async () => {
  const failed = await history('failing');
  await db.execute`
    INSERT INTO model_call (task_id, call_key, request_hash, fence, reply)
    SELECT id, 'call', '', 1, '{}' FROM unnest(${failed}::uuid[]) AS id`;
  await db.execute`UPDATE task SET status = 'failed' WHERE client_id = 'failing'`;
  await db.execute`ANALYZE model_call`;
  const look = () => often(() => clearJournals(db, 'unanswered'));
  expect(await readsOf(db, 'model_call', look)).toBe(0);
});

it('a page of a list of games reads the states of no others', async () => {
  const ids = Array.from({ length: 200 }, () => uuidv7());
  await db.execute`
    INSERT INTO game_session (id, client_id, story_length, character_name, seed, world, state)
    SELECT id, 'gamer', 0, '', 1, '{}', jsonb_build_object('words', (
      SELECT string_agg(md5(n::text || id), '') FROM generate_series(1, 200) AS n))
    FROM unnest(${ids}::uuid[]) AS id`;
  const viewer = { clientId: 'gamer', role: 'client' } as const;
  const list = () => listSessions(db, viewer, { before: NEWEST, limit: PAGE });
  expect((await list()).map(({ id }) => id)).toEqual(ids.toReversed().slice(0, PAGE));
  const [toast] = await db.query<{ table: string }>`
    SELECT relname AS "table" FROM pg_class
    WHERE oid = (SELECT reltoastrelid FROM pg_class WHERE oid = 'game_session'::regclass)`;
  // Sorted, as the planner has it where it knows little of the table. A state is read in pieces, for each field that is shown.
  await db.execute`SET enable_indexscan = off`;
  const read = await readsOf(db, toast?.table ?? '', list);
  await db.execute`RESET enable_indexscan`;
  expect(read).toBeLessThan(15 * PAGE);
});

describe('a page of a list of characters', () => {
  it.each(['', 'hero-3'])('after "%s" reads little, however many there are', async (after) => {
    const clientId = randomUUID();
    await db.execute`
      INSERT INTO "character" (client_id, id, name, profile, content_hash)
      SELECT ${clientId}, 'hero-' || n, 'Hero', '{}', '' FROM generate_series(1, ${ENDED}::int) AS n`;
    await db.execute`ANALYZE "character"`;
    const viewer = { clientId, role: 'client' } as const;
    const list = () => often(() => listCharacters(db, viewer, { after, limit: PAGE }));
    expect((await readsOf(db, 'character', list)) / OFTEN).toBeLessThan(10 * PAGE);
    const page = await listCharacters(db, viewer, { after, limit: 1_000 });
    const ids = page.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    expect(page).toHaveLength(1_000);
  });
});

it('a source that is played from is not looked at with every round', async () => {
  await history('playing');
  await db.execute`
    INSERT INTO simulation_source (key, content, used_at)
    SELECT 'source ' || n, '{}', now() - interval '30 days' FROM generate_series(1, 300) AS n`;
  await db.execute`
    INSERT INTO simulation (id, client_id, title, participants, turns, seed, source_key)
    SELECT id, client_id, '', '{}', 1, 1, 'source ' || row_number() OVER (ORDER BY id) % 300 + 1
    FROM task WHERE client_id = 'playing'`;
  await db.execute`ANALYZE simulation`;
  expect(await deleteUnusedSources(db, 1_000)).toBe(300);
  expect(await readsOf(db, 'simulation', () => deleteUnusedSources(db, 1_000))).toBe(0);
  expect(await db.prisma.simulationSource.count({ where: { key: { startsWith: 'source ' } } })).toBe(300);
});
