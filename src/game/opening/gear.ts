import type { GenreId } from '../../scenario/offline/lexicon/genre.js';
import type { InventoryItem } from '../session.js';

/** What the player's character has about it at the beginning: something to wear, to wield, to light the way, to mend with. */

type Gear = Omit<InventoryItem, 'id' | 'quantity' | 'equipped' | 'rarity'> & { readonly quantity?: number };

const MEND = { type: 'consumable', weight: 0.2, quantity: 2 } as const;

const GEAR: Readonly<Record<GenreId, readonly Gear[]>> = {
  fantasy: [
    {
      name: 'Travelling Cloak',
      type: 'armor',
      equipment_slot: 'chest',
      weight: 2,
      description: 'Patched at both elbows, and warmer than it looks.',
    },
    {
      name: 'Ash Staff',
      type: 'weapon',
      equipment_slot: 'weapon',
      weight: 2,
      durability: 40,
      max_durability: 40,
      description: 'Straight, iron-shod, good for walking and for worse.',
    },
    {
      name: 'Healing Draught',
      ...MEND,
      effects: { health: 25 },
      description: 'Bitter, green, and worth it.',
    },
    { name: 'Lantern', type: 'tool', weight: 1, description: 'With oil for a few nights.' },
  ],
  science_fiction: [
    {
      name: 'Work Suit',
      type: 'armor',
      equipment_slot: 'chest',
      weight: 3,
      description: 'Sealed at the wrists, scuffed at the knees.',
    },
    {
      name: 'Arc Cutter',
      type: 'weapon',
      equipment_slot: 'weapon',
      weight: 2,
      durability: 40,
      max_durability: 40,
      description: 'A tool, as far as the licence is concerned.',
    },
    {
      name: 'Med Patch',
      ...MEND,
      effects: { health: 25 },
      description: 'Sticks to skin and asks no questions.',
    },
    { name: 'Hand Lamp', type: 'tool', weight: 0.5, description: 'Runs for a week on one cell.' },
  ],
  mystery: [
    {
      name: 'Grey Overcoat',
      type: 'armor',
      equipment_slot: 'chest',
      weight: 2,
      description: 'Deep pockets, and forgettable.',
    },
    {
      name: 'Walking Stick',
      type: 'weapon',
      equipment_slot: 'weapon',
      weight: 1,
      durability: 30,
      max_durability: 30,
      description: 'Heavier at the knob than it needs to be.',
    },
    {
      name: 'Flask of Brandy',
      ...MEND,
      effects: { health: 20 },
      description: 'For shock, one’s own or another’s.',
    },
    {
      name: 'Magnifying Glass',
      type: 'tool',
      weight: 0.3,
      description: 'A present, with somebody else’s initials.',
    },
  ],
  historical: [
    {
      name: 'Wool Cloak',
      type: 'armor',
      equipment_slot: 'chest',
      weight: 2,
      description: 'Smells of smoke and rain.',
    },
    {
      name: 'Belt Knife',
      type: 'weapon',
      equipment_slot: 'weapon',
      weight: 0.5,
      durability: 30,
      max_durability: 30,
      description: 'For bread, rope and bad company.',
    },
    {
      name: 'Linen Bandage',
      ...MEND,
      effects: { health: 20 },
      description: 'Boiled, dried and rolled tight.',
    },
    { name: 'Tinderbox', type: 'tool', weight: 0.3, description: 'Flint, steel and a little dry moss.' },
  ],
  contemporary: [
    { name: 'Rain Jacket', type: 'armor', equipment_slot: 'chest', weight: 1, description: 'The good one.' },
    {
      name: 'Tyre Iron',
      type: 'weapon',
      equipment_slot: 'weapon',
      weight: 1.5,
      durability: 40,
      max_durability: 40,
      description: 'It was in the boot. It is better to have it.',
    },
    {
      name: 'First-Aid Pouch',
      ...MEND,
      effects: { health: 20 },
      description: 'Plasters, gauze, and something that stings.',
    },
    { name: 'Torch', type: 'tool', weight: 0.3, description: 'With batteries that are probably fine.' },
  ],
};

const WORN: ReadonlySet<string> = new Set(['chest', 'weapon']);

/** Ids are of action 0, as those of the opening's entries. */
export function startingGear(register: GenreId): readonly InventoryItem[] {
  return GEAR[register].map(({ quantity = 1, ...gear }, index) => ({
    ...gear,
    id: `a0000-i${index + 1}`,
    rarity: 'common',
    quantity,
    equipped: WORN.has(gear.equipment_slot ?? ''),
  }));
}
