import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ModelServerOptions, startModelServer } from '../../../loadtest/model-server.js';
import { readConfig } from '../../../src/config.js';
import { createResponder } from '../../../src/game/respond.js';
import { createGateway } from '../../../src/llm/gateway.js';
import { nextQuotaReset } from '../../../src/llm/gemini/failure.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { createLog } from '../../../src/observability/log.js';
import { noteUsage } from '../../../src/store/usage-reads.js';
import { createAdmission } from '../../../src/tasks/admission.js';
import { openSemanticTier } from '../../../workers/semantic-cache.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { startApi } from './api.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const PATH = '/api/ai/generate-response';
const CONTEXT = {
  character: { name: 'Mira', level: 3 },
  world_state: { current_location: 'the old mill', time_of_day: 'night', npcs_present: ['Tomas'] },
};
const KEYS = {
  ann: { client: 'ann', role: 'client' },
  bo: { client: 'bo', role: 'client' },
  cy: { client: 'cy', role: 'client' },
} as const;
let seeds = 0;

/** The API over the gateway that the program composes, in front of a stand-in server of its own. */
async function open(options: ModelServerOptions = {}, environment: Record<string, string> = {}) {
  const server = await startModelServer(options);
  onTestFinished(() => server.close());
  const config = readConfig({
    GEMINI_API_KEY: 'a-key',
    GEMINI_BASE_URL: server.url,
    SEMANTIC_VERIFY_RATE: '0',
    ...environment,
  });
  const log = createLog({ level: 'silent', name: 'test' });
  const { db } = database;
  const openModel = () =>
    createGateway({
      config: config.llm,
      offline: new OfflineModel(),
      log,
      tiers: { semantic: openSemanticTier(config, db, log) },
      sleep: async () => undefined,
    }).model;
  const start = async () => {
    const api = await startApi(db, {
      keys: KEYS,
      respond: createResponder({
        model: openModel(),
        offline: new OfflineModel(),
        outage: config.tasks.outage.fallback,
        checkBudget: createAdmission({
          db,
          limits: config.tasks.queueLimits,
          maxCostUsdPerDay: config.tasks.clientMaxCostUsdPerDay,
          now: Date.now,
        }).checkBudget,
        noteUsage: (clientId, usage) => noteUsage(db, clientId, new Date(), usage),
      }),
    });
    onTestFinished(() => api.close());
    return (action: string, changes: object = {}, key: keyof typeof KEYS = 'ann') =>
      api.post(PATH, { action, context, ...changes }, { authorization: `Bearer ${key}` });
  };
  // Entries outlive a test: each has a context of its own.
  seeds += 1;
  const context = { ...CONTEXT, recent_actions: [`I arrived ${seeds}`] };
  return { ask: await start(), restart: start, server };
}

describe('a response to an action', () => {
  test("is the model's the first time, and from the cache in other words", async () => {
    const { ask, server } = await open();
    const first = await ask('I open the old chest with my knife');
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      success: true,
      source: 'model',
      cached: false,
      similarity: null,
      degraded: false,
      usage: { model_calls: 1, cached_calls: 0 },
    });
    const again = await ask('please, i open the old chest with my knive');
    expect(again.body).toMatchObject({
      response: first.body.response,
      source: 'semantic',
      cached: true,
      similarity: expect.any(Number),
      usage: { model_calls: 0, cached_calls: 1, cost_usd: 0, saved_usd: first.body.usage.cost_usd },
    });
    expect(server.calls()).toBe(1);
  });

  test.each([
    ['negated', 'I open the chest', "I don't open the chest"],
    ['opposite', 'I walk north to the gate', 'I walk south to the gate'],
    ['another name', 'I ask Tomas about the mill', 'I ask Wren about the mill'],
    ['roles swapped', 'I lead Tomas to Wren', 'I lead Wren to Tomas'],
    ['another number', 'I buy two candles', 'I buy twelve candles'],
    ['another day', 'I wait until Monday', 'I wait until Friday'],
    ['another quantity', 'I greet all guards', 'I greet some guards'],
    ['another question', 'When does the mill open?', 'Why does the mill open?'],
    ['another thing', 'I open the red door', 'I open the blue door'],
  ])('is asked for anew where it is another one: %s', async (_, stored, asked) => {
    const { ask, server } = await open();
    await ask(stored);
    expect((await ask(asked)).body).toMatchObject({ source: 'model', cached: false });
    expect(server.calls()).toBe(2);
  });

  test('is never given to another client, in another language or in another situation', async () => {
    const { ask, server } = await open();
    const action = 'I light the lamp';
    await ask(action);
    expect((await ask(action, {}, 'bo')).body.source).toBe('model');
    expect((await ask(action, { language: 'de' })).body.source).toBe('model');
    expect((await ask(action, { context: CONTEXT })).body.source).toBe('model');
    expect((await ask(action, { cache: 'off' })).body.source).toBe('model');
    expect((await ask(action)).body.source).toBe('semantic');
    expect(server.calls()).toBe(5);
  });

  test('is still there in another process', async () => {
    const { ask, restart, server } = await open();
    await ask('I climb the stairs');
    const askElsewhere = await restart();
    expect((await askElsewhere('i climb the stairs!')).body.source).toBe('semantic');
    expect(server.calls()).toBe(1);
  });

  test("works with the provider's embeddings, too", async () => {
    const { ask, server } = await open({}, { SEMANTIC_EMBEDDER: 'provider' });
    await ask('I climb the tower');
    expect((await ask('I climb the tower!')).body.source).toBe('semantic');
    expect(server.stats()).toMatchObject({ calls: 1, embeddings: 2 });
  });

  test('comes from the offline narrator without a key', async () => {
    const { ask, server } = await open({}, { GEMINI_API_KEY: '' });
    const { body } = await ask('I ask Tomas where the door is');
    expect(body).toMatchObject({ action_type: 'interact', source: 'model', degraded: false });
    expect(body.response.response_text).toContain('the old mill');
    expect(body.response.suggested_actions).toContain('Open the door');
    expect(server.calls()).toBe(0);
  });
});

