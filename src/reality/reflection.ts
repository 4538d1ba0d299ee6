import { cutAtWord } from '../narrative/plain-text.js';
import { byCodeUnit } from '../simulation/numbers.js';
import type { MemoryItem, Remembering } from './memory.js';

/** What somebody makes of what they went through lately, without a model: one thought on each main subject. */

const SUBJECTS = 3;
const IMPORTANCE = 8;
const TEXT_LENGTH = 160;

/**
 * A reflection on each of the three most frequent subjects of some items (ties by id), at the time of the last of them.
 * Each says the weightiest thing about its subject (the latest, among equals) and cites all items about it.
 */
export function reflectionsOn(
  items: readonly MemoryItem[],
  { self, nameOf }: Pick<Remembering, 'self' | 'nameOf'>,
): MemoryItem[] {
  const bySubject = new Map<string, MemoryItem[]>();
  for (const item of items) {
    for (const entity of new Set(item.entities)) {
      if (entity === self) continue;
      const about = bySubject.get(entity);
      if (about === undefined) bySubject.set(entity, [item]);
      else about.push(item);
    }
  }
  const last = items.at(-1);
  if (last === undefined) return [];
  return [...bySubject]
    .sort(([a, of], [b, others]) => others.length - of.length || byCodeUnit(a, b))
    .slice(0, SUBJECTS)
    .map(([subject, about]) => ({
      entities: [subject],
      id: `${last.id}-on-${subject}`,
      importance: IMPORTANCE,
      kind: 'reflection' as const,
      sources: about.map(({ id }) => id),
      text: cutAtWord(`Much has turned on ${nameOf(subject)}: ${weightiest(about)}`, TEXT_LENGTH),
      time: last.time,
    }));
}

function weightiest(items: readonly MemoryItem[]): string {
  let best = items[0];
  for (const item of items) if (best === undefined || item.importance >= best.importance) best = item;
  return best?.text ?? '';
}
