import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';
import { WORKER_FLAGS } from '../../workers/worker-flags.js';

/** A program of the build, running as a process of its own as it would for a user. */
export interface Program {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves with the address it answers on, once it works; rejects when it ends before that. */
  readonly ready: Promise<string>;
  /** Everything it has printed so far. */
  output(): string;
  errors(): string;
  /** Sends a signal and resolves with the exit code, or the name of the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
  readonly exited: Promise<number | NodeJS.Signals | null>;
}

const DIST = join(packageRoot(), 'dist');
/** Settings of the person who runs a test must not reach it. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'LANG'];

/** Path below `dist`, without its ending. */
export type ProgramName =
  | 'workers/supervisor'
  | 'workers/api'
  | 'workers/worker'
  | 'scripts/demo'
  | 'scripts/play'
  | 'loadtest/load'
  | `loadtest/baselines/${string}`;

/** Starts a program with these settings and no others. */
export function startProgram(
  name: ProgramName,
  environment: Readonly<Record<string, string>>,
  parameters: readonly string[] = [],
): Program {
  const inherited = Object.fromEntries(
    KEPT.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
  );
  const child = fork(join(DIST, `${name}.js`), [...parameters], {
    // As a user starts it, not with what the test's own process was started with.
    execArgv:
      name === 'workers/worker' || name === 'loadtest/baselines/commit-worker' ? [...WORKER_FLAGS] : [],
    // The governor, and an API that turns work away, would answer to what other tests do to the machine.
    env: {
      ...inherited,
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      PORT: '0',
      GOVERNOR: 'false',
      MAX_EVENT_LOOP_DELAY_MS: '60000',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const exited = once(child, 'close').then(() => child.signalCode ?? child.exitCode);
  const ready = new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url?: string }) => resolve(message.url ?? ''));
    void exited.then((code) => reject(new Error(`${name} ended (${code}): ${errors}${output}`)));
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    process: child,
    ready,
    exited,
    output: () => output,
    errors: () => errors,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}
