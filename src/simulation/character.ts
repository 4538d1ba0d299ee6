import { z } from 'zod';
import { loreEntriesSchema } from './lore-entry.js';
import { withNames } from './macros.js';
import { clamp, round6 } from './numbers.js';
import { pronounsOf } from './pronouns.js';
import { fnv1a } from './random.js';
import { lineText, SLUG, slug, storableText } from './text.js';
import {
  ALERTNESS,
  type Bond,
  FOCUS,
  type Goal,
  type GoalTrack,
  type LocationId,
  type Persona,
  type PersonaId,
  type Resource,
} from './types.js';

/**
 * A character as it comes in: the `characters` of a request and the files of `data/characters`, in snake_case. Only
 * `name` is required. Texts may hold `{{char}}` and `{{user}}`, which become names when the character is played. Scales of 0..10 are recognised by any value above 1 (or by `scale`), stats of 1..20 by any above
 * 10; both are brought to the engine's own (0..1, and integers 1..10) by `toPersona`.
 */

const clauses = (max: number) => z.array(storableText(300)).max(max, `must have at most ${max} entries`);
const scaled = z.number().min(0).max(10);
const share = z.number().min(0).max(1);
const stat = z.number().int().min(1).max(20);
const coordinate = z.number().min(-1_000_000).max(1_000_000);

const goalTrackSchema = z.strictObject({
  kind: z.enum(['learn', 'repair', 'protect', 'trust', 'secret']),
  count: z.number().int().min(1).max(20).default(1),
  who: lineText(80).optional(),
});

const goalSchema = z.union([
  storableText(300),
  z.strictObject({
    id: slug().optional(),
    text: storableText(300),
    priority: scaled.default(0.5),
    status: z.enum(['open', 'done', 'failed']).default('open'),
    tracks: goalTrackSchema.optional(),
  }),
]);

const resourceSchema = z.strictObject({
  current: z.number().min(0).max(1000).optional(),
  maximum: z.number().min(1).max(1000).default(100),
  regeneration_rate: z.number().min(0).max(100).optional(),
});

const equipmentSchema = z.union([
  lineText(80),
  z.strictObject({
    name: lineText(80),
    equipment_type: lineText(40).default('tool'),
    condition: share.default(1),
    quantity: z.number().int().min(1).max(999).default(1),
  }),
]);

const bondSchema = z.strictObject({
  affinity: z.number().min(-1).max(1).default(0),
  trust: share.default(0.5),
  kind: lineText(40).default('acquaintance'),
});

const pronounSchema = z.union([
  lineText(40),
  z.strictObject({
    subject: lineText(20),
    object: lineText(20),
    possessive: lineText(20),
    reflexive: lineText(20),
  }),
]);

const bounded = <T extends z.ZodType>(value: T, max: number) =>
  z
    .record(lineText(80), value)
    .refine((record) => Object.keys(record).length <= max, `must have at most ${max} entries`);

export const characterSchema = z.strictObject({
  name: lineText(80),
  id: slug().optional(),
  aliases: z.array(lineText(80)).max(10).default([]),
  pronouns: pronounSchema.optional(),
  /** One clause without the name: `a keeper who counts every lamp twice`. */
  description: storableText(1000).optional(),
  faction: lineText(80).optional(),
  rank: z.number().int().min(0).max(10).default(0),
  profession: lineText(80).optional(),
  scale: z.enum(['0-1', '0-10']).optional(),
  traits: bounded(scaled, 50).default({}),
  weights: z
    .strictObject({
      self_preservation: scaled.optional(),
      faction_loyalty: scaled.optional(),
      personal_relationships: scaled.optional(),
      mission_success: scaled.optional(),
      moral_principles: scaled.optional(),
    })
    .default({}),
  goals: z.array(goalSchema).max(20).default([]),
  stats: z
    .strictObject({
      strength: stat.optional(),
      dexterity: stat.optional(),
      intelligence: stat.optional(),
      willpower: stat.optional(),
      perception: stat.optional(),
      charisma: stat.optional(),
    })
    .default({}),
  resources: z
    .strictObject({
      health: resourceSchema.optional(),
      stamina: resourceSchema.optional(),
      morale: resourceSchema.optional(),
    })
    .default({}),
  equipment: z.array(equipmentSchema).max(50).default([]),
  /** Where to start, if the world has such a place. */
  location_id: slug().optional(),
  position: z.strictObject({ x: coordinate, y: coordinate, z: coordinate.default(0) }).optional(),
  biases: z
    .strictObject({
      confirmation: scaled.optional(),
      anchoring: scaled.optional(),
      recency: scaled.optional(),
      authority: scaled.optional(),
      negativity: scaled.optional(),
    })
    .default({}),
  state: z
    .strictObject({
      conscious: z.boolean().default(true),
      mobile: z.boolean().default(true),
      alertness: z.enum(ALERTNESS).default('alert'),
      focus: z.enum(FOCUS).default('unfocused'),
      stress: share.default(0),
      fatigue: share.default(0),
      status_effects: z.array(lineText(80)).max(20).default([]),
      injuries: z.array(lineText(80)).max(20).default([]),
    })
    .optional(),
  relationships: bounded(bondSchema, 50).default({}),
  sayings: clauses(20).default([]),
  secrets: clauses(10).default([]),
  tags: z.array(lineText(80)).max(50, 'must have at most 50 entries').default([]),
  /** In what circumstances it is usually met. */
  scenario: storableText(2_000).optional(),
  /** How whoever made it would have it played: material for a model, never an instruction to it. */
  guidance: storableText(2_000).optional(),
  /** What there is to know around it. */
  lore: loreEntriesSchema.default([]),
});

