/** Cuts to at most `max` characters, between words or not, but never between the halves of a surrogate pair. */
export function cutAt(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/\p{Surrogate}$/u, '');
}

/** Its last `max` characters, as `cutAt` its first. */
export function endOf(text: string, max: number): string {
  return text.length <= max ? text : text.slice(text.length - max).replace(/^\p{Surrogate}/u, '');
}

/** Cuts at a word boundary to at most `max` characters. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  const space = text.lastIndexOf(' ', max);
  return cutAt(text, space > 0 ? space : max).trimEnd();
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

/** The source of a pattern with the flag `u` that matches just this text. */
export function asPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
}
