import { believes } from '../reality/belief-query.js';
import type { Perception } from '../reality/perception.js';
import { byCodeUnit } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import { bondOf, type Mind, type SimulationState } from './state.js';
import type { LocationId, Persona } from './types.js';

/** Somebody or something that a persona wants to get at and believes to be elsewhere, rightly or not. */
export interface Quest {
  readonly subject: string;
  /** The place where it is believed to be. */
  readonly at: LocationId;
  /** How sure the persona is of that, 0..1. */
  readonly reliability: number;
  /** Whose word it rests on: a persona, or `self`. */
  readonly source: string;
}

/** What is believed less surely than this sends nobody anywhere. */
const WORTH_GOING = 0.3;
/** Affinity from which on somebody is company, and a friend. */
const BEARABLE = 0;
const FRIEND = 0.15;
/** A thing in a box in somebody's hands is as deep as it gets. */
const DEEPEST = 3;

/**
 * What a persona would go for, surest first: what is needed for things that it couldn't open, mend or use or sees standing
 * shut or broken, the people its goals are about, and company if it has none.
 */
export function questsOf(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  self: Persona,
  mind: Mind,
  seen: Perception,
): readonly Quest[] {
  const here = new Set([...seen.people.map(({ id }) => id), ...seen.things.map(({ id }) => id)]);
  return [...wanted(snapshot, self, mind, seen)]
    .filter((subject) => !here.has(subject))
    .sort(byCodeUnit)
    .flatMap((subject) => {
      const quest = whereBelieved(state, self, subject, DEEPEST);
      return quest === undefined || quest.at === self.locationId || quest.reliability <= WORTH_GOING
        ? []
        : [quest];
    })
    .sort((a, b) => b.reliability - a.reliability);
}

function wanted(
  { cast, script }: SimulationSnapshot,
  self: Persona,
  mind: Mind,
  seen: Perception,
): Set<string> {
  const subjects = new Set<string>();
  const stuck = seen.things.filter(({ thing }) => thing.open === false || thing.properties.working === false);
  for (const id of [...Object.keys(mind.spent), ...stuck.map((each) => each.id)]) {
    const thing = Object.hasOwn(script.things, id) ? script.things[id] : undefined;
    for (const need of thing?.needs ?? []) if (Object.hasOwn(script.things, need)) subjects.add(need);
  }
  for (const { status, tracks } of self.goals) {
    if (status === 'open' && tracks?.who !== undefined) subjects.add(tracks.who);
  }
  // Friends are always missed; whoever is alone looks for any company that it can bear.
  const missed = seen.people.length === 0 ? BEARABLE : FRIEND;
  for (const { id } of cast) if (id !== self.id && bondOf(self, id).affinity >= missed) subjects.add(id);
  return subjects;
}

/** The place where a persona believes somebody or something to be, through hands and boxes as it believes them to be. */
export function whereBelieved(
  state: SimulationState,
  self: Persona,
  subject: string,
  depth: number,
): Quest | undefined {
  const belief = believes(state.beliefs, [self.id], 'location', subject);
  if (belief === null || typeof belief.value !== 'string' || depth === 0) return undefined;
  const { value, reliability, source } = belief;
  if (value === self.id) return undefined;
  if (Object.hasOwn(state.world.locations, value)) return { subject, at: value, reliability, source };
  const holder = whereBelieved(state, self, value, depth - 1);
  return holder && { subject, at: holder.at, reliability: Math.min(reliability, holder.reliability), source };
}
