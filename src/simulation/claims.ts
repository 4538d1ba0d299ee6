import { RULE_BY_ACTION } from './action-rules.js';
import { trackOf } from './goals.js';
import type { Objective } from './snapshot.js';
import type { GoalTrack, Persona, ProposedAction } from './types.js';

/** What an action lays claim to, and so what two people can fall out over. */
export interface Claims {
  /** Ids of what only one can have or work on at a time: a thing, or `hiding:<place>`. */
  readonly resources: readonly string[];
  /** What it is done for, in words that are the same for everybody after the same: `learn:<thing or place>`, `objective:<id>`. */
  readonly goals: readonly string[];
}

/** Deeds that need a thing to oneself. */
const EXCLUSIVE = new Set(['take', 'use', 'repair', 'open']);
/** Ends that two people reach for at each other's cost; a ward can be guarded by two. */
const CONTESTED: ReadonlySet<GoalTrack['kind']> = new Set(['learn', 'repair', 'trust']);

export function claimsOf(
  { verb, target }: Pick<ProposedAction, 'verb' | 'target'>,
  persona: Persona,
  objectives: readonly Objective[],
): Claims {
  const resources =
    target !== undefined && EXCLUSIVE.has(verb)
      ? [target]
      : verb === 'hide'
        ? [`hiding:${persona.locationId}`]
        : [];
  return { resources, goals: goalsOf(verb, target, persona, objectives) };
}

function goalsOf(
  verb: string,
  target: string | undefined,
  persona: Persona,
  objectives: readonly Objective[],
): readonly string[] {
  const serves = RULE_BY_ACTION.get(verb)?.serves ?? [];
  // Anybody can walk through a door; what is behind it is another matter.
  const about = verb === 'search' ? persona.locationId : verb === 'move' ? undefined : target;
  const goals = new Set<string>();
  for (const goal of persona.goals) {
    const { kind, who } = trackOf(goal);
    if (goal.status !== 'open' || !serves.includes(kind) || !CONTESTED.has(kind) || about === undefined)
      continue;
    // Everybody may be talked to; only somebody's own regard for one is worth a contest.
    if (kind === 'trust' && who !== about) continue;
    goals.add(`${kind}:${about}`);
  }
  for (const { id, reached } of objectives) {
    if (target !== undefined && (reached.working.includes(target) || reached.open.includes(target))) {
      goals.add(`objective:${id}`);
    }
  }
  return [...goals].sort();
}
