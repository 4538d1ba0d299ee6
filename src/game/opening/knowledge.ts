import { type Beliefs, type BeliefsDraft, openBeliefs, triple } from '../../reality/beliefs.js';
import { locationTriple } from '../../reality/event-triples.js';
import { BEFORE_ALL, factKey } from '../../simulation/known-facts.js';
import { rng } from '../../simulation/random.js';
import { namesOf } from '../../simulation/snapshot-names.js';
import { openSimulation, type SimulationState } from '../../simulation/state.js';
import type { PersonaId } from '../../simulation/types.js';
import type { PlayPerson, PlayWorld } from '../world.js';

/**
 * What is in people's heads when a session opens. Everybody has looked round at home, knows its own secrets and whatever
 * names it; of what there is to find out, those know most who live where it is to be found. Where things are some only
 * have heard, and not all of them rightly. The player's character knows what it sees and what is its own.
 */

const AT_HOME = 0.6;
const ABOUT_THING = 0.5;
const BY_CHANCE = 0.05;
const HEARD_OF_THING = 0.35;
const HEARD_WRONG = 0.5;
const HEARSAY = 0.5;
const FEWEST_FACTS = 4;

export interface FirstMinds {
  readonly beliefs: Beliefs;
  /** Facts whose text stands in no script: secrets. */
  readonly facts: SimulationState['facts'];
}

export function firstMinds(world: PlayWorld): FirstMinds {
  const { snapshot } = world;
  const opened = openSimulation(snapshot);
  const draft = openBeliefs(opened.beliefs);
  for (const person of world.people) {
    learnFindings(draft, world, person);
    hearOfThings(draft, world, person);
  }
  ownAffairs(draft, world);
  return { beliefs: draft.seal(), facts: opened.facts };
}

function learnFindings(draft: BeliefsDraft, world: PlayWorld, { id, home }: PlayPerson): void {
  const { snapshot, places, things, commonKnowledge } = world;
  const homeId = places.find(({ name }) => name === home)?.id;
  const { namedIn } = namesOf(snapshot);
  const dice = rng(snapshot.seed, 0, 'knows', id);
  const known = new Set<string>();
  for (const { id: fact, text, locationId, thing } of Object.values(snapshot.script.discoveries)) {
    const about = things.find((each) => each.id === thing);
    const odds = namedIn(text).includes(id)
      ? 1
      : about !== undefined && about.place === home
        ? ABOUT_THING
        : locationId !== undefined && locationId === homeId
          ? AT_HOME
          : BY_CHANCE;
    // Every draw is made, so that one more fact changes nothing about the others.
    if (dice.next() < odds && !commonKnowledge.includes(text)) known.add(fact);
  }
  // Whoever lives where little is to be found has heard something elsewhere.
  const all = Object.values(snapshot.script.discoveries).filter(
    ({ text, thing }) => thing === undefined && !commonKnowledge.includes(text),
  );
  for (let tries = 0; known.size < FEWEST_FACTS && tries < 2 * FEWEST_FACTS; tries += 1) {
    const heard = dice.pick(all);
    if (heard !== undefined) known.add(heard.id);
  }
  for (const fact of known) learn(draft, world, id, fact);
}

function learn(draft: BeliefsDraft, { snapshot }: PlayWorld, id: PersonaId, fact: string): void {
  draft.inform(id, factKey(fact), {
    value: true,
    category: 'social',
    reliability: 0.9,
    decayRate: 0,
    channel: 'inferred',
    source: 'lore',
    time: snapshot.world.clock,
    eventId: BEFORE_ALL,
  });
}

/** Who lives elsewhere has perhaps been told where a thing is: by somebody who knew, or by somebody who guessed. */
function hearOfThings(draft: BeliefsDraft, world: PlayWorld, { id, home }: PlayPerson): void {
  const { snapshot, places, people, things } = world;
  const dice = rng(snapshot.seed, 0, 'hearsay', id);
  for (const thing of things) {
    const [heard, wrong] = [dice.chance(HEARD_OF_THING), dice.chance(HEARD_WRONG)];
    const elsewhere = dice.pick(places.filter(({ name }) => name !== thing.place && name !== home));
    const teller = dice.pick(people.filter((each) => each.id !== id));
    const known = draft.belief(id, triple(thing.id, 'location')) !== undefined;
    const at = wrong ? elsewhere : places.find(({ name }) => name === thing.place);
    if (!heard || known || at === undefined || teller === undefined || thing.owner === id) continue;
    const { property, value, category } = locationTriple(thing.id, at.id);
    draft.receive(
      id,
      triple(thing.id, property),
      {
        value,
        category,
        reliability: HEARSAY,
        decayRate: 0,
        channel: 'told',
        source: teller.id,
        time: snapshot.world.clock,
        eventId: BEFORE_ALL,
      },
      { biases: {}, trustIn: () => HEARSAY, outrankedBy: () => false },
    );
  }
}

/** What the player's character has taken part in it remembers. */
function ownAffairs(draft: BeliefsDraft, world: PlayWorld): void {
  const { snapshot, playerId } = world;
  const { namedIn } = namesOf(snapshot);
  for (const { id, text } of Object.values(snapshot.script.discoveries)) {
    if (namedIn(text).includes(playerId)) learn(draft, world, playerId, id);
  }
}
