import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import {
  dispatchTasks,
  expireLeases,
  holdLead,
  missDeadlines,
  undispatch,
} from '../../../src/store/relay-statements.js';
import {
  claimTask,
  failTask,
  type Holding,
  handBackTask,
  retryTask,
} from '../../../src/store/task-statements.js';
import { POISON_LIMIT } from '../../../src/tasks/state.js';
import { commitChapter, commitTurn, finishTask } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { age, insertTask, offerSlots } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const WORKER = { id: 'worker-a', leaseMs: 60_000 };
const ERROR = { error: 'Broken', message: 'it broke', error_code: 'BROKEN' };
const BACKOFF = { maxAttempts: 2, baseMs: 0, maxMs: 0 };

async function claimed(): Promise<Holding> {
  const taskId = await insertTask(test.db);
  const task = await claimTask(test.db, { taskId, fence: 0 }, WORKER);
  if (task === null) {
    throw new Error('a fresh task could not be claimed');
  }
  return task;
}

function turn(number: number) {
  return {
    turn: number,
    record: { turn: number },
    state: JSON.stringify({ turn: number }),
    progress: 30 * number,
    currentStep: `Turn ${number}`,
    usage: NO_USAGE_TOTALS,
    told: { turn: number },
  };
}

const row = (id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });
const events = (taskId: string) =>
  test.db.prisma.taskEvent.findMany({ where: { taskId }, orderBy: { seq: 'asc' } });

/** Everything that a runner may write. */
const writes: Record<string, (holding: Holding) => Promise<unknown>> = {
  'a turn': (holding) => commitTurn(test.db, holding, turn(1)),
  'a chapter': (holding) =>
    commitChapter(test.db, holding, {
      turn: 1,
      prose: 'x',
      degraded: null,
      state: {},
      usage: NO_USAGE_TOTALS,
    }),
  'the result': (holding) => finishTask(test.db, holding, {}, NO_USAGE_TOTALS),
  'a failure': (holding) => failTask(test.db, holding, ERROR),
  'a hand-back': (holding) => handBackTask(test.db, holding, { delayMs: 0, currentStep: 'x' }),
  'a retry': (holding) => retryTask(test.db, holding, ERROR, BACKOFF),
};

describe('a claim', () => {
  it('gives a task to one of many workers that want it at once', async () => {
    const taskId = await insertTask(test.db);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        claimTask(test.db, { taskId, fence: 0 }, { id: `worker-${index}`, leaseMs: 60_000 }),
      ),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(await row(taskId)).toMatchObject({ status: 'running', fence: 1, attempt: 1 });
  });

  it('finds nothing for a job that is out of date', async () => {
    const { taskId, fence } = await claimed();
    await handBackTask(test.db, { taskId, fence }, { delayMs: 0, currentStep: 'x' });
    expect(await claimTask(test.db, { taskId, fence: 0 }, WORKER)).toBeNull();
    expect(await claimTask(test.db, { taskId, fence: fence + 1 }, WORKER)).not.toBeNull();
  });

  it('finds nothing before the time from which the task may run', async () => {
    const { taskId, fence } = await claimed();
    await handBackTask(test.db, { taskId, fence }, { delayMs: 60_000, currentStep: 'x' });
    expect(await claimTask(test.db, { taskId, fence: fence + 1 }, WORKER)).toBeNull();
  });

  it('may come in the very millisecond in which the task was accepted', async () => {
    for (let nth = 0; nth < 20; nth += 1) {
      await test.db.transaction(async (statements) => {
        const id = await insertTask({ ...test.db, ...statements });
        // The time of a transaction stands still.
        const [task] = await statements.query<{ mayRun: boolean }>`
          SELECT run_after <= now() AS "mayRun" FROM task WHERE id = ${id}::uuid`;
        expect(task?.mayRun).toBe(true);
      });
    }
  });

  it('tells whether a run before it has left turns to go on from', async () => {
    const taskId = await insertTask(test.db);
    const claim = (fence: number) => claimTask(test.db, { taskId, fence }, WORKER);
    const handBack = (fence: number) =>
      handBackTask(test.db, { taskId, fence }, { delayMs: 0, currentStep: 'x' });
    expect(await claim(0)).toMatchObject({ attempt: 1, hasTurns: false });
    await handBack(1);
    expect(await claim(2)).toMatchObject({ attempt: 2, hasTurns: false });
    await commitTurn(test.db, { taskId, fence: 3 }, turn(1));
    await handBack(3);
    expect(await claim(4)).toMatchObject({ attempt: 3, hasTurns: true });
  });

  it('lets one task of a serial key run at a time', async () => {
    const ids = [await insertTask(test.db), await insertTask(test.db)];
    await test.db.prisma.task.update({
      where: { id: ids[0] ?? '' },
      data: { serialKey: 'key', serialNo: 1 },
    });
    await test.db.prisma.task.update({
      where: { id: ids[1] ?? '' },
      data: { serialKey: 'key', serialNo: 2 },
    });
    const first = await claimTask(test.db, { taskId: ids[0] ?? '', fence: 0 }, WORKER);
    expect(await claimTask(test.db, { taskId: ids[1] ?? '', fence: 0 }, WORKER)).toBeNull();
    await finishTask(test.db, first ?? { taskId: '', fence: 0 }, {}, NO_USAGE_TOTALS);
    expect(await claimTask(test.db, { taskId: ids[1] ?? '', fence: 0 }, WORKER)).not.toBeNull();
  });
});

