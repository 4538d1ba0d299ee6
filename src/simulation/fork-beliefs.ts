import { type Beliefs, type BeliefsDraft, newBeliefs, openBeliefs, own, triple } from '../reality/beliefs.js';
import type { Triple } from '../reality/event-triples.js';
import { modelsAmong } from '../reality/nested-beliefs.js';
import { observe } from '../reality/observe.js';
import { sameValue } from '../reality/value-history.js';
import { learnBefore } from './known-facts.js';
import { sortedKeys } from './numbers.js';
import { sceneTriples, worldTriples } from './scene-triples.js';
import { sensesIn } from './sensing.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import { eventId } from './turn-log.js';
import type { PersonaId } from './types.js';

/**
 * What a fork's changes make of truth and beliefs. Whatever is so from now on becomes true, with what was so before in
 * its history. Who was set down somewhere has looked round there, and those who are there have seen that one. Nobody
 * else knows of a change before perceiving it, unless it is announced.
 */

export interface ForkedWorld {
  /** With the changes made, its beliefs still those of before. */
  readonly state: SimulationState;
  /** Who has come to the story, or stands somewhere else than before. */
  readonly placed: readonly PersonaId[];
  readonly announce: boolean;
}

export function forkedBeliefs(
  snapshot: SimulationSnapshot,
  before: SimulationState,
  { state, placed, announce }: ForkedWorld,
): Beliefs {
  const { beliefs } = before;
  const newcomers = placed.filter((id) => !Object.hasOwn(beliefs.stores, id));
  const { stores } = newBeliefs(newcomers, beliefs.clock);
  const draft = openBeliefs({ ...beliefs, stores: { ...beliefs.stores, ...stores } });
  for (const id of newcomers) {
    const persona = state.personas[id];
    if (persona !== undefined) learnBefore(draft, snapshot, persona, beliefs.clock);
  }
  const moment = { time: beliefs.clock, eventId: eventId(before.turn, 0) };
  const news = changedTriples(before, state);
  for (const { subject, property, value } of news) {
    draft.establish(triple(subject, property), { value, since: moment.time, eventId: moment.eventId });
  }
  const senses = sensesIn(state);
  for (const id of placed) {
    const locationId = state.personas[id]?.locationId;
    if (locationId === undefined) continue;
    const entrances = [{ personaId: id, locationId, scene: sceneTriples(state, id, locationId) }];
    const look = { ...moment, type: 'arrival', agentId: id, participants: [], locationId };
    observe(draft, { ...look, triples: [], tellings: [], entrances }, state.personas, senses);
  }
  if (announce)
    tellAll(
      draft,
      state,
      news.filter(({ subject }) => !isHidden(state, subject)),
      moment,
    );
  return draft.seal();
}

/** What is so now and wasn't before; of a thing that has come to light everything. */
function changedTriples(before: SimulationState, after: SimulationState): Triple[] {
  const was = new Map(
    worldTriples(before).map(({ subject, property, value }) => [triple(subject, property), value]),
  );
  const uncovered = (id: string) => isHidden(before, id) && !isHidden(after, id);
  const hidden = sortedKeys(after.world.entities)
    .filter((id) => isHidden(before, id) !== isHidden(after, id))
    .map(
      (id): Triple => ({ subject: id, property: 'hidden', value: isHidden(after, id), category: 'spatial' }),
    );
  const standing = worldTriples(after).filter(
    ({ subject, property, value }) =>
      uncovered(subject) || !sameValue(was.get(triple(subject, property)), value),
  );
  return [...standing, ...hidden];
}

/** Everybody who is conscious is told, and knows that the others are. */
function tellAll(
  draft: BeliefsDraft,
  { personas }: SimulationState,
  news: readonly Triple[],
  { time, eventId: told }: { readonly time: number; readonly eventId: string },
): void {
  const hearers = sortedKeys(personas).filter((id) => personas[id]?.state.conscious === true);
  const models = modelsAmong(
    new Map(hearers.map((id) => [id, 1])),
    () => true,
    () => true,
    draft.depth,
  );
  for (const { subject, property, value, category } of news) {
    const key = triple(subject, property);
    const word = { subject, property, value, category, channel: 'told', source: 'lore' } as const;
    for (const id of hearers) draft.inform(id, key, { ...word, reliability: 1, time, eventId: told });
    for (const { chain, base } of models) draft.model(chain, key, [value, base, time, 'lore', told]);
  }
}

function isHidden({ world }: SimulationState, id: string): boolean {
  return own(world.entities, id)?.properties.hidden === true;
}
