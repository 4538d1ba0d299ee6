import type { Config } from '../src/config.js';
import { type Tracing, UNTRACED } from '../src/observability/tracing.js';
import { packageVersion } from '../src/package.js';

/** Traces of this process, written to the collector that the settings name; without one nothing is even loaded. */
export async function openTracing(
  { tracing, pool }: Pick<Config, 'tracing' | 'pool'>,
  program: string,
): Promise<Tracing> {
  if (tracing === undefined) return UNTRACED;
  const { openOtelTracing } = await import('../src/observability/otel-tracing.js');
  return openOtelTracing({ ...tracing, program, version: packageVersion(), host: pool.hostname });
}
