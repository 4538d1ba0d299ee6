import { REST_REFRESHES } from './body.js';
import type { Change } from './changes.js';
import { bondChange, type Deed, emitDeed, resourceChange, succeeds, targetPersonOf } from './deed.js';
import { progressChanges } from './goals.js';
import { INTENSITY } from './laws/costs.js';
import { equipped } from './laws/equipment.js';
import { clamp, round6 } from './numbers.js';
import { onlookersOf } from './sensing.js';
import { peopleAt, type SimulationState, witnessesAt } from './state.js';
import type { Persona } from './types.js';

/** Deeds of the body: blows, guarding, hiding and rest. */

/**
 * A blow: .5 + .05*(own strength - the other's dexterity), .15 worse against somebody guarded, between .1 and .95.
 * Damage is 10 times the intensity, halved by armour. Those who see it like the attacker less.
 */
export function attack(deed: Deed): void {
  const { actor, log, action } = deed;
  const other = targetPersonOf(deed);
  const hits = succeeds(deed, hitChance(log.state, actor, other), HIT_LEAST, HIT_MOST);
  const damage = round6(
    10 * INTENSITY[action.intensity] * (equipped(other, 'armor') === undefined ? 1 : 0.5),
  );
  const wound = resourceChange(other, 'health', -damage);
  const onlookers = onlookersOf(log, actor).filter(({ id }) => id !== other.id);
  const changes: Change[] = [
    bondChange(other.id, actor.id, -0.4, -0.2),
    ...onlookers.map(({ id }) => bondChange(id, actor.id, -0.1, -0.1)),
    { kind: 'stress', persona: other.id, delta: 0.15 },
    { kind: 'stress', persona: actor.id, delta: 0.08 },
  ];
  if (hits) {
    changes.push(wound);
    if (other.resources.health.current - damage <= 0) {
      changes.push({ kind: 'conscious', persona: other.id, conscious: false });
    }
  }
  const fact = `saw-${log.nextEventId}`;
  changes.push({
    kind: 'fact',
    fact,
    text: `${actor.name} ${hits ? 'struck' : 'went for'} ${other.name}`,
    about: [actor.id, other.id].sort(),
  });
  for (const { id } of onlookers) changes.push({ kind: 'learn', persona: id, fact, learned: 'saw' });
  emitDeed(deed, { outcome: hits ? 'success' : 'failure', changes });
}

const HIT_LEAST = 0.1;
const HIT_MOST = 0.95;

/** The odds of a blow, .1 to .95: .5 + .05*(strength - the other's dexterity), .15 less while somebody there keeps guard. */
export function hitChance(state: SimulationState, actor: Persona, other: Persona): number {
  const guarded = peopleAt(state, actor.locationId).some(
    (each) => each.id !== actor.id && each.state.statusEffects.includes('guarding'),
  );
  const chance = 0.5 + 0.05 * (actor.stats.strength - other.stats.dexterity) - (guarded ? 0.15 : 0);
  return round6(clamp(chance, HIT_LEAST, HIT_MOST));
}

/** Braces for what may come until the next deed: blows fall worse. */
export function defend(deed: Deed): void {
  const { actor } = deed;
  emitDeed(deed, {
    outcome: 'success',
    changes: [{ kind: 'status', persona: actor.id, effect: 'guarding', on: true }],
  });
}

/** Keeps watch over somebody until the next deed: blows at those present fall worse. */
export function guard(deed: Deed): void {
  const { actor } = deed;
  const ward = targetPersonOf(deed);
  emitDeed(deed, {
    outcome: 'success',
    changes: [
      { kind: 'status', persona: actor.id, effect: 'guarding', on: true },
      { kind: 'stress', persona: ward.id, delta: -0.05 },
      bondChange(ward.id, actor.id, 0.03, 0.03),
      ...progressChanges(actor, 'protect', ward.id),
    ],
  });
}

/** Out of sight: .5 + .05*(own dexterity - the best onlooker's perception), between .1 and .9. */
export function hide(deed: Deed): void {
  const { actor, log } = deed;
  const eyes = witnessesAt(log.state, actor.locationId)
    .filter(({ id }) => id !== actor.id)
    .reduce((best, { stats }) => Math.max(best, stats.perception), 0);
  const gone = succeeds(deed, 0.5 + 0.05 * (actor.stats.dexterity - eyes), 0.1, 0.9);
  emitDeed(deed, {
    outcome: gone ? 'success' : 'failure',
    changes: gone ? [{ kind: 'status', persona: actor.id, effect: 'hidden', on: true }] : [],
  });
}

/** Stamina +30, health +3, stress and fatigue -.15. */
export function rest(deed: Deed): void {
  const { actor } = deed;
  emitDeed(deed, {
    outcome: 'success',
    weight: 0.2,
    changes: [
      resourceChange(actor, 'stamina', 30),
      resourceChange(actor, 'health', 3),
      { kind: 'stress', persona: actor.id, delta: -0.15 },
      { kind: 'fatigue', persona: actor.id, delta: -REST_REFRESHES },
    ],
  });
}

export function wait(deed: Deed): void {
  emitDeed(deed, { outcome: 'none' });
}
