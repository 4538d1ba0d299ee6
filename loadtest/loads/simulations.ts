import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/store/database.js';
import { openBareQueue } from '../baselines/bare-queue.js';
import { createBareTable } from '../baselines/bare-table.js';
import { checkDelivery, deliveryFaults } from '../pool/delivery.js';
import { QUEUE_PREFIX } from '../pool/ground.js';
import { clock, playAll } from '../pool/play.js';
import { withPool } from '../pool/pool.js';
import { until } from '../pool/until.js';
import { type LoadOptions, type LoadReport, median } from '../report/load-report.js';
import { inTurn, ratioOf } from './rounds.js';

const LEAST = 0.5;
/** Simulations per second on two cores, posts included: what is aimed for, and not held. */
const AIM = 250;
/**
 * What a simulation of two turns commits at least: its submission, its claim, a turn, the next with the first one's
 * chapter, and its end with the last one. Other simulations may share each of these.
 */
const COMMITS = 5;
const SLOTS = 32;
const DATABASE_CONNECTIONS = 10;
const FULL = { rounds: 3, amount: 1_500, warmUp: 300, workers: 2 };
const SMOKE = { rounds: 1, amount: 20, warmUp: 2, workers: 1 };
const PATIENCE_SECONDS = 600;
const BODY = { character_names: ['Alice', 'Bob'], turns: 2 };

/** From the first post to the last end without a model that takes time, beside bare jobs with as many commits. */
export async function simulations({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const { rounds, amount, warmUp, workers } = smoke ? SMOKE : FULL;
  const settings = {
    GOVERNOR: 'false',
    QUEUE_SIZE: '1000000',
    MAX_CONCURRENT_SIMULATIONS: String(SLOTS),
    DATABASE_POOL_SIZE: String(DATABASE_CONNECTIONS),
  };
  return withPool({ ground, workers, settings }, async (pool) => {
    const { db, url: databaseUrl } = pool.database;
    await createBareTable(db);
    const parameters = [COMMITS, SLOTS, DATABASE_CONNECTIONS].map(String);
    await Promise.all(Array.from({ length: workers }, () => pool.startBaseline('commit-worker', parameters)));
    const queue = openBareQueue({ redisUrl: ground.redis?.url, databaseUrl, prefix: QUEUE_PREFIX });
    const accepted: string[] = [];
    let posted = 0;
    const ours = async (count: number) => {
      posted += count;
      const { rate, accepted: ids } = await playAll(pool, count, BODY);
      accepted.push(...ids);
      return rate;
    };
    let round = 0;
    const bare = async (count: number) => {
      round += 1;
      const since = await clock(db);
      const jobs = Array.from({ length: count }, () => ({
        name: 'run',
        data: { id: randomUUID(), round },
      }));
      await queue.addBulk(jobs);
      const endedAt = await untilBareDone(db, round, count);
      return (count * 1000) / (endedAt.getTime() - since.getTime());
    };
    try {
      await bare(warmUp);
      await ours(warmUp);
      say(`${rounds} times ${amount} simulations, in turn with as many bare jobs`);
      const rates = await inTurn(rounds, { bare: () => bare(amount), ours: () => ours(amount) });
      const delivery = await checkDelivery(db, accepted);
      const ratio = ratioOf(rates.ours, rates.bare);
      return {
        rows: [
          { what: `bare jobs of ${COMMITS} commits`, workers, rate: median(rates.bare) },
          { what: 'simulations of 2 characters and 2 turns', workers, rate: median(rates.ours) },
        ],
        figures: {
          ratio,
          commits: COMMITS,
          workers,
          bare_per_second: [...rates.bare],
          ours_per_second: [...rates.ours],
          aim_per_second: AIM,
          delivery: { ...delivery },
        },
        thresholds: [{ what: 'rate beside the bare jobs', value: ratio, limit: LEAST, is: 'least' }],
        faults: [
          ...(accepted.length === posted ? [] : [`of ${posted} posts ${accepted.length} were accepted`]),
          ...deliveryFaults(delivery, accepted),
        ],
        configuration: { workers, ...settings },
        notes: [
          'The simulations come one by one over HTTP, the bare jobs a batch at a time straight from the queue; both from the first ' +
            "post to the last end by the database's clock.",
        ],
        chart: {
          kind: 'bars',
          title: 'From post to end, without a model that takes time',
          unit: 'per second',
          bars: [
            { name: 'bare jobs', value: median(rates.bare) },
            { name: 'simulations', value: median(rates.ours) },
          ],
          limit: { value: AIM, label: `aim: ${AIM} per second` },
        },
      };
    } finally {
      await queue.close();
    }
  });
}

/** Resolves with the moment at which the last job of a round was done. */
async function untilBareDone(db: Database, round: number, count: number): Promise<Date> {
  let endedAt = new Date(Number.NaN);
  await until(PATIENCE_SECONDS, 'the bare jobs are not done', async () => {
    const [done] = await db.query<{ count: number; at: Date }>`
      SELECT count(*)::int AS count, max(done_at) AS at
      FROM bare_task WHERE round = ${round}::int AND done_at IS NOT NULL`;
    if (done?.count === count) endedAt = done.at;
    return done?.count === count;
  });
  return endedAt;
}
