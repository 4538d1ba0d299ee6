import type { Json } from '../json.js';
import type { ArcStage } from '../narrative/arcs.js';
import type { EdgeType } from '../narrative/causal-edges.js';
import type { Certainty } from '../reality/certainty.js';
import type { SubjectThreatLevel } from '../reality/subject-threat.js';
import type { SituationType, Uncertainty } from '../reality/turn-brief.js';
import type { PerceivedCertainty } from '../reality/witnesses.js';
import type { Hunch } from './insight.js';
import type {
  ActionType,
  Bond,
  Goal,
  Level,
  LocationId,
  Outcome,
  PersonaId,
  Pronouns,
  Style,
  Threat,
} from './types.js';

/**
 * The structured form of each prompt: what `ModelRequest.data` holds for a purpose, never more than the prompt's text
 * says. The offline model answers from it, and the shapes of the answers stand here too, in wire names.
 */

/** A person as another person, or the chronicler, sees one. */
export interface PersonaSketch {
  readonly id: PersonaId;
  readonly name: string;
  readonly pronouns: Pronouns;
  readonly description: string;
  readonly profession?: string;
  readonly traits: Readonly<Record<string, number>>;
}

export interface PlaceSketch {
  readonly id: LocationId;
  readonly name: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly light: string;
  readonly weather: string;
  readonly terrain: string;
}

export interface ThingSketch {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** How surely it is made out. */
  readonly certainty: PerceivedCertainty;
  readonly heldBy?: PersonaId;
  readonly open?: boolean;
  /** A clause without subject, `is` first: `is cold to the touch`. */
  readonly description?: string;
}

/** Something that a persona holds to be true, as one clause: `the cable was cut from the inside`. */
export interface KnownFact {
  readonly id: string;
  readonly text: string;
  readonly reliability: number;
  readonly learned: 'saw' | 'found' | 'told' | 'lore';
  /** Who told it. */
  readonly from?: PersonaId;
  readonly turn: number;
  /** Who among those present is believed to know it. */
  readonly sharedWith: readonly PersonaId[];
  /** From whom among those present it had better be kept: enemies who are believed not to know it. */
  readonly keptFrom: readonly PersonaId[];
}

/** What a persona holds about one property of somebody or something. */
export interface BeliefSketch {
  readonly subject: string;
  readonly subjectName: string;
  /** Set when the subject is one of the cast. */
  readonly isPerson?: true;
  readonly property: string;
  readonly value: Json;
  /** A readable value: of a location, the place's name. */
  readonly valueName?: string;
  /** Set of what is believed to be with one of the cast, who is the value then. */
  readonly isHeld?: true;
  /** 0..1, decayed to now. */
  readonly reliability: number;
  /** `self` of what was seen, else who told it. */
  readonly source: string;
  /** Who told it. */
  readonly from?: PersonaId;
  /** Story hours since it was learned. */
  readonly age: number;
  /** How sure one can still be of it, in a word. */
  readonly certainty: Certainty;
  /** Why one had better not rely on it; absent where one may. */
  readonly uncertain?: Uncertainty;
}

/** Where somebody present is believed to believe another or a thing to be, and where the persona itself does. */
export interface MisbeliefSketch {
  readonly persona: PersonaId;
  readonly subject: string;
  readonly subjectName: string;
  readonly believes: string;
  readonly believesName: string;
  readonly at: string;
  readonly atName: string;
}

/** What has lately reached a persona, as clauses; each of them stands among its facts as well. */
export interface Feedback {
  /** Its own finds of this turn and the last. */
  readonly clues: readonly string[];
  /** What changed around it in the last two turns. */
  readonly changes: readonly string[];
  /** What others found and it heard of in the last two turns. */
  readonly discoveries: readonly string[];
}

export interface ActionOption {
  /** Name as the answer must give it. */
  readonly action: string;
  readonly type: ActionType;
  /** Ids that fit as a target; empty when the action takes none. */
  readonly targets: readonly string[];
  /** The engine's own score of the action for this persona, 0..1, and its preferred target. */
  readonly score: number;
  readonly target?: string;
}

