import { v7 as uuidv7 } from 'uuid';
import { Prisma } from '../../src/generated/prisma/client.js';
import type { Database } from '../../src/store/database.js';
import { beat } from '../../src/store/relay-statements.js';
import { insertSimulationTasks } from '../../src/store/submit-statements.js';

/** Accepts a task whose request is of no interest to the test; returns its id. */
export async function insertTask(
  db: Database,
  task: {
    readonly clientId?: string;
    readonly priority?: number;
    readonly deadlineSeconds?: number;
    readonly tellsRelay?: boolean;
    /** How many tasks may wait. */
    readonly room?: number;
  } = {},
): Promise<string> {
  const id = uuidv7();
  await insertSimulationTasks(
    db,
    {
      clientId: task.clientId ?? 'local',
      engineVersion: 'test',
      idempotency: null,
      tellsRelay: task.tellsRelay ?? false,
      tasks: [
        {
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
  return id;
}

/** Makes a worker known that offers `slots` for simulations. */
export async function offerSlots(db: Database, id: string, slots: number): Promise<void> {
  await beat(db, { id, host: 'test', pid: 1, version: 'test', slots: { simulation: slots } });
}

/** Lets a lease, a deadline or a dispatch lie in the past, without waiting. */
export async function age(
  db: Database,
  taskId: string,
  column: 'lease_expires_at' | 'deadline_at' | 'dispatched_at',
): Promise<void> {
  await db.execute`
    UPDATE task SET ${Prisma.raw(column)} = now() - interval '1 hour' WHERE id = ${taskId}::uuid`;
}
