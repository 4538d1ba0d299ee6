import { actionTypeOf } from '../action-type.js';
import type { ActionAnswer, Difficulty } from '../answer.js';
import type { PlayState } from '../hidden.js';
import type { VitalsChange } from '../sections/development.js';
import type { Step } from '../turn.js';
import { owned } from './carrying.js';
import { type Acting, andThen, refused, unchanged } from './step.js';
import { beginCondition, changeVitals, DOWNED, endCondition } from './vitals.js';

/**
 * The health and mana that an answer gives or takes. They fit what is done: harm is bounded by how hard the action is,
 * mana is spent on magic and never more than there is, and what is regained comes of rest, of magic that was paid for, or of
 * help to somebody who is down. What things and consequences do, they do themselves; an answer that says it once more
 * fits and adds nothing.
 */

/** Health that an action may cost at most. */
const HARM: Readonly<Record<Difficulty, number>> = {
  trivial: 5,
  easy: 10,
  medium: 25,
  hard: 50,
  extreme: 100,
};
/** Health that a point of mana may restore at most. */
const HEALED_PER_MANA = 2;
const LEAST_REST = 5;

export function reduceVitals(state: PlayState, answer: ActionAnswer, acting: Acting): Step {
  const change = answer.character_development.vitals;
  if (change === undefined) return unchanged(state);
  const { health, mana } = fitting(state, change, acting);
  const misfits = [
    ...(health === undefined ? [`health ${change.health}`] : []),
    ...(mana === undefined ? [`mana ${change.mana}`] : []),
  ];
  const vitals = changeVitals(state, { health: health ?? 0, mana: mana ?? 0 });
  const ended = andThen(vitals, (reached) =>
    change.remove_condition === undefined
      ? unchanged(reached)
      : endCondition(reached, change.remove_condition),
  );
  const begun = andThen(ended, (reached) =>
    change.add_condition === undefined ? unchanged(reached) : beginCondition(reached, change.add_condition),
  );
  return misfits.reduce(
    (step, what) =>
      andThen(step, (reached) =>
        refused(reached, {
          system: 'vitals',
          what,
          why: 'nothing in the action does it',
          check: 'vitals-fit',
        }),
      ),
    begun,
  );
}

/** What of a change can be: 0 of what is done elsewhere, undefined of what doesn't fit. */
function fitting(state: PlayState, change: VitalsChange, acting: Acting) {
  const { character } = state.session;
  const told = effectsTold(acting);
  const types = [actionTypeOf(acting.action.text), acting.answer.action_analysis.type];
  const [isRest, isMagic] = [types.includes('rest'), types.includes('magic')];
  const restoring = (missing: number) => Math.max(LEAST_REST, Math.ceil(missing / 2));
  const spent = isMagic ? Math.max(0, -change.mana) : 0;
  const isHelped =
    character.metadata.conditions.includes(DOWNED) && state.session.world_state.npcs_present.length > 0;

  const mostHealth = Math.max(
    isRest ? restoring(character.max_health - character.health) : 0,
    Math.min(spent, character.mana) * HEALED_PER_MANA,
    isHelped ? Math.ceil(character.max_health / 4) : 0,
  );
  const harm = HARM[acting.answer.action_analysis.difficulty];
  const mostMana = isRest ? restoring(character.max_mana - character.mana) : 0;
  const leastMana = isMagic ? -character.mana : 0;
  return {
    health: fitted(change.health, -harm, mostHealth, told.health),
    mana: fitted(change.mana, leastMana, mostMana, told.mana),
  };
}

function fitted(change: number, least: number, most: number, told: readonly number[]): number | undefined {
  if (told.includes(change)) return 0;
  return change >= least && change <= most ? change : undefined;
}

/** What things that were used and consequences that came due do, which an answer may tell of as well. */
function effectsTold({ activated, answer }: Acting) {
  const used = answer.items.flatMap(({ change, name }) =>
    change === 'use' ? (owned(activated.before, name)?.effects ?? []) : [],
  );
  const effects = [...used, ...activated.consequences.map((consequence) => consequence.effects)];
  const total = (of: 'health' | 'mana') => effects.reduce((sum, effect) => sum + (effect[of] ?? 0), 0);
  const each = (of: 'health' | 'mana') => effects.map((effect) => effect[of] ?? 0);
  return { health: [...each('health'), total('health')], mana: [...each('mana'), total('mana')] };
}
