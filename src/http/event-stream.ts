import { once } from 'node:events';
import type { Response } from 'express';
import type { TaskEventReading } from '../store/task-reads.js';

/** A comment this often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;
/** What a browser waits before it connects again. */
const RECONNECT_MS = 1000;

/** A `text/event-stream` answer: opened once, written to at the client's own pace, closed once. */
export class EventStream {
  private readonly keepAlive: NodeJS.Timeout;

  constructor(private readonly response: Response) {
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would collect the events otherwise.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    this.keepAlive = setInterval(() => response.write(': keep-alive\n\n'), KEEP_ALIVE_MS);
    response.once('close', () => clearInterval(this.keepAlive));
  }

  /** Sends an event; resolves when the client has room for the next. */
  async send({ seq, type, data }: TaskEventReading, signal: AbortSignal): Promise<void> {
    // JSON holds no line breaks outside of escapes, so one `data:` line carries it whole.
    if (!this.response.write(`id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)) {
      await once(this.response, 'drain', { signal });
    }
  }

  close(): void {
    clearInterval(this.keepAlive);
    this.response.end();
  }
}
