import { afterEach, describe, expect, it } from 'vitest';
import { accepted, ended } from '../support/api.js';
import { database } from '../support/database.js';
import { startPooler } from '../support/pooler.js';
import { startProgram } from '../support/program.js';

/** Databases as others run them: behind a pooler, with settings of their own. */

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

async function pooler(url: string, keepsStatements: boolean): Promise<string> {
  const started = await startPooler(url, { keepsStatements });
  cleanups.push(() => started.close());
  return started.url;
}

function start(name: 'workers/api' | 'workers/worker', environment: Readonly<Record<string, string>>) {
  const program = startProgram(name, { QUEUE_PREFIX: 'test', ...environment });
  cleanups.push(() => program.end('SIGKILL'));
  return program;
}

/** What a worker says that refuses to start on these settings. */
async function refusal(environment: Readonly<Record<string, string>>): Promise<string> {
  const worker = start('workers/worker', environment);
  expect(await worker.exited).toBe(78);
  expect(worker.errors().trim()).not.toContain('\n');
  return worker.errors();
}

describe('behind a pooler', () => {
  it('stories are played with the queue in Postgres, which goes past it', async () => {
    const { url } = await database();
    const environment = { DATABASE_URL: await pooler(url, true), DIRECT_DATABASE_URL: url };
    const worker = start('workers/worker', environment);
    const api = start('workers/api', environment);
    await worker.ready;
    const base = await api.ready;
    const task = await accepted(base, { character_names: ['Alice', 'Bob'], turns: 1 });
    expect(await ended(base, task)).toMatchObject({ status: 'completed' });
  });

  it('nothing starts that has no way past it', async () => {
    const { url } = await database();
    expect(await refusal({ DATABASE_URL: await pooler(url, true) })).toMatch(
      /gives connections away.*DIRECT_DATABASE_URL/,
    );
  });

  it('nothing starts whose way past it leads to another database', async () => {
    const [here, there] = await Promise.all([database(), database()]);
    expect(await refusal({ DATABASE_URL: here.url, DIRECT_DATABASE_URL: there.url })).toMatch(
      /not heard over DIRECT_DATABASE_URL: both must name the same database/,
    );
  });

  it('nothing starts where it loses prepared statements', async () => {
    const { url } = await database();
    const environment = { DATABASE_URL: await pooler(url, false), DIRECT_DATABASE_URL: url };
    expect(await refusal(environment)).toMatch(/loses prepared statements: PgBouncer .* DATABASE_URL/);
  });
});

describe('on a database whose sessions are not as the statements expect them', () => {
  it.each([
    ['default_transaction_isolation', 'serializable', 'read committed'],
    ['default_transaction_read_only', 'on', 'off'],
    ['datestyle', 'German, DMY', 'ISO'],
  ])('nothing starts, and the way to set %s is told', async (name, value, fitting) => {
    const { url, db } = await database();
    const own = new URL(url).pathname.slice(1);
    await db.prisma.$executeRawUnsafe(`ALTER DATABASE ${own} SET ${name} = '${value}'`);
    expect(await refusal({ DATABASE_URL: url })).toMatch(
      new RegExp(`ALTER ROLE ".*" IN DATABASE "${own}" SET ${name} = '${fitting}'`, 'i'),
    );
  });

  it('those of a time zone with a summer of half an hour will do', async () => {
    const { url, db } = await database();
    const own = new URL(url).pathname.slice(1);
    await db.prisma.$executeRawUnsafe(`ALTER DATABASE ${own} SET timezone = 'Australia/Lord_Howe'`);
    await start('workers/worker', { DATABASE_URL: url }).ready;
  });
});

describe('a database that can not be connected to', () => {
  it('is named with the setting that has its address, be it the second one', async () => {
    const { url } = await database();
    const closed = new URL(url);
    closed.port = '1';
    const worker = start('workers/worker', { DATABASE_URL: url, DIRECT_DATABASE_URL: closed.href });
    expect(await worker.exited).toBe(75);
    expect(worker.errors()).toMatch(/database at 127\.0\.0\.1:1 can't be used .*check DIRECT_DATABASE_URL/);
  });

  it('is named when it does not speak TLS, or the address has no password', async () => {
    const { url } = await database();
    expect(await refusal({ DATABASE_URL: `${url}?sslmode=require` })).toMatch(/SSL.*check DATABASE_URL/);
    const open = new URL(url);
    open.password = '';
    expect(await refusal({ DATABASE_URL: open.href })).toMatch(
      /can't be used .*password.*check DATABASE_URL/,
    );
  });
});
