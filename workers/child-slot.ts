import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ReadyMessage } from './lifecycle.js';
import { DATABASE_AWAY, START_REFUSED } from './start-error.js';

/** A place for one child process that is kept filled. */
export interface ChildSlot {
  readonly name: string;
  /** Resolves when the first child works; stays open when none ever does. */
  readonly ready: Promise<ReadyMessage>;
  isGivenUp(): boolean;
  /** Tells the child to end and resolves when it has; nothing is started after that. */
  stop(): Promise<void>;
}

export interface ChildSlotOptions {
  readonly name: string;
  readonly program: URL;
  readonly environment: NodeJS.ProcessEnv;
  /** Flags of Node, beside those of this process. */
  readonly flags: readonly string[];
  readonly onRestart: (reason: number | string) => void;
  readonly onGivenUp: (reason: number | string) => void;
}

const DEATHS_ALLOWED = 5;
const DEATHS_WITHIN_MS = 60_000;
const RESTART_BASE_MS = 200;
const RESTART_MAX_MS = 5_000;
/** A database that is away is looked for this often. */
const AWAY_RESTART_MS = 1_000;

export function startSlot(options: ChildSlotOptions): ChildSlot {
  let stopping = false;
  let givenUp = false;
  let child: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let deaths: number[] = [];
  let tellReady: (message: ReadyMessage) => void;
  const ready = new Promise<ReadyMessage>((resolve) => {
    tellReady = resolve;
  });

  const start = () => {
    const started = fork(fileURLToPath(options.program), {
      env: options.environment,
      execArgv: [...process.execArgv, ...options.flags],
    });
    child = started;
    started.once('message', (message) => tellReady(message as ReadyMessage));
    started.once('error', () => undefined);
    started.once('exit', (code, signal) => {
      child = undefined;
      if (!stopping) {
        died(signal ?? code ?? 'unknown');
      }
    });
  };
  const startAgain = (reason: number | string, afterMs: number) => {
    options.onRestart(reason);
    restart = setTimeout(start, afterMs);
  };
  const died = (reason: number | string) => {
    if (reason === DATABASE_AWAY) {
      // No death of its own: it starts as soon as the database is back, however long that takes.
      startAgain(reason, AWAY_RESTART_MS);
      return;
    }
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN_MS), now];
    if (reason === START_REFUSED || deaths.length >= DEATHS_ALLOWED) {
      givenUp = true;
      options.onGivenUp(reason);
      return;
    }
    startAgain(reason, Math.min(RESTART_MAX_MS, RESTART_BASE_MS * 2 ** (deaths.length - 1)));
  };
  start();

  return {
    name: options.name,
    ready,
    isGivenUp: () => givenUp,
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) {
        return;
      }
      const exited = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await exited;
    },
  };
}
