import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/package.js';
import { parseLatency } from '../model-server/command-line.js';
import { type Latency, withModelServer } from '../model-server.js';
import { checkDelivery, type Delivery, deliveryFaults, openTasks, untilIdle } from '../pool/delivery.js';
import { type Pool, withPool } from '../pool/pool.js';
import type { LoadOptions, LoadReport, Threshold } from '../report/load-report.js';
import { postBatch, type SimulationBody } from '../traffic/simulations.js';
import { modelSettings } from './settings.js';

const LEAST = 0.9;
/** With so much of the processors in use, more workers can't be faster. */
const CORES_FULL = 0.85;
const FULL = {
  processes: [1, 2, 4, 8],
  slots: 4,
  latencyMs: 1_000,
  waves: 6,
  flight: { simulations: 1_000, workers: 2, turns: 3 },
};
const SMOKE = {
  processes: [1, 2],
  slots: 2,
  latencyMs: 50,
  waves: 2,
  flight: { simulations: 20, workers: 1, turns: 1 },
};
const TURNS = 2;
const PATIENCE_SECONDS = 600;

interface Stage {
  readonly workers: number;
  readonly simulations: number;
  /** Completed per second. */
  readonly rate: number;
  /** Rate beside so many times that of one worker. */
  readonly of_linear: number;
  /** Share of all processors of the machine that was in use, by whatever. */
  readonly cpu: number;
}

/** More worker processes with the same slots each; and as many simulations in flight as a slow model makes necessary. */
export async function scaling(options: LoadOptions): Promise<LoadReport> {
  const { smoke, say } = options;
  const { slots, latencyMs, flight } = smoke ? SMOKE : FULL;
  const { stages, wrong } = await measureStages(options);
  const faults = [...wrong];
  say(`${flight.simulations} simulations in flight`);
  const flown = await fly(options);
  faults.push(...flown.wrong);
  const held = stages.filter(({ workers, cpu }) => workers > 1 && cpu < CORES_FULL);
  const thresholds: Threshold[] = [
    ...held.map(
      ({ workers, of_linear: value }): Threshold => ({
        what: `share of linear with ${workers} worker processes`,
        value,
        limit: LEAST,
        is: 'least',
      }),
    ),
    { what: 'simulations in flight at once', value: flown.peak, limit: flight.simulations, is: 'least' },
  ];
  return {
    rows: [
      ...stages.map((stage) => ({ ...stage })),
      {
        workers: flight.workers,
        simulations: flight.simulations,
        in_flight: flown.peak,
        seconds: flown.seconds,
      },
    ],
    figures: {
      stages: stages.map((stage) => ({ ...stage })),
      slots,
      latency_ms: latencyMs,
      in_flight: {
        peak: flown.peak,
        simulations: flight.simulations,
        workers: flight.workers,
        seconds: flown.seconds,
      },
      delivery: { ...flown.delivery },
    },
    thresholds,
    faults,
    configuration: {
      slots,
      model_latency_ms: latencyMs,
      flight_latency: 'data/llm-latency.json',
      GOVERNOR: 'false',
    },
    notes: stages
      .filter(({ cpu }) => cpu >= CORES_FULL)
      .map(
        ({ workers, cpu }) =>
          `With ${workers} workers ${Math.round(cpu * 100)} % of the processors were in use: not held.`,
      ),
    chart: {
      kind: 'lines',
      title: 'Simulations per second, by worker processes',
      unit: 'per second',
      across: 'worker processes',
      series: [
        { name: 'measured', points: stages.map(({ workers, rate }) => [workers, rate]) },
        { name: 'linear', points: stages.map(({ workers }) => [workers, workers * (stages[0]?.rate ?? 0)]) },
      ],
    },
  };
}

