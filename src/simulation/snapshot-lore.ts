import { SimulationInputError } from '../errors.js';
import type { CastMember } from './cast.js';
import type { LoreEntry } from './lore-entry.js';
import { withNames } from './macros.js';
import type { PersonaId } from './types.js';

/** The lore of a simulation, placeholders filled. No uid stands in it twice. */
export interface SnapshotLore {
  /** Of the characters' own books, which go before the world's; a uid there is `owner/uid in the book`. */
  readonly own: Readonly<Record<PersonaId, readonly LoreEntry[]>>;
  /** Of the world that is played in; a uid there is `lorebook:uid in the book`, which nobody's id can begin. */
  readonly world: readonly LoreEntry[];
}

/** What a turn can look through in a few hundredths of a second. */
const MAX_ENTRIES = 5_000;
const MAX_KEYS = 20_000;
const MAX_PATTERNS = 500;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/**
 * The lore of a cast and a world; undefined when there is none.
 * @throws SimulationInputError when it is more than a turn can look through
 */
export function snapshotLore(
  members: readonly CastMember[],
  world: readonly LoreEntry[],
): SnapshotLore | undefined {
  const own = Object.fromEntries(
    members.flatMap(({ id, character: { name, lore } }) =>
      lore.length === 0 ? [] : [[id, lore.map((entry) => ofOwner(entry, id, name))] as const],
    ),
  );
  const [first] = members;
  return boundedLore({
    own,
    world: world.map((entry) => ({
      ...entry,
      uid: `lorebook:${entry.uid}`,
      content: withNames(entry.content, first?.character.name ?? ''),
    })),
  });
}

/** The same with what others bring who join the cast. */
export function withLoreOf(
  lore: SnapshotLore | undefined,
  members: readonly CastMember[],
): SnapshotLore | undefined {
  const brought = snapshotLore(members, []);
  if (brought === undefined) return lore;
  return boundedLore({ own: { ...lore?.own, ...brought.own }, world: lore?.world ?? [] });
}

/** All entries of a simulation's lore. */
export function entriesOf({ own, world }: SnapshotLore): readonly LoreEntry[] {
  return [...Object.values(own).flat(), ...world];
}

function ofOwner(entry: LoreEntry, owner: PersonaId, name: string): LoreEntry {
  return {
    ...entry,
    uid: `${owner}/${entry.uid}`,
    keys: entry.keys.map((key) => withNames(key, name)),
    secondary_keys: entry.secondary_keys.map((key) => withNames(key, name)),
    content: withNames(entry.content, name),
  };
}

function boundedLore(lore: SnapshotLore): SnapshotLore | undefined {
  const entries = entriesOf(lore);
  if (entries.length === 0) return undefined;
  let keys = 0;
  let patterns = 0;
  let characters = 0;
  for (const { keys: primary, secondary_keys: secondary, content } of entries) {
    const all = [...primary, ...secondary];
    keys += all.length;
    patterns += all.filter((key) => key.startsWith('/')).length;
    characters += content.length;
  }
  refuseMore('entries', entries.length, MAX_ENTRIES);
  refuseMore('keys', keys, MAX_KEYS);
  refuseMore('keys that are patterns', patterns, MAX_PATTERNS);
  refuseMore('characters', characters, MAX_CHARACTERS);
  return lore;
}

function refuseMore(what: string, count: number, most: number): void {
  if (count <= most) return;
  throw new SimulationInputError(
    `The lore of this cast and world has ${count} ${what}, more than the ${most} that one simulation can have`,
  );
}
