import { inPlaceOf, type ModelLayer } from '../llm/model-layer.js';
import type { ModelRequest } from '../llm/port.js';
import type { UsageTotals } from '../simulation/types.js';
import { addUsage, usageOf } from '../simulation/usage.js';
import { budgetSpent } from './limits.js';
import type { TaskLimits } from './task-request.js';

/**
 * The budget of a run: a layer that refuses calls once a limit of its request is used up. What the refusal makes of the
 * story is its caller's: the turn under way is played to its end without the model, and the run ends with it.
 *
 * Calls are counted exactly: those in flight hold a place, and one that finds no place waits for them, since they may
 * turn out to have cost nothing. Tokens and dollars are known only afterwards, so calls that were in flight when a limit
 * was reached may go past it, as may the repair of an answer.
 */
export function withBudget(options: {
  readonly limits: TaskLimits;
  /** What the task had used when the run began. */
  readonly used: UsageTotals;
  /** Whether a call was answered and counted before this run. */
  readonly isPaid: (request: ModelRequest) => boolean;
}): ModelLayer {
  const { limits, isPaid } = options;
  const maxCalls = limits.maxModelCalls ?? Number.POSITIVE_INFINITY;
  let { used } = options;
  let inFlight = 0;
  let settled: (() => void)[] = [];
  const place = async (): Promise<boolean> => {
    while (budgetSpent(limits, used) === null) {
      if (used.modelCalls + inFlight < maxCalls) {
        inFlight += 1;
        return true;
      }
      await new Promise<void>((resolve) => settled.push(resolve));
    }
    return false;
  };
  return (next) =>
    inPlaceOf(next, async (request, signal) => {
      if (isPaid(request)) return next.generate(request, signal);
      if (!(await place())) return { ok: false, reason: 'over-budget' };
      try {
        const reply = await next.generate(request, signal);
        used = addUsage(used, usageOf(reply));
        return reply;
      } finally {
        inFlight -= 1;
        const waiting = settled;
        settled = [];
        for (const look of waiting) look();
      }
    });
}
