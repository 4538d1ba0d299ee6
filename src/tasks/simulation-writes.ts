import type { UsageTotals } from '../simulation/types.js';
import { addUsage, NO_USAGE_TOTALS } from '../simulation/usage.js';
import type { ChapterCommit, RunCommit, SharedCommits, TurnCommit } from '../store/run-commits.js';
import type { Holding } from '../store/task-statements.js';
import type { RunWrites } from './run-writes.js';

/** What a run of a simulation has done: a turn, a chapter, or all of it. */
export interface SimulationStep {
  readonly turn?: TurnCommit;
  readonly chapter?: ChapterCommit;
  readonly result?: object;
  /** As in `RunCommit`. */
  readonly usedCalls?: readonly string[] | undefined;
}

/** Steps that wait for the run's earlier writes. */
interface Waiting {
  readonly steps: SimulationStep[];
  spent: UsageTotals;
  written: Promise<void>;
}

/**
 * The commits of one run of a simulation, among its other writes. A step that is handed in while one before it still waits
 * goes with it, as a chapter does with the next turn: in one statement, which other runs of the process may share.
 */
export class SimulationWrites {
  #waiting: Waiting | undefined;

  constructor(
    private readonly holding: Holding,
    private readonly writes: RunWrites,
    private readonly share: SharedCommits,
  ) {}

  /** As `RunWrites.write`. */
  commit(step: SimulationStep, spent: UsageTotals = NO_USAGE_TOTALS): Promise<void> {
    this.#waiting ??= this.#begin();
    const waiting = this.#waiting;
    waiting.steps.push(step);
    waiting.spent = addUsage(waiting.spent, spent);
    return waiting.written;
  }

  #begin(): Waiting {
    const waiting: Waiting = { steps: [], spent: NO_USAGE_TOTALS, written: Promise.resolve() };
    waiting.written = this.writes.writeLate((count) =>
      this.share(this.holding.taskId, () => {
        this.#waiting = undefined;
        return commitOf(this.holding, waiting.steps, count(waiting.spent));
      }),
    );
    return waiting;
  }
}

function commitOf(
  { taskId, fence }: Holding,
  steps: readonly SimulationStep[],
  usage: UsageTotals,
): RunCommit {
  const parts = <T>(of: (step: SimulationStep) => T | undefined): readonly T[] =>
    steps.map(of).filter((part) => part !== undefined);
  const chapters = parts(({ chapter }) => chapter);
  const [turn] = parts((step) => step.turn);
  const [result] = parts((step) => step.result);
  const usedCalls = parts((step) => step.usedCalls);
  return {
    taskId,
    fence,
    usage,
    ...(chapters.length > 0 && { chapters }),
    ...(turn !== undefined && { turn }),
    ...(result !== undefined && { result }),
    ...(usedCalls.length > 0 && { usedCalls: usedCalls.flat() }),
  };
}
