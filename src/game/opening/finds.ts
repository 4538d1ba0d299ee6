import { cutAt } from '../../narrative/plain-text.js';
import type { GenreId } from '../../scenario/offline/lexicon/genre.js';
import { rng } from '../../simulation/random.js';
import type { InventoryItem } from '../session.js';
import type { PlayThing, PlayWorld } from '../world.js';
import { oddment, type Plain, remedy, tool, weapon } from './things.js';

/** What lies about in the world when a session opens: the things that matter in it, and here and there something of use. */

const FINDS: Readonly<Record<GenreId, readonly Plain[]>> = {
  fantasy: [
    remedy('Bundle of Feverwort', { health: 15 }, 'Dried, tied with red thread.'),
    tool('Coil of Rope', 3, 'Thirty feet, and somebody has tested it.'),
    remedy('Moonmilk Flask', { mana: 15 }, 'Cold through the glass.'),
    tool('Iron Key', 0.2, 'It has been filed to fit more than one lock.'),
    weapon('Throwing Knife', 0.4, 20, 'One of a set.'),
  ],
  science_fiction: [
    remedy('Stim Ampoule', { health: 15 }, 'Two months past its date.'),
    remedy('Spare Power Cell', { mana: 15 }, 'Half charged.'),
    tool('Access Card', 0.1, 'The photograph has been scratched off.'),
    tool('Coil of Tether', 1, 'Rated for more than it looks.'),
    weapon('Rivet Gun', 2, 20, 'Loud, slow and convincing.'),
  ],
  mystery: [
    remedy('Smelling Salts', { health: 15 }, 'Enough to wake a jury.'),
    oddment('Bundle of Letters', 0.2, 'One side of a correspondence.'),
    tool('Latchkey', 0.1, 'On a ribbon, not a ring.'),
    remedy('Thermos of Coffee', { health: 10, mana: 10 }, 'Black, and better than it has to be.', 0.5),
    weapon('Fire Poker', 1.5, 20, 'Recently wiped.'),
  ],
  historical: [
    remedy('Flask of Wine', { health: 10, mana: 10 }, 'Better than the company it is kept in.', 0.5),
    remedy('Pot of Salve', { health: 15 }, 'Goose fat, mostly.'),
    tool('Letter of Passage', 0.1, 'The name has been left open.'),
    tool('Coil of Hemp Rope', 3, 'Tarred at both ends.'),
    weapon('Billhook', 1.5, 20, 'For hedges, officially.'),
  ],
  contemporary: [
    remedy('Energy Bar', { health: 10 }, 'Tastes of decisions.'),
    tool('Spare Phone', 0.2, 'Prepaid, with one number in it.'),
    remedy('Flask of Tea', { health: 10, mana: 10 }, 'Sweet, strong, stewed.', 0.5),
    tool('Bolt Cutters', 2.5, 'Not the kind one explains.'),
    tool('Bunch of Keys', 0.2, 'Seven of them, one of them new.'),
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
    const find = dice.chance(WITH_A_FIND) ? finds[(index + (seed >>> 0)) % finds.length] : undefined;
    return [
      name,
      [
        ...world.things.filter(({ place }) => place === name).map((thing) => made(itemOf(thing, world))),
        ...(find === undefined ? [] : [made({ ...find, rarity: 'common' })]),
      ],
    ] as const;
  });
  return Object.fromEntries(lying.filter(([, items]) => items.length > 0));
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
    description: cutAt(`${description} ${significance}`, 1_000),
    weight: isWeapon || /\b(?:bell|book|ledger|engine|stone|crown|chest)\b/iu.test(name) ? HEAVY : LIGHT,
    ...(isWeapon ? { equipment_slot: 'weapon' as const } : {}),
  };
}
