import { setTimeout as delay } from 'node:timers/promises';
import { checkDelivery, type Delivery, deliveryFaults, untilIdle } from '../pool/delivery.js';
import { clock, playAll } from '../pool/play.js';
import { type Pool, withPool } from '../pool/pool.js';
import { freePort } from '../pool/ports.js';
import type { LoadOptions, LoadReport, Threshold } from '../report/load-report.js';
import { stream } from '../traffic/open-loop.js';
import { ACCEPTED, idIn, JSON_HEADERS, SIMULATIONS } from '../traffic/simulations.js';
import { GROWTHS, growthOf, type Sample, takeSample } from './soak-samples.js';

/**
 * Hours of load, and what must not grow with them. Posts come at seven tenths of what the pool was measured to play; once
 * in each period a worker is killed and another started. The first worker is never killed, so that growth in it can show.
 * Ended tasks are deleted after a few minutes, as housekeeping does: so the tables come to a steady size, and each
 * period looks at what has ended in it before it is gone.
 */

const SHARE = 0.7;
const SLOTS = 10;
const CONNECTIONS = 20;
const FULL = { workers: 3, capacity: 1_500, periodSeconds: 60, sampleSeconds: 10, retentionMinutes: 5 };
const SMOKE = { workers: 2, capacity: 20, periodSeconds: 3, sampleSeconds: 1, retentionMinutes: 5 };
const SMOKE_PERIODS = 1;
const MINUTES_IN_DAY = 1_440;
const BODY = { character_names: ['Alice', 'Bob'], turns: 2 };
/** Less than ended tasks are kept for: the last look has to find them. */
const PATIENCE_SECONDS = 240;
/** A commit is visible so long after the moment that it names, at the latest. */
const SETTLED_MS = 3_000;
const NOTHING: Delivery = { tasks: 0, completed: 0, lost: 0, gaps: 0, doubles: 0, resumed: 0 };