describe('two tasks of a serial key that are claimed at the same moment', () => {
  it('run one after the other', async () => {
    const ids = [await insertTask(test.db), await insertTask(test.db)];
    for (const [index, id] of ids.entries()) {
      const data = { serialKey: 'at-once', serialNo: index + 1 };
      await test.db.prisma.task.update({ where: { id }, data });
    }
    const [first = '', second = ''] = ids;
    const late = await test.db.transaction(async (transaction) => {
      // Claimed, and not seen by others before the end of the transaction.
      await transaction.execute`
        UPDATE task SET status = 'running', lease_owner = 'first', fence = fence + 1 WHERE id = ${first}::uuid`;
      const claiming = claimTask(test.db, { taskId: second, fence: 0 }, WORKER);
      await until(async () => {
        const waiting = await test.db.query`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return waiting.length > 0;
      });
      return { claiming };
    });
    expect(await late.claiming).toBeNull();
    expect(await row(second)).toMatchObject({ status: 'queued', fence: 0 });
  });
});

describe('a runner that lost its task', () => {
  for (const [what, write] of Object.entries(writes)) {
    it(`can't write ${what}`, async () => {
      const holding = await claimed();
      await age(test.db, holding.taskId, 'lease_expires_at');
      await expireLeases(test.db, POISON_LIMIT);
      const before = [await row(holding.taskId), await events(holding.taskId)];
      expect(await write(holding)).toBeOneOf([false, null]);
      expect([await row(holding.taskId), await events(holding.taskId)]).toEqual(before);
      expect(await test.db.prisma.turn.count({ where: { simulationId: holding.taskId } })).toBe(0);
    });

    it(`can't write ${what} after the task ended`, async () => {
      const holding = await claimed();
      await finishTask(test.db, holding, { story: 'kept' }, NO_USAGE_TOTALS);
      expect(await write(holding)).toBeOneOf([false, null]);
      expect(await row(holding.taskId)).toMatchObject({ status: 'completed', result: { story: 'kept' } });
    });
  }
});

describe('a commit', () => {
  it('writes turn, state, progress and events together, numbered without a gap', async () => {
    const holding = await claimed();
    expect(await commitTurn(test.db, holding, turn(1))).toBe(true);
    await commitChapter(test.db, holding, {
      turn: 1,
      prose: 'Once.',
      degraded: null,
      state: {},
      usage: NO_USAGE_TOTALS,
    });
    expect(await commitTurn(test.db, holding, turn(2))).toBe(true);
    await finishTask(test.db, holding, {}, NO_USAGE_TOTALS);
    const told = await events(holding.taskId);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
    expect(told.map(({ type }) => type)).toEqual([
      'progress',
      'turn',
      'progress',
      'prose',
      'turn',
      'progress',
      'progress',
      'completed',
    ]);
    expect(await row(holding.taskId)).toMatchObject({ progress: 100, eventSeq: told.length });
  });

  it('never lets progress fall, nor reach 100 before the end', async () => {
    const holding = await claimed();
    await commitTurn(test.db, holding, { ...turn(1), progress: 100 });
    expect((await row(holding.taskId)).progress).toBe(99);
    await commitTurn(test.db, holding, { ...turn(2), progress: 10 });
    expect((await row(holding.taskId)).progress).toBe(99);
  });

  it('of a turn that is there already changes nothing at all', async () => {
    const holding = await claimed();
    await commitTurn(test.db, holding, turn(1));
    const before = await row(holding.taskId);
    await expect(commitTurn(test.db, holding, turn(1))).rejects.toThrow();
    expect(await row(holding.taskId)).toEqual(before);
  });

  it('sets the counts of failures and unclean ends back', async () => {
    const holding = await claimed();
    await age(test.db, holding.taskId, 'lease_expires_at');
    await expireLeases(test.db, POISON_LIMIT);
    const again = await claimTask(test.db, { taskId: holding.taskId, fence: 2 }, WORKER);
    expect(await row(holding.taskId)).toMatchObject({ uncleanEnds: 1 });
    await commitTurn(test.db, again ?? holding, turn(1));
    expect(await row(holding.taskId)).toMatchObject({ uncleanEnds: 0, failures: 0 });
  });
});

describe('ending badly', () => {
  it('fails a task for good after the allowed failures without a commit in between', async () => {
    const { taskId, fence } = await claimed();
    expect(await retryTask(test.db, { taskId, fence }, ERROR, BACKOFF)).toBe('queued');
    const again = await claimTask(test.db, { taskId, fence: fence + 1 }, WORKER);
    expect(await retryTask(test.db, again ?? { taskId, fence }, ERROR, BACKOFF)).toBe('failed');
    expect(await row(taskId)).toMatchObject({ status: 'failed', failures: 2, error: ERROR });
  });

  it('takes a task for poison when its leases ran out three times in a row', async () => {
    let holding = await claimed();
    for (let end = 1; end <= POISON_LIMIT; end += 1) {
      await age(test.db, holding.taskId, 'lease_expires_at');
      const [expired] = (await expireLeases(test.db, POISON_LIMIT)).filter(
        ({ taskId }) => taskId === holding.taskId,
      );
      expect(expired?.status).toBe(end < POISON_LIMIT ? 'queued' : 'failed');
      holding = (await claimTask(test.db, { taskId: holding.taskId, fence: 2 * end }, WORKER)) ?? holding;
    }
    expect(await row(holding.taskId)).toMatchObject({ status: 'failed', error: { error_code: 'POISONED' } });
    expect((await events(holding.taskId)).at(-1)?.type).toBe('failed');
  });

  it('fails a task that is still waiting at its deadline', async () => {
    const id = await insertTask(test.db, { deadlineSeconds: 60 });
    expect((await missDeadlines(test.db)).map(({ taskId }) => taskId)).not.toContain(id);
    await age(test.db, id, 'deadline_at');
    expect((await missDeadlines(test.db)).map(({ taskId }) => taskId)).toContain(id);
    expect(await row(id)).toMatchObject({ status: 'failed', error: { error_code: 'DEADLINE_EXCEEDED' } });
    expect(await claimTask(test.db, { taskId: id, fence: 0 }, WORKER)).toBeNull();
  });
});

describe('the relay', () => {
  const QUEUE = { kind: 'simulation', name: 'simulation', workerTimeoutMs: 60_000 } as const;
  let own: TestDatabase;
  beforeAll(async () => {
    own = await createTestDatabase();
  });
  afterAll(() => own.drop());

  it('has one leader at a time, and a new epoch for each term', async () => {
    const first = await holdLead(own.db, 'a', 60_000);
    expect(first).toEqual({ owner: 'a', epoch: 1 });
    expect(await holdLead(own.db, 'b', 60_000)).toBeNull();
    // Over by a whole millisecond, to which moments are rounded.
    expect(await holdLead(own.db, 'a', -1)).toEqual({ owner: 'a', epoch: 1 });
    expect(await holdLead(own.db, 'b', 60_000)).toEqual({ owner: 'b', epoch: 2 });
  });

  it('dispatches by its leader only, round-robin over clients, within the window, and once', async () => {
    const lead = await holdLead(own.db, 'b', 60_000);
    if (lead === null) {
      throw new Error('the lead was not given');
    }
    const busy = [];
    for (let index = 0; index < 20; index += 1) {
      busy.push(await insertTask(own.db, { clientId: 'busy' }));
    }
    const small = await insertTask(own.db, { clientId: 'small' });
    const urgent = await insertTask(own.db, { clientId: 'busy', priority: 1 });
    await offerSlots(own.db, 'worker', 4);

    const nothing = { tasks: [], isFull: false };
    expect(await dispatchTasks(own.db, { owner: 'a', epoch: 1 }, QUEUE)).toEqual(nothing);
    expect(await dispatchTasks(own.db, { owner: 'b', epoch: 1 }, QUEUE)).toEqual(nothing);
    const { tasks: sent, isFull } = await dispatchTasks(own.db, lead, QUEUE);
    expect(isFull).toBe(true);
    // Four slots and a quarter more; each client's first before anybody's second, the urgent one first of its client.
    expect(
      sent
        .map(({ taskId }) => taskId)
        .slice(0, 2)
        .sort(),
    ).toEqual([small, urgent].sort());
    expect(sent.slice(2).map(({ taskId }) => taskId)).toEqual(busy.slice(0, 3));
    expect(await dispatchTasks(own.db, lead, QUEUE)).toEqual({ tasks: [], isFull: true });

    await claimTask(own.db, { taskId: small, fence: 0 }, WORKER);
    expect(await dispatchTasks(own.db, lead, QUEUE)).toEqual({ tasks: [], isFull: true });
    await finishTask(own.db, { taskId: small, fence: 1 }, {}, NO_USAGE_TOTALS);
    const more = await dispatchTasks(own.db, lead, QUEUE);
    expect(more.tasks).toHaveLength(1);
    expect(more.isFull).toBe(true);
  });

  it('sends a task again whose job was lost', async () => {
    const lead = (await holdLead(own.db, 'b', 60_000)) ?? { owner: '', epoch: 0 };
    await offerSlots(own.db, 'worker', 100);
    await dispatchTasks(own.db, lead, QUEUE);
    const id = await insertTask(own.db);
    const sent = await dispatchTasks(own.db, lead, QUEUE);
    expect(sent).toMatchObject({ tasks: [{ taskId: id, fence: 0 }], isFull: false });
    expect(await undispatch(own.db, [{ taskId: id, fence: 0 }])).toBe(1);
    expect(await dispatchTasks(own.db, lead, QUEUE)).toMatchObject({ tasks: [{ taskId: id, fence: 0 }] });
  });
});
