import type { z } from 'zod';
import type { ScenarioBrief } from './brief.js';
import type { CharacterProfile, Lorebook } from './lorebook.js';
import { STEP_ANSWERS } from './step-answers.js';
import type { DIFFICULTY_LEVELS } from './template.js';

/**
 * The steps of scenario generation as data. A row of the table is a value of the task's progress; a row with a `step`
 * asks for content. Rows run as soon as those they need are done, whatever their order, while `progress` is always
 * that of the first unfinished row, so that it never falls.
 */

export const STEP_NAMES = [
  'analysis',
  'geography',
  'politics',
  'power_system',
  'culture',
  'timeline',
  'main_cast',
  'supporting_cast',
  'relationships',
  'template',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** What a step answers, out of `STEP_ANSWERS`. */
export type StepAnswer<S extends StepName = StepName> = z.output<(typeof STEP_ANSWERS)[S]>;

export type Outline = StepAnswer<'analysis'>['outline'];
export type CastSlot = Outline['main_cast'][number];

/** What every step gets. */
export interface StepBasis {
  readonly brief: ScenarioBrief;
  readonly seed: number;
  /** Worlds that the new one builds on, as they were when the request came. */
  readonly basis: readonly Lorebook[];
}

interface Analysed extends StepBasis {
  readonly analysis: StepAnswer<'analysis'>;
}

/** What each step gets: the request and what the steps that it needs have answered. */
export interface StepInputs {
  readonly analysis: StepBasis;
  readonly geography: Analysed;
  readonly politics: Analysed;
  readonly power_system: Analysed;
  readonly culture: Analysed;
  readonly timeline: Analysed & {
    readonly politics: StepAnswer<'politics'>;
    /** Null in a world without a power system. */
    readonly power_system: StepAnswer<'power_system'> | null;
    readonly culture: StepAnswer<'culture'>;
  };
  readonly main_cast: Analysed;
  readonly supporting_cast: Analysed & { readonly main_cast: StepAnswer<'main_cast'> };
  readonly relationships: Analysed & {
    readonly main_cast: StepAnswer<'main_cast'>;
    readonly supporting_cast: StepAnswer<'supporting_cast'>;
  };
  readonly template: StepBasis & {
    /** Put together and validated. */
    readonly lorebook: Lorebook;
    /** The characters to be played, in order. */
    readonly playable: readonly CharacterProfile[];
    /** Which of the request's templates this is, from 0, and how many there are: their titles must differ. */
    readonly index: number;
    readonly count: number;
    /** A place of the lorebook, where this one begins. */
    readonly setting_location: string;
    readonly difficulty_level: (typeof DIFFICULTY_LEVELS)[number];
  };
}

export type ScenarioStatus = 'pending' | 'analyzing' | 'generating' | 'validating' | 'completed';

export interface StepRow {
  /** Percent; names the row. */
  readonly progress: number;
  readonly status: ScenarioStatus;
  readonly current_step: string;
  /** Rows that must be done before, by their progress. */
  readonly needs: readonly number[];
  /** Absent where nothing is asked. `template` is asked once per template. */
  readonly step?: StepName;
  readonly temperature?: number;
}

/** What a task does from its claim until its first step begins. */
export const FIRST_STEP = 'Initializing generation task';

export const STEP_TABLE: readonly [StepRow, ...StepRow[]] = [
  row(0, 'pending', FIRST_STEP, []),
  row(10, 'analyzing', 'Analyzing series information', [0], 'analysis', 0.3),
  row(20, 'analyzing', 'Series analysis complete', [10]),
  row(30, 'generating', 'Generating world information', [20]),
  row(35, 'generating', 'Generating world geography', [20], 'geography', 0.6),
  row(45, 'generating', 'Creating political systems', [20], 'politics', 0.5),
  row(55, 'generating', 'Designing power systems', [20], 'power_system', 0.5),
  row(60, 'generating', 'Developing cultural systems', [20], 'culture', 0.6),
  row(65, 'generating', 'Creating historical timeline', [45, 55, 60], 'timeline', 0.6),
  row(70, 'generating', 'Generating main characters', [20], 'main_cast', 0.7),
  row(75, 'generating', 'Creating supporting cast', [70], 'supporting_cast', 0.7),
  row(78, 'generating', 'Mapping character relationships', [75], 'relationships', 0.6),
  row(80, 'generating', 'Lorebook generation complete', [35, 65, 78]),
  row(85, 'validating', 'Validating generated content', [80]),
  row(90, 'validating', 'Creating scenario templates', [85]),
  row(95, 'validating', 'Creating scenario templates with playable characters', [90], 'template', 0.8),
  row(100, 'completed', 'Generation completed successfully', [95]),
];

function row(
  progress: number,
  status: ScenarioStatus,
  current_step: string,
  needs: readonly number[],
  step?: StepName,
  temperature?: number,
): StepRow {
  return {
    progress,
    status,
    current_step,
    needs,
    ...(step !== undefined && { step }),
    ...(temperature !== undefined && { temperature }),
  };
}

export type ReadStep<S extends StepName> =
  | { readonly ok: true; readonly answer: StepAnswer<S> }
  /** One clause per problem. */
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads what a model or the offline generator answered to a step: its shape, and that what the outline names is
 * there under its name, no more and no less. Whether all other names resolve is judged of the whole lorebook.
 */
export function readStepAnswer<S extends StepName>(
  step: S,
  inputs: StepInputs[S],
  value: unknown,
): ReadStep<S> {
  const parsed = STEP_ANSWERS[step].safeParse(value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map(
        ({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`,
      ),
    };
  }
  const answer = parsed.data as StepAnswer<S>;
  const problems = (NAMES[step]?.(inputs, answer) ?? []).flatMap(([wanted, given]) =>
    nameProblems(wanted, given),
  );
  return problems.length === 0 ? { ok: true, answer } : { ok: false, problems };
}

type Names = readonly string[];
const namesOf = (things: readonly { readonly name: string }[]): Names => things.map(({ name }) => name);

/** The names that an answer must have, and those that it has. */
const NAMES: {
  readonly [S in StepName]?: (
    inputs: StepInputs[S],
    answer: StepAnswer<S>,
  ) => readonly (readonly [wanted: Names, given: Names])[];
} = {
  geography: ({ analysis }, { locations }) => [[analysis.outline.places, namesOf(locations)]],
  politics: ({ analysis }, { factions }) => [[analysis.outline.factions, namesOf(factions)]],
  main_cast: ({ analysis }, { characters }) => [[namesOf(analysis.outline.main_cast), namesOf(characters)]],
  supporting_cast: ({ analysis }, { characters }) => [
    [namesOf(analysis.outline.supporting_cast), namesOf(characters)],
  ],
  template: ({ playable }, { playable_characters }) => [[namesOf(playable), namesOf(playable_characters)]],
};

function nameProblems(wanted: Names, given: Names): string[] {
  const seen = given.map((name) => name.toLowerCase());
  const known = new Set(wanted.map((name) => name.toLowerCase()));
  return [
    ...wanted.filter((name) => !seen.includes(name.toLowerCase())).map((name) => `"${name}" is missing`),
    ...given
      .filter((_, at) => !known.has(seen[at] ?? ''))
      .map((name) => `"${name}" is not one of: ${wanted.join(', ')}`),
    ...given
      .filter((_, at) => seen.indexOf(seen[at] ?? '') !== at)
      .map((name) => `"${name}" stands there twice`),
  ];
}
