import type { Database } from '../../store/database.js';
import type { CacheStore, Claim, StoredValue } from '../store.js';

/**
 * The cache store in Postgres, for pools without a Redis: one row per entry, in a table without a log, which a crash of
 * the server empties. Rows that are over are deleted by housekeeping, see `sweepCache`.
 */
export function openPostgresCache(db: Database): CacheStore {
  return {
    kind: 'postgres',
    get: async (key) => {
      const [row] = await db.query<ValueRow>`
        SELECT value, (extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS "leftMs"
        FROM cache_entry WHERE key = ${key} AND expires_at > clock_timestamp()`;
      return storedValue(row);
    },
    set: async (key, bytes, ttlMs) => {
      await db.execute`
        INSERT INTO cache_entry (key, value, expires_at)
        VALUES (${key}, ${bytes}, clock_timestamp() + ${ttlMs}::float8 * interval '1 millisecond')
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`;
    },
    claim: async (key, owner, leaseMs): Promise<Claim> => {
      // A value that comes while this runs is not seen, and keeps the lease from being taken: the next look finds it.
      const [row] = await db.query<ValueRow & { mine: boolean }>`
        WITH claimed AS (
          INSERT INTO cache_entry (key, lease_owner, lease_until)
          VALUES (${key}, ${owner}, clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond')
          ON CONFLICT (key) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
            WHERE (cache_entry.expires_at IS NULL OR cache_entry.expires_at <= clock_timestamp())
              AND (cache_entry.lease_until IS NULL OR cache_entry.lease_until <= clock_timestamp()
                OR cache_entry.lease_owner = ${owner})
          RETURNING key
        ), found AS (
          SELECT value, (extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS "leftMs"
          FROM cache_entry WHERE key = ${key} AND expires_at > clock_timestamp()
        )
        SELECT EXISTS (SELECT FROM claimed) AS mine, found.*
        FROM (SELECT) always LEFT JOIN found ON true`;
      const value = storedValue(row);
      if (value !== undefined) return { kind: 'value', value };
      return { kind: row?.mine === true ? 'mine' : 'theirs' };
    },
    renew: async (key, owner, leaseMs) =>
      (await db.execute`
        UPDATE cache_entry SET lease_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'
        WHERE key = ${key} AND lease_owner = ${owner} AND lease_until > clock_timestamp()`) === 1,
    release: async (key, owner) => {
      await db.execute`
        UPDATE cache_entry SET lease_owner = NULL, lease_until = NULL WHERE key = ${key} AND lease_owner = ${owner}`;
    },
    size: async () => {
      const [row] = await db.query<{ entries: number; bytes: number }>`
        SELECT count(*)::int AS entries, coalesce(sum(octet_length(value)), 0)::float8 AS bytes
        FROM cache_entry WHERE expires_at > clock_timestamp()`;
      return row ?? { entries: 0, bytes: 0 };
    },
    // The pool is its owner's.
    close: async () => undefined,
  };
}

interface ValueRow {
  readonly value: Buffer | null;
  readonly leftMs: number | null;
}

function storedValue(row: ValueRow | undefined): StoredValue | undefined {
  return row?.value == null || row.leftMs === null || row.leftMs <= 0
    ? undefined
    : { bytes: row.value, leftMs: row.leftMs };
}

/**
 * Deletes entries that are over, and of the others all but the `keep` that last longest; at most `limit`.
 * @returns how many
 */
export async function sweepCache(db: Database, keep: number, limit: number): Promise<number> {
  return db.execute`
    DELETE FROM cache_entry WHERE key IN (
      SELECT key FROM (
        (SELECT key FROM cache_entry
         WHERE coalesce(greatest(expires_at, lease_until), '-infinity') <= clock_timestamp()
         LIMIT ${limit}::int)
        UNION
        (SELECT key FROM cache_entry
         WHERE expires_at > clock_timestamp()
         ORDER BY expires_at DESC OFFSET ${keep}::int LIMIT ${limit}::int)
      ) gone LIMIT ${limit}::int)`;
}
