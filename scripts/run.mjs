/**
 * Runs one of the project's programs on a fresh clone or a used one: brings the set-up up to date, then runs the
 * program in this same process, so that signals reach it directly.
 *
 * Usage: node scripts/run.mjs PROGRAM [ARGUMENT ...]
 */
import { existsSync } from 'node:fs';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SetUpError, setUp } from './setup.mjs';

const PROGRAMS = {
  setup: undefined,
  demo: '../dist/scripts/demo.js',
  play: '../dist/scripts/play.js',
  start: '../dist/workers/supervisor.js',
  api: '../dist/workers/api.js',
  worker: '../dist/workers/worker.js',
  migrate: '../dist/workers/migrate.js',
  bench: '../dist/loadtest/bench.js',
  loadtest: '../dist/loadtest/load.js',
  migration: '../dist/scripts/create-migration.js',
  'test:faults': '../dist/scripts/fault-rounds.js',
  test: '../node_modules/vitest/vitest.mjs',
};

/** Those that end in order on SIGTERM, also when it comes twice. */
const STOPPABLE = ['demo', 'play', 'start', 'api', 'worker'];

const DESERTED_POLL_MS = 500;

const [name, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name ?? '')) {
  console.error(`Programs: ${Object.keys(PROGRAMS).join(', ')}`);
  process.exit(2);
}
// npm and its shell die of a SIGTERM without passing it on; that they are gone says the same, at any moment.
const parent = process.ppid;
const isDeserted = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;

try {
  await untilStopped(setUp);
} catch (error) {
  if (!(error instanceof SetUpError)) {
    throw error;
  }
  console.error(`novel-engine: ${error.message}`);
  process.exit(1);
}
if (name !== 'test' && existsSync('.env')) {
  // What the environment says already wins over the file.
  process.loadEnvFile('.env');
}
if (STOPPABLE.includes(name)) {
  setInterval(() => {
    if (isDeserted()) {
      process.kill(process.pid, 'SIGTERM');
    }
  }, DESERTED_POLL_MS).unref();
}
const program = PROGRAMS[name];
if (program !== undefined) {
  const url = new URL(program, import.meta.url);
  process.argv = [process.argv[0], fileURLToPath(url), ...(name === 'test' ? ['run'] : []), ...rest];
  await import(url.href);
}

/** Does the work, and ends this process in its place when it is told to end, or deserted, meanwhile. */
async function untilStopped(work) {
  const stopped = new AbortController();
  const listeners = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(([signal, exitCode]) => {
    const stop = () => stopped.abort(exitCode);
    process.on(signal, stop);
    return { signal, stop };
  });
  const timer = setInterval(() => isDeserted() && stopped.abort(143), DESERTED_POLL_MS);
  try {
    await work(stopped.signal);
    // A signal that came while the work kept this process busy is told in the event loop's next turn: after this one's end.
    await endOfTurn();
    await endOfTurn();
  } catch (error) {
    if (stopped.signal.aborted) {
      process.exit(stopped.signal.reason);
    }
    throw error;
  } finally {
    clearInterval(timer);
    for (const { signal, stop } of listeners) {
      process.off(signal, stop);
    }
  }
  if (stopped.signal.aborted || isDeserted()) {
    process.exit(stopped.signal.reason ?? 143);
  }
}
