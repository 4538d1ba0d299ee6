import type { WorldFile } from '../../src/simulation/world-file.js';
import type { IdBook } from './id-book.js';
import type { Places } from './places.js';
import type { Seed, SeedObject } from './seed.js';
import { asClause, isClause, isPlural, listed, withThe, words } from './wording.js';

type Thing = WorldFile['things'][number];
type Discovery = Pick<WorldFile['discoveries'][number], 'id' | 'text' | 'thing' | 'weight'>;

/** As many as a world file takes. */
const MAX_THINGS = 60;

/**
 * The scenario's objects as things, and what a look at each finds. Objects
 * without a place in this world lie where the story starts.
 */
export function thingsOf(
  seed: Seed,
  places: Places,
  start: string,
  book: IdBook,
): {
  readonly things: readonly Thing[];
  readonly discoveries: readonly Discovery[];
  readonly idOf: ReadonlyMap<string, string>;
} {
  const all = seed.world_state.objects;
  if (all.length > MAX_THINGS) book.warn(`only the first ${MAX_THINGS} of ${all.length} objects are played`);
  const kept = all.slice(0, MAX_THINGS);
  const idOf = new Map<string, string>();
  for (const { id } of kept) if (!idOf.has(id)) idOf.set(id, book.take(id));
  const containers = new Set(kept.filter((object) => kindOf(object) === 'container').map(({ id }) => id));
  const things: Thing[] = [];
  const discoveries: Discovery[] = [];
  for (const object of kept) {
    const id = idOf.get(object.id);
    if (id === undefined || things.some((thing) => thing.id === id)) continue;
    const { location } = object;
    const within = location !== undefined && location !== object.id && containers.has(location);
    const at = places.find(location) ?? (within ? idOf.get(location) : undefined);
    if (at === undefined) book.warn(`${object.id} is in ${location ?? 'no place'}, which isn't in the world`);
    things.push(thingOf(object, id, at ?? start));
    discoveries.push({ id: book.take(`find-${id}`), text: findingOf(object), thing: id, weight: 0.7 });
  }
  return { things, discoveries, idOf };
}

function thingOf(object: SeedObject, id: string, at: string): Thing {
  const kind = kindOf(object);
  const { description, properties = {} } = object;
  return {
    id,
    name: nameOf(object),
    kind,
    ...(description === undefined
      ? {}
      : { description: asClause(isClause(nameOf(object), description), 400) }),
    at,
    open: kind === 'container' && !isSet(properties.locked) && !isSet(properties.sealed ?? true),
    working:
      properties.powered !== false && !/broken|destroyed|inoperable/i.test(String(properties.condition)),
    hidden: properties.hidden === true,
    needs: [],
    breaks: [],
  };
}

/** By what it is called; whatever isn't known to hold or to do something can be carried. */
function kindOf({ id, type }: SeedObject): Thing['kind'] {
  const label = `${type ?? ''} ${id}`;
  if (/document|record|book|journal|scroll|letter|tablet/i.test(type ?? '')) return 'item';
  if (/container|crate|chest|cache|locker|cabinet|box|safe\b|barrel/i.test(label)) return 'container';
  if (
    /device|terminal|console|machine|mechanism|system|engine|panel|generator|computer|core\b/i.test(label)
  ) {
    return 'mechanism';
  }
  return 'item';
}

/** What it is and what its properties tell, as a clause that stands after "that". */
function findingOf(object: SeedObject): string {
  const name = nameOf(object);
  const about = `${name} ${isClause(name, object.description ?? words(object.type ?? 'thing'))}`;
  const told = propertiesTold(object.properties ?? {}, isPlural(name));
  return asClause(told === '' ? about : `${about}, and ${told}`, 400);
}

/** Figures of the scenario's own game, which nobody can see by looking. */
const RULES_OF_GAME = /difficulty|cost|weight|_value|sensitivity/i;

function propertiesTold(properties: Readonly<Record<string, unknown>>, plural: boolean): string {
  const is: string[] = [];
  const others: string[] = [];
  for (const [key, value] of Object.entries(properties)) {
    if (RULES_OF_GAME.test(key)) continue;
    const label = words(key);
    const said = words(String(value));
    if (typeof value === 'boolean') {
      if (label.includes(' ')) others.push(`${value ? 'with' : 'without'} ${label}`);
      else is.push(value ? label : `not ${label}`);
    } else if (typeof value === 'string' || typeof value === 'number') {
      if (/^[a-z]+(ed|able)$/.test(label)) is.push(`${label} (${said})`);
      else if (/^(reveals|contains|holds|shows)$/.test(label))
        others.push(`with ${said} in ${plural ? 'them' : 'it'}`);
      else others.push(`with ${said} as ${plural ? 'their' : 'its'} ${label}`);
    }
  }
  if (is.length + others.length === 0) return '';
  const state = [listed(is), listed(others)].filter((part) => part !== '').join(', ');
  return `${plural ? 'they are' : 'it is'} ${is.length === 0 ? 'there ' : ''}${state}`;
}

function nameOf({ id, name }: SeedObject): string {
  return withThe(name ?? words(id)).slice(0, 80);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && value !== 'none' && value !== 'no';
}
