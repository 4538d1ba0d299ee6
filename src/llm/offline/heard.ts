import { LINES } from './lexicon/lines.js';
import { TALK } from './lexicon/talk.js';

/** What somebody has been told or asked, so that an answer can fit it. */

/** Shorter pieces of a template could stand in any line. */
const LEAST_PIECE = 9;

/** The longest piece of fixed text of each line that this model can say, with the line's kind. */
const PIECES: readonly (readonly [string, string])[] = [LINES, TALK].flatMap((lines) =>
  Object.entries(lines).flatMap(([kind, { items }]) =>
    items.flatMap((item) => {
      const piece = item
        .split(/\[[^\]]*\]|\{[^}]*\}/u)
        .map((part) => part.trim())
        .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
      return piece.length < LEAST_PIECE ? [] : [[piece, kind] as const];
    }),
  ),
);

/** The places of pieces in the list by how they begin: most of a text begins none of them. */
const BY_START = PIECES.reduce((starts, [piece], index) => {
  const key = startAt(piece, 0);
  return starts.set(key, [...(starts.get(key) ?? []), index]);
}, new Map<number, readonly number[]>());

/** Two characters as one number. */
function startAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

/** The places in the list of all pieces that stand in a text. */
function piecesIn(text: string): number[] {
  const found: number[] = [];
  for (let at = 0; at + LEAST_PIECE <= text.length; at += 1) {
    for (const index of BY_START.get(startAt(text, at)) ?? NONE) {
      if (text.startsWith(PIECES[index]?.[0] ?? text, at)) found.push(index);
    }
  }
  return found;
}

const NONE: readonly number[] = [];

/** The kind of line that a text is, as in `lines.ts`; `undefined` for words that are none of this model's. */
export function kindOfLine(text: string): string | undefined {
  return PIECES[Math.min(...piecesIn(text))]?.[1];
}

/** Whether a text answers something: one of this model's own lines that take up what was heard. */
export function isReply(text: string): boolean {
  return piecesIn(text).some((index) => PIECES[index]?.[1].startsWith('reply'));
}

const YES_NO =
  /^(?:.*[,:;] )?(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might)\b/iu;
const ABOUT_YOU = /\b(?:you|your)\b/iu;
const OPINION = /\bdo you (?:think|suppose|make|hear|feel)\b/iu;

/** The kinds of answer that a question can have, most fitting first. */
export function answersTo(question: string): readonly string[] {
  const last = /[^.!?]*\?\s*$/u.exec(question)?.[0].trim() ?? question;
  if (YES_NO.test(last) && !/\b(?:who|what|which|where|when|how|why)\b/iu.test(last.slice(0, 12)))
    return ['reply-yes-no', 'reply-question'];
  const personal = ABOUT_YOU.test(last.replace(OPINION, ''));
  return personal ? ['reply-question'] : ['reply-world', 'reply-question'];
}

/** The kinds of line that answer a statement of some kind; none for small talk, which wants no answer. */
export const ANSWERED_BY: Readonly<Record<string, readonly string[]>> = {
  confide: ['reply-confided'],
  confront: ['reply-accused'],
  'confront-fact': ['reply-accused'],
  help: ['reply-thanks'],
  guard: ['reply-thanks'],
  give: ['reply-thanks'],
  locate: ['reply-noted'],
  'locate-told': ['reply-noted'],
  correct: ['reply-noted'],
  warn: ['reply-noted'],
};

/** What can be agreed to or doubted. */
export const DEBATABLE = /^(?:plan|negotiate)/u;
