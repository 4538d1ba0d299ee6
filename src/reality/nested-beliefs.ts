import type { Json } from '../json.js';
import type { PersonaId } from '../simulation/types.js';
import { type PastValue, sameValue, withPast } from './value-history.js';

/**
 * What one persona believes that another believes. A model changes only when its owner perceives that the other learns
 * something, so a model of somebody absent keeps its old value: that is a false belief.
 */

/** How many observers a chain may have. */
export type Depth = 2 | 3;

export interface ModelledBelief {
  readonly value: Json;
  /** How surely the owner of the model perceived it, 0..1. */
  readonly base: number;
  /** Story time of the latest perception, seconds. */
  readonly acquiredAt: number;
  /** From when the value has been held, if it was perceived again since. */
  readonly since?: number;
  /** `self` when the other was there, else who told it. */
  readonly source: string;
  /** The event from which it is held. */
  readonly eventId: string;
  readonly past?: readonly PastValue[];
}

/** Models by `subject|property`: the newest 64. */
export type BeliefModel = Readonly<Record<string, ModelledBelief>>;

/** A model and how surely its owner perceives what happens now. */
export interface PerceivedModel {
  /** `a>b` or `a>b>c`. */
  readonly chain: string;
  readonly base: number;
}

/** Persona ids hold no `>`. */
export function chainKey(chain: readonly PersonaId[]): string {
  return chain.join('>');
}

/**
 * The models that change when some perceive something together and some of them (`believers`) come to believe it: of
 * everyone about each believer that it perceives and, in chains of three, about what such a one thinks of a believer
 * whom both perceive.
 *
 * @param witnesses how surely each perceives it, 0..1, by persona.
 * @param perceives whether the first perceives that the second is part of it.
 */
export function modelsAmong(
  witnesses: ReadonlyMap<PersonaId, number>,
  believers: (id: PersonaId) => boolean,
  perceives: (observer: PersonaId, other: PersonaId) => boolean,
  depth: Depth,
): PerceivedModel[] {
  const models: PerceivedModel[] = [];
  for (const [a, base] of witnesses) {
    for (const b of witnesses.keys()) {
      if (a === b || !perceives(a, b)) continue;
      if (believers(b)) models.push({ chain: `${a}>${b}`, base });
      if (depth < 3) continue;
      for (const c of witnesses.keys()) {
        if (b === c || !believers(c) || !perceives(b, c) || (a !== c && !perceives(a, c))) continue;
        models.push({ chain: `${a}>${b}>${c}`, base });
      }
    }
  }
  return models;
}

/** A model after its owner perceives that the other comes to hold a value; what is newest counts. */
export function modelled(
  before: ModelledBelief | undefined,
  now: Omit<ModelledBelief, 'past' | 'since'>,
): ModelledBelief {
  if (before === undefined) return now;
  const since = before.since ?? before.acquiredAt;
  if (sameValue(before.value, now.value)) {
    return {
      ...before,
      base: now.base,
      acquiredAt: now.acquiredAt,
      ...(since === now.acquiredAt ? {} : { since }),
    };
  }
  const past = withPast(before.past, {
    value: before.value,
    reliability: before.base,
    since,
    source: before.source,
    eventId: before.eventId,
  });
  return { ...now, past };
}
