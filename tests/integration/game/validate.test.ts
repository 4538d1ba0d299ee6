import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../../loadtest/model-server.js';
import { readConfig } from '../../../src/config.js';
import { createValidator } from '../../../src/game/validate.js';
import { createGateway } from '../../../src/llm/gateway.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { createLog } from '../../../src/observability/log.js';
import { noteUsage } from '../../../src/store/usage-reads.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi } from '../http/api.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

/** The endpoint in front of a model that costs money, or without one. */
async function open(environment: Readonly<Record<string, string>> = {}) {
  const { db } = test;
  const model = createGateway({
    config: readConfig(environment).llm,
    offline: new OfflineModel(),
    log: createLog({ level: 'silent', name: 'test' }),
    sleep: async () => undefined,
  }).model;
  const api = await startApi(db, {
    validate: createValidator({
      model,
      checkBudget: async () => undefined,
      noteUsage: (clientId, usage) => noteUsage(db, clientId, new Date(), usage),
    }),
  });
  onTestFinished(() => api.close());
  return (body: object) => api.post('/api/ai/validate-action', body);
}

async function openWithModel() {
  const server = await startModelServer();
  onTestFinished(() => server.close());
  return { server, ask: await open({ GEMINI_API_KEY: 'a-key', GEMINI_BASE_URL: server.url }) };
}

describe('an action that is judged without a session', () => {
  it('is judged by the rules, where they suffice, without a call', async () => {
    const { server, ask } = await openWithModel();
    const [allowed, refused] = [await ask({ action: 'look around' }), await ask({ action: 'cheat' })];
    expect(allowed.body).toMatchObject({ action: 'look around', is_valid: true, source: 'rules' });
    expect(refused.status).toBe(200);
    expect(refused.body).toMatchObject({
      is_valid: false,
      validation_details: { rule: 'OUT_OF_PLAY', reason: expect.stringMatching(/./) },
    });
    expect(server.calls()).toBe(0);
  });

  it("is asked of the model where it takes an ability, and what that costs is the client's", async () => {
    const { server, ask } = await openWithModel();
    const { body } = await ask({ action: 'summon a storm' });
    expect(body).toMatchObject({ source: 'model', unverified: false, usage: { model_calls: 1 } });
    expect(server.calls()).toBe(1);
  });

  it('is allowed and marked when the model can not be asked', async () => {
    const ask = await open({ GEMINI_API_KEY: 'a-key', GEMINI_BASE_URL: 'http://127.0.0.1:9' });
    const { body } = await ask({ action: 'summon a storm' });
    expect(body).toMatchObject({ is_valid: true, unverified: true });
  });

  it('is refused without a model when nothing in its context allows it', async () => {
    const ask = await open();
    expect((await ask({ action: 'summon a storm' })).body).toMatchObject({
      is_valid: false,
      validation_details: { rule: 'NOT_ABLE' },
    });
    const skilled = { character: { abilities: ['summon storms'] } };
    expect((await ask({ action: 'summon a storm', context: skilled })).body.is_valid).toBe(true);
  });

  it.each([{}, { action: '' }, { action: 'x'.repeat(1_001) }, { action: 'wait', mood: 'sad' }])(
    'needs a request that fits',
    async (body) => {
      const ask = await open();
      expect((await ask(body)).status).toBe(422);
    },
  );
});
