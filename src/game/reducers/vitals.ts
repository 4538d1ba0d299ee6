import { clamp } from '../../simulation/numbers.js';
import type { PlayState } from '../hidden.js';
import { isSameName, nameAmong } from '../names.js';
import type { Done, Step } from '../turn.js';
import { andThen, made, newest, refused, unchanged, withSession } from './step.js';

/** Health, mana and conditions of the character, whatever changes them. */

/** Whoever has it lies on the ground: it begins at health 0 and ends above. */
export const DOWNED = 'downed';
const MOST_CONDITIONS = 12;

/** Adds to health and mana, within 0 and their maxima. */
export function changeVitals(
  state: PlayState,
  by: { readonly health?: number; readonly mana?: number },
): Step {
  const { character } = state.session;
  const health = clamp(character.health + (by.health ?? 0), 0, character.max_health);
  const mana = clamp(character.mana + (by.mana ?? 0), 0, character.max_mana);
  const [gained, recovered] = [health - character.health, mana - character.mana];
  if (gained === 0 && recovered === 0) return unchanged(state);
  const changed = withSession(state, { character: { ...character, health, mana } });
  return andThen(made(changed, { of: 'vitals', health: gained, mana: recovered }), settleDowned);
}

/** Brings `downed` into line with health. */
export function settleDowned(state: PlayState): Step {
  const { health, metadata } = state.session.character;
  const isDowned = metadata.conditions.includes(DOWNED);
  if (isDowned === (health === 0)) return unchanged(state);
  const conditions = isDowned
    ? metadata.conditions.filter((condition) => condition !== DOWNED)
    : [...newest(metadata.conditions, MOST_CONDITIONS - 1), DOWNED];
  return withConditions(state, conditions, { change: isDowned ? 'ended' : 'begun', name: DOWNED });
}

/** A condition begins; the oldest ends when there are too many. */
export function beginCondition(state: PlayState, name: string): Step {
  const { conditions } = state.session.character.metadata;
  if (nameAmong(conditions, name) !== undefined) return unchanged(state);
  if (isSameName(name, DOWNED)) {
    return refused(state, { system: 'vitals', what: name, why: 'it follows from health alone' });
  }
  const isDowned = conditions.includes(DOWNED);
  const others = conditions.filter((condition) => condition !== DOWNED);
  const kept = [...newest(others, MOST_CONDITIONS - (isDowned ? 2 : 1)), name];
  return withConditions(state, isDowned ? [...kept, DOWNED] : kept, { change: 'begun', name });
}

export function endCondition(state: PlayState, name: string): Step {
  const { conditions } = state.session.character.metadata;
  const known = nameAmong(conditions, name);
  if (known === undefined) return unchanged(state);
  if (known === DOWNED) {
    return refused(state, { system: 'vitals', what: name, why: 'it follows from health alone' });
  }
  const others = conditions.filter((condition) => condition !== known);
  return withConditions(state, others, { change: 'ended', name: known });
}

function withConditions(
  state: PlayState,
  conditions: string[],
  done: Omit<Extract<Done, { of: 'condition' }>, 'of'>,
): Step {
  const { character } = state.session;
  const metadata = { ...character.metadata, conditions };
  return made(withSession(state, { character: { ...character, metadata } }), { of: 'condition', ...done });
}
