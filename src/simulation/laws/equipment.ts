import type { Equipment, Persona } from '../types.js';

/** Words that mean the same piece. */
const SAME: Readonly<Record<string, string>> = { armour: 'armor', armoured: 'armored' };

function words(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => SAME[word] ?? word);
}

/**
 * The piece that answers a need (`weapon`, `enhanced_weapon`): by its type, or by whole words of its name that follow
 * one another; the best kept one when there are several.
 */
export function equipped({ equipment }: Persona, need: string): Equipment | undefined {
  let found = answers.get(equipment);
  if (found === undefined) {
    found = new Map();
    answers.set(equipment, found);
  }
  if (!found.has(need)) found.set(need, bestFor(equipment, need));
  return found.get(need);
}

/** By need; what somebody carries is asked about every turn and seldom changes. */
const answers = new WeakMap<Persona['equipment'], Map<string, Equipment | undefined>>();

function bestFor(equipment: Persona['equipment'], need: string): Equipment | undefined {
  const wanted = words(need).join(' ');
  let best: Equipment | undefined;
  for (const piece of equipment) {
    if (piece.quantity <= 0) continue;
    const fits =
      words(piece.equipmentType).join(' ') === wanted ||
      ` ${words(piece.name).join(' ')} `.includes(` ${wanted} `);
    if (fits && (best === undefined || piece.condition > best.condition)) best = piece;
  }
  return best;
}
