import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClearance } from '../../../src/llm/layers/clearance.js';
import { wrapped } from '../../../src/llm/model-layer.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { cancelTask } from '../../../src/store/control-statements.js';
import type { Database } from '../../../src/store/database.js';
import {
  answerCalls,
  clearJournals,
  countCancelledCalls,
  forgetCall,
  noteCalls,
  openJournal,
} from '../../../src/store/journal-statements.js';
import { expireRun } from '../../../src/store/relay-statements.js';
import { deleteSimulation } from '../../../src/store/retention-statements.js';
import { type ClaimedTask, claimTask, failTask, type Holding } from '../../../src/store/task-statements.js';
import { parseUsage } from '../../../src/store/usage.js';
import { createCallJournal } from '../../../src/tasks/call-journal.js';
import { LeaseLostError } from '../../../src/tasks/lease.js';
import { RunWrites } from '../../../src/tasks/run-writes.js';
import { POISON_LIMIT } from '../../../src/tasks/state.js';
import { commitTurn, finishTask } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { age, insertTask } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function claim(taskId: string, fence = 0): Promise<ClaimedTask> {
  const task = await claimTask(test.db, { taskId, fence }, { id: 'worker', leaseMs: 60_000 });
  if (task === null) {
    throw new Error('the task could not be claimed');
  }
  return task;
}

const claimed = async () => claim(await insertTask(test.db));

/** Takes a task from its runner, whose process is dead, and gives it to the next. */
async function taken(holding: Holding): Promise<ClaimedTask> {
  await expireRun(test.db, holding, POISON_LIMIT);
  return claim(holding.taskId, holding.fence + 1);
}

const rows = (taskId: string) =>
  test.db.prisma.modelCall.findMany({ where: { taskId }, orderBy: { callKey: 'asc' } });
const usageOf = async (id: string) =>
  parseUsage((await test.db.prisma.task.findUniqueOrThrow({ where: { id } })).usage);

const LOCAL = { clientId: 'local', role: 'client' } as const;
const PAID = { ...NO_USAGE_TOTALS, modelCalls: 1, costUsd: 0.01 };

