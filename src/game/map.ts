import type { PlayState } from './hidden.js';
import { nameKey } from './names.js';
import type { RulePlace, RuleWorld } from './rule-world.js';

const maps = new WeakMap<RuleWorld, SessionMap>();

/** The map of a session as it stands; drawn once for an action, unless that adds a place to it. */
export function mapOf(world: RuleWorld, { hidden }: PlayState): SessionMap {
  const known = maps.get(world);
  if (known?.added === hidden.places) return known;
  const map = new SessionMap(world, hidden.places);
  maps.set(world, map);
  return map;
}

/** The map of a session: the places of its world, those that play has added, and the ways between them, which lead back. */
export class SessionMap {
  readonly places: readonly RulePlace[];
  readonly #byKey = new Map<string, RulePlace>();
  readonly #ways = new Map<string, Set<string>>();

  constructor(
    world: RuleWorld,
    readonly added: readonly RulePlace[],
  ) {
    this.places = [...world.places, ...added];
    for (const place of this.places) {
      const key = nameKey(place.name);
      if (!this.#byKey.has(key)) this.#byKey.set(key, place);
    }
    for (const { name, connections } of this.places) {
      for (const other of connections) {
        if (!this.#byKey.has(nameKey(other))) continue;
        this.#waysFrom(name).add(nameKey(other));
        this.#waysFrom(other).add(nameKey(name));
      }
    }
  }

  place(name: string): RulePlace | undefined {
    return this.#byKey.get(nameKey(name));
  }

  /** Names of the places next to one. */
  exits(name: string): readonly string[] {
    const keys = this.#ways.get(nameKey(name)) ?? [];
    return [...keys].flatMap((key) => this.#byKey.get(key)?.name ?? []);
  }

  /** Names of the places on a shortest way, the first left out and the last one included; undefined without a way. */
  path(from: string, to: string): readonly string[] | undefined {
    const target = nameKey(to);
    const cameFrom = new Map<string, string | undefined>([[nameKey(from), undefined]]);
    for (const [key] of cameFrom) {
      if (key === target) return this.#walkBack(key, cameFrom);
      for (const next of this.#ways.get(key) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, key);
    }
    return undefined;
  }

  #walkBack(target: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
    const way: string[] = [];
    for (let key: string | undefined = target; key !== undefined; key = cameFrom.get(key)) {
      way.unshift(this.#byKey.get(key)?.name ?? key);
    }
    return way.slice(1);
  }

  #waysFrom(name: string): Set<string> {
    const key = nameKey(name);
    const known = this.#ways.get(key) ?? new Set<string>();
    this.#ways.set(key, known);
    return known;
  }
}
