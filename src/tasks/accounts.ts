import type { LanguageModel } from '../llm/port.js';
import type { UsageTotals } from '../simulation/types.js';
import { NO_USAGE_TOTALS } from '../simulation/usage.js';
import { openJournal } from '../store/journal-statements.js';
import type { ClaimedTask } from '../store/task-statements.js';
import { parseUsage } from '../store/usage.js';
import { withBudget } from './budget.js';
import { createCallJournal } from './call-journal.js';
import { LeaseLostError } from './lease.js';
import type { RunContext } from './run.js';
import { RunWrites } from './run-writes.js';
import type { TaskLimits } from './task-request.js';

/** The model as a run calls it, and the writes that count what it costs. */
export interface RunAccounts {
  readonly model: LanguageModel;
  readonly writes: RunWrites;
  /** As `CallJournal.settled`; awaited before anything is stored that came of an answer. */
  callsSettled(): Promise<void>;
  /** What the commit of a step counts: of a metered model the journal has counted what it used already. */
  spentBy(step: UsageTotals): UsageTotals;
  /** The keys, of calls that the journal holds: for the commit of the step that used their answers. */
  usedCalls(keys: readonly string[]): readonly string[] | undefined;
}

interface AccountTerms {
  readonly limits: TaskLimits;
  readonly cache: 'use' | 'refresh' | 'off';
  readonly seeded?: boolean | undefined;
}

/**
 * Runs `work` with the accounts of a task. However it ends, what the model has answered is stored before that, for as long as
 * the run may write.
 * @throws LeaseLostError when the task is no longer the runner's, and what `work` throws
 */
export async function withAccounts<T>(
  context: RunContext,
  task: ClaimedTask,
  terms: AccountTerms,
  work: (accounts: RunAccounts) => Promise<T>,
): Promise<T> {
  const accounts = await openAccounts(context, task, terms);
  try {
    return await work(accounts);
  } finally {
    await accounts.callsSettled().catch(() => undefined);
  }
}

async function openAccounts(
  { db, gateway, standIn, notifier, signal }: RunContext,
  task: ClaimedTask,
  { limits, cache, seeded = false }: AccountTerms,
): Promise<RunAccounts> {
  const onWritten = () => notifier.notify('changed', task.taskId);
  const reuse = { cache, within: seeded ? 'client' : 'task' } as const;
  if (gateway.model.metered !== true) {
    const used = parseUsage(task.usage);
    const budget = withBudget({ limits, used, isPaid: () => false });
    return {
      model: gateway.forRun({ budget, standIn, reuse }),
      writes: new RunWrites(task.taskId, used, onWritten),
      callsSettled: () => NOTHING_OPEN,
      spentBy: (step) => step,
      usedCalls: () => undefined,
    };
  }
  // What nobody has run before has left nothing.
  const opened = task.attempt === 1 ? { replies: [], usage: task.usage } : await openJournal(db, task);
  if (opened === null) {
    throw new LeaseLostError(task.taskId);
  }
  const used = parseUsage(opened.usage);
  const writes = new RunWrites(task.taskId, used, onWritten);
  const journal = createCallJournal({ db, holding: task, replies: opened.replies, writes, signal });
  const budget = withBudget({ limits, used, isPaid: journal.holds });
  return {
    model: gateway.forRun({ budget, journal: journal.layer, standIn, reuse }),
    writes,
    callsSettled: journal.settled,
    spentBy: () => NO_USAGE_TOTALS,
    usedCalls: (keys) => keys,
  };
}

const NOTHING_OPEN = Promise.resolve();
