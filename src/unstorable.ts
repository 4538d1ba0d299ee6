/** What could not be kept: a text with NUL or half a surrogate pair, names of fields included, a field `__proto__`, and bottomless nesting. */

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

/** The parts of a parsed JSON value that can't be kept, in their order, `most` of them at most. */
export function unstorableIn(value: unknown, most: number): UnstorablePart[] {
  const parts: UnstorablePart[] = [];
  const path: PropertyKey[] = [];
  let isOver = false;
  const found = (at: readonly PropertyKey[], message: string): void => {
    parts.push({ path: at, message });
    isOver ||= parts.length >= most;
  };
  const lookInto = (key: PropertyKey, member: unknown): void => {
    // Most of what a large body holds.
    if (typeof member !== 'string' && typeof member !== 'object') return;
    path.push(key);
    look(member);
    path.pop();
  };
  // It goes no deeper than what is taken, however deep the value is nested.
  const look = (each: unknown): void => {
    if (typeof each === 'string') {
      if (isUnstorable(each)) found([...path], 'must not hold NUL or half a surrogate pair');
      return;
    }
    if (typeof each !== 'object' || each === null) return;
    if (path.length >= MAX_DEPTH) {
      found(path.slice(0, 1), `must not be nested deeper than ${MAX_DEPTH} levels`);
      isOver = true;
      return;
    }
    if (Array.isArray(each)) {
      for (let index = 0; index < each.length && !isOver; index += 1) lookInto(index, each[index]);
      return;
    }
    for (const key of Object.keys(each)) {
      if (isOver) return;
      if (isUnstorable(key)) found([...path], 'must not hold NUL or half a surrogate pair in a field name');
      // Whatever copies the object would leave it out, without a word.
      if (key === '__proto__') found([...path, key], 'is no name that a field can have');
      lookInto(key, Reflect.get(each, key));
    }
  };
  look(value);
  return parts.slice(0, most);
}
