import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from './until.js';

export interface GameMessage {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields that they expect
  readonly data: any;
  readonly timestamp: string;
  readonly session_id: string;
  readonly seq: number | null;
}

/** A player's end of a WebSocket: what it got, in order. */
export class GameClient {
  readonly messages: GameMessage[] = [];
  /** Code and reason of its end, once it has one. */
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data)) as GameMessage));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    socket.on('error', () => undefined);
  }

  /**
   * @param url of the API
   * @param options `after` is the last event that is known
   * @throws what the server says when it doesn't open, as `status code`
   */
  static async open(
    url: string,
    sessionId: string,
    options: {
      readonly after?: number;
      readonly query?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<GameClient> {
    const query = options.query ?? (options.after === undefined ? '' : `?after=${options.after}`);
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws/game/${sessionId}${query}`, {
      headers: { ...options.headers },
    });
    const client = new GameClient(socket);
    const refused = new Promise<never>((_, reject) => {
      socket.once('unexpected-response', async (_request, response) => {
        let text = '';
        for await (const part of response) text += String(part);
        reject(new Error(`${response.statusCode} ${JSON.parse(text).details.error_code}`));
      });
      socket.once('error', reject);
    });
    refused.catch(() => undefined);
    await Promise.race([once(socket, 'open'), refused]);
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Those that are events, by their numbers. */
  get events(): readonly GameMessage[] {
    return this.messages.filter(({ seq }) => seq !== null);
  }

  /** The first message of a type that is there, or comes. */
  async next(type: string, fits: (message: GameMessage) => boolean = () => true): Promise<GameMessage> {
    return until(() => this.messages.find((message) => message.type === type && fits(message)));
  }

  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    return until(() => this.closed);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.end();
  }

  /** Ends without a word, as a client that loses its network. */
  break(): void {
    this.socket.terminate();
  }
}
