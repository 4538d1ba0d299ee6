import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/store/database.js';
import { holdLead, type Leadership } from '../../../src/store/relay-statements.js';
import { TERMINAL } from '../../../src/tasks/state.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertTask, offerSlots } from '../../support/tasks.js';
import { COMMANDS, type CommandName, letTimePass, type Row, type Rows, readRows } from './task-actors.js';
import { check, checkHistory, checkSerialKeys, History, told } from './task-laws.js';
import type { Deed } from './task-order.js';

/**
 * Random interleavings of everything that can happen to tasks, by several actors of which some are frozen: they go on
 * with what they held long ago. First one statement after another, each held against the state table exactly; then
 * several at the same moment on connections of their own, whose answers and the rows that they leave behind must be
 * those of some order of them.
 */

/** Most that act at the same moment. */
const MOST_ACTORS = 5;

let test: TestDatabase;
let actors: Database;
let lead: Leadership;
beforeAll(async () => {
  test = await createTestDatabase();
  actors = openDatabase({ url: test.url, poolSize: MOST_ACTORS, name: 'actors' });
  const held = await holdLead(test.db, 'relay', 3_600_000);
  if (held === null) throw new Error('the lead was not given');
  lead = held;
});
afterAll(async () => {
  await actors.close();
  await test.drop();
});

interface Action {
  readonly name: CommandName;
  /** Which task, counted around; undefined for the one that the batch is about. */
  readonly task: number | undefined;
  /** By how much the fence is out of date. */
  readonly behind: number;
  readonly pick: number;
}

interface Batch {
  readonly task: number;
  readonly actions: readonly Action[];
  /** Whether all rows are locked until every statement has begun, so that each decides by what it saw before the others. */
  readonly held: boolean;
}

/** Mostly one of the tasks that have not ended. */
function chosen(rows: Rows, pick: number): Row {
  const tasks = [...rows.values()];
  const open = tasks.filter(({ status }) => !TERMINAL.has(status));
  const among = pick % 4 === 0 || open.length === 0 ? tasks : open;
  const row = among[pick % among.length];
  if (row === undefined) throw new Error('there is no task');
  return row;
}

/** Lets a batch act at once, and resolves with all that its statements answered. */
async function act(batch: Batch, rows: Rows): Promise<readonly Deed[]> {
  const begin = () =>
    batch.actions.map(async ({ name, task, behind, pick }) => {
      const row = chosen(rows, task ?? batch.task);
      const fence = Math.max(0, row.fence - behind);
      return COMMANDS[name]({ db: actors, lead, rows, task: row, fence, pick });
    });
  const answers = batch.held ? await whileAllRowsAreLocked(begin) : await Promise.all(begin());
  return answers.flat();
}

/** Most statements that waited for the same lock at once. */
let mostWaiting = 0;

/** Begins statements, and lets go of the rows when each of them waits for one or is over. */
async function whileAllRowsAreLocked<Answer>(begin: () => Promise<Answer>[]): Promise<readonly Answer[]> {
  const begun = await test.db.transaction(async (transaction) => {
    await transaction.execute`SELECT FROM task FOR NO KEY UPDATE`;
    let over = 0;
    const all = begin().map((each) => each.finally(() => (over += 1)));
    // Their failures are told to whoever awaits them below.
    const together = Promise.all(all);
    together.catch(() => undefined);
    for (let waiting = 0; over + waiting < all.length; ) {
      const [found] = await test.db.query<{ count: number }>`
        SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'actors' AND wait_event_type = 'Lock'`;
      waiting = found?.count ?? 0;
      mostWaiting = Math.max(mostWaiting, waiting);
    }
    return { together };
  });
  return begun.together;
}

/**
 * Plays batches from an empty database.
 * @param see is told what happened, and whether it was refused only because another came first
 */
async function play(batches: readonly Batch[], see: (deed: string, outrun: boolean) => void): Promise<void> {
  await test.db.execute`TRUNCATE task, client_lane, worker_heartbeat CASCADE`;
  await offerSlots(test.db, 'worker', 3);
  for (const clientId of ['client-0', 'client-1']) {
    await insertTask(test.db, { clientId, deadlineSeconds: 3_600 });
  }
  const history = new History();
  let before = await readRows(test.db);
  for (const batch of batches) {
    for (const { name, task } of batch.actions) {
      await letTimePass(test.db, name, chosen(before, task ?? batch.task).id);
    }
    before = await readRows(test.db);
    const deeds = await act(batch, before);
    const after = await readRows(test.db);
    for (const met of check(before, deeds, after)) {
      history.note(met);
      const { deed } = met;
      const was = before.get(deed.taskId);
      see(told(met), !deed.done && was !== undefined && deed.effect(was) !== null);
    }
    checkSerialKeys(before, deeds, after);
    checkHistory(history, after);
    before = after;
  }
}