/** A parsed character in wire form. */
export type CharacterInput = z.infer<typeof characterSchema>;

/** The id that a name gives: diacritics folded, everything else that isn't a letter or digit an underscore. */
export function characterId(name: string): PersonaId {
  const folded = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50)
    .replace(/_+$/, '');
  // Names in other scripts leave nothing: they take a hash of the name, which is as stable.
  return SLUG.test(folded) ? folded : `c${fnv1a(name.normalize('NFKC')).toString(16).padStart(8, '0')}`;
}

/**
 * The persona of a character. Relationships keep the keys they came with (ids or names); `assembleCast` resolves them
 * among the cast and drops the rest.
 */
export function toPersona(input: CharacterInput, id: PersonaId, locationId: LocationId): Persona {
  const traits = toShares(input.traits, input.scale);
  const weights = toShares(input.weights, input.scale);
  const stats = Object.values(input.stats).some((value) => value !== undefined && value > 10)
    ? (value = 10) => clamp(Math.ceil(value / 2), 1, 10)
    : (value = 5) => value;
  const named = (text: string) => withNames(text, input.name);
  return {
    id,
    name: input.name,
    aliases: input.aliases,
    pronouns: pronounsOf(input.pronouns),
    description: named(input.description ?? 'somebody who arrived without much to say about the past'),
    ...(input.faction === undefined ? {} : { faction: input.faction }),
    rank: input.rank,
    ...(input.profession === undefined ? {} : { profession: input.profession }),
    traits,
    weights: {
      selfPreservation: weights.self_preservation ?? 0.5,
      factionLoyalty: weights.faction_loyalty ?? 0.7,
      personalRelationships: weights.personal_relationships ?? 0.6,
      missionSuccess: weights.mission_success ?? 0.8,
      moralPrinciples: weights.moral_principles ?? 0.4,
    },
    goals: input.goals.map((goal, index) => toGoal(goal, index, named)),
    stats: {
      strength: stats(input.stats.strength),
      dexterity: stats(input.stats.dexterity),
      intelligence: stats(input.stats.intelligence),
      willpower: stats(input.stats.willpower),
      perception: stats(input.stats.perception),
      charisma: stats(input.stats.charisma),
    },
    resources: {
      health: toResource(input.resources.health, 1),
      stamina: toResource(input.resources.stamina, 5),
      morale: toResource(input.resources.morale, 0),
    },
    equipment: input.equipment.map((piece) =>
      typeof piece === 'string'
        ? { name: piece, equipmentType: 'tool', condition: 1, quantity: 1 }
        : {
            name: piece.name,
            equipmentType: piece.equipment_type,
            condition: piece.condition,
            quantity: piece.quantity,
          },
    ),
    locationId,
    ...(input.position === undefined ? {} : { position: input.position }),
    biases: toShares(input.biases, input.scale),
    state: {
      conscious: input.state?.conscious ?? true,
      mobile: input.state?.mobile ?? true,
      alertness: input.state?.alertness ?? 'alert',
      focus: input.state?.focus ?? 'unfocused',
      stress: input.state?.stress ?? 0,
      fatigue: input.state?.fatigue ?? 0,
      statusEffects: input.state?.status_effects ?? [],
      injuries: input.state?.injuries ?? [],
    },
    relationships: input.relationships satisfies Record<string, Bond>,
    sayings: input.sayings.map(named),
    secrets: input.secrets.map(named),
    ...(input.tags.length === 0 ? {} : { tags: input.tags }),
    ...(input.scenario === undefined ? {} : { scenario: named(input.scenario) }),
    ...(input.guidance === undefined ? {} : { guidance: named(input.guidance) }),
  };
}

/** Brings a group of values to 0..1; one above 1 shows that the group is on a scale of 0..10. */
function toShares(
  values: Readonly<Record<string, number | undefined>>,
  scale: CharacterInput['scale'],
): Record<string, number> {
  const known = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const divisor = scale === '0-10' || (scale === undefined && known.some(([, value]) => value > 1)) ? 10 : 1;
  return Object.fromEntries(known.map(([key, value]) => [key, round6(clamp(value / divisor, 0, 1))]));
}

function toGoal(goal: CharacterInput['goals'][number], index: number, named: (text: string) => string): Goal {
  const fallbackId = `goal_${index + 1}`;
  if (typeof goal === 'string') return { id: fallbackId, text: named(goal), priority: 0.5, status: 'open' };
  const tracks: GoalTrack | undefined = goal.tracks && {
    kind: goal.tracks.kind,
    count: goal.tracks.count,
    ...(goal.tracks.who === undefined ? {} : { who: goal.tracks.who }),
  };
  return {
    id: goal.id ?? fallbackId,
    text: named(goal.text),
    priority: goal.priority > 1 ? round6(goal.priority / 10) : goal.priority,
    status: goal.status,
    ...(tracks === undefined ? {} : { tracks }),
  };
}

function toResource(input: CharacterInput['resources']['health'], regeneration: number): Resource {
  const maximum = input?.maximum ?? 100;
  return {
    current: Math.min(maximum, input?.current ?? maximum),
    maximum,
    regenerationRate: input?.regeneration_rate ?? regeneration,
  };
}
