import { clamp } from '../../simulation/numbers.js';
import type { ActionAnswer } from '../answer.js';
import type { PlayState } from '../hidden.js';
import { mapOf } from '../map.js';
import { called, isSameName, nameAmong, nameKey } from '../names.js';
import type { RuleWorld } from '../rule-world.js';
import type { PersonUpdate } from '../sections/people.js';
import type { NpcState } from '../session.js';
import type { Done, Refusal, Step } from '../turn.js';
import { type Acting, inOrder, made, refused, unchanged } from './step.js';
import { settlePresence, withWorld } from './world.js';

/** The people of the world: what they do and say before the character, where they are, and what they feel for it. */

const DEAD = 'dead';
const LIKING = 100;

export function reducePeople(state: PlayState, { npc_updates }: ActionAnswer, acting: Acting): Step {
  return inOrder(state, npc_updates, (reached, update) => updatePerson(reached, update, acting));
}

export function isDead(person: Pick<NpcState, 'status'> | undefined): boolean {
  return person !== undefined && nameKey(person.status) === DEAD;
}

/** The name of somebody as the world has it, by any of the names it goes by. */
export function personNamed(world: RuleWorld, state: PlayState, name: string): string | undefined {
  const key = nameKey(name);
  const person =
    called(world.people, name) ??
    world.people.find(({ aliases }) => aliases.some((alias) => nameKey(alias) === key));
  return person?.name ?? nameAmong(Object.keys(state.session.world_state.npc_states), name);
}

export function stateOf(state: PlayState, name: string): NpcState | undefined {
  const { npc_states } = state.session.world_state;
  return Object.hasOwn(npc_states, name) ? npc_states[name] : undefined;
}

function updatePerson(state: PlayState, update: PersonUpdate, acting: Acting): Step {
  const refusal = (what: string, why: string, check?: Refusal['check']): Refusal => ({
    system: 'people',
    what: `${update.name}: ${what}`,
    why,
    ...(check && { check }),
  });
  const name = personNamed(acting.world, state, update.name);
  if (name === undefined || isSameName(name, state.session.character.name)) {
    return refused(state, refusal('update', 'nobody of the world is called so'));
  }
  const known = stateOf(state, name);
  if (isDead(known)) return refused(state, refusal('update', 'the dead do nothing', 'no-dead-act'));
  const map = mapOf(acting.world, state);
  const goal = update.location === undefined ? undefined : map.place(update.location)?.name;
  const was = known ?? (goal === undefined ? undefined : { location: goal, status: 'idle', disposition: 0 });
  if (was === undefined) return refused(state, refusal('update', 'nobody knows where that is'));

  const places = placesOfTheAction(state, acting);
  const isSeen = [was.location, goal ?? was.location].some((place) => places.includes(nameKey(place)));
  const refusals = [
    ...(update.says !== undefined && !isSeen
      ? [refusal('says', 'whoever speaks must be present', 'speakers-present')]
      : []),
    ...(update.location !== undefined && goal === undefined
      ? [refusal('location', 'there is no such place')]
      : []),
  ];
  const is: NpcState = {
    location: goal ?? was.location,
    status: update.status ?? was.status,
    disposition: clamp(was.disposition + update.disposition, -LIKING, LIKING),
  };
  const done: Done = {
    of: 'person',
    name,
    ...(update.says !== undefined && isSeen && { says: update.says }),
    ...(update.does !== undefined && { does: update.does }),
    ...(is.status !== was.status && { status: is.status }),
    ...(is.location !== known?.location && { location: is.location }),
    ...(is.disposition !== was.disposition && { disposition: is.disposition - was.disposition }),
    because: update.because,
  };
  return { state: settlePresence(withPerson(state, name, is)), done: [done], refused: refusals };
}

/** Keys of the places where the action takes place: where it began and where it led. */
function placesOfTheAction(state: PlayState, { activated }: Acting): readonly string[] {
  return [activated.state, state].map(({ session }) => nameKey(session.world_state.current_location));
}

/** Moves what somebody feels for the character. */
export function changeDisposition(
  state: PlayState,
  world: RuleWorld,
  called: string,
  by: number,
  because: string,
): Step {
  const name = personNamed(world, state, called);
  const was = name === undefined ? undefined : stateOf(state, name);
  if (name === undefined || was === undefined) {
    return refused(state, { system: 'people', what: called, why: 'nobody of the world is called so' });
  }
  const disposition = clamp(was.disposition + by, -LIKING, LIKING);
  if (disposition === was.disposition) return unchanged(state);
  return made(withPerson(state, name, { ...was, disposition }), {
    of: 'person',
    name,
    disposition: disposition - was.disposition,
    because,
  });
}

function withPerson(state: PlayState, name: string, person: NpcState): PlayState {
  return withWorld(state, { npc_states: { ...state.session.world_state.npc_states, [name]: person } });
}
