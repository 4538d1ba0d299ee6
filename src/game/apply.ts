import { MOST_SUGGESTIONS } from './answer.js';
import type { PlayState } from './hidden.js';
import { nameKey } from './names.js';
import { possibleActions } from './possible.js';
import { type Acting, andThen, idOf, made, withHidden, withSession } from './reducers/step.js';
import { withWorld } from './reducers/world.js';
import type { StoryEntry } from './session.js';
import { reduceAnswer } from './systems.js';
import type { Activated, Applied, Done, Played, Refusal, Turn } from './turn.js';
import { checkAction } from './validation.js';
import { eventsOf, resultOf } from './wire.js';

/**
 * Applies an answer: system after system, on what has come due before. What doesn't hold in the world is dropped from it,
 * never the player's action; the answer is worth less for each check that failed.
 */

const COST_OF_A_CHECK = 2;
export const MINUTES_OF_AN_ACTION = 10;

export function applyAnswer(turn: Turn, activated: Activated, played: Played): Applied {
  const acting: Acting = { ...turn, ...played, activated };
  const answered = reduceAnswer(activated.state, played.answer, acting);
  const {
    state: reached,
    done: answeredDone,
    refused,
  } = andThen(answered, (state) => made(ended(state, turn, activated)));
  const done = [...activated.done, ...answeredDone];
  const story = storyOf(done, reached, acting);
  const state = withHidden(reached, { entries: reached.hidden.entries + story.length });
  const result = resultOf(acting, state, done, {
    consistencyScore: consistencyScore(refused),
    suggestions: suggestionsOf(acting, state),
  });
  return { state, story, result, events: eventsOf(turn, state, story, result, done), refused };
}

/** 1 less 0.2 for each kind of check that failed. */
export function consistencyScore(refused: readonly Refusal[]): number {
  const failed = new Set(refused.flatMap(({ check }) => check ?? []));
  return Math.max(0, 10 - COST_OF_A_CHECK * failed.size) / 10;
}

/** What goes on with every action: its count, the time that it takes, and whom it has brought before the character. */
function ended(state: PlayState, { world, action }: Turn, { before }: Activated): PlayState {
  const wasPresent = new Set(before.session.world_state.npcs_present);
  const isMet = state.session.world_state.npcs_present.some((name) => !wasPresent.has(name));
  const counted = withHidden(withSession(state, { version: before.session.version + 1 }), {
    minutes: state.hidden.minutes + MINUTES_OF_AN_ACTION,
    ...(isMet && { encounter_seq: action.actionSeq }),
  });
  return withWorld(counted, { available_actions: [...possibleActions(world, counted)] });
}

/** What was done, what came of it, and a line for what the player has reached. */
function storyOf(done: readonly Done[], state: PlayState, { action, answer }: Acting): readonly StoryEntry[] {
  const notes = done.flatMap((each) => noteOf(each, state) ?? []);
  const entries: readonly Pick<StoryEntry, 'type' | 'text'>[] = [
    { type: 'player', text: action.text },
    { type: 'narration', text: answer.narrative },
    ...(notes.length === 0 ? [] : [{ type: 'system' as const, text: notes.join('\n') }]),
  ];
  return entries.map((entry, index) => ({
    id: `${idOf('a', action.actionSeq)}-${index + 1}`,
    ...entry,
    timestamp: action.at,
  }));
}

function noteOf(done: Done, { session }: PlayState): string | undefined {
  if (done.of === 'level') return `You reach level ${done.level}.`;
  if (done.of !== 'quest') return undefined;
  const quest = session.quests.find(({ id }) => id === done.quest_id);
  if (quest === undefined) return undefined;
  switch (done.change) {
    case 'offered':
      return quest.status === 'hidden' ? undefined : `New quest: ${quest.title}`;
    case 'activated':
      return `New quest: ${quest.title}`;
    case 'progress':
      return `Objective reached: ${done.objective}`;
    case 'completed':
      return `Quest completed: ${quest.title}`;
    case 'failed':
      return `Quest failed: ${quest.title}`;
  }
}

/** What the answer suggests and the rules allow; what is possible here if that is nothing. */
function suggestionsOf({ world, action, answer }: Acting, state: PlayState): readonly string[] {
  const isAllowed = (text: string) =>
    checkAction({ world, action: { ...action, text } }, state).outcome !== 'refused';
  const seen = new Set<string>();
  const suggested = answer.suggested_actions.filter((text) => {
    const isNew = !seen.has(nameKey(text));
    seen.add(nameKey(text));
    return isNew && isAllowed(text);
  });
  const offered = suggested.length > 0 ? suggested : possibleActions(world, state).filter(isAllowed);
  return offered.slice(0, MOST_SUGGESTIONS);
}
