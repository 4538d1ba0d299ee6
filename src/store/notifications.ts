import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { TaskKind } from '../generated/prisma/enums.js';
import type { Database } from './database.js';

/**
 * NOTIFY and LISTEN: hints that save waiting, never the truth. Whoever listens also looks by itself from time to time,
 * so a lost notification costs a second and nothing else.
 */

/**
 * `queued`: tasks were posted, and their kinds are told, or something else may be to be done for the relay, such as a slot
 * that came free, and nothing is told of it. `changed`: tasks changed; `cancelled`: tasks were cancelled, so whoever runs them
 * stops. Both carry the ids in their payload.
 */
const CHANNELS = ['queued', 'changed', 'cancelled'] as const;
export type Channel = (typeof CHANNELS)[number];

const KINDS: ReadonlySet<string> = new Set(Object.values(TaskKind));
/** A payload ends at 8,000 bytes; an id with its comma takes 37. */
const IDS_PER_PAYLOAD = 200;
/** NOTIFY takes a lock that all who commit one share: at most this often. */
const SEND_INTERVAL_MS = 5;
/** Where it takes its time it rests as many times as long, but never so long that anybody would notice. */
const REST = 3;
const LONGEST_REST_MS = 50;

export interface Notifier {
  /**
   * Tells every listener, soon; never fails and never waits.
   * @param subject a task's id; of `queued` its kind, where nothing has come about but that it was posted
   */
  notify(channel: Channel, subject: string): void;
  /**
   * Whether a statement may tell a channel by itself, with what it commits, which saves a round trip. Now and then only:
   * commits that tell wait for one another.
   */
  takeTurn(): boolean;
  /** Resolves when everything noted so far was sent, or could not be. */
  flush(): Promise<void>;
}

export function createNotifier(db: Database): Notifier {
  const noted: Record<Channel, Set<string>> = {
    queued: new Set(),
    changed: new Set(),
    cancelled: new Set(),
  };
  let sending: Promise<void> | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;

  const send = async () => {
    // One turn of the loop lets what was committed together be told together.
    await setImmediate();
    while (CHANNELS.some((channel) => noted[channel].size > 0)) {
      const messages = CHANNELS.flatMap((channel) => payloads(channel, noted[channel]));
      for (const channel of CHANNELS) {
        noted[channel].clear();
      }
      sentAt = performance.now();
      await db.execute`
        SELECT pg_notify(channel, payload)
        FROM unnest(${messages.map(({ name }) => name)}::text[], ${messages.map(({ payload }) => payload)}::text[])
          AS message(channel, payload)`.catch(() => undefined);
      const rest = Math.min(LONGEST_REST_MS, REST * (performance.now() - sentAt));
      await delay(Math.max(SEND_INTERVAL_MS, rest));
    }
  };
  const flush = async () => {
    sending ??= send().finally(() => {
      sending = undefined;
    });
    await sending;
  };
  return {
    notify: (channel, subject) => {
      noted[channel].add(subject);
      void flush();
    },
    takeTurn: () => {
      const free = performance.now() - sentAt >= SEND_INTERVAL_MS;
      if (free) {
        sentAt = performance.now();
      }
      return free;
    },
    flush,
  };
}

function payloads(channel: Channel, subjects: ReadonlySet<string>): { name: string; payload: string }[] {
  const name = channelName(channel);
  const all = [...subjects];
  if (channel === 'queued' && all.length > 0) {
    return [{ name, payload: all.every((subject) => KINDS.has(subject)) ? all.join(',') : '' }];
  }
  return Array.from({ length: Math.ceil(all.length / IDS_PER_PAYLOAD) }, (_, page) => ({
    name,
    payload: all.slice(page * IDS_PER_PAYLOAD, (page + 1) * IDS_PER_PAYLOAD).join(','),
  }));
}

export interface ListenerOptions {
  readonly url: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  /** Called with what was told, see above; with nothing after a reconnect, when anything may have been missed. */
  readonly onNotification: (channel: Channel, told: readonly string[]) => void;
  readonly onError: (error: Error) => void;
}

export interface Listener {
  close(): Promise<void>;
}

const HEARTBEAT_MS = 5_000;
const RECONNECT_MS = 500;

/**
 * Listens on a connection of its own, never one of a pool. A query every few seconds tells a silent connection from a
 * quiet one; after a loss it connects again until closed.
 */
export function openListener(options: ListenerOptions): Listener {
  const closing = new AbortController();
  const running = listen(options, closing.signal);
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

async function listen(options: ListenerOptions, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: options.name,
      connectionTimeoutMillis: 5_000,
      query_timeout: HEARTBEAT_MS,
      keepAlive: true,
    });
    try {
      await listenOnce(client, options, closing);
    } catch (error) {
      if (!closing.aborted) {
        options.onError(error instanceof Error ? error : new Error(String(error)));
      }
    } finally {
      await client.end().catch(() => undefined);
    }
    await delay(RECONNECT_MS, undefined, { signal: closing }).catch(() => undefined);
  }
}

async function listenOnce(client: pg.Client, options: ListenerOptions, closing: AbortSignal): Promise<void> {
  const lost = new AbortController();
  client.on('error', (error) => lost.abort(error));
  client.on('end', () => lost.abort(new Error('the connection was closed')));
  client.on('notification', ({ channel, payload }) => {
    const told = CHANNELS.find((candidate) => channelName(candidate) === channel);
    if (told !== undefined) {
      options.onNotification(told, payload === undefined || payload === '' ? [] : payload.split(','));
    }
  });
  await client.connect();
  for (const channel of options.channels) {
    await client.query(`LISTEN ${channelName(channel)}`);
  }
  for (const channel of options.channels) {
    options.onNotification(channel, []);
  }
  const over = AbortSignal.any([closing, lost.signal]);
  while (!over.aborted) {
    await delay(HEARTBEAT_MS, undefined, { signal: over }).catch(() => undefined);
    if (!over.aborted) {
      await client.query('SELECT 1');
    }
  }
  if (lost.signal.aborted && !closing.aborted) {
    throw lost.signal.reason;
  }
}

/** As NOTIFY and LISTEN name it. */
export function channelName(channel: Channel): string {
  return `novel_engine_${channel}`;
}
