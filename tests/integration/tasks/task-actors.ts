import pg from 'pg';
import { Prisma } from '../../../src/generated/prisma/client.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { cancelTask, retryFailedTask } from '../../../src/store/control-statements.js';
import type { Database } from '../../../src/store/database.js';
import {
  dispatchTasks,
  expireLeases,
  expireRun,
  type Leadership,
  missDeadlines,
  undispatch,
} from '../../../src/store/relay-statements.js';
import {
  claimTask,
  failTask,
  handBackTask,
  RENEW_LEASES,
  retryTask,
  waitForModel,
} from '../../../src/store/task-statements.js';
import type { TaskStatus } from '../../../src/tasks/state.js';
import { commitChapter, commitTurn, finishTask } from '../../support/commits.js';
import { insertTask } from '../../support/tasks.js';
import { type Deed, EFFECTS, type Life } from './task-order.js';

/**
 * Everything that can be done to tasks, each by the statement that the product does it with. Whoever acts holds a fence:
 * that of now, or one of long ago, as a process that was frozen does.
 */

/** A task as it is stored. */
export interface Row extends Life {
  readonly id: string;
  readonly serialKey: string | null;
  readonly serialNo: number | null;
  readonly leaseOver: boolean;
  readonly progress: number;
  /** The whole row, its events, turns and chapters, as text. */
  readonly everything: string;
  readonly eventNumbers: readonly number[];
  readonly lastEvent: string | null;
  /** Fence of each turn, and of each chapter, in order. */
  readonly turnFences: readonly number[];
  readonly turnNumbers: readonly number[];
  readonly chapterFences: readonly number[];
}
export type Rows = ReadonlyMap<string, Row>;

