import { LRUCache } from 'lru-cache';
import { STARTER_CLIENT } from '../config.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Json } from '../json.js';
import { type Collector, createCollector, FOR_MANY } from './collector.js';
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
  const owners =
    viewer.role === 'admin'
      ? Prisma.sql`SELECT DISTINCT client_id FROM "character"`
      : Prisma.sql`VALUES (${viewer.clientId}), (${STARTER_CLIENT})`;
  // A page of each owner's, by its index: of many characters no more is read.
  return db.query<StoredCharacter>`
    SELECT DISTINCT ON (id COLLATE "C") client_id AS "clientId", id, name, profile - 'lore' AS profile, created_at AS "createdAt",
           updated_at AS "updatedAt"
    FROM (${owners}) AS owner(client) CROSS JOIN LATERAL (
      SELECT * FROM "character"
      WHERE client_id = owner.client AND id COLLATE "C" > ${page.after}
      ORDER BY id COLLATE "C" LIMIT ${page.limit}::int
    ) owned
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

export interface FoundCharacter {
  /** Owner. */
  readonly clientId: string;
  readonly id: string;
  /** As of a stored character; one and the same object for as long as it isn't changed. */
  readonly profile: Json & object;
}

/** What became of a list of names: each that was found under the name it was asked by, and what is missing. */
export interface CharacterLookup {
  readonly found: ReadonlyMap<string, FoundCharacter>;
  readonly missing: readonly { readonly name: string; readonly near: readonly string[] }[];
}

/** A character that can be named, without what it is. */
interface Nameable {
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  /** Another one after every write to its row, whoever wrote. */
  readonly rowVersion: string;
}

/** Whom names in any case mean to a client: ids before names, so that no name can take the place of somebody's id, and
 * in each its own before everybody's. */
function keyed(nameable: readonly Nameable[], clientId: string): ReadonlyMap<string, Nameable> {
  const ownFirst = nameable.toSorted(
    (a, b) => Number(b.clientId === clientId) - Number(a.clientId === clientId),
  );
  const keys = new Map<string, Nameable>();
  for (const spelling of ['id', 'name'] as const) {
    for (const character of ownFirst) {
      const key = keyOf(character[spelling]);
      if (!keys.has(key)) keys.set(key, character);
    }
  }
  return keys;
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

/** Letters whose small ones the database and this program know alike. */
const PLAIN = /^[\x20-\x7e]*$/;

const NOBODY: ReadonlyMap<string, Nameable> = new Map();

/** Looks up the names of a request among the client's own characters and the starter cast. */
export async function findCharacters(
  db: Database,
  clientId: string,
  names: readonly string[],
): Promise<CharacterLookup> {
  const keys = names.map(keyOf);
  const named = names.every((name) => PLAIN.test(name)) ? await nameableAs(db, clientId, keys) : NOBODY;
  const isKnown = keys.every((key) => named.has(key));
  const nameable = isKnown ? [] : await allNameable(db, clientId);
  const known = isKnown ? named : keyed(nameable, clientId);
  const profiles = await profilesOf(
    db,
    keys.flatMap((key) => known.get(key) ?? []),
  );
  const found = new Map<string, FoundCharacter>();
  for (const [index, name] of names.entries()) {
    const character = known.get(keys[index] ?? '');
    const profile = character && profiles.get(rowKey(character));
    if (character !== undefined && profile !== undefined) {
      found.set(name, { clientId: character.clientId, id: character.id, profile });
    }
  }
  return {
    found,
    missing: names
      .filter((name) => !found.has(name))
      .map((name, index) => ({ name, near: index < MOST_HELPED ? nearSpellings(name, nameable) : [] })),
  };
}

interface NamesOfClient {
  readonly clientId: string;
  readonly keys: readonly string[];
}

/** Every post asks: those that come at once are answered by one statement. */
const lookupsOf = new WeakMap<Database, Collector<NamesOfClient, ReadonlyMap<string, Nameable>>>();
const LOOKUPS = { lanes: 2, beside: FOR_MANY, most: 100 };

async function nameableAs(
  db: Database,
  clientId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Nameable>> {
  let lookups = lookupsOf.get(db);
  if (lookups === undefined) {
    lookups = createCollector({ ...LOOKUPS, run: (asked) => nameableOf(db, asked) });
    lookupsOf.set(db, lookups);
  }
  return lookups.ask({ clientId, keys });
}

/** For each who asks, those of its own and of everybody's characters that any who asks has named, by these names. */
async function nameableOf(
  db: Database,
  asked: readonly NamesOfClient[],
): Promise<readonly ReadonlyMap<string, Nameable>[]> {
  const clients = [...new Set([STARTER_CLIENT, ...asked.map(({ clientId }) => clientId)])];
  const keys = [...new Set(asked.flatMap((each) => each.keys))];
  const found = await db.query<Nameable>`
    SELECT client_id AS "clientId", id, name, xmin::text AS "rowVersion" FROM "character"
    WHERE client_id = ANY(${clients}::text[])
      AND (id = ANY(${keys}::text[]) OR lower(name) = ANY(${keys}::text[]))`;
  const byClient = new Map(
    clients.map((client) => {
      const seen = found.filter((each) => each.clientId === client || each.clientId === STARTER_CLIENT);
      return [client, keyed(seen, client)];
    }),
  );
  return asked.map(({ clientId }) => byClient.get(clientId) ?? NOBODY);
}

async function allNameable(db: Database, clientId: string): Promise<readonly Nameable[]> {
  return db.query<Nameable>`
    SELECT client_id AS "clientId", id, name, xmin::text AS "rowVersion" FROM "character"
    WHERE client_id IN (${clientId}, ${STARTER_CLIENT}) ORDER BY client_id, id`;
}

/** Casts are named again and again: what was read is kept, by pool of connections, for as long as its row stays as it is. */
const knownOf = new WeakMap<Database, LRUCache<string, Json & object>>();
const MOST_KNOWN = 1_000;

/** The profiles of characters, by `rowKey`; absent where one is gone by now. */
async function profilesOf(
  db: Database,
  characters: readonly Nameable[],
): Promise<ReadonlyMap<string, Json & object>> {
  const known = knownOf.get(db) ?? new LRUCache<string, Json & object>({ max: MOST_KNOWN });
  knownOf.set(db, known);
  const profiles = new Map<string, Json & object>();
  const unknown = characters.filter((character) => {
    const profile = known.get(versionKey(character));
    if (profile !== undefined) profiles.set(rowKey(character), profile);
    return profile === undefined;
  });
  if (unknown.length === 0) return profiles;
  const rows = await db.query<Nameable & { profile: Json & object }>`
    SELECT client_id AS "clientId", id, name, xmin::text AS "rowVersion", profile FROM "character"
    WHERE (client_id, id) IN (
      SELECT * FROM unnest(${unknown.map(({ clientId }) => clientId)}::text[], ${unknown.map(({ id }) => id)}::text[]))`;
  for (const { profile, ...character } of rows) {
    known.set(versionKey(character), profile);
    profiles.set(rowKey(character), profile);
  }
  return profiles;
}

/** No text of the database holds NUL. */
function versionKey({ clientId, id, rowVersion }: Nameable): string {
  return `${rowKey({ clientId, id })}\0${rowVersion}`;
}

function rowKey({ clientId, id }: Pick<Nameable, 'clientId' | 'id'>): string {
  return `${clientId}\0${id}`;
}

/** To compare a name with all that are known takes long where many are, and a post may hold hundreds that aren't. */
const MOST_HELPED = 5;
const MOST_COMPARED = 500;

/** What `wanted` was most likely meant to be, best first, at most three: ids or names, however they are written. */
function nearSpellings(wanted: string, nameable: readonly Nameable[]): readonly string[] {
  const length = keyOf(wanted).length;
  const comparable = nameable
    .filter(({ id, name }) =>
      [id, name].some((each) => isAlike(Math.abs(each.length - length), each, wanted)),
    )
    .slice(0, MOST_COMPARED);
  return nearNames(wanted, [...new Set(comparable.map((character) => nearestSpelling(wanted, character)))]);
}

/** Whether names that are so far from each other may be one. */
function isAlike(distance: number, a: string, b: string): boolean {
  return distance <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 3));
}

/** The known names that are spelled most like `wanted`, best first, at most three. */
export function nearNames(wanted: string, known: readonly string[]): readonly string[] {
  const target = wanted.trim().toLowerCase().slice(0, 80);
  return known
    .map((name) => ({ name, distance: editDistance(target, name.toLowerCase()) }))
    .filter(({ name, distance }) => isAlike(distance, target, name))
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
  let before = new Uint32Array(b.length + 1);
  let row = new Uint32Array(b.length + 1);
  let next = new Uint32Array(b.length + 1);
  for (let j = 0; j <= b.length; j += 1) row[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    next[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const here = a.charCodeAt(i - 1);
      const there = b.charCodeAt(j - 1);
      const replaced = (row[j - 1] ?? 0) + (here === there ? 0 : 1);
      const isSwap = i > 1 && j > 1 && here === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === there;
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : replaced;
      next[j] = Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    [before, row, next] = [row, next, before];
  }
  return row[b.length] ?? 0;
}
