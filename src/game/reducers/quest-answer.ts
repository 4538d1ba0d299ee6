import { saysSequence, tokensOf } from '../../reality/name-index.js';
import type { ActionAnswer } from '../answer.js';
import type { PlayState } from '../hidden.js';
import type { OfferedQuest, QuestUpdate } from '../sections/quests.js';
import type { Quest } from '../session.js';
import type { Step } from '../turn.js';
import { settleQuests } from './quest-course.js';
import { addQuest, completeObjectives, failQuest, newQuest } from './quests.js';
import { type Acting, andThen, idOf, inOrder, refused, withHidden } from './step.js';

/** What an answer says of quests: new ones, if there is room for one, and what the action itself has done for others. */

const MOST_ACTIVE = 2;
const ENTRIES_BEFORE = 10;
const ENTRIES_BETWEEN = 15;
const REGARD = 5;

export function reduceQuests(state: PlayState, { quest_updates }: ActionAnswer, acting: Acting): Step {
  const updated = inOrder(state, quest_updates, (reached, update) => updateQuest(reached, update, acting));
  return andThen(updated, (reached) => settleQuests(reached, acting));
}

/** Whether a new quest may be offered now. */
export function mayOffer({ session, hidden }: PlayState): boolean {
  const active = session.quests.filter(({ status }) => status === 'active');
  const since = hidden.quest_offered_at;
  return (
    active.length < MOST_ACTIVE &&
    hidden.entries > ENTRIES_BEFORE &&
    (since === null || hidden.entries - since >= ENTRIES_BETWEEN)
  );
}

function updateQuest(state: PlayState, update: QuestUpdate, acting: Acting): Step {
  if (update.change === 'offer') return offer(state, update.quest, acting.action.actionSeq);
  const { change, quest_id, index, cites } = update;
  const refusal = { system: 'quests', what: `${change} ${index}: ${quest_id}` };
  const quest = state.session.quests.find(({ id }) => id === quest_id);
  if (quest?.status !== 'active') return refused(state, { ...refusal, why: 'no active quest has that id' });
  if (!saysSequence(tokensOf(acting.action.text), tokensOf(cites))) {
    return refused(state, { ...refusal, why: 'it cites no words of the action' });
  }
  const list = change === 'fail' ? quest.failure_conditions : quest.objectives;
  if (index >= list.length) return refused(state, { ...refusal, why: 'the quest has none of that number' });
  if (landmarkOf(quest, change, index) !== null) {
    return refused(state, { ...refusal, why: 'it comes about by itself' });
  }
  return change === 'fail' ? failQuest(state, quest_id) : completeObjectives(state, quest, [index]);
}

function landmarkOf({ metadata }: Quest, change: 'objective' | 'fail', index: number) {
  return (change === 'fail' ? metadata?.fails_on : metadata?.triggers)?.[index] ?? null;
}

function offer(state: PlayState, offered: OfferedQuest, actionSeq: number): Step {
  const refusal = { system: 'quests', what: offered.title };
  if (!mayOffer(state)) return refused(state, { ...refusal, why: 'it is too early for another quest' });
  const unknown = offered.after.filter((id) => !state.session.quests.some((quest) => quest.id === id));
  if (unknown.length > 0)
    return refused(state, { ...refusal, why: 'it waits for quests that are not there' });
  const quest = newQuest(
    {
      id: `${idOf('q', actionSeq)}-1`,
      title: offered.title,
      description: offered.description,
      objectives: offered.objectives,
      failures: offered.failure_conditions,
      rewards: {
        experience: offered.experience,
        ...(offered.regard.length > 0 && {
          reputation: Object.fromEntries(offered.regard.map((name) => [name, REGARD])),
        }),
        ...(offered.items.length > 0 && { items: [...offered.items] }),
      },
      time_limit: offered.time_limit,
      dependencies: offered.after.map((quest_id) => ({ quest_id, required_status: 'completed' as const })),
    },
    state.hidden.minutes,
  );
  const step = addQuest(state, quest);
  if (step.done.length === 0) return step;
  return { ...step, state: withHidden(step.state, { quest_offered_at: state.hidden.entries }) };
}
