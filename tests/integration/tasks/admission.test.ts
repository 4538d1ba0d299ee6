import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DailyBudgetError, QueueFullError, RateLimitedError } from '../../../src/errors.js';
import type { Database } from '../../../src/store/database.js';
import { releaseOldKeys } from '../../../src/store/idempotency.js';
import { claimTask } from '../../../src/store/task-statements.js';
import { createAdmission } from '../../../src/tasks/admission.js';
import { simulationRequestSchema } from '../../../src/tasks/simulation-request.js';
import {
  type SubmitDependencies,
  submitSimulation,
  submitSimulationBatch,
} from '../../../src/tasks/submit-simulation.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { submission } from '../../support/simulations.js';

const REQUEST = simulationRequestSchema.parse({ character_names: ['Alice', 'Bob'], turns: 1, seed: 1 });
const NOON = Date.UTC(2030, 0, 2, 12);

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

interface Limits {
  readonly total?: number;
  readonly perClient?: number;
  readonly maxCostUsdPerDay?: number;
  readonly now?: () => number;
}

function limited(limits: Limits): SubmitDependencies {
  return {
    ...submission(db),
    admission: createAdmission({
      db,
      limits: { total: limits.total ?? 1_000_000, perClient: limits.perClient ?? null },
      maxCostUsdPerDay: limits.maxCostUsdPerDay,
      now: limits.now ?? Date.now,
    }),
  };
}

const post = (deps: SubmitDependencies, clientId: string, idempotencyKey?: string) =>
  submitSimulation(deps, {
    clientId,
    request: REQUEST,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
const postBatch = (deps: SubmitDependencies, clientId: string, items: number) =>
  submitSimulationBatch(deps, { clientId, requests: Array.from({ length: items }, () => REQUEST) });
const waiting = (where: object = {}) => db.prisma.task.count({ where: { status: 'queued', ...where } });

/** What a hundred posts at once come to. */
async function tally(posts: readonly Promise<unknown>[], refusal: new (...args: never[]) => Error) {
  const results = await Promise.allSettled(posts);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(refusal);
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

/** Makes a waiting task of a client no longer wait. */
async function claimOne(clientId: string): Promise<void> {
  const { id } = await db.prisma.task.findFirstOrThrow({ where: { clientId, status: 'queued' } });
  expect(await claimTask(db, { taskId: id, fence: 0 }, { id: 'worker', leaseMs: 60_000 })).not.toBeNull();
}

describe('a full queue', () => {
  it('takes no task too many from a crowd, and one again as soon as one has left', async () => {
    const total = (await waiting()) + 30;
    const deps = limited({ total });
    const posts = Array.from({ length: 100 }, (_, index) => post(deps, `crowd-${index % 7}`));
    expect(await tally(posts, QueueFullError)).toBe(30);
    expect(await waiting()).toBe(total);
    await expect(post(deps, 'late')).rejects.toThrow(`${total} of ${total} places are taken`);
    await claimOne('crowd-0');
    await post(deps, 'late');
    await expect(post(deps, 'late')).rejects.toThrow(QueueFullError);
  });

  it('takes a batch whole or not at all', async () => {
    const total = (await waiting()) + 50;
    const deps = limited({ total });
    const batches = Array.from({ length: 10 }, (_, index) => postBatch(deps, `batch-${index}`, 20));
    expect(await tally(batches, QueueFullError)).toBe(2);
    expect(await waiting()).toBe(total - 10);
    await postBatch(deps, 'small', 10);
    expect(await waiting()).toBe(total);
  });

  it('still answers a post that is repeated, and remembers nothing of one that it refused', async () => {
    const total = (await waiting()) + 1;
    const deps = limited({ total });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(deps, 'repeating', 'key')));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await expect(post(deps, 'repeating', 'refused')).rejects.toThrow(QueueFullError);
    await claimOne('repeating');
    expect((await post(deps, 'repeating', 'refused')).id).not.toBe(answers[0]?.id);
  });
});

describe('a full lane', () => {
  it('is one client’s alone, and open again as soon as one of its tasks has left', async () => {
    const deps = limited({ perClient: 5 });
    expect(
      await tally(
        Array.from({ length: 40 }, () => post(deps, 'noisy')),
        RateLimitedError,
      ),
    ).toBe(5);
    expect(await waiting({ clientId: 'noisy' })).toBe(5);
    await post(deps, 'quiet');
    await expect(post(deps, 'noisy')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      exceeded: { policy: 'waiting-tasks', quota: 5, remaining: 0 },
    });
    await claimOne('noisy');
    await post(deps, 'noisy');
  });

  it('tells a batch that could never find room to come in parts, and not to come again', async () => {
    const deps = limited({ perClient: 5 });
    const refused = expect.objectContaining({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'items', message: expect.stringContaining('at most 5 entries') }],
    });
    await expect(postBatch(deps, 'many', 6)).rejects.toEqual(refused);
    await expect(postBatch(limited({ total: 5 }), 'more', 6)).rejects.toMatchObject({ status: 422 });
    expect(await postBatch(deps, 'many', 5)).toHaveLength(5);
    await expect(postBatch(deps, 'many', 1)).rejects.toThrow(RateLimitedError);
  });
});

