import { createBareTable } from '../baselines/bare-table.js';
import { checkDelivery, deliveryFaults, untilIdle } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import { type LoadOptions, type LoadReport, median } from '../report/load-report.js';
import { type Length, rush } from '../traffic/closed-loop.js';
import { stream } from '../traffic/open-loop.js';
import { ACCEPTED, idIn, JSON_HEADERS, SIMULATIONS } from '../traffic/simulations.js';
import { inTurn, ratioOf } from './rounds.js';

const CONNECTIONS = 32;
/** Shares of the highest rate, for how long a post takes below it. */
const SHARES = [0.25, 0.5, 0.75, 0.9];
const LEAST = 0.6;
const FULL = { rounds: 3, length: { seconds: 2 }, warmUp: { seconds: 1 }, stepSeconds: 2, workers: 2 };
const SMOKE = { rounds: 1, length: { amount: 20 }, warmUp: { amount: 2 }, stepSeconds: 0.1, workers: 1 };
const DRAIN_SECONDS = 900;
const BODY = JSON.stringify({ character_names: ['Alice', 'Bob'], turns: 1 });

/** How many posts an API process accepts, beside a bare route that inserts a row and adds a job. */
export async function submit({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const { rounds, length, warmUp, stepSeconds, workers } = smoke ? SMOKE : FULL;
  const settings = { QUEUE_SIZE: '1000000', GOVERNOR: 'false', MAX_CONCURRENT_SIMULATIONS: '32' };
  return withPool({ ground, workers: 0, settings }, async (pool) => {
    const { url, database } = pool;
    // Leads the relay, as some worker always does, and plays nothing: that is measured by `simulations`.
    const relay = await pool.startWorker({ WORKER_QUEUES: 'scenario' });
    await createBareTable(database.db);
    const baseline = await pool.startBaseline('submit-route');
    const accepted: string[] = [];
    let unexpected = 0;
    const onResponse = (_status: number, body: string) => {
      const id = idIn(body);
      if (id !== undefined) accepted.push(id);
    };
    const post = { method: 'POST', headers: JSON_HEADERS, body: BODY };
    const ours = async (long: Length) => {
      const requests = [{ ...post, path: SIMULATIONS, onResponse }];
      const figures = await rush({ url, connections: CONNECTIONS, length: long, requests }, ACCEPTED);
      unexpected += figures.unexpected;
      return figures.rate;
    };
    const bare = async (long: Length) => {
      const requests = [{ ...post, path: '/' }];
      const rushed = { url: baseline, connections: CONNECTIONS, length: long, requests };
      const figures = await rush(rushed, ACCEPTED);
      unexpected += figures.unexpected;
      return figures.rate;
    };
    await bare(warmUp);
    await ours(warmUp);
    say(`posting through ${CONNECTIONS} connections, in turn with the bare route`);
    const rates = await inTurn(rounds, { bare: () => bare(length), ours: () => ours(length) });
    const most = median(rates.ours);
    const steps: Record<string, number>[] = [];
    for (const share of SHARES) {
      const rate = Math.max(1, Math.round(share * most));
      say(`${rate} posts per second`);
      const figures = await stream({
        url,
        rate,
        seconds: stepSeconds,
        connections: CONNECTIONS,
        request: () => ({ ...post, path: SIMULATIONS }),
        expected: [ACCEPTED],
        onAnswer: onResponse,
      });
      unexpected += figures.unexpected;
      const { p50, p99 } = figures.latency;
      steps.push({ rate_asked: rate, rate_done: figures.rate, p50_ms: p50, p99_ms: p99 });
    }
    say(`playing the ${accepted.length} simulations that were accepted`);
    await pool.killWorker(relay);
    await Promise.all(Array.from({ length: workers }, () => pool.startWorker()));
    await untilIdle(database.db, DRAIN_SECONDS);
    const delivery = await checkDelivery(database.db, accepted);
    const ratio = ratioOf(rates.ours, rates.bare);
    return {
      rows: [
        { route: 'bare: a row and a job', connections: CONNECTIONS, rate: median(rates.bare) },
        { route: 'POST /api/simulations', connections: CONNECTIONS, rate: most },
        ...steps.map(({ rate_asked: asked, ...rest }) => ({
          route: `the same at ${asked} per second`,
          connections: CONNECTIONS,
          ...rest,
        })),
      ],
      figures: {
        ratio,
        bare_per_second: [...rates.bare],
        ours_per_second: [...rates.ours],
        steps,
        delivery: { ...delivery },
      },
      thresholds: [{ what: 'rate beside the bare route', value: ratio, limit: LEAST, is: 'least' }],
      faults: [
        ...(unexpected > 0 ? [`${unexpected} posts were not answered with ${ACCEPTED}`] : []),
        ...deliveryFaults(delivery, accepted),
      ],
      configuration: { connections: CONNECTIONS, ...settings },
      notes: [
        'The bare route adds its job before it answers. The API answers after the commit and leaves the job to the relay in ' +
          'the workers, which puts only as many on the queue as the pool can soon take; here it runs beside, for a pool that ' +
          'takes nothing.',
      ],
      chart: {
        kind: 'lines',
        title: 'How long a post takes, by rate',
        unit: 'milliseconds',
        across: 'posts per second',
        series: [
          { name: 'p50', points: steps.map((each) => [each.rate_asked ?? 0, each.p50_ms ?? 0]) },
          { name: 'p99', points: steps.map((each) => [each.rate_asked ?? 0, each.p99_ms ?? 0]) },
        ],
      },
    };
  });
}
