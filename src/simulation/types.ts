import type { Json } from '../json.js';
import type { ModelFailureReason } from '../llm/port.js';

/**
 * The data of the turn engine: plain JSON, camelCase, no classes. Field meanings and ranges are those of the
 * character and world files in `data/`; what is stored is rounded to 6 decimals.
 */

export type PersonaId = string;
export type EntityId = string;
export type LocationId = string;
export type Level = 'low' | 'normal' | 'high' | 'extreme';
export type ActionPriority = 'low' | 'normal' | 'high' | 'critical';
export type Outcome = 'success' | 'failure' | 'blocked' | 'none';
export type Threat = 'LOW' | 'MODERATE' | 'HIGH' | 'CRITICAL';

export const ACTION_TYPES = [
  'move',
  'attack',
  'defend',
  'communicate',
  'observe',
  'use_item',
  'special_ability',
  'wait',
  'retreat',
  'fortify',
  'investigate',
  'search',
  'hide',
  'interact',
  'cast_spell',
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** From least to most awake. */
export const ALERTNESS = [
  'unconscious',
  'sleeping',
  'drowsy',
  'relaxed',
  'alert',
  'vigilant',
  'paranoid',
] as const;

/** What a persona's attention is on. */
export const FOCUS = ['unfocused', 'environmental', 'target', 'task', 'threat', 'stealth'] as const;

/** How a persona feels about another: affinity -1..1, trust 0..1. */
export interface Bond {
  readonly affinity: number;
  readonly trust: number;
  /** friend, rival, mentor, sibling, stranger, … */
  readonly kind: string;
}

export interface Goal {
  readonly id: string;
  /** An infinitive without "to": `find out who cut the cable`. */
  readonly text: string;
  readonly priority: number;
  readonly status: 'open' | 'done' | 'failed';
  /** Which events reach or lose it; without one it is guessed from the text's verbs. */
  readonly tracks?: GoalTrack;
}

/**
 * What a goal watches. `learn`: know `count` findings. `repair`: mend `count` mechanisms. `protect`: guard or tend
 * `who` (anyone when absent) `count` times, lost when they fall under half their health. `trust`: be liked by `who`
 * (anyone when absent) at 0.5 or more, lost at -0.5. `secret`: hold out against `count` questions, lost when one of the
 * persona's secrets is known to somebody else.
 */
export interface GoalTrack {
  readonly kind: 'learn' | 'repair' | 'protect' | 'trust' | 'secret';
  readonly count: number;
  readonly who?: PersonaId;
}

export interface Resource {
  readonly current: number;
  readonly maximum: number;
  readonly regenerationRate: number;
}

export interface Equipment {
  readonly name: string;
  readonly equipmentType: string;
  readonly condition: number;
  readonly quantity: number;
}

export interface Pronouns {
  readonly subject: string;
  readonly object: string;
  readonly possessive: string;
  readonly reflexive: string;
}

export interface Persona {
  readonly id: PersonaId;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly pronouns: Pronouns;
  /** One clause about who this is, without the name: `a keeper who counts every lamp twice`. */
  readonly description: string;
  readonly faction?: string;
  readonly rank: number;
  readonly profession?: string;
  /** 0..1; missing traits count as 0.5. */
  readonly traits: Readonly<Record<string, number>>;
  readonly weights: {
    readonly selfPreservation: number;
    readonly factionLoyalty: number;
    readonly personalRelationships: number;
    readonly missionSuccess: number;
    readonly moralPrinciples: number;
  };
  readonly goals: readonly Goal[];
  /** Integers 1..10. */
  readonly stats: {
    readonly strength: number;
    readonly dexterity: number;
    readonly intelligence: number;
    readonly willpower: number;
    readonly perception: number;
    readonly charisma: number;
  };
  readonly resources: { readonly health: Resource; readonly stamina: Resource; readonly morale: Resource };
  readonly equipment: readonly Equipment[];
  readonly locationId: LocationId;
  /** Coordinates within the world, metres. */
  readonly position?: { readonly x: number; readonly y: number; readonly z: number };
  /** Strengths of the five cognitive biases, 0..1; a missing one is 0. */
  readonly biases: Readonly<Record<string, number>>;
  readonly state: {
    readonly conscious: boolean;
    readonly mobile: boolean;
    readonly alertness: (typeof ALERTNESS)[number];
    readonly focus: (typeof FOCUS)[number];
    readonly stress: number;
    readonly fatigue: number;
    readonly statusEffects: readonly string[];
    readonly injuries: readonly string[];
  };
  readonly relationships: Readonly<Record<PersonaId, Bond>>;
  /** Short lines in the character's own voice, for flavour. */
  readonly sayings: readonly string[];
  /** What only this persona knows at the start, as clauses: `the log of that night was rewritten`. */
  readonly secrets: readonly string[];
  /** Words for what it is, by which entries of lore can be for it. */
  readonly tags?: readonly string[];
  /** In what circumstances it is usually met. */
  readonly scenario?: string;
  /** How whoever made it would have it played: material, never an instruction. */
  readonly guidance?: string;
}

export interface Location {
  readonly name: string;
  /** Complete sentences. */
  readonly description: string;
  /** Noun phrases with article: `a rack of cold lamps`. */
  readonly features: readonly string[];
  readonly connections: readonly LocationId[];
  readonly light: 'bright' | 'normal' | 'dim' | 'dark';
  readonly weather: 'clear' | 'fog' | 'rain' | 'storm' | 'none';
  readonly terrain: 'open' | 'forest' | 'urban' | 'underground';
  readonly properties: Readonly<Record<string, Json>>;
}

export interface Entity {
  readonly name: string;
  readonly kind: 'item' | 'container' | 'mechanism' | 'clue';
  readonly locationId?: LocationId;
  /** A container, or the persona who carries it. */
  readonly containerId?: EntityId | PersonaId;
  readonly open?: boolean;
  readonly properties: Readonly<Record<string, Json>>;
}

export interface Condition {
  readonly type: string;
  readonly severity: number;
  readonly affectedArea?: LocationId;
  readonly turnsRemaining?: number;
  readonly effects: Readonly<Record<string, Json>>;
}

export interface WorldState {
  readonly turn: number;
  /** Story time in seconds since midnight of day 1. */
  readonly clock: number;
  readonly locations: Readonly<Record<LocationId, Location>>;
  readonly entities: Readonly<Record<EntityId, Entity>>;
  readonly factions: Readonly<Record<string, Json>>;
  readonly conditions: readonly Condition[];
  readonly triggersFired: readonly string[];
  readonly counters: { readonly investigation: number; readonly dialogue: number };
  readonly phase: 'initialization' | 'investigation_phase' | 'interaction_phase';
}

export interface Dialogue {
  readonly text: string;
  readonly to: readonly PersonaId[];
  readonly volume: 'whisper' | 'normal' | 'loud';
}

export interface BeliefUpdate {
  readonly subject: string;
  readonly property: string;
  readonly value: Json;
  readonly confidence: number;
  readonly because: string;
}

export interface ProposedAction {
  readonly actionId: string;
  readonly actorId: PersonaId;
  readonly type: ActionType;
  /** Free, data-defined name of the action: scout, repair, patrol. */
  readonly verb: string;
  readonly target?: string | undefined;
  readonly intensity: Level;
  readonly duration: number;
  readonly range: number;
  readonly resources: readonly string[];
  readonly goals: readonly string[];
  readonly dialogue?: Dialogue | undefined;
  readonly thought: string;
  readonly priority: ActionPriority;
  readonly beliefUpdates: readonly BeliefUpdate[];
  /** What a move is made for: somebody or something that the actor believes to be where it goes. */
  readonly expects?: { readonly subject: string; readonly source: string } | undefined;
  /** Why the algorithm or the offline model decided instead of the model; absent when the model did. */
  readonly degraded?: ModelFailureReason | undefined;
}

/** One change of the world or of a persona, applied by a reducer: `{kind: 'move', ...}`. */
export interface Effect {
  readonly kind: string;
  readonly [field: string]: Json | undefined;
}

export interface StoryEvent {
  /** `t0007-e003`. */
  readonly eventId: string;
  readonly turn: number;
  readonly seq: number;
  /** Story time, seconds. */
  readonly time: number;
  readonly type: string;
  readonly agentId?: PersonaId;
  readonly participants: readonly PersonaId[];
  readonly locationId?: LocationId;
  readonly dialogue?: Dialogue;
  readonly outcome: Outcome;
  readonly effects: readonly Effect[];
  readonly weight: number;
  readonly confidence: number;
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  /** What the chronicler needs beyond the effects; see `ChronicleEvent`. */
  readonly data: Readonly<Record<string, Json>>;
}

/** Calls, tokens and dollars, summed over the calls of a step. */
export interface UsageTotals {
  readonly modelCalls: number;
  readonly cachedCalls: number;
  /** Calls that were sent and never answered, as far as is known: what they cost isn't. */
  readonly unconfirmedCalls: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly savedUsd: number;
}

/** How a story is told; absent fields are the narrator's choice. */
export interface Style {
  readonly narrativeStyle?: string;
  readonly tone?: string;
  readonly pov?: string;
  readonly language?: string;
  readonly verbosity?: number;
  readonly focusAreas?: readonly string[];
}

/** What a simulation plays in, apart from its changing state. */
export interface Stage {
  readonly worldId: string;
  readonly title: string;
  readonly genre: string;
  /** Complete sentences that set the scene. */
  readonly premise: string;
  /** The client's own words about the setting and the scenario; data, never instructions. */
  readonly settingText?: string;
  readonly scenarioText?: string;
  readonly turnMinutes: number;
  /** Whoever ranks below this needs leave to retreat; nobody does when absent. */
  readonly retreatRank?: number;
  /** Whether noise gives everybody away; it doesn't when absent. */
  readonly stealth?: boolean;
}
