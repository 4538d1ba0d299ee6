import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, ended } from '../../support/api.js';
import { type Scrape, scrape } from '../../support/metrics.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { freePort } from '../../support/ports.js';
import { alertQuestions, dashboardQuestions, selectorsOf } from '../../support/questions.js';
import { submitted } from '../../support/simulations.js';
import { until } from '../../support/until.js';

/** What a real API and a real worker tell Prometheus after they have played something. */

const LATENCY_MS = 150;
const TURNS = 2;

let pool: ModelPool;
let api: Scrape;
let worker: Scrape;
const ids: string[] = [];

beforeAll(async () => {
  pool = await openModelPool({ latency: LATENCY_MS });
  const port = await freePort();
  const { task } = pool.test.db.prisma;
  const played = await submitted(pool.test.db, { turns: TURNS });
  // One whose last runs died with their worker is played in a process of its own.
  const suspect = await submitted(pool.test.db, { turns: TURNS });
  await task.update({ where: { id: suspect }, data: { uncleanEnds: 2 } });
  const [url] = await Promise.all([
    pool.api(),
    pool.start('workers/worker', {
      METRICS_PORT: String(port),
      LLM_MAX_CONCURRENCY: '7',
      MAX_CONCURRENT_SIMULATIONS: '3',
      LEASE_SECONDS: '60',
    }),
  ]);
  const long = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 100 });
  ids.push(played, suspect, long);
  await until(async () => (await task.findUniqueOrThrow({ where: { id: long } })).progress > 0);
  await fetch(`${url}/api/tasks/${long}`, { method: 'DELETE' });
  await Promise.all([played, suspect].map((id) => ended(url, id)));
  worker = await until(async () => {
    const now = await scrape(`http://127.0.0.1:${port}`);
    const isQuiet = now.figures.get('novel_engine_worker_running{kind="simulation"}') === 0;
    return isQuiet && endedRuns(now) === 3 ? now : undefined;
  });
  api = await scrape(url);
});
afterAll(() => pool.close());

/** Runs that ended, however they did. */
function endedRuns({ figures }: Scrape): number {
  return [...figures].reduce(
    (sum, [name, value]) => (name.startsWith('novel_engine_runs_total{') ? sum + value : sum),
    0,
  );
}
const workerFigure = (name: string) => worker.figures.get(`novel_engine_${name}`) ?? 0;

describe('the metrics of a worker', () => {
  it('tell how long tasks waited for a worker', () => {
    expect(workerFigure('task_claim_seconds_count{kind="simulation"}')).toBe(3);
    expect(workerFigure('task_claim_seconds_sum{kind="simulation"}')).toBeGreaterThan(0);
  });

  it('count turns, and time each of their parts, of runs in a process of their own as well', () => {
    const turns = workerFigure('turn_duration_seconds_count');
    expect(turns).toBeGreaterThanOrEqual(2 * TURNS + 1);
    for (const phase of ['commit', 'chronicle', 'chapter-commit']) {
      expect(
        workerFigure(`turn_phase_duration_seconds_count{phase="${phase}"}`),
        phase,
      ).toBeGreaterThanOrEqual(2 * TURNS);
    }
    for (const phase of ['stir', 'decide', 'judge', 'settle', 'resolve', 'close']) {
      const count = workerFigure(`turn_phase_duration_seconds_count{phase="${phase}"}`);
      expect(count, phase).toBeGreaterThanOrEqual(turns);
    }
  });

  it('tell where the time of a turn goes: to the model', () => {
    const turns = workerFigure('turn_duration_seconds_count');
    const deciding = workerFigure('turn_phase_duration_seconds_sum{phase="decide"}');
    expect(deciding).toBeGreaterThanOrEqual((turns * LATENCY_MS) / 1000);
    expect(workerFigure('turn_duration_seconds_sum')).toBeGreaterThanOrEqual(deciding);
  });

  it('count runs and time tasks by how they ended', () => {
    const labels = (outcome: string) => `{kind="simulation",outcome="${outcome}"}`;
    expect(workerFigure(`runs_total${labels('completed')}`)).toBe(2);
    expect(workerFigure(`task_duration_seconds_count${labels('completed')}`)).toBe(2);
    // A run that wants to commit at just that moment finds out by itself that its task is no longer its own.
    const cancelled = workerFigure(`runs_total${labels('cancelled')}`);
    expect(cancelled + workerFigure(`runs_total${labels('lost')}`)).toBe(1);
    expect(workerFigure(`task_duration_seconds_count${labels('cancelled')}`)).toBe(cancelled);
    const completed = workerFigure('task_duration_seconds_sum{kind="simulation",outcome="completed"}');
    expect(completed).toBeGreaterThanOrEqual((2 * TURNS * LATENCY_MS) / 1000);
  });

  it('show each semaphore: what it has and what of it is taken', () => {
    expect(workerFigure('worker_slots{kind="simulation"}')).toBe(3);
    expect(worker.figures.get('novel_engine_worker_running{kind="scenario"}')).toBe(0);
    expect(workerFigure('llm_slots')).toBe(7);
    expect(worker.figures.get('novel_engine_llm_in_flight')).toBe(0);
    expect(worker.figures.get('novel_engine_llm_waiting')).toBe(0);
  });

  it('hold no id of a task', () => {
    for (const id of ids) expect(worker.text).not.toContain(id);
  });
});

