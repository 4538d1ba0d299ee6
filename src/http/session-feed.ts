import type { Json } from '../json.js';
import { readSessionEvents, type SessionEventPage, viewSession } from '../store/session-reads.js';
import type { ApiDependencies, Caller } from './dependencies.js';
import { sessionAnswer } from './session-answer.js';

/**
 * The events of a session on their way to one client. The store is the queue: each round reads what comes after the last
 * event that was sent, so that any process can serve any client, in order, without a gap or a repeat.
 *
 * A client that names no position, or one of which events are no longer kept, is given the whole state once, as a
 * `session_update` with the number of the newest event, and goes on from there. A few events at a time are on their way;
 * a client that takes so long over them that more than `MOST_QUEUED` wait for it is let go, and may come back with its
 * position. What was there before it came doesn't count: it is sent as fast as the client takes it.
 */

/** A client's end of the stream. */
export interface SessionSink {
  /** Hands an event over; resolves when it is off our hands. */
  send(event: WireEvent): Promise<void>;
}

export interface WireEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: Json;
  readonly createdAt: Date;
}

export interface SessionFeedOptions {
  readonly sessionId: string;
  readonly viewer: Caller;
  /** Number of the last event that the client has; undefined for none. */
  readonly after: number | undefined;
  readonly sink: SessionSink;
  /** Ends the feed. */
  readonly signal: AbortSignal;
}

export const MOST_QUEUED = 256;
/** Events on their way at once. */
const WINDOW = 64;
/** Entries of the story in a `session_update`. */
const STORY_ENTRIES = 50;

/** Why a feed ended: the session was deleted, the client is too slow, or the signal or the process's end was given. */
export type FeedEnd = 'gone' | 'slow' | 'stopped';

type FeedDependencies = Pick<ApiDependencies, 'db' | 'changes' | 'isDraining'>;

/** Sends a session's events until there is a reason to end. Rejects with what the sink or the store throws. */
export async function followSession(deps: FeedDependencies, options: SessionFeedOptions): Promise<FeedEnd> {
  const { sessionId, viewer, sink, signal } = options;
  const delivery = new Delivery(sink, options.after);
  const listening = new AbortController();
  const stop = () => listening.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let ear: Promise<void> | undefined;
  const listen = () => {
    ear ??= deps.changes
      .next(sessionId, listening.signal)
      .catch(() => undefined)
      .finally(() => {
        ear = undefined;
      });
    return ear;
  };
  try {
    while (!signal.aborted && !deps.isDraining()) {
      // The ear is on before the reading, so that no event falls between the two.
      const changed = listen();
      const { position, room } = delivery;
      const page =
        position === undefined
          ? undefined
          : await readSessionEvents(deps.db, viewer, sessionId, position, room);
      if (page === undefined || hasMissed(position ?? 0, room, page)) {
        const event = await wholeState(deps, viewer, sessionId);
        if (event === undefined) return 'gone';
        delivery.send(event);
        continue;
      }
      delivery.take(page);
      if (delivery.isTooSlow) return 'slow';
      if (delivery.room === 0) await Promise.race([delivery.progress(), changed]);
      else if (!delivery.hasMore) await changed;
      delivery.throwIfBroken();
    }
    return 'stopped';
  } finally {
    signal.removeEventListener('abort', stop);
    listening.abort();
  }
}

/** Everything that a client needs to begin, with the number of the newest event that is in it. */
export async function wholeState(
  { db }: Pick<ApiDependencies, 'db'>,
  viewer: Caller,
  sessionId: string,
): Promise<WireEvent | undefined> {
  const view = await viewSession(db, viewer, sessionId, { limit: STORY_ENTRIES });
  return (
    view && {
      seq: view.eventSeq,
      type: 'session_update',
      data: sessionAnswer(view) as unknown as Json,
      createdAt: view.updatedAt,
    }
  );
}

/** Whether events after a position are no longer kept, or the position is of another stream. */
function hasMissed(position: number, room: number, { lastSeq, events }: SessionEventPage): boolean {
  const [first] = events;
  if (first !== undefined) return first.seq > position + 1;
  return position > lastSeq || (position < lastSeq && room > 0);
}

/** What is on its way to a client, and how far the client is. */
class Delivery {
  private inFlight = 0;
  /** The newest event that the client took. */
  private taken: number;
  private newest = 0;
  /** The newest event of the first reading: how far the client is only catching up. */
  private backlog: number | undefined;
  private broken: { readonly error: unknown } | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly sink: SessionSink,
    /** Number of the last event that was sent; undefined before the first. */
    public position: number | undefined,
  ) {
    this.taken = position ?? 0;
  }

  get room(): number {
    return Math.max(0, WINDOW - this.inFlight);
  }

  get hasMore(): boolean {
    return (this.position ?? 0) < this.newest;
  }

  get isTooSlow(): boolean {
    return this.taken >= (this.backlog ?? 0) && this.newest - this.taken > MOST_QUEUED;
  }

  take({ lastSeq, events }: SessionEventPage): void {
    this.newest = lastSeq;
    this.backlog ??= lastSeq;
    for (const event of events) this.send(event);
  }

  send(event: WireEvent): void {
    this.position = event.seq;
    this.newest = Math.max(this.newest, event.seq);
    this.inFlight += 1;
    this.sink
      .send(event)
      .then(
        () => {
          this.taken = Math.max(this.taken, event.seq);
        },
        (error: unknown) => {
          this.broken ??= { error };
        },
      )
      .finally(() => {
        this.inFlight -= 1;
        this.wake();
      });
  }

  /** Resolves when something that was on its way has arrived. */
  progress(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** @throws what the sink rejected with */
  throwIfBroken(): void {
    if (this.broken !== undefined) throw this.broken.error;
  }
}
