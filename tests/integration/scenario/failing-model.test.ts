import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReceivedCall } from '../../../loadtest/model-server/respond.js';
import { userText } from '../../../loadtest/model-server/wire.js';
import { type Behaviour, startModelServer } from '../../../loadtest/model-server.js';
import { createGateway } from '../../../src/llm/gateway.js';
import { nextQuotaReset } from '../../../src/llm/gemini/failure.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { OutageRule } from '../../../src/tasks/runner.js';
import { scenarioRequestSchema } from '../../../src/tasks/scenario-request.js';
import { submitScenario } from '../../../src/tasks/submit-scenario.js';
import type { ScenarioResult } from '../../../src/tasks/task-request.js';
import { createTestDatabase } from '../../support/database.js';
import { SCENARIO } from '../../support/scenarios.js';
import { submission } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';

/**
 * The scenario's column of the table of what happens when the model fails (`llm/failure-table` has the others): one step
 * fails, over HTTP from the stand-in server through the SDK and the gateway to a worker, and the task says what came of it.
 */

const STEP = 'culture';
const isStep = ({ body }: ReceivedCall) => userText(body).includes(`Step: ${STEP}`);

interface Weather {
  /** What becomes of the step's calls, by their number from 0. */
  readonly misbehave?: (nth: number) => Behaviour | undefined;
  readonly timeoutMs?: number;
  readonly outage?: OutageRule;
  readonly limits?: { readonly max_model_calls: number };
}

async function generated({ misbehave, timeoutMs = 60_000, outage, limits }: Weather) {
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  let nth = 0;
  const server = await startModelServer({
    script: (call) => {
      if (!isStep(call)) return undefined;
      nth += 1;
      return misbehave?.(nth - 1);
    },
  });
  onTestFinished(() => server.close());
  const quiet = () => undefined;
  const gateway = createGateway({
    config: {
      geminiApiKey: 'a-key',
      geminiModel: 'gemini-2.5-flash',
      geminiBaseUrl: server.url,
      timeoutMs,
      callDeadlineMs: 120_000,
      maxConcurrency: 64,
    },
    offline: new OfflineModel(),
    log: { debug: quiet, warn: quiet, error: quiet },
    sleep: async () => undefined,
  });
  const request = scenarioRequestSchema.parse({ ...SCENARIO, limits, generation_options: { seed: 7 } });
  const { id } = await submitScenario(submission(test.db), { clientId: 'local', role: 'client', request });
  const worker = await startTestWorker(test, gateway.model, { gateway, ...(outage && { outage }) });
  onTestFinished(() => worker.stop());
  const row = () => test.db.prisma.task.findUniqueOrThrow({ where: { id } });
  return {
    server,
    row,
    ended: () =>
      until(async () => {
        const task = await row();
        return ['completed', 'failed'].includes(task.status) && task;
      }),
    handedBack: () =>
      until(async () => {
        const task = await row();
        return task.status === 'queued' && task.attempt >= 1 && task;
      }),
    step: () =>
      test.db.prisma.scenarioStep.findUniqueOrThrow({ where: { taskId_step: { taskId: id, step: STEP } } }),
  };
}

const always = (behaviour: Behaviour) => () => behaviour;
const resultOf = ({ result }: { result: unknown }) => result as ScenarioResult;

describe('a scenario one step of which the model fails', () => {
  it.each<[string, Weather]>([
    ['timeout', { misbehave: always({ kind: 'hang' }), timeoutMs: 400 }],
    ['invalid', { misbehave: always({ kind: 'malformed' }) }],
    ['refused', { misbehave: always({ kind: 'blocked', by: 'answer', reason: 'SAFETY' }) }],
    ['truncated', { misbehave: always({ kind: 'truncated' }) }],
  ])('%s: the offline generator fills in, and task and step say so', async (reason, weather) => {
    const { ended, step } = await generated(weather);
    const task = await ended();
    expect(task).toMatchObject({ status: 'completed', attempt: 1, failures: 0 });
    expect(resultOf(task)).toMatchObject({ degraded: true, degraded_steps: [STEP] });
    expect(await step()).toMatchObject({ state: 'degraded', degraded: reason });
  });

  it('rate-limited for up to 10 s: is complete as if nothing had been', async () => {
    const { ended, server } = await generated({
      misbehave: (nth) => (nth === 0 ? { kind: 'rate-limit', retryDelay: '9.500s' } : undefined),
    });
    const task = await ended();
    expect(task).toMatchObject({ status: 'completed', attempt: 1 });
    expect(resultOf(task)).toMatchObject({ degraded: false, degraded_steps: [] });
    expect(server.calls()).toBe(11);
  });

  it('rate-limited for longer: the task is handed back until the named time, counted as no failure', async () => {
    const { handedBack } = await generated({
      misbehave: always({ kind: 'rate-limit', retryDelay: '600.5s' }),
    });
    const task = await handedBack();
    expect(task).toMatchObject({ attempt: 1, failures: 0 });
    const waitMs = task.runAfter.getTime() - Date.now();
    expect(waitMs).toBeGreaterThan(500_000);
    expect(waitMs).toBeLessThan(610_000);
  });

  it('a daily quota: the task is handed back until the quota’s reset', async () => {
    const quotaId = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
    const { handedBack } = await generated({
      misbehave: always({ kind: 'rate-limit', retryDelay: '2s', quotaId }),
    });
    const { runAfter, failures } = await handedBack();
    expect(failures).toBe(0);
    expect(Math.abs(runAfter.getTime() - nextQuotaReset(new Date()).getTime())).toBeLessThan(60_000);
  });

  it.each<[string, Behaviour]>([
    ['5xx', { kind: 'error', status: 503 }],
    ['connection', { kind: 'drop' }],
  ])(
    'unavailable (%s): the task waits for the model and pays for no other step again',
    async (_, behaviour) => {
      let isDown = true;
      const { handedBack, ended, server } = await generated({
        misbehave: () => (isDown ? behaviour : undefined),
      });
      expect(await handedBack()).toMatchObject({ failures: 0, currentStep: 'Waiting for the model' });
      isDown = false;
      const task = await ended();
      expect(task).toMatchObject({ status: 'completed', failures: 0, usage: { model_calls: 10 } });
      expect(resultOf(task)).toMatchObject({ degraded: false });
      const others = server.received().filter((call) => !isStep(call));
      expect(others).toHaveLength(9);
    },
  );

  it('unavailable for longer than is waited for: filled in, or failed where nothing may', async () => {
    const misbehave = always({ kind: 'error', status: 503 });
    const filled = await generated({ misbehave, outage: { patienceMs: 0, fallback: 'offline' } });
    const task = await filled.ended();
    expect(task).toMatchObject({ status: 'completed' });
    expect(resultOf(task)).toMatchObject({ degraded: true, degraded_steps: [STEP] });
    expect(await filled.step()).toMatchObject({ degraded: 'unavailable' });
    const failed = await generated({ misbehave, outage: { patienceMs: 0, fallback: 'fail' } });
    expect(await failed.ended()).toMatchObject({
      status: 'failed',
      error: { error_code: 'MODEL_UNAVAILABLE' },
    });
  });

  it('over budget: it ends, failed, and nothing is asked beyond the limit', async () => {
    const { ended, server } = await generated({ limits: { max_model_calls: 3 } });
    expect(await ended()).toMatchObject({ status: 'failed', error: { error_code: 'LIMIT_REACHED' } });
    expect(server.calls()).toBeLessThanOrEqual(3);
  });
});
