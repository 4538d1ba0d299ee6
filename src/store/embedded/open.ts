import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isServerRunning } from './cluster.js';
import { EmbeddedPostgresError } from './error.js';
import { type Location, locate } from './location.js';
import {
  type KeeperReport,
  type KeeperState,
  keeperReport,
  keeperState,
  STOPPING,
  stateFile,
} from './state.js';

/** A hold on the embedded Postgres: it runs at least until every hold is closed. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** A line for the person who started the program, when the database isn't where they would look. */
  readonly note?: string;
  /** Lets go. The last one to do so waits until the database has stopped. */
  close(): Promise<void>;
}

const OPEN_TIMEOUT_MS = 60_000;
/** A keeper whose server has just crashed greets when it is up again. */
const GREETING_TIMEOUT_MS = 10_000;
/** How many keepers are told goodbye when each dies before it has heard it. */
const GOODBYES = 3;
/** A database that can't be started now is tried again after a pause that grows: its disk may have room again. */
const REJOIN_BASE_MS = 500;
const REJOIN_MAX_MS = 10_000;

/**
 * Joins the embedded Postgres of a data directory, starting it when nobody has; any number of processes may do so at
 * once. Should the keeper end before its users, killed, alone or with its server, or because that couldn't be started
 * again, every holder joins the next keeper by itself: the server stops with its last user, and not before.
 * @throws EmbeddedPostgresError saying why it can't be had and what to do
 */
export async function openEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const location = locate(dataDir);
  const first = await join(dataDir, location);
  const { port } = new URL(first.url);
  let held = first;
  const closing = new AbortController();
  let joining: Promise<void> = Promise.resolve();
  const watch = () =>
    held.socket.once('close', () => {
      if (!closing.signal.aborted) {
        joining = joinAgain();
      }
    });
  const joinAgain = async () => {
    for (let tries = 0; !closing.signal.aborted; tries += 1) {
      try {
        held = await join(dataDir, location, port);
        watch();
        return;
      } catch {
        // Nobody can be told; the next to open the database will hear of it.
        const pause = Math.min(REJOIN_MAX_MS, REJOIN_BASE_MS * 2 ** tries);
        await delay(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      }
    }
  };
  watch();
  return {
    url: first.url,
    ...(location.note === undefined ? {} : { note: location.note }),
    close: async () => {
      closing.abort();
      await joining;
      // One that was killed a moment ago hears no goodbye, and its server would be left without anybody to stop it.
      for (
        let tries = 0;
        tries < GOODBYES && !(await sayGoodbye(held)) && isServerRunning(location);
        tries += 1
      ) {
        held = await join(dataDir, location, port);
      }
    },
  };
}

/** A place among a keeper's users. */
interface Hold {
  readonly url: string;
  readonly socket: Socket;
  /** Resolves at the end of the keeper, if this process started it. */
  readonly keeperEnd?: () => Promise<unknown>;
}

/** @param port where its users look for the server, if it was there before */
async function join(dataDir: string, location: Location, port = ''): Promise<Hold> {
  const deadline = Date.now() + OPEN_TIMEOUT_MS;
  let keeperEnd: (() => Promise<unknown>) | undefined;
  while (Date.now() < deadline) {
    const state = readState(location.home);
    const socket = state === null ? null : await hold(state);
    if (state !== null && socket !== null) {
      return { url: state.url, socket, ...(keeperEnd === undefined ? {} : { keeperEnd }) };
    }
    const { report, ended } = await startKeeper(dataDir, port);
    keeperEnd = ended;
    if (report.status === 'failed') {
      throw new EmbeddedPostgresError(report.message);
    }
    if (report.status === 'taken') {
      // The other keeper is about to write its state, or is on its way out.
      await delay(100);
    }
  }
  throw new EmbeddedPostgresError(
    `The embedded Postgres in ${location.home} did not come up within ${OPEN_TIMEOUT_MS / 1000} s; see postgres.log there.`,
  );
}

function readState(home: string): KeeperState | null {
  try {
    return keeperState.parse(JSON.parse(readFileSync(stateFile(home), 'utf8')));
  } catch {
    return null;
  }
}

/** Connects to the keeper; null when nobody is there, or somebody else by now has its port. */
async function hold(state: KeeperState): Promise<Socket | null> {
  const socket = connect({ port: state.port, host: '127.0.0.1', timeout: GREETING_TIMEOUT_MS });
  const greeting = await new Promise<string>((resolve) => {
    let received = '';
    const end = () => resolve(received);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('utf8');
      if (received.includes('\n') || received.length > 100) {
        end();
      }
    });
    socket.once('timeout', end);
    socket.once('error', end);
    socket.once('close', end);
  });
  if (greeting.trim() !== state.instance) {
    socket.destroy();
    return null;
  }
  socket.setTimeout(0);
  socket.on('error', () => undefined);
  // Holding the database is no reason to keep a process alive.
  socket.unref();
  return socket;
}

/**
 * Lets go of the keeper. Its last user waits until it is gone; if it is also the one that started it, until its end was
 * taken notice of, so that not even a dead process stays behind.
 * @returns whether the keeper heard it
 */
async function sayGoodbye({ socket, keeperEnd }: Hold): Promise<boolean> {
  if (socket.destroyed) {
    return false;
  }
  let answer = '';
  socket.ref();
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('utf8');
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('goodbye\n');
  await closed;
  if (answer.trim() === STOPPING) {
    await keeperEnd?.();
  }
  return answer !== '';
}

/** Starts a keeper and waits for the one line it prints. */
async function startKeeper(
  dataDir: string,
  port: string,
): Promise<{ report: KeeperReport; ended: () => Promise<unknown> }> {
  const program = fileURLToPath(new URL('./keeper.js', import.meta.url));
  const child = spawn(process.execPath, [program, dataDir, port], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-2_000);
  });
  const report = await new Promise<KeeperReport>((resolve) => {
    const failed = (message: string) => resolve({ status: 'failed', message });
    createInterface({ input: child.stdout }).once('line', (line) => {
      try {
        resolve(keeperReport.parse(JSON.parse(line)));
      } catch {
        failed(`The embedded Postgres's keeper said: ${line}`);
      }
    });
    child.once('error', (error) => failed(`The embedded Postgres could not be started: ${error.message}`));
    child.once('close', (code) =>
      failed(`The embedded Postgres's keeper ended (${code}): ${complaints.trim()}`),
    );
  });
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  // Nobody is kept alive by a keeper, except to see it end.
  const seeEnd = () => {
    child.ref();
    return ended;
  };
  return { report, ended: seeEnd };
}
