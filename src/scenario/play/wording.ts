import { cutAtWord } from '../../narrative/plain-text.js';
import type { Lorebook } from '../lorebook.js';
import { inLine, sentencesOf } from '../sentences.js';

/** The texts of a lorebook in the forms that a world file has: names, clauses after "that", and whole sentences. */

/** As long as a name of a place or a thing may be. */
const LONGEST_NAME = 80;
const LONGEST_CLAUSE = 300;
const LONGEST_SENTENCE = 590;

/** A name as it stands inside a sentence. */
export function nameInText(name: string): string {
  return cutAtWord(inLine(name), LONGEST_NAME).replace(/^(?:The|A|An)(?= )/u, (article) =>
    article.toLowerCase(),
  );
}

/** The first sentences of a text, as many as there is room for, with an end mark. */
export function sentenceText(text: string, most = LONGEST_SENTENCE): string {
  let told = '';
  for (const sentence of sentencesOf(text)) {
    const longer = told === '' ? sentence : `${told} ${sentence}`;
    if (longer.length > most) break;
    told = longer;
  }
  const whole = told === '' ? cutAtWord(inLine(text), most - 1) : told;
  return /[.!?]["”]?$/u.test(whole) ? whole : `${whole.replace(/[,;:…\s]+$/u, '')}.`;
}

/** Reads texts as clauses; the words of names keep their capitals. */
export class Clauses {
  readonly #names: ReadonlySet<string>;

  constructor({
    characters,
    locations,
    factions,
    world_systems,
    important_items,
    series_metadata,
  }: Lorebook) {
    const named = [...characters, ...locations, ...factions, ...world_systems, ...important_items];
    this.#names = new Set(
      [...named.map(({ name }) => name), series_metadata.title].flatMap((name) =>
        name.split(/[^\p{L}\p{N}]+/u).filter((word) => /^\p{Lu}/u.test(word) && !ARTICLES.has(word)),
      ),
    );
  }

  /** The first sentence of a text as a clause; undefined when there are no words in it. */
  of(text: string): string | undefined {
    return this.ofSentence(sentencesOf(text)[0] ?? '');
  }

  ofSentence(sentence: string): string | undefined {
    const bare = cutAtWord(inLine(sentence), LONGEST_CLAUSE).replace(/[\s.!?…;,:]+$/u, '');
    if (!/\p{L}/u.test(bare)) return undefined;
    const [first = ''] = bare.split(/[^\p{L}\p{N}’']/u);
    const isName =
      this.#names.has(first.replace(/[’']s$/u, '')) || first === 'I' || /^\p{Lu}{2}/u.test(first);
    return isName ? bare : bare.charAt(0).toLowerCase() + bare.slice(1);
  }

  /** A wish as an infinitive without "to". */
  wish(text: string): string | undefined {
    return this.of(text.replace(/^\s*to\s+/iu, ''));
  }
}

const ARTICLES: ReadonlySet<string> = new Set(['The', 'A', 'An', 'Of', 'And']);
