/**
 * Keys that are put together from two ids. The same few hundred are asked for again and again within a turn, and the
 * runtime finds a text that it knows several times faster than one that has just been made.
 *
 * @param kept how many are remembered; then all are forgotten, and made anew as they are asked for.
 */
export function joinedBy(separator: string, kept: number): (first: string, second: string) => string {
  const bySecond = new Map<string, Map<string, string>>();
  let made = 0;
  return (first, second) => {
    const known = bySecond.get(second)?.get(first);
    if (known !== undefined) return known;
    if (made >= kept) {
      bySecond.clear();
      made = 0;
    }
    made += 1;
    const byFirst = bySecond.get(second) ?? new Map<string, string>();
    bySecond.set(second, byFirst);
    const key = `${first}${separator}${second}`;
    byFirst.set(first, key);
    return key;
  };
}

/**
 * A pure function of a text that remembers what it made of the last so many: names, lines and ids come again and again.
 *
 * @param kept how many are remembered; then all are forgotten, and made anew as they are asked for.
 */
export function remembered<T>(kept: number, make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    if (made.size >= kept) made.clear();
    const value = make(text);
    made.set(text, value);
    return value;
  };
}
