/** Simulations as clients post them, and the ids that the answers name. */

export interface SimulationBody {
  readonly character_names: readonly string[];
  readonly turns: number;
  readonly seed?: number;
}

export const JSON_HEADERS = { 'content-type': 'application/json' };
export const SIMULATIONS = '/api/simulations';
export const ACCEPTED = 202;

/** The id in the answer to a post: of a task, or of a baseline's row. */
export function idIn(body: string): string | undefined {
  return /"(?:task_id|id)":"([0-9a-f-]{36})"/.exec(body)?.[1];
}

/** Posts up to a hundred simulations at a time, and returns the ids of their tasks. */
export async function postBatch(
  url: string,
  bodies: readonly SimulationBody[],
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let first = 0; first < bodies.length; first += LARGEST_BATCH) {
    const response = await fetch(`${url}${SIMULATIONS}/batch`, {
      method: 'POST',
      headers: { ...JSON_HEADERS, ...headers },
      body: JSON.stringify({ items: bodies.slice(first, first + LARGEST_BATCH) }),
    });
    const text = await response.text();
    if (response.status !== ACCEPTED) throw new Error(`posting failed with ${response.status}: ${text}`);
    for (const [, id = ''] of text.matchAll(/"task_id":"([0-9a-f-]{36})"/g)) ids.push(id);
  }
  return ids;
}

const LARGEST_BATCH = 100;

/** Posts one simulation, and returns the id of its task. */
export async function postOne(
  url: string,
  body: SimulationBody,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(`${url}${SIMULATIONS}`, {
    method: 'POST',
    headers: { ...JSON_HEADERS, ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const id = idIn(text);
  if (response.status !== ACCEPTED || id === undefined) {
    throw new Error(`posting failed with ${response.status}: ${text}`);
  }
  return id;
}

/** Holds on until a task has ended; returns its final status. */
export async function untilEnded(url: string, id: string): Promise<string> {
  for (;;) {
    const response = await fetch(`${url}/api/tasks/${id}?wait=20`);
    const { status } = (await response.json()) as { readonly status: string };
    if (!['queued', 'running'].includes(status)) return status;
  }
}
