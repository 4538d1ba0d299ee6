import { remembered } from '../simulation/keys.js';
import { byCodeUnit, sortedKeys } from '../simulation/numbers.js';

/**
 * Finds names in text by whole tokens. A name of several words must stand there in full, its article aside; the longest
 * name at a place wins, so that "the lamp room" doesn't name the lamp. Two kinds of names need care: things with a
 * common noun for a name ("a lamp" is not "the lamp"), and people whose name is a common word ("will you" is not Will).
 */

interface Name {
  readonly tokens: readonly string[];
  /** In code-unit order. */
  readonly ids: readonly string[];
  /** One common noun with an article: not named by an indefinite use of the noun. */
  readonly isNoun: boolean;
  /** A common word otherwise: counts when capitalised within a sentence. */
  readonly isWord: boolean;
}

export interface NameIndex {
  /** By first token, longest name first. */
  readonly byFirstToken: ReadonlyMap<string, readonly Name[]>;
  readonly namesById: ReadonlyMap<string, readonly string[]>;
}

const ARTICLE = /^(?:the|an?)\s+(?=\S)/i;
const INDEFINITE = new Set(['a', 'an', 'any', 'another', 'every', 'no', 'some', 'each']);
const COMMON_WORDS = new Set(
  (
    'angel april art august autumn bill chance chase chip clay cliff crew daisy dale dawn dean drew earl ease faith ' +
    'fern flora frank gene glen grace grant guy hazel heath holly hope hunter iris ivy jack june joy lance lane lily mark ' +
    'mason may miles mercy nick olive page pat patience penny pierce pilot poppy ray rich robin rob rose rusty sandy ' +
    'sue summer tad rook sky storm violet wade ward will willow winter'
  ).split(' '),
);
const SENTENCE_START = /(?:^|[.!?…:]["”’)]*\s+)["“‘(]*$/u;

/** Words of a text in lower case; an apostrophe ends one, so that "Ada's" names Ada. */
export function tokensOf(text: string): string[] {
  return wordsIn(text.normalize('NFKC').toLowerCase()).words;
}

/** The words of a text and where they begin, in code units. */
interface Words {
  readonly words: string[];
  readonly starts: number[];
}

const WORD_PART = /[\p{L}\p{N}]/u;

/** Runs of letters and digits. */
export function wordsIn(text: string): Words {
  const words: string[] = [];
  const starts: number[] = [];
  let start = -1;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const units = isPair(code, text.charCodeAt(at + 1)) ? 2 : 1;
    const isPart = code < 128 ? isAsciiPart(code) : WORD_PART.test(text.slice(at, at + units));
    if (isPart && start < 0) start = at;
    if (!isPart && start >= 0) {
      words.push(text.slice(start, at));
      starts.push(start);
      start = -1;
    }
    at += units;
  }
  if (start >= 0) {
    words.push(text.slice(start));
    starts.push(start);
  }
  return { words, starts };
}

function isAsciiPart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Whether two code units are one character. */
function isPair(code: number, next: number): boolean {
  return code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
}

/** The index of names and aliases by id; built once for a snapshot. Names without letters or digits are left out. */
export function buildNameIndex(names: Readonly<Record<string, readonly string[]>>): NameIndex {
  const byTokens = new Map<string, { ids: string[]; tokens: string[]; isNoun: boolean; isWord: boolean }>();
  const namesById = new Map<string, readonly string[]>();
  for (const id of sortedKeys(names)) {
    const own = names[id] ?? [];
    namesById.set(id, own);
    for (const name of own) {
      const bare = name.trim().replace(ARTICLE, '');
      const tokens = tokensOf(bare);
      const key = tokens.join(' ');
      if (key === '') continue;
      const known = byTokens.get(key);
      if (known !== undefined) {
        if (!known.ids.includes(id)) known.ids.push(id);
        continue;
      }
      const isNoun = tokens.length === 1 && bare === bare.toLowerCase();
      byTokens.set(key, { ids: [id], tokens, isNoun, isWord: !isNoun && COMMON_WORDS.has(key) });
    }
  }
  const byFirstToken = new Map<string, Name[]>();
  for (const name of byTokens.values()) {
    const [first = ''] = name.tokens;
    const sameStart = byFirstToken.get(first);
    if (sameStart === undefined) byFirstToken.set(first, [name]);
    else sameStart.push(name);
  }
  for (const list of byFirstToken.values()) {
    list.sort(
      (a, b) => b.tokens.length - a.tokens.length || byCodeUnit(a.tokens.join(' '), b.tokens.join(' ')),
    );
  }
  return { byFirstToken, namesById };
}

const NO_NAMES: readonly (readonly string[])[] = [];
/** What texts name, by the index that was asked: lines are asked about whole, by sentences and again as facts. */
const readings = new WeakMap<NameIndex, (text: string) => readonly (readonly string[])[]>();

/** The names that stand in a text, in order, each as the ids that bear it. */
export function namesIn(index: NameIndex, text: string): readonly (readonly string[])[] {
  let read = readings.get(index);
  if (read === undefined) {
    read = remembered(1024, (each) => readNames(index, each));
    readings.set(index, read);
  }
  return read(text);
}

function readNames(index: NameIndex, text: string): readonly (readonly string[])[] {
  const folded = text.normalize('NFKC');
  const { words, starts } = wordsIn(folded);
  const tokens = words.map((word) => word.toLowerCase());
  let found: (readonly string[])[] | undefined;
  for (let at = 0; at < tokens.length; at += 1) {
    const names = index.byFirstToken.get(tokens[at] ?? '');
    if (names === undefined) continue;
    const name = names.find((candidate) => startsAt(tokens, at, candidate.tokens));
    if (name === undefined) continue;
    if (name.isNoun && INDEFINITE.has(tokens[at - 1] ?? '')) continue;
    if (name.isWord && !isProperName(folded, starts[at] ?? 0, words[at] ?? '')) continue;
    found ??= [];
    found.push(name.ids);
    at += name.tokens.length - 1;
  }
  return found ?? NO_NAMES;
}

/** Whether one sequence of tokens stands in another; an empty one doesn't. */
export function saysSequence(tokens: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length > 0 && tokens.some((_, at) => startsAt(tokens, at, wanted));
}

function startsAt(tokens: readonly string[], at: number, wanted: readonly string[]): boolean {
  for (let i = 0; i < wanted.length; i += 1) if (tokens[at + i] !== wanted[i]) return false;
  return true;
}

/** Capitalised where a common word wouldn't be; first in a sentence only before a comma or full stop: "Will, come." */
function isProperName(text: string, start: number, token: string): boolean {
  if (token.charAt(0) === token.charAt(0).toLowerCase()) return false;
  if (!SENTENCE_START.test(text.slice(0, start))) return true;
  return /^(?:[,.!?]|['’]s\b)/.test(text.slice(start + token.length));
}
