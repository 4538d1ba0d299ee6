import { z } from 'zod';
import { lineText, slug, storableText } from './text.js';

/**
 * A world file (`data/worlds/*.json`): places, things, what can be found out, what may go wrong and what counts as
 * solved, as data. Names carry their article (`the lamp room`). `at` may list several places: the seed picks one, so
 * that two runs don't hide the same thing in the same drawer. Sentences stand in the past tense, as a story tells them.
 */

const places = z.union([slug(), z.array(slug()).min(1).max(6)]);
/** A clause as it stands after "that": no capital, no full stop. */
const clause = storableText(400).refine(
  (text) => !/[.!?]$/.test(text),
  'must be a clause without a full stop',
);
const sentence = storableText(600).refine((text) => /[.!?]["”]?$/.test(text), 'must end as a sentence');
const light = z.enum(['bright', 'normal', 'dim', 'dark']);
const weather = z.enum(['clear', 'fog', 'rain', 'storm', 'none']);

/** Who is hit: everyone, everyone at the complication's place, or one of them by lot. */
const who = z.enum(['all', 'here', 'one']);

const worldEffectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('light'), at: slug(), value: light }),
  /** Without `at` all places under the open sky change. */
  z.strictObject({ kind: z.literal('weather'), at: slug().optional(), value: weather }),
  /** Closes the way between two places, both directions, for some turns. */
  z.strictObject({
    kind: z.literal('block'),
    from: slug(),
    to: slug(),
    turns: z.number().int().min(1).max(100),
  }),
  z.strictObject({ kind: z.literal('stress'), who, amount: z.number().min(-1).max(1) }),
  z.strictObject({ kind: z.literal('morale'), who, amount: z.number().min(-50).max(50) }),
  z.strictObject({ kind: z.literal('injury'), who, amount: z.number().min(1).max(50), injury: lineText(80) }),
  z.strictObject({ kind: z.literal('break'), thing: slug() }),
  z.strictObject({ kind: z.literal('mend'), thing: slug() }),
  z.strictObject({ kind: z.literal('open'), thing: slug() }),
  z.strictObject({ kind: z.literal('reveal'), thing: slug() }),
  /** Carries a loose thing to another place. */
  z.strictObject({ kind: z.literal('shift'), thing: slug(), to: slug() }),
  /** A danger that lasts: it raises the threat that people see there. */
  z.strictObject({
    kind: z.literal('hazard'),
    at: slug(),
    name: lineText(60),
    severity: z.number().min(0).max(1),
    turns: z.number().int().min(1).max(100),
  }),
]);

const thingSchema = z.strictObject({
  id: slug(),
  name: lineText(80),
  kind: z.enum(['item', 'container', 'mechanism']),
  /** A clause without subject, `is` first: `is cold to the touch`. */
  description: clause.optional(),
  /** Ids of places, or of the container it lies in. */
  at: places,
  /** Containers: whether it stands open. */
  open: z.boolean().default(false),
  /** Mechanisms: whether it works. */
  working: z.boolean().default(true),
  /** Not seen before a finding or a complication reveals it. */
  hidden: z.boolean().default(false),
  /** Before it can be opened, mended or put to use: things to have at hand, findings to know, a place to be in. */
  needs: z.array(slug()).max(6).default([]),
  /** What opening, mending or using it brings about: a fact that all present then know, and changes of the world. */
  does: z.strictObject({ fact: clause, effects: z.array(worldEffectSchema).max(6).default([]) }).optional(),
  /** Mechanisms: sentences for the moment when it fails again. */
  breaks: z.array(sentence).max(6).default([]),
});

