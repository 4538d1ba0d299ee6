import { rng, type Stream } from '../../simulation/random.js';
import type { Pronouns } from '../../simulation/types.js';
import type { CastSlot, Outline, StepBasis } from '../steps.js';
import { chooseGenre } from './choose-genre.js';
import type { GenreLexicon, PowerKind, Relic, Trade, Trouble } from './lexicon/genre.js';
import type { Tongue } from './lexicon/tongues.js';
import { type PlannedPlace, planMap } from './map-plan.js';
import { pronounSlots, pronounsFor, tongueOf } from './names.js';
import { clause, dealt, inText, type Slots, shuffled } from './prose.js';

/**
 * What the steps of a generation agree on. Most of them run side by side and see nothing but the request and the outline;
 * each makes the same plan from those and writes its own part of it. So a home named by the cast is a place that lists its
 * people, and a quarrel that the relationships tell is an event of the timeline.
 */
export interface WorldPlan {
  readonly lexicon: GenreLexicon;
  readonly tongue: Tongue;
  readonly places: readonly PlannedPlace[];
  readonly factions: readonly PlannedFaction[];
  /** The main cast, then the others. */
  readonly people: readonly PlannedPerson[];
  readonly relic: Relic;
  readonly trouble: Trouble;
  readonly hero: PlannedPerson;
  readonly villain: PlannedPerson;
  /** Names for the templates of world and history: `hub`, `mid`, `far`, `A`, `B`, `hero`, `villain`, `relic`. */
  readonly slots: Slots;
  /** A stream of random numbers of one subject. */
  readonly dice: (subject: string) => Stream;
}

export interface PlannedFaction {
  readonly name: string;
  readonly kind: PowerKind;
  readonly territory: readonly string[];
  readonly rivals: readonly string[];
  readonly leader?: string;
}

export interface PlannedPerson {
  readonly name: string;
  readonly given: string;
  readonly slot: CastSlot;
  readonly isMain: boolean;
  readonly home: string;
  readonly faction?: string;
  readonly trade: Trade;
  readonly pronouns: Pronouns;
  /** Pronouns and names for the templates about this person. */
  readonly slots: Slots;
}

/** A stream named by the series and the subject: another title with the same seed gives another world. */
export function diceOf({ brief, seed }: StepBasis): WorldPlan['dice'] {
  const series = brief.series_title.normalize('NFKC').trim().toLowerCase();
  return (subject) => rng(seed, 0, 'scenario', `${series}\n${brief.series_type}\n${subject}`);
}

const plans = new WeakMap<Outline, { readonly basis: StepBasis; readonly plan: WorldPlan }>();

/** The plan of a world; made once for an outline and kept with it. */
export function planOf(basis: StepBasis, outline: Outline): WorldPlan {
  const made = plans.get(outline);
  if (made?.basis.brief === basis.brief && made.basis.seed === basis.seed) return made.plan;
  const plan = makePlan(basis, outline);
  plans.set(outline, { basis, plan });
  return plan;
}

function makePlan(basis: StepBasis, outline: Outline): WorldPlan {
  const dice = diceOf(basis);
  const lexicon = chooseGenre(basis.brief);
  const tongue = tongueOf(lexicon, basis.brief.series_type, dice('tongue'));
  const places = planMap(outline.places, lexicon, dice('map'));
  const territories = territoriesOf(places, outline.factions, dice('territory'));
  const people = planPeople(outline, { places, territories, lexicon, tongue, dice });
  const [first] = people;
  if (first === undefined) throw new RangeError('an outline has a cast');
  const hero = people.find(({ slot }) => isRole(slot, 'protagonist')) ?? first;
  const villain =
    people.find(({ slot }) => isRole(slot, 'antagonist')) ??
    people.filter(({ isMain }) => isMain).at(-1) ??
    hero;
  const relic = dealt(shuffled(lexicon.relics, dice('relic')), 0);
  const names = slotsOf(places, outline.factions, hero, villain, relic);
  return {
    lexicon,
    tongue,
    places,
    factions: planFactions(outline.factions, people, territories, hero, lexicon, dice('factions')),
    people,
    relic,
    trouble: filled(dealt(shuffled(lexicon.troubles, dice('trouble')), 0), names, dice('trouble')),
    hero,
    villain,
    slots: names,
    dice,
  };
}

export function isRole({ role }: Pick<CastSlot, 'role'>, wanted: string): boolean {
  return role.toLowerCase() === wanted;
}

/** Which places each power holds. The first place is nobody's, so that everybody meets there. */
function territoriesOf(
  places: readonly PlannedPlace[],
  factions: readonly string[],
  dice: Stream,
): ReadonlyMap<string, readonly string[]> {
  const held = shuffled(places.slice(1), dice);
  const common = Math.floor(held.length / 5);
  const owned = held.slice(0, Math.max(factions.length, held.length - common));
  return new Map(
    factions.map((faction, index) => [
      faction,
      owned.filter((_, at) => at % factions.length === index).map(({ name }) => name),
    ]),
  );
}

