import { cutAtWord, plainText } from '../narrative/plain-text.js';

/**
 * Character cards, V2 and V3, as the input of a character. Cards are written for chats between a `{{char}}` and a
 * `{{user}}`; here the one is the character and the other is whoever it meets. Only what the turn engine can play is
 * taken, cut to the bounds of `characterSchema`; what is left over is neither stored nor shown to a model.
 */

const CARD_SPECS: ReadonlySet<unknown> = new Set(['chara_card_v2', 'chara_card_v3']);

const NAME_MAX = 80;
const DESCRIPTION_MAX = 1000;
const SAYING_MAX = 300;
/** Who `{{user}}` is in a story without a reader in it. */
const USER = 'the newcomer';

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
  const clean = (field: string) => plainText(withNames(textOf(card.data, field), name)).trim();
  // Example dialogues follow the first <START>, and tags are gone after `plainText`.
  const [lead = ''] = withNames(textOf(card.data, 'description'), name).split(/<START>/i);
  const personality = clean('personality');
  const description = plainText(lead).trim() || personality;
  const nickname = clean('nickname');
  const saying = firstLine(clean('first_mes'));
  const traits = traitsOf(`${personality} ${plainText(lead)}`);
  return {
    ...(name === '' ? {} : { name }),
    ...(nickname === '' ? {} : { aliases: [cutAtWord(nickname.replace(/\s+/g, ' '), NAME_MAX)] }),
    ...(description === '' ? {} : { description: cutAtWord(description, DESCRIPTION_MAX) }),
    ...(saying === '' ? {} : { sayings: [cutAtWord(saying, SAYING_MAX)] }),
    traits,
  };
}

function textOf(data: unknown, field: string): string {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
  return typeof value === 'string' ? value : '';
}

/** Replaced by function, so that a `$&` in a name stays what it is. */
function withNames(text: string, name: string): string {
  return text.replace(/\{\{char\}\}|<BOT>/gi, () => name).replace(/\{\{user\}\}|<USER>/gi, () => USER);
}

/** What the character says first: its first quoted words, or else the greeting without the `*gestures*`. */
function firstLine(greeting: string): string {
  const quoted = /["“]([^"“”]+)["”]/.exec(greeting)?.[1];
  return (quoted ?? greeting.replace(/\*[^*]*\*/g, ' ')).replace(/\s+/g, ' ').trim();
}

function traitsOf(text: string): Readonly<Record<string, number>> {
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
