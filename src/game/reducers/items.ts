import type { ActionAnswer } from '../answer.js';
import type { PlayState } from '../hidden.js';
import { isNamedIn, meant } from '../names.js';
import type { ItemChange } from '../sections/items.js';
import { type EquipmentSlot, type InventoryItem, RARITIES } from '../session.js';
import type { Refusal, Step } from '../turn.js';
import { type Cause, grant, lyingHere, owned, putDown, remove, type Thing, takeUp } from './carrying.js';
import { type Acting, andThen, inOrder, made, refused, withSession } from './step.js';
import { changeVitals, endCondition } from './vitals.js';

/** What happens with things through an answer: each change by itself, the one that can't be is dropped. */

type Rarity = (typeof RARITIES)[number];

/** The level from which a thing of that rarity can come into being. */
const LEVEL_OF_RARITY: Readonly<Record<Rarity, number>> = {
  common: 1,
  uncommon: 2,
  rare: 4,
  epic: 7,
  legendary: 10,
};

export function reduceItems(state: PlayState, { items }: ActionAnswer, acting: Acting): Step {
  return inOrder(state, items, (reached, change) => changeItem(reached, change, acting));
}

/** The rarity itself, or the highest that the level allows. */
export function cappedRarity(rarity: Rarity, level: number): Rarity {
  const allowed = RARITIES.slice(0, RARITIES.indexOf(rarity) + 1);
  return allowed.findLast((each) => LEVEL_OF_RARITY[each] <= level) ?? 'common';
}

function changeItem(state: PlayState, change: ItemChange, acting: Acting): Step {
  const cause: Cause = { actionSeq: acting.action.actionSeq, because: change.because };
  if (change.change === 'gain') return gain(state, change, cause, acting.answer.narrative);
  const item = owned(state, change.name);
  if (item === undefined) return refused(state, notOwned(change));
  switch (change.change) {
    case 'lose':
      return remove(state, item, change.quantity, cause);
    case 'drop':
      return putDown(state, item, change.quantity, cause);
    case 'use':
      return useItem(state, item, cause);
    case 'equip':
      return equip(state, item);
    case 'unequip':
      return unequip(state, item);
  }
}

function gain(state: PlayState, change: ItemChange, cause: Cause, narrative: string): Step {
  const lying = meant(lyingHere(state), change.name);
  if (lying !== undefined) return takeUp(state, lying, change.quantity, cause);
  if (!isNamedIn(narrative, change.name)) {
    return refused(state, {
      system: 'items',
      what: `gain: ${change.name}`,
      why: 'the narrative gives no reason for it: it is not named there',
    });
  }
  return grant(state, thingOf(change, state.session.character.level), cause);
}

function thingOf(change: ItemChange, level: number): Thing {
  const { name, type, quantity, weight, description, equipment_slot, max_durability, effects } = change;
  return {
    name,
    type,
    rarity: cappedRarity(change.rarity, level),
    quantity,
    weight,
    ...(description !== undefined && { description }),
    ...(equipment_slot !== undefined && { equipment_slot }),
    ...(max_durability !== undefined && { durability: max_durability, max_durability }),
    ...(effects !== undefined && { effects }),
  };
}

/** A consumable acts once and one piece of it ends; anything else wears by one. */
export function useItem(state: PlayState, item: InventoryItem, cause: Cause): Step {
  const used = made(state, { of: 'item', change: 'used', item_id: item.id, name: item.name });
  if (item.type !== 'consumable') {
    if (item.durability === undefined) return used;
    if (item.durability === 0) return refused(state, broken('use', item));
    return andThen(used, (reached) => wear(reached, item, (item.durability ?? 0) - 1));
  }
  const { health = 0, mana = 0, cures } = item.effects ?? {};
  const spent = andThen(used, (reached) => remove(reached, item, 1, cause));
  const felt = andThen(spent, (reached) => changeVitals(reached, { health, mana }));
  return cures === undefined ? felt : andThen(felt, (reached) => endCondition(reached, cures));
}

function wear(state: PlayState, item: InventoryItem, left: number): Step {
  const durability = Math.max(0, left);
  const worn = withItem(state, { ...item, durability });
  return durability === 0 && item.equipped ? unequip(worn, { ...item, durability }) : made(worn);
}

/** Puts a thing into its slot; what was there is taken off. */
export function equip(state: PlayState, item: InventoryItem): Step {
  const slot = item.equipment_slot;
  if (slot === undefined) {
    return refused(state, { system: 'items', what: `equip: ${item.name}`, why: 'there is no slot for it' });
  }
  if (item.durability === 0) return refused(state, broken('equip', item));
  if (item.equipped) {
    return refused(state, { system: 'items', what: `equip: ${item.name}`, why: 'it is equipped already' });
  }
  const previous = state.session.inventory.find(
    ({ equipped, equipment_slot }) => equipped && equipment_slot === slot,
  );
  const freed = previous === undefined ? made(state) : unequip(state, previous);
  return andThen(freed, (reached) =>
    made(withSlot(withItem(reached, { ...item, equipped: true }), slot, item.id), {
      of: 'item',
      change: 'equipped',
      item_id: item.id,
      name: item.name,
    }),
  );
}

export function unequip(state: PlayState, item: InventoryItem): Step {
  const slot = item.equipment_slot;
  if (!item.equipped || slot === undefined) {
    return refused(state, { system: 'items', what: `unequip: ${item.name}`, why: 'it is not equipped' });
  }
  return made(withSlot(withItem(state, { ...item, equipped: false }), slot, undefined), {
    of: 'item',
    change: 'unequipped',
    item_id: item.id,
    name: item.name,
  });
}

function withItem(state: PlayState, item: InventoryItem): PlayState {
  const inventory = state.session.inventory.map((each) => (each.id === item.id ? item : each));
  return withSession(state, { inventory });
}

function withSlot(state: PlayState, slot: EquipmentSlot, id: string | undefined): PlayState {
  const { character } = state.session;
  const { [slot]: _, ...others } = character.equipped_items;
  const equipped_items = id === undefined ? others : { ...others, [slot]: id };
  return withSession(state, { character: { ...character, equipped_items } });
}

function notOwned({ change, name }: ItemChange): Refusal {
  return { system: 'items', what: `${change}: ${name}`, why: 'it is not owned', check: 'used-items-owned' };
}

function broken(what: string, { name }: InventoryItem): Refusal {
  return { system: 'items', what: `${what}: ${name}`, why: 'it is broken' };
}
