import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEP_TABLE } from '../../../src/scenario/steps.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { generate, type ScenarioStatus, scenarioEnded, scenarioStatus } from '../../support/scenarios.js';

let pool: ModelPool;
let url: string;
let id: string;
let status: ScenarioStatus;

beforeAll(async () => {
  pool = await openModelPool();
  url = await pool.api();
  // A lease that a busy machine can't outlast: what is counted here is counted without a takeover.
  await pool.start('workers/worker', { LEASE_SECONDS: '120' });
  id = await generate(url, { generation_options: { seed: 7 } });
  status = await scenarioEnded(url, id);
});
afterAll(() => pool.close());

// biome-ignore lint/suspicious/noExplicitAny: what each path answers is in the OpenAPI document
const read = async (path: string): Promise<any> => (await fetch(`${url}${path}`)).json();
const events = async (task: string) => {
  const text = await (await fetch(`${url}/api/tasks/${task}/events`)).text();
  return [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, type, data]) => ({
    type,
    data: JSON.parse(data ?? '{}') as { progress?: number; current_step?: string },
  }));
};

describe('a scenario that a model generates', () => {
  it('is completed with every step done, once each', () => {
    expect(status).toMatchObject({
      status: 'completed',
      progress: 100,
      current_step: 'Generation completed successfully',
      active_steps: [],
      result: { degraded_steps: [], cached: false },
    });
    expect(status.steps.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(
      Array.from({ length: 10 }, () => 'done 1'),
    );
  });

  it('takes ten calls, of which none is repaired', async () => {
    expect((await read(`/api/tasks/${id}`)).usage).toMatchObject({ model_calls: 10, unconfirmed_calls: 0 });
  });

  it('tells each row of the table once, in its order, and the end as the last word', async () => {
    const told = await events(id);
    expect(told.filter(({ type }) => type === 'progress').map(({ data }) => data.current_step)).toEqual(
      STEP_TABLE.map(({ current_step }) => current_step),
    );
    expect(told.at(-1)?.type).toBe('completed');
  });

  it('leaves a lorebook that holds together', async () => {
    const { lorebook, summary } = await read(`/api/lorebooks/${status.result?.lorebook_id}`);
    expect(summary).toMatchObject({ characters_count: 10, locations_count: 8, timeline_events: 3 });
    expect(lorebook.generation_metadata).toMatchObject({
      method: 'model',
      seed: 7,
      repairs: [],
      score: 1,
    });
    expect(lorebook.entries.length).toBeGreaterThan(20);
  });

  it('leaves a template whose characters can be played where it begins', async () => {
    const template = await read(`/api/scenarios/templates/${status.result?.scenario_template_id}`);
    const { lorebook } = await read(`/api/lorebooks/${status.result?.lorebook_id}`);
    expect(template).toMatchObject({
      lorebook_id: status.result?.lorebook_id,
      setting_location: lorebook.locations[0].name,
      narrative_metadata: { degraded: false, method: 'model' },
    });
    expect(template.playable_characters.length).toBeGreaterThanOrEqual(2);
    expect(template.playable_characters[0]).toMatchObject({ max_health: 90, max_mana: 65 });
    expect(template.available_paths.length).toBeGreaterThanOrEqual(3);
  });

  it('is answered from what was made before when it is asked for again with its seed', async () => {
    const again = await scenarioEnded(url, await generate(url, { generation_options: { seed: 7 } }));
    expect(again.result).toEqual({
      ...status.result,
      cached: true,
      cached_from: id,
      generation_time: 0,
    });
  });
});

it('a world without a power system skips that step and takes nine calls', async () => {
  const other = await generate(url, { power_system: undefined, series_title: 'The Plain Coast' });
  const { steps } = await scenarioEnded(url, other);
  expect(steps.find(({ name }) => name === 'power_system')).toEqual({
    name: 'power_system',
    state: 'skipped',
    attempts: 0,
  });
  expect((await read(`/api/tasks/${other}`)).usage.model_calls).toBe(9);
});

it('three templates begin at different places under different titles', async () => {
  const other = await scenarioEnded(url, await generate(url, { generation_options: { template_count: 3 } }));
  expect(other.steps.filter(({ name }) => name.startsWith('template'))).toHaveLength(3);
  const { templates } = await read(`/api/scenarios/templates?lorebook_id=${other.result?.lorebook_id}`);
  expect(new Set(templates.map(({ title }: { title: string }) => title)).size).toBe(3);
  expect(new Set(templates.map((each: { setting_location: string }) => each.setting_location)).size).toBe(3);
});

it('a task that waits is pending, and another client’s or kind’s is not there', async () => {
  expect((await fetch(`${url}/api/scenarios/status/01900000-0000-7000-8000-000000000000`)).status).toBe(404);
  expect((await scenarioStatus(url, id)).status).toBe('completed');
});
