import { cutAtWord } from '../../narrative/plain-text.js';
import type { WorldFile } from '../../simulation/world-file.js';
import type { LocationProfile, Lorebook } from '../lorebook.js';
import { inLine } from '../sentences.js';
import type { Ids } from './ids.js';
import { nameInText, sentenceText } from './wording.js';

/** The places of a world as a story needs them: those around its beginning, with ways that lead back. */
export interface StagedPlaces {
  readonly locations: WorldFile['locations'];
  /** Id of the place by that name; undefined of places that are too far off to be played. */
  readonly idOf: (name: string) => string | undefined;
  /** The name inside a sentence of a place by its id. */
  readonly nameOf: (id: string) => string;
  /** The profiles, in the order of the locations. */
  readonly profiles: readonly LocationProfile[];
}

/** As many places as a world file holds. */
const MOST_PLACES = 20;
const MOST_WAYS = 8;
const MOST_FEATURES = 10;
const LONGEST_FEATURE = 120;

/**
 * @param start name of the place where the story begins; the first one when it is not given or not there
 * @param apart whether people may begin next to it, too
 */
export function stagePlaces(
  { locations }: Pick<Lorebook, 'locations'>,
  ids: Ids,
  start: string | undefined,
  apart: boolean,
): StagedPlaces {
  const byName = new Map(locations.map((place) => [place.name.toLowerCase(), place]));
  const first = byName.get(start?.toLowerCase() ?? '') ?? locations[0];
  const profiles = first === undefined ? [] : nearest(first, byName);
  const idByName = new Map(profiles.map(({ name }) => [name.toLowerCase(), ids.of(name)]));
  const idOf = (name: string) => idByName.get(name.toLowerCase());
  const ways = twoWays(profiles, idOf);
  const neighbours = new Set(ways.get(idOf(first?.name ?? '') ?? ''));
  const staged = profiles.flatMap((place, index) => {
    const id = idOf(place.name);
    return id === undefined
      ? []
      : [
          {
            id,
            name: nameInText(place.name),
            description: sentenceText(place.description),
            features: featuresOf(place),
            connections: [...(ways.get(id) ?? [])],
            light: place.light,
            weather: place.weather,
            terrain: place.terrain,
            start: index === 0 || (apart && neighbours.has(id)),
          },
        ];
  });
  const names = new Map(staged.map(({ id, name }) => [id, name]));
  return { locations: staged, idOf, nameOf: (id) => names.get(id) ?? id, profiles };
}

/** The first place and those that the fewest ways lead to. */
function nearest(first: LocationProfile, byName: ReadonlyMap<string, LocationProfile>): LocationProfile[] {
  const reached = new Set([first]);
  for (const place of reached) {
    for (const name of place.connections) {
      const next = byName.get(name.toLowerCase());
      if (next !== undefined && reached.size < MOST_PLACES) reached.add(next);
    }
  }
  return [...reached];
}

function twoWays(
  places: readonly LocationProfile[],
  idOf: (name: string) => string | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const ways = new Map<string, Set<string>>();
  const from = (id: string) => {
    const known = ways.get(id) ?? new Set<string>();
    ways.set(id, known);
    return known;
  };
  for (const { name, connections } of places) {
    const id = idOf(name);
    for (const other of connections) {
      const to = idOf(other);
      if (id === undefined || to === undefined || id === to) continue;
      // A way is kept only with room for it at both ends, or nobody could come back.
      if (from(id).has(to) || (from(id).size < MOST_WAYS && from(to).size < MOST_WAYS)) {
        from(id).add(to);
        from(to).add(id);
      }
    }
  }
  return ways;
}

function featuresOf({ notable_features }: LocationProfile): string[] {
  const told = notable_features.slice(0, MOST_FEATURES).map((feature) => {
    const line = cutAtWord(inLine(feature), LONGEST_FEATURE).replace(/[\s.;,]+$/u, '');
    return /^(?:The|A|An|Some|Two|Three|Several) /u.test(line)
      ? line.charAt(0).toLowerCase() + line.slice(1)
      : line;
  });
  const kept = told.filter((feature) => feature !== '');
  return kept.length > 0 ? kept : ['a way in and a way out'];
}
