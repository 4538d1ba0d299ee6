import type { ServerResponse } from 'node:http';
import { droppedByServer } from './respond.js';

export interface ModelServerStats {
  /** Requests to generate, also those refused or left unanswered. */
  readonly calls: number;
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** Calls whose client closed the connection before its answer. */
  readonly disconnects: number;
}

/** Counts the calls that come and go. */
export class Traffic {
  #calls = 0;
  #inFlight = 0;
  #peakInFlight = 0;
  #disconnects = 0;

  /** Counts a call in; what it returns counts it out, which the end of its connection does at the latest. */
  enter(response: ServerResponse): () => void {
    let inside = true;
    const leave = () => {
      if (inside) this.#inFlight -= 1;
      inside = false;
    };
    this.#calls += 1;
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    response.once('close', () => {
      leave();
      if (!response.writableEnded && !droppedByServer(response)) this.#disconnects += 1;
    });
    return leave;
  }

  stats(): ModelServerStats {
    return {
      calls: this.#calls,
      inFlight: this.#inFlight,
      peakInFlight: this.#peakInFlight,
      disconnects: this.#disconnects,
    };
  }
}
