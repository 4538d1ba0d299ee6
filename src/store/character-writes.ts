import { STARTER_CLIENT } from '../config.js';
import type { Json } from '../json.js';
import { characterId } from '../simulation/character.js';
import type { StoredCharacter } from './characters.js';

import type { Database } from './database.js';
import type { Statements } from './statements.js';

/** What clients write into their part of the character catalogue. One client's writes wait for each other. */

export interface CharacterDraft {
  readonly clientId: string;
  readonly name: string;
  /** In wire form; see `characterSchema`. */
  readonly profile: object;
  readonly contentHash: string;
}

/** The card that a character comes from. */
export interface CharacterSource {
  readonly kind: 'json' | 'png';
  readonly contentHash: string;
  /** The card, as it came. */
  readonly document: Json;
  /** The whole PNG; null of a card that came as JSON. */
  readonly image: Uint8Array | null;
}

/** Ids that no character gets: their addresses are something else's. */
export const RESERVED_IDS: ReadonlySet<string> = new Set(['import']);

/** A new character, of an id that isn't reserved; undefined when one of that id is there already, of the client or of the starter cast. */
export async function createCharacter(
  db: Database,
  draft: CharacterDraft,
  id: string,
): Promise<StoredCharacter | undefined> {
  return db.transaction(async (statements) => {
    await waitForOthers(statements, draft.clientId);
    return (await takenIds(statements, draft.clientId)).has(id) ? undefined : insert(statements, draft, id);
  });
}

/**
 * A character from a card: a new one, under a free id that its name gives, or the one that the same content made before.
 */
export async function importCharacter(
  db: Database,
  draft: CharacterDraft,
  source: CharacterSource,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  return db.transaction(async (statements) => {
    await waitForOthers(statements, draft.clientId);
    const before = await findImported(statements, draft.clientId, source.contentHash);
    if (before !== undefined) return { id: before, isNew: false };
    const id = freeId(draft.name, await takenIds(statements, draft.clientId));
    await insert(statements, draft, id);
    await statements.execute`
      INSERT INTO character_source (client_id, id, kind, content_hash, document, image)
      VALUES (${draft.clientId}, ${id}, ${source.kind}, ${source.contentHash}, ${JSON.stringify(source.document)}::json,
              ${source.image})`;
    return { id, isNew: true };
  });
}

/** The id of the character that the same content made before. */
export async function findImported(
  statements: Statements,
  clientId: string,
  contentHash: string,
): Promise<string | undefined> {
  const [row] = await statements.query<{ id: string }>`
    SELECT id FROM character_source WHERE client_id = ${clientId} AND content_hash = ${contentHash}`;
  return row?.id;
}

export async function findSource(
  db: Database,
  { clientId, id }: Pick<StoredCharacter, 'clientId' | 'id'>,
): Promise<CharacterSource | undefined> {
  const [source] = await db.query<CharacterSource>`
    SELECT kind, content_hash AS "contentHash", document, image FROM character_source
    WHERE client_id = ${clientId} AND id = ${id}`;
  return source;
}

/** Writes a client's character over, or makes its own copy of one that it shares. */
export async function saveCharacter(
  db: Database,
  draft: CharacterDraft,
  id: string,
): Promise<StoredCharacter | undefined> {
  const [saved] = await db.query<StoredCharacter>`
    INSERT INTO "character" (client_id, id, name, profile, content_hash)
    VALUES (${draft.clientId}, ${id}, ${draft.name}, ${JSON.stringify(draft.profile)}::jsonb, ${draft.contentHash})
    ON CONFLICT (client_id, id) DO UPDATE SET
      name = excluded.name, profile = excluded.profile, content_hash = excluded.content_hash,
      updated_at = CASE WHEN "character".content_hash = excluded.content_hash THEN "character".updated_at ELSE now() END
    RETURNING client_id AS "clientId", id, name, profile, created_at AS "createdAt", updated_at AS "updatedAt"`;
  return saved;
}

/** Names of a client's other characters that have a bond with this one, or a goal about it; in order of their ids. */
export async function charactersBoundTo(
  db: Database,
  { clientId, id, name }: Pick<StoredCharacter, 'clientId' | 'id' | 'name'>,
): Promise<readonly string[]> {
  const rows = await db.query<{ name: string }>`
    SELECT name FROM "character"
    WHERE client_id = ${clientId} AND id <> ${id}
      AND NOT EXISTS (SELECT 1 FROM "character" WHERE client_id = ${STARTER_CLIENT} AND id = ${id})
      AND (
        EXISTS (SELECT 1 FROM jsonb_object_keys(profile -> 'relationships') AS bond
                WHERE lower(bond) IN (${id}, lower(${name})))
        OR EXISTS (SELECT 1 FROM jsonb_array_elements(profile -> 'goals') AS goal
                   WHERE lower(goal -> 'tracks' ->> 'who') IN (${id}, lower(${name}))))
    ORDER BY id COLLATE "C"`;
  return rows.map((row) => row.name);
}

/** Whether there was such a character. */
export async function deleteCharacter(
  db: Database,
  { clientId, id }: Pick<StoredCharacter, 'clientId' | 'id'>,
): Promise<boolean> {
  return (await db.execute`DELETE FROM "character" WHERE client_id = ${clientId} AND id = ${id}`) > 0;
}

async function insert(
  statements: Statements,
  draft: CharacterDraft,
  id: string,
): Promise<StoredCharacter | undefined> {
  const [made] = await statements.query<StoredCharacter>`
    INSERT INTO "character" (client_id, id, name, profile, content_hash)
    VALUES (${draft.clientId}, ${id}, ${draft.name}, ${JSON.stringify(draft.profile)}::jsonb, ${draft.contentHash})
    RETURNING client_id AS "clientId", id, name, profile, created_at AS "createdAt", updated_at AS "updatedAt"`;
  return made;
}

/** Until the transaction ends no other of this client's makes a character. */
async function waitForOthers(statements: Statements, clientId: string): Promise<void> {
  await statements.query`SELECT pg_advisory_xact_lock(hashtextextended(${`characters of ${clientId}`}, 0))`;
}

async function takenIds(statements: Statements, clientId: string): Promise<ReadonlySet<string>> {
  const rows = await statements.query<{ id: string }>`
    SELECT id FROM "character" WHERE client_id IN (${clientId}, ${STARTER_CLIENT})`;
  return new Set([...RESERVED_IDS, ...rows.map(({ id }) => id)]);
}

/** `ilse`, or `ilse_2` where that is taken. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const base = characterId(name);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base.slice(0, 44)}_${number}`;
    if (!taken.has(id)) return id;
  }
}
