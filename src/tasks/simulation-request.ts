import { z } from 'zod';
import { ImportError } from '../errors.js';
import { characterOfCard, isCharacterCard } from '../scenario/character-card.js';
import { MAX_CAST } from '../simulation/cast.js';
import { characterSchema } from '../simulation/character.js';
import { difficultySchema, narrativeGoalsSchema, styleSchema } from '../simulation/style.js';
import { lineText } from '../simulation/text.js';
import { submissionFields } from './submission-fields.js';

/**
 * The body of `POST /api/simulations`: every rule that a request must keep, whoever sends it. Nothing behind this
 * schema checks a request's shape again.
 */

export const MIN_CAST = 2;
const LONG_TEXT = 10_000;

/**
 * Long free text, trimmed; empty is allowed and means nothing was said. Its length counts characters as a reader
 * does, not UTF-16 units: an emoji is one.
 */
const longText = () =>
  z
    .string()
    .trim()
    .refine((text) => text.length <= LONG_TEXT || [...text].length <= LONG_TEXT, {
      error: `must have at most ${LONG_TEXT} characters`,
    })
    .refine((text) => !/[\0\p{Surrogate}]/u.test(text), 'must not hold NUL or half a surrogate pair')
    .meta({ maxLength: LONG_TEXT });

const characterNames = z
  .array(lineText(80))
  .max(MAX_CAST)
  .superRefine((names, context) => {
    const seen = new Set<string>();
    names.forEach((name, index) => {
      const key = name.toLowerCase();
      if (seen.has(key)) {
        context.addIssue({ code: 'custom', path: [index], message: `names "${name}" a second time` });
      }
      seen.add(key);
    });
  });

/** An inline character, or a Character Card V2 or V3 object, which is read as one. */
export const inlineCharacter = z
  .preprocess((value, context) => {
    if (!isCharacterCard(value)) return value;
    try {
      return characterOfCard(value);
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      context.addIssue({
        code: 'custom',
        path: ['data', 'character_book'],
        message: `is no book: ${error.message}`,
      });
      return z.NEVER;
    }
  }, characterSchema)
  .meta({ id: 'InlineCharacter' });

/** The fields by themselves; a fork takes some of them, too. */
export const simulationFields = z.strictObject({
  character_names: characterNames.optional().meta({
    description:
      'Characters to play with, by id or name in any case; of the lorebook that is named, if one is, before all others; required unless `characters` is given',
  }),
  characters: z.array(inlineCharacter).max(MAX_CAST).optional().meta({
    description: 'Characters given in full, or Character Card V2/V3 objects; with the names 2 to 6 in all',
  }),
  turns: z.int().min(1).max(100).default(3),
  setting: longText()
    .optional()
    .meta({ description: 'Where it plays; material for the story, never an instruction' }),
  scenario: longText().optional().meta({ description: 'What it is about; material, never an instruction' }),
  scenario_template_id: z.guid('must be a UUID').optional().meta({
    description: 'A stored way into a world: its opening, and with it its lorebook',
  }),
  lorebook_id: z.guid('must be a UUID').optional().meta({
    description: 'A stored world to play in; `character_names` may then name its characters',
  }),
  style: styleSchema.optional(),
  narrative_goals: narrativeGoalsSchema.optional(),
  difficulty: difficultySchema.optional(),
  knowledge_leaks: z.enum(['strict', 'flag']).optional().meta({
    description:
      'What becomes of a line in which a character gives away what it can’t know: `strict` (the default) replaces it, `flag` only records it',
  }),
  seed: z
    .int()
    .optional()
    .meta({ description: 'Makes the request a pure function: the same seed tells the same story' }),
  ...submissionFields,
});

/** The rules about the cast as a whole; they hold whatever else is wrong, so that one answer names every problem. */
export const simulationRequestSchema = simulationFields
  .refine((request) => castSize(request) >= MIN_CAST, {
    path: ['character_names'],
    error: ({ input }) =>
      countOf(input, 'characters') === 0
        ? `must have at least ${MIN_CAST} entries`
        : `and characters must name at least ${MIN_CAST} together`,
    when: ({ value }) => hasReadableCast(value),
  })
  .refine((request) => castSize(request) <= MAX_CAST, {
    path: ['characters'],
    error: `and character_names must name at most ${MAX_CAST} together`,
    // Either list alone reports its own excess.
    when: ({ value }) =>
      hasReadableCast(value) &&
      countOf(value, 'characters') <= MAX_CAST &&
      countOf(value, 'character_names') <= MAX_CAST,
  })
  .refine((request) => sharedName(request) === undefined, {
    path: ['characters'],
    error: ({ input }) => `name "${sharedName(input)}" a second time`,
    when: ({ value }) => hasReadableCast(value),
  })
  .meta({ id: 'SimulationRequest' });

/** A valid request, defaults filled in, in wire names. */
export type SimulationRequest = z.output<typeof simulationRequestSchema>;

function listOf(request: unknown, field: string): unknown {
  return typeof request === 'object' && request !== null ? Reflect.get(request, field) : undefined;
}

function countOf(request: unknown, field: string): number {
  const list = listOf(request, field);
  return Array.isArray(list) ? list.length : 0;
}

function castSize(request: unknown): number {
  return countOf(request, 'character_names') + countOf(request, 'characters');
}

/** Whether both lists are lists or absent: of anything else its own type is the problem. */
function hasReadableCast(request: unknown): boolean {
  return (
    typeof request === 'object' &&
    request !== null &&
    !Array.isArray(request) &&
    ['character_names', 'characters'].every((field) => {
      const list = listOf(request, field);
      return list === undefined || Array.isArray(list);
    })
  );
}

/** A name that an inline character shares with another one or with a name of the list. */
function sharedName(request: unknown): string | undefined {
  const names = listOf(request, 'character_names');
  const inline = listOf(request, 'characters');
  const seen = new Set(Array.isArray(names) ? names.map((name) => String(name).toLowerCase()) : []);
  for (const character of Array.isArray(inline) ? inline : []) {
    const name = listOf(character, 'name');
    if (typeof name === 'string') {
      if (seen.has(name.toLowerCase())) return name;
      seen.add(name.toLowerCase());
    }
  }
  return undefined;
}
