import { RE2JS } from 're2js';
import type { LoreEntry } from '../../simulation/lore-entry.js';

/**
 * Whether a key of an entry stands in a text. Keys are texts of whoever wrote the book, so a pattern is run by an engine
 * whose time grows with the text only, and what that can't run (look-around, references back) never matches.
 */

const PATTERN = /^\/(.+)\/([a-z]*)$/s;
const MAX_PATTERN = 500;
/** Longest part of a text that is looked at, from its end: the newest is what a scan is about. */
const MAX_TEXT = 50_000;
const WORD = /[\p{L}\p{N}_]/u;

export interface MatchRules {
  readonly caseSensitive: boolean;
  readonly wholeWords: boolean;
}

/** The rules of an entry, or of the scan where it has none of its own. */
export function matchRules(entry: LoreEntry, defaults: MatchRules): MatchRules {
  return {
    caseSensitive: entry.case_sensitive ?? defaults.caseSensitive,
    wholeWords: entry.match_whole_words ?? defaults.wholeWords,
  };
}

/** Whether a key is written as a pattern that can't be run; such a key matches nothing. */
export function isUnusablePattern(key: string): boolean {
  const pattern = patternOf(key);
  return pattern !== undefined && pattern.compiled === undefined;
}

/** Whether `key` stands in `text`: as `/pattern/flags`, or as words. */
export function keyMatches(key: string, text: string, rules: MatchRules): boolean {
  const looked = text.slice(-MAX_TEXT);
  const pattern = patternOf(key);
  if (pattern !== undefined) return pattern.compiled?.matcher(looked).find() ?? false;
  const wanted = rules.caseSensitive ? key.trim() : key.trim().toLowerCase();
  if (wanted === '') return false;
  const read = rules.caseSensitive ? looked : lowerCase(looked);
  // Of several words it is enough that they stand there: a phrase has no accidental beginnings.
  return rules.wholeWords && !/\s/.test(wanted) ? hasWord(read, wanted) : read.includes(wanted);
}

/** The texts that were read last, in lower case: a scan holds thousands of keys against the same few. */
const lowered = new Map<string, string>();
const MAX_LOWERED = 32;

function lowerCase(text: string): string {
  const known = lowered.get(text);
  if (known !== undefined) return known;
  if (lowered.size >= MAX_LOWERED) lowered.clear();
  const lower = text.toLowerCase();
  lowered.set(text, lower);
  return lower;
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = at === 0 ? '' : (Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? '');
    const [after = ''] = text.slice(at + word.length, at + word.length + 2);
    if (!WORD.test(before) && !WORD.test(after)) return true;
  }
  return false;
}

interface Pattern {
  /** Absent when it can't be run. */
  readonly compiled?: RE2JS;
}

const compiled = new Map<string, Pattern>();
const MAX_COMPILED = 1_000;

/** The pattern of a key that is written as one; the same key is compiled once. */
function patternOf(key: string): Pattern | undefined {
  const [, source, flags = ''] = PATTERN.exec(key) ?? [];
  if (source === undefined) return undefined;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const pattern = compile(source, flags);
  compiled.set(key, pattern);
  return pattern;
}

function compile(source: string, flags: string): Pattern {
  if (source.length > MAX_PATTERN) return {};
  const bits =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0);
  try {
    return { compiled: RE2JS.compile(source, bits) };
  } catch {
    return {};
  }
}
