import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The direction of imports, read from the sources themselves. */
const ROOT = join(import.meta.dirname, '..', '..');

interface Import {
  readonly from: string;
  /** A file of ours, relative to the root, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = ['src', 'workers', 'scripts', 'loadtest']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((file) => join(folder, String(file))),
  )
  .filter((file) => file.endsWith('.ts') && !/generated|node_modules/.test(file));
const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(join(ROOT, from), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gms)].map(
    ([, type, to = '']) => ({
      from,
      to: to.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(from), to)).replace(/\.js$/, '.ts') : to,
      typeOnly: type !== undefined,
    }),
  );
});

/** What each part may use besides itself; a part that isn't listed is free. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/narrative/': [
    'src/json.ts',
    'src/simulation/types.ts',
    'src/simulation/model-data.ts',
    'src/simulation/numbers.ts',
  ],
  'src/reality/': ['src/json.ts', 'src/narrative/', 'src/simulation/', 're2js'],
  'src/simulation/': [
    'src/json.ts',
    'src/canonical-json.ts',
    'src/errors.ts',
    'src/narrative/',
    'src/reality/',
    'src/llm/port.ts',
    'zod',
  ],
  'src/scenario/offline/': [
    'src/llm/offline/grammar.ts',
    'src/scenario/brief.ts',
    'src/scenario/lorebook.ts',
    'src/scenario/sentences.ts',
    'src/scenario/steps.ts',
    'src/simulation/',
  ],
  'src/scenario/validation': [
    'src/narrative/plain-text.ts',
    'src/scenario/lorebook.ts',
    'src/scenario/playable.ts',
  ],
  'src/game/': [
    'src/json.ts',
    'src/errors.ts',
    'src/simulation/',
    'src/reality/',
    'src/narrative/',
    'src/scenario/',
    'src/llm/port.ts',
    'src/llm/offline/',
    'zod',
  ],
  'src/llm/offline/': ['src/json.ts', 'src/narrative/', 'src/simulation/', 'src/llm/port.ts'],
};

describe('imports', () => {
  for (const [part, allowed] of Object.entries(ALLOWED)) {
    it(`of ${part} stay in the pure core`, () => {
      const astray = imports.filter(
        ({ from, to }) =>
          from.startsWith(part) && ![part, ...allowed].some((prefix) => to.startsWith(prefix)),
      );
      expect(astray).toEqual([]);
    });
  }

  it('are all that the core has of the machine: no function of Math whose last bits depend on it', () => {
    const DIFFERS = /Math\.(?!(?:abs|ceil|clz32|floor|imul|max|min|round|sqrt)\b)\w+|[\w)\]] \*\* /;
    const core = files.filter((file) => Object.keys(ALLOWED).some((part) => file.startsWith(part)));
    expect(core.filter((file) => DIFFERS.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it('never lead from the inside to the outside', () => {
    const LAYERS = ['src/store/', 'src/queue/', 'src/tasks/', 'src/http/', 'workers/'];
    const upward = imports.filter(({ from, to, typeOnly }) => {
      const [inner, outer] = [from, to].map((file) => LAYERS.findIndex((layer) => file.startsWith(layer)));
      return !typeOnly && inner !== undefined && outer !== undefined && inner >= 0 && outer > inner;
    });
    expect(upward).toEqual([]);
  });

  it('load OpenTelemetry in one file only, which is itself loaded only when there is a collector', () => {
    const TRACING = 'src/observability/otel-tracing.ts';
    const users = imports.filter(({ to, typeOnly }) => to.startsWith('@opentelemetry/') && !typeOnly);
    expect(new Set(users.map(({ from }) => from))).toEqual(new Set([TRACING]));
    expect(imports.filter(({ to, typeOnly }) => to === TRACING && !typeOnly)).toEqual([]);
  });

  it('make no cycles', () => {
    const graph = new Map(
      files.map((file) => [file, imports.filter(({ from, typeOnly }) => from === file && !typeOnly)]),
    );
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, 'an import cycle').not.toContain(file);
      if (!done.has(file)) {
        for (const { to } of graph.get(file) ?? []) {
          visit(to, [...path, file]);
        }
        done.add(file);
      }
    };
    for (const file of files) {
      visit(file, []);
    }
  });

  it('are needed for the clock and for chance: the core has neither of its own', () => {
    const core = files.filter((file) =>
      /^src\/(simulation|reality|narrative|llm\/offline|scenario\/(offline|validation)|game(?!\/respond))\//.test(
        file,
      ),
    );
    const impure = core.filter((file) =>
      /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|setTimeout|localeCompare)\b/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(core.length).toBeGreaterThan(20);
    expect(impure).toEqual([]);
  });
});
