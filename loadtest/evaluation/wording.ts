/** Turns the labels and telegram phrases of scenario files into the nouns, clauses and sentences that a world speaks. */

/** `low_hum_ventilation` to `low hum ventilation`. */
export function words(label: string): string {
  return label
    .replace(/[_\s]+/g, ' ')
    .replace(/\s+([,.;:!?])/g, '$1')
    .trim();
}

/** A name with its article, unless it has one or is numbered: `the Data Terminal`, `Corridor Alpha-7`. */
export function withThe(name: string): string {
  const bare = words(name);
  return /^(the|an?)\s/i.test(bare) || /\d\S*$/.test(bare) ? bare : `the ${bare}`;
}

/** Where a noun phrase ends and what is said about it begins. */
const AFTER_NOUN =
  /[,;:.]|\s(?:with|that|which|of|for|from|in|on|at|to|by|and|or|but|under|over|near|about|between|(?!ceiling|building)[a-z]+ing|marked|used|filled|held|left|kept|sealed|known)\b/i;

/** Whether the phrase speaks of several: `hard-copy records in standard format`. */
export function isPlural(phrase: string): boolean {
  const head = phrase.split(AFTER_NOUN)[0]?.trim().split(/\s+/).at(-1) ?? '';
  return /[^s'’iu]s$/i.test(head);
}

/** `Standard storage room with shelves` to `a standard storage room with shelves`; plurals go without an article. */
export function nounPhrase(phrase: string): string {
  const plain = withoutStop(words(phrase));
  const rest = lowerFirst(plain);
  if (/^(the|an?|some|one|two|three|many|several|its|their)\s/i.test(plain) || isPlural(plain)) return rest;
  return `${/^[aeiou]/i.test(rest) ? 'an' : 'a'} ${rest}`;
}

/** What a thing of that name is, as a clause without its subject: `is a console`, `are crates`, `consists of records`. */
export function isClause(name: string, description: string): string {
  if (isPlural(name)) return `are ${nounPhrase(description)}`;
  return `${isPlural(description) ? 'consists of' : 'is'} ${nounPhrase(description)}`;
}

/** Full sentences from text that may lack the last stop; at most `max` characters, whole sentences if it can. */
export function asSentences(text: string, max: number): string {
  const plain = words(text);
  const whole = /[.!?]$/.test(plain) ? plain : `${plain}.`;
  if (whole.length <= max) return whole;
  const cut = whole.slice(0, max);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('! '), cut.lastIndexOf('? '));
  return end > 0 ? cut.slice(0, end + 1) : `${cut.slice(0, max - 1).replace(/\s+\S*$/, '')}.`;
}

/** A clause of at most `max` characters, without a stop at its end; longer ones are cut between words. */
export function asClause(text: string, max: number): string {
  const plain = withoutStop(words(text));
  return plain.length <= max ? plain : withoutStop(plain.slice(0, max).replace(/[\s,;]+\S*$/, ''));
}

/** Proper names and abbreviations keep their capitals. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z-]*(\s|,|$)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

function withoutStop(text: string): string {
  return text.replace(/[\s.!?;:,]+$/, '');
}
