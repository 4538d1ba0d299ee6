import type { Json } from '../../src/json.js';
import type { BenchReport } from '../benches/report.js';
import type { Ground } from '../pool/ground.js';
import type { Chart } from './chart.js';

/** What a load test is told. */
export interface LoadOptions {
  readonly ground: Ground;
  /** A small form that runs in seconds: all is checked but how fast it is. */
  readonly smoke: boolean;
  /** How long `soak` takes. */
  readonly minutes: number;
  /** Tells whoever waits what is going on. */
  readonly say: (line: string) => void;
}

/** How fast something must be. On a machine that is busy otherwise a miss says little, so smoke runs don't hold it. */
export interface Threshold {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  /** Whether the limit is the least or the most that the value may be. */
  readonly is: 'least' | 'most';
}

/** What a load test found. */
export interface LoadReport {
  readonly rows: BenchReport['rows'];
  readonly figures: Readonly<Record<string, Json>>;
  readonly thresholds: readonly Threshold[];
  /** What must never happen, however slow the machine; in words. */
  readonly faults: readonly string[];
  /** Settings that differ from the defaults, and how much was asked of the pool. */
  readonly configuration: Readonly<Record<string, string | number>>;
  /** What a reader has to know to judge the figures. */
  readonly notes: readonly string[];
  readonly chart: Chart;
}

export type LoadTest = (options: LoadOptions) => Promise<LoadReport>;

export function isHeld({ value, limit, is }: Threshold): boolean {
  return is === 'least' ? value >= limit : value <= limit;
}

/** A threshold and what came of it, for people. */
export function inWords(threshold: Threshold): string {
  const { what, value, limit, is } = threshold;
  return `${what}: ${round(value)}, ${is === 'least' ? 'at least' : 'at most'} ${round(limit)}`;
}

/** Three significant digits, and no fewer before the point. */
export function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
