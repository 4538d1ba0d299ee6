import type { Lorebook } from '../scenario/lorebook.js';
import { readableBook, readableTemplate } from '../scenario/play/readable.js';
import type { ScenarioTemplate } from '../scenario/template.js';
import { namesOf } from '../simulation/snapshot-names.js';
import { NOTHING_HIDDEN, type PlayState } from './hidden.js';
import { toldKeys } from './offline/teller.js';
import { characterSheet, chooseCharacter } from './opening/character.js';
import { chooseBook } from './opening/chosen-world.js';
import { thingsLyingAbout } from './opening/finds.js';
import { startingGear } from './opening/gear.js';
import { firstMinds } from './opening/knowledge.js';
import { startingQuests } from './opening/quests.js';
import { stageForPlay } from './opening/staging.js';
import { openingStory } from './opening/story.js';
import type { OpenedSession } from './outcome.js';
import { possibleActions } from './possible.js';
import { storedMinds } from './reality/minds.js';
import type { Character, InventoryItem, NpcState, TimeOfDay, WorldState } from './session.js';
import { type PlayPlace, type PlayWorld, ruleWorldOf, storedWorld } from './world.js';

export interface SessionOpening {
  readonly sessionId: string;
  readonly seed: number;
  readonly lorebook?: { readonly id: string; readonly content: Lorebook } | undefined;
  /** A way into that lorebook. */
  readonly template?: { readonly id: string; readonly content: ScenarioTemplate } | undefined;
  readonly characterName?: string | undefined;
  /** ISO 8601 */
  readonly at: string;
}

/**
 * Opens a session: resolves the world that it is played in, chooses the character, and tells the beginning. Makes no call,
 * and the same input opens the same session. Without a lorebook the offline generator makes a world of the seed.
 */
export function openSession(input: SessionOpening): OpenedSession {
  const { sessionId, seed, lorebook, template, characterName, at } = input;
  const book = chooseBook(
    seed,
    lorebook && readableBook(lorebook.content),
    template && readableTemplate(template.content),
  );
  const chosen = chooseCharacter(characterName, book.lorebook, book.template);
  const world = stageForPlay(book, chosen, seed);
  const persona = world.snapshot.cast.find(({ id }) => id === world.playerId);
  const start = world.places.find(({ id }) => id === persona?.locationId) ?? world.places[0];
  if (persona === undefined || start === undefined)
    throw new Error('a staged world has its player somewhere');
  const gear = startingGear(world.register);
  const things = thingsLyingAbout(world);
  const all = [gear, ...Object.values(things)].flat();
  const quests = startingQuests(world, start.name, book.template);
  const story = openingStory(world, start, book.template, quests, at);
  const minds = {
    ...firstMinds(world),
    heard: {},
    lore: {},
    told: story.flatMap(({ text }) => toldKeys(text)),
    forms: [],
    lines: { said: 0, leaked: 0 },
  };
  const state: PlayState = {
    schemaVersion: 1,
    session: {
      session_id: sessionId,
      version: 0,
      character: withEquipment(characterSheet(chosen, persona), gear),
      inventory: [...gear],
      quests: [...quests],
      world_state: firstWorldState(world, start),
      ...(template === undefined ? {} : { scenario_id: template.id }),
      ...(lorebook === undefined ? {} : { lorebook_id: lorebook.id }),
      consequences: [],
      reputation: {},
      seed,
      metadata: { world: world.title, genre: world.genre, tone: world.tone },
    },
    hidden: {
      ...NOTHING_HIDDEN,
      entries: story.length,
      things,
      ledger: { created: pieces(all), removed: 0, ids: all.length },
      reality: storedMinds(minds),
      recent: story.map(({ id, type, text }) => ({ id, type, text })),
    },
  };
  const available_actions = [...possibleActions(ruleWorldOf(world), state)];
  const world_state = { ...state.session.world_state, available_actions };
  return {
    world: storedWorld(world),
    state: { ...state, session: { ...state.session, world_state } },
    story,
  };
}

function withEquipment(character: Character, gear: readonly InventoryItem[]): Character {
  const equipped = gear.flatMap(({ id, equipped: worn, equipment_slot: slot }) =>
    worn && slot !== undefined ? [[slot, id] as const] : [],
  );
  return { ...character, equipped_items: Object.fromEntries(equipped) };
}

function pieces(items: readonly InventoryItem[]): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}

function firstWorldState(world: PlayWorld, start: PlayPlace): WorldState {
  const present = world.people.filter(({ home }) => home === start.name);
  return {
    current_location: start.name,
    environment_description: start.description,
    weather: start.weather,
    time_of_day: timeOfDay(world.snapshot.world.clock),
    special_conditions: [],
    npc_states: Object.fromEntries(world.people.map((person) => [person.name, stateOf(world, person.id)])),
    location_history: [start.name],
    world_events: [],
    npcs_present: present.map(({ name }) => name),
    available_actions: [],
  };
}

const STRONGEST = 60;

/** What somebody feels for the player's character at first is what it feels in the book. */
function stateOf({ snapshot, playerId, people }: PlayWorld, id: string): NpcState {
  const bond = snapshot.cast.find((each) => each.id === id)?.relationships[playerId];
  return {
    location: people.find((each) => each.id === id)?.home ?? namesOf(snapshot).nameOf(id),
    status: 'idle',
    disposition: Math.round((bond?.affinity ?? 0) * STRONGEST),
  };
}

/** From which hour on it is called so. */
const HOURS: readonly (readonly [from: number, TimeOfDay])[] = [
  [21, 'night'],
  [18, 'evening'],
  [15, 'afternoon'],
  [11, 'day'],
  [7, 'morning'],
  [5, 'dawn'],
  [0, 'night'],
];

/** @param clock seconds since midnight */
function timeOfDay(clock: number): TimeOfDay {
  const hour = Math.floor(clock / 3600) % 24;
  return HOURS.find(([from]) => hour >= from)?.[1] ?? 'day';
}
