import { z } from 'zod';
import type { Json } from '../json.js';
import { type BeliefEntry, type BeliefRecord, reliabilityAt } from '../reality/belief-store.js';
import { own, readingOf } from '../reality/beliefs.js';
import { chainKey, type ModelledBelief } from '../reality/nested-beliefs.js';
import { sameValue } from '../reality/value-history.js';
import { factsKnownTo, factText, thinksKnown } from '../simulation/known-facts.js';
import { sortedKeys } from '../simulation/numbers.js';
import { storyTime } from '../simulation/sketches.js';
import type { SimulationSnapshot } from '../simulation/snapshot.js';
import { namesOf } from '../simulation/snapshot-names.js';
import type { SimulationState } from '../simulation/state.js';

/** What the characters of a simulation believe, beside what is so, as their client sees it. */

const value = z
  .unknown()
  .meta({ description: 'JSON; where it is an id, the id of a place, thing or character' });

const heldSchema = z
  .object({
    subject: z.string().meta({ description: 'Id of a character, a thing or a fact' }),
    subject_name: z.string().meta({ description: 'Its name; of a fact its text' }),
    property: z.string().meta({
      description: '`location`, `open`, `working`, `hidden`, `heard_of` or, of a fact, `holds`',
    }),
    value,
    value_name: z.string().nullable().meta({ description: 'Of a value that is an id, its name' }),
    reliability: z
      .number()
      .meta({ description: 'How far it is relied on now, 0..1; it wears off with time' }),
    source: z.string().meta({ description: '`self`, `lore`, or the id of whoever told it' }),
    acquired_at: z.string().meta({ description: 'Story time, like `day 1, 21:40`' }),
    provenance: z.array(z.string()).meta({ description: 'Ids of the events that it rests on' }),
    true_value: z.unknown().meta({ description: 'What is really so; null where nothing is' }),
    is_true: z.boolean().nullable().meta({ description: 'Null where it is neither true nor false' }),
  })
  .meta({ id: 'Belief' });

const beliefSchema = heldSchema.extend({
  channel: z.string().meta({ description: '`sight`, `hearing`, `told` or `inferred`' }),
  status: z.enum(['active', 'contested']).meta({ description: '`contested`: a doubt, not believed' }),
  confirmations: z.int().meta({ description: 'How often others or a later look have borne it out' }),
});

const factSchema = z
  .object({
    fact_id: z.string().meta({ description: 'Unique in the simulation' }),
    text: z.string().nullable().meta({ description: 'As a clause; null where it is forgotten' }),
    reliability: z.number().meta({ description: '0..1' }),
    learned: z.string().meta({ description: '`saw`, `found`, `told` or `lore`' }),
    from: z.string().nullable().meta({ description: 'Id of whoever told it' }),
    turn: z.int().meta({ description: 'In which it was learned; 0 of what was known at the start' }),
    event_id: z.string().nullable().meta({ description: 'By which it was learned' }),
    shared_with: z.array(z.string()).meta({ description: 'Ids of those whom it believes to know it' }),
  })
  .meta({ id: 'KnownFact' });

const characterBeliefsSchema = z
  .object({
    character_id: z.string().meta({ description: 'Whose beliefs they are' }),
    name: z.string().meta({ description: 'Of the character' }),
    beliefs: z.array(beliefSchema).meta({ description: 'What it believes, the newest first' }),
    beliefs_total: z.int().meta({ description: 'How many there are, listed or not' }),
    doubts: z.array(beliefSchema).meta({ description: 'What it was told or saw and does not believe' }),
    about_others: z.record(z.string(), z.array(heldSchema)).meta({
      description: "By another character's id, what it thinks that one believes, the newest first",
    }),
    facts: z.array(factSchema).meta({ description: 'What it knows of the story, the newest first' }),
    facts_total: z.int().meta({ description: 'How many there are, listed or not' }),
  })
  .meta({ id: 'CharacterBeliefs' });

export const beliefsSchema = z
  .object({
    simulation_id: z.guid().meta({ description: 'Of the simulation' }),
    turn: z.int().meta({ description: 'After which they are held; 0 is the start' }),
    story_time: z.string().meta({ description: 'Of the latest that happened, like `day 1, 21:40`' }),
    characters: z.array(characterBeliefsSchema).meta({ description: 'By id' }),
  })
  .meta({ id: 'Beliefs' });

