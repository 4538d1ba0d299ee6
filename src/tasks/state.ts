/**
 * The life of a task, as the one table that code and tests read:
 *
 *     submit ──▶ queued ──claim──▶ running ──finish──▶ completed
 *                 │ │ ▲               │ │ └─fail, exhaust, poison─▶ failed ──retry──▶ queued
 *                 │ │ └──hand back, try │                             ▲
 *                 │ │    again, expire──┘                             │
 *                 │ └──miss (deadline)────────────────────────────────┘
 *                 └──cancel──▶ cancelled ◀──cancel── running
 *
 * Each transition is one SQL statement with its guard in the WHERE clause, in `store/task-statements.ts` and
 * `store/run-commits.ts` (the runner's), `store/relay-statements.ts` (the sweeps') and `store/control-statements.ts`
 * (the client's): nothing is decided by reading first and writing later. `fence` grows with every transition that takes
 * a task from whoever had it, so that a runner that was frozen and wakes up can't write a byte.
 */

export const TASK_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export interface Transition {
  readonly from: readonly TaskStatus[];
  readonly to: TaskStatus;
  /** Whether the fence grows, which makes every earlier holder's writes fail. */
  readonly raisesFence: boolean;
  /** Whether only the current holder (same fence, running) may do it. */
  readonly byRunner: boolean;
}

export const TRANSITIONS = {
  claim: { from: ['queued'], to: 'running', raisesFence: true, byRunner: false },
  finish: { from: ['running'], to: 'completed', raisesFence: false, byRunner: true },
  fail: { from: ['running'], to: 'failed', raisesFence: false, byRunner: true },
  handBack: { from: ['running'], to: 'queued', raisesFence: true, byRunner: true },
  /** A failure that may pass, and the last one that is allowed between two commits. */
  tryAgain: { from: ['running'], to: 'queued', raisesFence: true, byRunner: true },
  exhaust: { from: ['running'], to: 'failed', raisesFence: true, byRunner: true },
  expire: { from: ['running'], to: 'queued', raisesFence: true, byRunner: false },
  poison: { from: ['running'], to: 'failed', raisesFence: true, byRunner: false },
  /** At its deadline, of a task that has committed nothing. */
  miss: { from: ['queued'], to: 'failed', raisesFence: true, byRunner: false },
  cancel: { from: ['queued', 'running'], to: 'cancelled', raisesFence: true, byRunner: false },
  /** Asked for by the client or an admin; not for the actions of a game session. */
  retry: { from: ['failed'], to: 'queued', raisesFence: true, byRunner: false },
} as const satisfies Record<string, Transition>;

/** No transition leads out of these but the retry of a failed task that somebody asks for. */
export const TERMINAL: ReadonlySet<TaskStatus> = new Set(['completed', 'failed', 'cancelled']);

/**
 * Leases that ran out in a row, without a commit in between, after which a task runs in a process of its own: one may be
 * the worker's fault, so the run after the first is like any other, and the one after the second is isolated. When that
 * ends the same way, it is the third. A lease that a worker gave up since it couldn't reach the database is not one of
 * them: it hands the task back.
 */
export const ISOLATION_LIMIT = 2;

/** Leases that ran out in a row, without a commit in between, after which a task is taken for poison. */
export const POISON_LIMIT = 3;
