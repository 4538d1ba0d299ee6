import type { InventoryItem } from '../session.js';

/** Plain things by what they are for; whoever puts them into the world says which pieces they are. */
export type Plain = Omit<InventoryItem, 'id' | 'quantity' | 'equipped' | 'rarity'>;

/** Used up; adds to health and mana. */
export function remedy(
  name: string,
  effects: { readonly health?: number; readonly mana?: number },
  description: string,
  weight = 0.2,
): Plain {
  return { name, type: 'consumable', weight, effects, description };
}

export function tool(name: string, weight: number, description: string): Plain {
  return { name, type: 'tool', weight, description };
}

/** @param durability blows that it lasts */
export function weapon(name: string, weight: number, durability: number, description: string): Plain {
  return {
    name,
    type: 'weapon',
    equipment_slot: 'weapon',
    weight,
    durability,
    max_durability: durability,
    description,
  };
}

export function garment(name: string, weight: number, description: string): Plain {
  return { name, type: 'armor', equipment_slot: 'chest', weight, description };
}

export function oddment(name: string, weight: number, description: string): Plain {
  return { name, type: 'misc', weight, description };
}
