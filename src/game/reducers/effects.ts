import type { PlayState } from '../hidden.js';
import type { RuleWorld } from '../rule-world.js';
import type { Consequence } from '../session.js';
import type { Step } from '../turn.js';
import { type Cause, grant, owned, remove } from './carrying.js';
import { changeDisposition } from './people.js';
import { failQuest, revealQuest } from './quests.js';
import { changeReputation, REPUTATION_BY } from './reputation.js';
import { inOrder, refused, unchanged } from './step.js';
import { beginCondition, changeVitals, endCondition } from './vitals.js';
import { addWorldCondition, changeWeather, removeWorldCondition, tellEvent } from './world.js';

/** What a consequence does when it is applied: each effect through the reducer that owns what it touches. */
export function applyEffects(
  state: PlayState,
  { effects, severity, description }: Consequence,
  world: RuleWorld,
  actionSeq: number,
): Step {
  const cause: Cause = { actionSeq, because: description };
  const { health = 0, mana = 0, condition = {}, world: around = {} } = effects;
  const steps: readonly ((reached: PlayState) => Step)[] = [
    (reached) =>
      inOrder(reached, Object.entries(effects.reputation ?? {}), (at, [name, direction]) =>
        changeReputation(
          at,
          world,
          name,
          direction === 'up' ? REPUTATION_BY[severity] : -REPUTATION_BY[severity],
        ),
      ),
    (reached) =>
      inOrder(reached, Object.entries(effects.relationships ?? {}), (at, [name, by]) =>
        changeDisposition(at, world, name, by, description),
      ),
    (reached) => changeVitals(reached, { health, mana }),
    ifSaid(condition.remove, endCondition),
    ifSaid(condition.add, beginCondition),
    ifSaid(around.weather, (at, weather) => changeWeather(at, weather, description)),
    ifSaid(around.remove_condition, (at, name) => removeWorldCondition(at, name, description)),
    ifSaid(around.add_condition, (at, name) => addWorldCondition(at, name, description)),
    ifSaid(around.event, (at, event) => tellEvent(at, actionSeq, event, description)),
    ifSaid(effects.gain_item, (at, name) =>
      grant(at, { name, type: 'misc', rarity: 'common', quantity: 1, weight: 1 }, cause),
    ),
    ifSaid(effects.lose_item, (at, name) => {
      const item = owned(at, name);
      return item === undefined
        ? refused(at, { system: 'items', what: `lose: ${name}`, why: 'it is not owned' })
        : remove(at, item, 1, cause);
    }),
    ifSaid(effects.reveal_quest, revealQuest),
    ifSaid(effects.fail_quest, failQuest),
  ];
  return inOrder(state, steps, (reached, apply) => apply(reached));
}

function ifSaid<T>(said: T | undefined, apply: (state: PlayState, said: T) => Step) {
  return (state: PlayState) => (said === undefined ? unchanged(state) : apply(state, said));
}
