import { clamp, round6 } from './numbers.js';
import { ALERTNESS, type Persona, type Threat } from './types.js';

/**
 * What a turn leaves in body and attention, besides what its events changed. Deeds tire by the stamina that they cost and
 * rest refreshes; danger strains and wakes, quiet lets go; attention stays where the last deed put it.
 */

type Body = Persona['state'];
type Focus = Body['focus'];

/** Fatigue per point of stamina spent: a day's work of deeds, some fifty of them, wears out anybody. */
export const FATIGUE_PER_STAMINA = 0.002;
/** What a turn takes off fatigue by itself, and a rest besides. */
const FATIGUE_PASSES = 0.01;
export const REST_REFRESHES = 0.15;
const STRESS_PASSES = 0.02;
const STRAIN: Readonly<Record<Threat, number>> = { LOW: 0, MODERATE: 0.01, HIGH: 0.04, CRITICAL: 0.08 };

const FOCUS_AFTER: Readonly<Record<string, Focus>> = {
  attack: 'target',
  betray: 'target',
  call_for_help: 'threat',
  communicate: 'target',
  confront: 'target',
  defend: 'threat',
  give: 'target',
  guard: 'threat',
  help: 'target',
  hide: 'stealth',
  investigate: 'task',
  move: 'environmental',
  negotiate: 'target',
  observe: 'environmental',
  open: 'task',
  plan: 'task',
  repair: 'task',
  rest: 'unfocused',
  retreat: 'threat',
  search: 'environmental',
  take: 'task',
  use: 'task',
  wait: 'unfocused',
};
/** Deeds in which nobody wakes up. */
const IDLE: ReadonlySet<string> = new Set(['rest', 'wait']);

const [RELAXED, ALERT, VIGILANT] = (['relaxed', 'alert', 'vigilant'] as const).map((level) =>
  ALERTNESS.indexOf(level),
) as [number, number, number];

/** What a turn was like for somebody. */
export interface Strain {
  /** What it did; nothing when it wasn't able to. */
  readonly action?: string;
  /** What threatened it as it decided. */
  readonly threat: Threat;
  /** How awake it is by nature when nothing is the matter. */
  readonly nature: Body['alertness'];
}

/** The body at the end of a turn; fatigue and stress stay within 0..1, alertness goes one level at most. */
export function afterTurn(body: Body, { action, threat, nature }: Strain): Body {
  return {
    ...body,
    fatigue: round6(clamp(body.fatigue - FATIGUE_PASSES, 0, 1)),
    stress: round6(clamp(body.stress - STRESS_PASSES + STRAIN[threat], 0, 1)),
    focus: focusAfter(body, action, threat),
    alertness: body.conscious
      ? stepTowards(body.alertness, restingLevel(action, threat, nature))
      : body.alertness,
  };
}

function focusAfter({ focus, conscious }: Body, action: string | undefined, threat: Threat): Focus {
  if (!conscious || action === undefined) return focus;
  const after = Object.hasOwn(FOCUS_AFTER, action) ? (FOCUS_AFTER[action] ?? focus) : focus;
  // In danger nobody loses sight of it, except to hide from it.
  return (threat === 'HIGH' || threat === 'CRITICAL') && after !== 'stealth' ? 'threat' : after;
}

function restingLevel(action: string | undefined, threat: Threat, nature: Body['alertness']): number {
  const own = ALERTNESS.indexOf(nature);
  if (threat === 'HIGH' || threat === 'CRITICAL') return Math.max(own, VIGILANT);
  if (threat === 'MODERATE') return Math.max(own, ALERT);
  if (action === 'rest') return Math.min(own, RELAXED);
  return action === undefined || IDLE.has(action) ? own : Math.max(own, RELAXED);
}

function stepTowards(level: Body['alertness'], goal: number): Body['alertness'] {
  const at = ALERTNESS.indexOf(level);
  return ALERTNESS[at + clamp(goal - at, -1, 1)] ?? level;
}
