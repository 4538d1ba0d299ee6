import type { Json } from '../json.js';
import { cutAtWord, plainText } from '../narrative/plain-text.js';
import { characterSchema } from '../simulation/character.js';
import type { LoreEntry } from '../simulation/lore-entry.js';
import { isObject, type UnmappedField, valueAt } from './imports/entry-fields.js';
import { isForeignBook, readBook } from './imports/foreign-book.js';

/**
 * Character cards, V2 and V3, as the input of a character. What the turn engine can play is taken, cut to the bounds of
 * `characterSchema`, placeholders and all; the rest stays in the card. Fields that cards don't have stand in the card's
 * `extensions.novel_engine`, under their own names, and go before what is read out of the card's words.
 */

const CARD_SPECS: ReadonlySet<unknown> = new Set(['chara_card_v2', 'chara_card_v3']);

const NAME_MAX = 80;
const DESCRIPTION_MAX = 1000;
const SAYING_MAX = 300;
const SAYINGS_MAX = 6;
const TAGS_MAX = 50;
const TEXT_MAX = 2000;

/** Where in a card's data the fields stand that only this program has. */
export const OWN_FIELDS = ['extensions', 'novel_engine'] as const;
/** Fields that cards have under names of their own. */
const CARD_FIELDS: ReadonlySet<string> = new Set(['id', 'name', 'description', 'tags', 'scenario', 'lore']);

/** What the words of a personality say about a trait, as stems: `curious` and `curiosity` both begin with `curio`. */
const TRAITS: Readonly<
  Record<string, { readonly high: readonly string[]; readonly low: readonly string[] }>
> = {
  curious: { high: ['curio', 'inquisitive', 'perceptive', 'observant', 'nosy'], low: ['incurious', 'bored'] },
  cautious: {
    high: ['cautio', 'careful', 'watchful', 'wary', 'prudent', 'timid'],
    low: ['reckless', 'impulsive', 'rash'],
  },
  sociable: {
    high: ['friendly', 'outgoing', 'sociable', 'talkative', 'warm', 'cheerful'],
    low: ['shy', 'quiet', 'aloof', 'reserved', 'cold'],
  },
  brave: {
    high: ['brave', 'courage', 'bold', 'fearless', 'heroic', 'strong'],
    low: ['coward', 'fearful', 'worried', 'anxious'],
  },
  empathetic: {
    high: ['caring', 'kind', 'compassion', 'empath', 'gentle', 'nurturing'],
    low: ['cruel', 'ruthless', 'heartless'],
  },
  loyal: {
    high: ['loyal', 'devoted', 'dedicated', 'faithful', 'protective'],
    low: ['disloyal', 'treacherous', 'fickle'],
  },
  aggressive: {
    high: ['aggressive', 'violent', 'fierce', 'hot-headed'],
    low: ['peaceful', 'serene', 'calm', 'patient'],
  },
  honest: { high: ['honest', 'sincere', 'truthful'], low: ['dishonest', 'deceitful', 'manipulative', 'sly'] },
};
const HIGH = 0.8;
const LOW = 0.2;

export function isCharacterCard(value: unknown): value is { readonly spec: string; readonly data?: unknown } {
  return typeof value === 'object' && value !== null && 'spec' in value && CARD_SPECS.has(value.spec);
}

/** The character input of a card: what `characterSchema` then judges, so a card without a name is refused there. */
export function characterOfCard(card: { readonly data?: unknown }): Readonly<Record<string, unknown>> {
  const name = cutAtWord(plainText(textOf(card.data, 'name')).replace(/\s+/g, ' ').trim(), NAME_MAX);
  const clean = (field: string) => plainText(withPlaceholders(textOf(card.data, field))).trim();
  // Example dialogues follow the first <START>, and tags are gone after `plainText`.
  const [lead = ''] = withPlaceholders(textOf(card.data, 'description')).split(/<START>/i);
  const personality = clean('personality');
  const description = plainText(lead).trim() || personality;
  const nickname = clean('nickname');
  const sayings = sayingsOf(clean('first_mes'), clean('mes_example'), name);
  const tags = tagsOf(card.data);
  const scenario = clean('scenario');
  const guidance = [clean('system_prompt'), clean('post_history_instructions')]
    .filter((text) => text !== '')
    .join('\n');
  const { entries } = bookOfCard(card);
  return {
    ...(name === '' ? {} : { name }),
    ...(nickname === '' ? {} : { aliases: [cutAtWord(nickname.replace(/\s+/g, ' '), NAME_MAX)] }),
    ...(description === '' ? {} : { description: cutAtWord(description, DESCRIPTION_MAX) }),
    ...(sayings.length === 0 ? {} : { sayings }),
    traits: traitsOf(`${personality} ${plainText(lead)}`),
    ...(tags.length === 0 ? {} : { tags }),
    ...(scenario === '' ? {} : { scenario: cutAtWord(scenario, TEXT_MAX) }),
    ...(guidance === '' ? {} : { guidance: cutAtWord(guidance, TEXT_MAX) }),
    ...(entries.length === 0 ? {} : { lore: entries }),
    ...ownFields(card.data),
  };
}

