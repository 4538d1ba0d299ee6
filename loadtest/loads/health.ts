import { withModelServer } from '../model-server.js';
import { checkDelivery, deliveryFaults, openTasks, untilIdle } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import type { LoadOptions, LoadReport } from '../report/load-report.js';
import { type StreamFigures, stream } from '../traffic/open-loop.js';
import { postBatch } from '../traffic/simulations.js';
import { minding, modelSettings } from './settings.js';

const P99_MS = 100;
const WORKERS = 2;
/** Slots of a worker, as by default. */
const SLOTS = 10;
const HEALTH = { rate: 20, connections: 5 };
const POLLS = { rate: 100, connections: 50 };
/** `waiting` is more than the pool can play while it is asked. */
const FULL = {
  seconds: 15,
  slots: { waiting: 250, latencyMs: 1_000 },
  processors: { waiting: 5_000 },
};
const SMOKE = { seconds: 0.5, slots: { waiting: 25, latencyMs: 60 }, processors: { waiting: 40 } };
const PATIENCE_SECONDS = 900;

interface Saturation {
  readonly name: string;
  readonly waiting: number;
  readonly settings: Readonly<Record<string, string>>;
}

interface Asked {
  readonly name: string;
  readonly health: StreamFigures;
  readonly polls: StreamFigures;
  readonly leftOver: number;
  readonly faults: readonly string[];
}

/**
 * `/health` and polls while the pool is full: once of simulations that wait for their model, and once of simulations that
 * need nothing but processors, of which the workers take all that the governor lets them.
 */
export async function health(options: LoadOptions): Promise<LoadReport> {
  const { slots, processors, seconds } = options.smoke ? SMOKE : FULL;
  const governed = minding(options.smoke);
  const runs = [
    await withModelServer({ latency: slots.latencyMs }, (model) =>
      askWhile(options, {
        name: 'every slot taken',
        waiting: slots.waiting,
        settings: { ...governed, ...modelSettings(model.url) },
      }),
    ),
    await askWhile(options, {
      name: 'processors taken',
      waiting: processors.waiting,
      settings: governed,
    }),
  ];
  const asked = runs.flatMap((run) => [
    { pool: run.name, request: '/health', rate: HEALTH.rate, figures: run.health },
    { pool: run.name, request: 'GET task', rate: POLLS.rate, figures: run.polls },
  ]);
  const rows = asked.map(({ pool, request, rate, figures: { latency } }) => ({
    pool,
    request,
    rate,
    p50_ms: latency.p50,
    p95_ms: latency.p95,
    p99_ms: latency.p99,
    max_ms: latency.max,
  }));
  return {
    rows,
    figures: {
      runs: rows,
      waiting_after: Object.fromEntries(runs.map(({ name, leftOver }) => [name, leftOver])),
    },
    thresholds: rows.map(({ pool, request, p99_ms: value }) => ({
      what: `p99 in ms of ${request}, ${pool}`,
      value,
      limit: P99_MS,
      is: 'most',
    })),
    faults: runs.flatMap((run) => run.faults),
    configuration: { workers: WORKERS, slots: SLOTS, ...governed, seconds },
    notes: runs
      .filter(({ leftOver }) => leftOver < WORKERS * SLOTS)
      .map(({ name }) => `${name}: the pool ran dry before the end.`),
    chart: {
      kind: 'bars',
      title: 'p99 while the pool is full',
      unit: 'milliseconds',
      bars: rows.map(({ pool, request, p99_ms: value }) => ({ name: `${request}, ${pool}`, value })),
      limit: { value: P99_MS, label: `at most ${P99_MS} ms` },
    },
  };
}

async function askWhile(
  { ground, smoke, say }: LoadOptions,
  { name, waiting, settings }: Saturation,
): Promise<Asked> {
  const { seconds } = smoke ? SMOKE : FULL;
  const workers = smoke ? 1 : WORKERS;
  return withPool({ ground, workers, settings }, async ({ url, database: { db } }) => {
    const body = { character_names: ['Alice', 'Bob'], turns: 2 };
    const accepted = await postBatch(
      url,
      Array.from({ length: waiting }, () => body),
    );
    say(`${name}: asking for ${seconds} s`);
    const [healthy, polled] = await Promise.all([
      stream({
        url,
        ...HEALTH,
        seconds,
        request: () => ({ path: '/health' }),
        // Beside other tests a probe may take longer than it is given.
        expected: smoke ? [200, 503] : [200],
      }),
      stream({
        url,
        ...POLLS,
        seconds,
        // Some of those that run, that wait and that have ended.
        request: (n) => ({ path: `/api/tasks/${accepted[(n * 7) % accepted.length]}` }),
        expected: [200],
      }),
    ]);
    const leftOver = await openTasks(db);
    await untilIdle(db, PATIENCE_SECONDS);
    const unexpected = healthy.unexpected + polled.unexpected;
    return {
      name,
      health: healthy,
      polls: polled,
      leftOver,
      faults: [
        ...(unexpected > 0
          ? [
              `${name}: ${unexpected} requests were not answered with 200 (${healthy.instead} ${polled.instead})`,
            ]
          : []),
        ...deliveryFaults(await checkDelivery(db, accepted), accepted).map((fault) => `${name}: ${fault}`),
      ],
    };
  });
}