/** `purpose: 'decide'`: what a persona's brief holds; the prompt's text tells of it what its budget has room for. */
export interface DecideData {
  /** Tells stories apart and is the same in all turns of one; bookkeeping, not in the prompt. */
  readonly story?: number;
  readonly turn: number;
  readonly turns: number;
  readonly self: PersonaSketch & {
    readonly goals: readonly Goal[];
    readonly carries: readonly string[];
    readonly health: number;
    readonly stamina: number;
    readonly morale: number;
    readonly sayings: readonly string[];
  };
  readonly place: PlaceSketch;
  /** Who is made out there, and how surely. */
  readonly present: readonly (PersonaSketch & {
    readonly bond: Bond;
    readonly certainty: PerceivedCertainty;
  })[];
  /** How many are there besides who can't be told. */
  readonly figures: number;
  readonly exits: readonly { readonly id: LocationId; readonly name: string }[];
  readonly things: readonly ThingSketch[];
  readonly facts: readonly KnownFact[];
  /** Where the persona believes others and things to be that it doesn't see; surest first. */
  readonly beliefs: readonly BeliefSketch[];
  /** What friends who are there are believed to be wrong about. */
  readonly misbeliefs: readonly MisbeliefSketch[];
  /** What comes to mind, best first, each in a sentence or two. */
  readonly memories: readonly string[];
  /** Lore that comes to mind, as it was written, the most important last; absent when there is none. */
  readonly lore?: readonly string[];
  readonly feedback: Feedback;
  /** What the persona did in its last turns, oldest first. */
  readonly recentActions: readonly {
    readonly action: string;
    readonly target?: string;
    readonly outcome: Outcome;
  }[];
  /** What was said to the persona since its last decision. */
  readonly heard: readonly { readonly from: PersonaId; readonly text: string }[];
  readonly threat: Threat;
  /** Who and what makes it that, the gravest first: a person's id, or the name of a hazard. */
  readonly threats: readonly { readonly subject: string; readonly level: SubjectThreatLevel }[];
  readonly situation: SituationType;
  readonly options: readonly ActionOption[];
  /** Those of them that lie near to the persona's character, at most eight. */
  readonly recommended: readonly string[];
  /** What the persona has come to expect where it is and where it can go, the strongest first. */
  readonly hunches: readonly Hunch[];
  /** What its own story is about at the moment. */
  readonly stage: ArcStage;
  readonly narrativeGoals: readonly string[];
  readonly difficulty: number;
}

export interface DecideAnswer {
  readonly thought: string;
  readonly action: string;
  readonly target: string | null;
  readonly dialogue: string | null;
  readonly intensity: Level;
  readonly belief_updates: readonly {
    readonly subject: string;
    readonly property: string;
    readonly value: Json;
    readonly confidence: number;
    readonly because: string;
  }[];
}

/**
 * One committed event as the chronicler tells it. `type` is an action type, or one of
 * `arrival` (somebody enters the place; `targetName` is where from), `discovery` (`detail`: a clause without capital or
 * full stop, as after "that"; `targetName` is the thing or place that gave it away), `complication` (`detail`: one
 * complete sentence, written by the world), `setback`
 * (a failed or blocked action's price; `detail` as for discovery), `goal` (a goal was reached or lost; `detail` is the
 * goal's text, an infinitive without "to"; `outcome` success or failure). Talks between people in each other's way end as
 * `agreement` (verb `agree`: `actor` goes first and `targetPerson` gives way), `refusal` (verb `refuse`: `actor` turned
 * down what `targetPerson` proposed, and both went ahead) or `standoff` (verb `stand_off`: neither gave way; `actor` went
 * on with less force, the others waited); their `detail` is what was proposed, a clause as after "that":
 * `it should be Alice who took the brass key while Bob stood by`.
 * `mistake` is somebody acting on a belief that proves false: `targetName` or `targetPerson` was expected at the place
 * and is not there; `detail` is a clause, `the lamp was not on the shelf where she had left it`.
 */
export interface ChronicleEvent {
  readonly eventId: string;
  readonly type: string;
  readonly verb: string;
  /** Story time, seconds. */
  readonly time: number;
  readonly actor?: PersonaId;
  readonly locationId: LocationId;
  readonly outcome: Outcome;
  readonly intensity: Level;
  readonly weight: number;
  /** Set when the target is a person. */
  readonly targetPerson?: PersonaId;
  /** Readable name of a target that is no person: a place or a thing, with its article if it takes one. */
  readonly targetName?: string;
  readonly dialogue?: { readonly text: string; readonly to: readonly PersonaId[]; readonly volume: string };
  /** Why the actor did it, an infinitive without "to", when known. */
  readonly motive?: string;
  readonly detail?: string;
  /** Fact passed on by a telling, as a clause. */
  readonly told?: string;
  /** Who saw or heard it, the actor included; absent when nobody's view matters. */
  readonly witnesses?: readonly PersonaId[];
  /** Whom or what somebody goes somewhere for, a person or a thing by its name, and on whose word if it was told. */
  readonly seeks?: { readonly person?: PersonaId; readonly thing?: string; readonly from?: PersonaId };
  /** What it came of. */
  readonly cause?: ChronicleCause;
  /** What a reader would notice about it: that it opens or settles a quarrel. */
  readonly pattern?: 'conflict' | 'resolution';
  /** Set when it hangs together with nothing else in the story. */
  readonly loose?: true;
  /** Changes worth telling. */
  readonly changes: readonly ChronicleChange[];
}

