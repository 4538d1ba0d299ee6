import { DemoError } from './error.js';

/** Plain HTTP to a server of ours, as any client would speak it. */

export interface ServerEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

export class ServerConnection {
  readonly base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, key?: string) {
    this.base = url.replace(/\/$/, '');
    this.#headers = key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
  }

  /** @throws DemoError when the server doesn't answer, or refuses */
  async fetch(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.base}${path}`, {
        ...init,
        signal,
        headers: { ...this.#headers, ...(init.headers as Record<string, string> | undefined) },
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new DemoError(
        `${this.base} does not answer.`,
        'Check that the server runs (npm start) and that --url names it.',
        { cause },
      );
    }
    if (!response.ok) {
      throw await refused(response);
    }
    return response;
  }

  async get(path: string, signal: AbortSignal): Promise<unknown> {
    return (await this.fetch(path, signal)).json();
  }

  async post(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    return (await this.fetch(path, signal, init)).json();
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
