import { cutAtWord } from '../../narrative/plain-text.js';
import { own } from '../../reality/beliefs.js';
import { nameInText, sentenceText } from '../../scenario/play/wording.js';
import type { PlayState } from '../hidden.js';
import { mapOf, type SessionMap } from '../map.js';
import { distinctWords, isNamedIn, mentionsIn } from '../names.js';
import { holds } from '../reality/knowledge.js';
import { isOut, type Stand } from '../reality/stand.js';
import type { SceneExit, SceneNow, ScenePlace, SceneWorld } from '../scene.js';
import type { Quest } from '../session.js';
import { type PlayWorld, placeNamed } from '../world.js';
import { MOST, type SceneInput } from './input.js';
import { absentOf, peopleHere } from './people.js';

/** The world that is played in, and how things stand in it, as an action finds them. */

export function sceneWorld(world: PlayWorld, { session: { character } }: PlayState): SceneWorld {
  const { metadata } = character;
  return {
    title: world.title,
    genre: world.genre,
    tone: world.tone,
    premise: cutAtWord(world.premise, MOST.description),
    factions: world.factions.slice(0, MOST.factions).map(({ name, goals, rivals }) => ({
      name,
      wants: cutAtWord(goals[0] ?? '', MOST.note),
      rivals: rivals.slice(0, 3),
    })),
    systems: world.systems.slice(0, MOST.systems).map(({ name, description, limitations }) => ({
      name,
      is: cutAtWord(description, MOST.note),
      limits: limitations.slice(0, 1).map((limit) => cutAtWord(limit, MOST.note)),
    })),
    common_knowledge: world.commonKnowledge.slice(0, MOST.common).map((text) => cutAtWord(text, MOST.note)),
    character: {
      name: character.name,
      class_name: character.class_name,
      background: cutAtWord(character.background ?? '', MOST.background),
      abilities: metadata.abilities.slice(0, 4).map((text) => cutAtWord(text, MOST.note)),
      personality: metadata.personality.slice(0, 3).map((text) => cutAtWord(text, MOST.note)),
    },
  };
}

export function sceneNow(input: SceneInput, stand: Stand): Omit<SceneNow, 'lore'> {
  const { world, state, due, mayOfferQuest, developmentDue, conduct } = input;
  const { session, hidden } = state;
  const { character, world_state, inventory, quests, consequences, reputation } = session;
  const { current_location: here } = world_state;
  const place = placeNamed(world, here);
  const map = mapOf(input.rules, state);
  const { level, health, max_health, mana, max_mana, stats, metadata } = character;
  return {
    character: {
      level,
      health,
      max_health,
      mana,
      max_mana,
      stats,
      skills: metadata.skills.slice(-6),
      conditions: metadata.conditions,
    },
    place: scenePlace(input),
    exits: map
      .exits(here)
      .slice(0, MOST.exits)
      .map((name) => sceneExit(input, map, name)),
    route: routeOf(input, map),
    time_of_day: world_state.time_of_day,
    weather: place?.weather === 'none' ? 'none' : world_state.weather,
    conditions: world_state.special_conditions,
    events: world_state.world_events
      .filter(({ location }) => location === here)
      .slice(-MOST.events)
      .map(({ text }) => cutAtWord(text, MOST.note)),
    people: peopleHere(input, stand),
    absent: absentOf(input, stand),
    things: (own(hidden.things, here) ?? [])
      .slice(0, MOST.things)
      .map(({ id, name, type, description = '' }) => ({
        name,
        type,
        description: cutAtWord(description, MOST.note),
        left_here: hidden.movements.some(({ kind, item_id }) => kind === 'left' && item_id === id),
      })),
    to_be_found: toBeFound(input, stand),
    inventory: inventory
      .slice(0, MOST.items)
      .map(({ name, type, quantity, equipped, description = '', ...more }) => ({
        name,
        type,
        quantity,
        equipped,
        slot: more.equipment_slot ?? null,
        description: cutAtWord(description, MOST.note),
        effects: more.effects ?? null,
      })),
    quests: quests
      .filter(({ status }) => status === 'active')
      .slice(0, MOST.quests)
      .map(sceneQuest),
    may_offer_quest: mayOfferQuest,
    comes_back: due.map(({ id, narrative_text, severity, depth }) => ({
      id,
      text: cutAtWord(narrative_text, MOST.description),
      severity,
      depth,
    })),
    pending: consequences
      .filter(({ status }) => status === 'pending')
      .slice(-MOST.pending)
      .map(({ description }) => cutAtWord(description, MOST.note)),
    reputation,
    conduct,
    development_due: developmentDue,
    recent: hidden.recent.map(({ type, text }) => ({ type, text: cutAtWord(text, MOST.description) })),
    before: hidden.summary,
  };
}

