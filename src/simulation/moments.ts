import type { InformationCategory } from '../reality/fragments.js';
import type { Deliberation } from './deliberation.js';
import { expectation } from './insight.js';
import type { Persona } from './types.js';

/** What a moment makes of a target, apart from what one thinks of it. */

/** Looking again where one has just looked in vain is worth little; after a dozen turns it may be worth a try. */
export function staleness(of: Deliberation, target: string): number {
  const last = of.mind.spent[target];
  if (last === undefined) return 0;
  const ago = of.turn - last;
  return ago <= 4 ? -0.4 : ago <= 12 ? -0.25 : -0.15;
}

/** How much the persona expects of a kind at a place, 0..1: where it is unless said otherwise. */
export function expected(
  of: Deliberation,
  category: InformationCategory,
  place = of.self.locationId,
): number {
  return expectation(of.state, of.self, category, place);
}

/** How badly somebody needs a hand: 0 (not at all) to 1. */
export function needOfHelp(persona: Persona): number {
  const { health } = persona.resources;
  const hurt = 1 - health.current / health.maximum;
  const injured = persona.state.injuries.length > 0 ? 0.3 : 0;
  const strained = persona.state.stress > 0.5 ? persona.state.stress - 0.3 : 0;
  return persona.state.conscious ? Math.min(1, Math.max(hurt, strained) + injured) : 1;
}