interface Ground {
  readonly places: readonly PlannedPlace[];
  readonly territories: ReadonlyMap<string, readonly string[]>;
  readonly lexicon: GenreLexicon;
  readonly tongue: Tongue;
  readonly dice: WorldPlan['dice'];
}

function planPeople(
  outline: Outline,
  { places, territories, lexicon, tongue, dice }: Ground,
): readonly PlannedPerson[] {
  const trades = shuffled(lexicon.trades, dice('trades'));
  const factionOf = new Map(outline.factions.map((name) => [name.toLowerCase(), name]));
  const anywhere = shuffled(places, dice('homes'));
  return [...outline.main_cast, ...outline.supporting_cast].map((slot, index) => {
    const faction = slot.faction === undefined ? undefined : factionOf.get(slot.faction.toLowerCase());
    const held = faction === undefined ? [] : (territories.get(faction) ?? []);
    const stream = dice(`home of ${slot.name}`);
    // Who belongs to nobody lives where everybody meets, as often as not.
    const open = stream.chance(0.5) ? places[0] : dealt(anywhere, index);
    const home = stream.pick(held) ?? open?.name ?? '';
    const given = givenName(slot.name);
    const pronouns = pronounsFor(slot.name, slot.concept, tongue);
    return {
      name: slot.name,
      given,
      slot,
      isMain: index < outline.main_cast.length,
      home,
      ...(faction === undefined ? {} : { faction }),
      trade: dealt(trades, index),
      pronouns,
      slots: { ...pronounSlots(pronouns), name: given, full: slot.name, home: inText(home) },
    };
  });
}

/** What somebody is called for short: the first word of the name that is no article. */
function givenName(name: string): string {
  const words = name.split(/\s+/u);
  return /^(?:the|an?|dr\.?|sir|lady|lord|captain|mr\.?|mrs\.?|ms\.?)$/iu.test(words[0] ?? '')
    ? name
    : (words[0] ?? name);
}

function planFactions(
  names: readonly string[],
  people: readonly PlannedPerson[],
  territories: ReadonlyMap<string, readonly string[]>,
  hero: PlannedPerson,
  lexicon: GenreLexicon,
  dice: Stream,
): readonly PlannedFaction[] {
  const kinds = shuffled(lexicon.powers, dice);
  return names.map((name, index) => {
    const members = people.filter(({ faction }) => faction === name);
    const leader =
      members.find(({ slot }) => isRole(slot, 'antagonist')) ??
      members.find((person) => person !== hero && !person.isMain) ??
      members.find((person) => person !== hero);
    const rival = names[index === 0 ? 1 : index === 1 ? 0 : dice.int(0, 1)];
    return {
      name,
      kind: kindOf(name, lexicon) ?? dealt(kinds, index),
      territory: territories.get(name) ?? [],
      rivals: rival === undefined || rival === name ? [] : [rival],
      ...(leader === undefined ? {} : { leader: leader.name }),
    };
  });
}

/** The kind whose names have the words that this one has. */
function kindOf(name: string, { powers }: GenreLexicon): PowerKind | undefined {
  const words = new Set(name.split(' '));
  return powers.find(({ names }) =>
    names.some((pattern) => {
      const fixed = pattern
        .split(' ')
        .filter((word) => !/[{}]/.test(word) && word !== 'The' && word !== 'of');
      return fixed.length > 0 && fixed.every((word) => words.has(word));
    }),
  );
}

function slotsOf(
  places: readonly PlannedPlace[],
  factions: readonly string[],
  hero: PlannedPerson,
  villain: PlannedPerson,
  relic: Relic,
): Slots {
  const [hub] = places;
  const apart = places.toSorted((a, b) => b.distance - a.distance);
  const mid =
    places.find(({ distance, name }) => distance === 1 && name !== apart[0]?.name) ?? places[1] ?? hub;
  const name = (place: PlannedPlace | undefined) => inText(place?.name ?? '');
  return {
    hub: name(hub),
    mid: name(mid),
    far: name(apart[0]),
    A: inText(factions[0] ?? ''),
    B: inText(factions[1] ?? factions[0] ?? ''),
    hero: hero.name,
    villain: villain.name,
    relic: relic.name,
  };
}

function filled(trouble: Trouble, slots: Slots, dice: Stream): Trouble {
  const clauseOf = (template: string) => clause(template, slots, dice);
  return {
    sign: clauseOf(trouble.sign),
    root: clauseOf(trouble.root),
    stakes: clauseOf(trouble.stakes),
    truth: clauseOf(trouble.truth),
    task: clauseOf(trouble.task),
  };
}
