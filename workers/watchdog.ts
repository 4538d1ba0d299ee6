import { Worker } from 'node:worker_threads';

/** How often the loop shows that it turns, and is looked at. */
const BEAT_MS = 1_000;
/** A loop that stands still for less may only be slow. */
const LEAST_PATIENCE_MS = 10_000;

/**
 * Ends this process when its event loop stands still for twice as long as a lease: by then all that it ran belongs to
 * others, and a process that computes for good would hold its place in the pool and do nothing. It is looked at from a
 * thread, by beats and not by the clock, so that a process which was stopped and goes on, or a slow machine, is spared.
 */
export function endWhenStuck(leaseMs: number): void {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const patienceMs = Math.max(2 * leaseMs, LEAST_PATIENCE_MS);
  const watcher = new Worker(WATCHER, {
    eval: true,
    workerData: { beats, beatMs: BEAT_MS, patience: Math.ceil(patienceMs / BEAT_MS) },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  watcher.unref();
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
}

const WATCHER = `
const { writeSync } = require('node:fs');
const { workerData: { beats, beatMs, patience } } = require('node:worker_threads');
let seen = -1;
let missed = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  missed = now === seen ? missed + 1 : 0;
  seen = now;
  if (missed >= patience) {
    writeSync(2, 'novel-engine: the event loop has stood still for ' + (missed * beatMs) / 1000 + ' s: the process is ended\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, beatMs);
`;
