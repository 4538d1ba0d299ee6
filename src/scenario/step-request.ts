import type { JsonSchema, ModelRequest } from '../llm/port.js';
import { fenced, inLine } from '../simulation/fence.js';
import { samplingSeed } from '../simulation/random.js';
import { TEMPLATES } from '../simulation/templates.js';
import { answerSchema } from './answer-schema.js';
import type { Lorebook } from './lorebook.js';
import { STEP_ANSWERS } from './step-answers.js';
import { readStepAnswer, STEP_TABLE, type StepInputs, type StepName } from './steps.js';

/**
 * The call by which a step asks the model. What the request and the outline say stands first and is the same in every
 * call of a scenario; what a step asks for comes last. All that others wrote, earlier answers included, is fenced.
 */

/**
 * The words around a step's prompt; the template's name is the call's purpose. The analysis goes by a name of its own:
 * what a series is, is a fact about its text, which the semantic cache may know.
 */
export function templateOf(
  step: StepName,
): (typeof TEMPLATES)[`scenario.${string}` & keyof typeof TEMPLATES] {
  return TEMPLATES[step === 'analysis' ? 'scenario.analyze' : (`scenario.${step}` as const)];
}

const schemas = new Map<StepName, JsonSchema>();

function schemaOf(step: StepName): JsonSchema {
  const known = schemas.get(step) ?? answerSchema(STEP_ANSWERS[step]);
  schemas.set(step, known);
  return known;
}

const TEMPERATURES = new Map(STEP_TABLE.map(({ step, temperature }) => [step, temperature]));
/** Room for the longest answer that is likely: a dozen places or ten people, described. */
const MAX_OUTPUT_TOKENS = 8_192;

/** @param key names the call within its task: the step, or `template-0` */
export function stepRequest<S extends StepName>(
  step: S,
  key: string,
  inputs: StepInputs[S],
  scope: ModelRequest['scope'],
): ModelRequest {
  const template = templateOf(step);
  return {
    purpose: template.name,
    key,
    scope,
    template: { name: template.name, version: template.version },
    ...promptOf(step, inputs),
    schema: schemaOf(step),
    check: (value) => {
      const read = readStepAnswer(step, inputs, value);
      return read.ok ? [] : read.problems.slice(0, MOST_PROBLEMS);
    },
    temperature: TEMPERATURES.get(step) ?? 0.6,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    seed: samplingSeed(inputs.seed, 0, 'scenario', key),
  };
}

/** A long list of problems is the same mistake over and over. */
const MOST_PROBLEMS = 10;

function promptOf<S extends StepName>(
  step: S,
  inputs: StepInputs[S],
): Pick<ModelRequest, 'stablePrefix' | 'volatileTail'> {
  const { rules, answer } = templateOf(step);
  const { brief, basis } = inputs;
  const request = [
    fenced('REQUEST', json(brief)),
    ...(basis.length === 0 ? [] : [fenced('EARLIER WORLDS', json(basis.map(digestOf)))]),
  ];
  const asked = [`Step: ${step}`, answer];
  if (!('analysis' in inputs)) {
    const rest = 'lorebook' in inputs ? templateParts(inputs) : [];
    return { stablePrefix: rules, volatileTail: [...request, ...rest, ...asked].join('\n\n') };
  }
  const earlier = Object.entries(inputs).flatMap(([name, value]) =>
    EARLIER_STEPS.has(name) && value !== null ? [fenced(name.toUpperCase(), json(value))] : [],
  );
  return {
    stablePrefix: [rules, ...request, fenced('ANALYSIS', json(inputs.analysis))].join('\n\n'),
    volatileTail: [...earlier, ...asked].join('\n\n'),
  };
}

const EARLIER_STEPS = new Set<string>([
  'politics',
  'power_system',
  'culture',
  'main_cast',
  'supporting_cast',
]);

function templateParts(inputs: StepInputs['template']): readonly string[] {
  const { lorebook, playable, index, count, setting_location, difficulty_level } = inputs;
  return [
    fenced('WORLD', json(digestOf(lorebook))),
    fenced('TO BE PLAYED', json(playable)),
    `It begins at ${inLine(setting_location)}. It is to be ${difficulty_level} to play.`,
    ...(count === 1
      ? []
      : [`This is way ${index + 1} of ${count}; the others begin elsewhere and have other titles.`]),
  ];
}

/** What of a world others need who write in it. */
function digestOf(book: Lorebook): unknown {
  return {
    series: book.series_metadata,
    plot_summary: book.plot_summary,
    places: book.locations.map(({ name, type, description, connections }) => ({
      name,
      type,
      description,
      connections,
    })),
    factions: book.factions.map(({ name, description, goals }) => ({ name, description, goals })),
    characters: book.characters.map(({ name, role, description, goals, faction, home_location }) => ({
      name,
      role,
      description,
      goals,
      faction,
      home_location,
    })),
    systems: book.world_systems.map(({ name, type, description }) => ({ name, type, description })),
    key_events: book.key_events,
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 1);
}
