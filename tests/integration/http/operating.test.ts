import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertFinished, insertTask } from './rows.js';

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

describe('health', () => {
  it.each(['/health', '/api/health', '/api/v1/health'])('is measured at %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(200);
    expect(body.services.database.status).toBe('connected');
    expect(body.services.database.collections).toBeGreaterThan(5);
    expect(body.services.cache).toEqual({
      status: 'connected',
      store: 'postgres',
      entries: 0,
      hit_rate: null,
      memory_usage: '0.0MB',
    });
    expect(body.services.ai_service).toEqual({ status: 'available', model: 'offline' });
    expect(body.version).toBe('0.0.0-test');
  });

  it('is degraded without a worker, and healthy with one', async () => {
    await database.db.prisma.workerHeartbeat.deleteMany();
    expect((await api.get('/health')).body).toMatchObject({
      status: 'degraded',
      services: { workers: { status: 'none', seen: 0 } },
    });
    await database.db.prisma.workerHeartbeat.create({
      data: { id: 'w1', host: 'here', pid: 1, version: '0', slots: {} },
    });
    expect((await api.get('/health')).body).toMatchObject({
      status: 'healthy',
      services: { workers: { status: 'available', seen: 1 } },
    });
  });

  it('is degraded while the queue is away, and says so', async () => {
    const queueless = await startApi(database.db, { queueHealth: () => Promise.reject(new Error('away')) });
    const { status, body } = await queueless.get('/health');
    expect([status, body.status, body.services.queue.status]).toEqual([200, 'degraded', 'unreachable']);
    expect((await queueless.get('/readyz')).status).toBe(503);
    const { text } = await queueless.get('/metrics');
    expect(text).toContain('novel_engine_queue_up 0');
    expect(text).toContain('novel_engine_database_up 1');
    await queueless.close();
  });

  it('is ready without the queue for a balancer that wants its polls answered all the same', async () => {
    const queueless = await startApi(database.db, { queueHealth: () => Promise.reject(new Error('away')) });
    expect(await queueless.get('/readyz?exclude=queue')).toMatchObject({
      status: 200,
      body: { ready: true, checks: { queue: false, database: true } },
    });
    await queueless.close();
    const stopping = await startApi(database.db);
    stopping.drain();
    expect((await stopping.get('/readyz?exclude=queue')).status).toBe(503);
    await stopping.close();
  });

  it('is degraded while the cache is away, and tells how much of the calls it spared', async () => {
    const away = { kind: 'redis', size: () => Promise.reject(new Error('away')) } as const;
    const usage = { model_calls: 3, cached_calls: 1 };
    await insertFinished(database.db, { usage });
    const cacheless = await startApi(database.db, { cache: away });
    const { status, body } = await cacheless.get('/health');
    expect([status, body.status]).toEqual([200, 'degraded']);
    expect(body.services.cache).toEqual({
      status: 'unreachable',
      store: 'redis',
      entries: null,
      hit_rate: 0.25,
      memory_usage: null,
    });
    await cacheless.close();
  });

  it('is degraded while the cache takes no more, and says so', async () => {
    const size = async () => ({ entries: 2, bytes: 4_000, isFull: true }) as const;
    const cramped = await startApi(database.db, { cache: { kind: 'redis', size } });
    const { status, body } = await cramped.get('/health');
    expect([status, body.status]).toEqual([200, 'degraded']);
    expect(body.services.cache).toMatchObject({ status: 'full', entries: 2 });
    await cramped.close();
  });

  it('does not wait for a queue that hangs', async () => {
    const hanging = await startApi(database.db, { queueHealth: () => new Promise(() => undefined) });
    const answers = await Promise.all([
      hanging.get('/health'),
      hanging.get('/health'),
      hanging.get('/readyz'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 503]);
    await hanging.close();
  });

  it('tells how requests went', async () => {
    const measured = await startApi(database.db);
    for (let i = 0; i < 4; i += 1) await measured.get('/livez');
    const { performance } = (await measured.get('/health')).body;
    expect(performance.requests_per_minute).toBe(4);
    expect(performance.error_rate).toBe(0);
    expect(performance.avg_response_time).toBeLessThan(1);
    await measured.close();
  });
});

describe('readiness', () => {
  it('has its checks', async () => {
    expect(await api.get('/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, checks: { database: true, queue: true, migrations: true, accepting: true } },
    });
  });

  it('ends when the process is told to stop, while it stays alive', async () => {
    const stopping = await startApi(database.db);
    stopping.drain();
    expect((await stopping.get('/readyz')).body).toMatchObject({
      ready: false,
      checks: { accepting: false },
    });
    expect((await stopping.get('/readyz')).status).toBe(503);
    expect((await stopping.get('/livez')).status).toBe(200);
    await stopping.close();
  });
});

