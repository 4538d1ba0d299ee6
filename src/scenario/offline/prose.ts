import { capitalise, cutWords, expand, polish, verbatim } from '../../llm/offline/grammar.js';
import type { Stream } from '../../simulation/random.js';
import { inLine, sentencesOf } from '../sentences.js';

/** Sentences from templates of the narrator's grammar. */

export type Slots = Readonly<Record<string, string | undefined>>;

/**
 * The first of the templates that its slots can fill, as a polished text.
 * @returns the empty text when none can be
 */
export function tell(templates: string | readonly string[], slots: Slots, dice: Stream): string {
  for (const template of typeof templates === 'string' ? [templates] : templates) {
    const text = expand(
      template,
      (name) => slots[name],
      () => dice.next(),
    );
    if (text !== undefined) return polish(text);
  }
  return '';
}

const LEAD = 'so ';

/** As `tell`, for what stands inside a sentence: without a capital or a full stop of its own. */
export function clause(template: string, slots: Slots, dice: Stream): string {
  return tell(`${LEAD}${template}`, slots, dice).slice(LEAD.length).replace(/[.]$/u, '');
}

/** A name as it stands inside a sentence. */
export function inText(name: string): string {
  return name.replace(/^The(?= )/u, 'the');
}

/** A name as it stands in a list. */
export function asTitle(name: string): string {
  return capitalise(name);
}

/** A client's words inside a sentence: on one line, cut at a word, without a full stop. */
export function quoted(text: string, most: number): string {
  return verbatim(cutWords(inLine(text), most).replace(/[.;,:\s]+$/u, ''));
}

/** A client's words as sentences of their own. */
export function asSentences(text: string, most: number): string {
  const cut = cutWords(inLine(text), most);
  return capitalise(/[.!?…]["”'’]?$/u.test(cut) ? cut : `${cut}.`);
}

/** The first sentence of a text, without its full stop, at most so many characters. */
export function firstClause(text: string, most: number): string {
  return cutWords(sentencesOf(text)[0] ?? '', most).replace(/[.;,:!?…\s]+$/u, '');
}

/** Entries of a list in an order of their own, so that none comes twice before all have come once. */
export function shuffled<T>(list: readonly T[], dice: Stream): T[] {
  const deck = [...list];
  for (let i = deck.length - 1; i > 0; i -= 1) {
    const j = dice.int(0, i);
    const [a, b] = [deck[i], deck[j]];
    if (a !== undefined && b !== undefined) [deck[i], deck[j]] = [b, a];
  }
  return deck;
}

/** The entry at an index of a list that begins again at its end. */
export function dealt<T>(deck: readonly T[], index: number): T {
  const card = deck[index % deck.length];
  if (card === undefined) throw new RangeError('an empty deck has nothing to deal');
  return card;
}
