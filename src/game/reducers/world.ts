import { cutAt } from '../../narrative/plain-text.js';
import { actionTypeOf } from '../action-type.js';
import type { ActionAnswer } from '../answer.js';
import type { PlayState } from '../hidden.js';
import { mapOf } from '../map.js';
import { isNamedIn, isSameName, nameAmong, nameKey } from '../names.js';
import type { FieldChange, WorldField } from '../sections/world-change.js';
import { TIMES_OF_DAY, type TimeOfDay, WEATHERS, type WorldEvent, type WorldState } from '../session.js';
import type { Refusal, Step } from '../turn.js';
import {
  type Acting,
  idOf,
  inOrder,
  made,
  newest,
  refused,
  unchanged,
  withHidden,
  withSession,
} from './step.js';

/** The world around the character: what changes of it, and where the character goes in it. */

const MOST_CONDITIONS = 12;
const MOST_EVENTS = 20;
const MOST_HISTORY = 100;
const MOST_ADDED_PLACES = 20;
const PLACE_NAME = 120;
const CONDITION = 200;
const NOTE = 1_000;
export const MINUTES_OF_TRAVEL = 30;
const MINUTES_OF_A_TIME = 240;
/** Times of day that may go by in one action; a rest may be longer. What is further on is really behind. */
const MOST_TIMES = 3;
const MOST_TIMES_OF_REST = 5;

/** The order of changes: where the character is decides what the others are about. */
const ORDER: readonly WorldField[] = [
  'location',
  'description',
  'weather',
  'time_of_day',
  'remove_condition',
  'add_condition',
  'event',
];

export function reduceWorld(state: PlayState, { world_change }: ActionAnswer, acting: Acting): Step {
  const changes = world_change.changes.toSorted((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field));
  return inOrder(state, changes, (reached, change) => changeWorld(reached, change, acting));
}

function changeWorld(state: PlayState, change: FieldChange, acting: Acting): Step {
  switch (change.field) {
    case 'location':
      return goTo(state, change, acting);
    case 'description':
      return describe(state, change);
    case 'weather':
      return changeWeather(state, change.value, change.because);
    case 'time_of_day':
      return passTime(state, change, actionTypeOf(acting.action.text) === 'rest');
    case 'add_condition':
      return addWorldCondition(state, change.value, change.because);
    case 'remove_condition':
      return removeWorldCondition(state, change.value, change.because);
    case 'event':
      return tellEvent(state, acting.action.actionSeq, change.value, change.because);
  }
}

function goTo(state: PlayState, change: FieldChange, acting: Acting): Step {
  const map = mapOf(acting.world, state);
  const here = state.session.world_state.current_location;
  const place = map.place(change.value);
  if (place === undefined) return goBeyondTheMap(state, change, acting);
  if (isSameName(place.name, here)) return unchanged(state);
  const path = map.path(here, place.name);
  if (path === undefined) return refused(state, unreached(change, 'no way leads there'));
  if (path.length > 1 && !isNamedIn(acting.action.text, place.name)) {
    return refused(state, unreached(change, 'it is not next to here, and the action does not go there'));
  }
  return arrive(state, path, place.description, change.because);
}

/** A place that isn't on the map is added to it if the action or the story names it. */
function goBeyondTheMap(state: PlayState, change: FieldChange, acting: Acting): Step {
  const name = cutAt(change.value.replace(/\s+/gu, ' '), PLACE_NAME).trim();
  const told = `${acting.action.text}\n${acting.answer.narrative}`;
  const { places } = state.hidden;
  if (nameKey(name) === '' || !isNamedIn(told, name)) {
    return refused(state, unreached(change, 'there is no such place'));
  }
  if (places.length >= MOST_ADDED_PLACES) {
    return refused(state, unreached(change, 'as many places as there can be have been added to the map'));
  }
  const described = acting.answer.world_change.changes.find(({ field }) => field === 'description');
  const added = {
    name,
    description: described?.value ?? change.because,
    connections: [state.session.world_state.current_location],
    created_seq: acting.action.actionSeq,
  };
  const mapped = withHidden(state, { places: [...places, added] });
  return arrive(mapped, [name], added.description, change.because);
}

function unreached({ value }: FieldChange, why: string): Refusal {
  return { system: 'world', what: `location: ${value}`, why, check: 'place-reached' };
}