export type CharacterBeliefs = z.output<typeof characterBeliefsSchema>;
type HeldAnswer = z.output<typeof heldSchema>;
type BeliefAnswer = z.output<typeof beliefSchema>;

/** The newest `limit` entries of each list of what a character believes and knows. */
export function characterBeliefs(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  id: string,
  limit: number,
): CharacterBeliefs {
  const view = new BeliefView(snapshot, state);
  const entries = Object.entries(own(state.beliefs.stores, id)?.entries ?? {});
  const known = Object.entries(factsKnownTo(snapshot, state, id));
  const others = sortedKeys(state.personas).filter((other) => other !== id);
  return {
    character_id: id,
    name: state.personas[id]?.name ?? id,
    beliefs: newest(entries, limit, ([, { active }]) => active.acquiredAt).map(([key, { active }]) =>
      view.belief(key, active, 'active'),
    ),
    beliefs_total: entries.length,
    doubts: newest(doubtsOf(entries), limit, ([, { acquiredAt }]) => acquiredAt).map(([key, doubt]) =>
      view.belief(key, doubt, 'contested'),
    ),
    about_others: Object.fromEntries(
      others.map((other) => {
        const model = Object.entries(own(state.beliefs.nested, chainKey([id, other])) ?? {});
        const listed = newest(model, limit, ([, { now, seenAt }]) => seenAt ?? now[2]);
        return [other, listed.map(([key, belief]) => view.modelled(key, belief))];
      }),
    ),
    facts: newest(known, limit, ([, { turn }]) => turn).map(([factId, fact]) => ({
      fact_id: factId,
      text: factText(snapshot, state, factId) ?? null,
      reliability: reliabilityAt(fact.record, state.beliefs.clock),
      learned: fact.learned,
      from: fact.from ?? null,
      turn: fact.turn,
      event_id: fact.turn === 0 ? null : fact.eventId,
      shared_with: others.filter((other) => thinksKnown(readingOf(state.beliefs), id, other, factId)),
    })),
    facts_total: known.length,
  };
}

function doubtsOf(entries: readonly (readonly [string, BeliefEntry])[]): [string, BeliefRecord][] {
  return entries.flatMap(([key, { contested = [] }]) =>
    contested.map((doubt): [string, BeliefRecord] => [key, doubt]),
  );
}

/** Of equally new ones the order of before: that of their keys in a stored state. */
function newest<T>(entries: readonly T[], limit: number, timeOf: (entry: T) => number): T[] {
  return [...entries].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, limit);
}

/** Beliefs of one state, with names and with the truth beside them. */
class BeliefView {
  readonly #nameOf: (id: string) => string | undefined;
  readonly #beliefs: SimulationState['beliefs'];

  constructor(snapshot: SimulationSnapshot, state: SimulationState) {
    const { nameOf } = namesOf(snapshot);
    this.#nameOf = (id) => {
      const name = nameOf(id);
      return name === id ? factText(snapshot, state, id) : name;
    };
    this.#beliefs = state.beliefs;
  }

  belief(key: string, record: BeliefRecord, status: BeliefAnswer['status']): BeliefAnswer {
    const { value, channel, source, acquiredAt, provenance } = record;
    return {
      ...this.#held(key, value),
      reliability: reliabilityAt(record, this.#beliefs.clock),
      channel,
      source,
      acquired_at: storyTime(acquiredAt),
      provenance: [...provenance],
      status,
      confirmations: record.confirmations,
    };
  }

  modelled(key: string, { now, seenAt }: ModelledBelief): HeldAnswer {
    const [value, base, since, source, eventId] = now;
    const acquiredAt = seenAt ?? since;
    return {
      ...this.#held(key, value),
      reliability: reliabilityAt({ base, acquiredAt, confirmations: 0 }, this.#beliefs.clock),
      source,
      acquired_at: storyTime(acquiredAt),
      provenance: [eventId],
    };
  }

  /** @param key `subject|property` */
  #held(key: string, value: Json) {
    const [subject = '', property = ''] = key.split('|');
    const truth = own(this.#beliefs.truth, key);
    return {
      subject,
      subject_name: this.#nameOf(subject) ?? subject,
      property,
      value: value,
      value_name: typeof value === 'string' ? (this.#nameOf(value) ?? null) : null,
      true_value: truth?.value ?? null,
      // That a fact isn't recorded as true doesn't make it false: lore never was an event.
      is_true: truth === undefined ? null : sameValue(truth.value, value),
    };
  }
}
