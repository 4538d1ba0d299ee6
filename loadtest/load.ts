/**
 * Load tests of the whole program, as processes of their own: `npm run loadtest -- NAME`, or all but `soak` without a
 * name. Each prints machine, configuration and a table, writes NAME.json, NAME.md and NAME.svg, and checks that every
 * accepted task was delivered exactly once; a missed threshold or a fault ends with exit code 1. The last line is one JSON
 * object with every figure.
 *
 * `--smoke` runs small forms within seconds, which check everything but how fast it is.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package.js';
import { fairness } from './loads/fairness.js';
import { health } from './loads/health.js';
import { latency } from './loads/latency.js';
import { levels } from './loads/levels.js';
import { poll } from './loads/poll.js';
import { recovery } from './loads/recovery.js';
import { scaling } from './loads/scaling.js';
import { simulations } from './loads/simulations.js';
import { soak } from './loads/soak.js';
import { submit } from './loads/submit.js';
import { type Ground, openGround, type QueueKind } from './pool/ground.js';
import { inWords, isHeld, type LoadTest } from './report/load-report.js';
import { describeMachine, machineLine } from './report/machine.js';
import { printReport, writeReport } from './report/write.js';

const LOADS: Readonly<Record<string, LoadTest>> = {
  levels,
  submit,
  poll,
  simulations,
  latency,
  scaling,
  health,
  recovery,
  fairness,
  soak,
};

const QUEUES: readonly QueueKind[] = ['redis', 'postgres'];

const USAGE = `Usage: npm run loadtest -- [NAME ...] [--minutes 60] [--queue redis|postgres] [--smoke]
    [--postgres URL]    a server on which databases are made and dropped; an embedded one by default
    [--results FOLDER]  where reports go; loadtest/results by default, .data/loadtest with --smoke
Load tests: ${Object.keys(LOADS).join(', ')}; all but soak without a name.`;

class UsageError extends Error {}

function readCommandLine() {
  const { values, positionals } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      queue: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      postgres: { type: 'string' },
      results: { type: 'string' },
    },
    allowPositionals: true,
  });
  const { smoke } = values;
  const queue = QUEUES.find((kind) => kind === values.queue);
  const minutes = Number(values.minutes);
  if (values.queue !== undefined && queue === undefined) {
    throw new UsageError(`--queue ${values.queue}: give ${QUEUES.join(' or ')}`);
  }
  if (!(minutes > 0)) throw new UsageError(`--minutes ${values.minutes}: give a number of minutes`);
  const unknown = positionals.filter((name) => !Object.hasOwn(LOADS, name));
  if (unknown.length > 0) throw new UsageError(`There is no load test ${unknown.join(', ')}`);
  return {
    names: Object.keys(LOADS).filter((name) =>
      positionals.length === 0 ? name !== 'soak' : positionals.includes(name),
    ),
    minutes,
    queue,
    smoke,
    postgresUrl: values.postgres,
    results:
      values.results ?? join(packageRoot(), ...(smoke ? ['.data', 'loadtest'] : ['loadtest', 'results'])),
  };
}

type Run = ReturnType<typeof readCommandLine>;

/** Runs one load test and reports it; returns what was missed. */
async function measure(name: string, ground: Ground, { smoke, minutes, results }: Run): Promise<Outcome> {
  const startedAt = new Date();
  const machine = describeMachine(ground.versions);
  console.log(`\n${name}, queue on ${ground.queue}\n${machineLine(machine)}`);
  const say = (line: string) => console.log(`  ${line}`);
  const report = await (LOADS[name] as LoadTest)({ ground, smoke, minutes, say });
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  printReport(report);
  writeReport(results, report, { name, machine, queue: ground.queue, smoke, startedAt, seconds });
  const slow = smoke ? [] : report.thresholds.filter((threshold) => !isHeld(threshold)).map(inWords);
  return { figures: report.figures, missed: [...slow, ...report.faults] };
}

interface Outcome {
  readonly figures: unknown;
  readonly missed: readonly string[];
}

async function runAll(): Promise<void> {
  const run = readCommandLine();
  const figures: Record<string, unknown> = {};
  const missed: string[] = [];
  const ground = await openGround(run);
  const giveUp = () => void ground.close().finally(() => process.exit(1));
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
  try {
    for (const name of run.names) {
      const outcome = await measure(name, ground, run).catch((error: unknown): Outcome => {
        console.error(error);
        return { figures: null, missed: [`it broke off: ${error instanceof Error ? error.message : error}`] };
      });
      figures[name] = outcome.figures;
      missed.push(...outcome.missed.map((each) => `${name}: ${each}`));
    }
  } finally {
    await ground.close();
  }
  for (const each of missed) console.error(`Missed: ${each}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
  console.log(`Reports are in ${run.results}`);
  console.log(JSON.stringify({ ...figures, missed }));
}

try {
  await runAll();
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  console.error(isUsage ? `${error.message}\n${USAGE}` : error);
  process.exitCode = isUsage ? 2 : 1;
}
