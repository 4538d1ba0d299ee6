import { canonicalJson } from '../../canonical-json.js';
import type { Json } from '../../json.js';
import { type CharacterInput, characterSchema } from '../../simulation/character.js';
import { characterOfCard, OWN_FIELDS } from '../character-card.js';
import type { Card } from './card-file.js';
import { isObject, valueAt, withValueAt } from './entry-fields.js';
import { isForeignBook, writeBook } from './foreign-book.js';

/**
 * A character as a card: the card that it came from, in which only what was changed since is written over, or a new one.
 */

type Data = Card['data'];

/** Fields of cards in the form V1, which some programs repeat beside `data`. */
const REPEATED = ['name', 'description', 'scenario'] as const;
const START = /<START>/i;
/** Traits from here on are told in the words of a personality. */
const TELLING = 0.65;

/** The card of a character; its source itself when nothing differs. */
export function cardOfCharacter(character: CharacterInput, source: Card = newCard(character)): Card {
  const before = characterSchema.parse(characterOfCard(source));
  const changed = (Object.keys(characterSchema.shape) as (keyof CharacterInput)[]).filter(
    (field) => field !== 'id' && textOf(before[field]) !== textOf(character[field]),
  );
  if (changed.length === 0) return source;
  const data = changed.reduce<Data>((card, field) => withField(card, field, character), source.data);
  const repeated = REPEATED.filter(
    (field) =>
      changed.includes(field) &&
      Object.hasOwn(source, field) &&
      Reflect.get(source, field) === source.data[field],
  ).map((field) => [field, data[field]] as const);
  return { ...source, ...Object.fromEntries(repeated), data };
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

function withField(data: Data, field: keyof CharacterInput, character: CharacterInput): Data {
  switch (field) {
    case 'name':
    case 'scenario':
      return withValueAt(data, [field], character[field] ?? '');
    case 'tags':
      return withValueAt(data, ['tags'], character.tags);
    case 'description':
      return withValueAt(data, ['description'], `${character.description ?? ''}${examplesIn(data)}`);
    case 'aliases':
      return withAliases(data, character.aliases);
    case 'lore': {
      const book = data.character_book;
      const written = writeBook(
        book !== undefined && isForeignBook(book) ? book : { extensions: {}, entries: [] },
        character.lore,
      );
      return withValueAt(data, ['character_book'], written);
    }
    default:
      // A field that is gone is told by the value that it has when nothing is said of it.
      return withValueAt(data, [...OWN_FIELDS, field], (character[field] ?? null) as Json);
  }
}

/** Old cards have their example dialogues behind the description. */
function examplesIn({ description }: Data): string {
  const at = typeof description === 'string' ? description.search(START) : -1;
  return typeof description === 'string' && at !== -1 ? description.slice(at) : '';
}

function withAliases(data: Data, aliases: readonly string[]): Data {
  const [first = ''] = aliases;
  const named = withValueAt(data, ['nickname'], first);
  const isKept =
    isObject(valueAt(data, OWN_FIELDS)) && valueAt(data, [...OWN_FIELDS, 'aliases']) !== undefined;
  return aliases.length > 1 || isKept ? withValueAt(named, [...OWN_FIELDS, 'aliases'], [...aliases]) : named;
}

function newCard({ name, sayings, traits, scale }: CharacterInput): Card {
  const most = scale === '0-10' || Object.values(traits).some((value) => value > 1) ? 10 : 1;
  const telling = Object.keys(traits).filter((trait) => (traits[trait] ?? 0) / most >= TELLING);
  return {
    spec: 'chara_card_v3',
    spec_version: '3.0',
    data: {
      name,
      description: '',
      personality: telling.join(', '),
      scenario: '',
      first_mes: sayings[0] === undefined ? '' : `"${sayings[0]}"`,
      mes_example: '',
      creator_notes: '',
      system_prompt: '',
      post_history_instructions: '',
      alternate_greetings: [],
      group_only_greetings: [],
      tags: [],
      creator: '',
      character_version: '',
      extensions: {},
    },
  };
}
