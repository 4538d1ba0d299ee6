import { SimulationInputError } from '../errors.js';
import { assembleCast, type CastMember } from './cast.js';
import type { LoreEntry } from './lore-entry.js';
import type { Profession } from './profession-file.js';
import { type ProfessionRule, professionRule } from './professions.js';
import { rng } from './random.js';
import { type SnapshotLore, snapshotLore } from './snapshot-lore.js';
import type { Entity, Location, Persona, PersonaId, Stage, Style, WorldState } from './types.js';
import type { CharacterImpact, WorldEffect, WorldFile } from './world-file.js';

/** What a thing needs and does; its changing side (where it is, whether it works) is an entity of the world's state. */
export interface ThingRule {
  readonly id: string;
  readonly needs: readonly string[];
  readonly does?: { readonly fact: string; readonly effects: readonly WorldEffect[] };
  readonly breaks: readonly string[];
}

/** Something to be found out. Either `locationId` or `thing` says where. */
export interface Discovery {
  readonly id: string;
  readonly text: string;
  readonly locationId?: string;
  readonly thing?: string;
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  readonly reveals: readonly string[];
  readonly leadsTo: readonly string[];
  readonly weight: number;
}

export type TriggerCondition =
  | { readonly kind: 'simulation_start' }
  | { readonly kind: 'turn' | 'investigation_count'; readonly atLeast: number };

export interface Complication {
  readonly id: string;
  readonly when: TriggerCondition;
  readonly probability: number;
  readonly locationId?: string;
  readonly texts: readonly string[];
  readonly fact?: string;
  readonly weight: number;
  readonly effects: readonly WorldEffect[];
  /** What it does to people, wherever they are; absent when nothing. */
  readonly impact?: {
    readonly all?: CharacterImpact | undefined;
    readonly factions: Readonly<Record<string, CharacterImpact>>;
    readonly professions: Readonly<Record<string, CharacterImpact>>;
  };
}

export interface Objective {
  readonly id: string;
  /** An infinitive without "to". */
  readonly text: string;
  readonly reached: {
    readonly found: readonly string[];
    readonly working: readonly string[];
    readonly open: readonly string[];
  };
  /** Any of these loses it; `text` is a complete sentence. */
  readonly lost?: { readonly afterTurn?: number; readonly complication?: string; readonly text: string };
}

/** What a world holds for the story besides its places: read by the engine, never shown to a persona as such. */
export interface Script {
  readonly things: Readonly<Record<string, ThingRule>>;
  readonly discoveries: Readonly<Record<string, Discovery>>;
  readonly complications: readonly Complication[];
  readonly objectives: readonly Objective[];
  /** Known to all from the start; id to clause. */
  readonly lore: Readonly<Record<string, string>>;
  readonly weatherChanges: readonly { readonly to: Location['weather']; readonly texts: readonly string[] }[];
}

/** Everything that a simulation plays from, resolved when it was submitted; later edits of its sources change nothing. */
export interface SimulationSnapshot {
  readonly schemaVersion: 1;
  readonly seed: number;
  /** The last turn's number. */
  readonly turns: number;
  /** Of a fork, the last turn that it shares with its parent: its own are numbered from the next one on. */
  readonly startsAfter?: number;
  /** In the order of the request. */
  readonly cast: readonly Persona[];
  readonly stage: Stage;
  /** Before turn 1. */
  readonly world: WorldState;
  readonly script: Script;
  readonly style: Style;
  readonly narrativeGoals: readonly string[];
  /** 0..1: raises the odds of complications and lowers those of actions. */
  readonly difficulty: number;
  /** The professions of the cast by persona id; who isn't in it has none that is known. */
  readonly professions?: Readonly<Record<PersonaId, ProfessionRule>>;
  /** What becomes of a line that gives away what its speaker can't know; it is replaced when absent. */
  readonly leakMode?: LeakMode;
  /** Entries that may come to mind; absent when there are none, and then nothing is done about any. */
  readonly lore?: SnapshotLore;
  /** Whether a director is asked about what people and rules can't settle; it is when absent. */
  readonly director?: boolean;
}

