import { clamp, round6 } from './numbers.js';
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

const CAREFUL = new Set(['observe', 'retreat', 'hide', 'guard']);
const STEADFAST = new Set(['investigate', 'guard']);

/** What strong traits, danger and a thin net of friends add to the base, or take from it. */
export function adjustment(action: string, persona: Persona, threat: Threat, topPriority: number): number {
  let sum = professionBonus(persona.profession, action);
  if (action === 'attack' && trait(persona, 'aggressive') > 0.7) sum += 0.2;
  if (CAREFUL.has(action) && trait(persona, 'cautious') > 0.7) sum += 0.15;
  if (action === 'communicate' && trait(persona, 'diplomatic') > 0.7) sum += 0.2;
  if (action === 'guard' && trait(persona, 'loyal') > 0.7) sum += 0.15;
  if (threat === 'CRITICAL') {
    if (action === 'retreat' || action === 'call_for_help') sum += 0.3;
    if (action === 'attack' || action === 'investigate') sum -= 0.2;
  }
  if (action === 'communicate' && Object.keys(persona.relationships).length / 10 < 0.2) sum -= 0.2;
  if (STEADFAST.has(action) && topPriority > 0.8) sum += 0.2;
  return sum;
}

/** What a trade is good at, by words of the profession's name. */
const TRADES: readonly (readonly [RegExp, Readonly<Record<string, number>>])[] = [
  [
    /engineer|mechanic|technician|smith|wright|mason|carpenter/i,
    { repair: 0.25, investigate: 0.05, confront: -0.1 },
  ],
  [/doctor|physician|nurse|medic|surgeon|healer|herbalist|midwife/i, { help: 0.25, attack: -0.2 }],
  [
    /detective|journalist|reporter|investigator|inspector|clerk|archivist/i,
    { investigate: 0.15, confront: 0.15 },
  ],
  [
    /scientist|scholar|researcher|biologist|cartographer|astronomer/i,
    { investigate: 0.2, search: 0.1, attack: -0.2 },
  ],
  [/pilot|courier|scout|guide|sailor|captain/i, { move: 0.15, guard: 0.1, observe: 0.05 }],
  [/soldier|guard|warden|sergeant|constable|knight/i, { guard: 0.2, confront: 0.1, attack: 0.1 }],
  [
    /diplomat|priest|teacher|merchant|innkeeper|actor|singer|musician/i,
    { communicate: 0.15, negotiate: 0.2 },
  ],
  [/thief|smuggler|spy|gambler/i, { take: 0.2, hide: 0.2, open: 0.15 }],
];

function professionBonus(profession: string | undefined, action: string): number {
  if (profession === undefined) return 0;
  return TRADES.find(([words]) => words.test(profession))?.[1][action] ?? 0;
}

/** Below this an action isn't worth the trouble: bold trades act on less, careful people want more. */
export function actThreshold(persona: Persona): number {
  const trade = persona.profession ?? '';
  const base = /engineer/i.test(trade)
    ? 0.4
    : /pilot/i.test(trade)
      ? 0.1
      : /scientist/i.test(trade)
        ? 0.2
        : 0.3;
  return clamp(base + (trait(persona, 'cautious') > 0.7 ? 0.15 : 0), 0.1, 0.5);
}

/** How urgently an action is carried out, from what it is and how much it is wanted. */
export function priorityOf(action: string, score: number): ActionPriority {
  if (action === 'retreat' || action === 'call_for_help' || score > 0.9) return 'critical';
  if (action === 'attack' || action === 'guard' || action === 'hide' || score > 0.7) return 'high';
  return score > 0.5 ? 'normal' : 'low';
}

/** A score as it is stored and shown: 0..1. */
export function boundedScore(score: number): number {
  return round6(clamp(score, 0, 1));
}
