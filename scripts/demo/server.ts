import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DemoError } from './error.js';
import { writeBelow } from './write-below.js';

export interface DemoServer {
  readonly url: string;
  /** Aborted when the server ends before it was told to. */
  readonly died: AbortSignal;
  stop(): Promise<void>;
}

/**
 * Starts the whole program on a free port of this machine.
 * @param settings go before those of the environment
 * @param logName file in the data directory that its log goes to
 */
export async function startServer(
  dataDir: string,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = {},
  logName = 'demo.log',
): Promise<DemoServer> {
  const logFile = join(dataDir, logName);
  const log = writeBelow(dataDir, () => openSync(logFile, 'w'));
  const died = new AbortController();
  let complaints = '';
  let stopping = false;
  const child = fork(fileURLToPath(new URL('../../workers/supervisor.js', import.meta.url)), {
    env: { WORKER_PROCESSES: '2', ...process.env, ...settings, HOST: '127.0.0.1', PORT: '0', API_KEYS: '' },
    stdio: ['ignore', log, 'pipe', 'ipc'],
    // A group of its own: Ctrl-C reaches the demo, and the demo stops the server in order.
    detached: true,
  });
  closeSync(log);
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4_000);
  });
  const exited = once(child, 'exit').then(() => {
    if (!stopping) {
      died.abort(
        new DemoError(`The server ended by itself.\n${complaints.trim()}`, `Its log is in ${logFile}.`),
      );
    }
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    await exited;
  };
  const over = AbortSignal.any([signal, died.signal]);
  try {
    const [message] = await once(child, 'message', { signal: over });
    return { url: readyUrl(message), died: died.signal, stop };
  } catch {
    await stop();
    throw over.reason;
  }
}

function readyUrl(message: unknown): string {
  const url = typeof message === 'object' && message !== null ? Reflect.get(message, 'url') : undefined;
  if (typeof url !== 'string') {
    throw new DemoError('The server did not say where it listens.', 'Run npm test and report what it says.');
  }
  return url;
}
