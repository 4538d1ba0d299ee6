import { round6 } from '../simulation/numbers.js';
import type { Effect, StoryEvent } from '../simulation/types.js';
import { type CoherenceLedger, draftLedger } from './coherence-ledger.js';

/**
 * Whether events can be as they say. Each is judged against what the story has established so far (who was last where,
 * what time it is, what has come about) and corrected by rule: a jump between places that are connected gets the move
 * it lacks, what lacks a requirement fails, and what can't be mended doesn't happen.
 */

export type CoherenceIssue =
  /** Its agent was somewhere else a minute ago at most. */
  | { readonly kind: 'two_places'; readonly from: string; readonly to: string }
  /** Its agent is elsewhere than it was last, and no move took it there. */
  | { readonly kind: 'unexplained_move'; readonly from: string; readonly to: string }
  | { readonly kind: 'in_future'; readonly seconds: number }
  /** Before the latest event. */
  | { readonly kind: 'in_past'; readonly seconds: number }
  | { readonly kind: 'missing_requirement'; readonly requirement: string };

export type Correction =
  /** A move of the agent has to come before it. */
  | { readonly kind: 'insert_move'; readonly persona: string; readonly from: string; readonly to: string }
  /** It is tried and fails: without effects, providing nothing. */
  | { readonly kind: 'fail' }
  | { readonly kind: 'drop' };

/** What came of looking at one event. */
export interface Verdict<E extends StoryEvent = StoryEvent> {
  readonly issues: readonly CoherenceIssue[];
  /** In the order in which they are made; a dropped event has no other. */
  readonly corrections: readonly Correction[];
  /** 0..1: .2 less for each issue, and a tenth less again after a correction; never above the event's own. */
  readonly confidence: number;
  /** The event as it stands; absent when it is dropped. */
  readonly event?: E;
}

export interface CoherenceContext {
  readonly ledger: CoherenceLedger;
  /** Story time in seconds after which nothing can have happened yet. */
  readonly now: number;
  /** By place, those that one can go to from there. */
  readonly places: Readonly<Record<string, { readonly connections: readonly string[] }>>;
}

/** Judges the events of a turn one after the other, each against those before it as corrected. */
export interface CoherenceDraft {
  /** An event that isn't dropped becomes part of what later ones are judged against. */
  readonly judge: <E extends StoryEvent>(event: E) => Verdict<E>;
  readonly seal: () => CoherenceLedger;
}

const ISSUE_COST = 0.2;
const CORRECTED = 0.9;
/** Nobody acts in two places within this many seconds. */
const TWO_PLACES_WITHIN = 60;
const MOVES: ReadonlySet<string> = new Set(['move', 'retreat', 'arrival']);

export function draftCoherence({ ledger, now, places }: CoherenceContext): CoherenceDraft {
  const draft = draftLedger(ledger);
  return {
    judge: (event) => {
      const jump = jumpOf(event, draft.positionOf(event.agentId));
      const missing = event.requires.filter((requirement) => !draft.holds(requirement));
      const issues: CoherenceIssue[] = [];
      if (jump !== undefined) {
        const { from, to, elapsed } = jump;
        if (elapsed <= TWO_PLACES_WITHIN) issues.push({ kind: 'two_places', from, to });
        issues.push({ kind: 'unexplained_move', from, to });
      }
      if (event.time > now) issues.push({ kind: 'in_future', seconds: event.time - now });
      if (event.time < draft.latest()) {
        issues.push({ kind: 'in_past', seconds: draft.latest() - event.time });
      }
      for (const requirement of missing) issues.push({ kind: 'missing_requirement', requirement });
      if (issues.length === 0) {
        draft.record(event, event.provides);
        return { issues, corrections: [], confidence: event.confidence, event };
      }
      const untimely = event.time > now || event.time < draft.latest();
      const stranded = jump !== undefined && !isReachable(places, jump.from, jump.to);
      const corrections: Correction[] =
        untimely || stranded
          ? [{ kind: 'drop' }]
          : [
              ...(jump === undefined || event.agentId === undefined
                ? []
                : [{ kind: 'insert_move', persona: event.agentId, from: jump.from, to: jump.to } as const]),
              ...(missing.length === 0 ? [] : [{ kind: 'fail' } as const]),
            ];
      const confidence = round6(Math.min(event.confidence, plausibility(issues.length) * CORRECTED));
      if (corrections[0]?.kind === 'drop') return { issues, corrections, confidence };
      const fails = missing.length > 0;
      draft.record(event, fails ? [] : event.provides, !fails);
      const judged = { ...event, confidence };
      return {
        issues,
        corrections,
        confidence,
        event: fails ? { ...judged, outcome: 'failure', effects: [], provides: [] } : judged,
      };
    },
    seal: draft.seal,
  };
}

/** How far an event with so many issues can be believed: .2 less for each, 0..1. */
export function plausibility(issues: number): number {
  return round6(Math.max(0, 1 - ISSUE_COST * issues));
}

/**
 * How coherent a turn is, 0..1: .6 of the mean confidence, .2 of the share of events with a cause, .2 of the share in a
 * thread. A turn without events contradicts nothing: 1.
 * @param confidence of each of the turn's events
 */
export function turnScore(confidence: readonly number[], caused: number, threaded: number): number {
  const events = confidence.length;
  if (events === 0) return 1;
  const mean = confidence.reduce((sum, value) => sum + value, 0) / events;
  return round6(0.6 * mean + (0.2 * caused) / events + (0.2 * threaded) / events);
}

interface Jump {
  readonly from: string;
  readonly to: string;
  /** Seconds since the agent was seen to be there; infinite when it only started there. */
  readonly elapsed: number;
}

function jumpOf(
  event: StoryEvent,
  position: CoherenceLedger['positions'][string] | undefined,
): Jump | undefined {
  const { locationId: to, time } = event;
  if (position === undefined || to === undefined || position.place === to || isMove(event)) return undefined;
  const elapsed = position.time === undefined ? Number.POSITIVE_INFINITY : time - position.time;
  return { from: position.place, to, elapsed };
}

function isMove({ type, agentId, effects }: StoryEvent): boolean {
  return (
    MOVES.has(type) || effects.some((effect: Effect) => effect.kind === 'move' && effect.persona === agentId)
  );
}

/** Whether a way leads from one place to the other. */
function isReachable(places: CoherenceContext['places'], from: string, to: string): boolean {
  const seen = new Set([from]);
  // A set is walked in the order of insertion, what is added on the way included: this is breadth first.
  for (const place of seen) {
    if (place === to) return true;
    if (!Object.hasOwn(places, place)) continue;
    for (const next of places[place]?.connections ?? []) seen.add(next);
  }
  return false;
}
