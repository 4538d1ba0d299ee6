import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { EmbeddedPostgresError } from './error.js';
import { giveTo, type Location } from './location.js';

/**
 * A Postgres cluster on disk and its server process. Two processes may race for one: initdb works in a folder of its
 * own that is renamed into place, and Postgres itself refuses a data directory that another server holds.
 */

const SUPERUSER = 'novel_engine';
const DATABASE = 'novel_engine';
const CREATION_LOCK = 0x6e6f7663;
const START_TIMEOUT_MS = 30_000;
/** The processes of a server that was killed hold its memory for a moment longer: then the next one does not start. */
const START_ATTEMPTS = 5;
const RESTART_BASE_MS = 100;

/** API 10 + workers 5 each + their queue and listener connections: room for a few dozen processes. */
const MAX_CONNECTIONS = 300;

/** Creates the cluster of a location unless it is there. */
export async function ensureCluster(location: Location): Promise<void> {
  const target = dataFolder(location);
  if (existsSync(join(target, 'PG_VERSION'))) {
    return;
  }
  const scratch = mkdtempSync(join(location.home, 'initdb-'));
  try {
    giveTo(location.user, scratch);
    const passwordFile = join(scratch, 'password');
    const password = randomBytes(24).toString('base64url');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    giveTo(location.user, passwordFile);
    const data = join(scratch, 'data');
    mkdirSync(data, { mode: 0o700 });
    giveTo(location.user, data);
    await promisify(execFile)(
      join(location.native, 'bin', 'initdb'),
      [
        `--pgdata=${data}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...location.user, env: serverEnvironment(), cwd: '/' },
    );
    // The password lies inside the cluster's folder (mode 0700), so that the rename moves both at once.
    renameSync(passwordFile, join(data, 'novel-engine-password'));
    renameSync(data, target);
  } catch (cause) {
    if (!existsSync(join(target, 'PG_VERSION'))) {
      throw new EmbeddedPostgresError(
        `The embedded Postgres could not be set up in ${location.home}: ${describe(cause)}`,
        {
          cause,
        },
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A running server: ours, or one that an earlier keeper left behind. */
export interface RunningServer {
  readonly url: string;
  /** Resolves when the server process is gone. */
  readonly exited: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything committed stays. */
  stop(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1, after a crash on the same as before, so that its users find it again; or
 * takes over the one that already runs on these files.
 * @param port to prefer where the server ended in order; 0 for any
 * @throws EmbeddedPostgresError with the end of the server's log
 */
export async function startServer(location: Location, port = 0): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = (await runningServer(location)) ?? (await spawnServer(location, port));
    if (server !== null) {
      return server;
    }
    // Another process may have been faster; then its server is the one to take over.
    if (attempt === START_ATTEMPTS) {
      const file = logFile(location);
      throw new EmbeddedPostgresError(
        `The embedded Postgres did not start. The end of ${file}:\n${tail(file)}`,
      );
    }
    await delay(RESTART_BASE_MS * 2 ** (attempt - 1));
  }
}

/** Null when the server ended before it took connections. */
async function spawnServer(location: Location, wanted: number): Promise<RunningServer | null> {
  // The lock file of a server that ended in order is gone; that of one that crashed tells its port.
  const port = await freePort(Number(readLines(lockFile(location))[3]) || wanted);
  const log = openSync(logFile(location), 'a', 0o600);
  const options = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    log_min_messages: 'warning',
  };
  const child = spawn(
    join(location.native, 'bin', 'postgres'),
    [
      '-D',
      dataFolder(location),
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...location.user, env: serverEnvironment(), cwd: '/', stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = urlOf(location, port);
  if (!(await Promise.race([accepts(url), exited.then(() => false)]))) {
    child.kill('SIGQUIT');
    await exited;
    return null;
  }
  const stop = async () => {
    child.kill('SIGINT');
    await exited;
  };
  return { url, exited, stop };
}

/** Creates the program's database if this cluster doesn't have it, and gives its URL; one at a time looks and creates. */
export async function ensureDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [CREATION_LOCK]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${DATABASE}`);
    }
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}

function logFile(location: Location): string {
  return join(location.home, 'postgres.log');
}

function dataFolder(location: Location): string {
  return join(location.home, 'postgres');
}

function lockFile(location: Location): string {
  return join(dataFolder(location), 'postmaster.pid');
}

/**
 * The server that holds the data directory, by its own lock file: pid on line 1, port on line 4, state on line 8. One
 * that is starting or stopping is waited for. The lock file of a dead server is Postgres's to judge: it replaces it.
 */
async function runningServer(location: Location): Promise<RunningServer | null> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (isServerRunning(location) && Date.now() < deadline) {
    const lines = readLines(lockFile(location));
    const pid = Number(lines[0]);
    if (lines[7]?.trim() === 'ready') {
      const exited = gone(pid);
      const stop = async () => {
        process.kill(pid, 'SIGINT');
        await exited;
      };
      return { url: urlOf(location, Number(lines[3])), exited, stop };
    }
    await delay(100);
  }
  return null;
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) {
    await delay(200);
  }
}

/** Whether a server runs on the files of a location, as far as its lock file and the kernel can tell. */
export function isServerRunning(location: Location): boolean {
  const pid = Number(readLines(lockFile(location))[0]);
  return Number.isInteger(pid) && pid > 0 && isPostgres(pid);
}

/** A process id is used again by others after a reboot; where the kernel tells names, a foreign one is not taken. */
function isPostgres(pid: number): boolean {
  const name = readLines(`/proc/${pid}/comm`)[0] ?? '';
  return isAlive(pid) && (name === '' || name.startsWith('postgres'));
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** A process that has ended but that nobody collects (no init in its container) still has its id: that one is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readLines(`/proc/${pid}/stat`)[0] ?? '';
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function urlOf(location: Location, port: number): string {
  const password = readFileSync(join(dataFolder(location), 'novel-engine-password'), 'utf8').trim();
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

async function accepts(url: string): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      await delay(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

/** A port of 127.0.0.1 that nobody listens on: the wanted one if it is free. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  const listening = (port: number) =>
    new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
  if (!(await listening(wanted)) && !(await listening(0))) {
    throw new EmbeddedPostgresError('No free port on 127.0.0.1 for the embedded Postgres.');
  }
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Nothing of our environment concerns the server; a stray PG* variable would even change it. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

function tail(file: string): string {
  return readLines(file).slice(-8).join('\n').trim();
}

function describe(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr === '' ? String(error) : stderr;
}
