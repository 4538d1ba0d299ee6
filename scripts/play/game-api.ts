import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { GameSession, StoryEntry } from '../../src/game/session.js';
import { ServerConnection, type ServerEvent } from '../demo/connection.js';
import { DemoError } from '../demo/error.js';
import { patiently, patientlyRefused, pauseAfter } from './patience.js';

/** The calls of the API that a player's terminal makes. */

export interface Opened {
  readonly session_id: string;
  readonly story: readonly StoryEntry[];
}

export interface ReadSession {
  readonly session: GameSession & { readonly story: readonly StoryEntry[]; readonly event_seq: number };
}

export interface Listed {
  readonly session_id: string;
  readonly character_name: string;
  readonly character_level: number;
  readonly current_location: string;
  readonly story_length: number;
}

export interface Template {
  readonly id: string;
  readonly title: string;
  readonly playable_characters: readonly { readonly name: string; readonly description?: string }[];
}

/** What is read of a task that has ended. */
export interface EndedTask {
  readonly status: string;
  readonly error: { readonly message: string } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
}

const RECONNECT_MS = 500;
/** Tries to take up a broken stream before the server is given up: about two minutes of them. */
const MOST_RECONNECTS = 120;
const ENDS: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

export class GameApi {
  readonly #server: ServerConnection;

  constructor(url: string, key?: string) {
    this.#server = new ServerConnection(url, key);
  }

  async sessions(signal: AbortSignal): Promise<readonly Listed[]> {
    const { sessions } = (await this.#server.get('/api/game/sessions?limit=5', signal)) as {
      sessions: Listed[];
    };
    return sessions;
  }

  async templates(signal: AbortSignal): Promise<readonly Template[]> {
    const { templates } = (await this.#server.get('/api/scenarios/templates?limit=9', signal)) as {
      templates: Template[];
    };
    return templates;
  }

  async template(id: string, signal: AbortSignal): Promise<Template> {
    return (await this.#server.get(`/api/scenarios/templates/${id}`, signal)) as Template;
  }

  async open(body: object, signal: AbortSignal): Promise<Opened> {
    return (await patientlyRefused(
      () => this.#server.post('/api/game/sessions', body, signal),
      signal,
    )) as Opened;
  }

  async read(id: string, signal: AbortSignal): Promise<ReadSession> {
    return (await patiently(
      () => this.#server.get(`/api/game/sessions/${id}?story_limit=5`, signal),
      signal,
    )) as ReadSession;
  }

  /** Posts an action, once however often it takes; returns its task's id. */
  async act(id: string, action: string, signal: AbortSignal): Promise<string> {
    const headers = { 'idempotency-key': randomUUID() };
    const post = () => this.#server.post(`/api/game/sessions/${id}/action`, { action }, signal, headers);
    const { task_id } = (await patiently(post, signal)) as { task_id: string };
    return task_id;
  }

  /** Has the world of a series generated; returns its first template. */
  async generate(title: string, seed: number | undefined, signal: AbortSignal): Promise<Template> {
    const body = {
      series_title: title,
      series_type: 'novel',
      ...(seed !== undefined && { generation_options: { seed } }),
    };
    const { task_id } = (await patientlyRefused(
      () => this.#server.post('/api/scenarios/generate', body, signal),
      signal,
    )) as { task_id: string };
    const task = await this.ended(task_id, signal);
    const template = task.result?.scenario_template_id;
    if (typeof template !== 'string') {
      throw new DemoError(
        `The world could not be generated: ${task.error?.message ?? task.status}.`,
        'Try another title, or --new for a world that is made up.',
      );
    }
    return this.template(template, signal);
  }

  /** A task once it has ended. */
  async ended(taskId: string, signal: AbortSignal): Promise<EndedTask> {
    for (;;) {
      const task = (await patiently(
        () => this.#server.get(`/api/tasks/${taskId}?wait=30`, signal),
        signal,
      )) as EndedTask;
      if (ENDS.has(task.status)) return task;
    }
  }

  /** A session's events after `after`, for as long as they are wanted; a broken stream is taken up where it broke. */
  async *events(id: string, after: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    let last = String(after);
    for (let failed = 0; ; ) {
      let pauseMs = RECONNECT_MS;
      try {
        for await (const event of this.#server.events(`/api/game/sessions/${id}/events`, last, signal)) {
          if (event.id !== '') last = event.id;
          failed = 0;
          yield event;
        }
      } catch (error) {
        const pause = pauseAfter(error);
        failed += 1;
        const isOver = error instanceof DemoError && (pause === undefined || failed > MOST_RECONNECTS);
        if (signal.aborted || isOver) throw error;
        if (pause !== undefined) pauseMs = pause * 1_000;
      }
      await delay(pauseMs, undefined, { signal });
    }
  }
}
