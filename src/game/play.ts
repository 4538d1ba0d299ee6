import type { LanguageModel } from '../llm/port.js';
import { ActionCalls } from './action-calls.js';
import { actionTypeOf } from './action-type.js';
import { applyAnswer } from './apply.js';
import { contextOf } from './context.js';
import { type PlayState, playStateOf } from './hidden.js';
import { mindful } from './mindful.js';
import type { ActionOutcome, PlayerAction, SessionState, SessionWorld } from './outcome.js';
import { activateDue } from './reducers/consequences.js';
import { patternCounts } from './reducers/development.js';
import { mayOffer } from './reducers/quest-answer.js';
import { remembered } from './story-summary.js';
import type { Turn } from './turn.js';
import { checkAction } from './validation.js';
import { playWorld, ruleWorldOf } from './world.js';

export interface PlayDeps {
  /** The model as the action's task calls it. Without one that costs money the offline game master plays. */
  readonly model: LanguageModel;
}

/** A session as it is stored. */
export interface StoredSession {
  readonly world: SessionWorld;
  readonly state: SessionState;
}

/**
 * Plays one action: from the session as it stands to what it becomes. Nothing is stored here. The rules judge the action
 * first; only what they can't judge is asked (the call fails: it is allowed, unverified). What is due comes back, then one
 * call answers everything; where the model can't, the offline game master does, and says so. Every call's key follows
 * from the action's number, so that a journal finds it after a crash.
 * @throws ModelRateLimitedError, and the signal's reason when it is aborted: nothing has happened then
 */
export async function playAction(
  { model }: PlayDeps,
  stored: StoredSession,
  action: PlayerAction,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const world = playWorld(stored.world);
  const before = playStateOf(stored.state);
  const turn: Turn = { world: ruleWorldOf(world), action };
  const calls = new ActionCalls(model, signal);
  const verdict = checkAction(turn, before);
  const judged = await calls.judge(world, before, turn, verdict);
  if (judged.outcome === 'refused') {
    const { error, reason, suggestions } = judged;
    const { session_id, version } = before.session;
    return {
      kind: 'refused',
      ...calls.asked,
      result: {
        success: false,
        session_id,
        version,
        error,
        reason,
        suggested_actions:
          suggestions.length > 0 ? suggestions : before.session.world_state.available_actions.slice(0, 4),
      },
    };
  }
  const activated = activateDue(turn, before);
  const context = contextOf({
    world,
    rules: turn.world,
    state: activated.state,
    action: action.text,
    actionSeq: action.actionSeq,
    type: actionTypeOf(action.text),
    due: activated.consequences,
    mayOfferQuest: mayOffer(activated.state),
    developmentDue: (before.session.version + 1) % DEVELOPED_EVERY === 0,
    conduct: conductOf(before),
  });
  const { answer, degraded } = await calls.answer(context.scene, action, before);
  const minded = mindful(world, activated.state, context, answer, action);
  const applied = applyAnswer(turn, activated, {
    answer: minded.answer,
    degraded,
    unverified: judged.unverified,
  });
  const reality = minded.after(applied.state);
  const hidden = { ...applied.state.hidden, ...remembered(before.hidden, applied.story), reality };
  const { story, result, events } = applied;
  return { kind: 'applied', ...calls.asked, state: { ...applied.state, hidden }, story, result, events };
}

const DEVELOPED_EVERY = 5;
const CONDUCT_SHOWN = 3;

/** Kinds of conduct of the last actions, the most frequent first. */
function conductOf({ hidden }: PlayState): readonly string[] {
  return Object.entries(patternCounts(hidden.patterns))
    .filter(([, count]) => count > 0)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, CONDUCT_SHOWN)
    .map(([pattern]) => pattern);
}
