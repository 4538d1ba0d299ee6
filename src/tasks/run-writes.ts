import type { UsageTotals } from '../simulation/types.js';
import { addUsage, NO_USAGE_TOTALS } from '../simulation/usage.js';
import { LeaseLostError } from './lease.js';

type LateStatement = (count: (spent: UsageTotals) => UsageTotals) => Promise<boolean>;

/**
 * The writes of a run: they pass one after another, each carries the task's usage as it is after it, and the first that
 * is refused tells that the task is another's by now. Since usage is written as a total, a write may be repeated.
 */
export class RunWrites {
  #usage: UsageTotals;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly taskId: string,
    usage: UsageTotals,
    private readonly onWritten: () => void,
  ) {
    this.#usage = usage;
  }

  /** What the task has used, as far as it is written. */
  get usage(): UsageTotals {
    return this.#usage;
  }

  /**
   * Writes after all that was handed in before.
   * @param spent what is counted with this write
   * @throws LeaseLostError when it was refused, and what the statement throws
   */
  async write(
    statement: (usage: UsageTotals) => Promise<boolean>,
    spent: UsageTotals = NO_USAGE_TOTALS,
  ): Promise<void> {
    await this.writeLate((count) => statement(count(spent)));
  }

  /**
   * The same for what is put together only when its turn has come, so that what is handed in while it waits may go with it.
   * @param statement calls `count` once, with what is counted with this write, and writes the usage that it returns
   */
  async writeLate(statement: LateStatement): Promise<void> {
    await this.keep(statement);
    this.onWritten();
  }

  /** The same for what nobody waits to hear of: who watches the task is told with its next step. */
  async keep(statement: LateStatement): Promise<void> {
    const written = this.#last.then(async () => {
      let usage = this.#usage;
      const count = (spent: UsageTotals) => {
        usage = addUsage(this.#usage, spent);
        return usage;
      };
      if (!(await statement(count))) {
        throw new LeaseLostError(this.taskId);
      }
      this.#usage = usage;
    });
    this.#last = written.catch(() => undefined);
    await written;
  }
}
