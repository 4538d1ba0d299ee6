import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Json } from '../../src/json.js';
import { packageRoot } from '../../src/package.js';

/** What one turn holds, for another engine to carry the same load; see `langgraph.mjs`. */
export interface Workload {
  readonly turns: number;
  /** Turns played before, and not timed. */
  readonly warmUp: number;
  /** What the state holds about each character. */
  readonly minds: Readonly<Record<string, Json>>;
  /** The rest of the state. */
  readonly world: Json;
  /** A turn's record; `decisions` have an `actorId` each. */
  readonly record: Json;
}

const timingSchema = z.object({ msPerAgentTurn: z.number(), growth: z.number() });
export type Timing = z.infer<typeof timingSchema>;

const INSTALL_MS = 180_000;
const RUN_MS = 300_000;

/** The comparison can't be made here: its package isn't installed and can't be, or it failed. */
export class ComparisonUnavailableError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ComparisonUnavailableError';
  }
}

/** Installs LangGraph beside this file, unless it is there. @throws ComparisonUnavailableError */
export async function installLanggraph(): Promise<void> {
  if (existsSync(join(folder(), 'node_modules', '@langchain', 'langgraph'))) return;
  const windows = process.platform === 'win32';
  await output('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], '', INSTALL_MS, windows);
}

/** Plays the workload on LangGraph in a process of its own. @throws ComparisonUnavailableError */
export async function timeLanggraph(workload: Workload): Promise<Timing> {
  const printed = await output(process.execPath, ['langgraph.mjs'], JSON.stringify(workload), RUN_MS, false);
  return timingSchema.parse(JSON.parse(printed));
}

function folder(): string {
  return join(packageRoot(), 'loadtest', 'comparison');
}

async function output(
  command: string,
  parameters: readonly string[],
  input: string,
  timeout: number,
  shell: boolean,
): Promise<string> {
  const child = spawn(command, parameters, { cwd: folder(), timeout, shell });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(new ComparisonUnavailableError(`${command}: ${error.message}`)));
    child.once('close', resolve);
  });
  // A child that ends before it has read everything says why on its way out; the broken pipe says nothing more.
  child.stdin.once('error', () => undefined);
  child.stdin.end(input);
  const [printed, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return printed;
  const reason = complaints.trim().split('\n').at(-1) ?? '';
  throw new ComparisonUnavailableError(`${command} ended with ${code ?? 'its time limit'}: ${reason}`);
}
