import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/store/database.js';
import { dispatchTasks, holdLead, type Leadership } from '../../../src/store/relay-statements.js';
import { insertMany } from '../../../src/store/submit-many.js';
import type { Submission } from '../../../src/store/submit-statements.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { readsOf } from '../../support/reads.js';
import { offerSlots } from '../../support/tasks.js';

/** What posting and dispatching read of a long queue: on one connection, whose prepared statements can be looked at. */

const WAITING = 3_000;
const CLIENTS = 10;
/** A statement that is sent so often has the plan that it keeps. */
const OFTEN = 12;

let test: TestDatabase;
let db: Database;
let lead: Leadership;
beforeAll(async () => {
  test = await createTestDatabase();
  db = openDatabase({ url: test.url, poolSize: 1, name: 'queue reads' });
  const held = await holdLead(db, 'relay', 3_600_000);
  if (held === null) throw new Error('the lead was not given');
  lead = held;
  const ids = Array.from({ length: WAITING }, () => uuidv7());
  await db.execute`
    INSERT INTO task (id, kind, client_id, request, request_hash, engine_version)
    SELECT id, 'simulation', 'client ' || n % ${CLIENTS}::int, '{}', '', ''
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS new(id, n)`;
  await db.execute`ANALYZE task`;
});
afterAll(async () => {
  await db.close();
  await test.drop();
});

/** Entries of indexes and rows of the task table that `work` reads. */
const readBy = (work: () => Promise<unknown>) => readsOf(db, 'task', work);

async function dispatchOften(kind: 'simulation' | 'scenario') {
  const sent: string[] = [];
  for (let round = 0; round < OFTEN; round += 1) {
    const { tasks } = await dispatchTasks(db, lead, { kind, name: kind, workerTimeoutMs: 3_600_000 });
    sent.push(...tasks.map(({ taskId }) => taskId));
  }
  return sent;
}

/** Posts of one client, for a simulation each. */
function posts(clientId: string, amount: number): readonly Submission[] {
  return Array.from({ length: amount }, () => ({
    clientId,
    engineVersion: 'test',
    idempotency: null,
    tasks: [
      {
        kind: 'simulation',
        id: randomUUID(),
        priority: 5,
        request: {},
        requestHash: 'none',
        reuseKey: null,
        deadlineSeconds: null,
        title: 'A test',
        participants: ['Ada', 'Ben'],
        turns: 1,
        seed: 1,
      },
    ],
  }));
}

describe('of a long queue', () => {
  it('dispatching reads nothing that it does not send', async () => {
    expect(await readBy(() => dispatchOften('scenario'))).toBeLessThan(WAITING / 10);
    await offerSlots(db, 'worker', 0);
    // The one place that there always is.
    expect(await readBy(async () => expect(await dispatchOften('simulation')).toHaveLength(1))).toBeLessThan(
      WAITING / 10,
    );
  });

  it('dispatching reads of each client what it may send of it', async () => {
    await offerSlots(db, 'worker', 16);
    expect(await readBy(async () => expect(await dispatchOften('simulation')).toHaveLength(19))).toBeLessThan(
      WAITING / 2,
    );
  });

  it.each([
    ['without a limit', null],
    ['with a limit', 100_000],
  ] as const)('a post to a lane %s is planned once and for all', async (_, perClient) => {
    const client = `planned ${perClient}`;
    for (let post = 0; post < OFTEN; post += 1) await insertMany(db, posts(client, 3), perClient);
    const plans = await db.query<{ custom: number; generic: number }>`
      SELECT custom_plans::int AS custom, generic_plans::int AS generic FROM pg_prepared_statements
      WHERE statement ~ '^\\s*WITH item AS' ORDER BY prepare_time DESC LIMIT 1`;
    // The server tries five for the very parameters before it settles.
    expect(plans).toEqual([{ custom: 5, generic: OFTEN - 5 }]);
    expect(await test.db.prisma.task.count({ where: { clientId: client } })).toBe(3 * OFTEN);
  });
});

describe("a client's lane", () => {
  it('counts what waits and what is on its way to a worker, of every kind, and nobody else’s', async () => {
    const clientId = 'counted';
    const perClient = 205;
    await db.execute`
      INSERT INTO task (id, kind, client_id, request, request_hash, engine_version, dispatched_at)
      SELECT gen_random_uuid(), kind, ${clientId}, '{}', '', '', dispatched_at
      FROM unnest(enum_range(NULL::task_kind)) AS kind, unnest(ARRAY[NULL, now()]) AS dispatched_at`;
    // Six wait: with two hundred for others there is room for no more.
    expect(await insertMany(db, posts(clientId, 1), perClient)).toBeUndefined();
    expect(await insertMany(db, posts(clientId, 1), perClient + 2)).toBeDefined();
    expect(await insertMany(db, posts(clientId, 1), perClient + 2)).toBeUndefined();
    expect(await insertMany(db, posts('somebody else', 5), perClient)).toBeDefined();
  });
});
