import type { LocationProfile } from '../lorebook.js';

/**
 * The map of a lorebook, once every connection names a place of it: ways lead back, and every place can be reached from the
 * first one.
 */

/** As many neighbours as a place may have. */
const MOST_CONNECTIONS = 20;

type Place = Pick<LocationProfile, 'name' | 'connections'>;

/** One-sided ways, as pairs of names. */
export function oneSidedWays(places: readonly Place[]): readonly (readonly [from: string, to: string])[] {
  const connections = new Map(places.map((place) => [place.name, place.connections]));
  return places.flatMap(({ name, connections: ways }) =>
    ways.flatMap((to) => (connections.get(to)?.includes(name) === false ? [[name, to] as const] : [])),
  );
}

/** The names of the places that no way leads to from `start`, whichever direction ways are entered in. */
export function unreachable(places: readonly Place[], start: string): readonly string[] {
  const neighbours = new Map(places.map(({ name }) => [name, new Set<string>()]));
  for (const { name, connections } of places) {
    for (const to of connections) {
      neighbours.get(name)?.add(to);
      neighbours.get(to)?.add(name);
    }
  }
  const reached = new Set([start]);
  for (const name of reached) for (const next of neighbours.get(name) ?? []) reached.add(next);
  return places.flatMap(({ name }) => (reached.has(name) ? [] : [name]));
}

/** The places with all ways leading back; a way to a place that has no room for another is given up. */
export function withWaysBack<T extends Place>(places: readonly T[]): readonly T[] {
  const ways = waysOf(places);
  for (const [from, to] of oneSidedWays(places)) {
    const back = ways.get(to) ?? [];
    if (back.length < MOST_CONNECTIONS) back.push(from);
    else
      ways.set(
        from,
        (ways.get(from) ?? []).filter((each) => each !== to),
      );
  }
  return places.map((place) => ({ ...place, connections: ways.get(place.name) ?? [] }));
}

/**
 * The places with a way to each from `start`: what lies apart is joined to the first place that has room.
 * @param places whose ways lead back
 */
export function joined<T extends Place>(places: readonly T[], start: string): readonly T[] {
  const ways = waysOf(places);
  for (;;) {
    const apart = unreachable(
      places.map(({ name }) => ({ name, connections: ways.get(name) ?? [] })),
      start,
    );
    const [first] = apart;
    if (first === undefined) break;
    const away = new Set(apart);
    const hasRoom = (name: string) => (ways.get(name) ?? []).length < MOST_CONNECTIONS;
    const host = places.find(({ name }) => !away.has(name) && hasRoom(name))?.name ?? start;
    const guest = apart.find(hasRoom) ?? first;
    ways.get(host)?.push(guest);
    ways.get(guest)?.push(host);
  }
  return places.map((place) => ({ ...place, connections: ways.get(place.name) ?? [] }));
}

function waysOf(places: readonly Place[]): Map<string, string[]> {
  return new Map(places.map(({ name, connections }) => [name, [...connections]]));
}
