import type { ModelFailureReason, ModelSource } from '../llm/port.js';
import type { ArcStage } from '../narrative/arcs.js';
import type { InformationCategory } from '../reality/fragments.js';
import type { KnowledgeLeak } from '../reality/leaks.js';
import type { Observation } from '../reality/observe.js';
import type { SituationType } from '../reality/turn-brief.js';
import type { PerceivedCertainty } from '../reality/witnesses.js';
import type { EngineEvent } from './changes.js';
import type { Conflict } from './conflicts.js';
import type { Hunch } from './insight.js';
import type { LawReport } from './laws/adjudicate.js';
import type { LoreRecord } from './lore-state.js';
import type { Session } from './negotiation.js';
import type { OtherMind } from './other-minds.js';
import type { Pace } from './pace.js';
import type { Trimmed } from './state-bound.js';
import type { StoryRecord } from './storyline.js';
import type { Goal, Location, LocationId, PersonaId, ProposedAction, Threat, UsageTotals } from './types.js';

/** What one persona had before it when it decided, by id: the proof of what it could know. */
export interface BriefRecord {
  readonly personaId: PersonaId;
  readonly locationId: LocationId;
  readonly present: readonly PersonaId[];
  readonly things: readonly string[];
  /** How many unknown figures it perceived besides. */
  readonly figures: number;
  /** How surely it made out those of the present and of the things that it didn't see clearly. */
  readonly unsure: Readonly<Record<string, PerceivedCertainty>>;
  readonly facts: readonly string[];
  /** What it made of the minds of those present: what they had yet to hear, what it kept from them, where they erred. */
  readonly minds: Readonly<Record<PersonaId, OtherMind>>;
  /** Uids of the lore that came to its mind, as it stood before it; absent when none did. */
  readonly lore?: readonly string[] | undefined;
  readonly exits: readonly LocationId[];
  readonly actions: readonly string[];
  readonly threat: Threat;
  /** What it had reason to fear and how much (see `subjectThreat`): persons by id, hazards by name; absent when nothing. */
  readonly threats?: Readonly<Record<string, number>> | undefined;
  readonly situation: SituationType;
  /** Mean reliability of what it held, 0..1 to 2 decimals, by kind; absent where it held nothing. */
  readonly confidence: Readonly<Partial<Record<InformationCategory, number>>>;
  /** Actions that it was recommended, of those open to it. */
  readonly recommended: readonly string[];
  /** What it had come to expect where; absent when nothing in particular. */
  readonly hunches?: readonly Hunch[] | undefined;
  /** What its own story was about. */
  readonly stage: ArcStage;
  /** Of the prompt; absent if the model decided without reading it. */
  readonly promptTokens?: number | undefined;
}

/** A talk of the turn and how it stood at its end. */
export interface NegotiationRecord extends Session {
  readonly status: 'in_progress' | 'resolved' | 'failed' | 'deadlock' | 'timeout';
  /** Whether the director's compromise was asked for. */
  readonly mediated: boolean;
}

/** How a call ended; `source` says who answered it. */
export interface ModelAnswerRecord {
  readonly key: string;
  readonly outcome: 'ok' | ModelFailureReason;
  readonly source?: ModelSource;
}

/** Where everyone and everything stood at the end of a turn, as far as the chronicler needs it. */
export interface TurnScene {
  readonly people: Readonly<
    Record<
      PersonaId,
      { readonly locationId: LocationId; readonly goals: Readonly<Record<string, Goal['status']>> }
    >
  >;
  readonly places: Readonly<
    Record<LocationId, { readonly light: Location['light']; readonly weather: Location['weather'] }>
  >;
  /** Discoveries made so far. */
  readonly found: readonly string[];
  readonly objectives: Readonly<Record<string, 'open' | 'done' | 'failed'>>;
}

/** Something about a turn that whoever runs the story should know. */
export type TurnWarning =
  /** Nobody was there to act. */
  { readonly kind: 'empty_turn' } | Trimmed;

/** One committed turn. Plain JSON; with the snapshot it is all that the chronicler needs. */
export interface TurnRecord {
  readonly schemaVersion: 3;
  readonly simulationId: string;
  readonly turn: number;
  /** Of the states before and after the turn. */
  readonly stateHash: string;
  readonly nextStateHash: string;
  /** Story time at the turn's start, seconds since midnight of day 1. */
  readonly startedAt: number;
  readonly briefs: readonly BriefRecord[];
  readonly decisions: readonly ProposedAction[];
  /** One per decision. */
  readonly reports: readonly LawReport[];
  readonly conflicts: readonly Conflict[];
  readonly negotiations: readonly NegotiationRecord[];
  /** What decided about the complications of the turn; absent when there was nobody to be hit. */
  readonly pace?: Pace;
  readonly events: readonly EngineEvent[];
  /** Who perceived which event, by which sense and how surely. */
  readonly observations: readonly Observation[];
  /** How the events hang together. */
  readonly story: StoryRecord;
  /** What decisions gave away that their personas couldn't know; none of it was carried out, lines apart in mode `flag`. */
  readonly leaks: readonly KnowledgeLeak[];
  readonly scene: TurnScene;
  readonly modelAnswers: readonly ModelAnswerRecord[];
  /** What lore came to mind and why; absent of a simulation without lore. */
  readonly lore?: LoreRecord;
  /** Absent when there are none. */
  readonly warnings?: readonly TurnWarning[];
  readonly metrics: {
    readonly usage: UsageTotals;
    /** Decisions that the algorithm made because the model's answer was of no use. */
    readonly degradedDecisions: number;
  };
}
