import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/errors.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import type { Database } from '../../../src/store/database.js';
import { expireRun } from '../../../src/store/relay-statements.js';
import { commitRuns, type RunCommit, shareCommits } from '../../../src/store/run-commits.js';
import {
  type ClaimedTask,
  claimTask,
  type Holding,
  RENEW_LEASES,
  shareClaims,
} from '../../../src/store/task-statements.js';
import { LeaseLostError } from '../../../src/tasks/lease.js';
import { RunWrites } from '../../../src/tasks/run-writes.js';
import { SimulationWrites } from '../../../src/tasks/simulation-writes.js';
import { POISON_LIMIT } from '../../../src/tasks/state.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertTask } from '../../support/tasks.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const WORKER = { id: 'worker', leaseMs: 60_000 };

async function claimed(): Promise<ClaimedTask> {
  const task = await claimTask(test.db, { taskId: await insertTask(test.db), fence: 0 }, WORKER);
  if (task === null) throw new Error('a fresh task could not be claimed');
  return task;
}

const several = (count: number) => Promise.all(Array.from({ length: count }, claimed));

const turn = (number: number) => ({
  turn: number,
  record: { turn: number },
  state: JSON.stringify({ turn: number }),
  progress: 30 * number,
  currentStep: `Turn ${number}`,
  told: { turn: number },
});
const chapter = (number: number) => ({ turn: number, prose: `Prose ${number}.`, degraded: null, state: {} });
const commitOf = ({ taskId, fence }: Holding, part: Partial<RunCommit>): RunCommit => ({
  taskId,
  fence,
  usage: NO_USAGE_TOTALS,
  ...part,
});

const row = (id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });
const eventsOf = async (taskId: string) =>
  (await test.db.prisma.taskEvent.findMany({ where: { taskId }, orderBy: { seq: 'asc' } })).map(
    ({ seq, type, data }) => ({ seq, type, data }),
  );
const turnsOf = async (simulationId: string) =>
  (await test.db.prisma.turn.findMany({ where: { simulationId }, orderBy: { turn: 'asc' } })).map(
    (each) => each.turn,
  );

/** The test's database, and how many statements went through it. */
function counted(): { readonly db: Database; readonly statements: () => number } {
  let statements = 0;
  const query: Database['query'] = (strings, ...values) => {
    statements += 1;
    return test.db.query(strings, ...values);
  };
  return { db: { ...test.db, query }, statements: () => statements };
}

describe('runs that commit at once', () => {
  it('share a statement, in which each writes what is its own', async () => {
    const [a, b, c] = (await several(3)) as [ClaimedTask, ClaimedTask, ClaimedTask];
    const { db, statements } = counted();
    const share = shareCommits(db);
    const usage = { ...NO_USAGE_TOTALS, modelCalls: 3 };
    const written = await Promise.all(
      [
        commitOf(a, { turn: turn(1), usage }),
        commitOf(b, { turn: turn(1), chapters: [chapter(1)] }),
        commitOf(c, { chapters: [chapter(1)], result: { story: 'All of it.' } }),
      ].map((commit) => share(commit.taskId, () => commit)),
    );
    expect(written).toEqual([true, true, true]);
    expect(statements()).toBe(1);
    expect(await row(a.taskId)).toMatchObject({
      status: 'running',
      progress: 30,
      currentStep: 'Turn 1',
      usage: { model_calls: 3 },
      result: null,
      completedAt: null,
    });
    expect(await row(c.taskId)).toMatchObject({
      status: 'completed',
      progress: 100,
      currentStep: 'Completed',
      result: { story: 'All of it.' },
      leaseOwner: null,
      leaseExpiresAt: null,
    });
    const begun = { seq: 1, type: 'progress', data: { progress: 0, current_step: 'Setting the scene' } };
    const prose = { seq: 2, type: 'prose', data: { turn: 1, prose: 'Prose 1.' } };
    expect(await eventsOf(b.taskId)).toEqual([
      begun,
      prose,
      { seq: 3, type: 'turn', data: { turn: 1 } },
      { seq: 4, type: 'progress', data: { progress: 30, current_step: 'Turn 1' } },
    ]);
    expect(await eventsOf(c.taskId)).toEqual([
      begun,
      prose,
      { seq: 3, type: 'progress', data: { progress: 100, current_step: 'Completed' } },
      { seq: 4, type: 'completed', data: { status: 'completed' } },
    ]);
  });

  it('lose nothing by one among them whose task is another’s by now, and it writes nothing', async () => {
    const [mine, lost] = (await several(2)) as [ClaimedTask, ClaimedTask];
    await expireRun(test.db, lost, POISON_LIMIT);
    const before = [await row(lost.taskId), await eventsOf(lost.taskId)];
    const share = shareCommits(test.db);
    const written = await Promise.all(
      [lost, mine].map((task) =>
        share(task.taskId, () => commitOf(task, { turn: turn(1), chapters: [chapter(1)] })),
      ),
    );
    expect(written).toEqual([false, true]);
    expect([await row(lost.taskId), await eventsOf(lost.taskId)]).toEqual(before);
    expect(await turnsOf(lost.taskId)).toEqual([]);
    expect(await turnsOf(mine.taskId)).toEqual([1]);
  });

  it('lose nothing by one among them that can’t be written', async () => {
    const [mine, doubled] = (await several(2)) as [ClaimedTask, ClaimedTask];
    await commitRuns(test.db, [commitOf(doubled, { turn: turn(1) })]);
    const before = await row(doubled.taskId);
    const share = shareCommits(test.db);
    const [good, bad] = await Promise.allSettled(
      [mine, doubled].map((task) => share(task.taskId, () => commitOf(task, { turn: turn(1) }))),
    );
    expect(good).toEqual({ status: 'fulfilled', value: true });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    expect(await row(doubled.taskId)).toEqual(before);
    expect(await turnsOf(mine.taskId)).toEqual([1]);
  });

  it('are not sent again when nobody knows what became of them', async () => {
    const tasks = await several(2);
    let sent = 0;
    const share = shareCommits({
      ...test.db,
      query: () => {
        sent += 1;
        return Promise.reject(new StoreUnavailableError('The connection was lost'));
      },
    });
    const ends = await Promise.allSettled(
      tasks.map((task) => share(task.taskId, () => commitOf(task, { turn: turn(1) }))),
    );
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toBe(1);
  });

  it('never wait for one another in a circle, nor with the renewal of their leases', async () => {
    const tasks = await several(12);
    const rounds = 15;
    const commits = Array.from({ length: rounds }, (_, round) =>
      commitRuns(
        test.db,
        (round % 2 === 0 ? tasks : tasks.toReversed()).map((task) =>
          commitOf(task, { turn: turn(round + 1) }),
        ),
      ),
    );
    const renewals = Array.from({ length: rounds }, (_, round) => {
      const held = round % 2 === 0 ? tasks.toReversed() : tasks;
      return test.db.prisma.$queryRawUnsafe<unknown[]>(
        RENEW_LEASES,
        held.map(({ taskId }) => taskId),
        held.map(({ fence }) => fence),
        60_000,
      );
    });
    for (const written of await Promise.all(commits)) expect(written.size).toBe(tasks.length);
    for (const renewed of await Promise.all(renewals)) expect(renewed).toHaveLength(tasks.length);
    for (const { taskId } of tasks) expect(await turnsOf(taskId)).toHaveLength(rounds);
  });
});

