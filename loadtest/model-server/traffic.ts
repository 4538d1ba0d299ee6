import type { ServerResponse } from 'node:http';
import { droppedByServer } from './respond.js';

export interface ModelServerStats {
  /** Requests to generate, also those refused or left unanswered. */
  readonly calls: number;
  /** Requests to embed, which are no calls. */
  readonly embeddings: number;
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** Calls whose client closed the connection before its answer. */
  readonly disconnects: number;
  /** The most calls that came within any sliding minute (or window, if another length was set). */
  readonly fullestMinute: number;
}

const MINUTE_MS = 60_000;

/** Counts the calls that come and go. */
export class Traffic {
  #calls = 0;
  #embeddings = 0;
  #inFlight = 0;
  #peakInFlight = 0;
  #disconnects = 0;
  readonly #minute: SlidingWindow;

  /** @param windowMs length of what counts as a minute */
  constructor(windowMs = MINUTE_MS) {
    this.#minute = new SlidingWindow(windowMs);
  }

  /** Counts a call in; what it returns counts it out, which the end of its connection does at the latest. */
  enter(response: ServerResponse): () => void {
    let inside = true;
    const leave = () => {
      if (inside) this.#inFlight -= 1;
      inside = false;
    };
    this.#calls += 1;
    this.#minute.add(performance.now());
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    response.once('close', () => {
      leave();
      if (!response.writableEnded && !droppedByServer(response)) this.#disconnects += 1;
    });
    return leave;
  }

  countEmbedding(): void {
    this.#embeddings += 1;
  }

  stats(): ModelServerStats {
    return {
      calls: this.#calls,
      embeddings: this.#embeddings,
      inFlight: this.#inFlight,
      peakInFlight: this.#peakInFlight,
      disconnects: this.#disconnects,
      fullestMinute: this.#minute.fullest,
    };
  }
}

/** Counts moments, which come in order, in a window that slides over them. */
export class SlidingWindow {
  #moments: number[] = [];
  /** Index of the first moment that is inside. */
  #first = 0;
  #fullest = 0;

  constructor(private readonly lengthMs: number) {}

  get fullest(): number {
    return this.#fullest;
  }

  add(moment: number): void {
    this.#moments.push(moment);
    while ((this.#moments[this.#first] ?? moment) <= moment - this.lengthMs) this.#first += 1;
    this.#fullest = Math.max(this.#fullest, this.#moments.length - this.#first);
    // Drops what is outside once it is the larger part.
    if (this.#first > 1_000 && this.#first * 2 > this.#moments.length) {
      this.#moments = this.#moments.slice(this.#first);
      this.#first = 0;
    }
  }
}
