import type { PlayState } from '../hidden.js';
import { isSameName } from '../names.js';
import type { Landmark, Quest } from '../session.js';
import type { Step } from '../turn.js';
import { made, refused, withSession } from './step.js';

/** Quests as such: how they are made, how far they have come, what they depend on, and how they begin and end. */

export interface QuestPlan {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly objectives: readonly { readonly text: string; readonly trigger?: Landmark | undefined }[];
  readonly failures?: readonly { readonly text: string; readonly trigger?: Landmark | undefined }[];
  readonly rewards?: Quest['rewards'];
  /** Minutes of the story from when it becomes active. */
  readonly time_limit?: number | undefined;
  readonly dependencies?: Quest['dependencies'];
  /** Whether it waits for its dependencies, or for a consequence to reveal it. */
  readonly hidden?: boolean;
}

const MOST_ENDED = 30;

/** A quest in which nothing is done yet; `minutes` is the time of the story now. */
export function newQuest(plan: QuestPlan, minutes: number): Quest {
  const { objectives, failures = [], dependencies = [] } = plan;
  const isHidden = plan.hidden === true || dependencies.length > 0;
  return {
    id: plan.id,
    title: plan.title,
    description: plan.description,
    status: isHidden ? 'hidden' : 'active',
    objectives: objectives.map(({ text }) => text),
    progress: progressOf(objectives.map(() => false)),
    ...(plan.rewards !== undefined && { rewards: plan.rewards }),
    dependencies,
    ...(plan.time_limit !== undefined && { time_limit: plan.time_limit }),
    failure_conditions: failures.map(({ text }) => text),
    metadata: {
      triggers: objectives.map(({ trigger }) => trigger ?? null),
      fails_on: failures.map(({ trigger }) => trigger ?? null),
      ...(!isHidden && { active_since: minutes }),
    },
  };
}

/** Nothing to be done is all of it. */
export function progressOf(completed_objectives: boolean[]): Quest['progress'] {
  const total = completed_objectives.length;
  const current = completed_objectives.filter((isDone) => isDone).length;
  return { current, total, completed_objectives, percentage: total === 0 ? 100 : (100 * current) / total };
}

/** `2/3` */
export function progressInWords({ current, total }: Quest['progress']): string {
  return `${current}/${total}`;
}

/** Ids of the quests that depend on themselves, through however many others. */
export function dependencyCycles(quests: readonly Quest[]): readonly string[] {
  const dependencies = new Map(
    quests.map((quest) => [quest.id, quest.dependencies.map((each) => each.quest_id)]),
  );
  return quests.map(({ id }) => id).filter((id) => reaches(id, id, dependencies));
}

function reaches(from: string, to: string, dependencies: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [...(dependencies.get(from) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(dependencies.get(id) ?? []));
  }
  return false;
}

/** Adds a quest; one of a known id or title, or whose dependencies would lead back to it, is refused. */
export function addQuest(state: PlayState, quest: Quest): Step {
  const { quests } = state.session;
  const refusal = { system: 'quests', what: quest.title };
  if (
    quests.some(
      ({ id, title, status }) => id === quest.id || (isOpen(status) && isSameName(title, quest.title)),
    )
  ) {
    return refused(state, { ...refusal, why: 'there is such a quest already' });
  }
  if (dependencyCycles([...quests, quest]).length > 0) {
    return refused(state, { ...refusal, why: 'it would depend on itself' });
  }
  return made(withQuests(state, [...quests, quest]), { of: 'quest', change: 'offered', quest_id: quest.id });
}

function isOpen(status: Quest['status']): boolean {
  return status === 'active' || status === 'hidden';
}

/** A hidden quest becomes active, whatever it depends on. */
export function revealQuest(state: PlayState, id: string): Step {
  const quest = state.session.quests.find((each) => each.id === id);
  return quest?.status === 'hidden'
    ? activate(state, quest)
    : refused(state, { system: 'quests', what: `reveal: ${id}`, why: 'no hidden quest has that id' });
}

/** An active quest fails. */
export function failQuest(state: PlayState, id: string): Step {
  const quest = state.session.quests.find((each) => each.id === id);
  return quest?.status === 'active'
    ? made(withQuest(state, { ...quest, status: 'failed' }), { of: 'quest', change: 'failed', quest_id: id })
    : refused(state, { system: 'quests', what: `fail: ${id}`, why: 'no active quest has that id' });
}

export function activate(state: PlayState, quest: Quest): Step {
  const metadata = quest.metadata ?? { triggers: [], fails_on: [] };
  const active: Quest = {
    ...quest,
    status: 'active',
    metadata: { ...metadata, active_since: state.hidden.minutes },
  };
  return made(withQuest(state, active), { of: 'quest', change: 'activated', quest_id: quest.id });
}

/** Some objectives of an active quest are done. */
export function completeObjectives(state: PlayState, quest: Quest, indexes: readonly number[]): Step {
  const fresh = indexes.filter((index) => quest.progress.completed_objectives[index] === false);
  const done = quest.progress.completed_objectives.map((isDone, index) => isDone || fresh.includes(index));
  return made(
    withQuest(state, { ...quest, progress: progressOf(done) }),
    ...fresh.map(
      (index) =>
        ({
          of: 'quest',
          change: 'progress',
          quest_id: quest.id,
          objective: quest.objectives[index] ?? '',
        }) as const,
    ),
  );
}

export function withQuest(state: PlayState, quest: Quest): PlayState {
  return withQuests(
    state,
    state.session.quests.map((each) => (each.id === quest.id ? quest : each)),
  );
}

/** All that are open or that an open one depends on, and the newest of those that are over, in their order. */
function withQuests(state: PlayState, quests: readonly Quest[]): PlayState {
  const needed = new Set(
    quests
      .filter(({ status }) => isOpen(status))
      .flatMap((quest) => quest.dependencies.map((each) => each.quest_id)),
  );
  const over = quests.filter(({ id, status }) => !isOpen(status) && !needed.has(id));
  const dropped = new Set(over.slice(0, Math.max(0, over.length - MOST_ENDED)));
  return withSession(state, { quests: quests.filter((quest) => !dropped.has(quest)) });
}
