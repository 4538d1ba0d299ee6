import { whereabouts } from '../reality/perception.js';
import type { Change } from './changes.js';
import { byCodeUnit, clamp, round6, sortedKeys } from './numbers.js';
import type { Stream } from './random.js';
import { peopleAt, type SimulationState } from './state.js';
import type { LocationId, Persona } from './types.js';
import type { WorldEffect } from './world-file.js';

/** The changes that effects of a world file come to in a state. `here` is where they start from. */
export function worldChanges(
  effects: readonly WorldEffect[],
  state: SimulationState,
  here: LocationId | undefined,
  dice: Stream,
): Change[] {
  return effects.flatMap((effect) => changesOf(effect, state, here, dice));
}

function changesOf(
  effect: WorldEffect,
  state: SimulationState,
  here: LocationId | undefined,
  dice: Stream,
): Change[] {
  switch (effect.kind) {
    case 'light':
      return state.world.locations[effect.at]?.light === effect.value
        ? []
        : [{ kind: 'light', locationId: effect.at, value: effect.value }];
    case 'weather': {
      const places = effect.at === undefined ? openPlaces(state) : [effect.at];
      return places
        .filter((id) => state.world.locations[id]?.weather !== effect.value)
        .map((locationId) => ({ kind: 'weather', locationId, value: effect.value }));
    }
    case 'block':
      return [
        {
          kind: 'condition',
          type: 'blocked',
          severity: 0.3,
          turns: effect.turns,
          between: [effect.from, effect.to],
        },
      ];
    case 'hazard':
      return [
        {
          kind: 'condition',
          type: effect.name,
          severity: effect.severity,
          area: effect.at,
          turns: effect.turns,
        },
      ];
    case 'stress':
      return hit(effect.who, state, here, dice).map(({ id }) => ({
        kind: 'stress',
        persona: id,
        delta: effect.amount,
      }));
    case 'morale':
      return hit(effect.who, state, here, dice).map((persona) => lose(persona, 'morale', effect.amount));
    case 'injury':
      return hit(effect.who, state, here, dice).flatMap((persona) => [
        lose(persona, 'health', -effect.amount),
        { kind: 'injury', persona: persona.id, injury: effect.injury, on: true } as const,
        { kind: 'stress', persona: persona.id, delta: 0.1 } as const,
      ]);
    case 'break':
      return state.world.entities[effect.thing]?.properties.working === true
        ? [{ kind: 'working', thing: effect.thing, working: false }]
        : [];
    case 'mend':
      return state.world.entities[effect.thing]?.properties.working === false
        ? [{ kind: 'working', thing: effect.thing, working: true }]
        : [];
    case 'open':
      return state.world.entities[effect.thing]?.open === false
        ? [{ kind: 'open', thing: effect.thing, open: true }]
        : [];
    case 'reveal':
      return [{ kind: 'reveal', thing: effect.thing }];
    case 'shift':
      // What somebody has in hand stays there, whatever the sea does.
      return whereabouts(state, effect.thing).holder === undefined
        ? [{ kind: 'place', thing: effect.thing, locationId: effect.to }]
        : [];
  }
}

/** Places under the open sky, in id order. */
export function openPlaces(state: SimulationState): LocationId[] {
  return sortedKeys(state.world.locations).filter((id) => state.world.locations[id]?.weather !== 'none');
}

function hit(
  who: 'all' | 'here' | 'one',
  state: SimulationState,
  here: LocationId | undefined,
  dice: Stream,
): Persona[] {
  const all = Object.values(state.personas).sort((a, b) => byCodeUnit(a.id, b.id));
  const near = here === undefined ? all : peopleAt(state, here);
  if (who === 'all') return all;
  if (who === 'here') return near;
  const one = dice.pick(near);
  return one === undefined ? [] : [one];
}

/** A gain or loss of what somebody has. Nobody is killed by the world: the last tenth of their health stays. */
export function lose(persona: Persona, resource: 'health' | 'stamina' | 'morale', delta: number): Change {
  const { current, maximum } = persona.resources[resource];
  const floor = resource === 'health' ? Math.min(current, maximum * 0.1) : 0;
  const left = round6(clamp(current + delta, floor, maximum));
  return { kind: 'resource', persona: persona.id, resource, delta: round6(left - current), left };
}