const discoverySchema = z.strictObject({
  id: slug(),
  text: clause,
  /** Where searching finds it; not given for what is found in or on a thing, wherever that is. */
  at: places.optional(),
  thing: slug().optional(),
  /** Findings that must be known first. */
  requires: z.array(slug()).max(5).default([]),
  /** Tags that later events may ask for. */
  provides: z.array(slug()).max(5).default([]),
  /** Hidden things that it shows. */
  reveals: z.array(slug()).max(3).default([]),
  /** Places that it points to. */
  leads_to: z.array(slug()).max(3).default([]),
  weight: z.number().min(0).max(1).default(0.7),
});

/** What a complication does to people wherever they are: steps of stress, and points of morale, health and stamina. */
const impactSchema = z.strictObject({
  stress: z.number().min(-1).max(1).optional(),
  morale: z.number().min(-50).max(50).optional(),
  health: z.number().min(-50).max(50).optional(),
  stamina: z.number().min(-50).max(50).optional(),
});

const complicationSchema = z.strictObject({
  id: slug(),
  when: z
    .string()
    .regex(
      /^(simulation_start|(turn|investigation_count) >= \d{1,3})$/,
      'must be "simulation_start", "turn >= N" or "investigation_count >= N"',
    ),
  /** Drawn anew each turn while `when` holds; it happens once at most. */
  probability: z.number().min(0).max(1).default(1),
  /** Where it happens; without one, everywhere at once. */
  at: places.optional(),
  texts: z.array(sentence).min(1).max(6),
  /** What those who witness it know from then on. */
  fact: clause.optional(),
  weight: z.number().min(0).max(1).default(0.9),
  effects: z.array(worldEffectSchema).max(8).default([]),
  /** For everybody, for those of a faction by its name, for those of a profession by its id; what applies adds up. */
  character_impact: z
    .strictObject({
      all: impactSchema.optional(),
      factions: z.record(lineText(80), impactSchema).default({}),
      professions: z.record(slug(), impactSchema).default({}),
    })
    .optional(),
});

const objectiveSchema = z.strictObject({
  id: slug(),
  /** An infinitive without "to". */
  text: clause,
  /** All of these: findings that somebody knows, mechanisms that work, containers that stand open. */
  reached: z.strictObject({
    found: z.array(slug()).default([]),
    working: z.array(slug()).default([]),
    open: z.array(slug()).default([]),
  }),
  /** Any of these while it is still open: a turn has passed, a complication has come. */
  lost: z
    .strictObject({
      after_turn: z.number().int().min(1).max(100).optional(),
      complication: slug().optional(),
      /** What is told at that moment. */
      text: sentence,
    })
    .optional(),
});

const locationSchema = z.strictObject({
  id: slug(),
  name: lineText(80),
  description: sentence,
  features: z.array(lineText(120)).min(1).max(10),
  connections: z.array(slug()).min(1).max(8),
  light,
  weather,
  terrain: z.enum(['open', 'forest', 'urban', 'underground']),
  /** Whether people may start here. */
  start: z.boolean().default(false),
  /** Places that can be seen from here, and from which this one can. */
  line_of_sight: z.array(slug()).min(1).max(8).optional(),
  /** Whether who comes in sees what lies in closed containers: behind glass, say. */
  contents_visible_on_entry: z.boolean().optional(),
});

export const worldFileSchema = z
  .strictObject({
    id: slug(),
    title: lineText(120),
    genre: lineText(60),
    /** Words by which a client's setting is matched to this world. */
    keywords: z.array(lineText(40)).min(1).max(80),
    premise: sentence,
    /** `HH:MM` on the first day. */
    start_time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM'),
    turn_minutes: z.number().int().min(1).max(240).default(10),
    locations: z.array(locationSchema).min(2).max(20),
    things: z.array(thingSchema).max(60),
    discoveries: z.array(discoverySchema).max(100),
    complications: z.array(complicationSchema).max(60),
    objectives: z.array(objectiveSchema).max(20),
    /** What everybody here knows. */
    lore: z.array(z.strictObject({ id: slug(), text: clause })).max(30),
    /** How the weather turns, over all places under the open sky. */
    weather_changes: z
      .array(z.strictObject({ to: weather, texts: z.array(sentence).min(1).max(6) }))
      .max(12)
      .default([]),
    /** What binds people here beyond their own sense: whether noise gives everybody away, and below which rank one needs leave to retreat. */
    rules: z
      .strictObject({
        stealth: z.boolean().default(false),
        retreat_rank: z.number().int().min(0).max(10).default(0),
      })
      .optional(),
  })
  .superRefine(checkReferences);