describe('metrics', () => {
  it('count requests by route pattern, never by path', async () => {
    const id = await insertTask(database.db);
    await api.get(`/api/tasks/${id}`);
    await api.get('/no/such/path');
    const { headers, text } = await api.get('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(text).toContain(
      'novel_engine_http_requests_total{method="GET",route="/api/tasks/{id}",status="200"}',
    );
    expect(text).toContain('novel_engine_http_requests_total{method="GET",route="unmatched",status="404"}');
    expect(text).not.toContain(id);
    expect(text).not.toContain('/no/such/path');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('tell how much work there is', async () => {
    await database.db.prisma.task.deleteMany();
    await insertTask(database.db, { createdAt: new Date(Date.now() - 90_000) });
    await insertTask(database.db, { status: 'failed', completedAt: new Date() });
    const { text } = await api.get('/api/metrics');
    expect(text).toContain('novel_engine_tasks{status="queued"} 1');
    expect(text).toContain('novel_engine_tasks{status="failed"} 1');
    expect(text).toContain('novel_engine_tasks{status="running"} 0');
    expect(Number(/^novel_engine_oldest_queued_seconds (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(85);
    expect(text).toContain('novel_engine_database_up 1');
    expect(text).toContain('novel_engine_queue_up 1');
  });
});

describe('the documentation', () => {
  it('is a page that loads only what this server serves', async () => {
    const { headers, text } = await api.get('/docs');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.length).toBeGreaterThan(2);
    for (const path of loaded) {
      expect((await api.get(path)).status).toBe(200);
    }
    expect(text).not.toMatch(/https?:|<script>/);
  });

  it('shows the description of this API', async () => {
    expect((await api.get('/docs/initializer.js')).text).toContain('/openapi.json');
    expect((await api.get('/openapi.json')).body).toMatchObject({
      openapi: '3.1.0',
      info: { version: '0.0.0-test' },
    });
  });
});

describe('GET /', () => {
  it('says where to go from here', async () => {
    const { status, body } = await api.get('/');
    expect(status).toBe(200);
    for (const path of [body.docs, body.openapi, body.health]) {
      expect((await api.get(path)).status).toBe(200);
    }
  });
});

describe('operations', () => {
  it('counts what waits and runs, and the workers that it needs', async () => {
    await database.db.prisma.task.deleteMany();
    expect((await api.get('/api/scaling')).body).toEqual({
      queued: 0,
      running: 0,
      oldest_queued_seconds: 0,
      desired_workers: 0,
      kinds: {},
    });
    const clientId = 'local';
    const long = new Date(Date.now() - 90_000);
    for (let index = 0; index < 19; index += 1) {
      await insertTask(database.db, { clientId, createdAt: long });
    }
    for (let index = 0; index < 2; index += 1) {
      await insertTask(database.db, {
        clientId,
        status: 'running',
        leaseOwner: 'w1',
        leaseExpiresAt: new Date(Date.now() + 60_000),
      });
    }
    await insertTask(database.db, { clientId, status: 'completed', progress: 100, completedAt: new Date() });
    const { body } = await api.get('/api/scaling');
    expect(body).toMatchObject({ queued: 19, running: 2, desired_workers: 3 });
    expect(body.kinds.simulation).toMatchObject({ queued: 19, running: 2 });
    expect(body.oldest_queued_seconds).toBeGreaterThanOrEqual(90);
  });

  it('wants no more workers than the simulations need that the pool may run at once', async () => {
    await database.db.prisma.task.deleteMany();
    for (let index = 0; index < 25; index += 1) await insertTask(database.db);
    const limited = await startApi(database.db, { poolMaxSimulations: 15 });
    expect((await limited.get('/api/scaling')).body).toMatchObject({ queued: 25, desired_workers: 2 });
    await limited.close();
    expect((await api.get('/api/scaling')).body).toMatchObject({ queued: 25, desired_workers: 3 });
  });

  it('wants workers for the actions of games as well, of which a game plays one at a time', async () => {
    await database.db.prisma.task.deleteMany();
    const act = (serialKey: string, serialNo: number) =>
      insertTask(database.db, { kind: 'action', serialKey, serialNo });
    for (let game = 1; game <= 21; game += 1) await act(`game ${game}`, 1);
    for (let number = 2; number <= 11; number += 1) await act('game 1', number);
    expect((await api.get('/api/scaling')).body).toMatchObject({ queued: 31, desired_workers: 3 });
  });

  it('tells how fast requests were answered and tasks were done', async () => {
    await api.get('/api/tasks');
    const { body } = await api.get('/api/performance');
    expect(body.summary.total_operations).toBeGreaterThan(0);
    expect(body.summary.avg_response_time).toBeGreaterThan(0);
    const operations = new Map<string, { total_calls: number; error_rate: number }>(
      body.operations.map((each: { operation: string }) => [each.operation, each]),
    );
    expect(operations.get('GET /api/tasks')).toMatchObject({ error_rate: 0 });
    expect(operations.get('GET /api/tasks')?.total_calls).toBeGreaterThan(0);
  });

  it('tells its settings', async () => {
    expect((await api.get('/api/config/settings')).body).toEqual({
      success: true,
      settings: { gemini_model: 'gemini-2.5-flash', gemini_api_key: '[set]', redis_url: null },
    });
  });
});
