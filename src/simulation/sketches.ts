import type { SeenThing } from '../reality/perception.js';
import type { PersonaSketch, PlaceSketch, ThingSketch } from './model-data.js';
import type { Location, LocationId, Persona } from './types.js';

/** Traits strong enough to show in how somebody behaves. */
const SHOWS = 0.7;

export function personaSketch(persona: Persona, traits: Readonly<Record<string, number>>): PersonaSketch {
  const { id, name, pronouns, description, profession } = persona;
  return profession === undefined
    ? { id, name, pronouns, description, traits }
    : { id, name, pronouns, description, profession, traits };
}

/** Somebody as all see it who see it in a turn. */
export function apparentSketch(persona: Persona): PersonaSketch {
  const known = apparent.get(persona);
  if (known !== undefined) return known;
  const sketch = personaSketch(persona, apparentTraits(persona));
  apparent.set(persona, sketch);
  return sketch;
}

const apparent = new WeakMap<Persona, PersonaSketch>();

/** What others can tell of somebody's character. */
function apparentTraits({ traits }: Persona): Record<string, number> {
  const shown: Record<string, number> = {};
  for (const name of Object.keys(traits)) {
    const value = traits[name];
    if (value !== undefined && value >= SHOWS) shown[name] = value;
  }
  return shown;
}

export function placeSketch(id: LocationId, place: Location): PlaceSketch {
  return {
    id,
    name: place.name,
    description: place.description,
    features: place.features,
    light: place.light,
    weather: place.weather,
    terrain: place.terrain,
  };
}

export function thingSketch({ id, thing, heldBy, certainty }: SeenThing): ThingSketch {
  const { description, working } = thing.properties;
  const sketch: { -readonly [Part in keyof ThingSketch]: ThingSketch[Part] } = {
    id,
    name: thing.name,
    kind: thing.kind,
    certainty,
  };
  if (heldBy !== undefined) sketch.heldBy = heldBy;
  if (thing.open !== undefined) sketch.open = thing.open;
  if (working === false) sketch.description = 'is out of order';
  else if (typeof description === 'string') sketch.description = description;
  return sketch;
}

/** `curious 0.8, loyal 0.3`; empty without traits. */
export function traitNumbers(traits: Readonly<Record<string, number>>): string {
  return Object.entries(traits)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** `day 1, 21:40` of seconds since midnight of day 1. */
export function storyTime(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return `day ${Math.floor(minutes / 1440) + 1}, ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}
