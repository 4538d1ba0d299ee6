import { maskOf } from './name-mask.js';

/**
 * Sentences of a story: splitting prose into them, and the key under which two sentences count as the same one.
 * A key is taken after names and numbers are masked and case and spacing folded, so that "Ada takes the 2nd lamp." and
 * "Ben takes the 3rd lamp." are one sentence told twice.
 */

/** Splits prose at sentence ends; quotation marks stay with their sentence. */
export function splitSentences(prose: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (let at = 0; at < prose.length; at += 1) {
    const code = prose.charCodeAt(at);
    if (code !== LINE_BREAK && !(isSpace(code, prose, at) && endsAt(prose, at))) continue;
    push(sentences, prose.slice(from, at));
    from = at;
  }
  push(sentences, prose.slice(from));
  return sentences;
}

const LINE_BREAK = 10;
const FULL_STOP = 0x2e;
/** A title that is cut short stands before a name, and never at a sentence's end. */
const TITLE = /[^\p{L}](?:St|Mr|Mrs|Ms|Dr|Prof|Sgt|Lt|Capt|Col|Gen|Rev|Mt)\.$/u;
/** With the character before it. */
const LONGEST_TITLE = 6;

/** Whether a sentence ends right before a place: with an end mark, or with a quotation mark after it. */
function endsAt(prose: string, at: number): boolean {
  const last = prose.charCodeAt(at - 1);
  if (last === FULL_STOP && TITLE.test(` ${prose.slice(Math.max(0, at - LONGEST_TITLE), at)}`)) return false;
  return isEndMark(last) || (isClosing(last) && isEndMark(prose.charCodeAt(at - 2)));
}

/** `.`, `!`, `?` or `…` */
function isEndMark(code: number): boolean {
  return code === 0x2e || code === 0x21 || code === 0x3f || code === 0x2026;
}

/** `"`, `”`, `’` or `)` */
function isClosing(code: number): boolean {
  return code === 0x22 || code === 0x201d || code === 0x2019 || code === 0x29;
}

function isSpace(code: number, text: string, at: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return /\s/u.test(text.charAt(at));
}

function push(sentences: string[], text: string): void {
  const sentence = text.trim();
  if (sentence !== '') sentences.push(sentence);
}

/** Replaces every name (longest first) by `§` and every number by `#`. */
export function maskSentence(sentence: string, names: readonly string[]): string {
  return maskOf(names).mask(sentence);
}

/** The keys of the lines of speech in a prose, so that a line is known again whatever stands around it. */
export function speechKeys(prose: string, names: readonly string[]): string[] {
  if (!prose.includes('"') && !prose.includes('“')) return [];
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
  return maskOf(names).key(sentence);
}
