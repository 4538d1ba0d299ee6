import { reliabilityAt } from '../reality/belief-store.js';
import { own, triple } from '../reality/beliefs.js';
import { NEEDS } from '../reality/event-triples.js';
import type { Perception } from '../reality/perception.js';
import { remarks, whereaboutsKey } from '../reality/remarks.js';
import { factKey } from './known-facts.js';
import { byCodeUnit } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import { bondOf, type SimulationState } from './state.js';
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
 * What a persona would go for, surest first: what it has found to be lacking where something wouldn't open, run or work,
 * the people its goals are about, and company if it has none.
 */
export function questsOf(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  self: Persona,
  seen: Perception,
): readonly Quest[] {
  const quests: Quest[] = [];
  for (const subject of wanted(snapshot, state, self, seen)) {
    if (isSeen(seen, subject)) continue;
    const quest = whereBelieved(state, self, subject, DEEPEST);
    if (quest === undefined || quest.at === self.locationId || quest.reliability <= WORTH_GOING) continue;
    quests.push(quest);
  }
  if (quests.length < 2) return quests;
  return quests.sort((a, b) => b.reliability - a.reliability || byCodeUnit(a.subject, b.subject));
}

function isSeen({ people, things }: Perception, subject: string): boolean {
  for (const { id } of people) if (id === subject) return true;
  for (const { id } of things) if (id === subject) return true;
  return false;
}

function wanted(
  { cast }: SimulationSnapshot,
  state: SimulationState,
  self: Persona,
  seen: Perception,
): ReadonlySet<string> {
  const subjects = new Set(lacksOf(state, self));
  for (const { status, tracks } of self.goals) {
    if (status === 'open' && tracks?.who !== undefined) subjects.add(tracks.who);
  }
  // Friends are always missed; whoever is alone looks for any company that it can bear.
  const missed = seen.people.length === 0 ? BEARABLE : FRIEND;
  for (const { id } of cast) if (id !== self.id && bondOf(self, id).affinity >= missed) subjects.add(id);
  return subjects;
}

const lacksBy = new WeakMap<object, ReadonlySet<string>>();
const NEEDS_END = triple('', NEEDS);

/** What a persona believes to be lacking for things that it doesn't believe to be open or to work by now. */
export function lacksOf(
  { beliefs }: Pick<SimulationState, 'beliefs'>,
  { id: self }: Persona,
): ReadonlySet<string> {
  const entries = own(beliefs.stores, self)?.entries ?? {};
  const before = lacksBy.get(entries);
  if (before !== undefined) return before;
  const lacks = new Set<string>();
  for (const { key, thing } of needsAmong(remarks(entries))) {
    const need = entries[key]?.active.value;
    const done = [triple(thing, 'open'), triple(thing, 'working'), factKey(`does-${thing}`)];
    const isRight = done.some((key) => entries[key]?.active.value === true);
    if (typeof need === 'string' && !isRight) lacks.add(need);
  }
  lacksBy.set(entries, lacks);
  return lacks;
}

/** What something needs, as a store holds it: the key of that, and of what. */
interface Need {
  readonly key: string;
  readonly thing: string;
}

/** The list of a store's remarks is the same object for as long as none comes or goes. */
const needsBy = new WeakMap<readonly string[], readonly Need[]>();

function needsAmong(keys: readonly string[]): readonly Need[] {
  const known = needsBy.get(keys);
  if (known !== undefined) return known;
  const needs: Need[] = [];
  for (const key of keys) {
    if (key.endsWith(NEEDS_END)) needs.push({ key, thing: key.slice(0, -NEEDS_END.length) });
  }
  needsBy.set(keys, needs);
  return needs;
}

/** The place where a persona believes somebody or something to be, through hands and boxes as it believes them to be. */
export function whereBelieved(
  state: SimulationState,
  self: Persona,
  subject: string,
  depth: number,
): Quest | undefined {
  const belief = own(state.beliefs.stores, self.id)?.entries[whereaboutsKey(subject)]?.active;
  if (belief === undefined || typeof belief.value !== 'string' || depth === 0) return undefined;
  const { value, source } = belief;
  if (value === self.id) return undefined;
  const reliability = reliabilityAt(belief, state.beliefs.clock);
  if (Object.hasOwn(state.world.locations, value)) return { subject, at: value, reliability, source };
  const holder = whereBelieved(state, self, value, depth - 1);
  return holder && { subject, at: holder.at, reliability: Math.min(reliability, holder.reliability), source };
}
