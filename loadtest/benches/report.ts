import type { Json } from '../../src/json.js';

/** What a benchmark may be told on the command line. */
export interface BenchOptions {
  /** File or folder with data that is no part of the project; by default beside it. */
  readonly data?: string | undefined;
}

/** What a benchmark found. */
export interface BenchReport {
  readonly rows: readonly Readonly<Record<string, number | string | null>>[];
  readonly figures: Readonly<Record<string, Json>>;
  /** Thresholds that were not met, in words. */
  readonly missed: readonly string[];
  /** Why nothing was measured; a miss only for those who asked for this benchmark. */
  readonly skipped?: string;
}

export type Bench = (options: BenchOptions) => Promise<BenchReport>;

/** The value below which the share `q` of the sorted numbers lies. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
