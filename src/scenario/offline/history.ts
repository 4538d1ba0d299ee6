import type { Relationship } from '../lorebook.js';
import { type AgeEvent, BEGINNINGS, MIDDLE, OLDEST, ROOTS } from './lexicon/ages.js';
import { BONDS, type BondSeed, PLAIN_TIES } from './lexicon/bonds.js';
import { isRole, type PlannedPerson, type WorldPlan } from './plan.js';
import { clause, dealt, inText, type Slots, shuffled, tell } from './prose.js';

/** What happened in a planned world, and what it left between people: one is written from the other. */
export interface History {
  /** By age, the oldest first. */
  readonly ages: readonly (readonly PlannedEvent[])[];
  readonly ties: readonly PlannedTie[];
}

export interface PlannedEvent {
  readonly title: string;
  readonly description: string;
  readonly participants: readonly string[];
  readonly locations: readonly string[];
  readonly consequences: readonly string[];
}

export interface PlannedTie {
  readonly a: PlannedPerson;
  readonly b: PlannedPerson;
  readonly type: Relationship['type'];
  readonly affinity: number;
  readonly mutual: boolean;
  readonly description: string;
}

/** Personal events that the present age has room for beside the sign of the trouble. */
const PERSONAL_EVENTS = 4;

const histories = new WeakMap<WorldPlan, History>();

/** The history of a plan; made once and kept with it. */
export function historyOf(plan: WorldPlan): History {
  const made = histories.get(plan) ?? makeHistory(plan);
  histories.set(plan, made);
  return made;
}

function makeHistory(plan: WorldPlan): History {
  const { slots, dice, trouble, hero, places } = plan;
  const [hub, mid, far] = ['hub', 'mid', 'far'].map((key) => placeNamed(plan, slots[key] ?? ''));
  const [powerA, powerB] = [
    plan.factions[0]?.name ?? '',
    plan.factions[1]?.name ?? plan.factions[0]?.name ?? '',
  ];
  const age = (seed: AgeEvent, extra: Slots, at: readonly (string | undefined)[], who: readonly string[]) =>
    eventOf(plan, seed, extra, at, who);
  const oldest = dealt(shuffled(OLDEST, dice('oldest')), 0);
  const middle = shuffled(MIDDLE, dice('middle'));
  const meeting = dealt(shuffled(places.slice(1), dice('meeting')), 0).name;
  const bonds = personalTies(plan);
  const titles = new Set<string>();
  const distinct = (events: readonly PlannedEvent[]) =>
    events.filter(({ title }) => !titles.has(title.toLowerCase()) && titles.add(title.toLowerCase()));
  const ages = [
    distinct([
      age(oldest, {}, [hub], [powerA, powerB]),
      age(dealt(ROOTS, dice('root').int(0, 2)), { root: trouble.root }, [far], rootPowers(plan)),
    ]),
    distinct(
      [0, 1].map((index) => {
        const seed = dealt(middle, index);
        return age(
          seed,
          { place: inText(meeting) },
          [/\{place\}|:place/.test(seed.text + seed.title) ? meeting : mid],
          [powerA, powerB],
        );
      }),
    ),
    distinct([
      ...bonds.flatMap(({ event }) => event ?? []),
      age(dealt(BEGINNINGS, dice('beginning').int(0, 2)), { sign: trouble.sign }, [hub, mid], [hero.name]),
    ]),
  ];
  return { ages, ties: bonds.map(({ tie }) => tie) };
}

/** The powers that the older wrong names. */
function rootPowers({ trouble, factions }: WorldPlan): string[] {
  const named = factions.filter(({ name }) => trouble.root.includes(inText(name))).map(({ name }) => name);
  return named.length > 0 ? named : factions.slice(0, 1).map(({ name }) => name);
}

function placeNamed({ places }: WorldPlan, name: string): string | undefined {
  return places.find((place) => inText(place.name) === name)?.name;
}

function eventOf(
  { slots, dice }: WorldPlan,
  seed: AgeEvent,
  extra: Slots,
  at: readonly (string | undefined)[],
  who: readonly string[],
): PlannedEvent {
  const stream = dice(`event ${seed.title}`);
  const all = { ...slots, ...extra };
  return {
    title: tell(seed.title, all, stream),
    description: tell(seed.text, all, stream),
    participants: [...new Set(who.filter((name) => name !== ''))],
    locations: [...new Set(at.flatMap((place) => place ?? []))],
    consequences: seed.consequences.map((text) => clause(text, all, stream)),
  };
}

