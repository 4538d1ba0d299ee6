import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpMetrics } from '../../../src/observability/http-metrics.js';
import { type Shedder, startShedder } from '../../../src/throttle/shedder.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { startApi, type TestApi } from './api.js';

/** More than the busiest machine is late by itself. */
const LIMIT_MS = 1_000;
const CAST = { character_names: ['Alice', 'Bob'] };

let database: TestDatabase;
let api: TestApi;
let shedder: Shedder;

beforeAll(async () => {
  database = await createTestDatabase();
  const metrics = new HttpMetrics();
  shedder = startShedder({
    limitMs: LIMIT_MS,
    onWindow: metrics.shedding.observe,
    onChange: () => undefined,
  });
  api = await startApi(database.db, { shedder, metrics });
});
afterAll(async () => {
  shedder.close();
  await api.close();
  await database.drop();
});

/** Computes without a pause, as a process does that has more to do than it can. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    JSON.stringify(Array.from({ length: 100 }, (_, index) => index));
  }
}

it('an API whose event loop is late turns work away, answers all else, and takes work again', async () => {
  const task = (await api.post('/api/simulations', CAST)).body.task_id;

  await until(() => {
    block(1.5 * LIMIT_MS);
    return shedder.isShedding;
  });
  const refused = await api.post('/api/simulations', CAST);
  expect([refused.status, refused.body.details.error_code]).toEqual([503, 'OVERLOADED']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(api.submitted).toHaveLength(1);
  // A body that it would not even take is not looked at.
  expect((await api.send('POST', '/api/simulations/batch', { body: '{' })).status).toBe(503);

  const taken = await Promise.all([
    api.get('/livez'),
    api.get('/health'),
    api.get(`/api/tasks/${task}`),
    api.get('/api/tasks'),
    api.post(`/api/tasks/${task}/cancel`, {}),
  ]);
  expect(taken.map(({ status }) => status)).toEqual([200, 200, 200, 200, 202]);
  // The stream of a task that has ended is told to its end.
  const events = await api.get(`/api/tasks/${task}/events`);
  expect([events.status, events.text.includes('event: cancelled')]).toEqual([200, true]);
  const { text } = await api.get('/metrics');
  expect(text).toMatch(/^novel_engine_http_shed_total 2$/m);
  expect(text).toMatch(/^novel_engine_http_event_loop_delay_seconds \d/m);

  await until(() => !shedder.isShedding);
  expect((await api.post('/api/simulations', CAST)).status).toBe(202);
  expect((await api.get('/metrics')).text).toMatch(/^novel_engine_http_shedding 0$/m);
});