export async function soak(options: LoadOptions): Promise<LoadReport> {
  const { ground, smoke, minutes, say } = options;
  const { workers, capacity, periodSeconds, sampleSeconds, retentionMinutes } = smoke ? SMOKE : FULL;
  const periods = smoke ? SMOKE_PERIODS : Math.max(1, Math.round((minutes * 60) / periodSeconds));
  const settings = {
    GOVERNOR: 'false',
    MAX_CONCURRENT_SIMULATIONS: String(SLOTS),
    LEASE_SECONDS: '5',
    QUEUE_SIZE: '1000000',
    RETENTION_DAYS: String(retentionMinutes / MINUTES_IN_DAY),
  };
  return withPool({ ground, workers: 0, settings }, async (pool) => {
    const { db } = pool.database;
    const metricsPort = await freePort();
    await pool.startWorker({ METRICS_PORT: String(metricsPort) });
    await Promise.all(Array.from({ length: workers - 1 }, () => pool.startWorker()));
    const accepted: string[] = [];
    let checkedTo = await clock(db);
    let delivered = NOTHING;
    /** Looks at what has ended since the last look; the periods of all looks are disjoint. */
    const look = async (to: Date) => {
      const found = await checkDelivery(db, [], { from: checkedTo, to });
      checkedTo = to;
      delivered = sumOf(delivered, found);
    };

    const measured = await playAll(pool, capacity, BODY);
    accepted.push(...measured.accepted);
    const rate = Math.max(1, Math.round(SHARE * measured.rate));
    say(`capacity ${Math.round(measured.rate)} simulations per second; ${rate} from now on`);

    const samples: Sample[] = [];
    const startedAt = performance.now();
    const watch = async (until: number) => {
      while (performance.now() < until) {
        await delay(Math.min(sampleSeconds * 1000, Math.max(0, until - performance.now())));
        samples.push(
          await takeSample(pool, ground.redis, metricsPort, (performance.now() - startedAt) / 1000),
        );
      }
    };
    let unexpected = 0;
    let latestP99 = 0;
    for (let period = 1; period <= periods; period += 1) {
      const until = performance.now() + periodSeconds * 1000;
      const [posts] = await Promise.all([
        stream({
          url: pool.url,
          rate,
          seconds: periodSeconds,
          connections: CONNECTIONS,
          request: () => ({
            method: 'POST',
            path: SIMULATIONS,
            headers: JSON_HEADERS,
            body: JSON.stringify(BODY),
          }),
          expected: [ACCEPTED],
          onAnswer: (_status, body) => {
            const id = idIn(body);
            if (id !== undefined) accepted.push(id);
          },
        }),
        watch(until),
        replaceWorker(pool, periodSeconds),
      ]);
      unexpected += posts.unexpected;
      latestP99 = posts.latency.p99;
      await look(new Date((await clock(db)).getTime() - SETTLED_MS));
      say(`period ${period} of ${periods}: ${accepted.length} accepted, ${delivered.completed} seen to end`);
    }
    await untilIdle(db, PATIENCE_SECONDS);
    await look(new Date((await clock(db)).getTime() + 1));
    const delivery = { ...delivered, lost: Math.max(0, new Set(accepted).size - delivered.completed) };
    const growths = GROWTHS.map((growth) => ({ ...growth, ...growthOf(samples, growth.of) })).filter(
      ({ grown }) => Number.isFinite(grown),
    );
    return {
      rows: growths.map(({ what, first, last, grown, tolerance }) => ({
        what,
        at_half: first,
        at_end: last,
        grown_by_share: grown,
        tolerance,
      })),
      figures: {
        minutes: (periods * periodSeconds) / 60,
        capacity_per_second: measured.rate,
        rate_per_second: rate,
        kills: periods,
        post_p99_ms: latestP99,
        growth: Object.fromEntries(growths.map(({ what, grown }) => [what, grown])),
        samples: samples.map((sample) => ({ ...sample })),
        delivery: { ...delivery },
      },
      thresholds: growths.map(
        ({ what, grown, tolerance }): Threshold => ({
          what: `growth of ${what} over the second half`,
          value: grown,
          limit: tolerance,
          is: 'most',
        }),
      ),
      faults: [
        ...(unexpected > 0 ? [`${unexpected} posts were not answered with ${ACCEPTED}`] : []),
        ...deliveryFaults(delivery, accepted),
      ],
      configuration: { workers, ...settings, period_seconds: periodSeconds },
      notes: [
        'Growth is the rise of the straight line that fits the second half best, as a share of its mean. The tolerances leave room ' +
          'for garbage that waits to be collected and rows that wait for autovacuum, which both go up and down like a saw.',
        `${delivery.resumed} of ${delivery.tasks} simulations were taken up more than once.`,
      ],
      chart: {
        kind: 'lines',
        title: 'Memory over time',
        unit: 'MiB',
        across: 'seconds',
        series: [
          { name: 'API', points: samples.map(({ at, apiMiB }) => [at, apiMiB]) },
          { name: 'worker', points: samples.map(({ at, workerMiB }) => [at, workerMiB]) },
        ],
      },
    };
  });
}

/** Kills one of those that may be killed in the middle of a period, and starts another. */
async function replaceWorker(pool: Pool, periodSeconds: number): Promise<void> {
  await delay(periodSeconds * 500);
  const [, victim] = pool.workers;
  if (victim === undefined) throw new Error('no worker is left to kill');
  await pool.killWorker(victim);
  await pool.startWorker();
}

function sumOf(a: Delivery, b: Delivery): Delivery {
  return {
    tasks: a.tasks + b.tasks,
    completed: a.completed + b.completed,
    lost: 0,
    gaps: a.gaps + b.gaps,
    doubles: a.doubles + b.doubles,
    resumed: a.resumed + b.resumed,
  };
}
