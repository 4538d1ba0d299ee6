import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { cancelTask, retryFailedTask } from '../../../src/store/control-statements.js';
import {
  dispatchTasks,
  expireLeases,
  holdLead,
  type Leadership,
  missDeadlines,
  undispatch,
} from '../../../src/store/relay-statements.js';
import {
  claimTask,
  commitChapter,
  commitTurn,
  failTask,
  finishTask,
  type Holding,
  handBackTask,
  RENEW_LEASES,
  retryTask,
} from '../../../src/store/task-statements.js';
import { type TaskStatus, TERMINAL, TRANSITIONS, type Transition } from '../../../src/tasks/state.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertTask, offerSlots } from '../../support/tasks.js';

/**
 * Random interleavings of everything that can happen to tasks, by several actors of which some are frozen: they go on
 * with what they held long ago. The state table says what each step may do; whatever else changes is a fault.
 */

const QUEUE = { kind: 'simulation', name: 'simulation', workerTimeoutMs: 3_600_000 } as const;
const ADMIN = { clientId: 'root', role: 'admin' } as const;
const ERROR = { error: 'Broken', message: 'it broke', error_code: 'BROKEN' };
const POISON_LIMIT = 2;

let test: TestDatabase;
let lead: Leadership;
beforeAll(async () => {
  test = await createTestDatabase();
  const held = await holdLead(test.db, 'relay', 3_600_000);
  if (held === null) throw new Error('the lead was not given');
  lead = held;
});
afterAll(() => test.drop());

/** All that is stored of a task. */
interface Row {
  readonly id: string;
  readonly status: TaskStatus;
  readonly fence: number;
  readonly progress: number;
  readonly eventSeq: number;
  /** The whole row, its events, turns and chapters, as text. */
  readonly everything: string;
  readonly events: readonly number[];
  readonly lastEvent: string | null;
  readonly turns: readonly number[];
  readonly chapters: number;
}

