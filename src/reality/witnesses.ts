import { byCodeUnit } from '../simulation/numbers.js';
import type { Persona, PersonaId } from '../simulation/types.js';
import { type BeliefReading, own, triple } from './beliefs.js';
import { CERTAINTY_VALUE, type Certainty } from './certainty.js';
import type { PerceptibleEvent } from './event-triples.js';

/** The part of a persona that matters to what it perceives and believes; a `Persona` is one. */
export type Observer = Pick<Persona, 'id' | 'rank' | 'biases' | 'relationships'> & {
  readonly state: Pick<Persona['state'], 'conscious'>;
};
export type Sense = 'sight' | 'hearing';
export type PerceivedCertainty = Extract<Certainty, 'ABSOLUTE' | 'HIGH' | 'MEDIUM' | 'LOW'>;

/** How far senses reach. An event that takes somebody elsewhere is asked about twice, at either place. */
export interface Senses {
  /** How surely somebody who has no part in an event perceives it; `null` when not at all. */
  readonly perceives: (
    observer: PersonaId,
    event: PerceptibleEvent,
    sense: Sense,
  ) => PerceivedCertainty | null;
  /** How surely somebody at the scene of an event makes out another who is there too; `null` when not at all. */
  readonly sees: (
    observer: PersonaId,
    other: PersonaId,
    event: PerceptibleEvent,
  ) => PerceivedCertainty | null;
}

/** One who perceives an event, by each sense. */
export interface Witness {
  readonly observer: Observer;
  readonly sight: PerceivedCertainty | null;
  readonly hearing: PerceivedCertainty | null;
}

/**
 * Those who perceive an event, in id order. Who takes part is sure of it and who is told something of what is said, the
 * others as far as their senses reach; the unconscious perceive nothing.
 */
export function witnessesOf(
  event: PerceptibleEvent,
  personas: readonly Observer[],
  senses: Senses,
): readonly Witness[] {
  const { agentId, participants, tellings, dialogue } = event;
  const witnesses: Witness[] = [];
  for (const observer of inIdOrder(personas)) {
    const { id, state } = observer;
    if (!state.conscious) continue;
    if (id === agentId || participants.includes(id)) {
      witnesses.push({ observer, sight: 'ABSOLUTE', hearing: 'ABSOLUTE' });
      continue;
    }
    const sight = senses.perceives(id, event, 'sight');
    const hearing = tellings.some(({ to }) => to === id)
      ? 'ABSOLUTE'
      : dialogue === undefined
        ? null
        : senses.perceives(id, event, 'hearing');
    if (sight !== null || hearing !== null) witnesses.push({ observer, sight, hearing });
  }
  return witnesses;
}

/** People are kept in that order but in a first turn. */
function inIdOrder(personas: readonly Observer[]): readonly Observer[] {
  for (let at = 1; at < personas.length; at += 1) {
    if ((personas[at]?.id ?? '') < (personas[at - 1]?.id ?? '')) {
      return personas.toSorted((a, b) => byCodeUnit(a.id, b.id));
    }
  }
  return personas;
}

/** Less than MEDIUM tells only that something happened, or that someone spoke. */
export function understands(certainty: PerceivedCertainty | null): boolean {
  return certainty !== null && certainty !== 'LOW';
}

/** Whoever is made out dimly and by those who don't know that one. */
export const UNKNOWN_FIGURE = 'an unknown figure';

/** Whether somebody tells who another is: dimly made out, only those do who know that one. */
export function recognises(
  { id, relationships }: Pick<Observer, 'id' | 'relationships'>,
  other: PersonaId,
  certainty: PerceivedCertainty | null,
  minds: Pick<BeliefReading, 'belief'>,
): boolean {
  return (
    certainty !== 'MEDIUM' ||
    other === id ||
    own(relationships, other) !== undefined ||
    minds.belief(id, triple(other, 'location')) !== undefined
  );
}

/** What a sense's certainty is worth, 0..1. */
export function worth(certainty: PerceivedCertainty | null): number {
  return certainty === null ? 0 : CERTAINTY_VALUE[certainty];
}
