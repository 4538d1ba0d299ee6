import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './chart.js';
import { inWords, isHeld, type LoadReport, round } from './load-report.js';
import { type Machine, machineLine } from './machine.js';

export interface Circumstances {
  readonly name: string;
  readonly machine: Machine;
  readonly queue: string;
  readonly smoke: boolean;
  readonly startedAt: Date;
  readonly seconds: number;
}

/** Prints configuration, table, notes and what came of the thresholds. */
export function printReport({ configuration, rows, notes, thresholds }: LoadReport): void {
  console.log(settingsLine(configuration));
  console.table(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, short(value)])),
    ),
  );
  for (const note of notes) console.log(note);
  for (const threshold of thresholds) {
    console.log(`${isHeld(threshold) ? 'held' : 'missed'}: ${inWords(threshold)}`);
  }
}

function settingsLine(configuration: LoadReport['configuration']): string {
  return Object.entries(configuration)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function short(value: number | string | null | undefined): number | string {
  return typeof value === 'number' ? round(value) : (value ?? '');
}

/** Writes NAME.json, NAME.md and NAME.svg into a folder. */
export function writeReport(folder: string, report: LoadReport, about: Circumstances): void {
  mkdirSync(folder, { recursive: true });
  const { rows, figures, thresholds, faults, configuration, notes, chart } = report;
  const document = {
    name: about.name,
    measured_at: about.startedAt.toISOString(),
    seconds: Math.round(about.seconds),
    smoke: about.smoke,
    queue: about.queue,
    machine: about.machine,
    configuration,
    figures,
    rows,
    thresholds: thresholds.map((threshold) => ({ ...threshold, held: isHeld(threshold) })),
    faults,
    notes,
  };
  const write = (ending: string, text: string) =>
    writeFileSync(join(folder, `${about.name}.${ending}`), text);
  write('json', `${JSON.stringify(document, null, 2)}\n`);
  write('svg', drawChart(chart));
  write('md', markdown(report, about));
}

function markdown(report: LoadReport, about: Circumstances): string {
  const { rows, thresholds, faults, configuration, notes, chart } = report;
  const settings = settingsLine(configuration);
  return [
    `# ${about.name}`,
    '',
    `Measured on ${about.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC in ${Math.round(about.seconds)} s, queue on ${about.queue}${about.smoke ? ', smoke form: the figures say nothing' : ''}.`,
    `Machine: ${machineLine(about.machine)}.`,
    `Configuration: ${settings}.`,
    '',
    ...table(rows),
    '',
    `![${chart.title}](${about.name}.svg)`,
    '',
    ...thresholds.map((threshold) => `- ${isHeld(threshold) ? 'held' : '**missed**'}: ${inWords(threshold)}`),
    ...(faults.length === 0
      ? ['- every accepted task was delivered exactly once']
      : faults.map((fault) => `- **fault**: ${fault}`)),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}

function table(rows: LoadReport['rows']): readonly string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${columns.map((column) => short(row[column])).join(' | ')} |`),
  ];
}
