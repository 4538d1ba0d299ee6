import { exitsOf, perceive } from '../reality/perception.js';
import { type ActionRule, takesTarget } from './action-rules.js';
import type { LawReport } from './record.js';
import type { SimulationState } from './state.js';
import type { Level, Persona, ProposedAction } from './types.js';

export const INTENSITY: Readonly<Record<Level, number>> = { low: 0.7, normal: 1, high: 1.3, extreme: 1.6 };

/** Stamina that an action costs: its base times .7, 1, 1.3 or 1.6 by intensity, rounded, at least 1; rest is free. */
export function staminaCost(rule: ActionRule, intensity: Level): number {
  return rule.stamina === 0 ? 0 : Math.max(1, Math.round(rule.stamina * INTENSITY[intensity]));
}

/** Talk and waiting take what strength is left; everything else needs its full cost. */
const NEVER_TOO_TIRED = new Set(['communicate', 'wait', 'observe', 'retreat']);

/** Whether somebody lacks the stamina for an action. */
export function isTooTired(rule: ActionRule, intensity: Level, actor: Persona): boolean {
  return !NEVER_TOO_TIRED.has(rule.type) && staminaCost(rule, intensity) > actor.resources.stamina.current;
}

/**
 * The law that keeps an action from happening in the state that earlier actions have left, or `undefined`. E000: the
 * actor can't act at all; E001: nothing is there to act on; E002: not enough strength; E003: no way leads there.
 */
export function brokenLaw(
  action: ProposedAction,
  rule: ActionRule,
  actor: Persona,
  state: SimulationState,
): LawReport | undefined {
  const report = (lawCode: LawReport['lawCode'], description: string): LawReport => ({
    actionId: action.actionId,
    lawCode,
    description,
  });
  if (!actor.state.conscious) return report('E000', `${actor.name} is unconscious`);
  const { target } = action;
  if (takesTarget(rule) && target === undefined) return report('E001', `${rule.action} needs a target`);
  if (target !== undefined && takesTarget(rule)) {
    if (rule.type === 'move' || rule.type === 'retreat') {
      if (!actor.state.mobile) return report('E003', `${actor.name} can't move`);
      if (!exitsOf(state.world, actor.locationId).includes(target)) {
        return report(
          'E003',
          `no open way leads to ${Object.hasOwn(state.world.locations, target) ? state.world.locations[target]?.name : 'there'}`,
        );
      }
    } else if (!isWithinReach(target, actor, state)) {
      return report('E001', `${nameOf(target, state)} isn't there`);
    }
  }
  if (
    !NEVER_TOO_TIRED.has(rule.type) &&
    staminaCost(rule, action.intensity) > actor.resources.stamina.current
  ) {
    return report('E002', `${actor.name} is too tired to ${rule.action}`);
  }
  return undefined;
}

function isWithinReach(target: string, actor: Persona, state: SimulationState): boolean {
  const seen = perceive(state, actor);
  return seen.people.some(({ id }) => id === target) || seen.things.some(({ id }) => id === target);
}

function nameOf(target: string, state: SimulationState): string {
  if (Object.hasOwn(state.personas, target)) return state.personas[target]?.name ?? target;
  if (Object.hasOwn(state.world.entities, target)) return state.world.entities[target]?.name ?? target;
  return 'what was meant';
}
