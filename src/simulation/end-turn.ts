import { afterTurn, type Strain } from './body.js';
import { clamp, round6, sortedKeys } from './numbers.js';
import type { Mind, PastAction, SimulationState } from './state.js';
import type { Condition, Persona, PersonaId, WorldState } from './types.js';

/**
 * What time itself does at the end of a turn: strength comes back, strain and quiet tell on people, conditions run out,
 * what was done is remembered and what is old and small is forgotten.
 */

const RECENT_KEPT = 6;

export function endTurn(
  state: SimulationState,
  turn: number,
  done: ReadonlyMap<PersonaId, PastAction>,
  strains: ReadonlyMap<PersonaId, Pick<Strain, 'threat' | 'nature'>>,
): SimulationState {
  const personas: Record<PersonaId, Persona> = {};
  const minds: Record<PersonaId, Mind> = {};
  for (const id of sortedKeys(state.personas)) {
    const persona = state.personas[id];
    const mind = state.minds[id];
    if (persona === undefined || mind === undefined) continue;
    const past = done.get(id);
    const { threat = 'LOW', nature = persona.state.alertness } = strains.get(id) ?? {};
    personas[id] = recovered(persona, {
      threat,
      nature,
      // Who was kept from a deed has stood and waited.
      ...(past === undefined ? {} : { action: past.outcome === 'blocked' ? 'wait' : past.action }),
    });
    minds[id] = { ...mind, recent: remembered(mind.recent, past) };
  }
  return {
    ...state,
    turn,
    personas,
    minds,
    world: {
      ...state.world,
      turn,
      conditions: state.world.conditions.flatMap(ticked),
      phase: phaseOf(state.world),
    },
  };
}

/** Everybody has decided: what they heard before that is answered or let go. */
export function clearHeard(state: SimulationState): SimulationState {
  if (Object.values(state.minds).every(({ heard }) => heard.length === 0)) return state;
  const minds: Record<PersonaId, Mind> = {};
  for (const id of sortedKeys(state.minds)) {
    const mind = state.minds[id];
    if (mind !== undefined) minds[id] = mind.heard.length === 0 ? mind : { ...mind, heard: [] };
  }
  return { ...state, minds };
}

function recovered(persona: Persona, strain: Strain): Persona {
  const { health, stamina, morale } = persona.resources;
  const grown = (resource: typeof health) => ({
    ...resource,
    current: round6(clamp(resource.current + resource.regenerationRate, 0, resource.maximum)),
  });
  // Somebody knocked out comes round alone once a fifth of the health is back.
  const after = grown(health);
  const conscious = persona.state.conscious || after.current * 5 >= after.maximum;
  return {
    ...persona,
    resources: { health: after, stamina: grown(stamina), morale: grown(morale) },
    state: { ...afterTurn(persona.state, strain), conscious },
  };
}

function remembered(recent: readonly PastAction[], done: PastAction | undefined): readonly PastAction[] {
  return done === undefined ? recent : [...recent, done].slice(-RECENT_KEPT);
}

function ticked(condition: Condition): Condition[] {
  if (condition.turnsRemaining === undefined) return [condition];
  return condition.turnsRemaining <= 1
    ? []
    : [{ ...condition, turnsRemaining: condition.turnsRemaining - 1 }];
}

/** Story phases go forward only: three investigations open the second, two talks besides two of them the third. */
function phaseOf({ phase, counters }: WorldState): WorldState['phase'] {
  if (phase === 'interaction_phase') return phase;
  if (phase === 'investigation_phase' && counters.dialogue >= 2 && counters.investigation >= 2) {
    return 'interaction_phase';
  }
  return counters.investigation >= 3 ? 'investigation_phase' : phase;
}
