import { clamp, round6 } from './numbers.js';
import type { ProfessionRule } from './professions.js';
import { trait } from './traits.js';
import type { ActionPriority, Persona, Threat } from './types.js';

/**
 * What an action is worth to somebody before the moment is looked at: traits (t) and weights (w) of 0..1.
 *
 * observe .3*t.cautious + .2*w.selfPreservation; attack .4*t.aggressive + .3*w.missionSuccess, at CRITICAL
 * -.5*w.selfPreservation; retreat -.2*w.factionLoyalty, at HIGH and CRITICAL +.6*w.selfPreservation; communicate
 * .4*t.diplomatic + .3*w.personalRelationships; investigate and guard .5*w.missionSuccess + .3*w.factionLoyalty.
 * The other verbs follow the same pattern with the traits that drive them.
 */
export function baseScore(action: string, persona: Persona, threat: Threat): number {
  const w = persona.weights;
  const danger = threat === 'HIGH' || threat === 'CRITICAL';
  switch (action) {
    case 'observe':
      return 0.3 * trait(persona, 'cautious') + 0.2 * w.selfPreservation;
    case 'attack':
      return (
        0.4 * trait(persona, 'aggressive') +
        0.3 * w.missionSuccess -
        (threat === 'CRITICAL' ? 0.5 * w.selfPreservation : 0)
      );
    case 'retreat':
      return (danger ? 0.6 * w.selfPreservation : 0) - 0.2 * w.factionLoyalty;
    case 'communicate':
      return 0.4 * trait(persona, 'diplomatic') + 0.3 * w.personalRelationships;
    case 'investigate':
    case 'guard':
      return 0.5 * w.missionSuccess + 0.3 * w.factionLoyalty;
    case 'search':
      return 0.3 * trait(persona, 'curious') + 0.4 * w.missionSuccess + 0.05;
    case 'move':
      return 0.25 + 0.2 * trait(persona, 'curious');
    case 'repair':
      return 0.3 + 0.4 * w.missionSuccess;
    case 'open':
      return 0.4 + 0.3 * trait(persona, 'curious');
    case 'take':
      return 0.25 + 0.2 * trait(persona, 'curious');
    case 'use':
      return 0.25 + 0.3 * w.missionSuccess;
    case 'give':
      return 0.1 + 0.3 * w.personalRelationships;
    case 'help':
      return 0.2 + 0.4 * w.personalRelationships + 0.2 * w.moralPrinciples;
    case 'confront':
      return 0.1 + 0.4 * trait(persona, 'aggressive') + 0.1 * w.missionSuccess;
    case 'negotiate':
      return 0.1 + 0.3 * trait(persona, 'diplomatic');
    case 'plan':
      return 0.15 + 0.2 * w.missionSuccess + 0.1 * trait(persona, 'diplomatic');
    case 'defend':
      return 0.3 * trait(persona, 'cautious') + 0.3 * w.selfPreservation;
    case 'betray':
      return 0.4 * (1 - trait(persona, 'loyal')) - 0.3 * w.moralPrinciples + 0.15;
    case 'hide':
      return 0.2 * trait(persona, 'cautious') + (danger ? 0.4 * w.selfPreservation : -0.1);
    case 'call_for_help':
      return 0.3 * w.selfPreservation;
    case 'rest':
      return 0.1;
    default:
      return 0.05;
  }
}

/** Looking on, falling back and what keeps one out of harm's way. */
const CAREFUL = new Set(['observe', 'retreat', 'hide', 'guard', 'defend']);
const DEFENSIVE = new Set(['guard', 'hide', 'defend']);
const STEADFAST = new Set(['investigate', 'guard']);

/** What strong traits, danger and a thin net of friends add to the base, or take from it. */
export function adjustment(
  action: string,
  persona: Persona,
  threat: Threat,
  profession: ProfessionRule | undefined,
): number {
  let sum = 0;
  if (profession !== undefined && Object.hasOwn(profession.bonuses, action)) {
    sum += profession.bonuses[action] ?? 0;
  }
  if (action === 'attack' && trait(persona, 'aggressive') > 0.7) sum += 0.2;
  if (CAREFUL.has(action) && trait(persona, 'cautious') > 0.7) sum += 0.15;
  if (action === 'communicate' && trait(persona, 'diplomatic') > 0.7) sum += 0.2;
  if (action === 'guard' && trait(persona, 'loyal') > 0.7) sum += 0.15;
  if (threat === 'CRITICAL') {
    if (action === 'retreat' || action === 'call_for_help') sum += 0.3;
    if (action === 'attack' || action === 'investigate') sum -= 0.2;
  }
  if (action === 'communicate' && Object.keys(persona.relationships).length / 10 < 0.2) sum -= 0.2;
  if (STEADFAST.has(action) && topPriority(persona) > 0.8) sum += 0.2;
  return sum;
}