describe('a daily budget', () => {
  const spent = (clientId: string, usd: number, createdAt: Date) =>
    db.prisma.task.create({
      data: {
        // Drawn at that time: ids of version 7 begin with it.
        id: `${createdAt
          .getTime()
          .toString(16)
          .padStart(12, '0')
          .replace(/^(.{8})/, '$1-')}-7000-8000-${Math.random().toString(16).slice(2, 14).padEnd(12, '0')}`,
        clientId,
        kind: 'simulation',
        request: {},
        requestHash: 'none',
        engineVersion: 'test',
        usage: { cost_usd: usd },
        createdAt,
      },
    });

  it('stops a client when its tasks of the day have cost it, until the next day', async () => {
    let now = NOON;
    const deps = limited({ maxCostUsdPerDay: 1, now: () => now });
    await spent('rich', 50, new Date(NOON - 86_400_000));
    await post(deps, 'rich');
    await spent('rich', 0.6, new Date(NOON));
    await spent('rich', 0.4, new Date(NOON));
    now += 1_001;
    await expect(post(deps, 'rich')).rejects.toThrow(DailyBudgetError);
    await expect(post(deps, 'rich')).rejects.toMatchObject({
      status: 429,
      message: expect.stringContaining('$1.00 of the $1.00'),
      retryAfterSeconds: 12 * 3600 - 1.001,
    });
    await post(deps, 'poor');
    now = NOON + 86_400_000;
    await post(deps, 'rich');
  });

  it('of nothing lets nothing in', async () => {
    await expect(post(limited({ maxCostUsdPerDay: 0 }), 'broke')).rejects.toThrow(DailyBudgetError);
  });
});

describe('an idempotency key', () => {
  const age = (key: string, hours: number) =>
    db.execute`
      UPDATE idempotency_key SET created_at = now() - ${hours}::int * interval '1 hour' WHERE key = ${key}`;

  it('holds for a day, and is released after it, swept or not', async () => {
    const deps = limited({});
    const first = await post(deps, 'daily', 'day');
    await age('day', 23);
    expect((await post(deps, 'daily', 'day')).id).toBe(first.id);
    await age('day', 25);
    const second = await post(deps, 'daily', 'day');
    expect(second.id).not.toBe(first.id);
    expect((await post(deps, 'daily', 'day')).id).toBe(second.id);
    expect(await releaseOldKeys(db, 100)).toBe(0);
    await age('day', 25);
    expect(await releaseOldKeys(db, 100)).toBe(1);
    expect(await db.prisma.idempotencyKey.count({ where: { key: 'day' } })).toBe(0);
  });

  it('whose day is over makes one task of many posts at once', async () => {
    const deps = limited({});
    const first = await post(deps, 'again', 'old');
    await age('old', 25);
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(deps, 'again', 'old')));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers[0]?.id).not.toBe(first.id);
    expect(await db.prisma.task.count({ where: { clientId: 'again' } })).toBe(2);
  });
});

describe('a long queue', () => {
  const wait = (of: Database, tasks: number) => of.execute`
    INSERT INTO task (id, kind, client_id, request, request_hash, engine_version)
    SELECT gen_random_uuid(), 'simulation', 'crowd', '{}'::jsonb, 'none', 'test' FROM generate_series(1, ${tasks}::int)`;

  it('is not overrun by eight processes that fill it within a second', async () => {
    const own = await createTestDatabase();
    try {
      await wait(own.db, 7_000);
      const limits = { total: 10_000, perClient: null };
      const processes = Array.from({ length: 8 }, () =>
        createAdmission({ db: own.db, limits, maxCostUsdPerDay: undefined, now: () => NOON }),
      );
      // Each goes on until it counts with each post.
      for (let filling = [...processes]; filling.length > 0; ) {
        const going: typeof filling = [];
        for (const admission of filling) {
          if ((await admission.limitsFor(100)).total !== null) continue;
          await wait(own.db, 100);
          going.push(admission);
        }
        filling = going;
      }
      expect(await own.db.prisma.task.count()).toBeLessThanOrEqual(10_000);
    } finally {
      await own.drop();
    }
  });

  it('is counted once a second, and with each post only when it may be full before the next count', async () => {
    const own = await createTestDatabase();
    try {
      let now = NOON;
      const admission = createAdmission({
        db: own.db,
        limits: { total: 10_000, perClient: null },
        maxCostUsdPerDay: undefined,
        now: () => now,
      });
      const isCounted = async (tasks: number) => (await admission.limitsFor(tasks)).total === 10_000;
      expect(await isCounted(1)).toBe(false);
      // What this process has let in itself is known.
      expect(await isCounted(7_900)).toBe(false);
      expect(await isCounted(101)).toBe(true);
      now += 1_000;
      expect(await isCounted(1)).toBe(false);

      await wait(own.db, 8_000);
      expect(await isCounted(1)).toBe(false);
      now += 1_000;
      expect(await isCounted(1)).toBe(true);
    } finally {
      await own.drop();
    }
  });

  it('of a few thousand is counted with each post, so that its last place is its last', async () => {
    const admission = createAdmission({
      db,
      limits: { total: 2_000, perClient: null },
      maxCostUsdPerDay: undefined,
      now: () => NOON,
    });
    expect(await admission.limitsFor(1)).toEqual({ total: 2_000, perClient: null });
  });
});
