import type { EngineEvent } from './changes.js';
import type { TurnRecord } from './record.js';

/** What a run tells those who watch it; what they are given is theirs to read, not to change. */
export interface RunEvents {
  readonly turn_start: { readonly turn: number };
  /** One event of a committed turn. */
  readonly agent_action: { readonly event: EngineEvent };
  readonly turn_complete: { readonly record: TurnRecord };
  /** A chapter is stored. */
  readonly narrative_update: { readonly turn: number; readonly prose: string };
  readonly simulation_end: { readonly turns: number; readonly degraded: boolean };
}

type Listener<Type extends keyof RunEvents> = (event: RunEvents[Type]) => void;

/**
 * Tells listeners at once, in the order in which they subscribed. One that throws keeps no other from hearing, nor the
 * run from going on; its error goes to `onError`. An event that nobody listens to is nothing.
 */
export class EventBus {
  readonly #listeners = new Map<keyof RunEvents, Set<(event: never) => void>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = () => undefined) {
    this.#onError = onError;
  }

  /** Subscribes; gives the way to end it. */
  on<Type extends keyof RunEvents>(type: Type, listener: Listener<Type>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  emit<Type extends keyof RunEvents>(type: Type, event: RunEvents[Type]): void {
    for (const listener of this.#listeners.get(type) ?? []) {
      try {
        (listener as Listener<Type>)(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
