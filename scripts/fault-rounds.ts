/**
 * Runs the fault suite again and again, each round with other moments for its faults: npm run test:faults -- --rounds N
 * [--seed S]. The seed is printed; with it a round strikes at the same moments again. Stops at the first round that
 * fails, and writes what it saw to loadtest/results/faults.json.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot, packageVersion } from '../src/package.js';

interface Round {
  readonly round: number;
  readonly seed: number;
  readonly passed: boolean;
  readonly seconds: number;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '1' }, seed: { type: 'string' } },
});
const rounds = Number(values.rounds);
const firstSeed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(firstSeed)) {
  console.error('Usage: npm run test:faults -- [--rounds N] [--seed S], both whole numbers');
  process.exit(2);
}

/** Leases are of two seconds here: more files at once would let some run out that no fault has cost. */
const FILES_AT_ONCE =
  process.env.VITEST_MAX_WORKERS ?? String(Math.max(1, Math.floor(availableParallelism() / 2)));

const root = packageRoot();
const done: Round[] = [];
for (let round = 1; round <= rounds && done.every(({ passed }) => passed); round += 1) {
  const seed = firstSeed + round - 1;
  console.log(`Round ${round} of ${rounds}, seed ${seed}`);
  const startedAt = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'tests/faults'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, FAULT_SEED: String(seed), VITEST_MAX_WORKERS: FILES_AT_ONCE },
    },
  );
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  done.push({ round, seed, passed: status === 0, seconds });
}
const failed = done.filter(({ passed }) => !passed);
const folder = join(root, 'loadtest', 'results');
mkdirSync(folder, { recursive: true });
const summary = { version: packageVersion(), node: process.versions.node, rounds: done };
writeFileSync(join(folder, 'faults.json'), `${JSON.stringify(summary, null, 2)}\n`);
console.log(
  failed.length === 0
    ? `${done.length} rounds passed, seeds ${firstSeed} to ${firstSeed + done.length - 1}.`
    : `Round ${failed[0]?.round} failed; --seed ${failed[0]?.seed} strikes at the same moments again.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
