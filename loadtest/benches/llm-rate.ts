import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '../../src/store/embedded/open.js';
import { migrate } from '../../src/store/migrations.js';
import { measureRate, type RateFigures } from '../llm-rate/measure.js';
import { measureWorkers } from '../llm-rate/workers.js';
import type { BenchReport } from './report.js';

const PROCESSES = 10;
const REQUESTS_PER_MINUTE = 600;
/** Of the whole program: what two processors can play. */
const WORKERS_PER_MINUTE = 240;
const LEAST_USED = 0.9;

/**
 * Ten processes under one LLM_RPM, a real minute long: no sliding minute holds more calls than the quota, and nine
 * tenths of it are used. First with nothing but gateways that always ask, then with the workers of the whole program. On
 * Postgres, and on the Redis of REDIS_URL when there is one.
 */
export async function llmRate(): Promise<BenchReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-bench-'));
  chmodSync(dataDir, 0o755);
  const postgres = await openEmbeddedPostgres(dataDir);
  try {
    await migrate(postgres.url, async () => undefined);
    const redisUrl = process.env.REDIS_URL;
    const stores = [{ databaseUrl: postgres.url }, ...(redisUrl ? [{ redisUrl }] : [])];
    const rows: { store: string; quota: number; fullest_minute: number; used: number }[] = [];
    const note = (store: string, quota: number, { fullest, used }: RateFigures) =>
      rows.push({ store, quota, fullest_minute: fullest, used });
    for (const store of stores) {
      const where = 'redisUrl' in store ? 'redis' : 'postgres';
      const gateways = await measureRate({
        store,
        processes: PROCESSES,
        requests: REQUESTS_PER_MINUTE,
        windowMs: 60_000,
        caller: new URL('../llm-rate/caller.js', import.meta.url),
      });
      note(where, REQUESTS_PER_MINUTE, gateways);
      const workers = await measureWorkers({
        dataDir: join(dataDir, `workers-${where}`),
        redisUrl: 'redisUrl' in store ? store.redisUrl : undefined,
        processes: PROCESSES,
        requests: WORKERS_PER_MINUTE,
      });
      note(`${where}_workers`, WORKERS_PER_MINUTE, workers);
    }
    return {
      rows,
      figures: Object.fromEntries(
        rows.flatMap(({ store, fullest_minute, used }) => [
          [`${store}_fullest_minute`, fullest_minute],
          [`${store}_used`, used],
        ]),
      ),
      missed: rows.flatMap(({ store, quota, fullest_minute, used }) => [
        ...(fullest_minute <= quota ? [] : [`${store}: ${fullest_minute} calls in a minute, quota ${quota}`]),
        ...(used >= LEAST_USED ? [] : [`${store}: ${used} of the quota used, less than ${LEAST_USED}`]),
      ]),
    };
  } finally {
    await postgres.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
