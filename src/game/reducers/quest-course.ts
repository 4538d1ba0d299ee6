import { actionTypeOf } from '../action-type.js';
import type { PlayState } from '../hidden.js';
import { isNamedIn, isSameName, nameAmong } from '../names.js';
import type { Landmark, Quest } from '../session.js';
import type { Step, Turn } from '../turn.js';
import { grant, owned } from './carrying.js';
import { gainExperience } from './experience.js';
import { isDead, personNamed, stateOf } from './people.js';
import { activate, completeObjectives, failQuest, withQuest } from './quests.js';
import { changeReputation } from './reputation.js';
import { type Acting, andThen, inOrder, made, unchanged } from './step.js';

/** What becomes of quests by what has happened: objectives that are reached, ends, rewards, and quests that begin. */

/** Looks at every quest once the rest of an action is done. */
export function settleQuests(state: PlayState, acting: Acting): Step {
  const active = idsOf(state, 'active');
  const settled = inOrder(state, active, (reached, id) => settleQuest(reached, id, acting));
  return andThen(settled, beginUnlocked);
}

function settleQuest(state: PlayState, id: string, acting: Acting): Step {
  const quest = questOf(state, id);
  if (quest?.status !== 'active') return unchanged(state);
  const triggers = quest.metadata?.triggers ?? [];
  const reached = triggers.flatMap((trigger, index) =>
    trigger !== null && isReached(trigger, state, acting) ? [index] : [],
  );
  return andThen(completeObjectives(state, quest, reached), (progressed) => endQuest(progressed, id, acting));
}

function endQuest(state: PlayState, id: string, acting: Acting): Step {
  const quest = questOf(state, id);
  if (quest === undefined) return unchanged(state);
  if (quest.progress.current === quest.progress.total) return complete(state, quest, acting);
  const hasFailed = (quest.metadata?.fails_on ?? []).some(
    (trigger) => trigger !== null && isReached(trigger, state, acting),
  );
  return hasFailed || isOutOfTime(quest, state) ? failQuest(state, id) : unchanged(state);
}

function isOutOfTime({ time_limit, metadata }: Quest, { hidden }: PlayState): boolean {
  const since = metadata?.active_since;
  return time_limit !== undefined && since !== undefined && hidden.minutes - since > time_limit;
}

/** It is completed, and what it promised is given: once, since it is active only once. */
function complete(state: PlayState, quest: Quest, { world, action }: Turn): Step {
  const done = made(withQuest(state, { ...quest, status: 'completed' }), {
    of: 'quest',
    change: 'completed',
    quest_id: quest.id,
  });
  const { experience = 0, reputation = {}, items = [] } = quest.rewards ?? {};
  const cause = { actionSeq: action.actionSeq, because: quest.title };
  const richer = andThen(done, (reached) => gainExperience(reached, experience));
  const known = andThen(richer, (reached) =>
    inOrder(reached, Object.entries(reputation), (at, [name, by]) => changeReputation(at, world, name, by)),
  );
  return andThen(known, (reached) =>
    inOrder(reached, items, (at, name) =>
      grant(at, { name, type: 'misc', rarity: 'common', quantity: 1, weight: 1 }, cause),
    ),
  );
}

/** Hidden quests begin when all that they depend on stands as it must, and then those that depend on these. */
function beginUnlocked(state: PlayState): Step {
  const unlocked = state.session.quests.filter(
    ({ status, dependencies }) =>
      status === 'hidden' &&
      dependencies.length > 0 &&
      dependencies.every(
        ({ quest_id, required_status }) => questOf(state, quest_id)?.status === required_status,
      ),
  );
  if (unlocked.length === 0) return unchanged(state);
  return andThen(inOrder(state, unlocked, activate), beginUnlocked);
}

/** Whether something has come about, now that the action is done. */
function isReached({ kind, name }: Landmark, state: PlayState, acting: Acting): boolean {
  const { session, hidden } = state;
  switch (kind) {
    case 'place_visited':
      return wasVisited(name, state, acting);
    case 'item_owned':
      return owned(state, name) !== undefined;
    case 'npc_spoken_to':
      return isSpokenTo(name, state, acting);
    case 'npc_dead': {
      const person = personNamed(acting.world, state, name);
      return person !== undefined && isDead(stateOf(state, person));
    }
    case 'consequence_applied':
      return (
        hidden.applied.includes(name) ||
        session.consequences.some(
          ({ status, chain_id, description }) =>
            status === 'applied' && (chain_id === name || isSameName(description, name)),
        )
      );
  }
}

/** Also a place that the way of this action led through. */
function wasVisited(name: string, { session }: PlayState, { activated }: Acting): boolean {
  const { current_location, location_history } = session.world_state;
  const before = activated.before.session.world_state.location_history;
  // The history is bounded, so that what is new of it is found from its end.
  const oldEnd = before.at(-1);
  const start = oldEnd === undefined ? 0 : location_history.lastIndexOf(oldEnd, before.length - 1) + 1;
  return nameAmong([...location_history.slice(start), current_location], name) !== undefined;
}

/** Whoever answers was spoken to, and so was whoever is here and named by an action that talks. */
function isSpokenTo(name: string, state: PlayState, { world, action, answer, activated }: Acting): boolean {
  const person = personNamed(world, state, name);
  if (person === undefined || isDead(stateOf(state, person))) return false;
  const present = [activated.state, state].flatMap(({ session }) => session.world_state.npcs_present);
  if (nameAmong(present, person) === undefined) return false;
  const names = [person, ...(world.people.find((each) => each.name === person)?.aliases ?? [])];
  return (
    answer.npc_updates.some(
      (update) => update.says !== undefined && nameAmong(names, update.name) !== undefined,
    ) ||
    (actionTypeOf(action.text) === 'interact' && names.some((each) => isNamedIn(action.text, each)))
  );
}

function idsOf({ session }: PlayState, status: Quest['status']): readonly string[] {
  return session.quests.filter((quest) => quest.status === status).map(({ id }) => id);
}

function questOf({ session }: PlayState, id: string): Quest | undefined {
  return session.quests.find((quest) => quest.id === id);
}
