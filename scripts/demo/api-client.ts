import { setTimeout as delay } from 'node:timers/promises';
import { ServerConnection, type ServerEvent } from './connection.js';
import { DemoError } from './error.js';
import type { Beliefs, PlayedTurn } from './minds.js';

/** The few calls of the API that the demo makes. */

export type TaskEvent = ServerEvent;

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
  readonly #server: ServerConnection;

  constructor(url: string, key?: string) {
    this.#server = new ServerConnection(url, key);
  }

  async post(body: unknown, signal: AbortSignal): Promise<{ task_id: string }> {
    return (await this.#server.post('/api/simulations', body, signal)) as { task_id: string };
  }

  async task(id: string, signal: AbortSignal): Promise<FinishedTask> {
    return (await this.#server.get(`/api/tasks/${id}`, signal)) as FinishedTask;
  }

  async simulation(id: string, signal: AbortSignal): Promise<unknown> {
    return this.#server.get(`/api/simulations/${id}`, signal);
  }

  /** What everybody believes after a turn, the last one by default. */
  async beliefs(id: string, signal: AbortSignal, turn?: number): Promise<Beliefs> {
    const query = turn === undefined ? '' : `?turn=${turn}`;
    return (await this.#server.get(`/api/simulations/${id}/beliefs${query}`, signal)) as Beliefs;
  }

  /** All turns, page after page. */
  async turns(id: string, signal: AbortSignal): Promise<readonly PlayedTurn[]> {
    const turns: PlayedTurn[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await this.#server.get(`/api/simulations/${id}/turns?limit=100${query}`, signal)) as {
        turns: PlayedTurn[];
        next_cursor: string | null;
      };
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
        for await (const event of this.#server.events(`/api/tasks/${id}/events`, lastId, signal)) {
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
    throw new DemoError('The task sent no more events.', `Look at ${this.#server.base}/api/tasks/${id}.`);
  }
}
