import { expect } from 'vitest';

/** What tests read of a task; see the OpenAPI document for all of it. */
export interface TaskBody {
  readonly task_id: string;
  readonly status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly progress: number;
  readonly attempt: number;
  readonly usage: {
    readonly model_calls: number;
    readonly cost_usd: number;
    readonly unconfirmed_calls: number;
  };
  readonly error: { readonly error_code: string } | null;
  readonly result: {
    readonly story: string;
    readonly participants: readonly string[];
    readonly turns_executed: number;
    readonly duration_seconds: number;
    readonly degraded: boolean;
    readonly degraded_reasons: readonly string[];
  } | null;
}

export async function postSimulation(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/api/simulations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Posts a simulation that must be accepted, and returns its task's id. */
export async function accepted(url: string, body: unknown): Promise<string> {
  const response = await postSimulation(url, body);
  const answer = (await response.json()) as { task_id: string };
  expect(response.status, JSON.stringify(answer)).toBe(202);
  return answer.task_id;
}

export async function getTask(url: string, id: string): Promise<TaskBody> {
  return (await (await fetch(`${url}/api/tasks/${id}`)).json()) as TaskBody;
}

/** Holds on until the task has ended, by long-polling. */
export async function ended(url: string, id: string): Promise<TaskBody> {
  for (;;) {
    const response = await fetch(`${url}/api/tasks/${id}?wait=20`);
    const task = (await response.json()) as TaskBody;
    if (['completed', 'failed', 'cancelled'].includes(task.status)) {
      return task;
    }
  }
}