/** One pool that gets more workers from stage to stage. */
async function measureStages({ ground, smoke, say }: LoadOptions) {
  const { processes, slots, latencyMs } = smoke ? SMOKE : FULL;
  return withModelServer({ latency: latencyMs }, (model) => {
    const settings = {
      ...modelSettings(model.url),
      GOVERNOR: 'false',
      MAX_CONCURRENT_SIMULATIONS: String(slots),
    };
    return withPool({ ground, workers: 0, settings }, async (pool) => {
      const stages: Stage[] = [];
      const accepted: string[] = [];
      for (const workers of processes) {
        say(`${workers} worker processes with ${slots} slots each`);
        while (pool.workers.length < workers) await pool.startWorker();
        const { ids, ...stage } = await playWaves(pool, workers, smoke);
        accepted.push(...ids);
        const one = stages[0]?.rate ?? stage.rate;
        stages.push({ ...stage, of_linear: stage.rate / (workers * one) });
      }
      return { stages, wrong: deliveryFaults(await checkDelivery(pool.database.db, accepted), accepted) };
    });
  });
}

/** Lets each slot of the pool play several simulations one after the other. */
async function playWaves({ url, database: { db } }: Pool, workers: number, smoke: boolean) {
  const { slots, waves } = smoke ? SMOKE : FULL;
  const simulations = workers * slots * waves;
  // One for each slot, so that every worker has played before the clock runs.
  const warm = await postBatch(url, bodies(workers * slots, 1));
  await untilIdle(db, PATIENCE_SECONDS);
  const before = processorTime();
  const accepted = await postBatch(url, bodies(simulations, TURNS));
  await untilIdle(db, PATIENCE_SECONDS);
  const cpu = busyShare(before, processorTime());
  const [span] = await db.query<{ seconds: number }>`
    SELECT extract(epoch FROM max(completed_at) - min(started_at))::float8 AS seconds
    FROM task WHERE id = ANY(${[...accepted]}::uuid[])`;
  const rate = simulations / (span?.seconds ?? Number.NaN);
  return { workers, simulations, rate, cpu, ids: [...warm, ...accepted] };
}

interface Flight {
  /** The most simulations that ran at one moment. */
  readonly peak: number;
  readonly seconds: number;
  readonly delivery: Delivery;
  readonly wrong: readonly string[];
}

const LOOK_MS = 200;

/** Lets all simulations run at once, with a model as slow as the real one. */
async function fly({ ground, smoke }: LoadOptions): Promise<Flight> {
  const { simulations, workers, turns } = (smoke ? SMOKE : FULL).flight;
  const latency = smoke ? SMOKE.latencyMs * 10 : await realLatency();
  return withModelServer({ latency }, (model) => {
    const settings = {
      ...modelSettings(model.url),
      GOVERNOR: 'false',
      MAX_CONCURRENT_SIMULATIONS: String(Math.ceil(simulations / workers)),
    };
    return withPool({ ground, workers, settings }, async ({ url, database: { db } }) => {
      const startedAt = performance.now();
      const accepted = await postBatch(url, bodies(simulations, turns));
      let peak = 0;
      while ((await openTasks(db)) > 0) {
        const [running] = await db.query<{ count: number }>`
          SELECT count(*)::int AS count FROM task WHERE status = 'running'`;
        peak = Math.max(peak, running?.count ?? 0);
        await delay(LOOK_MS);
      }
      const seconds = (performance.now() - startedAt) / 1000;
      const delivery = await checkDelivery(db, accepted);
      return { peak, seconds, delivery, wrong: deliveryFaults(delivery, accepted) };
    });
  });
}

/** The real model's, as it was measured. */
function realLatency(): Promise<Latency> {
  return parseLatency(join(packageRoot(), 'data', 'llm-latency.json'));
}

function bodies(count: number, turns: number): readonly SimulationBody[] {
  return Array.from({ length: count }, () => ({ character_names: ['Alice', 'Bob'], turns }));
}

interface ProcessorTime {
  /** Milliseconds over all processors. */
  readonly busy: number;
  readonly all: number;
}

function processorTime(): ProcessorTime {
  let all = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.irq + times.idle;
    idle += times.idle;
  }
  return { busy: all - idle, all };
}

function busyShare(from: ProcessorTime, to: ProcessorTime): number {
  return (to.busy - from.busy) / Math.max(1, to.all - from.all);
}
