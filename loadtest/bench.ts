/**
 * Benchmarks that run by themselves: `npm run bench -- NAME`, or all of them without a name; `--data PATH` names
 * the file or folder of those that measure on data which isn't part of the project. Each prints a table and, as the last
 * line, one JSON object with every figure; a missed threshold ends with exit code 1.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ablation } from './benches/ablation.js';
import { actions } from './benches/actions.js';
import { beliefs } from './benches/beliefs.js';
import { claimLatency } from './benches/claim-latency.js';
import { engine } from './benches/engine.js';
import { evaluation } from './benches/evaluation.js';
import { llmRate } from './benches/llm-rate.js';
import { llmStorm } from './benches/llm-storm.js';
import type { Bench } from './benches/report.js';
import { scenario } from './benches/scenario.js';
import { semanticCache } from './benches/semantic-cache.js';
import { stateHash } from './benches/state-hash.js';
import { stories } from './benches/stories.js';

const BENCHES: Readonly<Record<string, Bench>> = {
  'claim-latency': claimLatency,
  actions,
  engine,
  'llm-rate': llmRate,
  'llm-storm': llmStorm,
  beliefs,
  ablation,
  evaluation,
  scenario,
  stories,
  'state-hash': stateHash,
  'semantic-cache': semanticCache,
};

const { values: options, positionals: names } = parseArgs({
  options: { data: { type: 'string' } },
  allowPositionals: true,
});
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. Benchmarks: ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
const figures: Record<string, unknown> = {};
const missed: string[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length === 0 || names.includes(name)) {
    console.log(`\n${name}`);
    const report = await bench(options);
    if (report.skipped === undefined) {
      console.table(report.rows);
    } else {
      console.log(`Skipped: ${report.skipped}`);
      if (names.includes(name)) missed.push(`${name}: ${report.skipped}`);
    }
    figures[name] = report.figures;
    missed.push(...report.missed.map((threshold) => `${name}: ${threshold}`));
  }
}
for (const threshold of missed) {
  console.error(`Missed: ${threshold}`);
}
process.exitCode = missed.length > 0 ? 1 : 0;
console.log(JSON.stringify({ ...figures, missed }));
