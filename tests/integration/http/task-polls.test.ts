import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TaskPolls, taskText } from '../../../src/http/task-polls.js';
import { retryFailedTask } from '../../../src/store/control-statements.js';
import type { Database } from '../../../src/store/database.js';
import { deleteSimulation } from '../../../src/store/retention-statements.js';
import { readPolledTasks } from '../../../src/store/task-polls.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertFinished, insertTask } from './rows.js';

const LOCAL = { clientId: 'local', role: 'client' } as const;
const OTHER = { clientId: 'other', role: 'client' } as const;
const ADMIN = { clientId: 'boss', role: 'admin' } as const;

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

/** Counts the statements that pass, and can make the next one fail. */
function watched() {
  const seen = { statements: 0, failNext: undefined as Error | undefined };
  const through: Database = {
    ...db,
    query: (strings, ...values) => {
      seen.statements += 1;
      const failure = seen.failNext;
      seen.failNext = undefined;
      return failure === undefined ? db.query(strings, ...values) : Promise.reject(failure);
    },
  };
  return { seen, polls: new TaskPolls(through) };
}

async function statusOf(polls: TaskPolls, id: string): Promise<string | undefined> {
  return (await polls.read(LOCAL, id))?.task.status;
}

describe('polls', () => {
  it('that come together share one statement, and each gets the task that it asked for', async () => {
    const { polls, seen } = watched();
    const ids = [await insertTask(db), await insertFinished(db), await insertTask(db)];
    const asked = [...ids, ...ids];
    const found = await Promise.all(asked.map((id) => polls.read(LOCAL, id)));
    expect(found.map((poll) => poll?.task.id)).toEqual(asked);
    expect(seen.statements).toBe(1);
  });

  it('of one client tell another nothing, though both share a statement and its answers', async () => {
    const { polls } = watched();
    const id = await insertFinished(db);
    const ask = () =>
      Promise.all([LOCAL, OTHER, ADMIN].map(async (viewer) => (await polls.read(viewer, id))?.task.id));
    expect(await ask()).toEqual([id, undefined, id]);
    expect(await ask()).toEqual([id, undefined, id]);
  });

  it('are answered with what was answered before as long as the row is the same', async () => {
    const { polls } = watched();
    const id = await insertFinished(db);
    const [first, second] = [await polls.read(LOCAL, id), await polls.read(LOCAL, id)];
    expect(second).toBe(first);
    expect(JSON.parse(first === undefined ? '' : taskText(first, null))).toMatchObject({
      task_id: id,
      status: 'completed',
      result: { turns_executed: 2 },
      position: null,
    });
  });

  it('see a change at once, whatever they were answered before', async () => {
    const { polls } = watched();
    const id = await insertTask(db);
    const tag = async () => (await polls.read(LOCAL, id))?.etag;
    const before = await tag();
    await db.prisma.task.update({ where: { id }, data: { progress: 10 } });
    expect(await tag()).not.toBe(before);
  });

  it('see that a failed task was retried, and that an ended one was deleted', async () => {
    const { polls } = watched();
    const failed = await insertTask(db, { status: 'failed', completedAt: new Date() });
    const ended = await insertFinished(db);
    expect([await statusOf(polls, failed), await statusOf(polls, ended)]).toEqual(['failed', 'completed']);
    await retryFailedTask(db, LOCAL, failed);
    await deleteSimulation(db, LOCAL, ended);
    expect([await statusOf(polls, failed), await statusOf(polls, ended)]).toEqual(['queued', undefined]);
  });

  it('go on after a statement that failed, and only those fail that had asked with it', async () => {
    const { polls, seen } = watched();
    const id = await insertTask(db);
    seen.failNext = new Error('gone');
    await expect(polls.read(LOCAL, id)).rejects.toThrow('gone');
    expect(await statusOf(polls, id)).toBe('queued');
  });

  it('of more tasks than fit into a statement are all answered', async () => {
    const { polls } = watched();
    const id = await insertTask(db);
    const asked = [...Array.from({ length: 1_000 }, () => randomUUID()), id];
    const found = await Promise.all(asked.map((each) => polls.read(LOCAL, each)));
    expect(found.map((poll) => poll?.task.id).filter((each) => each !== undefined)).toEqual([id]);
  });
});

describe('a polled task', () => {
  it('is read again only when its row was written, and then whatever was written', async () => {
    const id = await insertFinished(db);
    const look = async (version: string | null) => {
      const [polled] = await readPolledTasks(db, [{ id, version }]);
      return { version: polled?.version ?? null, isNews: polled?.news != null };
    };
    const first = await look(null);
    expect(first.isNews).toBe(true);
    expect(await look(first.version)).toEqual({ version: first.version, isNews: false });
    await db.execute`UPDATE task SET progress = progress WHERE id = ${id}::uuid`;
    const written = await look(first.version);
    expect(written.isNews).toBe(true);
    expect(written.version).not.toBe(first.version);
  });
});
