import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { GatewayMetrics } from '../../../src/observability/gateway-metrics.js';

/** The types of prom-client leave it out. */
const labelled = z.object({ labelNames: z.array(z.string()) });
const PREFIX = 'novel_engine_llm_';
const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** Words in backticks. */
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

/** Labels by metric, as the README's table has them. */
function told(): Map<string, readonly string[]> {
  const [, table = ''] = README.split("### What the model's calls tell");
  const rows = (table.split('\n### ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.flatMap((row) => {
      const [, names = '', labels = ''] = row.split('|');
      return quoted(names).map((name) => [name, quoted(labels)] as const);
    }),
  );
}

/** The same as the program has them. */
function shown(): Map<string, readonly string[]> {
  const registry = new Registry();
  new GatewayMetrics(registry);
  return new Map(
    registry
      .getMetricsAsArray()
      .map((metric) => [metric.name.replace(PREFIX, ''), labelled.parse(metric).labelNames] as const),
  );
}

test("the README's table of the model's metrics names every one with its labels, and no other", () => {
  expect(Object.fromEntries(told())).toEqual(Object.fromEntries(shown()));
});
