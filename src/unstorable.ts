/** What no database could store: a text with NUL or half a surrogate pair, names of fields included, and bottomless nesting. */

/** NUL, or half a surrogate pair. */
export function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** The text without NUL, and with U+FFFD for each half of a surrogate pair. */
export function storable(text: string): string {
  return isUnstorable(text) ? text.replaceAll('\0', '').toWellFormed() : text;
}

/** Nothing that is taken lies deeper; what does is refused before anything else looks into it. */
const MAX_DEPTH = 64;

export interface UnstorablePart {
  readonly path: readonly PropertyKey[];
  /** What is wrong, in words that stand after the part's name. */
  readonly message: string;
}

/** The parts of a parsed JSON value that can't be stored, `most` of them at most. */
export function unstorableIn(value: unknown, most: number): UnstorablePart[] {
  const parts: UnstorablePart[] = [];
  // Without recursion: how deep it is nested is its author's choice.
  const open: { readonly value: unknown; readonly path: readonly PropertyKey[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined && parts.length < most; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && isUnstorable(value)) {
      parts.push({ path, message: 'must not hold NUL or half a surrogate pair' });
    } else if (typeof value === 'object' && value !== null && path.length >= MAX_DEPTH) {
      parts.push({
        path: path.slice(0, 1),
        message: `must not be nested deeper than ${MAX_DEPTH} levels`,
      });
      break;
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) {
        if (isUnstorable(key)) {
          parts.push({ path, message: 'must not hold NUL or half a surrogate pair in a field name' });
        }
        if (typeof entry === 'string' || typeof entry === 'object') {
          open.push({ value: entry, path: [...path, Array.isArray(value) ? Number(key) : key] });
        }
      }
    }
  }
  return parts.reverse();
}
