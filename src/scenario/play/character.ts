import { cutAt, cutAtWord } from '../../narrative/plain-text.js';
import { type CharacterInput, characterSchema } from '../../simulation/character.js';
import { clamp, round6 } from '../../simulation/numbers.js';
import type { Profession } from '../../simulation/profession-file.js';
import { professionRule } from '../../simulation/professions.js';
import { pronounsIn } from '../../simulation/pronouns.js';
import { fnv1a } from '../../simulation/random.js';
import { traitsOf } from '../character-card.js';
import type { CharacterProfile, Lorebook } from '../lorebook.js';
import { maxHealthOf, statsOf } from '../playable.js';
import { inLine, sentencesOf } from '../sentences.js';
import { Clauses } from './wording.js';

/** A character of a lorebook as the turn engine plays it. */

const LONGEST_NAME = 80;
const LONGEST_GOAL = 290;
const MOST_ALIASES = 10;
const MOST_GOALS = 6;
const MOST_BONDS = 50;

/** The traits in which people differ even when nothing is said of them, and the range in which they do. */
const TEMPERS = ['curious', 'cautious', 'sociable', 'brave', 'diplomatic', 'aggressive'] as const;
const MILD = { low: 0.3, steps: 9, step: 0.05 };

export interface PlayedIn {
  readonly lorebook: Lorebook;
  readonly professions: readonly Profession[];
  /** Id of the place by that name, if people may begin there. */
  readonly startOf: (place: string) => string | undefined;
}

export function characterOfProfile(
  profile: CharacterProfile,
  { lorebook, professions, startOf }: PlayedIn,
): CharacterInput {
  const clauses = new Clauses(lorebook);
  const stats = statsOf(profile);
  const about = aboutOf(profile, clauses);
  const secret = secretOf(profile, clauses);
  const role = profile.role.toLowerCase();
  const start = profile.home_location === undefined ? undefined : startOf(profile.home_location);
  const half = (score: number) => clamp(Math.ceil(score / 2), 1, 10);
  return characterSchema.parse({
    name: cutAtWord(inLine(profile.name), LONGEST_NAME),
    aliases: profile.aliases.slice(0, MOST_ALIASES).map((alias) => cutAtWord(inLine(alias), LONGEST_NAME)),
    pronouns: pronounsIn(`${profile.description} ${profile.background}`)?.subject ?? 'they',
    description: about.description,
    ...(profile.faction === undefined ? {} : { faction: cutAtWord(inLine(profile.faction), LONGEST_NAME) }),
    rank: rankOf(profile, lorebook),
    profession: professionOf(profile, about.trade, professions),
    traits: traitsFor(profile),
    weights: {
      mission_success: role === 'antagonist' ? 0.9 : 0.8,
      moral_principles: role === 'antagonist' ? 0.2 : 0.5,
      faction_loyalty: profile.faction === undefined ? 0.3 : 0.8,
    },
    goals: profile.goals.slice(0, MOST_GOALS).flatMap((goal, index) => {
      const text = clauses.wish(goal);
      return text === undefined
        ? []
        : [{ text: cutAtWord(text, LONGEST_GOAL), priority: round6(Math.max(0.4, 0.9 - 0.15 * index)) }];
    }),
    stats: {
      strength: half(stats.strength),
      dexterity: half(stats.dexterity),
      intelligence: half(stats.intelligence),
      willpower: half((stats.wisdom + stats.constitution) / 2),
      perception: half(stats.wisdom),
      charisma: half(stats.charisma),
    },
    resources: { health: { maximum: maxHealthOf(stats) } },
    relationships: bondsOf(profile, lorebook),
    sayings: sayingsOf(profile),
    secrets: secret === undefined ? [] : [secret],
    ...guidanceOf(profile),
    ...(start === undefined ? {} : { location_id: start }),
  });
}

interface About {
  readonly description: string;
  /** `ferry pilot`, where the description begins with it. */
  readonly trade?: string;
}

/** The first sentence as a phrase without the name: `a ferry pilot who goes along`. */
function aboutOf({ name, description }: CharacterProfile, clauses: Clauses): About {
  const sentence = (sentencesOf(description)[0] ?? '').replace(/[\s.!?…]+$/u, '');
  const rest = sentence.toLowerCase().startsWith(name.toLowerCase()) ? sentence.slice(name.length) : '';
  const aside = /^,\s*(?<what>(?:an?|the)\s[^,]+),\s*(?<does>.+)$/iu.exec(rest)?.groups;
  if (aside?.what !== undefined && aside.does !== undefined) {
    return { description: `${aside.what} who ${aside.does}`, trade: bareTrade(aside.what) };
  }
  const plain = /^\s+(?:is|was)\s+(?<what>(?:an?|the)\s.+)$/iu.exec(rest)?.groups?.what;
  if (plain !== undefined) return { description: plain, trade: bareTrade(plain) };
  const told = clauses.ofSentence(sentence);
  if (told === undefined) return { description: 'somebody of whom little is told' };
  return { description: /^(?:an?|the)\s/iu.test(told) ? told : `somebody of whom it is said that ${told}` };
}

