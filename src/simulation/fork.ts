import { type Issue, ValidationError } from '../errors.js';
import { EMPTY_MEMORY } from '../reality/memory.js';
import { type CastMember, resolveBonds, withGoal } from './cast.js';
import { toPersona } from './character.js';
import { deltaText } from './delta-text.js';
import { forkedBeliefs } from './fork-beliefs.js';
import type { ForkChanges } from './fork-changes.js';
import { forkIssues } from './fork-issues.js';
import { withCondition, withGoalsOf, withNature } from './fork-people.js';
import { forkedWorld } from './fork-world.js';
import { secretFacts } from './known-facts.js';
import { byCodeUnit } from './numbers.js';
import type { Profession } from './profession-file.js';
import { professionRule } from './professions.js';
import { rng } from './random.js';
import type { SimulationSnapshot } from './snapshot.js';
import { withLoreOf } from './snapshot-lore.js';
import { EMPTY_MIND, type SimulationState } from './state.js';
import { toStyle } from './style.js';
import type { Persona, PersonaId } from './types.js';

/**
 * A fork: another simulation that goes on from a committed turn of one, with changes or without. It shares nothing with
 * its parent but what it starts from; turns keep their numbers, so without changes and with the same seed it plays what
 * its parent plays.
 */

export interface ForkInput {
  readonly snapshot: SimulationSnapshot;
  /** After the turn that the fork starts from; before turn 1 the opening state. */
  readonly state: SimulationState;
  /** How many turns of its own the fork plays. */
  readonly turns: number;
  readonly changes: ForkChanges;
  /** Who joins the cast, in order. */
  readonly added?: readonly CastMember[];
  /** Among which those of who joins are found. */
  readonly professions?: readonly Profession[];
}

export interface Fork {
  readonly snapshot: SimulationSnapshot;
  readonly state: SimulationState;
}

/**
 * The snapshot and the first state of a fork.
 * @throws ValidationError with every change that names what the simulation doesn't hold, or that can't be
 */
export function forkSimulation(input: ForkInput): Fork {
  const { snapshot, state, changes, added = [] } = input;
  refuse(forkIssues(input));
  const newcomers = added.map((member) => placed(snapshot, state, member, changes.seed ?? snapshot.seed));
  const patched = Object.values(state.personas).map((persona) => {
    const own = changesOf(changes, persona.id);
    if (own === undefined) return persona;
    const changed = withCondition(withNature(persona, own), own);
    return own.goals === undefined ? changed : withGoal(changed);
  });
  const everybody = [...patched, ...newcomers];
  const resolved =
    changes.characters === undefined && added.length === 0 ? everybody : resolveBonds(everybody);
  const personas = Object.fromEntries(resolved.map((persona) => [persona.id, persona]));
  const world = forkedWorld(state.world, changes.world ?? {}, personas);
  refuse(world.issues);
  const fork = forkedSnapshot(input, personas);
  const moved = Object.keys(personas).filter(
    (id) => personas[id]?.locationId !== state.personas[id]?.locationId,
  );
  const joined = joining({ ...state, world: world.state, personas }, newcomers, state);
  const whereabouts = moved.map((id) => [id, { place: personas[id]?.locationId ?? '' }] as const);
  const next: SimulationState = {
    ...joined,
    story: withPositions(joined.story, whereabouts),
    beliefs: forkedBeliefs(fork, state, {
      state: joined,
      placed: moved.sort(byCodeUnit),
      announce: changes.announce,
    }),
  };
  // What a hash stands for isn't so any more; the first turn works out that of the whole state.
  return { snapshot: fork, state: deltaText(state, next) === undefined ? state : { ...next, hash: '' } };
}

function refuse(issues: readonly Issue[]): void {
  const [first] = issues;
  if (first !== undefined) throw new ValidationError(`${first.path} ${first.message}`, { issues });
}

function changesOf({ characters = {} }: ForkChanges, id: PersonaId) {
  return Object.hasOwn(characters, id) ? characters[id] : undefined;
}

/** Where a newcomer wants to be, or one of the places where the others began. */
function placed(
  { cast }: SimulationSnapshot,
  { world, turn }: SimulationState,
  { id, character }: CastMember,
  seed: number,
): Persona {
  const { location_id: wanted } = character;
  const places = [...new Set(cast.map(({ locationId }) => locationId))].sort(byCodeUnit);
  const locationId =
    wanted !== undefined && Object.hasOwn(world.locations, wanted)
      ? wanted
      : (rng(seed, turn, 'start', id).pick(places) ?? '');
  return withGoal(toPersona(character, id, locationId));
}

/** The state with minds and memories for those who have just come, as everybody has them at a start. */
function joining(
  state: SimulationState,
  newcomers: readonly Persona[],
  before: SimulationState,
): SimulationState {
  const ids = newcomers.map(({ id }) => id);
  const none = <T>(value: T) => Object.fromEntries(ids.map((id) => [id, value]));
  return {
    ...state,
    minds: {
      ...Object.fromEntries(
        Object.entries(state.minds).map(([id, mind]) => {
          const [was, is] = [before.personas[id], state.personas[id]];
          return [id, was === undefined || is === undefined ? mind : withGoalsOf(mind, was, is)];
        }),
      ),
      ...none(EMPTY_MIND),
    },
    facts: { ...state.facts, ...secretFacts(newcomers) },
    memories: { ...state.memories, ...none(EMPTY_MEMORY) },
  };
}

/** The story's coherence goes by where everybody was last: nobody walked to where a fork put them. */
function withPositions(
  story: SimulationState['story'],
  places: readonly (readonly [PersonaId, { readonly place: string }])[],
): SimulationState['story'] {
  const { ledger } = story;
  if (places.length === 0) return story;
  return {
    ...story,
    ledger: { ...ledger, positions: { ...ledger.positions, ...Object.fromEntries(places) } },
  };
}

function forkedSnapshot(
  { snapshot, state, turns, changes, added = [], professions = [] }: ForkInput,
  personas: SimulationState['personas'],
): SimulationSnapshot {
  const rules = added.flatMap(({ id, character }) => {
    const rule = professionRule(character.profession, professions);
    return rule === undefined ? [] : [[id, rule] as const];
  });
  const lore = withLoreOf(snapshot.lore, added);
  return {
    ...snapshot,
    ...(lore === undefined ? {} : { lore }),
    seed: changes.seed ?? snapshot.seed,
    startsAfter: state.turn,
    turns: state.turn + turns,
    cast: [
      ...snapshot.cast.map((persona) => {
        const { traits, weights, goals, stats, biases } = personas[persona.id] ?? persona;
        return changesOf(changes, persona.id) === undefined
          ? persona
          : { ...persona, traits, weights, goals, stats, biases };
      }),
      ...added.flatMap(({ id }) => personas[id] ?? []),
    ],
    world: forkedWorld(snapshot.world, { locations: changes.world?.locations }, personas).state,
    style: { ...snapshot.style, ...toStyle(changes.style) },
    narrativeGoals: changes.narrative_goals ?? snapshot.narrativeGoals,
    difficulty: changes.difficulty ?? snapshot.difficulty,
    ...(rules.length === 0 ? {} : { professions: { ...snapshot.professions, ...Object.fromEntries(rules) } }),
  };
}
