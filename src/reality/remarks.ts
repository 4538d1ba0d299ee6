import { remembered } from '../simulation/keys.js';
import type { BeliefEntry } from './belief-store.js';
import { factOf, triple } from './beliefs.js';
import { derivedBy } from './bounded-draft.js';
import type { ModelledBelief } from './nested-beliefs.js';

const LOCATION_END = triple('', 'location');

/**
 * Keys of what a store holds apart from where everybody and everything is and from facts, in the order of its entries:
 * few among hundreds, and whoever asks how somebody is, or what something needs, asks for them alone.
 */
export const remarks = keysOf<BeliefEntry>((key) => !isWhereabouts(key) && factOf(key) === undefined);

/** Keys of where a model has others and things to be, in the order of its entries. */
export const whereaboutsIn = keysOf<ModelledBelief>(isWhereabouts);

/** Under which a store or model keeps where somebody or something is. */
export const whereaboutsKey = remembered(4096, (subject) => triple(subject, 'location'));

/** Whom or what a key of whereabouts is of. */
export function whereaboutsOf(key: string): string {
  return key.slice(0, -LOCATION_END.length);
}

/** One of the remarks of a store: its key and what it is about somebody or something. */
export interface Remark {
  readonly key: string;
  readonly property: string;
}

/** The list of remarks is the same object for as long as none comes or goes, whatever becomes of what they say. */
const subjects = new WeakMap<readonly string[], ReadonlyMap<string, readonly Remark[]>>();

/** The remarks of a store by whom or what they are about. */
export function remarksBySubject(
  entries: Readonly<Record<string, BeliefEntry>>,
): ReadonlyMap<string, readonly Remark[]> {
  const keys = remarks(entries);
  const known = subjects.get(keys);
  if (known !== undefined) return known;
  const bySubject = new Map<string, Remark[]>();
  for (const key of keys) {
    const bar = key.indexOf('|');
    const remark = { key, property: key.slice(bar + 1) };
    const about = bySubject.get(key.slice(0, bar));
    if (about === undefined) bySubject.set(key.slice(0, bar), [remark]);
    else about.push(remark);
  }
  subjects.set(keys, bySubject);
  return bySubject;
}

/** Keys of one kind, which follow the drafts of the map that they are keys of. */
function keysOf<T>(isOfKind: (key: string) => boolean) {
  return derivedBy<T, readonly string[]>({
    whole: (entries) => Object.keys(entries).filter(isOfKind),
    changed: (before, entries, { written, added }) => {
      const gone = new Set<string>();
      for (const key of written) {
        if (isOfKind(key) && (added.has(key) || entries[key] === undefined)) gone.add(key);
      }
      if (gone.size === 0) return before;
      const kept = before.filter((key) => !gone.has(key));
      for (const key of added) if (isOfKind(key) && entries[key] !== undefined) kept.push(key);
      return kept;
    },
  });
}

function isWhereabouts(key: string): boolean {
  return key.endsWith(LOCATION_END);
}