/** `a ferry pilot in the pay of …` without article and addition. */
function bareTrade(phrase: string): string {
  const trade = phrase
    .replace(/^(?:an?|the)\s+/iu, '')
    .replace(/\s(?:of|in|on|from|with|who|whose|that|which|for|by|at|,).*$/iu, '');
  return cutAt(trade, LONGEST_NAME).trim();
}

/** Words that point to a profession when none is named, by the word that means it. */
const NEAREST: readonly (readonly [stems: readonly string[], profession: string])[] = [
  [['heal', 'medic', 'nurse', 'surg', 'herb', 'midwi', 'paramed'], 'healer'],
  [['engineer', 'machin', 'repair', 'reactor', 'electr', 'cod', 'system'], 'engineer'],
  [['smith', 'carpent', 'found', 'mason', 'forg', 'build', 'mend'], 'smith'],
  [['thief', 'steal', 'smuggl', 'burgl', 'spy', 'stealth', 'gambl', 'unseen'], 'thief'],
  [
    [
      'sword',
      'blade',
      'soldier',
      'guard',
      'warrior',
      'knight',
      'fight',
      'captain',
      'officer',
      'fenc',
      'hunt',
    ],
    'soldier',
  ],
  [['detect', 'inquir', 'inspect', 'report', 'journal', 'clue'], 'detective'],
  [
    [
      'schol',
      'scrib',
      'scien',
      'librar',
      'archiv',
      'clerk',
      'notar',
      'map',
      'mage',
      'magic',
      'read',
      'study',
    ],
    'scholar',
  ],
  [['pilot', 'ferry', 'sail', 'driv', 'courier', 'scout', 'rid', 'travel'], 'pilot'],
  [
    ['trad', 'merch', 'priest', 'teach', 'lawy', 'diplom', 'sing', 'actor', 'noble', 'persua', 'charm'],
    'merchant',
  ],
];

/** What somebody does: as the description says where that is a profession, else the nearest one. */
function professionOf(
  { role, abilities }: CharacterProfile,
  trade: string | undefined,
  professions: readonly Profession[],
): string {
  if (trade !== undefined && trade !== '' && professionRule(trade, professions) !== undefined) return trade;
  const words =
    [trade ?? '', role, ...abilities]
      .join(' ')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const counted = NEAREST.map(([stems, profession]) => ({
    profession,
    count: words.filter((word) => stems.some((stem) => word.startsWith(stem))).length,
  }));
  const best = counted.reduce((most, each) => (each.count > most.count ? each : most));
  return best.count > 0 ? best.profession : trade || cutAtWord(inLine(role), LONGEST_NAME);
}

/** What is said of a character, and a mild temper of its own where nothing is. */
function traitsFor({ name, description, personality }: CharacterProfile): Record<string, number> {
  const mild = Object.fromEntries(
    TEMPERS.map((trait) => [trait, round6(MILD.low + MILD.step * (fnv1a(`${name}\n${trait}`) % MILD.steps))]),
  );
  return { ...mild, ...traitsOf([description, ...personality].join(' ')) };
}

function rankOf({ name, faction, role }: CharacterProfile, { factions }: Lorebook): number {
  if (factions.some(({ leader }) => leader === name)) return 4;
  return role.toLowerCase() === 'mentor' ? 3 : faction === undefined ? 1 : 2;
}

function bondsOf({ name }: CharacterProfile, { relationships }: Lorebook): CharacterInput['relationships'] {
  const bonds: Record<string, CharacterInput['relationships'][string]> = {};
  for (const { character_a, character_b, type, affinity, mutual } of relationships) {
    const other =
      character_a === name ? character_b : mutual && character_b === name ? character_a : undefined;
    if (other === undefined || Object.keys(bonds).length >= MOST_BONDS) continue;
    const kind = type === 'mentor' && other === character_a ? 'pupil' : type;
    bonds[cutAtWord(inLine(other), LONGEST_NAME)] = {
      affinity,
      trust: round6(clamp(0.5 + affinity / 2, 0, 1)),
      kind,
    };
  }
  return bonds;
}

/** Lines that are quoted among the patterns of speech. */
function sayingsOf({ speech_patterns }: CharacterProfile): string[] {
  return speech_patterns.flatMap((pattern) => {
    const line = /^\s*["“]([^"“”]{2,280})["”]\s*$/u.exec(pattern)?.[1];
    return line === undefined ? [] : [inLine(line)];
  });
}

function guidanceOf({ speech_patterns, personality }: CharacterProfile): { guidance?: string } {
  const text = [...speech_patterns, ...personality]
    .map(inLine)
    .filter((each) => each !== '')
    .join('; ');
  return text === '' ? {} : { guidance: cutAtWord(text, 1_900) };
}

/** Something of the background that is not for everybody, as a clause about somebody who is named in it. */
function secretOf({ name, background }: CharacterProfile, clauses: Clauses): string | undefined {
  const given = name.split(/\s+/u)[0] ?? name;
  const [first, second] = sentencesOf(background);
  for (const sentence of [second, first]) {
    if (sentence === undefined) continue;
    const told = /^(?:He|She)\s/u.test(sentence) ? sentence.replace(/^(?:He|She)/u, given) : sentence;
    const clause = clauses.ofSentence(told);
    if (clause?.includes(given) === true) return cutAt(clause, LONGEST_GOAL);
  }
  return undefined;
}
