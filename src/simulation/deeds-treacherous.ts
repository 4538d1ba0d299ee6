import type { Change } from './changes.js';
import { bondChange, type Deed, emitDeed, succeeds, targetPersonOf } from './deed.js';
import { sortedKeys } from './numbers.js';
import { tellingOf, withheldFrom } from './speech.js';
import { bondOf } from './state.js';
import type { Persona } from './types.js';

/**
 * Betrayal of somebody's confidence: .5 + .03*(own charisma - the other's perception), between .05 and .9. It wins a
 * thing that the other carries, or else what the other has kept back; either way the other's affinity falls by .5 and
 * its trust to a half.
 */
export function betray(deed: Deed): void {
  const { actor, log } = deed;
  const other = targetPersonOf(deed);
  const works = succeeds(deed, 0.5 + 0.03 * (actor.stats.charisma - other.stats.perception), 0.05, 0.9);
  const fact = `saw-${log.nextEventId}`;
  const { trust } = bondOf(other, actor.id);
  emitDeed(deed, {
    outcome: works ? 'success' : 'failure',
    weight: 0.9,
    changes: [
      ...(works ? gains(deed, other) : []),
      bondChange(other.id, actor.id, -0.5, -trust / 2),
      { kind: 'stress', persona: other.id, delta: 0.12 },
      { kind: 'fact', fact, text: `${actor.name} betrayed the trust of ${other.name}`, about: [actor.id] },
      { kind: 'learn', persona: other.id, fact, learned: 'saw' },
    ],
  });
}

function gains(deed: Deed, other: Persona): readonly Change[] {
  const { actor, log, snapshot } = deed;
  const { entities } = log.state.world;
  const thing = sortedKeys(entities).find((id) => entities[id]?.containerId === other.id);
  if (thing !== undefined) return [{ kind: 'place', thing, containerId: actor.id }];
  const withheld = withheldFrom(snapshot, log, other, actor.id).slice(0, 1);
  return tellingOf(snapshot, log, other, [actor], withheld).changes;
}