function sceneExit(
  { world, state: { session, hidden } }: SceneInput,
  map: SessionMap,
  name: string,
): SceneExit {
  const { location_history, npc_states } = session.world_state;
  return {
    name,
    in_text: inTextOf(world)(name),
    been_there: location_history.includes(name),
    what: sentenceText(map.place(name)?.description ?? '', MOST.sight),
    people: Object.entries(npc_states)
      .flatMap(([who, { location, status }]) => (location === name && !isOut(status) ? [who] : []))
      .slice(0, 3),
    things: (own(hidden.things, name) ?? []).slice(0, 2).map((thing) => thing.name),
    onward: map.exits(name).slice(0, 4),
  };
}

/** Findings of this place that the character doesn't know. */
function toBeFound({ world, state }: SceneInput, stand: Stand): string[] {
  const here = placeNamed(world, state.session.world_state.current_location)?.id;
  const { playerId, snapshot } = world;
  return Object.values(snapshot.script.discoveries)
    .filter(({ id, text, locationId, thing }) => {
      if (world.commonKnowledge.includes(text)) return false;
      const at = locationId ?? snapshot.world.entities[thing ?? '']?.locationId;
      return at !== undefined && at === here && !holds(stand, playerId, id);
    })
    .slice(0, MOST.findings)
    .map(({ text }) => cutAtWord(text, MOST.note));
}

function scenePlace({ world, state }: SceneInput): ScenePlace {
  const { current_location: name, environment_description, location_history } = state.session.world_state;
  const place = placeNamed(world, name);
  return {
    name,
    in_text: inTextOf(world)(name),
    description: cutAtWord(environment_description, MOST.description),
    atmosphere: cutAtWord(place?.atmosphere ?? '', MOST.note),
    features: place?.features.slice(0, MOST.features) ?? [],
    dangers: (place?.dangers ?? []).slice(0, MOST.dangers).map((danger) => cutAtWord(danger, MOST.note)),
    light: place?.light ?? 'normal',
    visits: location_history.filter((each) => each === name).length,
  };
}

/** The way to a place that the action names, by a word that is its alone at least, and that isn't next to this one. */
function routeOf(input: SceneInput, map: SessionMap): SceneNow['route'] {
  const { world, state, action } = input;
  const here = state.session.world_state.current_location;
  const names = map.places.map((place) => place.name);
  const inPart = [...distinctWords(names)].flatMap(([name, words]) =>
    words.some((word) => isNamedIn(action, word)) ? [name] : [],
  );
  for (const name of [...mentionsIn(action, names).map((mention) => mention.name), ...inPart]) {
    const way = map.path(here, name) ?? [];
    if (way.length > 1)
      return { to: sceneExit(input, map, name), through: way.slice(0, -1).map(inTextOf(world)) };
  }
  return null;
}

function inTextOf(world: PlayWorld): (name: string) => string {
  return (name) => placeNamed(world, name)?.inText ?? nameInText(name);
}

function sceneQuest({
  id,
  title,
  status,
  objectives,
  progress,
  metadata,
}: Quest): SceneNow['quests'][number] {
  return {
    id,
    title,
    status,
    objectives: objectives.map((text, index) => ({
      text,
      done: progress.completed_objectives[index] ?? false,
      when: metadata?.triggers[index]?.kind ?? null,
      name: metadata?.triggers[index]?.name ?? null,
    })),
  };
}
