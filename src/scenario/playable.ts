import type { CharacterProfile, ProfileStats } from './lorebook.js';
import { nameInText } from './play/wording.js';
import type { PlayableCharacter } from './template.js';

/**
 * Who of a lorebook can be played, with what strengths, and which ways they open.
 */

/** At most so many of those who qualify are offered; so many of the first when nobody does. */
const OFFERED = 3;
const OFFERED_FOR_LACK = 2;

const PLAYABLE_ROLES: ReadonlySet<string> = new Set([
  'protagonist',
  'main character',
  'hero',
  'deuteragonist',
]);

type Part = Pick<CharacterProfile, 'role' | 'playable_potential'>;

/** Whether a character is made to be played: by what its author says, or by its role. */
export function isMadeToBePlayed({ role, playable_potential }: Part): boolean {
  return (
    playable_potential === 'high' ||
    PLAYABLE_ROLES.has(
      role
        .toLowerCase()
        .replace(/[\s_-]+/g, ' ')
        .trim(),
    )
  );
}

/** The first three who are made to be played, or the first two of all when nobody is. */
export function playableAmong<T extends Part>(characters: readonly T[]): readonly T[] {
  const made = characters.filter(isMadeToBePlayed);
  return made.length > 0 ? made.slice(0, OFFERED) : characters.slice(0, OFFERED_FOR_LACK);
}

/** 100 + 5 for each point of constitution above 10, at least 1. */
export function maxHealthOf({ constitution }: Pick<ProfileStats, 'constitution'>): number {
  return Math.max(1, 100 + (constitution - 10) * 5);
}

/** 50 + 3 for each point of intelligence above 10, at least 0. */
export function maxManaOf({ intelligence }: Pick<ProfileStats, 'intelligence'>): number {
  return Math.max(0, 50 + (intelligence - 10) * 3);
}

const AVERAGE = 10;
const TELLING = 4;

/** What the words of a profile say about a stat, as stems. */
const WORDS_OF_STAT: Readonly<Record<keyof ProfileStats, readonly string[]>> = {
  strength: ['strong', 'strength', 'fight', 'warrior', 'soldier', 'smith', 'sword', 'powerful', 'wrestl'],
  dexterity: [
    'quick',
    'swift',
    'agil',
    'nimble',
    'thief',
    'archer',
    'pilot',
    'acrobat',
    'stealth',
    'sleight',
  ],
  constitution: ['tough', 'enduran', 'hardy', 'tireless', 'stubborn', 'resilien', 'veteran', 'sturdy'],
  intelligence: [
    'clever',
    'intellig',
    'scholar',
    'scien',
    'engineer',
    'mage',
    'magic',
    'study',
    'read',
    'code',
  ],
  wisdom: ['wise', 'wisdom', 'patient', 'observ', 'perceptive', 'careful', 'priest', 'healer', 'insight'],
  charisma: [
    'charm',
    'leader',
    'eloquen',
    'persua',
    'diplom',
    'sing',
    'noble',
    'inspir',
    'friendly',
    'actor',
  ],
};

/** The stats of a character, 1..20: its own, or what its description, personality and abilities say of each. */
export function statsOf(
  character: Pick<CharacterProfile, 'stats' | 'description' | 'personality' | 'abilities'>,
): ProfileStats {
  if (character.stats !== undefined) return character.stats;
  const said = [character.description, ...character.personality, ...character.abilities].join(' ');
  const words = said.toLowerCase().match(/\p{L}+/gu) ?? [];
  const score = (stat: keyof ProfileStats) =>
    AVERAGE + (words.some((word) => WORDS_OF_STAT[stat].some((stem) => word.startsWith(stem))) ? TELLING : 0);
  return {
    strength: score('strength'),
    dexterity: score('dexterity'),
    constitution: score('constitution'),
    intelligence: score('intelligence'),
    wisdom: score('wisdom'),
    charisma: score('charisma'),
  };
}

/** A character as a template offers it. */
export function playableCharacter(
  character: Pick<
    CharacterProfile,
    'name' | 'personality' | 'abilities' | 'background' | 'stats' | 'description'
  >,
): PlayableCharacter {
  const stats = statsOf(character);
  const { name, personality, abilities, background } = character;
  return {
    name,
    personality,
    abilities,
    background,
    stats,
    max_health: maxHealthOf(stats),
    max_mana: maxManaOf(stats),
  };
}

/** From this on a stat opens ways of its own. */
const MARKED = 14;
const MOST_PATHS = 6;
const FEWEST_PATHS = 3;
const PLACES_WITH_PATHS = 2;

const PATHS_OF_STAT = [
  ['strength', ['Force the way where words have failed', 'Stand between danger and those who cannot fight']],
  [
    'intelligence',
    ['Piece together what nobody has put side by side', 'Out-think whoever set this in motion'],
  ],
  ['charisma', ['Win allies among those who have no reason to help', 'Talk the rivals into a truce']],
  ['dexterity', ['Go unseen where others would be stopped', 'Take what is needed before it is missed']],
] as const;

const DEFAULT_PATHS = [
  'Follow the first clue to where it leads',
  'Ask those who were there',
  'Wait, watch and choose a side late',
] as const;

export interface PathSources {
  /** Of all who can be played: a way is open when one of them has what it takes. */
  readonly stats: readonly ProfileStats[];
  /** Name of the power system, if the world has one. */
  readonly powerSystem?: string;
  /** Names of places, the nearest first. */
  readonly places: readonly string[];
}

/**
 * What can be tried from the start: two ways for each of strength, intelligence, charisma and dexterity of 14 or more, two
 * for a power system, one for each of the first two places; three at least and six at most, none twice.
 */
export function pathsOf({ stats, powerSystem, places }: PathSources): readonly string[] {
  const paths = [
    ...PATHS_OF_STAT.flatMap(([stat, ways]) => (stats.some((each) => each[stat] >= MARKED) ? ways : [])),
    ...(powerSystem === undefined
      ? []
      : [`Learn what ${powerSystem} asks of those who use it`, `Turn ${powerSystem} against its keepers`]),
    ...places
      .slice(0, PLACES_WITH_PATHS)
      .map((place) => `Search ${nameInText(place)} for what has been kept quiet`),
  ];
  const distinct = [...new Set(paths)].slice(0, MOST_PATHS);
  return [...distinct, ...DEFAULT_PATHS.slice(0, Math.max(0, FEWEST_PATHS - distinct.length))];
}
