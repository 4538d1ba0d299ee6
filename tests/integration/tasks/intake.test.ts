import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdempotencyKeyReusedError, RateLimitedError } from '../../../src/errors.js';
import type { Json } from '../../../src/json.js';
import { deleteUnusedSources, UNUSED_DAYS } from '../../../src/store/simulation-sources.js';
import { createAdmission } from '../../../src/tasks/admission.js';
import { simulationRequestSchema } from '../../../src/tasks/simulation-request.js';
import { resolveRequest } from '../../../src/tasks/simulation-source.js';
import { submitSimulation, submitSimulationBatch } from '../../../src/tasks/submit-simulation.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { submission } from '../../support/simulations.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const request = simulationRequestSchema.parse({ character_names: ['Alice', 'Bob'], turns: 1, seed: 3 });
const tasksOf = (clientId: string) => test.db.prisma.task.findMany({ where: { clientId } });
/** Statements that this database has committed. */
async function commits(): Promise<number> {
  const [found] = await test.db.query<{ commits: number }>`
    SELECT pg_stat_force_next_flush()::text, (SELECT count(DISTINCT xmin::text)::int FROM task) AS commits`;
  return found?.commits ?? 0;
}

describe('posts that come at once', () => {
  it('share commits, and each has its own answer', async () => {
    const deps = submission(test.db);
    const before = await commits();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        submitSimulation(deps, { clientId: `crowd-${n % 7}`, request, idempotencyKey: `k${n}` }),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(100);
    expect((await commits()) - before).toBeLessThan(20);
    for (let n = 0; n < 7; n += 1) {
      const expected = answers.filter((_, index) => index % 7 === n).map(({ id }) => id);
      expect((await tasksOf(`crowd-${n}`)).map(({ id }) => id).sort()).toEqual(expected.sort());
    }
  });

  it('with one key make one task, whatever stands between them', async () => {
    const deps = submission(test.db);
    const clientId = 'twins';
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        submitSimulation(deps, { clientId, request, idempotencyKey: `k${n % 3}` }),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3);
    expect(await tasksOf(clientId)).toHaveLength(3);
  });

  it('are each all or none: a key that another body has takes nothing but its own post away', async () => {
    const deps = submission(test.db);
    const clientId = 'mixed';
    await submitSimulation(deps, { clientId, request, idempotencyKey: 'taken' });
    const other = { ...request, turns: 2 };
    const results = await Promise.allSettled([
      submitSimulation(deps, { clientId, request: other, idempotencyKey: 'taken' }),
      submitSimulationBatch(deps, { clientId, requests: [request, request, request] }),
      submitSimulation(deps, { clientId, request, idempotencyKey: 'taken' }),
      submitSimulation(deps, { clientId, request }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: expect.any(IdempotencyKeyReusedError) });
    expect(await tasksOf(clientId)).toHaveLength(5);
  });

  it('fill a lane to its last place and no further, however they come', async () => {
    const perClient = 410;
    const limits = { total: 1_000_000, perClient };
    const admission = createAdmission({ db: test.db, limits, maxCostUsdPerDay: undefined, now: Date.now });
    const deps = { ...submission(test.db), admission };
    const clientId = 'narrow';
    const results = await Promise.allSettled(
      Array.from({ length: perClient + 40 }, () => submitSimulation(deps, { clientId, request })),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(40);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(RateLimitedError);
    expect(await tasksOf(clientId)).toHaveLength(perClient);
  });

  it('are taken one by one when the database refuses one of them, and only that one is refused', async () => {
    const deps = submission(test.db);
    const clientId = `odd-${randomUUID()}`;
    await test.db.execute`
      CREATE OR REPLACE FUNCTION refuse_seven() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.priority = 7 THEN RAISE EXCEPTION ''no sevens''; END IF; RETURN NEW; END'`;
    await test.db
      .execute`CREATE TRIGGER refuse_seven BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION refuse_seven()`;
    const results = await Promise.allSettled(
      [5, 5, 7, 5, 5].map((priority) =>
        submitSimulation(deps, { clientId, request: { ...request, priority } }),
      ),
    );
    await test.db.execute`DROP TRIGGER refuse_seven ON task`;
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await tasksOf(clientId)).toHaveLength(4);
  });
});

describe('what a simulation is played from', () => {
  it('is stored once for all that have it in common, and with each only what is its own', async () => {
    const deps = submission(test.db);
    const clientId = 'sharers';
    for (const seed of [1, 2, 3]) {
      await submitSimulation(deps, { clientId, request: { ...request, setting: 'tessaly_ring', seed } });
    }
    const rows = await test.db.prisma.simulation.findMany({ where: { clientId } });
    expect(new Set(rows.map(({ sourceKey }) => sourceKey)).size).toBe(1);
    const tasks = await tasksOf(clientId);
    for (const { request: stored } of tasks) expect(JSON.stringify(stored).length).toBeLessThan(1_000);
    const resolved = await Promise.all(tasks.map((task) => resolveRequest(test.db, task.request as Json)));
    expect(resolved.map(({ snapshot }) => snapshot.seed).sort()).toEqual([1, 2, 3]);
  });

  it('is kept as long as a simulation has it, and for days after it was last posted with', async () => {
    const deps = submission(test.db);
    const clientId = 'passing';
    const inline = {
      ...request,
      character_names: [],
      characters: [{ ...PASSING }, { ...PASSING, name: 'Ulf' }],
    };
    const { id } = await submitSimulation(deps, { clientId, request: simulationRequestSchema.parse(inline) });
    const { sourceKey } = await test.db.prisma.simulation.findUniqueOrThrow({ where: { id } });
    const isKept = async () =>
      (await test.db.prisma.simulationSource.count({ where: { key: sourceKey ?? '' } })) === 1;
    await test.db.execute`DELETE FROM task WHERE id <> ${id}::uuid`;
    await test.db
      .execute`UPDATE simulation_source SET used_at = now() - ${UNUSED_DAYS + 1}::int * interval '1 day'`;
    await deleteUnusedSources(test.db, 1_000);
    expect(await isKept()).toBe(true);
    await test.db.execute`DELETE FROM task WHERE id = ${id}::uuid`;
    await test.db.execute`UPDATE simulation_source SET used_at = now() WHERE key = ${sourceKey}`;
    await deleteUnusedSources(test.db, 1_000);
    expect(await isKept()).toBe(true);
    await test.db
      .execute`UPDATE simulation_source SET used_at = now() - ${UNUSED_DAYS + 1}::int * interval '1 day'`;
    await deleteUnusedSources(test.db, 1_000);
    expect(await isKept()).toBe(false);
  });
});

const PASSING = { name: 'Ylva', description: 'Passing through.' };
