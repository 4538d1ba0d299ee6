import type { PlayState } from './hidden.js';
import type { ActionResult, SessionEvent, WireConsequence } from './outcome.js';
import { wireConsequence } from './reducers/consequences.js';
import { toNextLevel } from './reducers/experience.js';
import { progressInWords } from './reducers/quests.js';
import type { Acting } from './reducers/step.js';
import type { Consequence, GameSession, StoryEntry } from './session.js';
import type { Done, Turn } from './turn.js';

/** What has come of an action, as clients are told it. */

type DoneOf<Of extends Done['of']> = Extract<Done, { readonly of: Of }>;
export type WireSession = Omit<GameSession, 'consequences'> & {
  readonly consequences: readonly WireConsequence[];
};
type Fields = { readonly [field: string]: unknown };

export function resultOf(
  { action, answer, degraded, unverified }: Acting,
  state: PlayState,
  done: readonly Done[],
  judged: { readonly consistencyScore: number; readonly suggestions: readonly string[] },
): ActionResult {
  return {
    success: true,
    session_id: state.session.session_id,
    version: state.session.version,
    action_result: {
      player_action: action.text,
      ai_response: answer.narrative,
      world_changes: worldChanges(done),
      character_effects: characterEffects(state, done),
      consequences: consequencesOf(done).map(wireConsequence),
      quest_updates: questUpdates(state, done),
      items: itemsTouched(state, done),
      suggested_actions: judged.suggestions,
    },
    action_analysis: answer.action_analysis,
    consistency_score: judged.consistencyScore,
    degraded,
    unverified,
  };
}

/** A session as clients see it. */
export function wireSession(session: GameSession): WireSession {
  return { ...session, consequences: session.consequences.map(wireConsequence) };
}

/** In the order in which a client can show them: what is told, what has changed, and where the session stands. */
export function eventsOf(
  { action }: Turn,
  state: PlayState,
  story: readonly StoryEntry[],
  { action_result }: ActionResult,
  done: readonly Done[],
): readonly SessionEvent[] {
  const { character, world_state, version } = state.session;
  const { world_changes, quest_updates } = action_result;
  const { current_location, weather, time_of_day, special_conditions, npcs_present } = world_state;
  const surroundings = { current_location, weather, time_of_day, special_conditions, npcs_present };
  const { level, experience, health, max_health, mana, max_mana } = character;
  return [
    {
      type: 'narrative_response',
      data: {
        story_entry: story.find(({ type }) => type === 'narration'),
        world_changes,
        gm_response: action_result.ai_response,
      },
    },
    ...(Object.keys(world_changes).length === 0
      ? []
      : [{ type: 'world_update', data: { world_changes, world_state: surroundings } }]),
    ...quest_updates.map((update) => ({ type: 'quest_update', data: update })),
    ...only(done, 'level').map(({ of: _, ...reached }) => ({ type: 'level_up', data: reached })),
    { type: 'action_response', data: { success: true, task_id: action.taskId, version } },
    {
      type: 'session_update',
      data: {
        version,
        character: { level, experience, health, max_health, mana, max_mana },
        world_state: surroundings,
      },
    },
  ];
}

function only<Of extends Done['of']>(done: readonly Done[], of: Of): readonly DoneOf<Of>[] {
  return done.filter((each): each is DoneOf<Of> => each.of === of);
}

const LISTS = {
  add_condition: 'conditions_begun',
  remove_condition: 'conditions_ended',
  event: 'events',
} as const;

/** By field; what can happen more than once in an action is a list. */
function worldChanges(done: readonly Done[]): Fields {
  const changes: Record<string, unknown> = {};
  const add = (list: string, entry: unknown) => {
    const known = changes[list];
    changes[list] = Array.isArray(known) ? [...known, entry] : [entry];
  };
  for (const { of: _, field, ...change } of only(done, 'world')) {
    const list = Object.entries(LISTS).find(([each]) => each === field)?.[1];
    if (list === undefined) changes[field] = change;
    else add(list, { text: change.to, because: change.because });
  }
  for (const { of: _, ...update } of only(done, 'person')) add('people', update);
  for (const { of: _, action_seq: __, ...movement } of only(done, 'movement')) add('movements', movement);
  return changes;
}

function characterEffects({ session }: PlayState, done: readonly Done[]): Fields {
  const { character } = session;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const vitals = only(done, 'vitals');
  const developed = only(done, 'development');
  const conditions = only(done, 'condition');
  const lists = {
    levels_gained: only(done, 'level').map(({ level }) => level),
    conditions_begun: conditions.filter(({ change }) => change === 'begun').map(({ name }) => name),
    conditions_ended: conditions.filter(({ change }) => change === 'ended').map(({ name }) => name),
    stats_raised: developed.filter(({ kind }) => kind === 'stat').map(({ text }) => text),
    skills_learned: developed.filter(({ kind }) => kind === 'skill').map(({ text }) => text),
    traits_shown: developed.filter(({ kind }) => kind === 'trait').map(({ text }) => text),
    reputation: only(done, 'reputation').map(({ of: _, ...change }) => change),
    items_used: only(done, 'item').map(({ of: _, ...change }) => change),
  };
  return {
    experience_gained: sum(only(done, 'experience').map(({ gained }) => gained)),
    level: character.level,
    to_next_level: toNextLevel(character),
    health_change: sum(vitals.map(({ health }) => health)),
    mana_change: sum(vitals.map(({ mana }) => mana)),
    health: character.health,
    mana: character.mana,
    ...Object.fromEntries(Object.entries(lists).filter(([, entries]) => entries.length > 0)),
  };
}

/** Those that began or were applied, each as it stands now. */
function consequencesOf(done: readonly Done[]): readonly Consequence[] {
  const byId = new Map<string, Consequence>();
  for (const { change, consequence } of only(done, 'consequence')) {
    if (change === 'expired') byId.delete(consequence.id);
    else byId.set(consequence.id, consequence);
  }
  return [...byId.values()];
}

function questUpdates({ session }: PlayState, done: readonly Done[]): readonly Fields[] {
  return only(done, 'quest').flatMap(({ of: _, ...update }) => {
    const quest = session.quests.find(({ id }) => id === update.quest_id);
    // What is hidden from players stays so.
    if (quest === undefined || quest.status === 'hidden') return [];
    return [
      {
        ...update,
        title: quest.title,
        status: quest.status,
        progress: progressInWords(quest.progress),
        percentage: quest.progress.percentage,
      },
    ];
  });
}

/** What the character has of the things that were moved, used or put on. */
function itemsTouched({ session }: PlayState, done: readonly Done[]) {
  const ids = new Set(
    done.flatMap((each) => (each.of === 'movement' || each.of === 'item' ? [each.item_id] : [])),
  );
  const names = new Set(only(done, 'movement').map(({ name }) => nameOfStack(name)));
  return session.inventory.filter(
    ({ id, name, type }) => ids.has(id) || (type === 'consumable' && names.has(nameOfStack(name))),
  );
}

function nameOfStack(name: string): string {
  return name.toLowerCase();
}