/**
 * The entries of a card's book, and what of them could not be taken over.
 * @throws ImportError for a book with too many entries, or with entries that are none
 */
export function bookOfCard(card: { readonly data?: unknown }): {
  readonly entries: readonly LoreEntry[];
  readonly unmapped: readonly UnmappedField[];
} {
  const book = valueAt(card.data as Json, ['character_book']);
  if (book === undefined || book === null) return { entries: [], unmapped: [] };
  if (!isForeignBook(book)) {
    return {
      entries: [],
      unmapped: [{ uid: '', path: 'character_book', message: 'is no book with entries' }],
    };
  }
  return readBook(book);
}

/** Fields of this program's own that fit, null where nothing is said; what doesn't fit is left in the card. */
function ownFields(data: unknown): Readonly<Record<string, unknown>> {
  const own = valueAt(data as Json, OWN_FIELDS);
  if (!isObject(own)) return {};
  const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> =
    characterSchema.shape;
  return Object.fromEntries(
    Object.entries(own)
      .filter(([field]) => !CARD_FIELDS.has(field) && Object.hasOwn(shape, field))
      .map(([field, value]) => [field, value ?? undefined] as const)
      .filter(([field, value]) => value === undefined || shape[field]?.safeParse(value).success === true),
  );
}

function textOf(data: unknown, field: string): string {
  const value = valueAt(data as Json, [field]);
  return typeof value === 'string' ? value : '';
}

function tagsOf(data: unknown): readonly string[] {
  const tags = valueAt(data as Json, ['tags']);
  if (!Array.isArray(tags)) return [];
  const words = tags.flatMap((tag: unknown) =>
    typeof tag === 'string' ? cutAtWord(plainText(tag).replace(/\s+/g, ' ').trim(), NAME_MAX) : [],
  );
  return [...new Set(words.filter((word) => word !== ''))].slice(0, TAGS_MAX);
}

/** The placeholders of older cards in their present form, which is no mark-up. */
function withPlaceholders(text: string): string {
  return text.replace(/<BOT>/gi, '{{char}}').replace(/<USER>/gi, '{{user}}');
}

/** What the character says first, and then what it says in the examples of how it talks. */
function sayingsOf(greeting: string, examples: string, name: string): readonly string[] {
  const speakers = ['{{char}}:', `${name}:`];
  const lines = examples.split('\n').flatMap((line) => {
    const speaker = speakers.find((each) => line.trim().toLowerCase().startsWith(each.toLowerCase()));
    return speaker === undefined || speaker === ':' ? [] : [firstLine(line.trim().slice(speaker.length))];
  });
  const said = [firstLine(greeting), ...lines].map((line) => cutAtWord(line, SAYING_MAX));
  return [...new Set(said.filter((line) => line !== ''))].slice(0, SAYINGS_MAX);
}

/** The first quoted words, or else the text without the `*gestures*`. */
function firstLine(text: string): string {
  const quoted = /["“]([^"“”]+)["”]/.exec(text)?.[1];
  return (quoted ?? text.replace(/\*[^*]*\*/g, ' ')).replace(/\s+/g, ' ').trim();
}

/** What a text says about traits, 0..1; what it says nothing of is absent. */
export function traitsOf(text: string): Readonly<Record<string, number>> {
  const words = new Set(text.toLowerCase().match(/[a-z]+(?:-[a-z]+)*/g) ?? []);
  const said = (stems: readonly string[]) =>
    [...words].some((word) => stems.some((stem) => word.startsWith(stem)));
  const traits: Record<string, number> = {};
  for (const [trait, { high, low }] of Object.entries(TRAITS)) {
    const isHigh = said(high);
    // Both at once say nothing.
    if (isHigh !== said(low)) traits[trait] = isHigh ? HIGH : LOW;
  }
  return traits;
}
