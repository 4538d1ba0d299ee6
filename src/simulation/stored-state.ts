import { openBeliefs } from '../reality/beliefs.js';
import { chainKey } from '../reality/nested-beliefs.js';
import { BEFORE_ALL, factKey, learnBefore } from './known-facts.js';
import { sortedKeys } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import { openSimulation, type SimulationState } from './state.js';
import { applyDelta, type ObjectDelta } from './state-delta.js';
import { stateText } from './state-text.js';
import type { PersonaId } from './types.js';

/** A checkpoint as it is stored with its turn: what the turn changed, and every tenth turn the whole state. */
export type StoredState = FullState | { readonly schemaVersion: number; readonly delta: ObjectDelta };

interface FullState {
  readonly schemaVersion: number;
  readonly full: SimulationState;
}

const STATE_SCHEMA: SimulationState['schemaVersion'] = 3;

/** Turns whose number this divides store their whole state. Others may as well: who reads takes up the newest whole one. */
export const FULL_EVERY = 10;

/**
 * The stored form of the state that a turn led to, a `StoredState` as JSON.
 * @param delta from the state before the turn to this one but for its hash, as JSON: what was hashed is what is stored
 */
export function storeState(state: SimulationState, delta: string): string {
  const { schemaVersion, hash } = state;
  if (state.turn % FULL_EVERY === 0) return `{"schemaVersion":${schemaVersion},"full":${stateText(state)}}`;
  // A turn sets its number at least, so the delta ends with what it sets: there the hash goes in.
  return `{"schemaVersion":${schemaVersion},"delta":${delta.slice(0, -2)},"hash":"${hash}"}}}`;
}

/**
 * The state that rows of checkpoints lead to, given in the order of their turns; `opening`, where the simulation
 * started, when there is no full one among them.
 */
export function restoreState(
  snapshot: SimulationSnapshot,
  opening: SimulationState,
  rows: readonly StoredState[],
): SimulationState {
  const state = rows.reduce(
    // What an earlier version has written is put together as it was written, and upgraded where a newer one went on.
    (state, row) => {
      if ('full' in row) return row.full;
      return applyDelta(row.schemaVersion < STATE_SCHEMA ? state : upgraded(snapshot, state), row.delta);
    },
    opening,
  );
  return upgraded(snapshot, state);
}

/** A state of an earlier schema, with the branches that it lacks as they are at the start of a simulation. */
export function upgraded(snapshot: SimulationSnapshot, state: SimulationState): SimulationState {
  const { schemaVersion, knowledge }: { readonly schemaVersion: number; readonly knowledge?: OldKnowledge } =
    state;
  if (schemaVersion === STATE_SCHEMA && knowledge === undefined) return state;
  const { knowledge: _moved, ...complete } = { ...openSimulation(snapshot), ...state, knowledge };
  return {
    ...complete,
    schemaVersion: STATE_SCHEMA,
    beliefs: knowledge === undefined ? complete.beliefs : withKnowledge(snapshot, complete, knowledge),
  };
}

/** Up to schema 2 facts had a store of their own. */
type OldKnowledge = Readonly<
  Record<
    PersonaId,
    Readonly<
      Record<
        string,
        {
          readonly reliability?: number;
          readonly learned?: 'saw' | 'found' | 'told' | 'lore';
          readonly from?: PersonaId;
          readonly eventId?: string;
          readonly sharedWith?: readonly PersonaId[];
        }
      >
    >
  >
>;

/** Those facts as beliefs, and those who were known to share them as believed to know them. */
function withKnowledge(
  snapshot: SimulationSnapshot,
  { beliefs, personas }: SimulationState,
  knowledge: OldKnowledge,
): SimulationState['beliefs'] {
  const draft = openBeliefs(beliefs);
  for (const id of sortedKeys(personas)) {
    const persona = personas[id];
    if (persona !== undefined) learnBefore(draft, snapshot, persona, snapshot.world.clock);
    for (const fact of sortedKeys(knowledge[id] ?? {})) {
      const {
        reliability = 1,
        learned,
        from,
        eventId = BEFORE_ALL,
        sharedWith = [],
      } = knowledge[id]?.[fact] ?? {};
      if (learned === 'lore') continue;
      const told = learned === 'told' && from !== undefined;
      const time = beliefs.clock;
      if (draft.belief(id, factKey(fact)) === undefined) {
        draft.inform(id, factKey(fact), {
          value: true,
          category: 'social',
          reliability,
          channel: told ? 'told' : 'sight',
          source: told ? from : 'self',
          time,
          eventId,
        });
      }
      for (const other of sharedWith) {
        draft.model(chainKey([id, other]), factKey(fact), [true, reliability, time, 'self', eventId]);
      }
    }
  }
  return draft.seal();
}
