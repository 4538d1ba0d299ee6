import { type TaskStatus, TRANSITIONS, type Transition } from '../../../src/tasks/state.js';

/**
 * Whether what several actors did to a task at the same moment could have happened one after another. Each statement
 * says whether its guard let it through; if no order of them fits all the answers and the row they left behind, two
 * statements have got in each other's way.
 */

/** What the guards of a task's statements look at, and what the statements count. */
export interface Life {
  readonly status: TaskStatus;
  readonly fence: number;
  readonly attempt: number;
  readonly failures: number;
  readonly uncleanEnds: number;
  readonly dispatched: boolean;
  readonly events: number;
  readonly turns: number;
  readonly chapters: number;
}

/** What one statement answered about one task. */
export interface Deed {
  readonly name: string;
  readonly taskId: string;
  /** Whether the statement says that it was let through. */
  readonly done: boolean;
  /** The status that it says the task has now, if it says one. */
  readonly told?: TaskStatus | undefined;
  /** What it makes of a task; null when its guard must refuse. */
  readonly effect: (life: Life) => Life | null;
}

/** A deed and the task as it met it. */
export interface Met {
  readonly deed: Deed;
  readonly before: Life;
  readonly after: Life;
}

/** An order of the deeds, one after another, that fits their answers and leads from the one life to the other. */
export function orderOf(before: Life, deeds: readonly Deed[], after: Life): readonly Met[] | undefined {
  if (deeds.length === 0) {
    return isSame(before, after) ? [] : undefined;
  }
  for (const deed of deeds) {
    const made = deed.effect(before);
    const next = made ?? before;
    if ((made !== null) === deed.done && (deed.told === undefined || deed.told === next.status)) {
      const rest = orderOf(
        next,
        deeds.filter((other) => other !== deed),
        after,
      );
      if (rest !== undefined) return [{ deed, before, after: next }, ...rest];
    }
  }
  return undefined;
}

function isSame(one: Life, other: Life): boolean {
  return Object.entries(one).every(([key, value]) => other[key as keyof Life] === value);
}

type Effect = Deed['effect'];

/** By a transition of the state table: by the holder of a fence if the table says so. */
function by(
  transition: Transition,
  fence: number | undefined,
  change: (life: Life) => Partial<Life>,
): Effect {
  return (life) =>
    transition.from.includes(life.status) && (fence === undefined || fence === life.fence)
      ? {
          ...life,
          status: transition.to,
          fence: life.fence + Number(transition.raisesFence),
          ...change(life),
        }
      : null;
}

/** Changes no status. */
function within(status: TaskStatus, fence: number, change: (life: Life) => Partial<Life> | null): Effect {
  return (life) => {
    const changed = life.status === status && life.fence === fence ? change(life) : null;
    return changed === null ? null : { ...life, ...changed };
  };
}

const onItsWay = (life: Life) => ({ dispatched: false, events: life.events + 1 });

/** The effects of all statements, by the fence that they carry. */
export const EFFECTS = {
  dispatch: (fence: number) =>
    within('queued', fence, ({ dispatched }) => (dispatched ? null : { dispatched: true })),
  undispatch: (fence: number) =>
    within('queued', fence, ({ dispatched }) => (dispatched ? { dispatched: false } : null)),
  claim: (fence: number) =>
    by(TRANSITIONS.claim, fence, ({ attempt, events }) => ({ attempt: attempt + 1, events: events + 1 })),
  renew: (fence: number) => within('running', fence, () => ({})),
  commit: (fence: number, turn: number) =>
    within('running', fence, ({ turns, events }) =>
      turn === turns + 1 ? { turns: turn, events: events + 2, failures: 0, uncleanEnds: 0 } : null,
    ),
  tell: (fence: number, chapter: number) =>
    within('running', fence, ({ chapters, events }) =>
      chapter === chapters + 1 ? { chapters: chapter, events: events + 1 } : null,
    ),
  finish: (fence: number) => by(TRANSITIONS.finish, fence, ({ events }) => ({ events: events + 2 })),
  fail: (fence: number) => by(TRANSITIONS.fail, fence, ({ events }) => ({ events: events + 1 })),
  handBack: (fence: number) => by(TRANSITIONS.handBack, fence, onItsWay),
  tryAgain:
    (fence: number, maxAttempts: number): Effect =>
    (life) => {
      const failures = life.failures + 1;
      const transition = failures >= maxAttempts ? TRANSITIONS.exhaust : TRANSITIONS.tryAgain;
      return by(transition, fence, (held) => ({ ...onItsWay(held), failures }))(life);
    },
  waitForModel: (fence: number, isOver: boolean) =>
    by(isOver ? TRANSITIONS.exhaust : TRANSITIONS.tryAgain, fence, onItsWay),
  /** @param fence undefined for the sweep, which takes whatever it finds */
  expire:
    (fence: number | undefined, poisonLimit: number): Effect =>
    (life) => {
      const uncleanEnds = life.uncleanEnds + 1;
      const transition = uncleanEnds >= poisonLimit ? TRANSITIONS.poison : TRANSITIONS.expire;
      return by(transition, fence, (held) => ({ ...onItsWay(held), uncleanEnds }))(life);
    },
  miss: (): Effect => (life) =>
    life.turns > 0 ? null : by(TRANSITIONS.miss, undefined, ({ events }) => ({ events: events + 1 }))(life),
  cancel: () => by(TRANSITIONS.cancel, undefined, onItsWay),
  retry: () =>
    by(TRANSITIONS.retry, undefined, (life) => ({ ...onItsWay(life), failures: 0, uncleanEnds: 0 })),
} as const;
