import type { GenreId } from '../../scenario/offline/lexicon/genre.js';
import type { InventoryItem } from '../session.js';
import { garment, type Plain, remedy, tool, weapon } from './things.js';

/** What the player's character has about it at the beginning: something to wear, to wield, to mend with, to see by. */
const GEAR: Readonly<Record<GenreId, readonly Plain[]>> = {
  fantasy: [
    garment('Travelling Cloak', 2, 'Patched at both elbows, and warmer than it looks.'),
    weapon('Ash Staff', 2, 40, 'Straight, iron-shod, good for walking and for worse.'),
    remedy('Healing Draught', { health: 25 }, 'Bitter, green, and worth it.'),
    tool('Lantern', 1, 'With oil for a few nights.'),
  ],
  science_fiction: [
    garment('Work Suit', 3, 'Sealed at the wrists, scuffed at the knees.'),
    weapon('Arc Cutter', 2, 40, 'A tool, as far as the licence is concerned.'),
    remedy('Med Patch', { health: 25 }, 'Sticks to skin and asks no questions.'),
    tool('Hand Lamp', 0.5, 'Runs for a week on one cell.'),
  ],
  mystery: [
    garment('Grey Overcoat', 2, 'Deep pockets, and forgettable.'),
    weapon('Walking Stick', 1, 30, 'Heavier at the knob than it needs to be.'),
    remedy('Flask of Brandy', { health: 20 }, 'For shock, one’s own or another’s.'),
    tool('Magnifying Glass', 0.3, 'A present, with somebody else’s initials.'),
  ],
  historical: [
    garment('Wool Cloak', 2, 'Smells of smoke and rain.'),
    weapon('Belt Knife', 0.5, 30, 'For bread, rope and bad company.'),
    remedy('Linen Bandage', { health: 20 }, 'Boiled, dried and rolled tight.'),
    tool('Tinderbox', 0.3, 'Flint, steel and a little dry moss.'),
  ],
  contemporary: [
    garment('Rain Jacket', 1, 'The good one.'),
    weapon('Tyre Iron', 1.5, 40, 'It was in the boot. It is better to have it.'),
    remedy('First-Aid Pouch', { health: 20 }, 'Plasters, gauze, and something that stings.'),
    tool('Torch', 0.3, 'With batteries that are probably fine.'),
  ],
};

const DOSES = 2;

/** Ids are of action 0, as those of the opening's entries. */
export function startingGear(register: GenreId): readonly InventoryItem[] {
  return GEAR[register].map((thing, index) => ({
    ...thing,
    id: `a0000-i${index + 1}`,
    rarity: 'common',
    quantity: thing.type === 'consumable' ? DOSES : 1,
    equipped: thing.equipment_slot !== undefined,
  }));
}