/** Who plays, and in which world: what many simulations have in common. */
export interface SnapshotSource {
  readonly members: readonly CastMember[];
  readonly world: WorldFile;
  readonly professions?: readonly Profession[];
  /** The entries of the world that is played in; those of characters come with them. */
  readonly lore?: readonly LoreEntry[];
}

/** What a simulation has of its own. */
export interface SnapshotChoices {
  readonly seed: number;
  readonly turns: number;
  readonly settingText?: string;
  readonly scenarioText?: string;
  readonly style?: Style;
  readonly narrativeGoals?: readonly string[];
  readonly difficulty?: number;
  readonly leakMode?: LeakMode;
}

export type SnapshotInput = SnapshotSource & SnapshotChoices;

/** `strict` replaces the line, `flag` lets it stand and records it. */
export type LeakMode = 'strict' | 'flag';

/** The turn after which a simulation's own turns begin: 0 unless it is a fork. */
export function turnsBefore({ startsAfter = 0 }: Pick<SimulationSnapshot, 'startsAfter'>): number {
  return startsAfter;
}

/** How many turns of its own a simulation is to play. */
export function turnsOf(snapshot: Pick<SimulationSnapshot, 'turns' | 'startsAfter'>): number {
  return snapshot.turns - turnsBefore(snapshot);
}

/** Snapshots of before there were professions hold none. */
export function professionOf(
  { professions = {} }: SimulationSnapshot,
  persona: PersonaId,
): ProfessionRule | undefined {
  return Object.hasOwn(professions, persona) ? professions[persona] : undefined;
}

/**
 * Resolves a request into a snapshot: the seed picks among alternative places, the cast is bonded and placed.
 * @throws SimulationInputError for an empty, too large or duplicated cast, and for more lore than can be played with.
 */
export function takeSnapshot(input: SnapshotInput): SimulationSnapshot {
  const { world, seed } = input;
  if (!Number.isSafeInteger(seed)) throw new SimulationInputError('seed must be a safe integer');
  const cast = assembleCast(input.members, world, seed);
  const lore = snapshotLore(input.members, input.lore ?? []);
  return {
    schemaVersion: 1,
    seed,
    turns: input.turns,
    cast,
    stage: {
      worldId: world.id,
      title: world.title,
      genre: world.genre,
      premise: world.premise,
      ...(input.settingText ? { settingText: input.settingText } : {}),
      ...(input.scenarioText ? { scenarioText: input.scenarioText } : {}),
      turnMinutes: world.turn_minutes,
      ...(world.rules === undefined
        ? {}
        : { stealth: world.rules.stealth, retreatRank: world.rules.retreat_rank }),
    },
    world: initialWorld(world, seed),
    script: scriptFor(world, seed),
    style: input.style ?? {},
    narrativeGoals: input.narrativeGoals ?? [],
    difficulty: input.difficulty ?? 0.5,
    ...(input.leakMode === undefined ? {} : { leakMode: input.leakMode }),
    ...(lore === undefined ? {} : { lore }),
    professions: Object.fromEntries(
      cast.flatMap(({ id, profession }) => {
        const rule = professionRule(profession, input.professions ?? []);
        return rule === undefined ? [] : [[id, rule] as const];
      }),
    ),
  };
}

function initialWorld(world: WorldFile, seed: number): WorldState {
  const [hours = 0, minutes = 0] = world.start_time.split(':').map(Number);
  const locations = locationsOf(world);
  const entities: Record<string, Entity> = {};
  for (const thing of world.things) {
    const at = onePlace(thing.at, seed, thing.id);
    entities[thing.id] = {
      name: thing.name,
      kind: thing.kind,
      ...(Object.hasOwn(locations, at) ? { locationId: at } : { containerId: at }),
      ...(thing.kind === 'container' ? { open: thing.open } : {}),
      properties: {
        ...(thing.description === undefined ? {} : { description: thing.description }),
        ...(thing.kind === 'mechanism' ? { working: thing.working } : {}),
        ...(thing.hidden ? { hidden: true } : {}),
      },
    };
  }
  return {
    turn: 0,
    clock: (hours * 60 + minutes) * 60,
    locations,
    entities,
    factions: {},
    conditions: [],
    triggersFired: [],
    counters: { investigation: 0, dialogue: 0 },
    phase: 'initialization',
  };
}