describe('the call journal', () => {
  it('gives the next run the answers of the one before, and counts what was never answered once', async () => {
    const first = await claimed();
    await noteCalls(test.db, first, ['a', 'b', 'c']);
    await answerCalls(test.db, first, [{ key: 'a', requestHash: 'hash', reply: { ok: true } }], PAID);
    const second = await taken(first);
    expect(await openJournal(test.db, second)).toMatchObject({
      replies: [{ key: 'a', requestHash: 'hash', reply: { ok: true } }],
      usage: { model_calls: 1, unconfirmed_calls: 2 },
    });
    const third = await taken(second);
    expect(await openJournal(test.db, third)).toMatchObject({ usage: { unconfirmed_calls: 2 } });
  });

  it('takes nothing from a run that lost its task, late answers included', async () => {
    const former = await claimed();
    await noteCalls(test.db, former, ['a']);
    const runner = await taken(former);
    await openJournal(test.db, runner);
    await noteCalls(test.db, runner, ['a']);
    const before = await rows(former.taskId);
    expect(
      await answerCalls(test.db, former, [{ key: 'a', requestHash: 'hash', reply: { late: true } }], PAID),
    ).toBe(false);
    expect(await noteCalls(test.db, former, ['b'])).toBe(false);
    expect(await openJournal(test.db, former)).toBeNull();
    expect(await rows(former.taskId)).toEqual(before);
    expect(await usageOf(former.taskId)).toMatchObject({ modelCalls: 0, unconfirmedCalls: 1 });
  });

  it('loses with a commit what the commit used, and nothing else', async () => {
    const holding = await claimed();
    await noteCalls(test.db, holding, ['a', 'b', 'c']);
    const commit = {
      turn: 1,
      record: {},
      state: '{}',
      progress: 1,
      currentStep: 'x',
      usage: PAID,
      told: {},
      usedCalls: ['a', 'b'],
    };
    expect(await commitTurn(test.db, holding, commit)).toBe(true);
    expect((await rows(holding.taskId)).map(({ callKey }) => callKey)).toEqual(['c']);
  });

  it('forgets a call that is known to have failed, and counts what it used up', async () => {
    const holding = await claimed();
    await noteCalls(test.db, holding, ['a']);
    expect(await answerCalls(test.db, holding, [{ key: 'a', requestHash: 'hash', reply: null }], PAID)).toBe(
      true,
    );
    expect(await rows(holding.taskId)).toEqual([]);
    expect(await usageOf(holding.taskId)).toMatchObject({ modelCalls: 1, unconfirmedCalls: 0 });
  });

  it('of a failed task keeps its answers for a retry; of any other that ended it keeps nothing', async () => {
    const [failed, finished] = [await claimed(), await claimed()];
    for (const holding of [failed, finished]) {
      await noteCalls(test.db, holding, ['a', 'b']);
      await answerCalls(test.db, holding, [{ key: 'a', requestHash: 'hash', reply: { ok: true } }], PAID);
    }
    await failTask(test.db, failed, { error: 'x', message: 'x', error_code: 'X' });
    await finishTask(test.db, finished, {}, PAID);
    await clearJournals(test.db);
    await clearJournals(test.db);
    expect((await rows(failed.taskId)).map(({ callKey }) => callKey)).toEqual(['a']);
    expect(await usageOf(failed.taskId)).toMatchObject({ modelCalls: 1, unconfirmedCalls: 1 });
    expect(await rows(finished.taskId)).toEqual([]);
  });

  it('counts the calls of a cancelled task as unconfirmed when its worker says nothing of them', async () => {
    const task = await claimed();
    await noteCalls(test.db, task, ['a', 'b']);
    await cancelTask(test.db, LOCAL, task.taskId);
    await clearJournals(test.db);
    expect(await usageOf(task.taskId)).toMatchObject({ unconfirmedCalls: 0 });
    await age(test.db, task.taskId, 'completed_at');
    await clearJournals(test.db);
    await countCancelledCalls(test.db, task, [{ key: 'a', usage: PAID }]);
    expect(await usageOf(task.taskId)).toMatchObject({ modelCalls: 0, unconfirmedCalls: 2 });
    expect(await rows(task.taskId)).toEqual([]);
  });
});

