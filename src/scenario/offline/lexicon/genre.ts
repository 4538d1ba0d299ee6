import type { LocationProfile, ProfileStats } from '../../lorebook.js';

/**
 * What a genre is made of. Texts are templates of the narrator's grammar: `[a|b]` is a choice, `{slot}` a name. In places
 * and customs the slots are `hub` (where it begins), `far` and `mid` (other places), `A` and `B` (powers at odds), `hero`,
 * `villain` and `relic`.
 */
export interface GenreLexicon {
  readonly id: GenreId;
  /** As it is called in metadata. */
  readonly name: string;
  /** Stems by which other genres are matched to this one. */
  readonly keywords: readonly string[];
  readonly tongues: 'invented' | 'worldly';
  readonly periods: readonly string[];
  /** Where the series plays, with `{realm}`. */
  readonly realms: readonly string[];
  /** Words in front of the nouns of places and of powers. */
  readonly adjectives: readonly string[];
  readonly places: readonly PlaceKind[];
  readonly powers: readonly PowerKind[];
  readonly trades: readonly Trade[];
  readonly relics: readonly Relic[];
  readonly troubles: readonly Trouble[];
  readonly politics: readonly SystemSeed[];
  /** Systems of power; worlds of a genre without any have none unless the request asks for one. */
  readonly arts: readonly SystemSeed[];
  readonly customs: readonly SystemSeed[];
  /** Names of three ages, the oldest first. */
  readonly ages: readonly (readonly [string, string, string])[];
  /** The year of the first event, and of the present. */
  readonly years: readonly [from: number, to: number];
  readonly tone: readonly string[];
  readonly themes: readonly string[];
}

export type GenreId = 'fantasy' | 'science_fiction' | 'mystery' | 'historical' | 'contemporary';

export interface PlaceKind {
  /** As it stands in a name: `Market`, `Bell Tower`. */
  readonly noun: string;
  readonly terrain: LocationProfile['terrain'];
  readonly light: LocationProfile['light'];
  readonly weather: LocationProfile['weather'];
  /** Clauses that say what it is, without a subject. */
  readonly is: readonly string[];
  readonly features: readonly string[];
  readonly air: readonly string[];
  readonly dangers: readonly string[];
}

export interface PowerKind {
  /** With `{Adj}`, `{Family}` or `{Root}`. */
  readonly names: readonly string[];
  /** Clause after "which". */
  readonly does: string;
  /** Infinitives without "to", with `{place}` and `{rival}`. */
  readonly aims: readonly string[];
}

export interface Trade {
  /** With its article: `a ferry pilot`. */
  readonly noun: string;
  readonly abilities: readonly string[];
  readonly stats: Partial<ProfileStats>;
}

export interface Relic {
  /** With its article, or a proper name. */
  readonly name: string;
  /** Clause after "It". */
  readonly is: string;
  readonly why: string;
}

export interface Trouble {
  /** Clause: what everybody sees. */
  readonly sign: string;
  /** Clause in the past: what it comes from. */
  readonly root: string;
  /** Clause in the future: what is at stake. */
  readonly stakes: string;
  /** Clause: what nobody says. */
  readonly truth: string;
  /** Infinitive without "to". */
  readonly task: string;
}

export interface SystemSeed {
  readonly name: string;
  readonly type: string;
  /** Sentence. */
  readonly about: string;
  /** Sentences. */
  readonly rules: readonly string[];
  readonly limits: readonly string[];
  readonly examples: readonly string[];
}

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What stands behind a key word at the beginning of lines. */
function keyed(text: string, key: string): readonly string[] {
  return lines(text).flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
}

/** `Market; urban; normal; clear`, then lines that begin with `is`, `has`, `air` or `danger`. */
export function placeKind(head: string, text: string): PlaceKind {
  const [noun = '', terrain, light, weather] = head.split(';').map((part) => part.trim());
  const of = (key: string) => keyed(text, key);
  return {
    noun,
    terrain: terrain as PlaceKind['terrain'],
    light: light as PlaceKind['light'],
    weather: weather as PlaceKind['weather'],
    is: of('is'),
    features: of('has'),
    air: of('air'),
    dangers: of('danger'),
  };
}

/** `a smith: strength 15, wisdom 8`, then one ability a line. */
export function trade(head: string, text: string): Trade {
  const [noun = '', stats = ''] = head.split(':');
  return {
    noun: noun.trim(),
    abilities: lines(text),
    stats: Object.fromEntries(
      stats
        .split(',')
        .map((each) => each.trim().split(' '))
        .map(([stat = '', score]) => [stat, Number(score)]),
    ),
  };
}

/** `Saltwriting; magic`, then lines that begin with `about`, `rule`, `limit` or `example`. */
export function systemSeed(head: string, text: string): SystemSeed {
  const [name = '', type = ''] = head.split(';').map((part) => part.trim());
  const of = (key: string) => keyed(text, key);
  return {
    name,
    type,
    about: of('about').join(' '),
    rules: of('rule'),
    limits: of('limit'),
    examples: of('example'),
  };
}

/** Lines that begin with `name`, `does` or `aim`. */
export function power(text: string): PowerKind {
  const of = (key: string) => keyed(text, key);
  return { names: of('name'), does: of('does').join(' '), aims: of('aim') };
}

export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
