import { type ChildProcess, execFile, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureCluster, ensureDatabase, startServer } from '../../../src/store/embedded/cluster.js';
import { locate } from '../../../src/store/embedded/location.js';
import { type KeeperState, keeperState } from '../../../src/store/embedded/state.js';
import { isRunning, processesNaming } from '../../support/processes.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const PROGRAM = join(import.meta.dirname, '..', '..', 'support', 'embedded-user.mjs');

/** A process that holds the embedded Postgres; leader of a process group, as a program in a terminal is. */
interface User {
  readonly url: string;
  readonly note: string | undefined;
  readonly process: ChildProcess;
  /** Says goodbye and ends. */
  leave(): Promise<void>;
  /** Sends a signal to the whole process group and waits until the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

async function use(dataDir: string): Promise<User> {
  return userOf(fork(PROGRAM, [dataDir], { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }));
}

async function userOf(child: ChildProcess): Promise<User> {
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8');
  });
  const exited = once(child, 'exit');
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const message = await Promise.race([
    once(child, 'message').then(([got]) => got as { url: string; note?: string }),
    exited.then(() => {
      throw new Error(`the user ended: ${complaints}`);
    }),
  ]);
  return {
    url: message.url,
    note: message.note,
    process: child,
    leave: async () => {
      child.send('goodbye');
      await exited;
    },
    kill: async (signal) => {
      process.kill(-(child.pid ?? 0), signal);
      await exited;
    },
  };
}

/** A data directory of its own, removed when everything that ran on it is gone. */
function freshDirectory(mode = 0o755): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-embedded-'));
  chmodSync(dataDir, mode);
  cleanups.push(async () => {
    await allGone(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}

const stateFile = (home: string) => join(home, 'postgres-keeper.json');

function keeperOf(home: string): KeeperState {
  return keeperState.parse(JSON.parse(readFileSync(stateFile(home), 'utf8')));
}

function postmasterOf(home: string): number {
  const file = join(home, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
}

/** What runs on a home: its keeper and its server. */
function running(home: string): readonly number[] {
  const keeper = existsSync(stateFile(home)) ? keeperOf(home).pid : 0;
  return [keeper, postmasterOf(home)].filter((pid) => pid > 0 && isRunning(pid));
}

async function allGone(home: string): Promise<void> {
  await until(() => running(home).length === 0);
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Whether a process can be made the first of a process namespace here, as in a container. */
const IN_CONTAINER = ['--fork', '--pid', '--mount-proc', '--kill-child'];
const canContain = spawnSync('unshare', [...IN_CONTAINER, 'true']).status === 0;

describe('the embedded Postgres', () => {
  it('creates its database once, whoever else is doing so', async () => {
    const dataDir = freshDirectory();
    const location = locate(dataDir);
    await ensureCluster(location);
    const server = await startServer(location);
    cleanups.push(() => server.stop());
    const urls = await Promise.all(Array.from({ length: 6 }, () => ensureDatabase(server.url)));
    expect(new Set(urls).size).toBe(1);
    await query(urls[0] ?? '', 'SELECT 1');
  });

  it('is one server for all processes that open a fresh directory at once', async () => {
    const dataDir = freshDirectory();
    const users = await Promise.all(Array.from({ length: 4 }, () => use(dataDir)));
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    await Promise.all(users.map(({ url }) => query(url, 'SELECT 1')));
    expect(running(dataDir)).toHaveLength(2);
    await Promise.all(users.map((user) => user.leave()));
    expect(running(dataDir)).toEqual([]);
  });

  it('is gone when its last user has said goodbye, and what was stored is there the next time', async () => {
    const dataDir = freshDirectory();
    const [first, second] = [await use(dataDir), await use(dataDir)];
    const pids = running(dataDir);
    expect(pids).toHaveLength(2);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.leave();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.leave();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(existsSync(stateFile(dataDir))).toBe(false);

    const later = await use(dataDir);
    expect(await query(later.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await later.leave();
  });

  it('lets its last user go on after closing it, also one that has nothing else to wait for', async () => {
    const dataDir = freshDirectory();
    const open = pathToFileURL(join(import.meta.dirname, '../../../dist/src/store/embedded/open.js'));
    const program = `
      import { openEmbeddedPostgres } from '${open.href}';
      const postgres = await openEmbeddedPostgres(process.argv[1]);
      setTimeout(() => postgres.close().then(() => console.log('went on')), 0);`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      program,
      dataDir,
    ]);
    expect(stdout).toBe('went on\n');
    expect(running(dataDir)).toEqual([]);
  });

  it('is gone soon after its last user was killed', async () => {
    const dataDir = freshDirectory();
    const user = await use(dataDir);
    const pids = running(dataDir);
    expect(pids).toHaveLength(2);
    await user.kill('SIGKILL');
    await until(() => !pids.some(isRunning));
    expect(existsSync(stateFile(dataDir))).toBe(false);
  });

  it('goes on under a new keeper when the old one was killed', async () => {
    const dataDir = freshDirectory();
    const first = await use(dataDir);
    const [keeper, postmaster] = [keeperOf(dataDir).pid, postmasterOf(dataDir)];
    process.kill(keeper, 'SIGKILL');
    await until(() => !isRunning(keeper));
    const next = await use(dataDir);
    expect(next.url).toBe(first.url);
    expect(postmasterOf(dataDir)).toBe(postmaster);
    expect(keeperOf(dataDir).pid).not.toBe(keeper);
    await first.leave();
    await query(next.url, 'SELECT 1');
    await next.leave();
    expect(isRunning(postmaster)).toBe(false);
  });

  it('is not taken from those who held it before its keeper was killed', async () => {
    const dataDir = freshDirectory();
    const first = await use(dataDir);
    const keeper = keeperOf(dataDir).pid;
    process.kill(keeper, 'SIGKILL');
    await until(() => existsSync(stateFile(dataDir)) && keeperOf(dataDir).pid !== keeper);
    const next = await use(dataDir);
    await next.leave();
    await query(first.url, 'SELECT 1');
    await first.leave();
    expect(running(dataDir)).toEqual([]);
  });

  it('stops with its last user although its keeper was killed', async () => {
    const dataDir = freshDirectory();
    const user = await use(dataDir);
    const [keeper, postmaster] = [keeperOf(dataDir).pid, postmasterOf(dataDir)];
    process.kill(keeper, 'SIGKILL');
    await until(() => !isRunning(keeper));
    await user.leave();
    expect(isRunning(postmaster)).toBe(false);
    expect(running(dataDir)).toEqual([]);
  });

  it('stops with its last user although that one says goodbye before it knows that the keeper was killed', async () => {
    const dataDir = freshDirectory();
    const user = await use(dataDir);
    const [keeper, postmaster] = [keeperOf(dataDir).pid, postmasterOf(dataDir)];
    // Stopped, the user finds its order to leave and the end of its connection waiting at once.
    user.process.kill('SIGSTOP');
    const left = user.leave();
    process.kill(keeper, 'SIGKILL');
    await until(() => !isRunning(keeper));
    user.process.kill('SIGCONT');
    await left;
    expect(isRunning(postmaster)).toBe(false);
    expect(running(dataDir)).toEqual([]);
  });

  it.skipIf(!canContain)(
    'stops where nobody collects dead processes, as in a container without an init',
    async () => {
      const dataDir = freshDirectory();
      const user = await userOf(
        spawn('unshare', [...IN_CONTAINER, process.execPath, PROGRAM, dataDir], {
          detached: true,
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        }),
      );
      const server = () => processesNaming(join(dataDir, 'postgres'));
      const [keeper] = processesNaming('keeper.js').filter((pid) => processesNaming(dataDir).includes(pid));
      expect(server()).toHaveLength(1);
      process.kill(keeper ?? 0, 'SIGKILL');
      await query(user.url, 'SELECT 1');
      await user.leave();
      expect(server()).toHaveLength(0);
    },
  );

  it('is started again for its users when its server was killed: the same port, the same data', async () => {
    const dataDir = freshDirectory();
    const user = await use(dataDir);
    await query(user.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const [keeper, postmaster] = [keeperOf(dataDir).pid, postmasterOf(dataDir)];
    process.kill(postmaster, 'SIGKILL');
    await until(() => postmasterOf(dataDir) !== postmaster && !isRunning(postmaster));
    const answer = await until(() => query(user.url, 'SELECT answer FROM kept').catch(() => undefined));
    expect(answer).toEqual([{ answer: 42 }]);
    expect(keeperOf(dataDir).pid).toBe(keeper);
    await user.leave();
    expect(running(dataDir)).toEqual([]);
  });

  it('is there, with its data, for one who comes when its server was just killed', async () => {
    const dataDir = freshDirectory();
    const first = await use(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    const next = await use(dataDir);
    expect(next.url).toBe(first.url);
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await Promise.all([first.leave(), next.leave()]);
    expect(running(dataDir)).toEqual([]);
  });

  it.each([
    ['was killed with its server', 'SIGKILL'],
    ['was told to stop, as by a service manager that tells all processes', 'SIGTERM'],
  ] as const)(
    'is started again by those who hold it, where they know it, when its keeper %s',
    async (_, signal) => {
      const dataDir = freshDirectory();
      const users = await Promise.all([use(dataDir), use(dataDir)]);
      const [{ url }] = users;
      const before = running(dataDir);
      for (const pid of before) process.kill(pid, signal);
      await until(() => !before.some(isRunning));
      await until(() => query(url, 'SELECT 1').catch(() => undefined));
      await Promise.all(users.map((user) => user.leave()));
      expect(running(dataDir)).toEqual([]);
    },
  );

  it('is not stopped by Ctrl-C in the terminal of one user while another holds it', async () => {
    const dataDir = freshDirectory();
    const starter = await use(dataDir);
    const other = await use(dataDir);
    const pids = running(dataDir);
    await starter.kill('SIGINT');
    expect(await query(other.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(running(dataDir)).toEqual(pids);
    await other.leave();
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('stops soon when the process that asked for it was killed before it was there', async () => {
    const dataDir = freshDirectory();
    const child = fork(PROGRAM, [dataDir], { detached: true, stdio: 'ignore' });
    const folder = () => (existsSync(join(dataDir, 'postgres', 'PG_VERSION')) ? true : undefined);
    await until(folder);
    child.kill('SIGKILL');
    // Up once, with nobody there to use it, and gone again.
    await until(() => postmasterOf(dataDir) > 0);
    await until(() => postmasterOf(dataDir) === 0 && running(dataDir).length === 0);
    // Well under the time for which a keeper waits while the one who asked for it lives.
  }, 25_000);

  it.skipIf(process.getuid?.() !== 0)(
    'started by root in a folder that only root may enter, works elsewhere and says where',
    async () => {
      const dataDir = freshDirectory(0o700);
      const user = await use(dataDir);
      const home = /the database is in (\S+)$/.exec(user.note ?? '')?.[1] ?? '';
      expect(user.note).toContain(dataDir);
      expect(dirname(home)).toBe('/var/tmp');
      cleanups.splice(cleanups.length - 1, 0, async () => {
        await allGone(home);
        rmSync(home, { recursive: true, force: true });
      });
      await query(user.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      await user.leave();
      expect(running(home)).toEqual([]);
      const again = await use(dataDir);
      expect(again.note).toBe(user.note);
      expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      await again.leave();
    },
  );
});