export type WorldFile = z.infer<typeof worldFileSchema>;
export type WorldEffect = z.infer<typeof worldEffectSchema>;
export type CharacterImpact = z.infer<typeof impactSchema>;

interface References {
  readonly locations: readonly {
    readonly id: string;
    readonly connections: readonly string[];
    readonly line_of_sight?: readonly string[] | undefined;
  }[];
  readonly things: readonly {
    readonly id: string;
    readonly at: string | readonly string[];
    readonly needs: readonly string[];
  }[];
  readonly discoveries: readonly {
    readonly id: string;
    readonly at?: string | readonly string[] | undefined;
    readonly thing?: string | undefined;
    readonly requires: readonly string[];
    readonly reveals: readonly string[];
    readonly leads_to: readonly string[];
  }[];
  readonly complications: readonly {
    readonly id: string;
    readonly at?: string | readonly string[] | undefined;
  }[];
  readonly objectives: readonly {
    readonly id: string;
    readonly reached: {
      readonly found: readonly string[];
      readonly working: readonly string[];
      readonly open: readonly string[];
    };
  }[];
}

/** Every id that the file mentions must stand in it, every id once, and ways must lead back. */
function checkReferences(world: References, context: z.RefinementCtx): void {
  const wrong = (message: string) => context.addIssue({ code: 'custom', message });
  const locations = new Map(world.locations.map((location) => [location.id, location]));
  const things = new Set(world.things.map((thing) => thing.id));
  const discoveries = new Set(world.discoveries.map((discovery) => discovery.id));
  const all = [
    ...world.locations,
    ...world.things,
    ...world.discoveries,
    ...world.complications,
    ...world.objectives,
  ];
  const seen = new Set<string>();
  for (const { id } of all) {
    if (seen.has(id)) wrong(`"${id}" is used twice`);
    seen.add(id);
  }
  const need = (ids: readonly string[], known: { has(id: string): boolean }, by: string) => {
    for (const id of ids) if (!known.has(id)) wrong(`"${by}" names "${id}", which the file does not hold`);
  };
  for (const location of world.locations) {
    need(location.connections, locations, location.id);
    need(location.line_of_sight ?? [], locations, location.id);
    for (const next of location.connections) {
      if (locations.get(next)?.connections.includes(location.id) === false) {
        wrong(`"${next}" must connect back to "${location.id}"`);
      }
    }
  }
  const somewhere = new Set([...locations.keys(), ...things]);
  const needed = new Set([...things, ...discoveries, ...locations.keys()]);
  for (const thing of world.things) {
    need([thing.at].flat(), somewhere, thing.id);
    need(thing.needs, needed, thing.id);
  }
  for (const discovery of world.discoveries) {
    need([discovery.at ?? []].flat(), locations, discovery.id);
    if ((discovery.at === undefined) === (discovery.thing === undefined)) {
      wrong(`"${discovery.id}" needs either a place or a thing`);
    }
    need(discovery.thing === undefined ? [] : [discovery.thing], things, discovery.id);
    need(discovery.requires, discoveries, discovery.id);
    need(discovery.reveals, things, discovery.id);
    need(discovery.leads_to, locations, discovery.id);
  }
  for (const complication of world.complications)
    need([complication.at ?? []].flat(), locations, complication.id);
  for (const objective of world.objectives) {
    need(objective.reached.found, discoveries, objective.id);
    need([...objective.reached.working, ...objective.reached.open], things, objective.id);
  }
}
