import { RULE_BY_ACTION } from '../action-rules.js';
import { clamp } from '../numbers.js';
import type { ActionType, Level, Persona, ProposedAction } from '../types.js';

/** What an intensity does to an action's cost and to the damage of a blow. */
export const INTENSITY: Readonly<Record<Level, number>> = { low: 0.7, normal: 1, high: 1.3, extreme: 1.6 };

const LEVELS: readonly Level[] = ['low', 'normal', 'high', 'extreme'];

/** The next lower intensity; `low` stays `low`. */
export function lowered(intensity: Level): Level {
  return LEVELS[clamp(LEVELS.indexOf(intensity) - 1, 0, LEVELS.length - 1)] ?? 'low';
}

/** Stamina at normal intensity of what isn't in the table of actions. */
const BY_VERB: Readonly<Record<string, number>> = { analyze: 18, run: 15 };
const BY_TYPE: Readonly<Partial<Record<ActionType, number>>> = {
  attack: 20,
  defend: 15,
  move: 10,
  investigate: 15,
  communicate: 5,
  wait: 2,
  search: 12,
  interact: 8,
  cast_spell: 25,
  use_item: 5,
  hide: 10,
};
const OTHER = 10;

type Effort = Pick<ProposedAction, 'type' | 'verb' | 'intensity' | 'duration' | 'range'>;

/**
 * Stamina that an action costs: base times .7, 1, 1.3 or 1.6 by intensity, .3 more for each unit of duration above 1 and
 * .1 more for each unit of range above 10; rounded half up, at least 1. What has a base of 0 (rest) is free.
 */
export function staminaCost({ type, verb, intensity, duration, range }: Effort): number {
  const base = RULE_BY_ACTION.get(verb)?.stamina ?? BY_VERB[verb] ?? BY_TYPE[type] ?? OTHER;
  if (base === 0) return 0;
  const cost =
    base *
    INTENSITY[intensity] *
    (duration > 1 ? 1 + 0.3 * (duration - 1) : 1) *
    (range > 10 ? 1 + 0.1 * (range - 10) : 1);
  return Math.max(1, Math.floor(cost + 0.5));
}

/** Stamina without which nobody can act so. Talk and waiting take what is left; everything else needs its full cost. */
export function staminaNeeded(effort: Effort): number {
  return effort.type === 'communicate' || effort.type === 'wait' ? 0 : staminaCost(effort);
}

export function isTooTired(effort: Effort, { resources }: Persona): boolean {
  return staminaNeeded(effort) > resources.stamina.current;
}
