/**
 * The names of one kind of thing in a lorebook. Names that differ in case, in spaces or in a leading "the" are one, and a
 * person is also found by an alias and by any word of the name that is nobody else's.
 */

/** Words of names that tell nobody from the others. */
const PARTICLES: ReadonlySet<string> = new Set(['the', 'and', 'of', 'von', 'van', 'der', 'del', 'della']);
const SHORTEST_PART = 3;

/** What makes two names the same. */
export function foldName(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return folded.replace(/^the (?=.)/u, '');
}

export class NameRegister {
  readonly #names = new Map<string, string>();
  /** Other words for a name; `undefined` for what several answer to. */
  readonly #others = new Map<string, string | undefined>();

  /** Enters a name as it is to be written. @returns false when it is taken */
  add(name: string, aliases: readonly string[] = [], byParts = false): boolean {
    const key = foldName(name);
    if (this.#names.has(key)) return false;
    this.#names.set(key, name);
    const parts = byParts ? key.split(/[\s-]+/u).filter((part) => part.length >= SHORTEST_PART) : [];
    for (const other of new Set([
      ...aliases.map(foldName),
      ...parts.filter((part) => !PARTICLES.has(part)),
    ])) {
      this.#others.set(other, this.#others.has(other) ? undefined : name);
    }
    return true;
  }

  /** The name that is meant, as it is written where it stands; `undefined` when nothing has it. */
  resolve(reference: string): string | undefined {
    const key = foldName(reference);
    return this.#names.get(key) ?? this.#others.get(key);
  }
}