/** What simulations in one world have in common, so that what is worked out about it is worked out for all of them. */
const maps = new WeakMap<WorldFile, WorldState['locations']>();
const scripts = new WeakMap<WorldFile, Script>();

function locationsOf(world: WorldFile): WorldState['locations'] {
  const known = maps.get(world);
  if (known !== undefined) return known;
  const locations: Record<string, Location> = {};
  for (const file of world.locations) {
    const { id, start: _start, line_of_sight, contents_visible_on_entry, ...location } = file;
    locations[id] = {
      ...location,
      properties: {
        ...(line_of_sight === undefined ? {} : { line_of_sight }),
        ...(contents_visible_on_entry === undefined ? {} : { contents_visible_on_entry }),
      },
    };
  }
  maps.set(world, locations);
  return locations;
}

/** A script that leaves nothing to the seed is the same for all. */
function scriptFor(world: WorldFile, seed: number): Script {
  if ([...world.discoveries, ...world.complications].some(({ at }) => Array.isArray(at))) {
    return scriptOf(world, seed);
  }
  let script = scripts.get(world);
  if (script === undefined) {
    script = scriptOf(world, seed);
    scripts.set(world, script);
  }
  return script;
}

function scriptOf(world: WorldFile, seed: number): Script {
  return {
    things: Object.fromEntries(
      world.things.map(({ id, needs, does, breaks }) => [
        id,
        { id, needs, breaks, ...(does === undefined ? {} : { does }) },
      ]),
    ),
    discoveries: Object.fromEntries(
      world.discoveries.map(({ id, text, at, thing, requires, provides, reveals, leads_to, weight }) => [
        id,
        {
          id,
          text,
          ...(at === undefined ? {} : { locationId: onePlace(at, seed, id) }),
          ...(thing === undefined ? {} : { thing }),
          requires,
          provides,
          reveals,
          leadsTo: leads_to,
          weight,
        },
      ]),
    ),
    complications: world.complications.map((each) => ({
      id: each.id,
      when: triggerCondition(each.when),
      probability: each.probability,
      ...(each.at === undefined ? {} : { locationId: onePlace(each.at, seed, each.id) }),
      texts: each.texts,
      ...(each.fact === undefined ? {} : { fact: each.fact }),
      weight: each.weight,
      effects: each.effects,
      ...(each.character_impact === undefined ? {} : { impact: each.character_impact }),
    })),
    objectives: world.objectives.map(({ id, text, reached, lost }) => ({
      id,
      text,
      reached,
      ...(lost === undefined
        ? {}
        : {
            lost: {
              text: lost.text,
              ...(lost.after_turn === undefined ? {} : { afterTurn: lost.after_turn }),
              ...(lost.complication === undefined ? {} : { complication: lost.complication }),
            },
          }),
    })),
    lore: Object.fromEntries(world.lore.map(({ id, text }) => [id, text])),
    weatherChanges: world.weather_changes,
  };
}

function onePlace(at: string | readonly string[], seed: number, subject: string): string {
  if (typeof at === 'string') return at;
  const place = rng(seed, 0, 'place', subject).pick(at);
  if (place === undefined) throw new SimulationInputError(`"${subject}" has no place to be`);
  return place;
}

/**
 * Reads `simulation_start`, `turn >= N` or `investigation_count >= N`.
 * @throws SimulationInputError for any other text
 */
export function triggerCondition(when: string): TriggerCondition {
  if (when === 'simulation_start') return { kind: 'simulation_start' };
  const match = /^(turn|investigation_count) >= (\d+)$/.exec(when);
  const kind = match?.[1];
  if (kind !== 'turn' && kind !== 'investigation_count') {
    throw new SimulationInputError(`"${when}" is no condition of a complication`);
  }
  return { kind, atLeast: Number(match?.[2]) };
}
