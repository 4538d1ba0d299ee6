import type { Pool } from '../pool/pool.js';
import type { RedisServer } from '../pool/redis.js';

/** How large everything is at one moment of a soak. */
export interface Sample {
  /** Seconds since the start. */
  readonly at: number;
  readonly apiMiB: number;
  readonly workerMiB: number;
  readonly apiHandles: number;
  readonly workerHandles: number;
  /** NaN without a Redis. */
  readonly redisKeys: number;
  readonly deadRows: number;
}

interface Growth {
  readonly what: string;
  readonly of: (sample: Sample) => number;
  /** Share of the mean by which it may seem to grow over the second half. */
  readonly tolerance: number;
}

export const GROWTHS: readonly Growth[] = [
  { what: 'memory of the API', of: ({ apiMiB }) => apiMiB, tolerance: 0.1 },
  { what: 'memory of the worker', of: ({ workerMiB }) => workerMiB, tolerance: 0.1 },
  { what: 'handles of the API', of: ({ apiHandles }) => apiHandles, tolerance: 0.1 },
  { what: 'handles of the worker', of: ({ workerHandles }) => workerHandles, tolerance: 0.1 },
  { what: 'keys in Redis', of: ({ redisKeys }) => redisKeys, tolerance: 0.25 },
  { what: 'dead rows', of: ({ deadRows }) => deadRows, tolerance: 0.5 },
];

const MIB = 2 ** 20;

export async function takeSample(
  pool: Pool,
  redis: RedisServer | undefined,
  workerMetricsPort: number,
  at: number,
): Promise<Sample> {
  const [api, worker, [dead]] = await Promise.all([
    scrape(`${pool.url}/metrics`),
    scrape(`http://127.0.0.1:${workerMetricsPort}/metrics`),
    pool.database.db.query<{ rows: number }>`
      SELECT coalesce(sum(n_dead_tup), 0)::float8 AS rows FROM pg_stat_user_tables`,
  ]);
  return {
    at,
    apiMiB: api('process_resident_memory_bytes') / MIB,
    workerMiB: worker('process_resident_memory_bytes') / MIB,
    apiHandles: api('nodejs_active_handles_total'),
    workerHandles: worker('nodejs_active_handles_total'),
    redisKeys: redis === undefined ? Number.NaN : Number(redis.command('DBSIZE')),
    deadRows: dead?.rows ?? Number.NaN,
  };
}

/** Reads what Prometheus would: a function from a metric's name to its value. */
async function scrape(url: string): Promise<(name: string) => number> {
  const text = await (await fetch(url)).text();
  return (name) => {
    const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
    return value === undefined ? Number.NaN : Number(value);
  };
}

/** How much the second half rises along the straight line that fits it best (least squares), as a share of its mean. */
export function growthOf(
  samples: readonly Sample[],
  of: (sample: Sample) => number,
): { readonly first: number; readonly last: number; readonly grown: number } {
  const half = samples.slice(Math.floor(samples.length / 2));
  const meanAt = half.reduce((sum, { at }) => sum + at, 0) / half.length;
  const mean = half.reduce((sum, sample) => sum + of(sample), 0) / half.length;
  let products = 0;
  let squares = 0;
  for (const sample of half) {
    products += (sample.at - meanAt) * (of(sample) - mean);
    squares += (sample.at - meanAt) ** 2;
  }
  const length = (half.at(-1)?.at ?? 0) - (half[0]?.at ?? 0);
  const rise = squares === 0 ? 0 : (products / squares) * length;
  return { first: mean - rise / 2, last: mean + rise / 2, grown: mean === 0 ? 0 : rise / mean };
}
