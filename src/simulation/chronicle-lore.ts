import { cutAt } from '../narrative/plain-text.js';
import { withoutDecorators } from '../reality/lore/decorators.js';
import type { TurnRecord } from './record.js';
import type { SimulationSnapshot } from './snapshot.js';
import { entriesOf } from './snapshot-lore.js';
import type { PersonaId } from './types.js';

/** Entries that a chapter is told of at most, the most important first, and how much of each. */
const ENTRIES_TOLD = 5;
const LENGTH_TOLD = 600;

/**
 * The lore that came to mind in a turn, as far as a reader may be told: what everybody may know, or of a story with a
 * single view what that one had before it.
 */
export function loreTold(
  snapshot: SimulationSnapshot,
  { briefs }: TurnRecord,
  view: PersonaId | undefined,
): readonly string[] {
  if (snapshot.lore === undefined) return [];
  const read = briefs.filter(({ personaId }) => view === undefined || personaId === view);
  const uids = new Set(read.flatMap(({ lore = [] }) => lore));
  if (uids.size === 0) return [];
  return entriesOf(snapshot.lore)
    .filter((entry) => uids.has(entry.uid) && (view !== undefined || entry.public))
    .sort((a, b) => b.order - a.order)
    .slice(0, ENTRIES_TOLD)
    .map((entry) => cutAt(withoutDecorators(entry).entry.content, LENGTH_TOLD));
}
