import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatchTasks, holdLead, type Leadership } from '../../../src/store/relay-statements.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertTask, offerSlots } from '../../support/tasks.js';

/** The law of the relay: round-robin over clients, whatever waits and however much room there is. */

const QUEUE = { kind: 'simulation', name: 'simulation', workerTimeoutMs: 3_600_000 } as const;

let test: TestDatabase;
let lead: Leadership;
beforeAll(async () => {
  test = await createTestDatabase();
  const held = await holdLead(test.db, 'relay', 3_600_000);
  if (held === null) throw new Error('the lead was not given');
  lead = held;
});
afterAll(() => test.drop());

interface Waiting {
  readonly id: string;
  readonly client: string;
  readonly priority: number;
}

async function forgetAll(): Promise<void> {
  await test.db.execute`TRUNCATE task, client_lane, worker_heartbeat CASCADE`;
}

async function arrive(tasks: readonly Waiting[]): Promise<void> {
  await test.db.prisma.task.createMany({
    data: tasks.map(({ id, client, priority }) => ({
      id,
      clientId: client,
      priority,
      kind: 'simulation',
      request: {},
      requestHash: 'none',
      engineVersion: 'test',
    })),
  });
}

async function end(ids: readonly string[]): Promise<void> {
  await test.db.prisma.task.updateMany({
    where: { id: { in: [...ids] } },
    data: { status: 'completed', completedAt: new Date() },
  });
}

const arrivals = fc.array(
  fc.record({
    client: fc.constantFrom('ann', 'bo', 'cy', 'dee', 'eve'),
    priority: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 12 },
);
const round = fc.record({
  arrivals,
  slots: fc.integer({ min: 0, max: 6 }),
  /** Of the tasks under way, which have ended before this dispatch, by position. */
  ended: fc.array(fc.boolean(), { maxLength: 8 }),
});

describe('dispatching', () => {
  it('serves every other client that has tasks ready between two tasks of one', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 2, maxLength: 8 }),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        async (rounds, clientMaxActive) => {
          await forgetAll();
          const cap = clientMaxActive ?? Number.POSITIVE_INFINITY;
          let waiting: Waiting[] = [];
          let active: Waiting[] = [];
          /** Clients in the order in which they were served. */
          const served: string[] = [];
          const activeOf = (client: string) => active.filter((task) => task.client === client).length;
          const readyOf = (client: string) =>
            activeOf(client) < cap && waiting.some((task) => task.client === client);

          for (const { arrivals: fresh, slots, ended } of rounds) {
            const arrived = fresh.map((task) => ({ ...task, id: uuidv7() }));
            await arrive(arrived);
            waiting.push(...arrived);
            const over = active.filter((_, index) => ended[index] ?? true);
            await end(over.map(({ id }) => id));
            active = active.filter((task) => !over.includes(task));
            await offerSlots(test.db, 'worker', slots);

            const free = Math.max(0, Math.max(1, Math.ceil(1.25 * slots)) - active.length);
            const clients = [...new Set(waiting.map(({ client }) => client))];
            const takable = clients.reduce(
              (sum, client) =>
                sum +
                Math.min(
                  waiting.filter((task) => task.client === client).length,
                  Math.max(0, cap - activeOf(client)),
                ),
              0,
            );
            const { tasks: sent } = await dispatchTasks(test.db, lead, { ...QUEUE, clientMaxActive });
            expect(sent).toHaveLength(Math.min(free, takable));

            for (const { taskId } of sent) {
              const task = waiting.find(({ id }) => id === taskId);
              if (task === undefined) throw new Error('something was sent that did not wait');
              const { client } = task;
              const before = served.lastIndexOf(client);
              const since = served.slice(before + 1);
              for (const other of before < 0 ? [] : clients) {
                if (other !== client && readyOf(other)) {
                  expect(since, `${other} is passed over for ${client}`).toContain(other);
                }
              }
              const [own] = waiting
                .filter((candidate) => candidate.client === client)
                .sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
              expect(taskId).toBe(own?.id);
              served.push(client);
              waiting = waiting.filter(({ id }) => id !== taskId);
              active.push(task);
              expect(activeOf(client)).toBeLessThanOrEqual(cap);
            }
          }
        },
      ),
      { seed: 20_261_120, numRuns: 60 },
    );
  });

  it('alternates between two clients where there is one slot, however old a backlog is', async () => {
    await forgetAll();
    for (let index = 0; index < 6; index += 1) await insertTask(test.db, { clientId: 'busy' });
    for (let index = 0; index < 3; index += 1) await insertTask(test.db, { clientId: 'small' });
    const order: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const {
        tasks: [sent],
      } = await dispatchTasks(test.db, lead, QUEUE);
      if (sent === undefined) throw new Error('nothing was sent');
      await end([sent.taskId]);
      order.push((await test.db.prisma.task.findUniqueOrThrow({ where: { id: sent.taskId } })).clientId);
    }
    expect(order).toEqual(['busy', 'small', 'busy', 'small', 'busy', 'small', 'busy']);
  });
});
