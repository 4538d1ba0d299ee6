import { monitorEventLoop } from './event-loop.js';
import { NOT_SHEDDING, type SheddingState, shed } from './shedding.js';

/** Says at any moment whether this process takes work. */
export interface Shedder {
  readonly isShedding: boolean;
  close(): void;
}

export interface ShedderOptions {
  /** What the event loop may be late by, milliseconds. */
  readonly limitMs: number;
  /** Told of every window: what the loop was late by, and whether work is turned away since then. */
  readonly onWindow: (delayMs: number, isShedding: boolean) => void;
  readonly onChange: (delayMs: number, isShedding: boolean) => void;
}

const WINDOW_MS = 500;
/** A client that was turned away comes back no earlier than shedding can have ended. */
export const SHED_RETRY_SECONDS = 2;

/** Looks at the event loop of this process twice a second until closed. */
export function startShedder({ limitMs, onWindow, onChange }: ShedderOptions): Shedder {
  const loop = monitorEventLoop();
  let state: SheddingState = NOT_SHEDDING;
  const timer = setInterval(() => {
    const delayMs = loop.look();
    if (delayMs === null) return;
    const before = state;
    state = shed(before, delayMs, limitMs);
    onWindow(delayMs, state.isShedding);
    if (state.isShedding !== before.isShedding) onChange(delayMs, state.isShedding);
  }, WINDOW_MS);
  timer.unref();
  return {
    get isShedding() {
      return state.isShedding;
    },
    close: () => {
      clearInterval(timer);
      loop.close();
    },
  };
}
