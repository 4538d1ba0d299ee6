import type { PlayState } from './hidden.js';
import { mapOf } from './map.js';
import { theThing } from './names.js';
import { lyingHere } from './reducers/carrying.js';
import { isDead, stateOf } from './reducers/people.js';
import { DOWNED } from './reducers/vitals.js';
import type { RuleWorld } from './rule-world.js';

const MOST = 12;
const MOST_OF_A_KIND = 3;

/**
 * What can be done where the character is, as a player would say it, at most 12: who is here, what lies here, the ways out,
 * what can be used, and rest. The rules of play allow each.
 */
export function possibleActions(world: RuleWorld, state: PlayState): readonly string[] {
  const { character, inventory, world_state } = state.session;
  const rest = ['Rest', 'Look around'];
  const useful = inventory
    .filter(({ type }) => type === 'consumable')
    .slice(0, MOST_OF_A_KIND)
    .map(({ name }) => `Use ${theThing(name)}`);
  if (character.metadata.conditions.includes(DOWNED)) return ['Rest', 'Call for help', ...useful];
  const people = world_state.npcs_present
    .filter((name) => !isDead(stateOf(state, name)))
    .map((name) => `Talk to ${name}`);
  const things = lyingHere(state).map(({ name }) => `Take ${theThing(name)}`);
  const exits = mapOf(world, state)
    .exits(world_state.current_location)
    .map((name) => `Go to ${name}`);
  const all = [people, things, exits].flatMap((kind) => kind.slice(0, MOST_OF_A_KIND));
  const isWeak = character.health < character.max_health || character.mana < character.max_mana;
  return [...all, ...useful, ...(isWeak ? rest : rest.slice(1))].slice(0, MOST);
}
