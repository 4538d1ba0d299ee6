import { joinedBy } from '../simulation/keys.js';
import type { PersonaId } from '../simulation/types.js';
import { type Held, sameValue, withPast } from './value-history.js';

/**
 * What one persona believes that another believes. A model changes only when its owner perceives that the other learns
 * something, so a model of somebody absent keeps its old value: that is a false belief.
 */

/** How many observers a chain may have. */
export type Depth = 2 | 3;

export interface ModelledBelief {
  /** Its reliability is how surely the owner perceived it; its source `self` when the other was there, else the teller. */
  readonly now: Held;
  /** When it was last perceived, if later than first. */
  readonly seenAt?: number;
  /** The first value and the one before this. */
  readonly past?: readonly Held[];
}

/** Models by `subject|property`: the newest 64. */
export type BeliefModel = Readonly<Record<string, ModelledBelief>>;

/** A model and how surely its owner perceives what happens now. */
export interface PerceivedModel {
  /** `a>b` or `a>b>c`. */
  readonly chain: string;
  readonly base: number;
}

/** The chain of two: what an observer thinks that another believes. Persona ids hold no `>`. */
export const pairKey = joinedBy('>', 4096);

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
      const believes = believers(b);
      if (a === b || (depth < 3 && !believes) || !perceives(a, b)) continue;
      if (believes) models.push({ chain: pairKey(a, b), base });
      if (depth < 3) continue;
      for (const c of witnesses.keys()) {
        if (b === c || !believers(c) || !perceives(b, c) || (a !== c && !perceives(a, c))) continue;
        models.push({ chain: `${a}>${b}>${c}`, base });
      }
    }
  }
  return models;
}

/** A model after its owner perceives that the other holds a value; what is newest counts. */
export function modelled(before: ModelledBelief | undefined, held: Held): ModelledBelief {
  if (before === undefined) return { now: held };
  const { past } = before;
  const [value, reliability, time] = held;
  const [known, , since, source, eventId] = before.now;
  if (!sameValue(known, value)) return { now: held, past: withPast(past, before.now, PAST_KEPT) };
  const now: Held = [known, reliability, since, source, eventId];
  const seenAt = time > since ? time : before.seenAt;
  if (seenAt === undefined) return past === undefined ? { now } : { now, past };
  return past === undefined ? { now, seenAt } : { now, past, seenAt };
}

/** Questions reach the first value and the previous one; models are too many to keep more. */
const PAST_KEPT = 1;
