import { byCodeUnit, clamp, round6 } from './numbers.js';
import type { LocationId, PersonaId, ProposedAction } from './types.js';

/** Where the actions of a turn get in each other's way. */

export type ConflictType = 'resource' | 'goal' | 'opposition' | 'territory';

export interface Conflict {
  /** In execution order. */
  readonly actors: readonly [PersonaId, PersonaId];
  readonly type: ConflictType;
  /** Above .5 and up to 1. */
  readonly score: number;
  /** The resource, goal or target over which it comes about. */
  readonly about: string;
}

/** An action with the place that its actor acts in, where that is known. */
export interface PlacedAction {
  readonly action: ProposedAction;
  readonly locationId?: LocationId;
}

const RECORDED = 0.5;
const NEGOTIATED = 0.7;

const CONTRADICTORY: readonly (readonly [string, string])[] = [
  ['attack', 'help'],
  ['accept', 'reject'],
  ['agree', 'disagree'],
  ['approach', 'retreat'],
  ['create', 'destroy'],
];

/** Whether two deeds undo each other. */
export function contradict(one: ProposedAction, other: ProposedAction): boolean {
  return CONTRADICTORY.some(([a, b]) => (is(one, a) && is(other, b)) || (is(one, b) && is(other, a)));
}

function is({ verb, type }: ProposedAction, name: string): boolean {
  return verb === name || type === name;
}

/**
 * How much two actions of different people are in conflict, 0..1: .3 for the same known place, .4 for a resource that
 * only one can have, .5 for the same goal and .6 for deeds that undo each other, 1 at most.
 */
export function conflictScore(one: PlacedAction, other: PlacedAction): number {
  const samePlace = one.locationId !== undefined && one.locationId === other.locationId;
  return round6(
    clamp(
      (samePlace ? 0.3 : 0) +
        (shared(one.action.resources, other.action.resources) === undefined ? 0 : 0.4) +
        (shared(one.action.goals, other.action.goals) === undefined ? 0 : 0.5) +
        (contradict(one.action, other.action) ? 0.6 : 0),
      0,
      1,
    ),
  );
}

/** Whether a conflict is grave enough to be talked over. */
export function isNegotiated({ score }: Conflict): boolean {
  return score > NEGOTIATED;
}

/** The conflicts among actions, which come in execution order. Only those that share something are compared. */
export function conflictsAmong(actions: readonly PlacedAction[]): Conflict[] {
  const claimants = new Map<string, number[]>();
  actions.forEach(({ action }, index) => {
    const claims = [
      ...action.resources.map((id) => `resource ${id}`),
      ...action.goals.map((id) => `goal ${id}`),
      ...(action.target === undefined ? [] : [`target ${action.target}`]),
    ];
    for (const claim of claims) {
      const others = claimants.get(claim);
      if (others === undefined) claimants.set(claim, [index]);
      else others.push(index);
    }
  });
  const pairs = new Map<string, readonly [number, number]>();
  for (const sharers of claimants.values()) {
    for (const [at, first] of sharers.entries()) {
      for (const second of sharers.slice(at + 1)) pairs.set(`${first} ${second}`, [first, second]);
    }
  }
  return [...pairs.values()]
    .sort(([a, b], [c, d]) => a - c || b - d)
    .flatMap(([first, second]) => {
      const [one, other] = [actions[first], actions[second]];
      if (one === undefined || other === undefined || one.action.actorId === other.action.actorId) return [];
      const score = conflictScore(one, other);
      return score > RECORDED ? [conflictOf(one.action, other.action, score)] : [];
    });
}

function conflictOf(one: ProposedAction, other: ProposedAction, score: number): Conflict {
  const resource = shared(one.resources, other.resources);
  const goal = shared(one.goals, other.goals);
  const type =
    resource !== undefined
      ? 'resource'
      : goal !== undefined
        ? 'goal'
        : contradict(one, other)
          ? 'opposition'
          : 'territory';
  return { actors: [one.actorId, other.actorId], type, score, about: resource ?? goal ?? one.target ?? '' };
}

function shared(one: readonly string[], other: readonly string[]): string | undefined {
  return [...one].sort(byCodeUnit).find((id) => other.includes(id));
}
