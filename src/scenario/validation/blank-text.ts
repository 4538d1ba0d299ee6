/** Nothing that can be seen: spaces, controls and marks without a width. */
export function isBlank(text: string): boolean {
  return /^[\s\p{C}\p{Z}]*$/u.test(text);
}

/** What of an element is not prose: kept as it came, empty or not. */
const NOT_PROSE: ReadonlySet<string> = new Set(['extensions', 'comment', 'group', 'keys', 'secondary_keys']);

/** What may be absent; without a word in it, it is. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'home_location',
  'faction',
  'leader',
  'location',
  'owner',
  'power_system',
  'time_period',
]);
/** Names of others: no word can stand in for them. */
const NAMES_OF_OTHERS: ReadonlySet<string> = new Set(['character', 'character_a', 'character_b']);

/** The paths of the texts of an element that say nothing, list entries included. */
export function blankTexts(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return isBlank(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    NOT_PROSE.has(key) ? [] : blankTexts(each, path === '' ? key : `${path}.${key}`),
  );
}

/** An element without its empty texts: list entries and what may be absent go, what must be there is filled. */
export function withoutBlanks<T>(value: T, filler: string): T {
  return mended(value, filler) as T;
}

function mended(value: unknown, filler: string): unknown {
  if (typeof value === 'string') return isBlank(value) ? filler : value;
  if (Array.isArray(value)) {
    return value
      .filter((each) => typeof each !== 'string' || !isBlank(each))
      .map((each) => mended(each, filler));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
      if (NOT_PROSE.has(key) || NAMES_OF_OTHERS.has(key)) return [[key, each]];
      const isGone = OPTIONAL.has(key) && typeof each === 'string' && isBlank(each);
      return isGone ? [] : [[key, mended(each, filler)]];
    }),
  );
}
