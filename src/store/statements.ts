import { createHash } from 'node:crypto';
import pg from 'pg';
import { Prisma } from '../generated/prisma/client.js';

/**
 * Raw statements, straight through the driver: Prisma's own way for them takes half a millisecond longer. Written as
 * tagged templates, of which each value becomes a parameter; `Prisma.sql` fragments may stand among the values.
 *
 * What comes back: int8 as bigint, other numbers but numeric (a text) as number, timestamptz as Date, json parsed, null
 * as null. What goes in: texts, numbers, booleans, Dates, null, and lists of these for arrays; JSON as a text.
 */
export interface Statements {
  /**
   * The rows that a statement returns.
   * @throws StoreUnavailableError when the server can't be reached; the driver's DatabaseError for any other refusal
   */
  query<Row>(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<readonly Row[]>;
  /** How many rows the statement inserted, updated or deleted by its last part; throws as `query` does. */
  execute(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<number>;
}

/** @param run sends one statement to the server */
export function statements(run: (query: pg.QueryConfig) => Promise<pg.QueryResult>): Statements {
  return {
    query: async <Row>(strings: TemplateStringsArray, ...values: readonly unknown[]) =>
      // The statement's author says what its rows are.
      (await run(prepared(strings, values))).rows as readonly Row[],
    execute: async (strings, ...values) => (await run(prepared(strings, values))).rowCount ?? 0,
  };
}

const INT8 = 20;
const types = new pg.TypeOverrides();
types.setTypeParser(INT8, BigInt);

interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Of templates without fragments: each is one text, however often it is sent. */
const plainTexts = new WeakMap<TemplateStringsArray, NamedText>();

function prepared(strings: TemplateStringsArray, values: readonly unknown[]): pg.QueryConfig {
  if (values.some((value) => value instanceof Prisma.Sql)) {
    const { text, values: parameters } = Prisma.sql(strings, ...values);
    return { name: statementName(text), text, values: parameters, types };
  }
  let named = plainTexts.get(strings);
  if (named === undefined) {
    const { text } = Prisma.sql(strings, ...values);
    named = { name: statementName(text), text };
    plainTexts.set(strings, named);
  }
  return { ...named, values: [...values], types };
}

const statementNames = new Map<string, string>();
/** Texts are few, and written in this program; the bound only keeps a mistake from becoming a leak. */
const MOST_STATEMENTS = 1_000;

/** Names a statement after its text, so that each connection parses it once. */
function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    if (statementNames.size < MOST_STATEMENTS) {
      statementNames.set(text, name);
    }
  }
  return name;
}