function arrive(state: PlayState, path: readonly string[], description: string, because: string): Step {
  const { world_state } = state.session;
  const place = path.at(-1) ?? world_state.current_location;
  const moved = withWorld(state, {
    current_location: place,
    environment_description: description,
    location_history: newest([...world_state.location_history, ...path], MOST_HISTORY),
  });
  const later = withHidden(moved, { minutes: moved.hidden.minutes + MINUTES_OF_TRAVEL * path.length });
  return made(settlePresence(later), {
    of: 'world',
    field: 'location',
    from: world_state.current_location,
    to: place,
    because,
  });
}

/** Brings who is present into line with where everybody is. */
export function settlePresence(state: PlayState): PlayState {
  const { world_state } = state.session;
  const here = nameKey(world_state.current_location);
  const present = Object.entries(world_state.npc_states)
    .filter(([, { location }]) => nameKey(location) === here)
    .map(([name]) => name);
  return withWorld(state, { npcs_present: present });
}

function describe(state: PlayState, { value, because }: FieldChange): Step {
  const { environment_description: from } = state.session.world_state;
  if (value === from) return unchanged(state);
  const described = withWorld(state, { environment_description: value });
  return made(described, { of: 'world', field: 'description', to: value, because });
}

export function changeWeather(state: PlayState, said: string, because: string): Step {
  const { weather: from } = state.session.world_state;
  const weather = WEATHERS.find((each) => isSameName(each, said));
  if (weather === undefined) {
    return refused(state, { system: 'world', what: `weather: ${said}`, why: 'there is no such weather' });
  }
  if (weather === from) return unchanged(state);
  return made(withWorld(state, { weather }), { of: 'world', field: 'weather', from, to: weather, because });
}

function passTime(state: PlayState, { value, because }: FieldChange, isRest: boolean): Step {
  const { time_of_day: from } = state.session.world_state;
  const to = TIMES_OF_DAY.find((each) => isSameName(each, value));
  const refusal = { system: 'world', what: `time of day: ${value}` };
  if (to === undefined) return refused(state, { ...refusal, why: 'there is no such time of day' });
  const times = timesUntil(from, to);
  if (times === 0) return unchanged(state);
  if (times > (isRest ? MOST_TIMES_OF_REST : MOST_TIMES)) {
    return refused(state, { ...refusal, why: 'time only goes forward' });
  }
  const passed = withWorld(state, { time_of_day: to });
  const later = withHidden(passed, { minutes: passed.hidden.minutes + times * MINUTES_OF_A_TIME });
  return made(later, { of: 'world', field: 'time_of_day', from, to, because });
}

/** How many times of day later one is than another, 0..5. */
export function timesUntil(from: TimeOfDay, to: TimeOfDay): number {
  const { length } = TIMES_OF_DAY;
  return (TIMES_OF_DAY.indexOf(to) - TIMES_OF_DAY.indexOf(from) + length) % length;
}

export function addWorldCondition(state: PlayState, said: string, because: string): Step {
  const condition = cutAt(said.replace(/\s+/gu, ' '), CONDITION).trim();
  const { special_conditions: known } = state.session.world_state;
  if (nameAmong(known, condition) !== undefined) return unchanged(state);
  const special_conditions = newest([...known, condition], MOST_CONDITIONS);
  return made(withWorld(state, { special_conditions }), {
    of: 'world',
    field: 'add_condition',
    to: condition,
    because,
  });
}

export function removeWorldCondition(state: PlayState, said: string, because: string): Step {
  const { special_conditions: known } = state.session.world_state;
  const condition = nameAmong(known, said);
  if (condition === undefined) {
    return refused(state, { system: 'world', what: `remove_condition: ${said}`, why: 'it does not hold' });
  }
  const special_conditions = known.filter((each) => each !== condition);
  return made(withWorld(state, { special_conditions }), {
    of: 'world',
    field: 'remove_condition',
    to: condition,
    because,
  });
}

/** Adds an event where the character is. */
export function tellEvent(state: PlayState, actionSeq: number, text: string, because: string): Step {
  const { world_events: events, current_location: location } = state.session.world_state;
  const told = cutAt(text, NOTE).trim();
  const earlier = events.filter(({ action_seq }) => action_seq === actionSeq);
  const last = earlier.at(-1)?.id.split('-').at(-1) ?? '0';
  const event: WorldEvent = {
    id: `${idOf('e', actionSeq)}-${Number(last) + 1}`,
    action_seq: actionSeq,
    location,
    text: told,
    because,
  };
  return made(withWorld(state, { world_events: newest([...events, event], MOST_EVENTS) }), {
    of: 'world',
    field: 'event',
    to: told,
    because,
  });
}

export function withWorld(state: PlayState, changes: Partial<WorldState>): PlayState {
  return withSession(state, { world_state: { ...state.session.world_state, ...changes } });
}
