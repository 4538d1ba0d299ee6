import { splitSentences } from '../../narrative/sentences.js';

/**
 * What somebody is, as a clause that can stand after the name. Descriptions that were written as one stay as they are;
 * those of cards are sentences about a name, or lists of notes in brackets.
 */

const NOTES = /\[[^\]]*\]|\([^)]*\)|\*[^*]*\*/g;
/** What no sentence of a story holds. */
const MARKS = /[[\]{}<>=*_|#~\n\\^]/u;
const SENTENCE = /^\p{Lu}[^:]*\p{L}[.!?]$/u;
const LONGEST = 220;
const PRONOUNS = ['he', 'she', 'they', 'it'];

/** The clause of a description; undefined where there is none that would read well. */
export function clauseOf(description: string, name: string): string | undefined {
  const isNoted = MARKS.test(description);
  const sentences = splitSentences(isNoted ? description.replace(NOTES, ' ') : description)
    .map((sentence) => sentence.replace(/\s+/gu, ' ').trim())
    // Among notes only what ends as a sentence is one.
    .filter((sentence) => !isNoted || (SENTENCE.test(sentence) && !MARKS.test(sentence)));
  const [first] = sentences;
  if (first === undefined) return undefined;
  // What comes after a semicolon is a sentence of its own in the middle of another.
  const told = (isNoted || sentences.length > 1 ? first : description).split(/;\s/u)[0] ?? first;
  if (told !== description && told.length > LONGEST) return undefined;
  const [given = ''] = name.split(/\s+/u);
  const subject = [name, given, ...PRONOUNS].find(
    (each) => each !== '' && told.toLowerCase().startsWith(`${each.toLowerCase()} `),
  );
  return subject === undefined ? told : predicateOf(told.slice(subject.length).trim());
}

/** `is a keeper` as `a keeper`, and `keeps the lamp` as `who keeps the lamp`. */
function predicateOf(rest: string): string | undefined {
  const noun = /^(?:is|was|are|were)\s+((?:an?|the|one|now|once|still)\s.+)$/iu.exec(rest)?.[1];
  if (noun !== undefined) return noun;
  return /^(?:is|was|are|were|has|had|have|\p{Ll}+(?:s|ed))\s/u.test(rest) ? `who ${rest}` : undefined;
}
