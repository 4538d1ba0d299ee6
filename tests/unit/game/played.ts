import { actionTypeOf } from '../../../src/game/action-type.js';
import { contextOf } from '../../../src/game/context.js';
import { type PlayState, playStateOf } from '../../../src/game/hidden.js';
import { openSession, type SessionOpening } from '../../../src/game/open-session.js';
import type { ActionOutcome, OpenedSession, PlayerAction } from '../../../src/game/outcome.js';
import { playAction } from '../../../src/game/play.js';
import type { ActionScene } from '../../../src/game/scene.js';
import { type PlayWorld, playWorld, ruleWorldOf } from '../../../src/game/world.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { NO_USAGE } from '../../../src/llm/port.js';

/** Whole sessions, opened and played without a store. */

export const AT = '2026-01-01T00:00:00.000Z';
const SESSION = '00000000-0000-4000-8000-000000000001';

export function opened(seed: number, more: Partial<SessionOpening> = {}): OpenedSession {
  return openSession({ sessionId: SESSION, seed, at: AT, ...more });
}

export function actionOf(text: string, actionSeq = 1): PlayerAction {
  return { text, actionSeq, taskId: `task-${actionSeq}`, clientId: 'ann', at: AT };
}

export type Applied = Extract<ActionOutcome, { kind: 'applied' }>;

/** A session that is being played; every action goes on from the last one that was applied. */
export class Playing {
  readonly world: PlayWorld;
  readonly outcomes: ActionOutcome[] = [];
  readonly actions: string[] = [];
  #state: PlayState;

  constructor(
    private readonly session: OpenedSession,
    private readonly model: LanguageModel = new OfflineModel(),
  ) {
    this.world = playWorld(session.world);
    this.#state = playStateOf(session.state);
  }

  get state(): PlayState {
    return this.#state;
  }

  get applied(): Applied[] {
    return this.outcomes.flatMap((outcome) => (outcome.kind === 'applied' ? [outcome] : []));
  }

  get suggestions(): readonly string[] {
    const last = this.outcomes.at(-1)?.result;
    if (last === undefined) return this.#state.session.world_state.available_actions;
    return last.success ? last.action_result.suggested_actions : last.suggested_actions;
  }

  async act(text: string, signal = new AbortController().signal): Promise<ActionOutcome> {
    this.actions.push(text);
    const stored = { world: this.session.world, state: this.#state };
    const outcome = await playAction(
      { model: this.model },
      stored,
      actionOf(text, this.actions.length),
      signal,
    );
    this.outcomes.push(outcome);
    if (outcome.kind === 'applied') this.#state = playStateOf(outcome.state);
    return outcome;
  }

  /** What the narrator has told, action after action. */
  get narratives(): string[] {
    return this.applied.map(({ result }) => result.action_result.ai_response);
  }
}

/** What an action is answered from, as a session stands. */
export function sceneOf(playing: Playing, action: string, actionSeq = 1): ActionScene {
  const { world, state } = playing;
  return contextOf({
    world,
    rules: ruleWorldOf(world),
    state,
    action,
    actionSeq,
    type: actionTypeOf(action),
    due: [],
    mayOfferQuest: true,
    developmentDue: true,
    conduct: ['diplomatic', 'cautious'],
  }).scene;
}

/** A player who helps the first one met, takes what lies about, tries what was taken, and else does what is suggested first. */
export async function playThrough(playing: Playing, count: number): Promise<Playing> {
  const tried = new Set<string>();
  for (let turn = 1; turn <= count; turn += 1) {
    const { inventory, world_state } = playing.state.session;
    const [present] = world_state.npcs_present;
    const gained = inventory.find(({ id }) => !id.startsWith('a0000-i') && !tried.has(id));
    if (gained !== undefined) tried.add(gained.id);
    const text =
      turn === 1 && present !== undefined
        ? `Help ${present}`
        : gained !== undefined
          ? `Use the ${gained.name.replace(/^The /u, '')}`
          : (playing.suggestions[0] ?? 'Look around');
    await playing.act(text);
  }
  return playing;
}

/** A model that answers by a function, and remembers what it was asked. */
export class ScriptedModel implements LanguageModel {
  readonly name = 'scripted';
  readonly requests: ModelRequest[] = [];

  constructor(private readonly reply: (request: ModelRequest) => unknown | ModelReply) {}

  async generate(request: ModelRequest): Promise<ModelReply> {
    this.requests.push(request);
    const said = this.reply(request);
    if (typeof said === 'object' && said !== null && 'ok' in said) return said as ModelReply;
    return {
      ok: true,
      value: said,
      usage: NO_USAGE,
      model: this.name,
      source: 'model',
      costUsd: 0,
      savedUsd: 0,
      latencyMs: 0,
    };
  }
}
