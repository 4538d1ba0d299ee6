import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { hashState } from '../cache/state-hash.js';
import { STARTER_CLIENT } from '../config.js';
import { packageRoot } from '../package.js';
import { characterSchema } from '../simulation/character.js';
import { type Profession, professionFileSchema } from '../simulation/profession-file.js';
import { type WorldFile, worldFileSchema } from '../simulation/world-file.js';

/** What comes with the program: characters that go into the database, worlds and professions that are read from their files. */

/** A file of `data/` that this program can't read; the message names the file and what is wrong in it. */
export class StarterContentError extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file}: ${cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)}`, { cause });
    this.name = 'StarterContentError';
  }
}

/** Brings the starter cast in the database in line with `data/characters`; the file's name is the character's id. */
export async function storeStarterCast(client: pg.Client): Promise<void> {
  const cast = readFolder('characters', characterSchema).map(({ id, raw, value }) => ({
    id,
    name: value.name,
    profile: raw,
    content_hash: hashState(raw),
  }));
  await client.query(
    `WITH wanted AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(id text, name text, profile jsonb, content_hash text)
     ), gone AS (
       DELETE FROM character WHERE client_id = $2 AND id NOT IN (SELECT id FROM wanted)
     )
     INSERT INTO character (client_id, id, name, profile, content_hash)
     SELECT $2, id, name, profile, content_hash FROM wanted
     ON CONFLICT (client_id, id) DO UPDATE SET
       name = excluded.name, profile = excluded.profile, content_hash = excluded.content_hash, updated_at = now()
     WHERE character.content_hash <> excluded.content_hash`,
    [JSON.stringify(cast), STARTER_CLIENT],
  );
}

let worlds: readonly WorldFile[] | undefined;

/** The starter worlds, by id; read once per process. */
export function starterWorlds(): readonly WorldFile[] {
  worlds ??= readFolder('worlds', worldFileSchema).map(({ value }) => value);
  return worlds;
}

let professions: readonly Profession[] | undefined;

/** The professions that characters can have, in the file's order; read once per process. */
export function starterProfessions(): readonly Profession[] {
  professions ??= readData('professions.json', professionFileSchema).value.professions;
  return professions;
}

function readFolder<T>(folder: string, schema: z.ZodType<T>): { id: string; raw: unknown; value: T }[] {
  return readdirSync(join(packageRoot(), 'data', folder))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ id: basename(file, '.json'), ...readData(join(folder, file), schema) }));
}

function readData<T>(path: string, schema: z.ZodType<T>): { raw: unknown; value: T } {
  try {
    const raw: unknown = JSON.parse(readFileSync(join(packageRoot(), 'data', path), 'utf8'));
    return { raw, value: schema.parse(raw) };
  } catch (cause) {
    throw new StarterContentError(join('data', path), cause);
  }
}
