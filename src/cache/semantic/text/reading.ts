import {
  ASKED_KINDS,
  DIRECTIONS,
  FUNCTION_WORDS,
  GENERIC_NOUNS,
  NEGATIONS,
  OBLIGATION,
  PARTICLES,
  PAST,
  PERMISSION,
  PERSONS,
  POSSESSIVES,
  QUANTIFIERS,
  RELATIONS,
} from '../lexicon/function-words.js';
import { phraseAt } from '../lexicon/phrases.js';
import { synonymGroups } from '../lexicon/synonyms.js';
import { isEnglishWord } from './dictionary.js';
import { lemmaOf, rootOf } from './lemma.js';
import { isTransposed } from './misspelling.js';
import { quantitiesOf } from './quantities.js';
import { questionsOf } from './question.js';
import { type Token, tokensOf } from './tokens.js';

/** A word that carries content. */
export interface ContentWord {
  /** As written, lower case. */
  readonly word: string;
  readonly lemma: string;
  /** What the lemma is derived from. */
  readonly root: string;
  readonly groups: ReadonlySet<number>;
  /** Place among all words of the text. */
  readonly at: number;
  /** May be missing in the other text: it only says of what sort an answer or a process is. */
  readonly optional: boolean;
  /** The particle of direction right before it (`to`, `from`, …), determiners passed over. */
  readonly direction: string | undefined;
  /** The particle before its phrase, words of content passed over: `on` for both words of `on train tickets`. */
  readonly governor: string | undefined;
}

/** What the guards read of a text; made once for each text that is kept or looked up. */
export interface Reading {
  readonly numbers: readonly string[];
  readonly dates: readonly string[];
  /** In the order of the text, lower case. */
  readonly names: readonly string[];
  /** Every word as written and in its plain form, lower case. */
  readonly words: ReadonlySet<string>;
  /** The words behind the first letters of each run of three to five words: `ssp` for statutory sick pay. */
  readonly initials: ReadonlyMap<string, readonly string[]>;
  readonly negations: number;
  /** Classes of quantifiers, sorted. */
  readonly quantifiers: readonly string[];
  /** Prepositions and conjunctions that may not differ, sorted. */
  readonly relations: readonly string[];
  /** The other prepositions, sorted. */
  readonly particles: readonly string[];
  readonly questions: readonly string[];
  /** Whether what it asks for is permission or ability, obligation, the past. */
  readonly modality: { readonly permission: boolean; readonly obligation: boolean; readonly past: boolean };
  /** Places of first and second person, subject or object. */
  readonly persons: readonly (readonly number[])[];
  /** Persons that own something, by number of the class. */
  readonly owners: ReadonlySet<number>;
  readonly passive: boolean;
  readonly content: readonly ContentWord[];
}

const QUANTIFIER_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(QUANTIFIERS).flatMap(([name, words]) =>
    [...words].map((word): [string, string] => [word, name]),
  ),
);
const DETERMINERS = new Set('the a an this that my your our his her their some any'.split(' '));
const GREETINGS =
  /^(?:good (?:morning|afternoon|evening|day)|morning|afternoon|evening|hi|hello|hey|hiya)\b[\s!,.]+/i;

/** Reads a text as English; in another language all its words are content. */
export function readText(text: string): Reading {
  const tokens = withoutSlips(tokensOf(text.trim().replace(GREETINGS, '')));
  const { numbers, dates, rest } = quantitiesOf(tokens, isEnglishWord);
  const clauses = plainClauses(rest);
  const words = clauses.flat();
  const spoken = words.map(({ word }) => word);
  const persons = PERSONS.map((person) => placesOf(spoken, person));
  return {
    numbers,
    dates,
    names: words.filter(isName).map(({ word }) => word),
    words: new Set([...tokens, ...words].filter(({ kind }) => kind !== 'break').map(({ word }) => word)),
    initials: initialsOf(rest),
    negations: spoken.filter((word) => NEGATIONS.has(word)).length,
    quantifiers: [...new Set(spoken.flatMap((word) => QUANTIFIER_OF.get(word) ?? []))].sort(),
    relations: spoken.filter((word) => RELATIONS.has(word)).sort(),
    particles: spoken.filter((word) => PARTICLES.has(word)).sort(),
    questions: questionsOf(clauses.map((clause) => clause.map(({ word }) => word))),
    modality: {
      permission: spoken.some((word) => PERMISSION.has(word)),
      obligation: spoken.some((word) => OBLIGATION.has(word)),
      past: spoken.some((word) => PAST.has(word)),
    },
    persons: persons.slice(0, 2),
    owners: new Set(
      POSSESSIVES.flatMap((owner, index) => (spoken.some((word) => owner.has(word)) ? [index] : [])),
    ),
    passive: spoken.includes('by'),
    content: contentOf(words),
  };
}

