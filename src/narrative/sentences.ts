/**
 * Sentences of a story: splitting prose into them, and the key under which two sentences count as the same one.
 * A key is taken after names and numbers are masked and case and spacing folded, so that "Ada takes the 2nd lamp." and
 * "Ben takes the 3rd lamp." are one sentence told twice.
 */

/** Splits prose at sentence ends; quotation marks stay with their sentence. */
export function splitSentences(prose: string): string[] {
  return prose
    .split(/(?<=[.!?…]["”’)]?)\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** A story masks the same list thousands of times. */
const foldedLists = new WeakMap<readonly string[], readonly string[]>();

/** Names as they are looked for, longest first. */
function folded(names: readonly string[]): readonly string[] {
  const known = foldedLists.get(names);
  if (known !== undefined) return known;
  const list = [...new Set(names.map((name) => name.toLowerCase().normalize('NFKC')))]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  foldedLists.set(names, list);
  return list;
}

/** Replaces every name (longest first) by `§` and every number by `#`. */
export function maskSentence(sentence: string, names: readonly string[]): string {
  let masked = sentence.toLowerCase().normalize('NFKC');
  for (const name of folded(names)) {
    if (masked.includes(name)) masked = masked.replaceAll(name, '§');
  }
  return masked
    .replace(/\d+(?:st|nd|rd|th)?/gu, '#')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The keys of the lines of speech in a prose, so that a line is known again whatever stands around it. */
export function speechKeys(prose: string, names: readonly string[]): string[] {
  const lines = [...prose.matchAll(/"([^"\n]+)"|“([^”\n]+)”/gu)].map((match) => match[1] ?? match[2] ?? '');
  return lines.map((line) => speechKey(line, names)).filter((key) => key !== '');
}

/** The key of one line of speech without its quotation and end marks; empty for one of less than three words. */
export function speechKey(line: string, names: readonly string[]): string {
  const bare = line.trim().replace(/[\s.,;:!?…–-]+$/u, '');
  return bare.split(/\s+/u).length < 3 ? '' : sentenceKey(`“${bare}`, names);
}

/** FNV-1a, 32 bit, twice with different salts: 16 hex digits. */
export function sentenceKey(sentence: string, names: readonly string[]): string {
  const masked = maskSentence(sentence, names);
  return [0x811c9dc5, 0x9747b28c].map((salt) => fnv1a(masked, salt).toString(16).padStart(8, '0')).join('');
}

function fnv1a(text: string, salt: number): number {
  let hash = salt;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
