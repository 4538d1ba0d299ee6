import { checkDelivery, deliveryFaults, untilIdle } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import { type LoadOptions, type LoadReport, median } from '../report/load-report.js';
import { type Length, type Rush, rush } from '../traffic/closed-loop.js';
import { stream } from '../traffic/open-loop.js';
import { postBatch } from '../traffic/simulations.js';
import { inTurn, ratioOf } from './rounds.js';

const LEAST = 0.7;
const P95_MS = 100;
/** A 304 spares the body; what it costs must not be more than the whole answer. */
const LEAST_UNCHANGED = 1;
const FULL = {
  rounds: 3,
  length: { seconds: 4 },
  warmUp: { seconds: 2 },
  connections: 1_000,
  streamSeconds: 10,
  tasks: 20,
};
const SMOKE = {
  rounds: 1,
  length: { amount: 100 },
  warmUp: { amount: 20 },
  connections: 20,
  streamSeconds: 0.5,
  tasks: 3,
};
const OK = 200;
const UNCHANGED = 304;

/** Polls of tasks that have ended, whose answers hold a whole story, beside a bare route that selects the same row. */
export async function poll({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const { rounds, length, warmUp, connections, tasks, streamSeconds } = smoke ? SMOKE : FULL;
  return withPool({ ground, workers: 1 }, async (pool) => {
    const { url, database } = pool;
    const body = { character_names: ['Alice', 'Bob'], turns: 2 };
    const accepted = await postBatch(
      url,
      Array.from({ length: tasks }, () => body),
    );
    await untilIdle(database.db, 120);
    // Polls are the API's alone: a worker's looking around would be noise.
    await Promise.all([...pool.workers].map((worker) => worker.end()));
    const baseline = await pool.startBaseline('select-route');
    const paths = accepted.map((id) => `/api/tasks/${id}`);
    const tags = await Promise.all(paths.map((path) => tagOf(`${url}${path}`)));
    let unexpected = 0;
    const rushed = async (origin: string, long: Length, expected: number, requests: Rush['requests']) => {
      const figures = await rush({ url: origin, connections, length: long, requests }, expected);
      unexpected += figures.unexpected;
      return figures.rate;
    };
    const peers = (long: Length) => ({
      bare: () =>
        rushed(
          baseline,
          long,
          OK,
          accepted.map((id) => ({ path: `/${id}` })),
        ),
      ours: () =>
        rushed(
          url,
          long,
          OK,
          paths.map((path) => ({ path })),
        ),
      unchanged: () =>
        rushed(
          url,
          long,
          UNCHANGED,
          paths.map((path, index) => ({ path, headers: { 'if-none-match': tags[index] ?? '' } })),
        ),
    });
    await inTurn(1, peers(warmUp));
    say(`polling through ${connections} connections, in turn with the bare route`);
    const rates = await inTurn(rounds, peers(length));
    say(`${connections} connections, each polling once a second`);
    const calm = await stream({
      url,
      rate: connections,
      seconds: streamSeconds,
      connections,
      request: (n) => ({ path: paths[n % paths.length] ?? '' }),
      expected: [OK],
    });
    unexpected += calm.unexpected;
    const delivery = await checkDelivery(database.db, accepted);
    const ratio = ratioOf(rates.ours, rates.bare);
    const unchanged = ratioOf(rates.unchanged, rates.ours);
    const { p50, p95, p99 } = calm.latency;
    return {
      rows: [
        { route: 'bare: select the row', rate: median(rates.bare) },
        { route: 'GET /api/tasks/{id}', rate: median(rates.ours) },
        { route: 'the same, unchanged (304)', rate: median(rates.unchanged) },
        {
          route: `each of ${connections} once a second`,
          rate: calm.rate,
          p50_ms: p50,
          p95_ms: p95,
          p99_ms: p99,
        },
      ],
      figures: {
        ratio,
        unchanged_ratio: unchanged,
        connections,
        bare_per_second: [...rates.bare],
        ours_per_second: [...rates.ours],
        unchanged_per_second: [...rates.unchanged],
        p50_ms: p50,
        p95_ms: p95,
        p99_ms: p99,
        delivery: { ...delivery },
      },
      thresholds: [
        { what: 'rate beside the bare route', value: ratio, limit: LEAST, is: 'least' },
        {
          what: 'rate of 304s beside whole answers',
          value: unchanged,
          limit: LEAST_UNCHANGED,
          is: 'least',
        },
        {
          what: `p95 in ms, ${connections} connections polling once a second`,
          value: p95,
          limit: P95_MS,
          is: 'most',
        },
      ],
      faults: [
        ...(unexpected > 0 ? [`${unexpected} polls did not get the answer that they had to`] : []),
        ...deliveryFaults(delivery, accepted),
      ],
      configuration: { connections, tasks },
      notes: ['Each answer holds the story of two turns; both routes send it whole.'],
      chart: {
        kind: 'bars',
        title: `Polls per second through ${connections} connections`,
        unit: 'answers per second',
        bars: [
          { name: 'bare', value: median(rates.bare) },
          { name: 'GET task', value: median(rates.ours) },
          { name: '304', value: median(rates.unchanged) },
        ],
      },
    };
  });
}

async function tagOf(url: string): Promise<string> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.headers.get('etag') ?? '';
}
