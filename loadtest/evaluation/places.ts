import type { WorldFile } from '../../src/simulation/world-file.js';
import type { IdBook } from './id-book.js';
import type { Seed, SeedCharacter, SeedLocation } from './seed.js';
import { squaredDistance, waysBetween } from './ways.js';
import { asSentences, nounPhrase, upperFirst, withThe, words } from './wording.js';

type WorldLocation = WorldFile['locations'][number];

/** The places of a world file, and how to find one. */
export interface Places {
  readonly locations: readonly Omit<WorldLocation, 'start'>[];
  /** The world's id of the place that the file calls so. */
  find(seedId: string | undefined): string | undefined;
  nearestTo(somebody: Pick<SeedCharacter, 'position'> | undefined): string;
  /** Where a thing is, as a clause: `the lamp is in the hall`. */
  whereabouts(thing: { readonly name: string; readonly at: string | readonly string[] }): string;
}

/** As many as a world file takes. */
const MAX_PLACES = 20;

/** The scenario's places with light, weather and ways between them. */
export function placesOf(seed: Seed, book: IdBook): Places {
  const { environment, locations: all } = seed.world_state;
  const kept = all.slice(0, MAX_PLACES);
  if (all.length > kept.length) book.warn(`only the first ${MAX_PLACES} of ${all.length} places are played`);
  // A world needs somewhere to go.
  if (kept.length === 1)
    kept.push({
      id: 'outside',
      name: 'way out',
      type: 'passage',
      description: undefined,
      position: undefined,
      access_points: [],
    });
  const idOf = new Map<string, string>();
  for (const { id } of kept) if (!idOf.has(id)) idOf.set(id, book.take(id));
  const known = kept.filter((location, index) => kept.findIndex(({ id }) => id === location.id) === index);
  for (const { id, access_points: ways } of known) {
    for (const way of ways) if (!idOf.has(way)) book.warn(`${id} leads to ${way}, which isn't in the world`);
  }
  const ways = waysBetween(
    known.map(({ id, position, access_points: leadsTo }) => ({ id, position, leadsTo })),
  );
  const ambience = Object.values(environment ?? {}).join(' ');
  const locations = known.map((location) => ({
    id: idOf.get(location.id) ?? location.id,
    name: withThe(location.name ?? words(location.id)).slice(0, 80),
    description: describe(location),
    features: featuresOf(location, environment?.background_noise),
    connections: (ways.get(location.id) ?? []).map((next) => idOf.get(next) ?? next),
    light: lightOf(
      `${location.lighting_level ?? environment?.lighting_level ?? ''} ${location.visibility ?? environment?.visibility ?? ''}`,
    ),
    weather: weatherOf(String(location.weather ?? environment?.weather ?? 'indoor')),
    terrain: terrainOf(`${location.type ?? ''} ${location.id}`, ambience),
  }));
  const nameOf = new Map(locations.map(({ id, name }) => [id, name]));
  return {
    locations,
    find: (seedId) => (seedId === undefined ? undefined : idOf.get(seedId)),
    nearestTo: (somebody) => {
      const [nearest] = [...known].sort(
        (a, b) => squaredDistance(a, somebody ?? {}) - squaredDistance(b, somebody ?? {}),
      );
      return idOf.get(nearest?.id ?? '') ?? '';
    },
    whereabouts: ({ name, at }) => {
      const place = nameOf.get(String(at));
      return place === undefined ? `${name} is somewhere here` : `${name} can be found in ${place}`;
    },
  };
}

function describe({ id, name, type, description }: SeedLocation): string {
  const text = description ?? words(type ?? 'place');
  if (/[.!?]\s/.test(`${text} `)) return asSentences(text, 600);
  return asSentences(
    `${upperFirst(withThe(name ?? words(id)))} opened before them, ${nounPhrase(text)}`,
    600,
  );
}

function featuresOf({ condition, atmosphere }: SeedLocation, noise: unknown): string[] {
  const features = [
    typeof condition === 'string' ? `signs of ${nounPhrase(`${condition} state`)}` : undefined,
    typeof atmosphere === 'string' ? `${nounPhrase(`${atmosphere} air`)}` : undefined,
    typeof noise === 'string' ? `the sound of ${nounPhrase(noise)}` : undefined,
  ].filter((feature) => feature !== undefined);
  return features.length > 0 ? features.map((feature) => feature.slice(0, 120)) : ['bare walls'];
}

function lightOf(label: string): WorldLocation['light'] {
  if (/dark|unlit|black|no_light/i.test(label)) return 'dark';
  if (/dim|low|reduced|emergency|faint|candle|torch/i.test(label)) return 'dim';
  return /bright|excellent|brilliant/i.test(label) ? 'bright' : 'normal';
}

function weatherOf(label: string): WorldLocation['weather'] {
  if (/indoor|inside|controlled|none/i.test(label)) return 'none';
  if (/storm|gale|blizzard|thunder/i.test(label)) return 'storm';
  if (/rain|snow|sleet|drizzle|wet/i.test(label)) return 'rain';
  return /fog|mist|smoke|haze/i.test(label) ? 'fog' : 'clear';
}

function terrainOf(label: string, ambience: string): WorldLocation['terrain'] {
  if (/forest|wood|jungle|grove/i.test(label)) return 'forest';
  if (/underground|cave|cellar|tunnel|mine|sewer|crypt|basement/i.test(label)) return 'underground';
  return /outdoor|open_air|field|plain|beach|desert/i.test(`${label} ${ambience}`) ? 'open' : 'urban';
}
