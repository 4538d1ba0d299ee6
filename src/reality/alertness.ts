import { clamp } from '../simulation/numbers.js';
import { ALERTNESS, type Persona } from '../simulation/types.js';

/** How awake somebody is and where their attention lies, and what both do to the senses and to the first reaction. */

export type Alertness = Persona['state']['alertness'];
export type Focus = Persona['state']['focus'];

const DULLING = ['fatigue', 'injury', 'distraction', 'drug'] as const;
const SHARPENING = ['confidence', 'training', 'experience', 'magic'] as const;

/** What changes alertness for a while. Only the size of a number counts, except for fear, whose sign does too. */
export type AlertnessModifiers = Readonly<
  Partial<Record<(typeof DULLING)[number] | (typeof SHARPENING)[number] | 'fear', number>>
>;

const LEVEL_BONUS: Readonly<Record<Alertness, number>> = {
  unconscious: -1,
  sleeping: -0.8,
  drowsy: -0.4,
  relaxed: 0,
  alert: 0.3,
  vigilant: 0.6,
  paranoid: 0.6,
};
const FOCUS_BONUS: Readonly<Record<Focus, number>> = {
  unfocused: 0,
  environmental: 0.31,
  target: 0.5,
  task: -0.2,
  threat: 0.45,
  stealth: 0.3,
};
const REACTION: Readonly<Record<Alertness, number>> = {
  unconscious: 10,
  sleeping: 5,
  drowsy: 2,
  relaxed: 1,
  alert: 0.8,
  vigilant: 0.6,
  paranoid: 0.7,
};
const NO_MODIFIERS: AlertnessModifiers = {};
const NAMES: ReadonlySet<string> = new Set([...DULLING, ...SHARPENING, 'fear']);
/** What one injury, and a status effect that is called after a modifier, come to. */
const PER_INJURY = 0.2;
const PER_STATUS = 0.5;

/**
 * Alertness on the scale of `ALERTNESS`, 0 to 6, before rounding and clamping: base - 1.5*|m| for each dulling modifier
 * + 1.8*|m| for each sharpening one + fear (1.5*m above 0, else 2*m) - 2*fatigue + stress, which wakes up to .5
 * (1.5*stress) and wears down beyond it (1.5*(1-stress)). `fatigue` and `stress` are 0..1.
 */
export function alertnessValue(
  base: Alertness,
  fatigue: number,
  stress: number,
  modifiers: AlertnessModifiers = NO_MODIFIERS,
): number {
  const { fear = 0 } = modifiers;
  let value = ALERTNESS.indexOf(base) + (fear > 0 ? 1.5 : 2) * fear - 2 * fatigue;
  value += 1.5 * (stress <= 0.5 ? stress : 1 - stress);
  for (const name of DULLING) value -= 1.5 * Math.abs(modifiers[name] ?? 0);
  for (const name of SHARPENING) value += 1.8 * Math.abs(modifiers[name] ?? 0);
  return value;
}

/**
 * The level somebody is at now. `state.alertness` is the level they rest at, which danger and quiet move (see
 * `afterTurn`), and is never replaced by this one: stress would otherwise count again every turn. Whoever is not conscious is `unconscious`.
 */
export function alertnessOf({ state }: Pick<Persona, 'state'>): Alertness {
  const { conscious, alertness, fatigue, stress } = state;
  if (!conscious) return 'unconscious';
  const value = Math.floor(alertnessValue(alertness, fatigue, stress, modifiersOf(state)) + 0.5);
  return ALERTNESS[clamp(value, 0, ALERTNESS.length - 1)] ?? alertness;
}

/** Injuries dull by .2 each, up to 1; whatever status effect is called after a modifier counts .5. */
function modifiersOf({ injuries, statusEffects }: Persona['state']): AlertnessModifiers {
  if (injuries.length === 0 && statusEffects.length === 0) return NO_MODIFIERS;
  const named = statusEffects.filter((effect) => NAMES.has(effect));
  return {
    ...Object.fromEntries(named.map((effect) => [effect, PER_STATUS])),
    injury: Math.min(1, PER_INJURY * injuries.length),
  };
}

/** What is added to the reach of the senses, -1.2 to 1.1. */
export function awarenessBonus(level: Alertness, focus: Focus): number {
  return LEVEL_BONUS[level] + FOCUS_BONUS[focus];
}

/**
 * By what the time to a first reaction is multiplied: fatigue and stress (0..1) slow everybody who is at least drowsy.
 */
export function reactionFactor(level: Alertness, fatigue: number, stress: number): number {
  const base = REACTION[level];
  if (level === 'unconscious' || level === 'sleeping') return base;
  return base * (1 + 2 * fatigue) * (1 + 0.5 * stress);
}
