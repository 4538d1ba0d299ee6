import { LRUCache } from 'lru-cache';
import { hashOnce, hashState } from '../cache/state-hash.js';
import { InternalError } from '../errors.js';
import type { Json } from '../json.js';
import { type SnapshotSource, takeSnapshot } from '../simulation/snapshot.js';
import type { Database } from '../store/database.js';
import { findSource, keepSource } from '../store/simulation-sources.js';
import { UnreadableCheckpointError } from './checkpoint.js';
import type { SimulationTaskRequest, StoredSimulationRequest } from './task-request.js';

/**
 * What a simulation is played from, as its task holds it and whole. Cast and world make up most of a snapshot, and many
 * simulations have them in common: they are stored once, under a hash of what they were made of, and a request names
 * them. So later edits of characters and worlds change nothing, and a post writes hundreds of bytes instead of tens of
 * thousands.
 */

/** A source that is stored. */
export interface KeptSource {
  readonly key: string;
  /** Of the world. */
  readonly title: string;
  /** Names of the cast, in its order. */
  readonly participants: readonly string[];
}

/** The newest form of a request that names its source. */
export const REQUEST_VERSION = 1;

/** What a request that names its source has for a snapshot's version: none that has ever held one. */
export const SNAPSHOT_IN_SOURCE = 1_000;

/** Its use is noted this often: far more often than what is unused is deleted. */
const NOTED_MS = 3_600_000;
const MOST_KEPT = 1_000;
const MOST_READ = 100;

interface Caches {
  /** By their parts. */
  readonly kept: LRUCache<string, { readonly source: Promise<KeptSource>; readonly notedAt: number }>;
  readonly read: LRUCache<string, SnapshotSource>;
}

/** By the pool of connections that they were stored and read through: a source never changes. */
const cachesOf = new WeakMap<Database, Caches>();

function caches(db: Database): Caches {
  let found = cachesOf.get(db);
  if (found === undefined) {
    found = { kept: new LRUCache({ max: MOST_KEPT }), read: new LRUCache({ max: MOST_READ }) };
    cachesOf.set(db, found);
  }
  return found;
}

/**
 * Stores a source unless it is known to be stored.
 * @throws SimulationInputError for what can't be played: an empty, too large or duplicated cast, too much lore
 */
export async function keep(db: Database, source: SnapshotSource): Promise<KeptSource> {
  const { kept } = caches(db);
  const parts = partsOf(source);
  const known = kept.get(parts);
  const now = performance.now();
  if (known !== undefined && now - known.notedAt < NOTED_MS) return known.source;
  const storing = store(db, keyOf(source), source);
  kept.set(parts, { source: storing, notedAt: now });
  storing.catch(() => kept.delete(parts));
  return storing;
}

/** What the key is a hash of, as one text: hashing it for each post would take longer than to look it up. */
function partsOf({ members, world, professions = [], lore }: SnapshotSource): string {
  let parts = hashOnce(world) + hashOnce(professions) + (lore === undefined ? '' : hashOnce(lore));
  for (const { id, character } of members) parts += ` ${id} ${hashOnce(character)}`;
  return parts;
}

async function store(db: Database, key: string, source: SnapshotSource): Promise<KeptSource> {
  // Which seed it is makes no difference to whether it can be played.
  const { stage, cast } = takeSnapshot({ ...source, seed: 0, turns: 1 });
  await keepSource(db, key, JSON.stringify(source));
  return { key, title: stage.title, participants: cast.map(({ name }) => name) };
}

/**
 * The request of a task with its snapshot.
 * @throws UnreadableCheckpointError for one that a newer version of this program wrote
 */
export async function resolveRequest(db: Database, request: Json): Promise<SimulationTaskRequest> {
  // Written by `submitSimulation` and `submitFork` from this type.
  const stored = request as unknown as StoredSimulationRequest;
  if (!('source' in stored)) return stored;
  const { schemaVersion, source: key, choices, limits, cache, seeded } = stored;
  if (schemaVersion > REQUEST_VERSION) {
    throw new UnreadableCheckpointError(
      `The request has schema version ${schemaVersion}; this program reads up to ${REQUEST_VERSION}`,
    );
  }
  const { read } = caches(db);
  let source = read.get(key);
  if (source === undefined) {
    const found = await findSource(db, key);
    if (found === undefined) throw new InternalError(`The source ${key} of a simulation is gone`);
    source = found as unknown as SnapshotSource;
    read.set(key, source);
  }
  return { snapshot: takeSnapshot({ ...source, ...choices }), limits, cache, seeded };
}

function keyOf({ members, world, professions = [], lore }: SnapshotSource): string {
  return hashState([
    members.map(({ id, character }) => [id, hashOnce(character)]),
    hashOnce(world),
    hashOnce(professions),
    lore === undefined ? null : hashOnce(lore),
  ]);
}