interface Bond {
  readonly tie: PlannedTie;
  readonly event?: PlannedEvent;
}

/** Who is bound to whom: the main cast to its hero by what happened, the others to it and to one another. */
function personalTies(plan: WorldPlan): readonly Bond[] {
  const { people, hero, villain, dice } = plan;
  const main = people.filter(({ isMain }) => isMain);
  const others = people.filter(({ isMain }) => !isMain);
  const deck = shuffled(BONDS, dice('bonds'));
  const place = shuffled(plan.places, dice('places of bonds'));
  const bonds: Bond[] = [];
  const told = (x: PlannedPerson, y: PlannedPerson, types: readonly Relationship['type'][]) => {
    const at = deck.findIndex(({ type }) => types.includes(type));
    const isFull = bonds.filter(({ event }) => event !== undefined).length >= PERSONAL_EVENTS;
    // Each story between two people is told of one pair only.
    const [seed] = at < 0 || isFull ? [] : deck.splice(at, 1);
    bonds.push(
      seed === undefined
        ? { tie: plainTie(plan, x, y, bonds.length) }
        : bondOf(plan, seed, x, y, dealt(place, bonds.length).name),
    );
  };
  if (villain !== hero) told(hero, villain, ['enemy']);
  for (const person of main) {
    if (person === hero || person === villain) continue;
    told(hero, person, typesFor(person));
  }
  const tied = shuffled(plainPairs(main, others, dice('pairs')), dice('plain'));
  for (const [x, y] of tied) bonds.push({ tie: plainTie(plan, x, y, bonds.length) });
  return bonds;
}

function typesFor({ slot }: PlannedPerson): readonly Relationship['type'][] {
  if (isRole(slot, 'mentor')) return ['mentor'];
  if (isRole(slot, 'rival')) return ['rival'];
  if (isRole(slot, 'deuteragonist')) return ['friend', 'family', 'ally'];
  return ['ally', 'romantic', 'friend'];
}

/** Each of the others with one of the main cast, and every second one with the one before. */
function plainPairs(
  main: readonly PlannedPerson[],
  others: readonly PlannedPerson[],
  dice: { int(low: number, high: number): number },
): readonly (readonly [PlannedPerson, PlannedPerson])[] {
  return others.flatMap((person, index) => {
    const lead = main[(index + dice.int(0, 1)) % main.length];
    const before = index % 2 === 1 ? others[index - 1] : undefined;
    return [
      ...(lead === undefined ? [] : [[person, lead] as const]),
      ...(before === undefined ? [] : [[person, before] as const]),
    ];
  });
}

function bondOf(plan: WorldPlan, seed: BondSeed, x: PlannedPerson, y: PlannedPerson, place: string): Bond {
  const stream = plan.dice(`bond ${x.name} ${y.name}`);
  const slots = { ...pairSlots(x, y), place: inText(place) };
  const title = tell(seed.title, slots, stream);
  return {
    event: {
      title,
      description: tell(shortened(seed.event), slots, stream),
      participants: [x.name, y.name],
      locations: [place],
      consequences: [clause(seed.consequence, slots, stream)],
    },
    tie: {
      a: x,
      b: y,
      type: seed.type,
      affinity: seed.affinity,
      mutual: seed.mutual,
      description: tell(shortened(seed.tie), { ...slots, event: inText(title) }, stream),
    },
  };
}

function plainTie(plan: WorldPlan, x: PlannedPerson, y: PlannedPerson, index: number): PlannedTie {
  const seed = dealt(shuffled(PLAIN_TIES, plan.dice('plain ties')), index);
  const slots = { ...pairSlots(x, y), home: inText(x.home) };
  const { type, affinity, mutual } = seed;
  return {
    a: x,
    b: y,
    type,
    affinity,
    mutual,
    description: tell(shortened(seed.text), slots, plan.dice(`tie ${index}`)),
  };
}

function pairSlots(x: PlannedPerson, y: PlannedPerson): Slots {
  // Two who are called alike keep their whole names.
  const alike = x.given === y.given;
  return { x: x.name, y: y.name, x2: alike ? x.name : x.given, y2: alike ? y.name : y.given };
}

/** A template in which people are called by their whole name once, and by the first after that. */
function shortened(template: string): string {
  const seen = new Set<string>();
  return template.replace(/\{([xy])\}/gu, (slot, who: string) => {
    if (seen.has(who)) return `{${who}2}`;
    seen.add(who);
    return slot;
  });
}
