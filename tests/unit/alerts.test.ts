import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

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
