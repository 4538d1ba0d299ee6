import { Prisma } from '../generated/prisma/client.js';

/**
 * The error chain of a task: what went wrong so far, oldest first. It is written by the statements that set `error`,
 * and stays when a retry or a success clears that.
 */

/** Older entries than this many are let go. */
export const ERROR_CHAIN_LENGTH = 20;

/** One link as it is stored. */
export interface ErrorChainEntry {
  /** When it happened, in a form that `Date` reads. */
  readonly at: string;
  /** The claim under which it happened; 0 before the first. */
  readonly attempt: number;
  readonly error_code: string;
  readonly message: string;
}

/** For an `UPDATE task SET error_chain = …`: the chain of the row with one more link at its end. */
export function withError(code: string | Prisma.Sql, message: string | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(CASE WHEN jsonb_array_length(error_chain) >= ${ERROR_CHAIN_LENGTH}::int THEN error_chain - 0 ELSE error_chain END
    || jsonb_build_object('at', now(), 'attempt', attempt, 'error_code', ${textOf(code)}, 'message', ${textOf(message)}))`;
}

function textOf(value: string | Prisma.Sql): Prisma.Sql {
  return typeof value === 'string' ? Prisma.sql`${value}::text` : value;
}
