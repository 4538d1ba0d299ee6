import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SemanticCache } from '../../src/cache/semantic/cache.js';
import { MemorySemanticStore } from '../../src/cache/semantic/entries.js';
import { GUARD_NAMES, guardsAgainst } from '../../src/cache/semantic/guards.js';
import { HashedEmbedder } from '../../src/cache/semantic/hashed-embedder.js';
import { placeOf } from '../../src/cache/semantic/namespace.js';
import { readText } from '../../src/cache/semantic/text/reading.js';
import { VectorIndex } from '../../src/cache/semantic/vector-index.js';
import { UNOBSERVED } from '../../src/llm/observer.js';
import { rng } from '../../src/simulation/random.js';
import { type BenchOptions, type BenchReport, quantile } from './report.js';

/** Lies beside the project where it is developed; never part of it. */
const DEFAULT_FILE = join(process.cwd(), '..', 'shared', 'data', 'semantic-cache', 'pairs.dev.jsonl');

/** What the best embedders serve without guards at the same share of wrong answers. */
const LEAST_HITS = 0.31;
const MOST_TRAPS = 0.01;

interface QuestionPair {
  readonly category: string;
  readonly a: string;
  readonly b: string;
  readonly same_answer: boolean;
  readonly ambiguous?: string;
}

/**
 * How many questions are answered from the cache that may be (hits), and how many that must not (traps): for each pair an
 * empty cache, `a` stored, `b` looked up, through the cache that the gateway uses and with the offline embedder. Pairs
 * whose answer depends on the application count as traps, and as a group of their own.
 */
export async function semanticCache({ data }: BenchOptions): Promise<BenchReport> {
  const file = data ?? DEFAULT_FILE;
  if (!existsSync(file)) {
    const skipped = `no question pairs at ${file}; name their file with --data FILE`;
    return { rows: [], figures: {}, missed: [], skipped };
  }
  const pairs = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): QuestionPair => JSON.parse(line));
  const judged: Judged[] = [];
  for (const pair of pairs) {
    const guards = guardsAgainst(readText(pair.a), readText(pair.b));
    const isTrap = !pair.same_answer || pair.ambiguous !== undefined;
    judged.push({ ...pair, isTrap, guards, served: await isServed(pair.a, pair.b) });
  }
  const categories = [...new Set(judged.map(({ category }) => category))].sort();
  const groups = [
    ...categories.map((name) => ({ name, of: judged.filter(({ category }) => category === name) })),
    { name: 'ambiguous', of: judged.filter(({ ambiguous }) => ambiguous !== undefined) },
    { name: 'all', of: judged },
  ].filter(({ of }) => of.length > 0);
  const rows = groups.map(({ name, of }) => ({ pairs: name, ...ratesOf(of), ...rejectionsOf(of) }));
  const overall = ratesOf(judged);
  return {
    rows,
    figures: {
      hit_rate: overall.hit_rate,
      trap_rate: overall.trap_rate,
      by_category: Object.fromEntries(groups.map(({ name, of }) => [name, ratesOf(of)])),
      rejected_by_guard: rejectionsOf(judged),
      ...scanTimes(),
    },
    missed: [
      ...(Number(overall.hit_rate) > LEAST_HITS
        ? []
        : [`hits ${overall.hit_rate}, to be above ${LEAST_HITS}`]),
      ...(Number(overall.trap_rate) <= MOST_TRAPS
        ? []
        : [`traps ${overall.trap_rate}, at most ${MOST_TRAPS}`]),
    ],
  };
}

interface Judged extends QuestionPair {
  readonly isTrap: boolean;
  readonly served: boolean;
  readonly guards: readonly string[];
}

/** Asked through a cache of its own. */
async function isServed(a: string, b: string): Promise<boolean> {
  const cache = new SemanticCache({
    embedder: new HashedEmbedder(),
    store: new MemorySemanticStore(),
    verifyRate: 0,
    maxError: 0.01,
    ttlMs: 3_600_000,
    observe: UNOBSERVED,
    log: { debug() {}, warn() {}, error() {} },
    now: Date.now,
    random: Math.random,
  });
  const { signal } = new AbortController();
  const [stored, asked] = [a, b].map((text) =>
    placeOf(
      {
        purpose: 'generate-response',
        key: 'bench',
        scope: { clientId: 'bench', taskId: 'bench' },
        reuse: { cache: 'use', within: 'client' },
        stablePrefix: '',
        volatileTail: text,
        temperature: 0,
        maxOutputTokens: 100,
      },
      { model: 'bench', embedder: 'hashed' },
    ),
  );
  if (stored === undefined || asked === undefined) return false;
  const found = await cache.find(stored, signal);
  if (found.kind === 'miss') await cache.keep(stored, found.vector, 'answer', 0);
  return (await cache.find(asked, signal)).kind === 'hit';
}

function ratesOf(judged: readonly Judged[]) {
  const hits = judged.filter(({ isTrap }) => !isTrap);
  const traps = judged.filter(({ isTrap }) => isTrap);
  return {
    should_hit: hits.length,
    hit_rate: shareServed(hits),
    traps: traps.length,
    trap_rate: shareServed(traps),
  };
}

/** Null where there is nothing to serve. */
function shareServed(judged: readonly Judged[]): number | null {
  if (judged.length === 0) return null;
  return Number((judged.filter(({ served }) => served).length / judged.length).toFixed(4));
}

/** How many pairs each guard rejects, whatever the others say. */
function rejectionsOf(judged: readonly Judged[]): Record<string, number> {
  return Object.fromEntries(
    GUARD_NAMES.map((name) => [name, judged.filter(({ guards }) => guards.includes(name)).length]),
  );
}

const VECTORS = 10_000;
const DIMENSIONS = 256;
const SCANS = 200;

/** How long a look-up among as many vectors as a namespace may hold takes. */
function scanTimes() {
  const random = rng(1, 0, 'bench', 'vectors');
  const vector = () => Float32Array.from({ length: DIMENSIONS }, () => random.next() - 0.5);
  const index = new VectorIndex<number>(DIMENSIONS, VECTORS);
  for (let entry = 0; entry < VECTORS; entry += 1) index.add(vector(), entry);
  const before = process.cpuUsage();
  const times = Array.from({ length: SCANS }, () => {
    const sought = vector();
    const startedAt = performance.now();
    index.nearest(sought, 0.4, 8);
    return performance.now() - startedAt;
  }).sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  return {
    // What it takes of a processor, also on a machine that has other things to do.
    scan_10k_cpu_ms: Number(((user + system) / 1000 / SCANS).toFixed(3)),
    scan_10k_ms_p50: Number(quantile(times, 0.5).toFixed(3)),
    scan_10k_ms_p99: Number(quantile(times, 0.99).toFixed(3)),
  };
}
