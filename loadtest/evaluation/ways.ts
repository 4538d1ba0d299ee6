/** A place on the way map: where it is, in metres, and the places that it says one can get to. */
export interface Waypoint {
  readonly id: string;
  readonly position?: { readonly x: number; readonly y: number; readonly z: number } | undefined;
  readonly leadsTo: readonly string[];
}

/** As many as a world file takes. */
const MAX_WAYS = 8;

/**
 * Ways between places, by id, the same in both directions and connected: the declared ones; for places without any, ways
 * to neighbours (two places are neighbours when no third lies within the sphere that has them as poles, the Gabriel
 * graph); and where parts are still apart, the shortest way between them. A way to a place that isn't there is left out.
 */
export function waysBetween(places: readonly Waypoint[]): ReadonlyMap<string, readonly string[]> {
  const ways = new Map(places.map(({ id }) => [id, new Set<string>()]));
  const connect = (a: string, b: string): boolean => {
    const [fromA, fromB] = [ways.get(a), ways.get(b)];
    if (fromA === undefined || fromB === undefined || a === b) return false;
    if (!fromA.has(b) && (fromA.size >= MAX_WAYS || fromB.size >= MAX_WAYS)) return false;
    fromA.add(b);
    fromB.add(a);
    return true;
  };
  for (const { id, leadsTo } of places) for (const next of leadsTo) connect(id, next);
  const lonely = new Set(places.map(({ id }) => id).filter((id) => ways.get(id)?.size === 0));
  const pairs = pairsByDistance(places);
  for (const { a, b } of pairs) {
    if ((lonely.has(a.id) || lonely.has(b.id)) && areNeighbours(a, b, places)) connect(a.id, b.id);
  }
  for (const { a, b } of pairs) {
    if (!reach(a.id, ways).has(b.id)) connect(a.id, b.id);
  }
  return new Map([...ways].map(([id, next]) => [id, [...next].sort()]));
}

function pairsByDistance(places: readonly Waypoint[]): { a: Waypoint; b: Waypoint; squared: number }[] {
  return places
    .flatMap((a, index) => places.slice(index + 1).map((b) => ({ a, b, squared: squaredDistance(a, b) })))
    .sort((one, other) => one.squared - other.squared);
}

function areNeighbours(a: Waypoint, b: Waypoint, places: readonly Waypoint[]): boolean {
  const across = squaredDistance(a, b);
  return places.every((c) => c === a || c === b || squaredDistance(a, c) + squaredDistance(c, b) > across);
}

function reach(from: string, ways: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set([from]);
  for (const id of reached) for (const next of ways.get(id) ?? []) reached.add(next);
  return reached;
}

/** Places without coordinates lie at the origin. */
export function squaredDistance(a: Pick<Waypoint, 'position'>, b: Pick<Waypoint, 'position'>): number {
  const [from, to] = [a.position ?? ORIGIN, b.position ?? ORIGIN];
  return (from.x - to.x) ** 2 + (from.y - to.y) ** 2 + (from.z - to.z) ** 2;
}

const ORIGIN = { x: 0, y: 0, z: 0 };
