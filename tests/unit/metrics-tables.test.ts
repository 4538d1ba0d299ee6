import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { GatewayMetrics } from '../../src/observability/gateway-metrics.js';
import { HttpMetrics } from '../../src/observability/http-metrics.js';
import { showPool } from '../../src/observability/pool-metrics.js';
import { WorkerMetrics } from '../../src/observability/worker-metrics.js';

/** The types of prom-client leave it out. */
const labelled = z.object({ labelNames: z.array(z.string()) });
const PREFIX = 'novel_engine_';
const MODEL_PREFIX = 'novel_engine_llm_';
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Words in backticks. */
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

/** Labels by metric, as the README's table under a heading has them. */
function told(heading: string): Record<string, readonly string[]> {
  const [, table = ''] = README.split(`### ${heading}`);
  const rows = (table.split('\n### ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return Object.fromEntries(
    rows.flatMap((row) => {
      const [, names = '', labels = ''] = row.split('|');
      return quoted(names).map((name) => [name, quoted(labels)] as const);
    }),
  );
}

/** The same as registries have them. */
function shown(prefix: string, ...registries: readonly Registry[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    registries
      .flatMap((registry) => registry.getMetricsAsArray())
      .filter(({ name }) => name.startsWith(prefix))
      .map((metric) => [metric.name.slice(prefix.length), labelled.parse(metric).labelNames] as const),
  );
}

test("the README's table of the model's metrics names every one with its labels, and no other", () => {
  const registry = new Registry();
  new GatewayMetrics(registry);
  expect(told("What the model's calls tell")).toEqual(shown(MODEL_PREFIX, registry));
});

test("the README's table of all other metrics does so, too", () => {
  const { registry: api } = new HttpMetrics();
  const worker = new WorkerMetrics();
  showPool(api, () => ({ open: 0, idle: 0, waiting: 0 }));
  worker.showLoad(() => []);
  const others = Object.entries(shown(PREFIX, api, worker.registry)).filter(
    ([name]) => !name.startsWith('llm_'),
  );
  expect(told('What processes tell Prometheus')).toEqual(Object.fromEntries(others));
});
