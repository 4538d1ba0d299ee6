import { z } from 'zod';
import { validationError } from './validation.js';

/** Lists come in pages: `limit` entries after a `cursor` that only this server understands. */

const MAX_LIMIT = 100;

export const pageQuery = z.object({
  limit: z.coerce
    .number({ error: `must be a whole number from 1 to ${MAX_LIMIT}` })
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(20)
    .meta({ description: 'Entries of a page' }),
  cursor: z.string().max(400).optional().meta({ description: '`next_cursor` of the page before' }),
});

/** What a cursor holds: the key of the last entry that was sent. */
export function cursorOf(key: string | number): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Reads a cursor.
 * @throws ValidationError for one that this server didn't make
 */
export function readCursor<T>(cursor: string | undefined, key: z.ZodType<T>, start: T): T {
  if (cursor === undefined) {
    return start;
  }
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw validationError([{ path: 'cursor', message: 'must be the next_cursor of an earlier answer' }]);
  }
}

/** Splits one row too many off a page and makes the cursor and the `Link` header for what follows, filters kept. */
export function paged<Row>(
  rows: readonly Row[],
  limit: number,
  path: string,
  keyOf: (row: Row) => string | number,
  filters: Readonly<Record<string, string | undefined>> = {},
): { readonly page: readonly Row[]; readonly nextCursor: string | null; readonly link: string | undefined } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) {
    return { page, nextCursor: null, link: undefined };
  }
  const nextCursor = cursorOf(keyOf(last));
  const query = new URLSearchParams({ limit: String(limit), cursor: nextCursor });
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined) query.set(name, value);
  }
  return { page, nextCursor, link: `<${path}?${query}>; rel="next"` };
}
