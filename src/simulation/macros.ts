/**
 * The placeholders that texts of character cards hold. Cards are written for chats between a `{{char}}` and a
 * `{{user}}`; here the one is the character and the other is whoever it meets.
 */

const CHARACTER = /\{\{char\}\}/gi;
const READER = /\{\{user\}\}/gi;
const ORIGINAL = /\{\{original\}\}/gi;

/** Who `{{user}}` is in a story without a reader in it. */
const STRANGER = 'the newcomer';
/** What stands for the program's own text where a card would put its words around it: the rules stand outside the card. */
const OWN_TEXT = 'Play the character as the rules above say.';

/** A text with its placeholders filled. Replaced by function, so that a `$&` in a name stays what it is. */
export function withNames(text: string, name: string): string {
  if (!text.includes('{{')) return text;
  return text
    .replace(CHARACTER, () => name)
    .replace(READER, () => STRANGER)
    .replace(ORIGINAL, () => OWN_TEXT);
}
