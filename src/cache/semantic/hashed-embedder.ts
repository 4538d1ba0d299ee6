import { fnv1a } from '../../simulation/random.js';
import { type Embedder, type Embedding, normalise } from './embedder.js';
import { readText } from './text/reading.js';
import { tokensOf } from './text/tokens.js';

const DIMENSIONS = 256;
const SIGN_SALT = 0x9747b28c;
/** Content words count most; their synonyms' groups draw paraphrases together, letters draw slips together. */
const WORD = 1;
const GROUP = 0.5;
const QUANTITY = 1;
const FUNCTION_WORD = 0.15;
const TRIGRAM = 0.2;

/**
 * Embeds without a model or a network: words, the groups of their synonyms, numbers and letter trigrams, each hashed
 * to one of 256 dimensions and a sign ("feature hashing", Weinberger et al., ICML 2009). The same text always has the
 * same vector. It knows likeness of wording, not of meaning; the guards do the rest.
 */
export class HashedEmbedder implements Embedder {
  readonly name = 'hashed-256-v1';
  readonly threshold = 0.4;

  embed(texts: readonly string[]): Promise<Embedding> {
    return Promise.resolve({ ok: true, vectors: texts.map(hashedVector) });
  }
}

/** The vector of a text; of length 0 if it holds neither word nor number. */
export function hashedVector(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const add = (feature: string, weight: number) => {
    const at = fnv1a(feature) % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + (fnv1a(feature, SIGN_SALT) % 2 === 0 ? weight : -weight);
  };
  const { content, numbers, dates } = readText(text);
  for (const { lemma, root, groups } of content) {
    add(`word ${root === lemma ? lemma : root}`, WORD);
    for (const group of groups) add(`group ${group}`, GROUP / Math.sqrt(groups.size));
  }
  for (const quantity of [...numbers, ...dates]) add(`quantity ${quantity}`, QUANTITY);
  for (const { word, kind } of tokensOf(text)) {
    if (kind === 'break') continue;
    add(`form ${word}`, FUNCTION_WORD);
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) add(`letters ${padded.slice(at, at + 3)}`, TRIGRAM);
  }
  return normalise(vector);
}