/** The earlier event that had most to do with a later one. */
export interface ChronicleCause {
  readonly eventId: string;
  readonly type: EdgeType;
  readonly turn: number;
  /** What had happened, a clause without capital or full stop: `Ada had opened the sea chest`. */
  readonly text: string;
}

/** A strand of the story that has not come to its end. */
export interface OpenThread {
  readonly agents: readonly PersonaId[];
  /** Where it last went on. */
  readonly place?: LocationId;
  /** What it last came to, a clause as of a cause; absent when there are no words for it. */
  readonly text?: string;
}

export type ChronicleChange =
  | { readonly kind: 'affinity'; readonly from: PersonaId; readonly to: PersonaId; readonly delta: number }
  | {
      readonly kind: 'health' | 'stamina' | 'morale';
      readonly persona: PersonaId;
      readonly delta: number;
      readonly left: number;
    }
  | { readonly kind: 'taken' | 'dropped' | 'used'; readonly persona: PersonaId; readonly thing: string }
  | { readonly kind: 'opened' | 'closed' | 'broken' | 'repaired'; readonly thing: string }
  | { readonly kind: 'light' | 'weather'; readonly locationId: LocationId; readonly value: string };

export type ArcPosition = 'opening' | 'rising' | 'turning_point' | 'closing';

/** `purpose: 'chronicle'`: one turn of the story. */
export interface ChronicleData {
  readonly turn: number;
  readonly turns: number;
  /** True on the first chapter (write an opening too). */
  readonly opens: boolean;
  /** True on the last chapter (write a closing too). */
  readonly closes: boolean;
  readonly arc: ArcPosition;
  readonly stage: {
    readonly title: string;
    readonly genre: string;
    readonly premise: string;
    readonly settingText?: string;
    readonly scenarioText?: string;
  };
  readonly style: Style;
  /** Through whose eyes the story is told; absent when the narrator sees everything. */
  readonly view?: { readonly persona: PersonaId; readonly person: 'first' | 'third' };
  /** Story time at the turn's start, seconds since midnight of day 1. */
  readonly time: number;
  /** Story time at the turn's end. */
  readonly until: number;
  /** What the client wants the story to come to, in its own words; data, never instructions. */
  readonly narrativeGoals: readonly string[];
  /** 0..1. */
  readonly difficulty: number;
  /** Everyone in the cast, in the order of the request. */
  readonly cast: readonly (PersonaSketch & {
    readonly goals: readonly Goal[];
    readonly locationId: LocationId;
    /** What its own story is about. */
    readonly stage: ArcStage;
  })[];
  readonly places: readonly PlaceSketch[];
  /** The turn's events in order. */
  readonly events: readonly ChronicleEvent[];
  /** Story so far, one line per earlier turn's weightiest event, newest last; at most 12. */
  readonly soFar: readonly string[];
  /** Loose ends for the closing: facts found and goals left open, as clauses. */
  readonly loose: readonly string[];
  /** What is known of the world and came to mind, as it was written, the most important first; absent when nothing did. */
  readonly lore?: readonly string[];
  /** Open threads for the closing, the weightiest first. */
  readonly threads: readonly OpenThread[];
  /** Keys (see `narrative/sentences.ts`) of the sentences that the story already holds; bookkeeping, not in the prompt. */
  readonly usedSentences: readonly string[];
  /** The names that those keys mask: of people and their parts, of places and things; bookkeeping as well. */
  readonly maskedNames: readonly string[];
  /** What the last answer gave back as its own bookkeeping. */
  readonly dealt?: Readonly<Record<string, number>>;
}

export interface ChronicleAnswer {
  readonly prose: string;
  readonly mentioned_event_ids: readonly string[];
  /** How often the offline model has used each bank of its grammar; other models have none. */
  readonly dealt?: Readonly<Record<string, number>>;
}