export async function readRows(db: Database): Promise<Rows> {
  const rows = await db.query<Row>`
    SELECT task.id, status::text AS status, fence, attempt, failures, unclean_ends AS "uncleanEnds",
           dispatched_at IS NOT NULL AS dispatched, event_seq AS events, serial_key AS "serialKey", serial_no AS "serialNo",
           coalesce(lease_expires_at < now(), false) AS "leaseOver", progress,
           cardinality("turnFences") AS turns, cardinality("chapterFences") AS chapters,
           "eventNumbers", "lastEvent", "turnNumbers", "turnFences", "chapterFences",
           -- A sweep may hurry a task that is late, which changes nothing else of it.
           concat(to_jsonb(task) - 'priority', "eventNumbers", "turnFences", "chapterFences") AS everything
    FROM task,
      LATERAL (SELECT coalesce(array_agg(seq ORDER BY seq), '{}') AS "eventNumbers",
                      (array_agg(type ORDER BY seq DESC))[1] AS "lastEvent"
               FROM task_event WHERE task_id = task.id) e,
      LATERAL (SELECT coalesce(array_agg(turn::int ORDER BY turn), '{}') AS "turnNumbers",
                      coalesce(array_agg(turn.fence ORDER BY turn), '{}') AS "turnFences"
               FROM turn WHERE simulation_id = task.id) t,
      LATERAL (SELECT coalesce(array_agg(chapter.fence ORDER BY turn), '{}') AS "chapterFences"
               FROM chapter WHERE simulation_id = task.id) c
    ORDER BY task.id`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a command acts with. */
export interface Hand {
  readonly db: Database;
  readonly lead: Leadership;
  readonly rows: Rows;
  readonly task: Row;
  /** The fence in the actor's hands. */
  readonly fence: number;
  /** For what else a command has to choose. */
  readonly pick: number;
}

/** Sends its statement and tells what it answered, for each task that it concerns. */
export type Command = (hand: Hand) => Promise<readonly Deed[]>;

const QUEUE = { kind: 'simulation', name: 'simulation', workerTimeoutMs: 3_600_000 } as const;
const ADMIN = { clientId: 'root', role: 'admin' } as const;
const ERROR = { error: 'Broken', message: 'it broke', error_code: 'BROKEN' };
const POISON_LIMIT = 2;
const MAX_ATTEMPTS = 2;
const HOUR_MS = 3_600_000;
const NO_WAIT = { baseMs: 0, maxMs: 0 };

/** Of a statement by a holder of a fence that says whether it was let through. */
const fenced =
  (name: string, effect: (hand: Hand) => Deed['effect'], send: (hand: Hand) => Promise<boolean>): Command =>
  async (hand) => [{ name, taskId: hand.task.id, done: await send(hand), effect: effect(hand) }];

/** Of one that says what became of the task. */
const settling =
  (
    name: string,
    effect: (hand: Hand) => Deed['effect'],
    send: (hand: Hand) => Promise<TaskStatus | null>,
  ): Command =>
  async (hand) => {
    const told = await send(hand);
    return [
      { name, taskId: hand.task.id, done: told !== null, told: told ?? undefined, effect: effect(hand) },
    ];
  };

const holding = ({ task, fence }: Hand) => ({ taskId: task.id, fence });

/** The row that a statement would write is there already: nothing of it was written. */
function refusedAsDouble(error: unknown): false {
  if (error instanceof pg.DatabaseError && error.code === '23505') return false;
  throw error;
}

const serialNumbers = new Map<string, number>();

export const COMMANDS = {
  submit: async ({ db, pick }) => {
    // Half of them wait for one another.
    const key = pick % 2 === 0 ? undefined : `key-${pick % 4}`;
    const number = (serialNumbers.get(key ?? '') ?? 0) + 1;
    if (key !== undefined) serialNumbers.set(key, number);
    await insertTask(db, {
      clientId: `client-${pick % 3}`,
      deadlineSeconds: 3_600,
      ...(key !== undefined && { serial: { key, number } }),
    });
    return [];
  },
  dispatch: async ({ db, lead }) => {
    const { tasks } = await dispatchTasks(db, lead, QUEUE);
    return tasks.map(({ taskId, fence }) => ({
      name: 'dispatch',
      taskId,
      done: true,
      effect: EFFECTS.dispatch(fence),
    }));
  },
  dispatchLate: async ({ db, lead }) => {
    const { tasks } = await dispatchTasks(db, { ...lead, epoch: lead.epoch - 1 }, QUEUE);
    return tasks.map(({ taskId }) => ({ name: 'dispatchLate', taskId, done: true, effect: () => null }));
  },
  loseJob: fenced(
    'loseJob',
    ({ fence }) => EFFECTS.undispatch(fence),
    async (hand) => (await undispatch(hand.db, [holding(hand)])) === 1,
  ),
  claim: fenced(
    'claim',
    ({ fence }) => EFFECTS.claim(fence),
    async (hand) =>
      (await claimTask(hand.db, holding(hand), { id: `worker-${hand.pick % 3}`, leaseMs: HOUR_MS })) !== null,
  ),
  // As a worker does: all that it runs in one statement.
  renew: async (hand) => {
    const held = [...hand.rows.values()].map(({ id, fence }) =>
      id === hand.task.id ? holding(hand) : { taskId: id, fence },
    );
    const kept = await hand.db.prisma.$queryRawUnsafe<{ id: string }[]>(
      RENEW_LEASES,
      held.map(({ taskId }) => taskId),
      held.map(({ fence }) => fence),
      HOUR_MS,
    );
    return held.map(({ taskId, fence }) => ({
      name: 'renew',
      taskId,
      done: kept.some(({ id }) => id === taskId),
      effect: EFFECTS.renew(fence),
    }));
  },
  commit: fenced(
    'commit',
    ({ fence, task }) => EFFECTS.commit(fence, task.turns + 1),
    (hand) => {
      const turn = hand.task.turns + 1;
      return commitTurn(hand.db, holding(hand), {
        turn,
        record: { turn },
        state: JSON.stringify({ turn }),
        progress: 10 * turn,
        currentStep: `Turn ${turn}`,
        usage: NO_USAGE_TOTALS,
        told: { turn },
      }).catch(refusedAsDouble);
    },
  ),
  tell: async (hand) => {
    const { id, chapters, turns } = hand.task;
    if (chapters === turns) return [];
    const turn = chapters + 1;
    const chapter = { turn, prose: 'x', degraded: null, state: {}, usage: NO_USAGE_TOTALS };
    const done = await commitChapter(hand.db, holding(hand), chapter).catch(refusedAsDouble);
    return [{ name: 'tell', taskId: id, done, effect: EFFECTS.tell(hand.fence, turn) }];
  },
  finish: fenced(
    'finish',
    ({ fence }) => EFFECTS.finish(fence),
    (hand) => finishTask(hand.db, holding(hand), {}, NO_USAGE_TOTALS),
  ),
  fail: fenced(
    'fail',
    ({ fence }) => EFFECTS.fail(fence),
    (hand) => failTask(hand.db, holding(hand), ERROR),
  ),
  handBack: fenced(
    'handBack',
    ({ fence }) => EFFECTS.handBack(fence),
    (hand) => handBackTask(hand.db, holding(hand), { delayMs: 0, currentStep: 'Waiting' }),
  ),
  tryAgain: settling(
    'tryAgain',
    ({ fence }) => EFFECTS.tryAgain(fence, MAX_ATTEMPTS),
    (hand) => retryTask(hand.db, holding(hand), ERROR, { maxAttempts: MAX_ATTEMPTS, ...NO_WAIT }),
  ),
  waitForModel: settling(
    'waitForModel',
    ({ fence, pick }) => EFFECTS.waitForModel(fence, pick % 3 === 0),
    (hand) => {
      const isOver = hand.pick % 3 === 0;
      const patience = { patienceMs: isOver ? 0 : HOUR_MS, failsAfter: isOver, ...NO_WAIT };
      return waitForModel(hand.db, holding(hand), ERROR, patience);
    },
  ),
  /** The sweep, of all whose lease is over. */
  expire: async ({ db }) => {
    const expired = await expireLeases(db, POISON_LIMIT);
    return expired.map(({ taskId, status }) => ({
      name: 'expire',
      taskId,
      done: true,
      told: status,
      effect: EFFECTS.expire(undefined, POISON_LIMIT),
    }));
  },
  expireRun: settling(
    'expireRun',
    ({ fence }) => EFFECTS.expire(fence, POISON_LIMIT),
    async (hand) => (await expireRun(hand.db, holding(hand), POISON_LIMIT))?.status ?? null,
  ),
  miss: async ({ db }) => {
    const missed = await missDeadlines(db);
    return missed.map(({ taskId }) => ({ name: 'miss', taskId, done: true, effect: EFFECTS.miss() }));
  },
  cancel: fenced('cancel', EFFECTS.cancel, async ({ db, task }) => {
    return (await cancelTask(db, ADMIN, task.id)) !== undefined;
  }),
  retry: fenced('retry', EFFECTS.retry, async ({ db, task }) => {
    return (await retryFailedTask(db, ADMIN, task.id)) !== undefined;
  }),
} as const satisfies Record<string, Command>;
export type CommandName = keyof typeof COMMANDS;

/** Lets the time pass without which a sweep finds nothing: a lease or a deadline lies in the past. */
export async function letTimePass(db: Database, name: CommandName, taskId: string): Promise<void> {
  const [column, statuses] =
    name === 'expire'
      ? (['lease_expires_at', ['running']] as const)
      : (['deadline_at', ['queued', 'running']] as const);
  if (name === 'expire' || name === 'miss') {
    await db.execute`
      UPDATE task SET ${Prisma.raw(column)} = now() - interval '1 hour'
      WHERE id = ${taskId}::uuid AND status::text = ANY (${statuses}::text[])`;
  }
}
