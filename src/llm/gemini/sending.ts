import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';

/** Names a call in its requests. A provider has no use for it but to find a call in its logs. */
const CALL_HEADER = 'x-client-call-id';
const FIRST_ERROR = 400;

/** The HTTP requests that one call makes, and what became of them. */
export class Sending {
  #made = 0;
  #sent = 0;
  #retryAfter: string | undefined;

  /**
   * Runs the call; the requests that it makes by `fetch` with the given headers are watched. They are known by these and
   * not by an `AsyncLocalStorage`, with which every promise of the process costs three times as much.
   */
  async run<T>(call: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
    const id = randomUUID();
    underWay.set(id, this);
    try {
      return await call({ [CALL_HEADER]: id });
    } finally {
      underWay.delete(id);
    }
  }

  /** Whether the server may have worked on the call: not if no request got as far as being sent. In doubt it may. */
  mayHaveArrived(): boolean {
    return this.#made === 0 || this.#sent > 0;
  }

  /** The `Retry-After` of the answer, as it was sent: seconds or a date. The SDK keeps no header. */
  get retryAfter(): string | undefined {
    return this.#retryAfter;
  }

  made(): void {
    this.#made += 1;
  }

  sent(): void {
    this.#sent += 1;
  }

  answered(retryAfter: string | undefined): void {
    this.#retryAfter = retryAfter;
  }
}

/** Calls by the id that their requests carry. */
const underWay = new Map<string, Sending>();
const sendingOf = new WeakMap<object, Sending>();

// The SDK keeps no cause of a failed request, and `fetch failed` may mean that nobody was reached. Node's fetch tells.
subscribe('undici:request:create', (message) => {
  const request = requestIn(message);
  const sending = request === undefined ? undefined : underWay.get(callIn(request) ?? '');
  if (request === undefined || sending === undefined) return;
  sending.made();
  sendingOf.set(request, sending);
});
subscribe('undici:client:sendHeaders', (message) => {
  const request = requestIn(message);
  if (request !== undefined) sendingOf.get(request)?.sent();
});

subscribe('undici:request:headers', (message) => {
  const request = requestIn(message);
  const sending = request === undefined ? undefined : sendingOf.get(request);
  sending?.answered(retryAfterIn(message));
});

function requestIn(message: unknown): object | undefined {
  return isObject(message) && 'request' in message && isObject(message.request) ? message.request : undefined;
}

/** The id of the call that a request is of: its headers are a list of names and values in turn. */
function callIn(request: object): string | undefined {
  if (!('headers' in request) || !Array.isArray(request.headers)) return undefined;
  const headers: readonly unknown[] = request.headers;
  const at = headers.indexOf(CALL_HEADER);
  const id = at < 0 ? undefined : headers[at + 1];
  return typeof id === 'string' ? id : undefined;
}

/** Of an answer that is an error. Headers are bytes there: names and values in turn. */
function retryAfterIn(message: unknown): string | undefined {
  if (!isObject(message) || !('response' in message) || !isObject(message.response)) return undefined;
  const { response } = message;
  if (!('statusCode' in response) || Number(response.statusCode) < FIRST_ERROR) return undefined;
  if (!('headers' in response) || !Array.isArray(response.headers)) return undefined;
  const headers = response.headers.map(String);
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'retry-after');
  return at < 0 ? undefined : headers[at + 1];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
