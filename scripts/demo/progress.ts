import type { TaskEvent } from './api-client.js';

/** Shows how far a simulation is: one line per committed turn, and in a terminal what is under way below it. */
export interface Progress {
  show(event: TaskEvent): void;
  end(): void;
}

const TICK_MS = 100;
const BAR_WIDTH = 20;

export function createProgress(turns: number): Progress {
  const live = process.stdout.isTTY === true;
  const startedAt = performance.now();
  let done = 0;
  let step = 'Waiting for a worker';
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const clear = () => {
    if (live) {
      process.stdout.write('\r\u001b[2K');
    }
  };
  const draw = () => {
    const filled = Math.round((BAR_WIDTH * done) / turns);
    process.stdout.write(`\r\u001b[2K  [${'#'.repeat(filled).padEnd(BAR_WIDTH, '.')}] ${step}, ${elapsed()}`);
  };
  const timer = live ? setInterval(draw, TICK_MS) : undefined;
  return {
    show: ({ type, data }) => {
      if (type === 'progress') {
        step = String(field(data, 'current_step') ?? step);
      }
      if (type === 'turn') {
        done = Number(field(data, 'turn') ?? done);
        const events = field(data, 'events');
        const count = Array.isArray(events) ? events.length : 0;
        clear();
        console.log(`  turn ${done} of ${turns}: ${count} ${count === 1 ? 'event' : 'events'}, ${elapsed()}`);
      }
    },
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
