import { DemoError } from './error.js';

/** Plain HTTP to a server of ours, as any client would speak it. */

export interface ServerEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** There was no answer, or only a part of one. */
export class UnreachableError extends DemoError {}

/** The answer was a refusal. */
export class RefusedError extends DemoError {
  constructor(
    readonly status: number,
    message: string,
    advice: string,
    /** After how many seconds the same request may fare better; undefined when the server doesn't say. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(message, advice);
  }
}

export class ServerConnection {
  readonly base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, key?: string) {
    this.base = url.replace(/\/$/, '');
    this.#headers = key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
  }

  /** @throws UnreachableError when the server doesn't answer; RefusedError */
  async fetch(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.base}${path}`, {
        ...init,
        signal,
        headers: { ...this.#headers, ...(init.headers as Record<string, string> | undefined) },
      });
    } catch (cause) {
      throw this.#unreachable(cause, signal);
    }
    if (!response.ok) {
      throw await refused(response);
    }
    return response;
  }

  async get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#json(path, signal);
  }

  /** @param headers beside those that every post has */
  async post(
    path: string,
    body: unknown,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    return this.#json(path, signal, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  async #json(path: string, signal: AbortSignal, init?: RequestInit): Promise<unknown> {
    const response = await this.fetch(path, signal, init);
    try {
      return await response.json();
    } catch (cause) {
      throw this.#unreachable(cause, signal);
    }
  }

  #unreachable(cause: unknown, signal: AbortSignal): UnreachableError {
    signal.throwIfAborted();
    return new UnreachableError(
      `${this.base} does not answer.`,
      'Check that the server runs (npm start) and that --url names it.',
      { cause },
    );
  }

  /** A stream of Server-Sent Events as long as it holds, after the event `lastId`. */
  async *events(path: string, lastId: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastId !== '') {
      headers['last-event-id'] = lastId;
    }
    yield* readEvents(await this.fetch(path, signal, { headers }));
  }
}

/** Splits a stream of Server-Sent Events; comments are skipped. */
async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
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

async function refused(response: Response): Promise<RefusedError> {
  const body: unknown = await response.json().catch(() => null);
  const field = (name: string): unknown =>
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  const suggestions = field('suggestions');
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new RefusedError(
    response.status,
    `The server refused the request (${response.status}): ${String(field('message') ?? response.statusText)}.`,
    Array.isArray(suggestions) ? suggestions.join('\n') : '',
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}
