import type { CharacterProfile, Lorebook } from '../../scenario/lorebook.js';
import { maxHealthOf, maxManaOf, playableAmong, statsOf } from '../../scenario/playable.js';
import type { PlayableCharacter, ScenarioTemplate } from '../../scenario/template.js';
import type { Persona } from '../../simulation/types.js';
import { nameKey } from '../names.js';
import type { Character } from '../session.js';

/** Who is played: as the template offers it, else as the book knows it, else somebody new of that name. */

export interface ChosenCharacter {
  readonly name: string;
  /** As the template offers it. */
  readonly offered?: PlayableCharacter;
  /** As the book knows it. */
  readonly profile?: CharacterProfile;
}

const NOBODY_NAMED = 'Adventurer';

/** Without a name it is the first who is offered, or is made to be played. */
export function chooseCharacter(
  name: string | undefined,
  lorebook: Lorebook,
  template: ScenarioTemplate | undefined,
): ChosenCharacter {
  const wanted = name?.trim() ?? '';
  const offered =
    wanted === ''
      ? template?.playable_characters[0]
      : template?.playable_characters.find((each) => nameKey(each.name) === nameKey(wanted));
  const inBook = (called: string) =>
    lorebook.characters.find((each) => nameKey(each.name) === nameKey(called)) ??
    lorebook.characters.find(({ aliases }) => aliases.some((alias) => nameKey(alias) === nameKey(called)));
  const profile =
    offered !== undefined
      ? inBook(offered.name)
      : wanted === ''
        ? playableAmong(lorebook.characters)[0]
        : inBook(wanted);
  return {
    name: offered?.name ?? profile?.name ?? (wanted === '' ? NOBODY_NAMED : wanted),
    ...(offered === undefined ? {} : { offered }),
    ...(profile === undefined ? {} : { profile }),
  };
}

const AVERAGE = 10;

/** The character as a session begins with it; whoever is new in the world is an Adventurer of average strengths. */
export function characterSheet({ name, offered, profile }: ChosenCharacter, persona: Persona): Character {
  const stats = offered?.stats ?? (profile === undefined ? AVERAGE_STATS : statsOf(profile));
  const isNew = offered === undefined && profile === undefined;
  const max_health = offered?.max_health ?? maxHealthOf(stats);
  const max_mana = offered?.max_mana ?? maxManaOf(stats);
  const background = offered?.background ?? profile?.background;
  return {
    name,
    level: 1,
    health: max_health,
    max_health,
    mana: max_mana,
    max_mana,
    experience: 0,
    stats,
    class_name: isNew ? 'Adventurer' : titleOf(persona.profession ?? 'Adventurer'),
    ...(background === undefined ? {} : { background }),
    equipped_items: {},
    max_carry_weight: 100,
    metadata: {
      abilities: [...(offered?.abilities ?? profile?.abilities ?? [])],
      personality: [...(offered?.personality ?? profile?.personality ?? [])],
      skills: [],
      traits: [],
      conditions: [],
    },
  };
}

/** Of somebody of whom nothing is said. */
export const AVERAGE_STATS = {
  strength: AVERAGE,
  dexterity: AVERAGE,
  constitution: AVERAGE,
  intelligence: AVERAGE,
  wisdom: AVERAGE,
  charisma: AVERAGE,
};

function titleOf(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1, 100);
}
