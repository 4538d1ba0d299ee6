import { Agent, request as open } from 'node:http';
import { quantile } from '../benches/report.js';

/**
 * Requests at a fixed rate, whether or not the server keeps up. A request's time runs from the moment at which it was
 * due, so that a server which stands still for a second shows that second in every request that was due in it.
 *
 * autocannon's own rate isn't used for this: it sends what is due in a second in one go, at its beginning.
 */
export interface Stream {
  readonly url: string;
  /** Per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Opened before the time runs, and used in turn. */
  readonly connections: number;
  /** What the n-th request asks. */
  readonly request: (n: number) => StreamRequest;
  readonly expected: readonly number[];
  readonly onAnswer?: (status: number, body: string) => void;
}

export interface StreamRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface StreamFigures {
  readonly sent: number;
  /** Answers with an expected status per second, until the last of them. */
  readonly rate: number;
  /** All that did not get an expected status. */
  readonly unexpected: number;
  /** What they got instead, for people: `503: 2, ECONNREFUSED: 1`. */
  readonly instead: string;
  /** Milliseconds from when a request was due to its whole answer. */
  readonly latency: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
}

interface Answer {
  /** A word for why there is none. */
  readonly status: number | string;
  readonly body: string;
}

function failure(error: Error): Answer {
  return { status: 'code' in error ? String(error.code) : error.message, body: '' };
}

const TICK_MS = 2;
const WAIT_MS = 30_000;

export async function stream(options: Stream): Promise<StreamFigures> {
  const { url, rate, seconds, connections, request, expected } = options;
  // Used in turn, as those of so many clients would be.
  const agent = new Agent({
    keepAlive: true,
    maxSockets: connections,
    maxFreeSockets: connections,
    scheduling: 'fifo',
  });
  const { hostname, port } = new URL(url);
  const ask = (asked: StreamRequest): Promise<Answer> =>
    new Promise((resolve) => {
      const { method = 'GET', path, headers = {}, body } = asked;
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = open(
        { agent, hostname, port, method, path, headers: { ...headers, ...length }, timeout: WAIT_MS },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.on('error', (error) => resolve(failure(error)));
        },
      );
      sent.on('timeout', () => sent.destroy());
      sent.on('error', (error) => {
        // A server may close a connection that was idle for a while at the very moment at which it is used again.
        const wasIdle = sent.reusedSocket && failure(error).status === 'ECONNRESET';
        resolve(wasIdle ? ask(asked) : failure(error));
      });
      sent.end(body);
    });

  try {
    await Promise.all(Array.from({ length: connections }, () => ask({ path: '/livez' })));
    const total = Math.round(rate * seconds);
    const latencies: number[] = [];
    const instead = new Map<number | string, number>();
    let endedAt = 0;
    const startedAt = performance.now();
    const one = async (n: number) => {
      const dueAt = startedAt + (n * 1000) / rate;
      const answer = await ask(request(n));
      endedAt = performance.now();
      const { status } = answer;
      if (typeof status === 'number') options.onAnswer?.(status, answer.body);
      if (typeof status === 'number' && expected.includes(status)) latencies.push(endedAt - dueAt);
      else instead.set(status, (instead.get(status) ?? 0) + 1);
    };
    const all: Promise<void>[] = [];
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(total, Math.floor(((performance.now() - startedAt) * rate) / 1000) + 1);
        while (all.length < due) all.push(one(all.length));
        if (all.length === total) {
          clearInterval(timer);
          resolve();
        }
      }, TICK_MS);
    });
    await Promise.all(all);
    latencies.sort((a, b) => a - b);
    return {
      sent: total,
      rate: (latencies.length * 1000) / (endedAt - startedAt),
      unexpected: total - latencies.length,
      instead: [...instead].map(([status, count]) => `${status}: ${count}`).join(', '),
      latency: {
        p50: quantile(latencies, 0.5),
        p95: quantile(latencies, 0.95),
        p99: quantile(latencies, 0.99),
        max: quantile(latencies, 1),
      },
    };
  } finally {
    agent.destroy();
  }
}
