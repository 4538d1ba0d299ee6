import { afterEach, describe, expect, it } from 'vitest';
import { userText } from '../../../loadtest/model-server/wire.js';
import type { Behaviour, ReceivedCall } from '../../../loadtest/model-server.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { generate, scenarioEnded, scenarioStatus } from '../../support/scenarios.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const stepOf = ({ body }: ReceivedCall) => /^Step: ([a-z_]+)$/m.exec(userText(body))?.[1];

async function openPool(
  script: (call: ReceivedCall) => Behaviour | undefined,
): Promise<ModelPool & { readonly url: string }> {
  const pool = await openModelPool({ script });
  cleanups.push(() => pool.close());
  const url = await pool.api();
  await pool.start('workers/worker', { LEASE_SECONDS: '120' });
  return { ...pool, url };
}

describe('a scenario under way', () => {
  it('names the steps that run, is cancelled for good, and its calls are broken off', async () => {
    const { url, server } = await openPool((call) =>
      stepOf(call) === 'analysis' ? undefined : { kind: 'hang' },
    );
    const id = await generate(url);
    // Four beside each other, of the five that could be.
    const status = await until(async () => {
      const now = await scenarioStatus(url, id);
      return now.active_steps.length === 4 && server.stats().inFlight === 4 && now;
    });
    expect(status).toMatchObject({
      status: 'generating',
      progress: 35,
      current_step: 'Generating world geography',
    });
    expect([...status.active_steps].sort()).toEqual(['culture', 'main_cast', 'politics', 'power_system']);
    expect((await fetch(`${url}/api/tasks/${id}`, { method: 'DELETE' })).status).toBe(202);
    await until(() => server.stats().inFlight === 0);
    expect(await scenarioStatus(url, id)).toMatchObject({ status: 'cancelled', active_steps: [] });
    expect((await fetch(`${url}/api/tasks/${id}`, { method: 'DELETE' })).status).toBe(409);
    expect(server.calls()).toBe(5);
  });
});

describe('a step that the model can’t be used for', () => {
  it('is the offline generator’s, and the lorebook says so', async () => {
    const nonsense = { kind: 'answer', text: '{"locations": []}' } as const;
    const { url } = await openPool((call) => (stepOf(call) === 'geography' ? nonsense : undefined));
    const status = await scenarioEnded(url, await generate(url));
    expect(status).toMatchObject({
      status: 'completed',
      result: { degraded: true, degraded_steps: ['geography'] },
    });
    expect(status.steps.find(({ name }) => name === 'geography')?.state).toBe('degraded');
    const answer = await fetch(`${url}/api/lorebooks/${status.result?.lorebook_id}`);
    const { lorebook } = (await answer.json()) as {
      lorebook: { locations: unknown[]; generation_metadata: { degraded_steps: string[] } };
    };
    expect(lorebook.locations.length).toBeGreaterThanOrEqual(8);
    expect(lorebook.generation_metadata.degraded_steps).toEqual(['geography']);
  });

  it('is asked once more with what was wrong, and is whole when the second answer fits', async () => {
    const asked: string[] = [];
    const { url } = await openPool((call) => {
      if (stepOf(call) !== 'culture') return undefined;
      asked.push(userText(call.body));
      return asked.length === 1
        ? { kind: 'answer', text: '{"systems": [], "important_items": []}' }
        : undefined;
    });
    const status = await scenarioEnded(url, await generate(url));
    expect(status).toMatchObject({ status: 'completed', result: { degraded: false, degraded_steps: [] } });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('systems: must have at least 1 entries');
  });
});

it('limits that are used up fail a scenario, and a retry goes on from the steps that are done', async () => {
  const { url, server } = await openPool(() => undefined);
  const id = await generate(url, { limits: { max_model_calls: 3 } });
  const failed = await scenarioEnded(url, id);
  expect(failed).toMatchObject({ status: 'failed', error: { error_code: 'LIMIT_REACHED' } });
  expect(server.calls()).toBe(3);
  expect(failed.steps.filter(({ state }) => state === 'done')).toHaveLength(3);
  expect((await fetch(`${url}/api/tasks/${id}/retry`, { method: 'POST' })).status).toBe(202);
  expect((await scenarioEnded(url, id)).status).toBe('failed');
  expect(server.calls()).toBe(3);
});
