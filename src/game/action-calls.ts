import type { LanguageModel, ModelFailureReason, ModelReply, ModelRequest } from '../llm/port.js';
import { throwFailure } from '../simulation/model-failure.js';
import { samplingSeed } from '../simulation/random.js';
import type { UsageTotals } from '../simulation/types.js';
import { addUsage, NO_USAGE_TOTALS, usageOf } from '../simulation/usage.js';
import { actionRequest, callKey } from './action-request.js';
import { type ActionAnswer, actionAnswerSchema } from './answer.js';
import type { PlayState } from './hidden.js';
import { masterAnswer } from './offline/master.js';
import type { ActionOutcome, PlayerAction } from './outcome.js';
import type { ActionScene } from './scene.js';
import type { GameSession } from './session.js';
import type { Turn, Verdict } from './turn.js';
import { validationRequest, validationSchema } from './validate-request.js';
import type { PlayWorld } from './world.js';

/**
 * The calls of one action: at most one to judge it and one to answer it. A rate limit and an abort are thrown, for the
 * task waits or stops; by whatever else the model fails, the action is played on without it.
 */

type Allowed = { readonly outcome: 'allowed'; readonly unverified: boolean };
type Judged = Allowed | Extract<Verdict, { outcome: 'refused' }>;

/** What the rules leave to a model, and what it has answered; every call's key follows from the action's number. */
export class ActionCalls {
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
