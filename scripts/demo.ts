/**
 * Plays one simulation from start to end: `npm run demo`. Starts everything that it needs and stops all of it again,
 * or uses a running server (`--url`).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, type FinishedTask } from './demo/api-client.js';
import { DemoError } from './demo/error.js';
import { interruption } from './demo/interruption.js';
import { disputeLines, mistakeLines, mistakesIn } from './demo/minds.js';
import { type DemoOptions, readOptions } from './demo/options.js';
import { createProgress } from './demo/progress.js';
import { startServer } from './demo/server.js';
import { writeBelow } from './demo/write-below.js';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const interrupted = interruption('Nothing is left running.');
  if (options.url !== undefined) {
    await play(new ApiClient(options.url, process.env.NOVEL_ENGINE_API_KEY), options, interrupted);
    return;
  }
  const startedAt = performance.now();
  console.log('Starting the database, the API and two workers …');
  const server = await startServer(options.dataDir, interrupted);
  try {
    console.log(`Ready after ${seconds(performance.now() - startedAt)}.`);
    await play(new ApiClient(server.url), options, AbortSignal.any([interrupted, server.died]));
  } finally {
    await server.stop();
  }
}

async function play(api: ApiClient, options: DemoOptions, signal: AbortSignal): Promise<void> {
  const { cast, turns, seed, setting } = options;
  const accepted = await api.post(
    {
      character_names: cast,
      turns,
      ...(seed === undefined ? {} : { seed }),
      ...(setting === undefined ? {} : { setting }),
    },
    signal,
  );
  console.log(
    `\nSimulation ${accepted.task_id}: ${cast.join(', ')}, ${turns} ${turns === 1 ? 'turn' : 'turns'}.`,
  );
  const progress = createProgress(turns);
  try {
    for await (const event of api.events(accepted.task_id, signal)) {
      progress.show(event);
    }
  } finally {
    progress.end();
  }
  const task = await api.task(accepted.task_id, signal);
  if (task.status !== 'completed' || task.result === null) {
    throw new DemoError(
      `The simulation ${task.status}: ${task.error?.message ?? 'no reason was given'}.`,
      `The log is in ${join(options.dataDir, 'demo.log')}.`,
    );
  }
  console.log(`\n${task.result.story.trim()}\n`);
  const [simulation, turnsPlayed, beliefs] = await Promise.all([
    api.simulation(task.task_id, signal),
    api.turns(task.task_id, signal),
    api.beliefs(task.task_id, signal),
  ]);
  const minds: string[] = [];
  for (const { turn, subject } of mistakesIn(turnsPlayed)) {
    const before = await api.beliefs(task.task_id, signal, turn.turn - 1);
    minds.push(...mistakeLines(turn, subject, before));
  }
  minds.push(...disputeLines(beliefs));
  if (minds.length > 0) {
    console.log(`What they believed\n${minds.join('\n')}\n`);
  }
  console.log(`Participants: ${task.result.participants.join(', ')}`);
  console.log(`Turns:        ${task.result.turns_executed}`);
  console.log(`Duration:     ${task.result.duration_seconds} s`);
  if (task.result.degraded) {
    console.log(`Degraded:     ${task.result.degraded_reasons.join('; ')}`);
  }
  console.log(`Coherence:    ${task.result.coherence ?? 'not measured'}`);
  console.log(`Record:       ${saveRecord(options, task, { simulation, turns: turnsPlayed, beliefs })}`);
}

/** Writes everything that the API knows of the simulation to a file, with the story beside it as Markdown. */
function saveRecord(options: DemoOptions, task: FinishedTask, record: object): string {
  return writeBelow(join(options.dataDir, 'records'), (folder) => {
    const file = join(folder, `${task.task_id}.json`);
    writeFileSync(file, `${JSON.stringify({ task, ...record }, null, 2)}\n`);
    writeFileSync(join(folder, `${task.task_id}.md`), task.result?.story ?? '');
    return file;
  });
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DemoError)) {
    throw error;
  }
  console.error(`\nThe demo failed. ${error.message}\n${error.advice}`);
  process.exitCode = 1;
}
