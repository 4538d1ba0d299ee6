import type { BeliefSketch, DecideData, PersonaSketch } from '../../simulation/model-data.js';
import { pick } from './chance.js';
import type { Draw } from './grammar.js';

/** Below this a persona would ask rather than tell. */
const SURE = 0.6;

/** Where somebody or something is held to be, and the kind of line for it. */
export interface Located {
  readonly belief: Pick<
    BeliefSketch,
    'subject' | 'subjectName' | 'isPerson' | 'value' | 'valueName' | 'isHeld' | 'from'
  >;
  readonly kind: 'locate' | 'locate-told' | 'wonder' | 'correct';
}

/** A belief about where somebody or something is that is worth a word to this listener: first of all what it has wrong. */
export function whereabouts(
  data: DecideData,
  listener: PersonaSketch | undefined,
  draw: Draw,
): Located | undefined {
  const wrong = data.misbeliefs.find(({ persona }) => persona === listener?.id);
  if (wrong !== undefined) {
    const { subject, subjectName, at, atName } = wrong;
    return { belief: { subject, subjectName, valueName: atName, value: at }, kind: 'correct' };
  }
  const here = new Set([data.self.id, listener?.id, ...data.present.map(({ id }) => id)]);
  const elsewhere = data.beliefs.filter(
    ({ subject, property, value, valueName }) =>
      property === 'location' && valueName !== undefined && value !== data.place.id && !here.has(subject),
  );
  const belief = pick(elsewhere, draw);
  if (belief === undefined || listener === undefined) return undefined;
  const told = belief.from !== undefined && belief.from !== data.self.id;
  return { belief, kind: belief.reliability < SURE ? 'wonder' : told ? 'locate-told' : 'locate' };
}
