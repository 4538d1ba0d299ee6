export { distinct2 } from '../../../src/narrative/prose-measures.js';

import { sentenceKey, splitSentences } from '../../../src/narrative/sentences.js';

/** Slips of grammar and typesetting that a regular expression can see, each with what stands around it. */
export function slips(prose: string): string[] {
  const found: string[] = [];
  for (const [name, pattern] of PATTERNS) {
    for (const match of prose.matchAll(pattern)) {
      const at = match.index;
      found.push(`${name}: …${prose.slice(Math.max(0, at - 30), at + 50).replaceAll('\n', '⏎')}…`);
    }
  }
  for (const paragraph of prose.split('\n\n')) {
    if ((paragraph.match(/"/gu) ?? []).length % 2 !== 0) found.push(`quotes: ${paragraph}`);
  }
  return found;
}

const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ['article', /\b[Aa] (?=[aeio](?!ne\b|nce\b|u)[a-z])/gu],
  ['article', /\b[Aa]n (?=[bcdfgjklmnpqrstvwxyz])/gu],
  ['space', / [,.;:!?]| {2,}|\( /gu],
  ['marks', /\.\.|,,|,\.|;,|:,|[!?][,;]/gu],
  [
    'agreement',
    /\b[Tt]hey (?:was|is|has|wasn't)\b|\b(?:[Hh]e|[Ss]he) (?:were|are|have)\b|\bI (?:is|has|was been|are)\b/gu,
  ],
  ['placeholder', /[{}[\]|]|\bundefined\b|\bnull\b|\bNaN\b/gu],
  ['marker', /[\uE000-\uE4FF]/gu],
  ['start', /(?:^|\n\n|[.!?]["']? (?=\p{Ll}))"?\p{Ll}/gu],
  ['own clause', /, for [^.;]*, for /gu],
  [
    'name after pronoun',
    /(?:^|[.!?] )(?:He|She) had [^.!?;"]*, (?:and so|and that was why|and before long|and by and by) \p{Lu}/gu,
  ],
  ['doubled', /(?<!\p{L})(?!(?:had|that|not yet)(?!\p{L}))(\p{L}+) \1(?!\p{L})/giu],
];

/** Sentences whose key has come before, over the whole story. */
export function repeats(prose: string, names: readonly string[]): string[] {
  const seen = new Set<string>();
  return splitSentences(prose).filter((sentence) => {
    const key = sentenceKey(sentence, names);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}
