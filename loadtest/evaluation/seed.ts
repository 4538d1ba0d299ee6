import { z } from 'zod';

/**
 * An evaluation scenario as it comes in: a YAML file with a world, one or more characters and objectives. Only what is
 * read is described here; the rest of a file is nobody's business, and a field of the wrong shape counts as absent.
 */

/** A file that holds no scenario at all; the message says what is missing. */
export class ScenarioError extends Error {
  constructor(cause: z.ZodError) {
    super(z.prettifyError(cause), { cause });
    this.name = 'ScenarioError';
  }
}

/** A list whose entries of the wrong shape are left out. */
function listOf<T extends z.ZodType>(type: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items): z.infer<T>[] =>
      items.flatMap((item) => {
        const parsed = type.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}
const atLeastOne = <T extends z.ZodType>(type: T) =>
  listOf(type).pipe(z.array(z.custom<z.infer<T>>()).min(1));
const loose = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
/** Line ends, other control characters and halves of surrogate pairs: nothing that a name or a sentence may hold. */
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}]+/gu;
const word = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).replace(UNPRINTABLE, ' ').slice(0, 900).trim())
  .pipe(z.string().regex(/[\p{L}\p{N}]/u));
const text = loose(word);
/** Room is left for an article. */
const title = word.transform((name) => name.slice(0, 70).trim());
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const scalars = loose(z.record(z.string(), z.unknown()));
const position = loose(z.object({ x: z.number(), y: z.number(), z: z.number().catch(0) }));
const ids = listOf(word);
const amount = loose(
  z.union([
    z.number().transform((current) => ({ current, maximum: undefined })),
    z.object({ current: z.number(), maximum: loose(z.number()) }),
  ]),
);
const named = { id: word, name: loose(title), type: text, description: text };

const locationSchema = z.looseObject({ ...named, position, access_points: ids });
const objectSchema = z.object({ ...named, location: text, properties: scalars });
const npcSchema = z.object({ ...named, location: text, relationship: text });

const characterSchema = z.object({
  character_id: text,
  name: title,
  faction: text,
  role: text,
  location: text,
  position,
  stats: loose(z.record(z.string(), amount)),
  resources: loose(z.object({ health: amount, stamina: amount, morale: amount })),
  state: loose(
    z.object({
      conscious: z.boolean().catch(true),
      mobile: z.boolean().catch(true),
      status_effects: ids,
      injuries: ids,
      fatigue_level: z.number().catch(0),
    }),
  ),
  equipment: listOf(z.object({ name: loose(title), type: text })),
  ai_personality: scalars,
});

/** One criterion: its name and what it asks for. */
const criterion = z.record(z.string(), z.union([scalar, z.array(scalar)]));
const objectiveSchema = z.object({
  id: word,
  description: text,
  completion_criteria: z
    .union([listOf(criterion), criterion.transform((all) => [all])])
    .catch([])
    .transform((all) => all.flatMap((each) => Object.entries(each))),
  success_weight: z.number().min(0).max(1).catch(0.5),
});

const seedSchema = z.object({
  metadata: z.object({
    seed_id: word,
    description: text,
    estimated_turns: z.coerce.number().int().min(1).max(100).catch(10),
  }),
  world_state: z.object({
    setting: text,
    description: text,
    environment: scalars,
    locations: atLeastOne(locationSchema),
    objects: listOf(objectSchema),
    npcs: listOf(npcSchema),
  }),
  characters: atLeastOne(characterSchema),
  objectives: z
    .object({ primary: listOf(objectiveSchema), secondary: listOf(objectiveSchema) })
    .catch({ primary: [], secondary: [] }),
});

export type Seed = z.infer<typeof seedSchema>;
export type SeedLocation = Seed['world_state']['locations'][number];
export type SeedObject = Seed['world_state']['objects'][number];
export type SeedNpc = Seed['world_state']['npcs'][number];
export type SeedCharacter = Seed['characters'][number];
export type SeedObjective = Seed['objectives']['primary'][number];

/** @throws ScenarioError when the file lacks an id, a place or a character */
export function readSeed(raw: unknown): Seed {
  const parsed = seedSchema.safeParse(raw);
  if (!parsed.success) throw new ScenarioError(parsed.error);
  return parsed.data;
}
