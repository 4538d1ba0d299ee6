import { round6 } from '../../simulation/numbers.js';
import type { Hidden, Movement, PlayState } from '../hidden.js';
import { isSameName, meant, nameKey } from '../names.js';
import type { InventoryItem } from '../session.js';
import type { Done, Step } from '../turn.js';
import { andThen, made, newest, refused, withHidden, withSession } from './step.js';
import { tellEvent } from './world.js';

/**
 * Where every piece of every thing is: with the character or lying at a place. Pieces come to be and end only here, each
 * with a movement; what there is always is what was made less what has ended.
 */

/** A kind of thing and how many pieces of it, before it has an id. */
export type Thing = Omit<InventoryItem, 'id' | 'equipped'>;

/** Why and in which action something moves. */
export interface Cause {
  readonly actionSeq: number;
  readonly because: string;
}

const MOST_OWNED = 200;
const MOST_LYING = 30;
const MOST_MOVEMENTS = 100;

/** What the character owns by that id or name, or by a part of a name that only one thing has. */
export function owned({ session }: PlayState, name: string): InventoryItem | undefined {
  return session.inventory.find(({ id }) => id === name) ?? meant(session.inventory, name);
}

/** What lies where the character is. */
export function lyingHere(state: PlayState): readonly InventoryItem[] {
  return lyingAt(state, hereOf(state));
}

export function lyingAt({ hidden }: PlayState, place: string): readonly InventoryItem[] {
  const key = placeKey(hidden, place);
  return Object.hasOwn(hidden.things, key) ? (hidden.things[key] ?? []) : [];
}

export function weightOf(items: readonly InventoryItem[]): number {
  return round6(items.reduce((sum, { weight, quantity }) => sum + weight * quantity, 0));
}

/** Makes a thing and gives it to the character; what can't be carried stays where the character is. */
export function grant(state: PlayState, thing: Thing, cause: Cause): Step {
  if (nameKey(thing.name) === '') {
    return refused(state, { system: 'items', what: thing.name, why: 'it has no name' });
  }
  const item = itemOf(state, thing, cause);
  const carried = carriable(state, item);
  const left = item.quantity - carried;
  if (left > 0 && !hasRoomAt(state, hereOf(state), item)) {
    return carried === 0 ? noRoom(state, item.name) : grant(state, { ...thing, quantity: carried }, cause);
  }
  const counted = withLedger(state, { created: item.quantity, ids: 1 });
  const kept = carried === 0 ? counted : withOwned(counted, { ...item, quantity: carried });
  const created = moved(kept, 'created', item, cause);
  return left === 0 ? created : andThen(created, (reached) => leaveSurplus(reached, item, left, cause));
}

/** Makes a thing that lies at a place. */
export function lay(state: PlayState, place: string, thing: Thing, cause: Cause): Step {
  const item = itemOf(state, thing, cause);
  if (!hasRoomAt(state, place, item)) return noRoom(state, item.name);
  const counted = withLedger(state, { created: thing.quantity, ids: 1 });
  return moved(withLying(counted, place, joined(lyingAt(state, place), item)), 'created', item, cause);
}

/** Takes up pieces of what lies here, as many as can be carried. */
export function takeUp(state: PlayState, lying: InventoryItem, quantity: number, cause: Cause): Step {
  const taken = Math.min(quantity, lying.quantity, carriable(state, lying));
  if (taken <= 0) {
    return refused(state, { system: 'items', what: lying.name, why: 'it is too much to carry' });
  }
  const place = hereOf(state);
  const rest = less(lyingHere(state), lying, taken);
  return moved(
    withOwned(withLying(state, place, rest), { ...lying, quantity: taken }),
    'taken',
    { ...lying, quantity: taken },
    cause,
  );
}

/** Leaves pieces of an owned thing where the character is. */
export function putDown(state: PlayState, item: InventoryItem, quantity: number, cause: Cause): Step {
  const left = { ...item, quantity: Math.min(quantity, item.quantity), equipped: false };
  if (!hasRoomAt(state, hereOf(state), left)) return noRoom(state, item.name);
  const place = hereOf(state);
  const without = withoutPieces(state, item, left.quantity);
  return moved(withLying(without, place, joined(lyingHere(state), left)), 'left', left, cause);
}

/** Ends pieces of an owned thing. */
export function remove(state: PlayState, item: InventoryItem, quantity: number, cause: Cause): Step {
  const ended = { ...item, quantity: Math.min(quantity, item.quantity) };
  const counted = withLedger(withoutPieces(state, item, ended.quantity), { removed: ended.quantity });
  return moved(counted, 'removed', ended, cause);
}

