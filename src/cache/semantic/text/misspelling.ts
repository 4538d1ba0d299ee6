import { isEnglishWord } from './dictionary.js';

/** Shorter words have too many neighbours: a slip can't be told from another word. */
const SHORTEST = 4;
/** From this length on, two slips are forgiven. */
const LONG = 8;

/**
 * Whether one of two lower-case words is a slip for the other: exactly one of them is a word, both begin alike, and one
 * or (in long words) two letters are wrong, missing, doubled or swapped. Two real words are never taken for each other
 * (east, west), nor two unknown ones, which may be names.
 */
export function isMisspelling(one: string, other: string, isWord = isEnglishWord): boolean {
  if (one === other || (one[0] !== other[0] && !isTransposed(one, other))) return false;
  const known = isWord(one) ? one : other;
  const unknown = known === one ? other : one;
  if (!isWord(known) || isWord(unknown)) return false;
  if (known.length < SHORTEST) return false;
  return isWithin(one, other, known.length >= LONG ? 2 : 1);
}

/** Whether two words are the same but for two neighbouring letters that changed places. */
export function isTransposed(one: string, other: string): boolean {
  if (one.length !== other.length || one === other) return false;
  let at = 0;
  while (one[at] === other[at]) at += 1;
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
}

/** Whether two words are at most so many slips apart (Damerau and Levenshtein, optimal string alignment). */
export function isWithin(one: string, other: string, slips: number): boolean {
  if (Math.abs(one.length - other.length) > slips) return false;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return (last[other.length] ?? 0) <= slips;
}
