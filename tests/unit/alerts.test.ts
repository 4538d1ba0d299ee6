import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { dashboardQuestions } from '../support/questions.js';

/** The alerts, judged by Prometheus itself. */
const FOLDER = join(import.meta.dirname, '..', '..', 'deploy', 'prometheus');
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

function namesIn(file: string): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(parse(readFileSync(join(FOLDER, file), 'utf8')), (key, value: unknown) => {
    if (key === 'alert' || (key === 'alertname' && typeof value === 'string')) found.add(String(value));
    return value;
  });
  return [...found].sort();
}

describe('the alerts', () => {
  it.skipIf(!hasPromtool)('fire when they should, and not before, by promtool', () => {
    const printed = execFileSync('promtool', ['test', 'rules', 'alerts.test.yml'], {
      cwd: FOLDER,
      encoding: 'utf8',
    });
    expect(printed).toContain('SUCCESS');
  });

  it('are each seen to fire', () => {
    expect(namesIn('alerts.test.yml')).toEqual(namesIn('alerts.yml'));
  });
});

describe('the dashboard', () => {
  it.skipIf(!hasPromtool)('asks in words that Prometheus understands, by promtool', () => {
    const folder = mkdtempSync(join(tmpdir(), 'novel-engine-rules-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const rules = dashboardQuestions().map(({ expression }, index) => ({
      record: `panel_${index}`,
      // Grafana fills this in.
      expr: expression.replaceAll('$__rate_interval', '5m'),
    }));
    const file = join(folder, 'rules.yml');
    writeFileSync(file, stringify({ groups: [{ name: 'panels', rules }] }));
    expect(execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })).toContain(
      `${rules.length} rules found`,
    );
  });
});
