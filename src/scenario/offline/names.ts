import { pronounsIn, pronounsOf } from '../../simulation/pronouns.js';
import type { Stream } from '../../simulation/random.js';
import type { Pronouns } from '../../simulation/types.js';
import type { SeriesMetadata } from '../lorebook.js';
import type { GenreLexicon } from './lexicon/genre.js';
import { INVENTED, type Tongue, WORLDLY } from './lexicon/tongues.js';
import { dealt } from './prose.js';

/** Series whose people have Japanese names when they live in this world. */
const EASTERN_TYPES: ReadonlySet<SeriesMetadata['type']> = new Set(['anime', 'manga']);

/** The one set of sounds of a series. */
export function tongueOf(
  { tongues }: Pick<GenreLexicon, 'tongues'>,
  type: SeriesMetadata['type'],
  dice: Stream,
): Tongue {
  if (tongues === 'invented') return dealt(INVENTED, dice.int(0, INVENTED.length - 1));
  const candidates = WORLDLY.filter(({ id }) => (id === 'eastern') === EASTERN_TYPES.has(type));
  return dealt(candidates, dice.int(0, candidates.length - 1));
}

/** A given and a family name. */
export function personName(tongue: Tongue, dice: Stream): string {
  const endings = dice.chance(0.5) ? tongue.feminine : tongue.masculine;
  const given = joined([tongue.starts, tongue.middles, endings], dice);
  return `${given} ${familyName(tongue, dice)}`;
}

export function familyName({ familyFirst, familySecond }: Tongue, dice: Stream): string {
  return joined([familyFirst, familySecond], dice);
}

/** The root of a place's name. */
export function placeRoot({ placeFirst, placeSecond }: Tongue, dice: Stream): string {
  return joined([placeFirst, placeSecond], dice);
}

/** Parts in a row, with no letter three times and none of a part said again by the next. */
function joined(lists: readonly (readonly string[])[], dice: Stream): string {
  let name = '';
  for (const list of lists) {
    let part = dice.pick(list) ?? '';
    for (let tries = 0; tries < 8 && clashes(name, part); tries += 1) part = dice.pick(list) ?? '';
    name += part;
  }
  return name;
}

function clashes(name: string, part: string): boolean {
  if (name === '' || part === '') return false;
  const seam = (name.slice(-2) + part.slice(0, 2)).toLowerCase();
  return (
    /([a-z])\1\1/.test(seam) ||
    /[aeiou]{3}/.test(seam) ||
    (part.length > 2 && name.toLowerCase().endsWith(part.toLowerCase())) ||
    name.slice(-1).toLowerCase() === part.slice(0, 1).toLowerCase()
  );
}

/** How somebody is spoken of: as what is said of them does, else as the ending of the name sounds in its tongue. */
export function pronounsFor(name: string, said: string, tongue: Tongue): Pronouns {
  const told = pronounsIn(said);
  if (told !== undefined) return told;
  const given = (name.split(' ')[0] ?? name).toLowerCase();
  const longest = (endings: readonly string[]) =>
    Math.max(
      0,
      ...endings.filter((ending) => given.endsWith(ending.toLowerCase())).map(({ length }) => length),
    );
  const [she, he] = [longest(tongue.feminine), longest(tongue.masculine)];
  return pronounsOf(she > he ? 'she' : he > she ? 'he' : 'they');
}

/** The slots of a pronoun and of the verbs that go with it. */
export function pronounSlots(pronouns: Pronouns): Readonly<Record<string, string>> {
  const { subject, object, possessive, reflexive } = pronouns;
  const many = subject === 'they';
  return {
    they: subject,
    They: subject.charAt(0).toUpperCase() + subject.slice(1),
    them: object,
    their: possessive,
    themself: reflexive,
    s: many ? '' : 's',
    es: many ? '' : 'es',
    is: many ? 'are' : 'is',
    has: many ? 'have' : 'has',
    was: many ? 'were' : 'was',
    ve: many ? 've' : 's',
  };
}
