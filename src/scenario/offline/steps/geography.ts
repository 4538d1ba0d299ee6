import type { LocationProfile } from '../../lorebook.js';
import type { StepAnswer, StepInputs } from '../../steps.js';
import type { PlannedPlace } from '../map-plan.js';
import { type PlannedFaction, planOf, type WorldPlan } from '../plan.js';
import { asTitle, clause, dealt, inText, quoted, type Slots, shuffled, tell } from '../prose.js';

/** The places of the outline, as the plan connects them, with whoever lives there and whoever holds them. */
export function writeGeography(inputs: StepInputs['geography']): StepAnswer<'geography'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  const told = new Map(
    inputs.basis.flatMap(({ locations }) =>
      locations.map((place) => [place.name.toLowerCase(), place] as const),
    ),
  );
  return {
    locations: plan.places.map((place, index) => {
      const known = told.get(place.name.toLowerCase());
      const written = writePlace(plan, place, index, inputs.analysis.metadata.tone);
      // A place of a world that this one builds on is what it was; only its neighbours are new.
      return known === undefined
        ? written
        : {
            ...known,
            name: place.name,
            connections: written.connections,
            notable_features:
              known.notable_features.length > 0 ? known.notable_features : written.notable_features,
            inhabitants: written.inhabitants,
          };
    }),
  };
}

const OWNED = [
  '{owner} holds {place} and lets everybody know it.',
  'Whoever has business {in:place} has it with {owner}.',
  '{owner} took {place} over by degrees, and nobody can name the day.',
  '{place} belongs to {owner}, on paper and most nights.',
  '{owner} keeps {place}, at a loss, and will not say what for.',
  '{place} was given to {owner} for a year, and that was before most people were born.',
  'The people of {owner} come and go {in:place} as if they lived there, and some do.',
  '{owner} has the keys of {place}, or all but one.',
  'Everything {in:place} bears the mark of {owner}, down to the spoons.',
  'Nobody disputes {place} with {owner} any more, aloud.',
];
const COMMON = [
  '{place} is nobody’s, and so everybody’s business is done there.',
  'Neither {A} nor {B} has ever held {place} for longer than a day.',
  '{place} has had no owner since the last one asked to be forgotten.',
  'By an old agreement {place} belongs to whoever is in it.',
];
const IN_REACH = [
  'From {place} it is a short way to {near}.',
  'Those who leave {place} mostly go by {near}.',
  '{place} is watched from {near}.',
  'Word from {near} comes to {place} first.',
  'From {place} the way to {near} is shorter than the way back.',
  'With the wind right one can hear {near} {in:place}.',
  'People who come to {place} from {near} do not give their names.',
  'There is an old quarrel between {place} and {near} about the path.',
  'What is missing {in:place} turns up {in:near}.',
  'Somebody walks over to {place} from {near} every evening, and nobody asks.',
];

function writePlace(plan: WorldPlan, place: PlannedPlace, index: number, tone: string): LocationProfile {
  const { kind, name, connections, coordinates } = place;
  const stream = plan.dice(`place ${name}`);
  const owner = plan.factions.find(({ territory }) => territory.includes(name));
  const near = stream.pick(connections);
  const slots: Slots = {
    ...plan.slots,
    place: inText(name),
    owner: owner && inText(owner.name),
    near: near && inText(near),
  };
  const line = (bank: readonly string[], subject: string, at = index) =>
    tell(dealt(shuffled(bank, plan.dice(subject)), at), slots, stream);
  const about = stream.pick(kind.is);
  return {
    name,
    type: kind.noun.toLowerCase(),
    description: [
      tell(`{place} is ${about ?? 'where it has always been'}.`, slots, stream),
      owner === undefined ? line(COMMON, 'common ground', unownedBefore(plan, index)) : line(OWNED, 'owned'),
      line(IN_REACH, 'in reach'),
    ]
      .filter((text) => text !== '')
      .join(' '),
    significance: significanceOf(plan, place, index, owner, slots),
    connections: [...connections],
    notable_features: shuffled(kind.features, stream).slice(0, 3),
    inhabitants: plan.people.filter(({ home }) => home === name).map((person) => person.name),
    atmosphere:
      index === 0
        ? tell(`${stream.pick(kind.air) ?? ''}; {tone}`, { tone: quoted(tone, 200) }, stream)
        : asTitle(stream.pick(kind.air) ?? 'quiet'),
    dangers: shuffled(kind.dangers, stream).slice(0, 2),
    coordinates,
    light: kind.light,
    weather: kind.weather,
    terrain: kind.terrain,
  };
}

/** How many of the places before this one belong to nobody. */
function unownedBefore({ places, factions }: WorldPlan, index: number): number {
  const owned = new Set(factions.flatMap(({ territory }) => territory));
  return places.slice(0, index).filter(({ name }) => !owned.has(name)).length;
}

const MATTERS = [
  '{owner} wants to {aim}.',
  'There is talk that {owner} means to {aim}.',
  'From {place} it would be easiest for {owner} to {aim}.',
];
const PLAIN = [
  '{hero} has been seen {in:place} twice this week.',
  'By {place} one comes to {near} fastest, and is noticed.',
  'What is said {in:place} in the evening is known {in:hub} by morning.',
  '{villain} pays somebody to say who goes to {place}.',
  'More has been agreed {in:place} than was ever signed.',
  '{place} is what {A} and {B} have both forgotten to forbid.',
  'Whoever does not want to be found is looked for {in:place} last.',
  'Things that were lost {in:near} have been found {in:place}.',
  '{place} has been searched, and not by anybody who was entitled to.',
  'Those who know what {place} was built for do not go in.',
];

function significanceOf(
  plan: WorldPlan,
  { name }: PlannedPlace,
  index: number,
  owner: PlannedFaction | undefined,
  slots: Slots,
): string {
  const stream = plan.dice(`significance ${name}`);
  const { hub, far, mid } = plan.slots;
  const here = inText(name);
  if (here === far)
    return tell('What began {in:place} is not over: {root}.', { ...slots, root: plan.trouble.root }, stream);
  if (here === hub)
    return tell(
      'What happens anywhere is felt {in:place} first: {sign}.',
      { ...slots, sign: plan.trouble.sign },
      stream,
    );
  if (here === mid) return tell('{A} and {B} each send somebody to look at it every day.', slots, stream);
  const [aim] = owner === undefined ? [] : aimsOf(plan, owner);
  if (aim !== undefined && owner?.territory[0] === name) {
    return tell(stream.pick(MATTERS) ?? '', { ...slots, aim }, stream);
  }
  return tell(dealt(shuffled(PLAIN, plan.dice('plain places')), index), slots, stream);
}

/** What a power is after, the place of its wishes first. */
export function aimsOf(plan: WorldPlan, faction: PlannedFaction): readonly string[] {
  const stream = plan.dice(`aims of ${faction.name}`);
  const rival = faction.rivals[0] ?? plan.factions.find(({ name }) => name !== faction.name)?.name;
  const coveted =
    plan.factions.find(({ name }) => name === rival)?.territory[0] ?? plan.places[0]?.name ?? '';
  const slots = { ...plan.slots, place: inText(coveted), rival: rival && inText(rival) };
  return faction.kind.aims.flatMap((aim) => {
    const told = clause(aim, slots, stream);
    return told === '' ? [] : [told];
  });
}