describe('when the model fails', () => {
  test.each([
    ['timeout', { rates: { hang: 1 } }],
    ['invalid', { rates: { malformed: 1 } }],
    ['refused', { rates: { blocked: 1 } }],
    ['truncated', { rates: { truncated: 1 } }],
    ['unavailable', { script: () => ({ kind: 'error', status: 503 }) as const }],
    ['unavailable', { rates: { drop: 1 } }],
  ] as const)('what is %s is told offline and marked (%j)', async (reason, options) => {
    const { ask } = await open(
      options as ModelServerOptions,
      reason === 'timeout' ? { GEMINI_TIMEOUT: '0.1' } : {},
    );
    const { status, body } = await ask('I rest by the fire');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      source: 'fallback',
      degraded: true,
      degraded_reason: reason,
      cached: false,
    });
  });

  test('a model that is away is an error where nothing may fill in', async () => {
    const { ask } = await open({ script: () => ({ kind: 'error', status: 503 }) }, { LLM_FALLBACK: 'fail' });
    const { status, body, headers } = await ask('I rest by the fire');
    expect(status).toBe(503);
    expect(body.details.error_code).toBe('MODEL_UNAVAILABLE');
    expect(body.suggestions).toEqual(['Try again in a minute: the model is away']);
    expect(headers.get('retry-after')).not.toBeNull();
  });

  test('a short rate limit is waited for', async () => {
    const { ask, server } = await open({ script: [{ kind: 'rate-limit', retryDelay: '4.250s' }] });
    expect((await ask('I rest by the fire')).body).toMatchObject({ source: 'model', degraded: false });
    expect(server.calls()).toBe(2);
  });

  test('a used-up daily quota is passed on, with the time of its reset', async () => {
    const quotaId = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
    const { ask, server } = await open({
      script: () => ({ kind: 'rate-limit', retryDelay: '2s', quotaId }),
    });
    const { status, body, headers } = await ask('I rest by the fire');
    expect(status).toBe(503);
    expect(body.details.error_code).toBe('MODEL_RATE_LIMITED');
    expect(body.suggestions).toEqual(['Send the request again after Retry-After']);
    const untilReset = (nextQuotaReset(new Date()).getTime() - Date.now()) / 1000;
    expect(Math.abs(Number(headers.get('retry-after')) - untilReset)).toBeLessThan(120);
    expect(server.calls()).toBe(1);
  });

  test('a client that has spent its day is refused before the model is asked', async () => {
    const { ask, server } = await open({}, { CLIENT_MAX_COST_USD_PER_DAY: '0.0000001' });
    const askFor = (way: number) => ask(`I look for way ${way}`, {}, 'cy');
    expect((await askFor(0)).body).toMatchObject({ source: 'model' });
    // What it has spent is read once a second.
    let way = 0;
    const refused = await until(async () => {
      way += 1;
      const answer = await askFor(way);
      return answer.status === 429 ? answer : undefined;
    });
    expect(refused.body.details.error_code).toBe('DAILY_BUDGET_SPENT');
    const calls = server.calls();
    expect((await askFor(way + 1)).status).toBe(429);
    expect(server.calls()).toBe(calls);
  });

  test('a long rate limit is passed on', async () => {
    const { ask } = await open({ script: () => ({ kind: 'rate-limit', retryDelay: '90s' }) });
    const { status, body, headers } = await ask('I rest by the fire');
    expect(status).toBe(503);
    expect(body.details.error_code).toBe('MODEL_RATE_LIMITED');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(10);
  });
});

test('what it used is on the account of the client', async () => {
  const { ask } = await open();
  const usageOf = async () => {
    const row = await database.db.prisma.usageDay.findFirst({ where: { clientId: 'bo' } });
    return Number(row?.modelCalls ?? 0);
  };
  const before = await usageOf();
  await ask('I look at the river', {}, 'bo');
  expect(await usageOf()).toBe(before + 1);
});

test.each([
  [{ action: '' }, 'action'],
  [{ action: 'x'.repeat(1001) }, 'action'],
  [{ language: 'English, please' }, 'language'],
  [{ surprise: 1 }, 'surprise'],
])('a request with %j is refused by field', async (changes, path) => {
  const { ask } = await open();
  const { status, body } = await ask('I wait', changes);
  expect(status).toBe(422);
  expect(body.details.issues[0].path).toContain(path);
});

test('needs a key', async () => {
  const api = await startApi(database.db, { keys: KEYS });
  onTestFinished(() => api.close());
  expect((await api.post(PATH, { action: 'I wait' })).status).toBe(401);
});
