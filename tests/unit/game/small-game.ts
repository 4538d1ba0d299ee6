import { type ActionAnswer, answerOf } from '../../../src/game/answer.js';
import { applyAnswer } from '../../../src/game/apply.js';
import { type Hidden, NOTHING_HIDDEN, type PlayState } from '../../../src/game/hidden.js';
import { activateDue } from '../../../src/game/reducers/consequences.js';
import type { RuleWorld } from '../../../src/game/rule-world.js';
import type { Character, GameSession, InventoryItem, WorldState } from '../../../src/game/session.js';
import type { Applied, Turn } from '../../../src/game/turn.js';

/**
 * A harbour town: from the Harbour one comes to the Market and the Lighthouse, from the Market to the Old Tower; no way
 * leads to the Sunken Isle. Ada keeps the lighthouse, Bram sells at the market, Cleo stands in the harbour.
 */
export const HARBOUR_TOWN: RuleWorld = {
  places: [
    { name: 'Harbour', description: 'Boats knock against the quay.', connections: ['Market', 'Lighthouse'] },
    { name: 'Market', description: 'Stalls under canvas.', connections: ['Old Tower'] },
    { name: 'Lighthouse', description: 'A stair winds up into the dark.', connections: [] },
    { name: 'Old Tower', description: 'A tower without a roof.', connections: [] },
    { name: 'Sunken Isle', description: 'Only its spires stand above the water.', connections: [] },
  ],
  people: [
    { name: 'Ada', aliases: ['the keeper'] },
    { name: 'Bram', aliases: [] },
    { name: 'Cleo', aliases: [] },
  ],
  factions: ['Pilots Guild'],
  items: ['brass lamp', 'lamp', 'tide crown'],
  systems: ['Tide magic: those who know the tides can call water.'],
};

export interface Differing {
  readonly character?: Partial<Character>;
  readonly world_state?: Partial<WorldState>;
  readonly session?: Partial<GameSession>;
  readonly hidden?: Partial<Hidden>;
}

/** Somebody of level 1 in the Harbour on a clear day, with Cleo present and nothing in hand. */
export function smallGame({ character, world_state, session, hidden }: Differing = {}): PlayState {
  return {
    schemaVersion: 1,
    session: {
      session_id: '7b0f5ab2-1d6b-4f0e-8d6e-0a3f6b1f9c11',
      version: 0,
      character: {
        name: 'Wren',
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
        ...character,
      },
      inventory: [],
      quests: [],
      world_state: {
        current_location: 'Harbour',
        environment_description: 'Boats knock against the quay.',
        weather: 'clear',
        time_of_day: 'day',
        special_conditions: [],
        npc_states: {
          Ada: { location: 'Lighthouse', status: 'idle', disposition: 0 },
          Bram: { location: 'Market', status: 'idle', disposition: 0 },
          Cleo: { location: 'Harbour', status: 'idle', disposition: 0 },
        },
        location_history: ['Harbour'],
        world_events: [],
        npcs_present: ['Cleo'],
        available_actions: [],
        ...world_state,
      },
      consequences: [],
      reputation: {},
      seed: 7,
      metadata: {},
      ...session,
    },
    hidden: { ...NOTHING_HIDDEN, entries: 1, ...hidden },
  };
}

export function turnOf(text: string, actionSeq = 1, world: RuleWorld = HARBOUR_TOWN): Turn {
  return {
    world,
    action: {
      text,
      actionSeq,
      taskId: `task-${actionSeq}`,
      clientId: 'client',
      at: '2031-05-01T10:00:00.000Z',
    },
  };
}

/** An answer that tells of what stands in it and changes nothing but what is named. */
export function answer(parts: Partial<ActionAnswer> = {}): ActionAnswer {
  return { ...answerOf('Something comes of it.'), ...parts };
}

export interface Acted {
  readonly text?: string;
  readonly actionSeq?: number;
  readonly degraded?: boolean;
}

/** Plays one action through: what is due, then the answer. */
export function act(
  state: PlayState,
  parts: Partial<ActionAnswer> = {},
  { text = 'I look around', actionSeq = state.session.version + 1, degraded = false }: Acted = {},
): Applied {
  const turn = turnOf(text, actionSeq);
  const activated = activateDue(turn, state);
  return applyAnswer(turn, activated, { answer: answer(parts), degraded, unverified: false });
}

export function item(parts: Partial<InventoryItem> = {}): InventoryItem {
  return {
    id: 'i1',
    name: 'rope',
    type: 'tool',
    rarity: 'common',
    quantity: 1,
    equipped: false,
    weight: 2,
    ...parts,
  };
}

/** A game in which the character owns some things from the start. */
export function gameWith(items: readonly InventoryItem[], differing: Differing = {}): PlayState {
  const created = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return smallGame({
    ...differing,
    session: { ...differing.session, inventory: [...items] },
    hidden: { ledger: { created, removed: 0, ids: items.length }, ...differing.hidden },
  });
}