const PLAIN_THRESHOLD = 0.3;

/** Below this an action isn't worth the trouble: the profession's own measure, .15 more for the cautious, .1 to .5. */
export function actThreshold(persona: Persona, profession: ProfessionRule | undefined): number {
  const base = profession?.threshold ?? PLAIN_THRESHOLD;
  return round6(clamp(base + (trait(persona, 'cautious') > 0.7 ? 0.15 : 0), 0.1, 0.5));
}

const REPEAT_PENALTY = 0.1;
const REPEATS_COUNTED = 3;

/** What somebody's scores follow from besides the moment. */
export interface ScoreGrounds {
  readonly threat: Threat;
  readonly profession: ProfessionRule | undefined;
  readonly recent: readonly { readonly action: string }[];
}

/**
 * What the algorithm makes of an action: base, adjustments, .1 less for each use in the last three turns; 0 to 1.
 * @param moment what one target or the state of things adds to an action that isn't judged by character alone
 */
export function fallbackScore(action: string, persona: Persona, at: ScoreGrounds, moment = 0): number {
  return scoringOf(persona, at)(action, moment);
}

/** `fallbackScore` of somebody in one moment. */
export function scoringOf(persona: Persona, at: ScoreGrounds): (action: string, moment: number) => number {
  const leaning = leaningsOf(persona, at);
  const { recent } = at;
  return (action, moment) => {
    let used = 0;
    for (let last = 1; last <= REPEATS_COUNTED; last += 1) {
      if (recent[recent.length - last]?.action === action) used += 1;
    }
    return boundedScore(leaning(action) + moment - REPEAT_PENALTY * used);
  };
}

/** What base and adjustments of somebody's actions come to, and all that they follow from besides traits. */
interface Leanings {
  readonly weights: Persona['weights'];
  readonly goals: Persona['goals'];
  /** Number of relationships. */
  readonly bonds: number;
  readonly threat: Threat;
  readonly profession: ProfessionRule | undefined;
  readonly byAction: Map<string, number>;
}

/** By somebody's traits, which are the same object for as long as its character is. */
const leaningsBy = new WeakMap<Persona['traits'], Leanings>();

/** Base and adjustments of an action: the same while goals and threat are, whatever the body feels. */
function leaningsOf(persona: Persona, { threat, profession }: ScoreGrounds): (action: string) => number {
  const { weights, goals, traits } = persona;
  const bonds = Object.keys(persona.relationships).length;
  let known = leaningsBy.get(traits);
  if (
    known?.weights !== weights ||
    known.goals !== goals ||
    known.bonds !== bonds ||
    known.threat !== threat ||
    known.profession !== profession
  ) {
    known = { weights, goals, bonds, threat, profession, byAction: new Map() };
    leaningsBy.set(traits, known);
  }
  const { byAction } = known;
  return (action) => {
    const before = byAction.get(action);
    if (before !== undefined) return before;
    const leaning = baseScore(action, persona, threat) + adjustment(action, persona, threat, profession);
    byAction.set(action, leaning);
    return leaning;
  };
}

/** How urgently an action is carried out, from what it is and how much it is wanted. */
export function priorityOf(action: string, score: number): ActionPriority {
  if (action === 'retreat' || action === 'call_for_help' || score > 0.9) return 'critical';
  if (action === 'attack' || DEFENSIVE.has(action) || score > 0.7) return 'high';
  return score > 0.5 ? 'normal' : 'low';
}

function topPriority({ goals }: Persona): number {
  return goals.reduce((top, { status, priority }) => (status === 'open' ? Math.max(top, priority) : top), 0);
}

/** A score as it is stored and shown: 0..1. */
function boundedScore(score: number): number {
  return round6(clamp(score, 0, 1));
}
