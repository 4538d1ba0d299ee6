/** What a benchmark found. */
export interface BenchReport {
  readonly rows: readonly Readonly<Record<string, number | string>>[];
  readonly figures: Readonly<Record<string, number | string>>;
  /** Thresholds that were not met, in words. */
  readonly missed: readonly string[];
}

export interface BenchOptions {
  /** File to measure on, where a benchmark needs one. */
  readonly data?: string | undefined;
}

export type Bench = (options: BenchOptions) => Promise<BenchReport>;

/** The value below which the share `q` of the sorted numbers lies. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
