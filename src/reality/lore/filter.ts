import type { LoreEntry } from '../../simulation/lore-entry.js';

/** Whom an entry can be for: a name, and words for what it is. */
export interface LoreReader {
  readonly name: string;
  readonly tags?: readonly string[];
}

/** Whether an entry may come to somebody's mind, by its filter. */
export function isForCharacter({ character_filter: filter }: LoreEntry, reader?: LoreReader): boolean {
  if (filter === null || (filter.names.length === 0 && filter.tags.length === 0)) return true;
  const fold = (value: string) => value.toLowerCase();
  const names = filter.names.map(fold);
  const tags = filter.tags.map(fold);
  const named =
    reader !== undefined &&
    (names.includes(fold(reader.name)) || (reader.tags ?? []).some((tag) => tags.includes(fold(tag))));
  return named !== filter.exclude;
}
