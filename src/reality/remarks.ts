import type { BeliefEntry } from './belief-store.js';
import { factOf, triple } from './beliefs.js';
import { derivedBy } from './bounded-draft.js';

const LOCATION_END = triple('', 'location');

/**
 * Keys of what a store holds apart from where everybody and everything is and from facts, in the order of its entries:
 * few among hundreds, and whoever asks how somebody is, or what something needs, asks for them alone.
 */
export const remarks = derivedBy<BeliefEntry, readonly string[]>({
  whole: (entries) => Object.keys(entries).filter(isRemark),
  changed: (before, entries, { written, added }) => {
    const gone = new Set<string>();
    for (const key of written) {
      if (isRemark(key) && (added.has(key) || entries[key] === undefined)) gone.add(key);
    }
    if (gone.size === 0) return before;
    const kept = before.filter((key) => !gone.has(key));
    for (const key of added) if (isRemark(key) && entries[key] !== undefined) kept.push(key);
    return kept;
  },
});

function isRemark(key: string): boolean {
  return !key.endsWith(LOCATION_END) && factOf(key) === undefined;
}
