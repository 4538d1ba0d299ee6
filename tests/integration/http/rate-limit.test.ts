import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DailyBudgetError,
  QueueFullError,
  RateLimitedError,
  StoreUnavailableError,
} from '../../../src/errors.js';
import type { Database } from '../../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';

const KEYS = {
  ann: { client: 'ann', role: 'client' },
  bo: { client: 'bo', role: 'client' },
  cy: { client: 'cy', role: 'client' },
  root: { client: 'root', role: 'admin' },
} as const;
const as = (client: string) => ({ authorization: `Bearer ${client}` });
const CAST = { character_names: ['Alice', 'Bob'] };

let database: TestDatabase;
let db: Database;
const open: TestApi[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(async () => {
  await Promise.all(open.map((api) => api.close()));
  await database.drop();
});

async function limited(requests: number, windowSeconds: number): Promise<TestApi> {
  const api = await startApi(db, { keys: KEYS, rateLimit: { requests, windowSeconds } });
  open.push(api);
  return api;
}

describe('a rate limit', () => {
  it('lets the quota through and no more, over all API processes, and tells how much is left', async () => {
    const [one, other] = [await limited(5, 600), await limited(5, 600)];
    const first = await one.get('/api/tasks', as('ann'));
    expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=5;w=600');
    expect(first.headers.get('ratelimit')).toBe('"requests";r=4;t=120');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).get('/api/tasks', as('ann'))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.details.error_code).toBe('RATE_LIMITED');
    expect(refused?.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=1(20|19)$/);
    expect(Number(refused?.headers.get('retry-after'))).toBeOneOf([119, 120]);
    // Others have their own quota.
    expect((await one.get('/api/tasks', as('bo'))).status).toBe(200);
  });

  it('lets a request through again when the time of one has passed', async () => {
    const api = await limited(2, 600);
    const statuses = async () => {
      const answers = [await api.get('/api/tasks', as('cy')), await api.get('/api/tasks', as('cy'))];
      return answers.map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 200]);
    expect(await statuses()).toEqual([429, 429]);
    await db.execute`
      UPDATE rate_limit SET full_at = full_at - interval '300 seconds' WHERE client_id = 'cy'`;
    expect(await statuses()).toEqual([200, 429]);
  });

  it("doesn't hold for what is open, nor for what only an admin may call", async () => {
    const api = await limited(1, 600);
    for (let round = 0; round < 3; round += 1) {
      expect((await api.get('/livez')).status).toBe(200);
      expect((await api.get('/metrics', as('root'))).status).toBe(200);
    }
    expect((await api.get('/livez')).headers.get('ratelimit')).toBeNull();
  });

  it('turns nobody away when it can not count', async () => {
    const broken: Database = {
      ...db,
      query: () => Promise.reject(new StoreUnavailableError('away')),
    };
    const api = await startApi(broken, { keys: KEYS, rateLimit: { requests: 1, windowSeconds: 600 } });
    open.push(api);
    expect((await api.post('/api/simulations', CAST, as('bo'))).status).toBe(202);
    expect((await api.get('/api/tasks', as('bo'))).body.details.error_code).toBe('STORE_UNAVAILABLE');
  });

  it('is off when there is none, and no answer speaks of it', async () => {
    const api = await startApi(db);
    open.push(api);
    expect((await api.get('/api/tasks')).headers.get('ratelimit-policy')).toBeNull();
  });
});

describe('a refusal for want of room', () => {
  it.each([
    [new QueueFullError('full', { retryAfterSeconds: 5 }), 503, 'QUEUE_FULL', null],
    [
      new RateLimitedError(
        'your lane is full',
        { policy: 'waiting-tasks', quota: 3, remaining: 0, resetSeconds: 5 },
        { retryAfterSeconds: 5 },
      ),
      429,
      'RATE_LIMITED',
      '"waiting-tasks";r=0;t=5',
    ],
    [new DailyBudgetError('spent', { retryAfterSeconds: 5 }), 429, 'DAILY_BUDGET_SPENT', null],
  ])('says when to come back: %s', async (error, status, code, quota) => {
    const refuse = () => Promise.reject(error);
    const api = await startApi(db, { submit: refuse, submitBatch: refuse });
    open.push(api);
    for (const answer of [
      await api.post('/api/simulations', CAST),
      await api.post('/api/simulations/batch', { items: [CAST] }),
    ]) {
      expect([answer.status, answer.body.details.error_code]).toEqual([status, code]);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.headers.get('ratelimit')).toBe(quota);
      expect(answer.body.suggestions.length).toBeGreaterThan(0);
    }
  });
});