describe('the steps of one run', () => {
  it('that wait for a write before them go together, with all that they have used', async () => {
    const task = await claimed();
    const { db, statements } = counted();
    const writes = new RunWrites(task.taskId, NO_USAGE_TOTALS, () => undefined);
    const steps = new SimulationWrites(task, writes, shareCommits(db));
    const spent = { ...NO_USAGE_TOTALS, modelCalls: 2 };
    await Promise.all([steps.commit({ turn: turn(1) }, spent), steps.commit({ chapter: chapter(1) }, spent)]);
    await Promise.all([steps.commit({ chapter: chapter(2) }), steps.commit({ result: { story: 'x' } })]);
    expect(statements()).toBe(2);
    expect(writes.usage).toMatchObject({ modelCalls: 4 });
    expect(await row(task.taskId)).toMatchObject({ status: 'completed', usage: { model_calls: 4 } });
    expect((await eventsOf(task.taskId)).map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 progress',
      '2 prose',
      '3 turn',
      '4 progress',
      '5 prose',
      '6 progress',
      '7 completed',
    ]);
  });

  it('are all refused when the task is another’s by now', async () => {
    const task = await claimed();
    await expireRun(test.db, task, POISON_LIMIT);
    const writes = new RunWrites(task.taskId, NO_USAGE_TOTALS, () => undefined);
    const steps = new SimulationWrites(task, writes, shareCommits(test.db));
    const ends = await Promise.allSettled([
      steps.commit({ turn: turn(1) }),
      steps.commit({ chapter: chapter(1) }),
    ]);
    for (const end of ends) expect(end).toMatchObject({ reason: expect.any(LeaseLostError) });
  });
});

describe('jobs that are claimed at once', () => {
  it('share a statement, and each gets its own task; one that is out of date gets none', async () => {
    const ids = await Promise.all([insertTask(test.db), insertTask(test.db), insertTask(test.db)]);
    const { db, statements } = counted();
    const claim = shareClaims(db, WORKER);
    const claims = await Promise.all(
      ids.map((taskId, index) => claim(taskId, () => ({ taskId, fence: index === 1 ? 7 : 0 }))),
    );
    expect(statements()).toBe(1);
    expect(claims.map((task) => task?.taskId ?? null)).toEqual([ids[0], null, ids[2]]);
    expect(await row(ids[1] ?? '')).toMatchObject({ status: 'queued', fence: 0 });
  });

  it('claim a task once that two of them name', async () => {
    const taskId = await insertTask(test.db);
    const claim = shareClaims(test.db, WORKER);
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => claim(taskId, () => ({ taskId, fence: 0 }))),
    );
    expect(claims.filter((task) => task !== null)).toHaveLength(1);
    expect(await row(taskId)).toMatchObject({ fence: 1, attempt: 1 });
  });

  it('of one serial key get one task among them, whatever others are claimed with them', async () => {
    const ids = await Promise.all(
      [1, 2].map((number) => insertTask(test.db, { serial: { key: 'k', number } })),
    );
    ids.push(await insertTask(test.db));
    const claim = shareClaims(test.db, WORKER);
    const claims = await Promise.all(ids.map((taskId) => claim(taskId, () => ({ taskId, fence: 0 }))));
    expect(claims.slice(0, 2).filter((task) => task !== null)).toHaveLength(1);
    expect(claims[2]).not.toBeNull();
  });
});
