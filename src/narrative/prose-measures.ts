import { maskSentence, sentenceKey, splitSentences } from './sentences.js';

/** What can be counted in a story's prose without understanding it. */
export interface ProseMeasures {
  readonly sentences: number;
  /** Sentences whose key came before. */
  readonly repeated: number;
  /** Sentences and lines of speech that are much like an earlier one once names, numbers and pronouns are masked. */
  readonly nearDuplicates: number;
  /** The share of word pairs that are distinct, 0..1. */
  readonly distinct2: number;
  /** Marks of a template that was not filled: braces, `undefined`, `[object`. */
  readonly placeholders: number;
}

/** Two texts with at least this share of word triples in common are near-duplicates. */
const ALIKE = 0.6;
/** Shorter ones (`Ada said.`) are the joints of any prose. */
const LEAST_WORDS = 5;

/** Measures a whole story; `names` are those that don't make a sentence another one. */
export function measureProse(prose: string, names: readonly string[]): ProseMeasures {
  const sentences = splitSentences(prose);
  const keys = sentences.map((sentence) => sentenceKey(sentence, names));
  return {
    sentences: sentences.length,
    repeated: keys.length - new Set(keys).size,
    nearDuplicates: nearDuplicates(prose, names).length,
    distinct2: distinct2(prose),
    placeholders: prose.match(/[{}]|\bundefined\b|\[object\b|\bNaN\b/gu)?.length ?? 0,
  };
}

/** The share of word pairs that are distinct, 1 when there are none. */
export function distinct2(prose: string): number {
  const words = prose.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  const pairs = new Set(words.slice(1).map((word, index) => `${words[index] ?? ''} ${word}`));
  return words.length < 2 ? 1 : pairs.size / (words.length - 1);
}

/** The sentences and lines of speech that are like an earlier one, each with that one. */
export function nearDuplicates(
  prose: string,
  names: readonly string[],
): { readonly text: string; readonly like: string }[] {
  const seen: { readonly text: string; readonly size: number }[] = [];
  const byTriple = new Map<string, number[]>();
  const found: { text: string; like: string }[] = [];
  for (const text of prose.split('\n').flatMap(unitsOf)) {
    const triples = triplesOf(masked(text, names));
    if (triples.size < LEAST_WORDS - 2) continue;
    const shared = new Map<number, number>();
    for (const triple of triples) {
      for (const index of byTriple.get(triple) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
    }
    const like = [...shared].find(
      ([index, count]) => count / (triples.size + (seen[index]?.size ?? 0) - count) >= ALIKE,
    );
    if (like !== undefined) found.push({ text, like: seen[like[0]]?.text ?? '' });
    for (const triple of triples) {
      const indices = byTriple.get(triple);
      if (indices === undefined) byTriple.set(triple, [seen.length]);
      else indices.push(seen.length);
    }
    seen.push({ text, size: triples.size });
  }
  return found;
}

/** A paragraph's sentences, with what is said taken apart from what is told. */
function unitsOf(paragraph: string): string[] {
  const parts = paragraph.split(/"([^"]*)"/u);
  return parts.flatMap((part) => splitSentences(part));
}

const NUMBER_WORDS =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|first|second|third)\b/gu;
const PRONOUNS =
  /\b(?:he|she|they|him|her|them|his|their|himself|herself|themself|i|me|my|myself|was|were)\b/gu;

function masked(text: string, names: readonly string[]): string {
  return maskSentence(text, names).replace(NUMBER_WORDS, '#').replace(PRONOUNS, '~');
}

function triplesOf(text: string): Set<string> {
  const words = text.match(/[\p{L}\p{N}'§#~]+/gu) ?? [];
  return new Set(
    words.slice(2).map((word, index) => `${words[index] ?? ''} ${words[index + 1] ?? ''} ${word}`),
  );
}