function leaveSurplus(state: PlayState, item: InventoryItem, quantity: number, cause: Cause): Step {
  const place = hereOf(state);
  const left = { ...item, quantity };
  const laid = moved(withLying(state, place, joined(lyingHere(state), left)), 'left', left, cause);
  const what = quantity === 1 ? item.name : `${quantity} × ${item.name}`;
  return andThen(laid, (reached) =>
    tellEvent(reached, cause.actionSeq, `${what}: too much to carry, left behind here.`, cause.because),
  );
}

/** How many of its pieces the character can carry. */
function carriable({ session }: PlayState, item: InventoryItem): number {
  const stack = stackFor(session.inventory, item);
  if (stack === undefined && session.inventory.length >= MOST_OWNED) return 0;
  if (item.weight === 0) return item.quantity;
  const room = session.character.max_carry_weight - weightOf(session.inventory);
  return Math.min(item.quantity, Math.max(0, Math.floor(round6(room / item.weight))));
}

function hasRoomAt(state: PlayState, place: string, item: InventoryItem): boolean {
  const lying = lyingAt(state, place);
  return lying.length < MOST_LYING || stackFor(lying, item) !== undefined;
}

function hereOf({ session }: PlayState): string {
  return session.world_state.current_location;
}

function noRoom(state: PlayState, what: string): Step {
  return refused(state, { system: 'items', what, why: 'there is no room for it' });
}

/** What it is put together with: consumables of one name, type and effect. */
function stackFor(list: readonly InventoryItem[], item: InventoryItem): InventoryItem | undefined {
  if (item.type !== 'consumable') return undefined;
  return list.find(
    ({ name, type, weight, effects }) =>
      type === 'consumable' &&
      isSameName(name, item.name) &&
      weight === item.weight &&
      effects?.health === item.effects?.health &&
      effects?.mana === item.effects?.mana &&
      effects?.cures === item.effects?.cures,
  );
}

function joined(list: readonly InventoryItem[], item: InventoryItem): InventoryItem[] {
  const stack = stackFor(list, item) ?? list.find(({ id }) => id === item.id);
  return stack === undefined
    ? [...list, item]
    : list.map((each) => (each === stack ? { ...stack, quantity: stack.quantity + item.quantity } : each));
}

function less(list: readonly InventoryItem[], item: InventoryItem, quantity: number): InventoryItem[] {
  return list.flatMap((each) => {
    if (each.id !== item.id) return [each];
    return each.quantity > quantity ? [{ ...each, quantity: each.quantity - quantity }] : [];
  });
}

function withOwned(state: PlayState, item: InventoryItem): PlayState {
  return withSession(state, { inventory: joined(state.session.inventory, item) });
}

/** Without so many pieces; the last of them leaves its slot. */
function withoutPieces(state: PlayState, item: InventoryItem, quantity: number): PlayState {
  const { inventory, character } = state.session;
  const rest = less(inventory, item, quantity);
  if (rest.some(({ id }) => id === item.id)) return withSession(state, { inventory: rest });
  const equipped = Object.entries(character.equipped_items).filter(([, id]) => id !== item.id);
  return withSession(state, {
    inventory: rest,
    character: { ...character, equipped_items: Object.fromEntries(equipped) },
  });
}

function itemOf({ hidden }: PlayState, thing: Thing, { actionSeq, because }: Cause): InventoryItem {
  return {
    ...thing,
    id: `i${hidden.ledger.ids + 1}`,
    equipped: false,
    metadata: { created_seq: actionSeq, because },
  };
}

function withLedger(state: PlayState, by: { created?: number; removed?: number; ids?: number }): PlayState {
  const { created, removed, ids } = state.hidden.ledger;
  return withHidden(state, {
    ledger: {
      created: created + (by.created ?? 0),
      removed: removed + (by.removed ?? 0),
      ids: ids + (by.ids ?? 0),
    },
  });
}

function withLying(state: PlayState, place: string, items: readonly InventoryItem[]): PlayState {
  const { things } = state.hidden;
  const key = placeKey(state.hidden, place);
  const others = Object.entries(things).filter(([name]) => name !== key);
  return withHidden(state, {
    things: Object.fromEntries(items.length === 0 ? others : [...others, [key, items]]),
  });
}

/** The name of a place as things are kept under it. */
function placeKey({ things }: Hidden, place: string): string {
  return Object.keys(things).find((name) => isSameName(name, place)) ?? place;
}

function moved(state: PlayState, kind: Movement['kind'], item: InventoryItem, cause: Cause): Step {
  const movement: Movement = {
    action_seq: cause.actionSeq,
    kind,
    item_id: item.id,
    name: item.name,
    quantity: item.quantity,
    because: cause.because,
  };
  const done: Done = { of: 'movement', ...movement };
  const movements = newest([...state.hidden.movements, movement], MOST_MOVEMENTS);
  return made(withHidden(state, { movements }), done);
}
