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
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/<\/?[a-zA-Z!][^<>]*>/g, '')
    .replace(/[^\P{C}\n]/gu, ' ');
}
