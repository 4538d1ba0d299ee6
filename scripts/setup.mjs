/**
 * Everything between a fresh clone and a program that can run: packages from the lockfile, the generated database
 * client, the build. Each step is done again only when what it is made from has changed; two commands started at once
 * take turns. Plain JavaScript without dependencies, since it runs before there are any.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOCK = join(ROOT, '.setup-lock');
const LEAST_NODE = [20, 19];

/** A step of the set-up that failed; the message says which and what to do. */
export class SetUpError extends Error {}

/** Brings packages, client and build up to date. */
export function setUp() {
  requireNode();
  if (upToDate()) {
    return;
  }
  withLock(() => {
    installPackages();
    generateClient();
    build();
  });
}

const STEPS = {
  packages: { stamp: 'node_modules/.novel-engine', from: ['package.json', 'package-lock.json'] },
  client: {
    stamp: 'src/generated/prisma/.novel-engine',
    from: ['prisma/schema.prisma', 'package-lock.json'],
  },
  build: {
    stamp: 'dist/.novel-engine',
    from: [
      'tsconfig.json',
      'tsconfig.build.json',
      'rolldown.config.mjs',
      'package-lock.json',
      'prisma/schema.prisma',
    ],
    folders: ['src', 'workers', 'scripts', 'loadtest'],
  },
};

function upToDate() {
  return Object.values(STEPS).every((step) => readStamp(step) === digest(step));
}

function installPackages() {
  step(STEPS.packages, 'Installing packages', () => {
    run(
      'npm',
      ['ci', '--no-audit', '--no-fund'],
      'Check that the npm registry can be reached, then try again',
    );
  });
}

function generateClient() {
  step(STEPS.client, 'Generating the database client', () => {
    // The generator never runs the schema engine, but insists on a binary that could be one: any will do.
    run(
      process.execPath,
      [join('node_modules', 'prisma', 'build', 'index.js'), 'generate'],
      'Delete node_modules and try again',
      {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    );
  });
}

function build() {
  step(STEPS.build, 'Building', () => {
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    run(
      process.execPath,
      [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
      'Mend the errors above',
    );
    run(
      process.execPath,
      [join('node_modules', 'rolldown', 'bin', 'cli.mjs'), '--config', 'rolldown.config.mjs'],
      'Delete node_modules and try again',
    );
  });
}

/** Does one step unless its stamp says that nothing changed. */
function step(step, title, work) {
  const wanted = digest(step);
  if (readStamp(step) === wanted) {
    return;
  }
  console.error(`${title} …`);
  work();
  writeFileSync(join(ROOT, step.stamp), wanted);
}

function readStamp(step) {
  const file = join(ROOT, step.stamp);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Hash of everything that a step is made from. */
function digest(step) {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...step.from, ...(step.folders ?? []).flatMap(sourcesBelow)]) {
    const path = join(ROOT, file);
    hash.update(`\0${file}\0`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

function sourcesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !file.startsWith(join('src', 'generated')))
    .sort();
}

function run(command, parameters, advice, environment = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, parameters, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
    throw new SetUpError(
      `${command} ${parameters.join(' ')} failed (${error?.message ?? `exit code ${status}`}). ${advice}.`,
    );
  }
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    throw new SetUpError(
      `Node ${LEAST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`,
    );
  }
}

/** A folder is made by one only; the process id in it tells whether that one still lives. */
function withLock(work) {
  while (!takeLock()) {
    if (lockIsLeft()) {
      rmSync(LOCK, { recursive: true, force: true });
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
  try {
    work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock() {
  try {
    mkdirSync(LOCK);
    writeFileSync(join(LOCK, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

function lockIsLeft() {
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    // No such process; or the lock is just being made or removed, which the next look will tell.
    return error.code === 'ESRCH';
  }
}
