import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What alerts and dashboard ask Prometheus, by who asks. */

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const alertsSchema = z.object({
  groups: z.array(
    z.looseObject({
      rules: z.array(
        z.looseObject({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string(), action: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboardSchema = z.looseObject({
  panels: z.array(
    z.looseObject({
      title: z.string(),
      datasource: z.object({ uid: z.literal('$' + '{datasource}') }).optional(),
      targets: z.array(z.looseObject({ expr: z.string() })).optional(),
    }),
  ),
});

export interface Question {
  readonly asker: string;
  readonly expression: string;
}

export function alertQuestions(): readonly Question[] {
  return alertsSchema
    .parse(parse(read('deploy/prometheus/alerts.yml')))
    .groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ asker: alert, expression: expr })));
}

export function dashboardQuestions(): readonly Question[] {
  return dashboardSchema
    .parse(JSON.parse(read('deploy/grafana/dashboard.json')))
    .panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ asker: title, expression: expr })),
    );
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** The metrics that an expression names, with what it wants of their labels. */
export function selectorsOf(expression: string): readonly Selector[] {
  const named = /\b((?:novel_engine|process|nodejs)_\w+)(?:\{((?:[^"}]|"[^"]*")*)\})?/g;
  return [...expression.matchAll(named)].map(([, metric = '', braces = '']) => ({
    metric,
    matchers: [...braces.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(
      ([, label = '', operator = '', value = '']) => ({ label, operator, value }),
    ),
  }));
}
