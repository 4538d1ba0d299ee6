import { canonicalString } from '../canonical-json.js';
import { remembered } from './keys.js';

/** Names and words as they stand in canonical JSON: the same few thousand come again and again, turn by turn. */

/** How a member of a name begins: the first of a delta's changes, the first of an object, and any other. */
export const nameText = remembered(4096, (name) => {
  const first = `${canonicalString(name)}:`;
  return { changed: `{"change":{${first}`, first, next: `,${first}` };
});

/** Ids and other words are no longer. */
const SHORT = 24;
const wordText = remembered(4096, canonicalString);

/** A text as canonical JSON; of a short one it is remembered. */
export function textInQuotes(text: string): string {
  return text.length <= SHORT ? wordText(text) : canonicalString(text);
}
