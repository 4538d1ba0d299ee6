import type { LanguageModel, ModelFailureReason, ModelReply, ModelRequest } from '../llm/port.js';
import { throwFailure } from '../simulation/model-failure.js';
import { samplingSeed } from '../simulation/random.js';
import type { UsageTotals } from '../simulation/types.js';
import { addUsage, NO_USAGE_TOTALS, usageOf } from '../simulation/usage.js';
import { actionRequest, callKey } from './action-request.js';
import { actionTypeOf } from './action-type.js';
import { type ActionAnswer, actionAnswerSchema } from './answer.js';
import { applyAnswer } from './apply.js';
import { contextOf } from './context.js';
import { type PlayState, playStateOf } from './hidden.js';
import { mindful } from './mindful.js';
import { masterAnswer } from './offline/master.js';
import type { ActionOutcome, PlayerAction, SessionState, SessionWorld } from './outcome.js';
import { activateDue } from './reducers/consequences.js';
import { patternCounts } from './reducers/development.js';
import { mayOffer } from './reducers/quest-answer.js';
import type { ActionScene } from './scene.js';
import type { GameSession } from './session.js';
import { remembered } from './story-summary.js';
import type { Turn, Verdict } from './turn.js';
import { validationRequest, validationSchema } from './validate-request.js';
import { checkAction } from './validation.js';
import { type PlayWorld, playWorld, ruleWorldOf } from './world.js';

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
  const calls = new Calls(model, signal);
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

type Allowed = { readonly outcome: 'allowed'; readonly unverified: boolean };
type Judged = Allowed | Extract<Verdict, { outcome: 'refused' }>;

/** The calls of one action, and what they came to. */
class Calls {
  #usage: UsageTotals = NO_USAGE_TOTALS;
  readonly #used: string[] = [];
  #byFallback = false;

  readonly #model: LanguageModel;
  readonly #signal: AbortSignal;

  constructor(model: LanguageModel, signal: AbortSignal) {
    this.#model = model;
    this.#signal = signal;
  }

  get asked(): Pick<ActionOutcome, 'usage' | 'usedCalls' | 'byFallback'> {
    return { usage: this.#usage, usedCalls: this.#used, byFallback: this.#byFallback };
  }

  /** The rules' verdict; what they can't judge is asked, and allowed if that can't be found out. */
  async judge(world: PlayWorld, { session }: PlayState, { action }: Turn, verdict: Verdict): Promise<Judged> {
    if (verdict.outcome === 'refused') return verdict;
    if (verdict.outcome === 'allowed') return { outcome: 'allowed', unverified: false };
    const { capability } = verdict;
    if (this.#model.name === OFFLINE) return notAble(`Nothing that you are or have lets you ${capability}.`);
    const { actionSeq, taskId, clientId, text } = action;
    const reply = await this.#ask(
      validationRequest({
        key: callKey(actionSeq, 'validate'),
        scope: { clientId, taskId },
        action: text,
        situation: abilitiesOf(world, session),
        versions: { session: `${session.session_id}@${session.version}` },
        seed: samplingSeed(session.seed, actionSeq, 'validate-action', session.session_id),
        reuse: { cache: 'off', within: 'task' },
      }),
    );
    const read = reply.ok ? validationSchema.safeParse(reply.value).data : undefined;
    if (read === undefined) return { outcome: 'allowed', unverified: true };
    return read.is_valid ? { outcome: 'allowed', unverified: false } : notAble(read.reason, read.suggestion);
  }

  /** The whole answer, from the model or from the offline game master. */
  async answer(
    scene: ActionScene,
    action: PlayerAction,
    { session }: PlayState,
  ): Promise<{ readonly answer: ActionAnswer; readonly degraded: boolean }> {
    if (this.#model.name === OFFLINE) return { answer: masterAnswer(scene), degraded: false };
    const { session_id: id, version } = session;
    const reply = await this.#ask(actionRequest(scene, action, { id, version }));
    const read = reply.ok ? actionAnswerSchema.safeParse(reply.value).data : undefined;
    return read === undefined
      ? { answer: masterAnswer(scene), degraded: true }
      : { answer: read, degraded: false };
  }

  /** Answers that nobody can use come back all the same; only what is worth waiting for is thrown. */
  async #ask(request: ModelRequest): Promise<ModelReply> {
    const reply = await this.#model.generate(request, this.#signal);
    this.#usage = addUsage(this.#usage, usageOf(reply));
    if (reply.ok) this.#used.push(request.key);
    else if (WAITED_FOR.has(reply.reason)) throwFailure(reply, request.key, this.#signal);
    else if (reply.reason === 'unavailable') this.#byFallback = true;
    return reply;
  }
}

const OFFLINE = 'offline';
/** What the task waits for or stops at, rather than play without the model. */
const WAITED_FOR: ReadonlySet<ModelFailureReason> = new Set(['rate-limited', 'aborted']);

function notAble(reason: string, suggestion = ''): Judged {
  return {
    outcome: 'refused',
    error: 'NOT_ABLE',
    reason,
    suggestions: suggestion === '' ? [] : [suggestion],
  };
}

/** What could give a character an ability. */
function abilitiesOf({ systems }: PlayWorld, { character, inventory }: GameSession): object {
  const { class_name, background, level, mana, metadata } = character;
  return {
    character: {
      class_name,
      background,
      level,
      mana,
      abilities: metadata.abilities,
      skills: metadata.skills,
      conditions: metadata.conditions,
    },
    inventory: inventory.map(({ name, description }) => ({ name, description })),
    world: systems.map(({ name, description, rules, limitations }) => ({
      name,
      description,
      rules,
      limitations,
    })),
  };
}
