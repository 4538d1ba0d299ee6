import { setTimeout as delay } from 'node:timers/promises';
import { DemoError } from './error.js';
import type { Beliefs, PlayedTurn } from './minds.js';

/** The few calls of the API that the demo makes, over plain HTTP as any client would. */

export interface TaskEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

export interface FinishedTask {
  readonly task_id: string;
  readonly status: string;
  readonly error: { readonly message: string } | null;
  readonly result: {
    readonly story: string;
    readonly participants: readonly string[];
    readonly turns_executed: number;
    readonly duration_seconds: number;
    readonly coherence: number | null;
    readonly degraded: boolean;
    readonly degraded_reasons: readonly string[];
  } | null;
}

const LAST_EVENTS: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);
const RECONNECTS = 20;

export class ApiClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, key?: string) {
    this.#base = url.replace(/\/$/, '');
    this.#headers = key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
  }

  async post(body: unknown, signal: AbortSignal): Promise<{ task_id: string }> {
    const response = await this.#fetch('/api/simulations', signal, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { task_id: string };
  }

  async task(id: string, signal: AbortSignal): Promise<FinishedTask> {
    return (await (await this.#fetch(`/api/tasks/${id}`, signal)).json()) as FinishedTask;
  }

  async simulation(id: string, signal: AbortSignal): Promise<unknown> {
    return (await this.#fetch(`/api/simulations/${id}`, signal)).json();
  }

  /** What everybody believes after a turn, the last one by default. */
  async beliefs(id: string, signal: AbortSignal, turn?: number): Promise<Beliefs> {
    const query = turn === undefined ? '' : `?turn=${turn}`;
    return (await (await this.#fetch(`/api/simulations/${id}/beliefs${query}`, signal)).json()) as Beliefs;
  }

  /** All turns, page after page. */
  async turns(id: string, signal: AbortSignal): Promise<readonly PlayedTurn[]> {
    const turns: PlayedTurn[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const response = await this.#fetch(`/api/simulations/${id}/turns?limit=100${query}`, signal);
      const page = (await response.json()) as { turns: PlayedTurn[]; next_cursor: string | null };
      turns.push(...page.turns);
      cursor = page.next_cursor;
    }
    return turns;
  }

  /** The task's events up to its last one; a broken stream is taken up where it broke. */
  async *events(id: string, signal: AbortSignal): AsyncGenerator<TaskEvent> {
    let lastId = '';
    for (let attempt = 0; attempt < RECONNECTS; attempt += 1) {
      try {
        const headers: Record<string, string> = { accept: 'text/event-stream' };
        if (lastId !== '') {
          headers['last-event-id'] = lastId;
        }
        const response = await this.#fetch(`/api/tasks/${id}/events`, signal, { headers });
        for await (const event of readEvents(response)) {
          lastId = event.id;
          yield event;
          if (LAST_EVENTS.has(event.type)) {
            return;
          }
        }
      } catch (error) {
        if (signal.aborted || attempt === RECONNECTS - 1) {
          throw error;
        }
      }
      await delay(500, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    throw new DemoError('The task sent no more events.', `Look at ${this.#base}/api/tasks/${id}.`);
  }

  async #fetch(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.#base}${path}`, {
        ...init,
        signal,
        headers: { ...this.#headers, ...(init.headers as Record<string, string> | undefined) },
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new DemoError(
        `${this.#base} does not answer.`,
        'Check that the server runs (npm start) and that --url names it.',
        { cause },
      );
    }
    if (!response.ok) {
      throw await refused(response);
    }
    return response;
  }
}

/** Splits a stream of Server-Sent Events; comments are skipped. */
async function* readEvents(response: Response): AsyncGenerator<TaskEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const data = fields.get('data');
      if (data !== undefined) {
        yield { id: fields.get('id') ?? '', type: fields.get('event') ?? 'message', data: JSON.parse(data) };
      }
    }
  }
}

async function refused(response: Response): Promise<DemoError> {
  const body: unknown = await response.json().catch(() => null);
  const field = (name: string): unknown =>
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  const suggestions = field('suggestions');
  return new DemoError(
    `The server refused the request (${response.status}): ${String(field('message') ?? response.statusText)}.`,
    Array.isArray(suggestions) ? suggestions.join('\n') : '',
  );
}