function isName({ word, kind, capital }: Token): boolean {
  if (kind === 'code') return true;
  return (
    capital &&
    !FUNCTION_WORDS.has(word) &&
    !QUANTIFIER_OF.has(word) &&
    synonymGroups(lemmaOf(word)).size === 0
  );
}

/** A function word with two letters swapped is that word. */
function withoutSlips(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token) => {
    if (token.kind !== 'word' || token.capital || token.word.length < 3 || isEnglishWord(token.word))
      return token;
    const meant = [...FUNCTION_WORDS].find((word) => isTransposed(word, token.word));
    return meant === undefined ? token : { ...token, word: meant };
  });
}

/** The clauses with phrases put into their plain form. */
function plainClauses(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const clauses: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'break') clauses.push([]);
    else clauses.at(-1)?.push(token);
  }
  return clauses.filter((clause) => clause.length > 0).map(plain);
}

function plain(clause: readonly Token[]): readonly Token[] {
  let words: readonly Token[] = clause.filter(({ word }) => word !== 'the');
  // What one phrase becomes may be part of the next; three rounds are more than the list needs.
  for (let round = 0; round < 3; round += 1) {
    const before = words;
    words = replacePhrases(before);
    if (words === before) break;
  }
  return words;
}

function replacePhrases(clause: readonly Token[]): readonly Token[] {
  const words = clause.map(({ word }) => word);
  const replaced: Token[] = [];
  let changed = false;
  for (let at = 0; at < clause.length; ) {
    const phrase = phraseAt(words, at);
    const token = clause[at];
    if (phrase === undefined) {
      if (token !== undefined) replaced.push(token);
      at += 1;
      continue;
    }
    changed = true;
    for (const part of phrase.by) {
      if (typeof part === 'string') replaced.push({ word: part, kind: 'word', capital: false });
      else replaced.push(...clause.slice(...part));
    }
    at += phrase.length;
  }
  return changed ? replaced : clause;
}

function contentOf(words: readonly Token[]): readonly ContentWord[] {
  return words.flatMap(({ word }, at) => {
    if (isLight(word)) return [];
    const lemma = lemmaOf(word);
    if (isLight(lemma)) return [];
    const optional =
      GENERIC_NOUNS.has(lemma) ||
      (ASKED_KINDS.has(lemma) && /^wh(?:at|ich)$/.test(words[at - 1]?.word ?? ''));
    const direction = directionOf(words, at);
    const governor = governorOf(words, at);
    return [
      { word, lemma, root: rootOf(lemma), groups: synonymGroups(lemma), at, optional, direction, governor },
    ];
  });
}

function isLight(word: string): boolean {
  return (
    FUNCTION_WORDS.has(word) ||
    NEGATIONS.has(word) ||
    RELATIONS.has(word) ||
    QUANTIFIER_OF.has(word) ||
    /^(?:what|how|where)(?:time|day|long|many|much|often|far|old|if)$/.test(word)
  );
}

function initialsOf(tokens: readonly Token[]): ReadonlyMap<string, readonly string[]> {
  const initials = new Map<string, readonly string[]>();
  tokens.forEach((_, at) => {
    for (const length of [3, 4, 5]) {
      const run = tokens.slice(at, at + length).map(({ word }) => word);
      if (run.length === length) initials.set(run.map((word) => word[0] ?? '').join(''), run);
    }
  });
  return initials;
}

function directionOf(words: readonly Token[], at: number): string | undefined {
  let before = at - 1;
  while (DETERMINERS.has(words[before]?.word ?? '')) before -= 1;
  const word = words[before]?.word ?? '';
  return DIRECTIONS.has(word) ? word : undefined;
}

function governorOf(words: readonly Token[], at: number): string | undefined {
  let before = at - 1;
  while (before >= 0) {
    const word = words[before]?.word ?? '';
    if (!DETERMINERS.has(word) && isLight(word)) break;
    before -= 1;
  }
  const word = words[before]?.word ?? '';
  if (word === 'to' && words[before - 1]?.word === 'than') return 'than';
  return PARTICLES.has(word) ? word : undefined;
}

function placesOf(words: readonly string[], wanted: ReadonlySet<string>): readonly number[] {
  return words.flatMap((word, at) =>
    wanted.has(word) && !POSSESSIVES.some((owner) => owner.has(word)) ? [at] : [],
  );
}
