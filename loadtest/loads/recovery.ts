import type { Database } from '../../src/store/database.js';
import { withModelServer } from '../model-server.js';
import { checkDelivery, deliveryFaults, untilIdle } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import { until } from '../pool/until.js';
import type { LoadOptions, LoadReport } from '../report/load-report.js';
import { postBatch } from '../traffic/simulations.js';
import { modelSettings } from './settings.js';

/** How long after the end of a lease everything has to be in other hands. */
const GRACE_SECONDS = 5;
const FULL = { workers: 3, slots: 8, kills: 4, simulations: 240, turns: 4, latencyMs: 300, leaseSeconds: 5 };
/** Its lease is one that a live worker keeps, however busy the machine is: three that run out in a row are poison. */
const SMOKE = { workers: 2, slots: 4, kills: 1, simulations: 10, turns: 3, latencyMs: 100, leaseSeconds: 4 };
const PATIENCE_SECONDS = 300;

interface Kill {
  readonly kill: number;
  readonly had: number;
  /** Seconds until the last of what it had was in other hands. */
  readonly all_resumed_s: number;
}

/** Workers are killed under load: how soon all that they had goes on elsewhere, and whether anything is lost or doubled. */
export async function recovery({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const { workers, slots, kills, simulations, turns, latencyMs, leaseSeconds } = smoke ? SMOKE : FULL;
  return withModelServer({ latency: latencyMs }, (model) => {
    const settings = {
      ...modelSettings(model.url),
      GOVERNOR: 'false',
      MAX_CONCURRENT_SIMULATIONS: String(slots),
      LEASE_SECONDS: String(leaseSeconds),
    };
    return withPool({ ground, workers, settings }, async (pool) => {
      const { db } = pool.database;
      const body = { character_names: ['Alice', 'Bob'], turns };
      const accepted = await postBatch(
        pool.url,
        Array.from({ length: simulations }, () => body),
      );
      const rows: Kill[] = [];
      for (let kill = 1; kill <= kills; kill += 1) {
        const [victim] = pool.workers;
        if (victim === undefined) throw new Error('no worker is left to kill');
        await untilItPlays(db, victim.pid);
        const killed = pool.killWorker(victim);
        const killedAt = performance.now();
        const had = await heldBy(db, victim.pid);
        await killed;
        say(`killed worker ${victim.pid}, which had ${had.length} simulations`);
        await untilResumed(db, had);
        rows.push({ kill, had: had.length, all_resumed_s: (performance.now() - killedAt) / 1000 });
        await pool.startWorker();
      }
      await untilIdle(db, PATIENCE_SECONDS);
      const delivery = await checkDelivery(db, accepted);
      const limit = leaseSeconds + GRACE_SECONDS;
      const slowest = Math.max(...rows.map((row) => row.all_resumed_s));
      return {
        rows: rows.map((row) => ({ ...row })),
        figures: {
          kills: rows.map((row) => ({ ...row })),
          slowest_s: slowest,
          lease_s: leaseSeconds,
          delivery: { ...delivery },
        },
        thresholds: [{ what: 'seconds until all was resumed', value: slowest, limit, is: 'most' }],
        faults: [
          ...(rows.every(({ had }) => had > 0) ? [] : ['a worker was killed that had nothing to do']),
          ...deliveryFaults(delivery, accepted),
        ],
        configuration: { workers, ...settings, model_latency_ms: latencyMs, simulations, turns },
        notes: [`${delivery.resumed} of ${delivery.tasks} simulations were taken up more than once.`],
        chart: {
          kind: 'bars',
          title: 'From the kill until all was in other hands',
          unit: 'seconds',
          bars: rows.map((row) => ({ name: `kill ${row.kill}`, value: row.all_resumed_s })),
          limit: { value: limit, label: `lease and ${GRACE_SECONDS} s` },
        },
      };
    });
  });
}

interface Held {
  readonly id: string;
  readonly fence: number;
}

/** What a worker process has in hand; its pid stands in its name. */
function heldBy(db: Database, pid: number): Promise<readonly Held[]> {
  return db.query<Held>`
    SELECT id, fence FROM task WHERE status = 'running' AND split_part(reverse(lease_owner), '-', 2) = reverse(${String(pid)})`;
}

/** Waits until a worker has committed a turn of something that it still has in hand. */
async function untilItPlays(db: Database, pid: number): Promise<void> {
  await until(PATIENCE_SECONDS, 'the worker plays nothing', async () => {
    const ids = (await heldBy(db, pid)).map(({ id }) => id);
    const [played] = await db.query<{ turns: number }>`
      SELECT count(*)::int AS turns FROM turn WHERE simulation_id = ANY(${ids}::uuid[])`;
    return (played?.turns ?? 0) > 0;
  });
}

/** Waits until each task has been claimed by somebody else. */
async function untilResumed(db: Database, had: readonly Held[]): Promise<void> {
  await until(PATIENCE_SECONDS, 'not everything was resumed', async () => {
    const [left] = await db.query<{ count: number }>`
      SELECT count(*)::int AS count
      FROM unnest(${had.map(({ id }) => id)}::uuid[], ${had.map(({ fence }) => fence)}::int[]) AS held(id, fence)
      JOIN task USING (id) WHERE (task.fence = held.fence AND status = 'running') OR status = 'queued'`;
    return left?.count === 0;
  });
}
