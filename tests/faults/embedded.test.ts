import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startModelServer } from '../../loadtest/model-server.js';
import { accepted, ended, getTask } from '../support/api.js';
import { startProgram } from '../support/program.js';
import { until } from '../support/until.js';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

it('an embedded Postgres that is killed comes back under running simulations, which go on and complete', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-killed-'));
  chmodSync(dataDir, 0o755);
  const model = await startModelServer({ seed: 1, latency: 100 });
  const program = startProgram('workers/supervisor', {
    DATA_DIR: dataDir,
    WORKER_PROCESSES: '1',
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: model.url,
    LEASE_SECONDS: '4',
  });
  cleanups.push(
    () => rmSync(dataDir, { recursive: true, force: true }),
    () => model.close(),
    () => program.end('SIGTERM'),
  );
  const url = await program.ready;
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  // Between two servers there is none.
  const postmaster = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0);
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) {
    ids.push(await accepted(url, { character_names: ['Alice', 'Bob'], turns: 6, seed }));
  }
  await until(async () => (await getTask(url, ids[0] ?? '')).progress > 0);

  const killed = postmaster();
  process.kill(killed, 'SIGKILL');
  await until(() => postmaster() > 0 && postmaster() !== killed);
  await until(async () => (await fetch(`${url}/api/tasks/${ids[0]}`)).status === 200);

  for (const id of ids) {
    const task = await ended(url, id);
    expect(task).toMatchObject({ status: 'completed', error: null, result: { turns_executed: 6 } });
    const { turns } = (await (await fetch(`${url}/api/simulations/${id}/turns`)).json()) as {
      turns: { turn: number }[];
    };
    expect(turns.map(({ turn }) => turn)).toEqual([1, 2, 3, 4, 5, 6]);
  }
});
