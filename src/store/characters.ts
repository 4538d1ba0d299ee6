import { STARTER_CLIENT } from '../config.js';
import type { Json } from '../json.js';
import type { Database } from './database.js';
import type { Viewer } from './task-reads.js';

/**
 * Reads of the character catalogue. A client sees the starter cast and its own characters; its own copy of a starter
 * character hides the original. An admin sees the other clients' too, behind both. Names are looked up, never joined
 * into anything.
 */

export interface StoredCharacter {
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  /** The character in wire form; see `characterSchema`. */
  readonly profile: Json;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The characters that a client may see, one per id, by id, after the id `after`; without their lore. */
export async function listCharacters(
  db: Database,
  viewer: Viewer,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly StoredCharacter[]> {
  return db.query<StoredCharacter>`
    SELECT DISTINCT ON (id COLLATE "C") client_id AS "clientId", id, name, profile - 'lore' AS profile, created_at AS "createdAt",
           updated_at AS "updatedAt"
    FROM "character"
    WHERE id COLLATE "C" > ${page.after}
      AND (${viewer.role === 'admin'}::boolean OR client_id IN (${viewer.clientId}, ${STARTER_CLIENT}))
    ORDER BY id COLLATE "C", client_id = ${viewer.clientId} DESC, client_id = ${STARTER_CLIENT} DESC, client_id
    LIMIT ${page.limit}::int`;
}

/** A character by id or, failing that, by name; both without regard to case. */
export async function findCharacter(
  db: Database,
  viewer: Viewer,
  idOrName: string,
): Promise<StoredCharacter | undefined> {
  const [character] = await db.query<StoredCharacter>`
    SELECT client_id AS "clientId", id, name, profile, created_at AS "createdAt", updated_at AS "updatedAt"
    FROM "character"
    WHERE (id = lower(${idOrName}) OR lower(name) = lower(${idOrName}))
      AND (${viewer.role === 'admin'}::boolean OR client_id IN (${viewer.clientId}, ${STARTER_CLIENT}))
    ORDER BY id = lower(${idOrName}) DESC, client_id = ${viewer.clientId} DESC,
             client_id = ${STARTER_CLIENT} DESC, client_id, id
    LIMIT 1`;
  return character;
}

/** What became of a list of names: each that was found under the name it was asked by, and what is missing. */
export interface CharacterLookup {
  readonly found: ReadonlyMap<string, StoredCharacter>;
  readonly missing: readonly { readonly name: string; readonly near: readonly string[] }[];
}

/**
 * Looks up the names of a request among the client's own characters and the starter cast: ids before names, so that no
 * name can take the place of somebody's id, and one's own before the starters. One statement, unless a name is missing or
 * has capitals that the database's locale doesn't know: then all names are read, for what is spelled like it.
 */
export async function findCharacters(
  db: Database,
  clientId: string,
  names: readonly string[],
): Promise<CharacterLookup> {
  const found = await charactersCalled(db, clientId, new Map(names.map((name) => [name, keyOf(name)])));
  const left = names.filter((name) => !found.has(name));
  if (left.length === 0) return { found, missing: [] };

  const visible = await db.query<{ id: string; name: string }>`
    SELECT id, name FROM "character" WHERE client_id IN (${clientId}, ${STARTER_CLIENT})
    ORDER BY client_id = ${clientId} DESC, id`;
  const ids = left.flatMap((name) => {
    const namesake = visible.find((character) => keyOf(character.name) === keyOf(name));
    return namesake === undefined ? [] : [[name, namesake.id] as const];
  });
  const foundAfterAll = ids.length === 0 ? new Map() : await charactersCalled(db, clientId, new Map(ids));
  return {
    found: new Map([...found, ...foundAfterAll]),
    missing: left
      .filter((name) => !foundAfterAll.has(name))
      .map((name) => ({
        name,
        near: nearNames(name, [...new Set(visible.map((character) => nearestSpelling(name, character)))]),
      })),
  };
}

/** @param keys what each name is sought as, in small letters */
async function charactersCalled(
  db: Database,
  clientId: string,
  keys: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, StoredCharacter>> {
  const rows = await db.query<StoredCharacter & { readonly wanted: string }>`
    SELECT wanted.name AS wanted, called.*
    FROM unnest(${[...keys.keys()]}::text[], ${[...keys.values()]}::text[]) AS wanted(name, key)
    CROSS JOIN LATERAL (
      SELECT client_id AS "clientId", id, name, profile, created_at AS "createdAt", updated_at AS "updatedAt"
      FROM "character"
      WHERE client_id IN (${clientId}, ${STARTER_CLIENT}) AND (id = wanted.key OR lower(name) = wanted.key)
      ORDER BY id = wanted.key DESC, client_id = ${clientId} DESC, id
      LIMIT 1
    ) called`;
  return new Map(rows.map(({ wanted, ...character }) => [wanted, character]));
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

/** The known names that are spelled most like `wanted`, best first, at most three. */
export function nearNames(wanted: string, known: readonly string[]): readonly string[] {
  const target = wanted.trim().toLowerCase().slice(0, 80);
  return known
    .map((name) => ({ name, distance: editDistance(target, name.toLowerCase()) }))
    .filter(
      ({ name, distance }) => distance <= Math.max(1, Math.floor(Math.max(target.length, name.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How a character would most likely be written by somebody who meant it: by its id or by its name. */
function nearestSpelling(
  wanted: string,
  { id, name }: { readonly id: string; readonly name: string },
): string {
  const target = wanted.trim().toLowerCase().slice(0, 80);
  return editDistance(target, id) < editDistance(target, name.toLowerCase()) ? id : name;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
