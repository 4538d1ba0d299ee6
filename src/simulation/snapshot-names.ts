import { buildNameIndex, type NameIndex, namesIn } from '../reality/name-index.js';
import type { SimulationSnapshot } from './snapshot.js';

/** What everybody and everything of a simulation is called; made from a snapshot once and kept with it. */
export interface SnapshotNames {
  readonly index: NameIndex;
  /** The name of a persona, place or thing; the id itself when it is none of them. */
  readonly nameOf: (id: string) => string;
  /** Ids of those whose names stand in a text; texts of facts never change, so each is read once. */
  readonly namedIn: (text: string) => readonly string[];
}

const namesBySnapshot = new WeakMap<SimulationSnapshot, SnapshotNames>();
/** Spoken lines pass through here as well as the few hundred texts of a world's facts. */
const TEXTS_KEPT = 2048;

export function namesOf(snapshot: SimulationSnapshot): SnapshotNames {
  const known = namesBySnapshot.get(snapshot);
  if (known !== undefined) return known;
  const names = new Map<string, readonly string[]>();
  for (const [id, { name }] of Object.entries(snapshot.world.entities)) names.set(id, [name]);
  for (const [id, { name }] of Object.entries(snapshot.world.locations)) names.set(id, [name]);
  // A persona's id wins over a thing's: targets and dialogue mean the person.
  for (const { id, name, aliases } of snapshot.cast) names.set(id, [name, ...aliases]);
  const index = buildNameIndex(Object.fromEntries(names));
  const read = new Map<string, readonly string[]>();
  const made: SnapshotNames = {
    index,
    nameOf: (id) => names.get(id)?.[0] ?? id,
    namedIn: (text) => {
      const before = read.get(text);
      if (before !== undefined) return before;
      if (read.size >= TEXTS_KEPT) read.clear();
      const ids = [...new Set(namesIn(index, text).flat())];
      read.set(text, ids);
      return ids;
    },
  };
  namesBySnapshot.set(snapshot, made);
  return made;
}
