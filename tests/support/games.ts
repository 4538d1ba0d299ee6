import { v7 as uuidv7 } from 'uuid';
import type { ActionOutcome, OpenedSession, PlayerAction, SessionState } from '../../src/game/outcome.js';
import type { GameSession, StoryEntry } from '../../src/game/session.js';
import { NO_USAGE_TOTALS, usageOf } from '../../src/simulation/usage.js';
import type { Database } from '../../src/store/database.js';
import { createSession } from '../../src/store/session-statements.js';
import type { PlayAction } from '../../src/tasks/action-run.js';
import type { OpenGame } from '../../src/tasks/create-session.js';
import { type ActionDependencies, submitAction } from '../../src/tasks/submit-action.js';
import { submission } from './simulations.js';

/**
 * A game small enough to be looked through: somebody with ten coins, who spends one with each action. The rails that real
 * games run on are tested with it where the rules of play don't matter.
 */

export const COINS = 10;

export const openSmallGame: OpenGame = ({
  sessionId,
  seed,
  characterName = 'Ada',
  at,
  lorebook,
  template,
}) => {
  const session: GameSession = {
    session_id: sessionId,
    version: 0,
    character: {
      name: characterName,
      level: 1,
      health: 100,
      max_health: 100,
      mana: 50,
      max_mana: 50,
      experience: 0,
      stats: {
        strength: 10,
        dexterity: 10,
        constitution: 10,
        intelligence: 10,
        wisdom: 10,
        charisma: 10,
      },
      class_name: 'Adventurer',
      equipped_items: {},
      max_carry_weight: 100,
      metadata: { abilities: [], personality: [], skills: [], traits: [], conditions: [] },
    },
    inventory: [
      {
        id: 'coin',
        name: 'coin',
        type: 'misc',
        rarity: 'common',
        quantity: COINS,
        equipped: false,
        weight: 0,
      },
    ],
    quests: [],
    world_state: {
      current_location: 'The gate',
      environment_description: 'A gate in a wall.',
      weather: 'clear',
      time_of_day: 'day',
      special_conditions: [],
      npc_states: {},
      location_history: ['The gate'],
      world_events: [],
      npcs_present: [],
      available_actions: ['Go through the gate'],
    },
    consequences: [],
    reputation: {},
    seed,
    metadata: {},
    ...(lorebook && { lorebook_id: lorebook.id }),
    ...(template && { scenario_id: template.id }),
  };
  return {
    world: { schemaVersion: 1 },
    state: { schemaVersion: 1, session, hidden: { spent: 0 } },
    story: [{ id: 'a0000-1', type: 'narration', text: 'You stand at the gate.', timestamp: at }],
  } satisfies OpenedSession;
};

/** Words that the small game's rules don't allow. */
export const FORBIDDEN = 'cheat';

/** Plays an action without a model. */
export const playSmallGame: PlayAction = async (_deps, { state }, action) =>
  action.text === FORBIDDEN ? refused(state, action) : applied(state, action, 'It is done.');

/** Plays an action with one call to the model, whose answer is the story. */
export const playWithOneCall: PlayAction = async ({ model }, { state }, action, signal) => {
  const key = `a${String(action.actionSeq).padStart(4, '0')}-action`;
  const reply = await model.generate(
    {
      purpose: 'action',
      key,
      scope: { clientId: action.clientId, taskId: action.taskId },
      stablePrefix: 'Tell what comes of it.',
      volatileTail: `${state.session.session_id} ${state.session.version}: ${action.text}`,
      temperature: 0,
      maxOutputTokens: 100,
    },
    signal,
  );
  signal.throwIfAborted();
  const told = reply.ok ? String(reply.value) : 'Nothing comes of it.';
  return { ...applied(state, action, told), usage: usageOf(reply), usedCalls: [key] };
};

function refused({ session }: SessionState, { actionSeq }: PlayerAction): ActionOutcome {
  return {
    kind: 'refused',
    result: {
      success: false,
      session_id: session.session_id,
      version: session.version,
      error: 'OUT_OF_PLAY',
      reason: `Action ${actionSeq} is no part of the game`,
      suggested_actions: ['Go through the gate'],
    },
    usage: NO_USAGE_TOTALS,
    usedCalls: [],
    byFallback: false,
  };
}

function applied(state: SessionState, action: PlayerAction, told: string): ActionOutcome {
  const { session, hidden } = state;
  const version = session.version + 1;
  const coins = session.inventory[0]?.quantity ?? 0;
  const id = `a${String(action.actionSeq).padStart(4, '0')}`;
  const entry = (n: number, type: StoryEntry['type'], text: string): StoryEntry => ({
    id: `${id}-${n}`,
    type,
    text,
    timestamp: action.at,
  });
  const story = [entry(1, 'player', action.text), entry(2, 'narration', told)];
  const next: GameSession = {
    ...session,
    version,
    inventory: session.inventory
      .map((item) => ({ ...item, quantity: coins - 1 }))
      .filter(({ quantity }) => quantity > 0),
  };
  return {
    kind: 'applied',
    state: { ...state, session: next, hidden: { spent: Number(hidden.spent) + (coins > 0 ? 1 : 0) } },
    story,
    result: {
      success: true,
      session_id: session.session_id,
      version,
      action_result: {
        player_action: action.text,
        ai_response: told,
        world_changes: {},
        character_effects: {},
        consequences: [],
        quest_updates: [],
        items: [],
        suggested_actions: [],
      },
      action_analysis: { type: 'explore', difficulty: 'easy', confidence: 1 },
      consistency_score: 1,
      degraded: false,
      unverified: false,
    },
    events: [
      { type: 'narrative_response', data: { story_entry: story[1], world_changes: {}, gm_response: told } },
      { type: 'action_response', data: { success: true, task_id: action.taskId, version } },
    ],
    usage: NO_USAGE_TOTALS,
    usedCalls: [],
    byFallback: false,
  };
}

/** Stores a small game; returns its id. */
export async function insertSession(db: Database, clientId = 'local'): Promise<string> {
  const id = uuidv7();
  const opened = openSmallGame({ sessionId: id, seed: 1, at: new Date().toISOString() });
  await createSession(db, { id, clientId, scenarioId: null, lorebookId: null, opened });
  return id;
}

export function actionDependencies(
  db: Database,
  limits: Partial<ActionDependencies['sessionLimits']> = {},
): ActionDependencies {
  return { ...submission(db), sessionLimits: { maxWaiting: 50, perMinute: 10_000, ...limits } };
}

/** Accepts an action as the API does; returns its task's id. */
export async function acted(
  db: Database,
  sessionId: string,
  action: string,
  extra: { readonly expectedVersion?: number; readonly key?: string } = {},
): Promise<string> {
  const { expectedVersion, key } = extra;
  const task = await submitAction(actionDependencies(db), {
    clientId: 'local',
    role: 'client',
    sessionId,
    request: { action, ...(expectedVersion !== undefined && { expected_version: expectedVersion }) },
    ...(key !== undefined && { idempotencyKey: key }),
  });
  return task.id;
}
