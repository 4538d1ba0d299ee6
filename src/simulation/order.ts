import { byCodeUnit } from './numbers.js';
import { rng } from './random.js';
import type { SimulationState } from './state.js';
import type { ActionPriority, ProposedAction } from './types.js';

const URGENCY: Readonly<Record<ActionPriority, number>> = { critical: 3, high: 2, normal: 1, low: 0 };

/** Execution order: by priority, then initiative (dexterity plus a twenty-sided die), then id. */
export function inExecutionOrder(
  seed: number,
  turn: number,
  { personas }: Pick<SimulationState, 'personas'>,
  actions: readonly ProposedAction[],
): ProposedAction[] {
  const ranked = actions.map((action) => ({
    action,
    urgency: URGENCY[action.priority],
    initiative:
      (personas[action.actorId]?.stats.dexterity ?? 0) +
      rng(seed, turn, 'initiative', action.actorId).int(1, 20),
  }));
  ranked.sort(
    (a, b) =>
      b.urgency - a.urgency || b.initiative - a.initiative || byCodeUnit(a.action.actorId, b.action.actorId),
  );
  return ranked.map(({ action }) => action);
}
