import type { TaskKind } from '../generated/prisma/enums.js';
import type { TurnPhase } from '../simulation/phases.js';
import type { ClaimedTask } from '../store/task-statements.js';
import type { Settlement } from './settle.js';

/**
 * What runs tell of how they go, as it happens: for metrics, never for decisions. All times are in milliseconds. Events
 * are plain data, since those of a run in a process of its own come to its worker as messages.
 */
export type RunEvent =
  /** A worker has it; `waitedMs` since it might have been taken. */
  | { readonly type: 'claimed'; readonly kind: TaskKind; readonly waitedMs: number }
  /** A part of a turn that has ended; one that threw is not told. */
  | { readonly type: 'phase'; readonly phase: RunPhase; readonly ms: number }
  /** A turn is committed; from when it began. */
  | { readonly type: 'turn'; readonly ms: number }
  | {
      readonly type: 'ended';
      readonly kind: TaskKind;
      readonly outcome: RunOutcome;
      /** From the task's first claim. */
      readonly taskMs: number;
    };

/** The engine's phases, the turn's commit, and the chapter with its own, which goes on beside the next turn. */
export type RunPhase = TurnPhase | 'commit' | 'chronicle' | 'chapter-commit';

/** How a run ended; after `completed`, `failed` and `cancelled` so did its task. */
export type RunOutcome = 'completed' | Settlement;

export type RunObserver = (event: RunEvent) => void;

export const UNOBSERVED_RUN: RunObserver = () => undefined;

/** Tells how a run ended that was claimed `sinceMs` ago. */
export function endedEvent(
  { kind, claimedAt, startedAt }: ClaimedTask,
  outcome: RunOutcome,
  sinceMs: number,
): RunEvent {
  return { type: 'ended', kind, outcome, taskMs: claimedAt.getTime() - startedAt.getTime() + sinceMs };
}

/** Times parts of a turn that follow one another: the one that is open ends where the next begins. */
export class PhaseTimer {
  #open: { readonly phase: RunPhase; readonly since: number } | undefined;

  constructor(
    private readonly observe: RunObserver,
    private readonly now: () => number = () => performance.now(),
  ) {}

  readonly begin = (phase: RunPhase): void => {
    this.end();
    this.#open = { phase, since: this.now() };
  };

  /** Ends the open part, if there is one. */
  end(): void {
    if (this.#open !== undefined) {
      const { phase, since } = this.#open;
      this.#open = undefined;
      this.observe({ type: 'phase', phase, ms: this.now() - since });
    }
  }
}
