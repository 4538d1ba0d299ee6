import { splitSentences } from '../../narrative/sentences.js';
import { verbatim } from './grammar.js';
import { COMMON_LORE } from './lexicon/lore.js';
import type { Narrator, Scene } from './narrator.js';

/**
 * Lore in prose. What others have written is quoted and never bent: a sentence that could stand in a book is told as what
 * people say, once in a story; lists, notes and what speaks to somebody stay untold.
 */

const SHORTEST = 15;
const LONGEST = 240;
/** Notes, dialogue, mark-up and placeholders. */
const UNLIKE_PROSE = /["“”«»[\]{}<>*_=|#:\n/\\~^]|--/u;
/** What speaks of its writer or to its reader. */
const PERSONAL = /\b(?:I|me|my|we|us|our|you|your|yours)\b/iu;
/** What stands for something said before it. */
const DANGLING =
  /^(?:(?:he|she|it|they|his|her|hers|its|their|theirs|this|that|these|those|such|there|here|but|and|so|yet|nor|then|therefore|however)\b|both )/iu;
const PREDICATE =
  /\b(?:is|are|was|were|has|have|had|can|cannot|could|will|would|may|might|must|shall|should|do|does|did|came|come|comes|went|goes|lies|lie|lay|stands|stood|lives|lived|holds|held|keeps|kept|rules|ruled|knows|knew|says|said|believes|believed|built|fell|rose|took|takes|gave|gives|made|makes|began|begins|remains|remained|became|becomes|brings|brought|means|meant)\b/u;

/** Tells one thing that came to somebody's mind and that this story hasn't told; false when there is none. */
export function tellLore(narrator: Narrator, scene: Scene): boolean {
  const { lore = [], places } = narrator.data;
  for (const text of lore) {
    for (const sentence of splitSentences(text).filter(isTellable)) {
      if (narrator.ledger.hasLine(sentence)) continue;
      // The chapter itself says what a place is like.
      if (places.some(({ description }) => description.includes(sentence))) continue;
      return narrator.tell(COMMON_LORE, { ...scene, actor: undefined, extra: { lore: verbatim(sentence) } });
    }
  }
  return false;
}

function isTellable(sentence: string): boolean {
  return (
    sentence.length >= SHORTEST &&
    sentence.length <= LONGEST &&
    /^\p{Lu}.*\.$/su.test(sentence) &&
    !UNLIKE_PROSE.test(sentence) &&
    !PERSONAL.test(sentence) &&
    !DANGLING.test(sentence) &&
    PREDICATE.test(sentence)
  );
}