const WEIGHTS: Readonly<Record<CommandName, number>> = {
  submit: 3,
  dispatch: 4,
  dispatchLate: 1,
  loseJob: 2,
  claim: 12,
  renew: 2,
  commit: 8,
  tell: 3,
  finish: 3,
  fail: 1,
  handBack: 2,
  tryAgain: 3,
  waitForModel: 3,
  expire: 4,
  expireRun: 2,
  miss: 2,
  cancel: 2,
  retry: 4,
};

const anyName = fc.oneof(
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    arbitrary: fc.constant(name as CommandName),
    weight,
  })),
);
const anyTask = fc.nat({ max: 1_000 });
const action = (task: fc.Arbitrary<number | undefined>) =>
  fc.record({
    name: anyName,
    task,
    behind: fc.oneof(
      { arbitrary: fc.constant(0), weight: 5 },
      { arbitrary: fc.integer({ min: 1, max: 3 }), weight: 1 },
    ),
    pick: fc.nat({ max: 1_000 }),
  });
const alone = fc.record({
  task: anyTask,
  actions: fc.tuple(action(fc.constant(undefined))),
  held: fc.constant(false),
});
const mostlyTheSame = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 3 },
  { arbitrary: anyTask, weight: 1 },
);
const together = fc.record({
  task: anyTask,
  actions: fc.array(action(mostlyTheSame), { minLength: 2, maxLength: MOST_ACTORS }),
  held: fc.boolean(),
});

describe('the life of a task', () => {
  it('keeps to the state table, whoever does what and when', { timeout: 120_000 }, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(alone, { minLength: 40, maxLength: 80 }), (batches) =>
        play(batches, (deed) => seen.add(deed)),
      ),
      { seed: 20_261_120, numRuns: 32 },
    );
    // The run means nothing if it never got anywhere: every transition struck, and every stale write was tried.
    expect([...seen].sort()).toEqual(EXPECTED);
  });

  it('is one that could be told in order, also when everything is done at the same moment', {
    timeout: 120_000,
  }, async () => {
    const outruns: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(together, { minLength: 15, maxLength: 30 }), (batches) =>
        play(batches, (deed, outrun) => {
          if (outrun) outruns.push(deed);
        }),
      ),
      { seed: 20_261_126, numRuns: 40, endOnFailure: true },
    );
    // It means nothing either if they never met.
    expect(mostWaiting, 'statements that waited for a row at once').toBeGreaterThan(2);
    const count = (deed: string) => outruns.filter((outrun) => outrun === deed).length;
    expect(count('claim refused'), 'claims that another was faster than').toBeGreaterThan(10);
    expect(count('commit refused'), 'commits that another was faster than').toBeGreaterThan(5);
  });
});

const EXPECTED = [
  'cancel: cancelled stays',
  'cancel: completed stays',
  'cancel: failed stays',
  'cancel: queued to cancelled',
  'cancel: running to cancelled',
  'claim of a key in use refused',
  'claim refused',
  'claim: queued to running',
  'commit',
  'commit refused',
  'dispatch',
  'expire: running to failed',
  'expire: running to queued',
  'expireRun refused',
  'expireRun: running to failed',
  'expireRun: running to queued',
  'fail refused',
  'fail: running to failed',
  'finish refused',
  'finish: running to completed',
  'handBack refused',
  'handBack: running to queued',
  'loseJob',
  'loseJob refused',
  'miss: queued to failed',
  'renew',
  'renew refused',
  'retry: cancelled stays',
  'retry: completed stays',
  'retry: failed to queued',
  'retry: queued stays',
  'retry: running stays',
  'tell',
  'tell refused',
  'tryAgain refused',
  'tryAgain: running to failed',
  'tryAgain: running to queued',
  'waitForModel refused',
  'waitForModel: running to failed',
  'waitForModel: running to queued',
];