async function readAll(): Promise<ReadonlyMap<string, Row>> {
  const rows = await test.db.query<Row>`
    SELECT task.id, task.status::text AS status, task.fence, task.progress, task.event_seq AS "eventSeq",
           concat(task, events, turns, chapters) AS everything, events, turns, chapters,
           (SELECT type FROM task_event WHERE task_id = task.id ORDER BY seq DESC LIMIT 1) AS "lastEvent"
    FROM task,
      LATERAL (SELECT coalesce(array_agg(seq ORDER BY seq), '{}') AS events FROM task_event WHERE task_id = task.id) e,
      LATERAL (SELECT coalesce(array_agg(turn::int ORDER BY turn), '{}') AS turns FROM turn WHERE simulation_id = task.id) t,
      LATERAL (SELECT count(*)::int AS chapters FROM chapter WHERE simulation_id = task.id) c`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a runner has in its hands: right when it claimed, maybe long out of date. */
interface Run extends Holding {
  turn: number;
  chapter: number;
}

/** What a step may do: to which task, and by which transition of the table; by none when it changes no status. */
interface Step {
  /** Undefined for a step that may concern any task. */
  readonly taskId?: string | undefined;
  readonly transitions?: readonly Transition[];
  /** What carries a fence: the task and fence, the status that it needs, and whether it was let through. */
  readonly holding?: Holding;
  readonly needs?: TaskStatus;
  readonly wrote?: boolean | undefined;
}

class World {
  readonly jobs: Holding[] = [];
  readonly runs: Run[] = [];
  readonly tasks: string[] = [];

  /** Commands by name; each picks what it acts on by a number. */
  readonly commands: Record<string, (pick: number) => Promise<Step>> = {
    submit: async (pick) => {
      this.tasks.push(await insertTask(test.db, { clientId: `client-${pick % 2}`, deadlineSeconds: 3_600 }));
      return {};
    },
    dispatch: async () => {
      this.jobs.push(...(await dispatchTasks(test.db, lead, QUEUE)));
      return {};
    },
    loseJob: async (pick) => {
      const job = recent(this.jobs, pick);
      if (job !== undefined) await undispatch(test.db, [job]);
      return { taskId: job?.taskId };
    },
    claim: async (pick) => {
      const job = recent(this.jobs, pick);
      if (job === undefined) return {};
      const claimed = await claimTask(test.db, job, { id: `worker-${pick % 3}`, leaseMs: 3_600_000 });
      if (claimed !== null) {
        const { turns = [], chapters = 0 } = (await readAll()).get(job.taskId) ?? {};
        this.runs.push({ taskId: job.taskId, fence: claimed.fence, turn: turns.length, chapter: chapters });
      }
      const transitions = [TRANSITIONS.claim];
      return { taskId: job.taskId, transitions, holding: job, needs: 'queued', wrote: claimed !== null };
    },
    renew: (pick) =>
      this.asRunner(pick, [], async (run) => {
        const rows = await test.db.prisma.$queryRawUnsafe<unknown[]>(
          RENEW_LEASES,
          [run.taskId],
          [run.fence],
          3_600_000,
        );
        return rows.length === 1;
      }),
    commit: (pick) =>
      this.asRunner(pick, [], async (run) => {
        const turn = run.turn + 1;
        const wrote = await commitTurn(test.db, run, {
          turn,
          record: { turn },
          state: JSON.stringify({ turn }),
          progress: 10 * turn,
          currentStep: `Turn ${turn}`,
          usage: NO_USAGE_TOTALS,
          told: { turn },
        });
        run.turn += Number(wrote);
        return wrote;
      }),
    tell: (pick) =>
      this.asRunner(pick, [], async (run) => {
        if (run.chapter >= run.turn) return undefined;
        const chapter = { prose: 'x', degraded: null, state: {}, usage: NO_USAGE_TOTALS };
        const wrote = await commitChapter(test.db, run, { ...chapter, turn: run.chapter + 1 });
        run.chapter += Number(wrote);
        return wrote;
      }),
    finish: (pick) =>
      this.asRunner(pick, [TRANSITIONS.finish], (run) => finishTask(test.db, run, {}, NO_USAGE_TOTALS)),
    fail: (pick) => this.asRunner(pick, [TRANSITIONS.fail], (run) => failTask(test.db, run, ERROR)),
    handBack: (pick) =>
      this.asRunner(pick, [TRANSITIONS.handBack], (run) =>
        handBackTask(test.db, run, { delayMs: 0, currentStep: 'Waiting' }),
      ),
    tryAgain: (pick) =>
      this.asRunner(pick, [TRANSITIONS.tryAgain, TRANSITIONS.exhaust], async (run) => {
        const backoff = { maxAttempts: 2, baseMs: 0, maxMs: 0 };
        return (await retryTask(test.db, run, ERROR, backoff)) !== null;
      }),
    expire: async (pick) => {
      const taskId = recent(this.runs, pick)?.taskId;
      if (taskId !== undefined) {
        await test.db.execute`
          UPDATE task SET lease_expires_at = now() - interval '1 hour' WHERE id = ${taskId}::uuid AND status = 'running'`;
      }
      await expireLeases(test.db, POISON_LIMIT);
      return { taskId, transitions: [TRANSITIONS.expire, TRANSITIONS.poison] };
    },
    miss: async (pick) => {
      const taskId = this.tasks[pick % this.tasks.length];
      if (taskId !== undefined) {
        await test.db.execute`
          UPDATE task SET deadline_at = now() - interval '1 hour'
          WHERE id = ${taskId}::uuid AND status IN ('queued', 'running')`;
      }
      await missDeadlines(test.db);
      return { transitions: [TRANSITIONS.miss] };
    },
    cancel: async (pick) => {
      const taskId = this.tasks[pick % this.tasks.length];
      if (taskId !== undefined) await cancelTask(test.db, ADMIN, taskId);
      return { taskId, transitions: [TRANSITIONS.cancel] };
    },
    retry: async (pick) => {
      const taskId = this.tasks[pick % this.tasks.length];
      if (taskId !== undefined) await retryFailedTask(test.db, ADMIN, taskId);
      return { taskId, transitions: [TRANSITIONS.retry] };
    },
  };

  private async asRunner(
    pick: number,
    transitions: readonly Transition[],
    write: (run: Run) => Promise<boolean | undefined>,
  ): Promise<Step> {
    const run = recent(this.runs, pick);
    if (run === undefined) return {};
    const { taskId, fence } = run;
    return { taskId, transitions, holding: { taskId, fence }, needs: 'running', wrote: await write(run) };
  }
}

/** Mostly the newest, sometimes one that is long out of date. */
function recent<T>(list: readonly T[], pick: number): T | undefined {
  const back = pick % 3 === 0 ? pick % Math.max(1, list.length) : pick % 2;
  return list.at(-1 - back);
}

function check(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>, step: Step): void {
  for (const [id, now] of after) {
    const was = before.get(id);
    expect(now.events, 'events are numbered without a gap').toEqual(upTo(now.eventSeq));
    expect(now.turns, 'turns are contiguous').toEqual(upTo(now.turns.length));
    if (TERMINAL.has(now.status)) {
      expect(now.lastEvent, 'the last event tells the end').toBe(now.status);
    }
    if (was === undefined) {
      expect([now.status, now.fence]).toEqual(['queued', 0]);
      continue;
    }
    expect(now.fence, 'a fence never falls').toBeGreaterThanOrEqual(was.fence);
    expect(now.progress, 'progress never falls').toBeGreaterThanOrEqual(was.progress);
    if (was.status === 'completed' || was.status === 'cancelled') {
      expect(now.everything, 'ended is ended').toBe(was.everything);
    }
    if (step.taskId !== undefined && step.taskId !== id) {
      expect(now.everything, 'other tasks are left alone').toBe(was.everything);
    }
    if (now.status !== was.status || now.fence !== was.fence) {
      const legal = (step.transitions ?? []).some(
        ({ from, to, raisesFence }) =>
          from.includes(was.status) && to === now.status && now.fence === was.fence + Number(raisesFence),
      );
      expect(legal, `from ${was.status} (${was.fence}) to ${now.status} (${now.fence})`).toBe(true);
    }
  }
  const { holding, needs, wrote } = step;
  if (holding !== undefined && wrote !== undefined) {
    const was = before.get(holding.taskId);
    expect(wrote, 'who holds the newest fence is let through, and nobody else').toBe(
      was?.status === needs && was?.fence === holding.fence,
    );
    if (!wrote) {
      expect(after.get(holding.taskId)?.everything, 'what is refused changes nothing').toBe(was?.everything);
    }
  }
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const WEIGHTS: Readonly<Record<keyof World['commands'], number>> = {
  submit: 3,
  dispatch: 6,
  loseJob: 1,
  claim: 9,
  renew: 2,
  commit: 7,
  tell: 3,
  finish: 2,
  fail: 2,
  handBack: 2,
  tryAgain: 4,
  expire: 6,
  miss: 3,
  cancel: 3,
  retry: 3,
};

const command = fc.record({
  name: fc.oneof(
    ...Object.entries(WEIGHTS).map(([name, weight]) => ({ arbitrary: fc.constant(name), weight })),
  ),
  pick: fc.nat({ max: 1_000 }),
});

describe('the life of a task', () => {
  it('keeps to the state table, whoever does what and when', { timeout: 120_000 }, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 40, maxLength: 80 }), async (commands) => {
        await test.db.execute`TRUNCATE task, client_lane, worker_heartbeat CASCADE`;
        await offerSlots(test.db, 'worker', 3);
        const world = new World();
        let before = await readAll();
        for (const { name, pick } of [
          { name: 'submit', pick: 0 },
          { name: 'submit', pick: 1 },
          ...commands,
        ]) {
          const step = (await world.commands[name]?.(pick)) ?? {};
          const after = await readAll();
          check(before, after, step);
          for (const [id, { status }] of after) {
            const was = before.get(id)?.status;
            if (was !== undefined && was !== status) seen.add(`${name}: ${was} to ${status}`);
            if (was === status && step.taskId === id && ['cancel', 'retry'].includes(name)) {
              seen.add(`${name}: ${status} stays`);
            }
          }
          if (step.wrote === false) seen.add(`${name} refused`);
          before = after;
        }
      }),
      { seed: 20_261_120, numRuns: 60 },
    );
    // The run means nothing if it never got anywhere: every transition struck, and every stale write was tried.
    expect([...seen].sort()).toEqual(EXPECTED);
  });
});

const EXPECTED = [
  'cancel: cancelled stays',
  'cancel: completed stays',
  'cancel: failed stays',
  'cancel: queued to cancelled',
  'cancel: running to cancelled',
  'claim refused',
  'claim: queued to running',
  'commit refused',
  'expire: running to failed',
  'expire: running to queued',
  'fail refused',
  'fail: running to failed',
  'finish refused',
  'finish: running to completed',
  'handBack refused',
  'handBack: running to queued',
  'miss: queued to failed',
  'renew refused',
  'retry: cancelled stays',
  'retry: completed stays',
  'retry: failed to queued',
  'retry: queued stays',
  'retry: running stays',
  'tell refused',
  'tryAgain refused',
  'tryAgain: running to failed',
  'tryAgain: running to queued',
];
