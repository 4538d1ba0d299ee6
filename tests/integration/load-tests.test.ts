import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Program, startProgram } from '../support/program.js';

/**
 * The small form of each load test, as a user starts it: it drives the real program in processes of its own and looks
 * whether every accepted task was delivered exactly once. How fast that was is no matter here.
 */

const results = mkdtempSync(join(tmpdir(), 'novel-engine-loads-'));
afterAll(() => rmSync(results, { recursive: true, force: true }));

/** Several tests' worth of processes start and end in it, on a machine that runs other tests beside. */
const LONGEST_MS = 400_000;

const start = (folder: string, ...parameters: readonly string[]) =>
  startProgram('loadtest/load', {}, [
    ...parameters,
    '--smoke',
    '--postgres',
    inject('postgresUrl'),
    '--results',
    folder,
  ]);

interface Report {
  readonly smoke: boolean;
  readonly rows: readonly unknown[];
  readonly faults: readonly string[];
  readonly machine: { readonly cores: number };
}

describe.each([
  ['postgres', ['poll', 'latency', 'health', 'fairness']],
  ['redis', ['levels', 'submit', 'simulations', 'scaling', 'recovery', 'soak']],
])('with the queue on %s', (queue, names) => {
  const folder = join(results, queue);
  let program: Program;
  beforeAll(async () => {
    program = start(folder, ...names, '--queue', queue);
    await program.exited;
  }, LONGEST_MS);
  afterAll(() => program.end());

  it.each(names)('%s finds every accepted task delivered exactly once', (name) => {
    const figures: Record<string, unknown> = JSON.parse(program.output().trimEnd().split('\n').at(-1) ?? '');
    expect(figures[name], program.errors()).toEqual(expect.any(Object));
    const read = (ending: string) => readFileSync(join(folder, `${name}.${ending}`), 'utf8');
    const report: Report = JSON.parse(read('json'));
    expect(report).toMatchObject({ smoke: true, faults: [], queue });
    expect(report.rows).not.toHaveLength(0);
    expect(report.machine.cores).toBeGreaterThan(0);
    expect(read('md')).toContain('exactly once');
    expect(read('svg')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it('and the run ends well', async () => {
    expect(await program.exited, program.errors()).toBe(0);
  });
});

it('a load test that there is not is refused, with those that there are', async () => {
  const program = start(results, 'nothing');
  expect(await program.exited).toBe(2);
  expect(program.errors()).toContain('levels, submit, poll');
});
