import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import { EQUIPMENT_SLOTS, type EquipmentSlot, type InventoryItem, ITEM_TYPES, RARITIES } from '../session.js';
import {
  askBecause,
  askList,
  askText,
  askWord,
  because,
  between,
  line,
  maybe,
  NAME,
  NOTE,
  oneOf,
  present,
  type Section,
  usable,
  wholeBetween,
} from './section.js';

export const ITEM_CHANGES = ['gain', 'lose', 'use', 'drop', 'equip', 'unequip'] as const;

/** Something that happens with a thing. What it is like (from `type` on) matters only of one that comes into being. */
export interface ItemChange {
  /** `gain` takes it up if it lies here, else makes it; `drop` leaves it here; `lose` ends it; `use` does what it does. */
  readonly change: (typeof ITEM_CHANGES)[number];
  /** Of a thing that is owned, lies here, or comes into being. */
  readonly name: string;
  /** Pieces, 1..99. */
  readonly quantity: number;
  readonly because: string;
  readonly type: (typeof ITEM_TYPES)[number];
  readonly rarity: (typeof RARITIES)[number];
  readonly description?: string | undefined;
  /** Of one piece, to two decimals. */
  readonly weight: number;
  readonly equipment_slot?: EquipmentSlot | undefined;
  readonly max_durability?: number | undefined;
  readonly effects?: InventoryItem['effects'];
}

export const MOST_ITEM_CHANGES = 2;

const ask: JsonSchema = askList(
  {
    type: 'object',
    required: ['change', 'name', 'because'],
    properties: {
      change: {
        ...askWord(ITEM_CHANGES),
        description: 'A thing that is gained must be named in the narrative',
      },
      name: { type: 'string' },
      quantity: { type: 'integer', nullable: true, description: 'Pieces, from 1 to 99' },
      because: askBecause,
      type: { ...askWord(ITEM_TYPES), nullable: true },
      rarity: { ...askWord(RARITIES), nullable: true },
      description: askText('In a sentence'),
      weight: { type: 'number', nullable: true, description: 'Of one piece, from 0 to 100' },
      equipment_slot: { ...askWord(EQUIPMENT_SLOTS), nullable: true },
      max_durability: { type: 'integer', nullable: true },
      effects: {
        type: 'object',
        nullable: true,
        description: 'Of a consumable: what using one piece does',
        required: [],
        properties: {
          health: { type: 'integer', nullable: true },
          mana: { type: 'integer', nullable: true },
          cures: askText('A condition that it takes away'),
        },
      },
    },
  },
  MOST_ITEM_CHANGES,
);

const effects = z
  .object({
    health: maybe(wholeBetween(-100, 100)),
    mana: maybe(wholeBetween(-100, 100)),
    cures: maybe(line(60)),
  })
  .transform(present);

const change: z.ZodType<ItemChange> = z.object({
  change: oneOf(ITEM_CHANGES),
  name: line(NAME),
  quantity: wholeBetween(1, 99).catch(1),
  because,
  type: oneOf(ITEM_TYPES).catch('misc'),
  rarity: oneOf(RARITIES).catch('common'),
  description: maybe(line(NOTE)),
  weight: between(0, 100)
    .transform((weight) => Math.round(weight * 100) / 100)
    .catch(1),
  equipment_slot: maybe(oneOf(EQUIPMENT_SLOTS)),
  max_durability: maybe(wholeBetween(1, 1_000)),
  effects: maybe(effects),
});

export const itemsSection: Section<readonly ItemChange[]> = {
  ask,
  read: usable(change, MOST_ITEM_CHANGES),
  none: [],
};
