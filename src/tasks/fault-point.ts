/**
 * Fault points: named places between two writes at which a test can strike a process. They do nothing at all unless
 * NODE_ENV is `test` and FAULT_POINTS names them, as a comma-separated list of
 *
 *     name[@subject]:action[:pass]
 *
 * `subject` is the id of a task; without one every task is struck. `pass` is the time at which it is passed that
 * strikes, 1 unless told; each entry strikes once in the life of a process. The actions:
 *
 * - `exit`    ends the process with code 86 and no further word
 * - `kill`    sends it SIGKILL
 * - `freeze`  sends it SIGSTOP: it goes on at SIGCONT
 * - `spin`    computes for good, so that nothing else of the process gets its turn
 * - `memory`  fills its memory until it dies
 * - `throw`   throws a FaultPointError
 *
 * The names, and what lies before and after them, are those of `FaultPoint`. Example: `after-turn-commit:kill:3`.
 */

/** Where a test can strike. */
export type FaultPoint =
  /** A task is claimed, its run not begun. */
  | 'after-claim'
  /** A turn is played, its commit not sent. */
  | 'before-turn-commit'
  | 'after-turn-commit'
  /** A chapter is written, its commit not sent. */
  | 'before-chapter-commit'
  | 'after-chapter-commit'
  /** A step of a scenario is noted as begun, nothing asked. */
  | 'after-step-begin'
  /** A step is answered, its commit not sent. */
  | 'before-step-commit'
  | 'after-step-commit'
  /** An action is played, its commit not sent. */
  | 'before-action-commit'
  | 'after-action-commit'
  /** All is played and told, or generated, the result not stored. */
  | 'before-finish'
  /** The relay's leader is about to mark tasks as dispatched, or to find that there are none. */
  | 'before-dispatch-mark'
  /** Tasks are marked as dispatched, their jobs not sent. */
  | 'after-dispatch-mark'
  /** Model calls are noted in the journal, not sent. */
  | 'after-journal-note'
  /** An answer is stored in the journal, nothing that came of it is. */
  | 'after-journal-answer'
  /** A request is committed, its answer not sent. */
  | 'after-submit-commit';

type Action = 'exit' | 'kill' | 'freeze' | 'spin' | 'memory' | 'throw';

/** What a fault point throws that is armed with `throw`. */
export class FaultPointError extends Error {
  constructor(readonly point: string) {
    super(`The fault point ${point} struck`);
    this.name = 'FaultPointError';
  }
}

interface Armed {
  readonly point: string;
  readonly subject: string | undefined;
  readonly action: Action;
  /** Passes left until it strikes. */
  passes: number;
}

const ENTRY = /^([a-z-]+)(?:@([0-9a-f-]+))?:(exit|kill|freeze|spin|memory|throw)(?::(\d+))?$/;
const EXIT_CODE = 86;

/**
 * Arms the points that an environment names.
 * @throws RangeError for an entry that can't be read: a test that strikes nothing must not pass
 */
export function armFaultPoints(
  environment: Readonly<Record<string, string | undefined>>,
  strike: (action: Action, point: string, subject?: string) => void = strikeProcess,
): (point: FaultPoint, subject?: string) => void {
  const text = environment.NODE_ENV === 'test' ? environment.FAULT_POINTS?.trim() : undefined;
  if (text === undefined || text === '') {
    return () => undefined;
  }
  const armed = text.split(',').map((entry): Armed => {
    const [, point, subject, action, passes] = ENTRY.exec(entry.trim()) ?? [];
    if (point === undefined || action === undefined) {
      throw new RangeError(`FAULT_POINTS: "${entry}" is not name[@subject]:action[:pass]`);
    }
    return { point, subject, action: action as Action, passes: Number(passes ?? 1) };
  });
  return (point, subject) => {
    for (const each of armed) {
      if (each.point === point && (each.subject === undefined || each.subject === subject)) {
        each.passes -= 1;
        if (each.passes === 0) {
          strike(each.action, point, subject);
        }
      }
    }
  };
}

/** Passes a fault point; what it does, if anything, stands at the head of this file. */
export const faultPoint = armFaultPoints(process.env);

function strikeProcess(action: Action, point: string, subject?: string): void {
  const where = subject === undefined ? point : `${point}@${subject}`;
  process.stderr.write(`fault point ${where}: ${action}\n`);
  switch (action) {
    case 'exit':
      process.exit(EXIT_CODE);
      break;
    case 'kill':
    case 'freeze':
      process.kill(process.pid, action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      // The signal reaches us a moment later: nothing may be done until then.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      break;
    case 'spin':
      for (;;);
    case 'memory':
      for (const hoard: string[][] = []; ; ) {
        hoard.push(Array.from({ length: 100_000 }, (_, index) => `${hoard.length} ${index}`));
      }
    case 'throw':
      throw new FaultPointError(point);
  }
}
