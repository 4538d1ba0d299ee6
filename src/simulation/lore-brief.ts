import { isForCharacter } from '../reality/lore/filter.js';
import type { LoreEntry } from './lore-entry.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SnapshotLore } from './snapshot-lore.js';
import { namesOf } from './snapshot-names.js';
import type { SimulationState } from './state.js';
import type { Persona, PersonaId } from './types.js';

/** What of a turn's lore a persona has before it, by what stands nearer to the end of a prompt, the last nearest. */
export function loreFor(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  self: Persona,
  entries: readonly LoreEntry[],
): readonly LoreEntry[] {
  let held: ReadonlySet<string> | undefined;
  return entries
    .filter((entry) => {
      if (!isForCharacter(entry, self)) return false;
      if (entry.public || isOf(snapshot.lore, self.id, entry)) return true;
      held ??= subjectsHeldBy(state, self);
      return subjectIds(snapshot, entry).some((id) => held?.has(id));
    })
    .sort((a, b) => a.order - b.order);
}

function isOf(lore: SnapshotLore | undefined, id: PersonaId, { uid }: LoreEntry): boolean {
  return lore !== undefined && Object.hasOwn(lore.own, id) && uid.startsWith(`${id}/`);
}

/** Of whom and what a persona believes anything, itself and those it is bound to among them. */
function subjectsHeldBy({ beliefs }: SimulationState, self: Persona): ReadonlySet<string> {
  const keys = Object.keys(beliefs.stores[self.id]?.entries ?? {});
  return new Set([
    self.id,
    ...Object.keys(self.relationships),
    ...keys.map((key) => key.slice(0, key.indexOf('|'))),
  ]);
}

const subjectsBySnapshot = new WeakMap<SimulationSnapshot, Map<string, readonly string[]>>();

/** Ids of the people, places and things that an entry says it is about. */
function subjectIds(snapshot: SimulationSnapshot, { uid, subjects }: LoreEntry): readonly string[] {
  const known = subjectsBySnapshot.get(snapshot) ?? new Map<string, readonly string[]>();
  subjectsBySnapshot.set(snapshot, known);
  const before = known.get(uid);
  if (before !== undefined) return before;
  const { namesById } = namesOf(snapshot).index;
  const wanted = new Set(subjects.map(fold));
  const ids = [...namesById].flatMap(([id, names]) =>
    wanted.has(fold(id)) || names.some((name) => wanted.has(fold(name))) ? [id] : [],
  );
  known.set(uid, ids);
  return ids;
}

function fold(name: string): string {
  return name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^the\s+/, '');
}
