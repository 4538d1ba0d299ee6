import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/package.js';
import { importFile } from '../evaluation/import.js';
import { type Judgement, judge } from '../evaluation/judge.js';
import { type PlayedScenario, playScenario } from '../evaluation/play.js';
import type { BenchOptions, BenchReport } from './report.js';

/** Where the scenarios lie when they are beside the project. */
const DEFAULT_FOLDER = join('..', 'shared', 'data', 'evaluation-seeds');
const SEED = 1;

/**
 * Plays the evaluation scenarios of a folder (YAML files, no part of the project) and judges their objectives by what was
 * committed. Every turn must be committed, nothing that was carried out may break a law, and over all scenarios at
 * least one objective must be completed and one must fail: a judge that passes everything, or nothing, judges nothing.
 */
export async function evaluation({ data }: BenchOptions): Promise<BenchReport> {
  const folder = resolve(data ?? join(packageRoot(), DEFAULT_FOLDER));
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => /\.ya?ml$/.test(file))
        .sort()
    : [];
  if (files.length === 0) {
    const skipped = `there are no scenario files (*.yaml) in ${folder}; name their folder with --data FOLDER`;
    return { rows: [], figures: {}, missed: [], skipped };
  }
  const rows: Record<string, number | string>[] = [];
  const missed: string[] = [];
  const total = { completed: 0, failed: 0, undecided: 0 };
  for (const file of files) {
    const scenario = importFile(join(folder, file));
    for (const warning of scenario.warnings) console.log(`${file}: ${warning}`);
    const played = await playScenario(scenario, SEED);
    const judgement = judge(played);
    const row = rowOf(played, judgement);
    rows.push(row);
    for (const { id, tier, status, criteria } of judgement.objectives) {
      total[status] += 1;
      const decided = criteria.map(({ name, verdict }) => `${name} ${verdict}`).join(', ');
      console.log(`${file}: ${tier} objective ${id} ${status} (${decided})`);
    }
    if (played.records.length !== scenario.turns) {
      missed.push(`${file}: ${played.records.length} of ${scenario.turns} turns were committed`);
    }
    if (row['broken by what was done'] !== 0) {
      missed.push(`${file}: actions that were carried out broke laws (${listOf(judgement.laws.applied)})`);
    }
  }
  if (total.completed === 0) missed.push('no objective was completed');
  if (total.failed === 0) missed.push('no objective failed');
  return { rows, figures: { scenarios: files.length, ...total }, missed };
}

function rowOf({ scenario, records }: PlayedScenario, { objectives, laws }: Judgement) {
  const count = (status: string) => objectives.filter((objective) => objective.status === status).length;
  return {
    scenario: scenario.id,
    turns: `${records.length}/${scenario.turns}`,
    completed: count('completed'),
    failed: count('failed'),
    undecided: count('undecided'),
    'unlawful proposals': laws.unlawful,
    repaired: laws.repaired,
    'laws they broke': listOf(laws.proposed),
    'broken by what was done': sum(laws.applied),
    coherence: meanCoherence(records),
  };
}

const coherenceSchema = z.looseObject({ coherence: z.looseObject({ score: z.number() }) });

/** The mean over the turns whose record tells it, 0..1. */
function meanCoherence(records: PlayedScenario['records']): number | string {
  const scores = records.flatMap((record) => coherenceSchema.safeParse(record).data?.coherence.score ?? []);
  if (scores.length === 0) return '-';
  return Number((scores.reduce((total, score) => total + score, 0) / scores.length).toFixed(3));
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function listOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([law, count]) => `${law} ${count}`).join(', ') || '-';
}