describe('the metrics of an API process', () => {
  it('tell the tasks by state and the age of the oldest that waits', () => {
    expect(api.figures.get('novel_engine_tasks{status="completed"}')).toBe(2);
    expect(api.figures.get('novel_engine_tasks{status="cancelled"}')).toBe(1);
    expect(api.figures.get('novel_engine_oldest_queued_seconds')).toBe(0);
  });
});

describe('the metrics of every process', () => {
  it('tell the state of its database connections', () => {
    for (const { figures } of [api, worker]) {
      const idle = figures.get('novel_engine_database_connections{state="idle"}') ?? 0;
      const used = figures.get('novel_engine_database_connections{state="in_use"}') ?? 0;
      expect(idle + used).toBeGreaterThanOrEqual(1);
      expect(figures.get('novel_engine_database_waiting')).toBe(0);
    }
  });
});

describe.each([
  ['alerts', alertQuestions(), 8],
  ['the dashboard', dashboardQuestions(), 30],
])('%s', (_name, questions, least) => {
  /** What may be asked for and did not happen here. */
  const UNSEEN = new Set(['outcome="hit"']);
  /** Labels that Prometheus itself puts on. */
  const OWN = new Set(['job', 'instance']);
  /** Lines of samples by metric; a metric without any is told by its type alone. */
  const samplesOf = (metric: string) =>
    [api, worker].flatMap(({ text }) =>
      text.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `)),
    );
  const isTold = (metric: string) => {
    const family = metric.replace(/_(?:bucket|sum|count)$/, '');
    return [api, worker].some(
      ({ text }) =>
        text.includes(`\n# TYPE ${family} histogram\n`) ||
        new RegExp(`^# TYPE ${metric} (?:counter|gauge)$`, 'm').test(text),
    );
  };

  it('asks for what a process really tells', () => {
    expect(questions.length).toBeGreaterThanOrEqual(least);
    for (const { asker, expression } of questions) {
      for (const { metric } of selectorsOf(expression)) {
        expect(isTold(metric), `${asker}: ${metric}`).toBe(true);
      }
    }
  });

  it('asks for labels and values that there are', () => {
    for (const { asker, expression } of questions) {
      for (const { metric, matchers } of selectorsOf(expression)) {
        const samples = samplesOf(metric);
        for (const { label, operator, value } of matchers) {
          if (OWN.has(label) || samples.length === 0 || UNSEEN.has(`${label}="${value}"`)) continue;
          const wanted = operator === '=' ? `${label}="${value}"` : `${label}="`;
          expect(
            samples.some((line) => line.includes(wanted)),
            `${asker}: ${metric}{${wanted}`,
          ).toBe(true);
        }
      }
    }
  });
});
