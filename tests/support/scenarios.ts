import { expect } from 'vitest';

/** A request for a scenario as a client would send it. */
export const SCENARIO = {
  series_title: 'The Drowned Coast',
  series_type: 'novel',
  genre: 'fantasy',
  setting: 'A coast that the sea takes back year by year',
  power_system: 'Tide magic',
  tone: 'grave',
  themes: ['loyalty', 'debt'],
} as const;

export interface ScenarioStatus {
  readonly status: string;
  readonly progress: number;
  readonly current_step: string;
  readonly active_steps: readonly string[];
  readonly steps: readonly { readonly name: string; readonly state: string; readonly attempts: number }[];
  readonly result?: {
    readonly lorebook_id: string;
    readonly scenario_template_id: string;
    readonly scenario_template_ids: readonly string[];
    readonly generation_time: number;
    readonly degraded_steps: readonly string[];
    readonly cached: boolean;
    readonly cached_from: string | null;
  };
  readonly error?: { readonly error_code: string };
}

/** Posts a request that must be accepted, and returns its task's id. */
export async function generate(url: string, body: object = {}): Promise<string> {
  const response = await fetch(`${url}/api/scenarios/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...SCENARIO, ...body }),
  });
  const answer = (await response.json()) as { task_id: string };
  expect(response.status, JSON.stringify(answer)).toBe(202);
  return answer.task_id;
}

export async function scenarioStatus(url: string, id: string): Promise<ScenarioStatus> {
  return (await (await fetch(`${url}/api/scenarios/status/${id}`)).json()) as ScenarioStatus;
}

/** Holds on until the task has ended, by long-polling. */
export async function scenarioEnded(url: string, id: string): Promise<ScenarioStatus> {
  for (;;) {
    const task = (await (await fetch(`${url}/api/tasks/${id}?wait=20`)).json()) as { status: string };
    if (['completed', 'failed', 'cancelled'].includes(task.status)) return scenarioStatus(url, id);
  }
}
