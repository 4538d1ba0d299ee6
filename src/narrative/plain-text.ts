/** Cuts at a word boundary to at most `max` characters. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max + 1);
  const space = head.lastIndexOf(' ');
  const cut = head.slice(0, space > 0 ? space : max);
  // A cut without a space may fall between the halves of a surrogate pair.
  return cut.replace(/\p{Surrogate}$/u, '').trimEnd();
}

/** Removes HTML tags, control characters except line breaks, and half surrogates. */
export function plainText(text: string): string {
  let plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (plain.includes('<')) plain = plain.replace(/<\/?[a-zA-Z!][^<>]*>/g, '');
  // To tell the categories of letters takes many times as long as to see that all are plain ones.
  return NOT_PRINTED.test(plain) ? plain.replace(/[^\P{C}\n]/gu, ' ') : plain;
}

const NOT_PRINTED = /[^\n -~“”‘’–—…é§]/;

/** The text with one space for each run of spaces of any kind. */
export function singleSpaced(text: string): string {
  return SPACED_OUT.test(text) ? text.replace(/\s+/g, ' ') : text;
}

/** A space that is not a single one. Most texts have none, and single spaces need not be put in place of themselves. */
const SPACED_OUT = /[^\S ]|\s\s/;
