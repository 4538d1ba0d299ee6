import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { ensureCluster, ensureDatabase, startServer } from './cluster.js';
import { locate } from './location.js';
import { type KeeperReport, type KeeperState, STAYING, STOPPING, stateFile } from './state.js';

/**
 * The keeper: a small detached process between an embedded Postgres and everybody who uses it.
 *
 * 1. It sets the cluster up, starts the server (or takes over one that a killed keeper left) and creates the database.
 * 2. An advisory lock in that database decides which keeper stays; one that loses says `taken` and ends.
 * 3. It listens on a port of 127.0.0.1, writes that port to the state file and says `ready` on stdout.
 * 4. Users hold a connection to it for as long as they need the database, and say goodbye on it. The kernel closes the
 *    connections of those that die, however they die, so nothing is left running on their account.
 * 5. A server that dies under its users is started again on the same port and files. Who comes meanwhile waits.
 * 6. When the last one has gone it removes the state file, stops the server and ends.
 *
 * Detached, it is in a session of its own: Ctrl-C in a terminal reaches the program, not the database under it.
 */

/** How long the keeper waits for a next user after the last one died: its supervisor may start another. */
const LINGER_MS = 500;
/** How long it waits for its first user while the process that started it lives. */
const FIRST_USER_MS = 30_000;
/** Whose child this is tells whether that process lives: an orphan is given to another parent. */
const STARTED_BY = process.ppid;
const KEEPER_LOCK = 0x6e6f7665;
/** A server that dies more often than that, within a minute, is left alone: something is wrong that a start doesn't mend. */
const DEATHS_ALLOWED = 5;
const DEATHS_WITHIN_MS = 60_000;

async function keep(dataDir: string, port: number): Promise<KeeperReport> {
  const location = locate(dataDir);
  await ensureCluster(location);
  let server = await startServer(location, port);
  const url = await ensureDatabase(server.url);
  let lock = await takeLock(url);
  if (lock === null) {
    return { status: 'taken' };
  }
  let leaving = false;
  /** Settled while the server runs. */
  let up: Promise<void> = Promise.resolve();
  const giveUp = () => {
    // The users see their connections fail, and the next start must find no state.
    rmSync(stateFile(location.home), { force: true });
    process.exit(1);
  };
  let deaths: number[] = [];
  const restart = async () => {
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN_MS), now];
    const former = server.url;
    await lock?.end().catch(() => undefined);
    if (deaths.length > DEATHS_ALLOWED) {
      giveUp();
    }
    server = await startServer(location, port);
    lock = server.url === former ? await takeLock(url) : null;
    if (lock === null) {
      giveUp();
    }
    watch();
  };
  const watch = () => {
    void server.exited.then(() => {
      if (!leaving) {
        up = restart().catch(giveUp);
      }
    });
  };
  watch();
  const users = await listenForUsers(
    () => up,
    async () => {
      await up;
      leaving = true;
      rmSync(stateFile(location.home), { force: true });
      await lock?.end().catch(() => undefined);
      await server.stop();
      process.exit(0);
    },
  );
  const state: KeeperState = { instance: users.instance, pid: process.pid, port: users.port, url };
  const draft = `${stateFile(location.home)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
  renameSync(draft, stateFile(location.home));
  return { status: 'ready' };
}

/** The connection that makes this process the keeper; null when another one is. */
async function takeLock(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
    KEEPER_LOCK,
  ]);
  if (rows[0]?.mine === true) {
    return client;
  }
  await client.end();
  return null;
}

/**
 * Takes users until the last has gone, and greets each when the server is up. One that says goodbye as the last sees its connection close when the keeper is
 * gone and the database with it; of those that vanish, the place is kept for a moment.
 */
async function listenForUsers(
  up: () => Promise<void>,
  end: () => Promise<void>,
): Promise<{ port: number; instance: string }> {
  const instance = randomUUID();
  const users = new Set<Socket>();
  let timer: NodeJS.Timeout | undefined;
  const leave = () => {
    clearTimeout(timer);
    server.close();
    void end();
  };
  const server: Server = createServer((socket) => {
    clearTimeout(timer);
    users.add(socket);
    socket.on('error', () => undefined);
    // Whatever a user says, it is goodbye.
    socket.once('data', () => {
      users.delete(socket);
      if (users.size === 0) {
        socket.write(`${STOPPING}\n`);
        leave();
      } else {
        socket.end(`${STAYING}\n`);
      }
    });
    socket.on('close', () => {
      if (users.delete(socket) && users.size === 0) {
        timer = setTimeout(leave, LINGER_MS);
      }
    });
    void up().then(() => socket.write(`${instance}\n`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  timer = setTimeout(leave, process.ppid === STARTED_BY ? FIRST_USER_MS : LINGER_MS);
  process.on('SIGTERM', leave);
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the keeper has no port');
  }
  return { port: address.port, instance };
}

function report(result: KeeperReport): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

const [, , dataDir, port] = process.argv;
if (dataDir === undefined) {
  throw new Error('usage: keeper DATA_DIR [PORT]');
}
// The one who started this keeper reads one line and goes its way; later output has no reader.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
try {
  const result = await keep(dataDir, Number(port ?? 0));
  report(result);
  if (result.status === 'taken') {
    process.exit(0);
  }
} catch (error) {
  report({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
