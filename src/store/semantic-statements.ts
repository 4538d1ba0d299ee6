import type { KeptAnswer, SemanticStore, StoredAnswer } from '../cache/semantic/entries.js';
import { type Checks, trustIn, upperBound } from '../cache/semantic/verification.js';
import type { Json } from '../json.js';
import type { Database } from './database.js';

/** The semantic cache's entries and checks in Postgres: shared by all processes, and there after a restart. */
export function semanticStore(db: Database): SemanticStore {
  return {
    async load(partition, after, limit, now) {
      const rows = await db.query<AnswerRow>`
        SELECT id, text, vector, value, cost_usd AS "costUsd", expires_at AS "expiresAt" FROM (
          SELECT * FROM semantic_answer
          WHERE partition = ${partition} AND id > ${after.toString()}::bigint AND expires_at > ${now}::timestamptz
          ORDER BY id DESC
          LIMIT ${limit}::int
        ) AS newest
        ORDER BY id`;
      return rows.map(
        ({ vector, ...row }): StoredAnswer => ({ ...row, partition, vector: readVector(vector) }),
      );
    },
    save: (answer, capacity) => save(db, answer, capacity),
    async remove(id) {
      await db.execute`DELETE FROM semantic_answer WHERE id = ${id.toString()}::bigint`;
    },
    async checks(namespace) {
      const [row] = await db.query<Checks>`
        SELECT checks, disagreements FROM semantic_check WHERE namespace = ${namespace}`;
      return row ?? { checks: 0, disagreements: 0 };
    },
    async record(namespace, purpose, agreed) {
      const wrong = agreed ? 0 : 1;
      const [row] = await db.query<Checks>`
        INSERT INTO semantic_check (namespace, purpose, checks, disagreements)
        VALUES (${namespace}, ${purpose}, 1, ${wrong}::int)
        ON CONFLICT (namespace) DO UPDATE SET
          checks = semantic_check.checks + 1,
          disagreements = semantic_check.disagreements + ${wrong}::int,
          checked_at = now()
        RETURNING checks, disagreements`;
      return row ?? { checks: 1, disagreements: wrong };
    },
  };
}

/** The namespaces that are switched off, those checked last first. */
export async function switchedOffNamespaces(db: Database, maxError: number) {
  const rows = await db.query<Checks & { purpose: string }>`
    SELECT purpose, checks, disagreements FROM semantic_check
    WHERE disagreements > 0
    ORDER BY checked_at DESC
    LIMIT 100`;
  return rows
    .filter((checks) => trustIn(checks, maxError) === 'off')
    .map((checks) => ({ ...checks, bound: upperBound(checks) }));
}

interface AnswerRow {
  readonly id: bigint;
  readonly text: string;
  readonly vector: Buffer;
  readonly value: Json;
  readonly costUsd: number;
  readonly expiresAt: Date;
}

/** Each save clears away more than it adds, as far as there is anything out of date. */
const CLEARED_PER_SAVE = 50;

async function save(db: Database, answer: KeptAnswer, capacity: number): Promise<bigint> {
  const { partition, text, vector, value, costUsd, expiresAt } = answer;
  const [row] = await db.query<{ id: bigint }>`
    WITH expired AS (
      DELETE FROM semantic_answer WHERE id IN (
        SELECT id FROM semantic_answer WHERE expires_at <= now()
        ORDER BY expires_at LIMIT ${CLEARED_PER_SAVE}::int FOR UPDATE SKIP LOCKED)
    ), surplus AS (
      DELETE FROM semantic_answer WHERE id IN (
        SELECT id FROM semantic_answer WHERE partition = ${partition}
        ORDER BY id DESC OFFSET ${Math.max(0, capacity - 1)}::int)
    )
    INSERT INTO semantic_answer (partition, text, vector, value, cost_usd, expires_at)
    VALUES (${partition}, ${text}, decode(${writeVector(vector)}, 'hex'), ${JSON.stringify(value)}::jsonb,
            ${costUsd}::float8, ${expiresAt}::timestamptz)
    RETURNING id`;
  return row?.id ?? 0n;
}

function writeVector(vector: Float32Array): string {
  const bytes = Buffer.alloc(4 * vector.length);
  vector.forEach((value, at) => {
    bytes.writeFloatLE(value, 4 * at);
  });
  return bytes.toString('hex');
}

function readVector(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
}
