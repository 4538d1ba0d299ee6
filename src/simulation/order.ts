import { alertnessOf, reactionFactor } from '../reality/alertness.js';
import { byCodeUnit } from './numbers.js';
import { rng } from './random.js';
import type { SimulationState } from './state.js';
import type { ActionPriority, Persona, ProposedAction } from './types.js';

const URGENCY: Readonly<Record<ActionPriority, number>> = { critical: 3, high: 2, normal: 1, low: 0 };

/**
 * Execution order: by priority, then initiative, then id. Initiative is dexterity plus a twenty-sided die, over the time
 * that somebody in that state of alertness, fatigue and stress takes to react; a relaxed and rested one's is 1.
 */
export function inExecutionOrder(
  seed: number,
  turn: number,
  { personas }: Pick<SimulationState, 'personas'>,
  actions: readonly ProposedAction[],
): ProposedAction[] {
  const ranked = actions.map((action) => ({
    action,
    urgency: URGENCY[action.priority],
    initiative: initiativeOf(
      personas[action.actorId],
      rng(seed, turn, 'initiative', action.actorId).int(1, 20),
    ),
  }));
  ranked.sort(
    (a, b) =>
      b.urgency - a.urgency || b.initiative - a.initiative || byCodeUnit(a.action.actorId, b.action.actorId),
  );
  return ranked.map(({ action }) => action);
}

function initiativeOf(actor: Persona | undefined, die: number): number {
  if (actor === undefined) return die;
  const { fatigue, stress } = actor.state;
  return (actor.stats.dexterity + die) / reactionFactor(alertnessOf(actor), fatigue, stress);
}
