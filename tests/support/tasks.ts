import { v7 as uuidv7 } from 'uuid';
import { Prisma } from '../../src/generated/prisma/client.js';
import type { Database } from '../../src/store/database.js';
import { beat } from '../../src/store/relay-statements.js';
import { insertTasks } from '../../src/store/submit-statements.js';

/** What a test says of a task whose request is of no interest. */
interface NewTask {
  readonly clientId?: string;
  readonly priority?: number;
  readonly deadlineSeconds?: number;
  readonly tellsRelay?: boolean;
  /** How many tasks may wait. */
  readonly room?: number;
  readonly serial?: { readonly key: string; readonly number: number };
}

/** Accepts a task; returns its id. */
export async function insertTask(db: Database, task: NewTask = {}): Promise<string> {
  const id = uuidv7();
  const { serial } = task;
  if (serial === undefined) {
    await insert(db, id, task);
  } else {
    // Only actions are given one, and these are none: nobody may see the task before it has its own.
    await db.transaction(async (statements) => {
      await insert({ ...db, ...statements }, id, task);
      await statements.execute`
        UPDATE task SET serial_key = ${serial.key}, serial_no = ${serial.number}::int WHERE id = ${id}::uuid`;
    });
  }
  return id;
}

async function insert(db: Database, id: string, task: NewTask): Promise<void> {
  await insertTasks(
    db,
    {
      clientId: task.clientId ?? 'local',
      engineVersion: 'test',
      idempotency: null,
      tellsRelay: task.tellsRelay ?? false,
      tasks: [
        {
          kind: 'simulation',
          id,
          priority: task.priority ?? 5,
          request: {},
          requestHash: 'none',
          reuseKey: null,
          deadlineSeconds: task.deadlineSeconds ?? null,
          title: 'A test',
          participants: ['Ada', 'Ben'],
          turns: 3,
          seed: 1,
        },
      ],
    },
    { total: task.room ?? 1_000_000, perClient: null },
  );
}

/** Makes a worker known that offers `slots` for simulations. */
export async function offerSlots(db: Database, id: string, slots: number): Promise<void> {
  await beat(db, { id, host: 'test', pid: 1, version: 'test', slots: { simulation: slots } });
}

/** Lets a lease, a deadline, a dispatch or an end lie in the past, without waiting. */
export async function age(
  db: Database,
  taskId: string,
  column: 'lease_expires_at' | 'deadline_at' | 'dispatched_at' | 'completed_at' | 'run_after',
): Promise<void> {
  await db.execute`
    UPDATE task SET ${Prisma.raw(column)} = now() - interval '1 hour' WHERE id = ${taskId}::uuid`;
}
