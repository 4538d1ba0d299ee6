import type { GenreId } from '../../scenario/offline/lexicon/genre.js';
import { rng } from '../../simulation/random.js';
import type { InventoryItem } from '../session.js';
import type { PlayThing, PlayWorld } from '../world.js';

/** What lies about in the world when a session opens: the things that matter in it, and here and there something of use. */

type Find = Pick<InventoryItem, 'name' | 'type' | 'weight'> &
  Partial<Pick<InventoryItem, 'effects' | 'description'>>;

const FINDS: Readonly<Record<GenreId, readonly Find[]>> = {
  fantasy: [
    {
      name: 'Bundle of Feverwort',
      type: 'consumable',
      weight: 0.2,
      effects: { health: 15 },
      description: 'Dried, tied with red thread.',
    },
    {
      name: 'Coil of Rope',
      type: 'tool',
      weight: 3,
      description: 'Thirty feet, and somebody has tested it.',
    },
    {
      name: 'Moonmilk Flask',
      type: 'consumable',
      weight: 0.3,
      effects: { mana: 15 },
      description: 'Cold through the glass.',
    },
    {
      name: 'Iron Key',
      type: 'tool',
      weight: 0.2,
      description: 'It has been filed to fit more than one lock.',
    },
    { name: 'Throwing Knife', type: 'weapon', weight: 0.4, description: 'One of a set.' },
  ],
  science_fiction: [
    {
      name: 'Stim Ampoule',
      type: 'consumable',
      weight: 0.1,
      effects: { health: 15 },
      description: 'Two months past its date.',
    },
    {
      name: 'Spare Power Cell',
      type: 'consumable',
      weight: 0.4,
      effects: { mana: 15 },
      description: 'Half charged.',
    },
    { name: 'Access Card', type: 'tool', weight: 0.1, description: 'The photograph has been scratched off.' },
    { name: 'Coil of Tether', type: 'tool', weight: 1, description: 'Rated for more than it looks.' },
    { name: 'Rivet Gun', type: 'weapon', weight: 2, description: 'Loud, slow and convincing.' },
  ],
  mystery: [
    {
      name: 'Smelling Salts',
      type: 'consumable',
      weight: 0.1,
      effects: { health: 15 },
      description: 'Enough to wake a jury.',
    },
    { name: 'Bundle of Letters', type: 'misc', weight: 0.2, description: 'One side of a correspondence.' },
    { name: 'Latchkey', type: 'tool', weight: 0.1, description: 'On a ribbon, not a ring.' },
    {
      name: 'Thermos of Coffee',
      type: 'consumable',
      weight: 0.5,
      effects: { health: 10, mana: 10 },
      description: 'Still warm.',
    },
    { name: 'Fire Poker', type: 'weapon', weight: 1.5, description: 'Recently wiped.' },
  ],
  historical: [
    {
      name: 'Flask of Wine',
      type: 'consumable',
      weight: 0.5,
      effects: { health: 10, mana: 10 },
      description: 'Better than the company it is kept in.',
    },
    {
      name: 'Pot of Salve',
      type: 'consumable',
      weight: 0.2,
      effects: { health: 15 },
      description: 'Goose fat, mostly.',
    },
    { name: 'Letter of Passage', type: 'tool', weight: 0.1, description: 'The name has been left open.' },
    { name: 'Coil of Hemp Rope', type: 'tool', weight: 3, description: 'Tarred at both ends.' },
    { name: 'Billhook', type: 'weapon', weight: 1.5, description: 'For hedges, officially.' },
  ],
  contemporary: [
    {
      name: 'Energy Bar',
      type: 'consumable',
      weight: 0.1,
      effects: { health: 10 },
      description: 'Tastes of decisions.',
    },
    { name: 'Spare Phone', type: 'tool', weight: 0.2, description: 'Prepaid, with one number in it.' },
    {
      name: 'Flask of Tea',
      type: 'consumable',
      weight: 0.5,
      effects: { health: 10, mana: 10 },
      description: 'Sweet, strong, stewed.',
    },
    { name: 'Bolt Cutters', type: 'tool', weight: 2.5, description: 'Not the kind one explains.' },
    { name: 'Bunch of Keys', type: 'tool', weight: 0.2, description: 'Seven of them, one of them new.' },
  ],
};

const WITH_A_FIND = 0.6;

/** By name of place. */
export function thingsLyingAbout(world: PlayWorld): { readonly [place: string]: readonly InventoryItem[] } {
  const { seed } = world.snapshot;
  const finds = FINDS[world.register];
  let count = 0;
  const made = (item: Omit<InventoryItem, 'id' | 'quantity' | 'equipped'>): InventoryItem => {
    count += 1;
    return { ...item, id: `a0000-t${count}`, quantity: 1, equipped: false };
  };
  const lying = world.places.map(({ name }, index) => {
    const dice = rng(seed, 0, 'find', name);
    const find = dice.chance(WITH_A_FIND) ? finds[(index + seed) % finds.length] : undefined;
    return [
      name,
      [
        ...world.things.filter(({ place }) => place === name).map((thing) => made(itemOf(thing, world))),
        ...(find === undefined ? [] : [made(foundItem(find))]),
      ],
    ] as const;
  });
  return Object.fromEntries(lying.filter(([, items]) => items.length > 0));
}

function foundItem(find: Find): Omit<InventoryItem, 'id' | 'quantity' | 'equipped'> {
  return {
    ...find,
    rarity: 'common',
    ...(find.type === 'weapon' ? { equipment_slot: 'weapon', durability: 20, max_durability: 20 } : {}),
  };
}

const HEAVY = 5;
const LIGHT = 1;

function itemOf(
  { name, description, significance }: PlayThing,
  { register }: PlayWorld,
): Omit<InventoryItem, 'id' | 'quantity' | 'equipped'> {
  const isWeapon = /\b(?:sword|blade|knife|dagger|spear|bow|axe|gun|rifle|pistol|staff|hammer)\b/iu.test(
    name,
  );
  return {
    name,
    type: isWeapon ? 'weapon' : register === 'fantasy' ? 'magical' : 'misc',
    rarity: 'uncommon',
    description: `${description} ${significance}`.slice(0, 1_000),
    weight: isWeapon || /\b(?:bell|book|ledger|engine|stone|crown|chest)\b/iu.test(name) ? HEAVY : LIGHT,
    ...(isWeapon ? { equipment_slot: 'weapon' as const } : {}),
  };
}