describe('calls that a task has left', () => {
  it('are cleared away while it is deleted, by one or the other', async () => {
    const task = await claimed();
    await noteCalls(test.db, task, ['a']);
    await cancelTask(test.db, LOCAL, task.taskId);
    await age(test.db, task.taskId, 'completed_at');
    const isWaiting = async (statements: number) => {
      const waiting = await test.db.query`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length === statements;
    };
    const { clearing, deleting } = await test.db.transaction(async (transaction) => {
      // Both come to the call, and find that they have to wait.
      await transaction.query`SELECT FROM model_call WHERE task_id = ${task.taskId}::uuid FOR UPDATE`;
      const clearing = clearJournals(test.db);
      await until(() => isWaiting(1));
      const deleting = deleteSimulation(test.db, LOCAL, task.taskId);
      await until(() => isWaiting(2));
      return { clearing, deleting };
    });
    expect(await Promise.all([clearing, deleting])).toEqual([undefined, true]);
  });
});

const ANSWER: ModelReply = {
  ok: true,
  value: 'Yes.',
  usage: { promptTokens: 10, cachedTokens: 0, outputTokens: 5, thoughtTokens: 0 },
  model: 'metered',
  source: 'model',
  costUsd: 0.5,
  savedUsd: 0,
  latencyMs: 1,
};

async function journaled(
  task: ClaimedTask,
  reply: ModelReply = ANSWER,
  /** Over which database, and when the model answers. */
  { db = test.db, whenReady }: { db?: Database; whenReady?: (key: string) => Promise<void> } = {},
) {
  const asked: string[] = [];
  const model: LanguageModel = {
    name: 'metered',
    metered: true,
    generate: async ({ volatileTail, key }) => {
      asked.push(volatileTail);
      await whenReady?.(key);
      return reply;
    },
  };
  const opened = await openJournal(test.db, task);
  const writes = new RunWrites(task.taskId, parseUsage(opened?.usage), () => undefined);
  const { signal } = new AbortController();
  const journal = createCallJournal({
    db,
    holding: task,
    replies: opened?.replies ?? [],
    writes,
    signal,
  });
  const journaledModel = wrapped(model, withClearance, journal.layer);
  const ask = (volatileTail: string, key = 'k', whenRead: () => void = () => undefined) => {
    const request: ModelRequest = {
      purpose: 'decide',
      key,
      scope: { clientId: 'local', taskId: task.taskId },
      stablePrefix: '',
      get volatileTail() {
        whenRead();
        return volatileTail;
      },
      temperature: 1,
      maxOutputTokens: 10,
    };
    return journaledModel.generate(request, signal);
  };
  return { ask, asked, writes, settled: journal.settled };
}

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** The database, in which answers are stored once the disk lets them. */
function slowToStore(disk: Gate, onStore: () => void = () => undefined): Database {
  const query: Database['query'] = async (strings, ...values) => {
    if (strings.join('').includes('UPDATE model_call')) {
      onStore();
      await disk.opened;
    }
    return test.db.query(strings, ...values);
  };
  return { ...test.db, query };
}

describe('a model with a journal', () => {
  it('answers the same request from it, and one with other words anew', async () => {
    const first = await claimed();
    const one = await journaled(first);
    await one.ask('the same');
    await one.settled();
    const two = await journaled(await taken(first));
    expect(await two.ask('the same')).toEqual(ANSWER);
    expect(two.asked).toEqual([]);
    expect(two.writes.usage).toMatchObject({ modelCalls: 1, costUsd: 0.5 });
    await two.ask('changed');
    await two.settled();
    expect(two.asked).toEqual(['changed']);
    expect(await usageOf(first.taskId)).toMatchObject({ modelCalls: 2, costUsd: 1, promptTokens: 20 });
  });

  it('keeps a refusal like an answer, and asks again after an outage', async () => {
    const [refused, away] = [await claimed(), await claimed()];
    const usage = { promptTokens: 3, cachedTokens: 0, outputTokens: 0, thoughtTokens: 0 };
    const failing = [
      await journaled(refused, { ok: false, reason: 'refused', usage, costUsd: 0.1, calls: 1 }),
      await journaled(away, { ok: false, reason: 'unavailable' }),
    ];
    for (const { ask, settled } of failing) {
      await ask('x');
      await settled();
    }
    const again = [await journaled(await taken(refused)), await journaled(await taken(away))] as const;
    expect(await again[0].ask('x')).toMatchObject({ ok: false, reason: 'refused' });
    expect(await again[1].ask('x')).toEqual(ANSWER);
    await again[1].settled();
    expect(again.map(({ asked }) => asked.length)).toEqual([0, 1]);
    expect(await usageOf(refused.taskId)).toMatchObject({ modelCalls: 1, costUsd: 0.1, unconfirmedCalls: 0 });
    expect(await usageOf(away.taskId)).toMatchObject({ modelCalls: 1, unconfirmedCalls: 0 });
  });

  it('counts what a call had used up before it was aborted, once, and asks again', async () => {
    const task = await claimed();
    const usage = { promptTokens: 3, cachedTokens: 0, outputTokens: 2, thoughtTokens: 0 };
    const spent = { usage, costUsd: 0.1, calls: 1, unanswered: 1 };
    const { ask, settled } = await journaled(task, { ok: false, reason: 'aborted', ...spent });
    expect(await ask('x')).toMatchObject({ reason: 'aborted' });
    await settled();
    expect(await usageOf(task.taskId)).toMatchObject({ modelCalls: 1, costUsd: 0.1, unconfirmedCalls: 1 });
    const next = await journaled(await taken(task));
    expect(next.writes.usage).toMatchObject({ modelCalls: 1, costUsd: 0.1, unconfirmedCalls: 1 });
    expect(await next.ask('x')).toEqual(ANSWER);
  });

  it('counts what the tries of a call had used up when its task was cancelled, whenever the sweep runs', async () => {
    const task = await claimed();
    const usage = { promptTokens: 3, cachedTokens: 0, outputTokens: 2, thoughtTokens: 0 };
    const spent = { usage, costUsd: 0.1, calls: 1, unanswered: 1 };
    const { ask, settled } = await journaled(
      task,
      { ok: false, reason: 'aborted', ...spent },
      {
        whenReady: async () => {
          await cancelTask(test.db, LOCAL, task.taskId);
          await clearJournals(test.db);
        },
      },
    );
    await ask('x').catch(() => undefined);
    await settled().catch(() => undefined);
    const counted = { modelCalls: 1, promptTokens: 3, outputTokens: 2, costUsd: 0.1, unconfirmedCalls: 1 };
    expect(await usageOf(task.taskId)).toMatchObject(counted);
    expect(await rows(task.taskId)).toEqual([]);
  });

  it('counts an answer that comes when its task was cancelled', async () => {
    const task = await claimed();
    const { ask, settled } = await journaled(task, ANSWER, {
      whenReady: async () => void (await cancelTask(test.db, LOCAL, task.taskId)),
    });
    await ask('x').catch(() => undefined);
    await settled().catch(() => undefined);
    expect(await usageOf(task.taskId)).toMatchObject({ modelCalls: 1, costUsd: 0.5, unconfirmedCalls: 0 });
  });

  it('forgets a call whose caller left before it was sent, also when the task is nobody’s by then', async () => {
    const [handedBack, cancelled] = [await claimed(), await claimed()];
    const aborted: ModelReply = { ok: false, reason: 'aborted' };
    await (await journaled(handedBack, aborted)).ask('x');
    const { ask } = await journaled(cancelled, aborted, {
      whenReady: async () => {
        await cancelTask(test.db, LOCAL, cancelled.taskId);
        await clearJournals(test.db);
      },
    });
    expect(await ask('x')).toEqual(aborted);
    for (const { taskId } of [handedBack, cancelled]) {
      expect(await rows(taskId)).toEqual([]);
      expect(await usageOf(taskId)).toMatchObject({ modelCalls: 0, unconfirmedCalls: 0 });
    }
  });

  it('leaves alone what the next run has noted when a former one forgets', async () => {
    const former = await claimed();
    await noteCalls(test.db, former, ['a']);
    const runner = await taken(former);
    await openJournal(test.db, runner);
    await noteCalls(test.db, runner, ['a']);
    await forgetCall(test.db, former, 'a');
    expect(await rows(runner.taskId)).toHaveLength(1);
    await forgetCall(test.db, runner, 'a');
    expect(await rows(runner.taskId)).toEqual([]);
  });

  it('sends nothing for a run that lost its task', async () => {
    const former = await claimed();
    const { ask, asked } = await journaled(former);
    await taken(former);
    await expect(ask('x')).rejects.toThrow(LeaseLostError);
    expect(asked).toEqual([]);
  });

  it('gives an answer while it is stored, and sends nothing that came of it before it is', async () => {
    const task = await claimed();
    const disk = gate();
    const { ask, asked, settled } = await journaled(task, ANSWER, { db: slowToStore(disk) });
    let isStored = false;
    expect(await ask('x', 'a')).toEqual(ANSWER);
    const storing = settled().then(() => {
      isStored = true;
    });
    const next = ask('y', 'b');
    // Time for as many round trips as a note would take.
    for (let trip = 0; trip < 5; trip += 1) await rows(task.taskId);
    expect({ isStored, asked }).toEqual({ isStored: false, asked: ['x'] });
    disk.open();
    await storing;
    expect(await next).toEqual(ANSWER);
    expect(asked).toEqual(['x', 'y']);
  });

  it('says that an answer could not be stored, and asks nothing after it', async () => {
    const task = await claimed();
    const answer = gate();
    const { ask, asked, settled } = await journaled(task, ANSWER, { whenReady: () => answer.opened });
    const asking = ask('x', 'a');
    await until(() => asked.length === 1);
    await taken(task);
    answer.open();
    await asking.catch(() => undefined);
    await expect(settled()).rejects.toThrow(LeaseLostError);
    await expect(ask('y', 'b')).rejects.toThrow(LeaseLostError);
    expect(asked).toEqual(['x']);
  });

  it('says that an answer could not be stored although a later one could', async () => {
    const task = await claimed();
    const answers = new Map(['a', 'b'].map((key) => [key, gate()]));
    let stores = 0;
    const query: Database['query'] = async (strings, ...values) => {
      if (strings.join('').includes('UPDATE model_call')) {
        stores += 1;
        if (stores === 1) throw new RangeError('not to be stored');
      }
      return test.db.query(strings, ...values);
    };
    let forgotten = 0;
    const execute: Database['execute'] = async (strings, ...values) => {
      const written = await test.db.execute(strings, ...values);
      if (strings.join('').includes('DELETE FROM model_call')) forgotten += written;
      return written;
    };
    const { ask, asked, settled } = await journaled(task, ANSWER, {
      db: { ...test.db, query, execute },
      whenReady: async (key) => answers.get(key)?.opened,
    });
    const asking = [...answers.keys()].map((key) => ask(key, key));
    await until(() => asked.length === 2);
    answers.get('a')?.open();
    await Promise.allSettled([asking[0]]);
    await until(() => stores === 1);
    answers.get('b')?.open();
    await Promise.allSettled(asking);
    await expect(settled()).rejects.toThrow(RangeError);
    // The later one is kept all the same: it was paid for.
    expect((await rows(task.taskId)).map(({ callKey, reply }) => [callKey, reply !== null])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    await expect(ask('z', 'c')).rejects.toThrow(RangeError);
    expect(asked).toHaveLength(2);
    // It was not sent, and leaves nothing that would count as if it had been.
    await until(() => forgotten === 1);
    expect((await rows(task.taskId)).map(({ callKey }) => callKey)).toEqual(['a', 'b']);
  });

  it('makes the prompts of a round while its note is on its way, and sends them when it is there', async () => {
    const disk = gate();
    const execute: Database['execute'] = async (strings, ...values) => {
      if (strings.join('').includes('INSERT INTO model_call')) await disk.opened;
      return test.db.execute(strings, ...values);
    };
    const task = await claimed();
    const { ask, asked, settled } = await journaled(task, ANSWER, { db: { ...test.db, execute } });
    const read: string[] = [];
    const asking = ['a', 'b'].map((key) => ask(key, key, () => read.push(key)));
    await until(() => read.length === 2);
    for (let trip = 0; trip < 5; trip += 1) await rows(task.taskId);
    expect(asked).toEqual([]);
    disk.open();
    await Promise.all(asking);
    await settled();
    expect(asked).toEqual(['a', 'b']);
  });

  it('notes calls while a commit of the same task is under way', async () => {
    const task = await claimed();
    const { ask } = await journaled(task);
    await test.db.transaction(async ({ execute }) => {
      await execute`UPDATE task SET progress = progress WHERE id = ${task.taskId}::uuid`;
      expect(await ask('x')).toEqual(ANSWER);
    });
  });

  it('stores together what is answered while an answer is stored', async () => {
    const task = await claimed();
    const answers = new Map(['a', 'b', 'c', 'd'].map((key) => [key, gate()]));
    const disk = gate();
    let stores = 0;
    const { ask, asked, writes, settled } = await journaled(task, ANSWER, {
      db: slowToStore(disk, () => {
        stores += 1;
      }),
      whenReady: async (key) => answers.get(key)?.opened,
    });
    const asking = [...answers.keys()].map((key) => ask(key, key));
    await until(() => asked.length === 4);
    answers.get('a')?.open();
    await until(() => stores === 1);
    for (const key of ['b', 'c', 'd']) {
      answers.get(key)?.open();
      await setImmediate();
    }
    disk.open();
    await Promise.all(asking);
    await settled();
    expect(stores).toBe(2);
    expect(writes.usage).toMatchObject({ modelCalls: 4 });
    expect(await usageOf(task.taskId)).toMatchObject({ modelCalls: 4, costUsd: 2 });
  });
});
