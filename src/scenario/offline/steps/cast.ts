import type { CharacterProfile, ProfileStats } from '../../lorebook.js';
import type { StepAnswer, StepInputs } from '../../steps.js';
import { historyOf } from '../history.js';
import * as bank from '../lexicon/people.js';
import { isRole, type PlannedPerson, planOf, type WorldPlan } from '../plan.js';
import { asSentences, clause, dealt, inText, quoted, type Slots, shuffled, tell } from '../prose.js';

type Profile = StepAnswer<'supporting_cast'>['characters'][number];

export function writeMainCast(inputs: StepInputs['main_cast']): StepAnswer<'main_cast'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  return {
    characters: plan.people.flatMap((person, index) =>
      person.isMain ? [{ ...profile(inputs, plan, person, index), stats: statsOf(plan, person) }] : [],
    ),
  };
}

export function writeSupportingCast(inputs: StepInputs['supporting_cast']): StepAnswer<'supporting_cast'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  return {
    characters: plan.people.flatMap((person, index) =>
      person.isMain ? [] : [profile(inputs, plan, person, index)],
    ),
  };
}

/** How likely somebody is to be played, by the part. */
const POTENTIAL: ReadonlyMap<string, CharacterProfile['playable_potential']> = new Map([
  ['protagonist', 'high'],
  ['deuteragonist', 'high'],
  ['rival', 'medium'],
  ['confidant', 'medium'],
  ['mentor', 'medium'],
  ['antagonist', 'low'],
]);

function profile(
  { basis, analysis }: StepInputs['main_cast'],
  plan: WorldPlan,
  person: PlannedPerson,
  index: number,
): Profile {
  const known = basis
    .flatMap(({ characters }) => characters)
    .find(({ name }) => name.toLowerCase() === person.name.toLowerCase());
  const written = writeProfile(plan, person, index, analysis.metadata.themes);
  if (known === undefined) return written;
  // Somebody of a world that this one builds on stays who they were, with a home and a wish in this one.
  const { description, personality, abilities, background, speech_patterns, aliases } = known;
  return {
    ...written,
    description,
    background,
    personality: personality.length > 0 ? personality : written.personality,
    abilities: abilities.length > 0 ? abilities : written.abilities,
    speech_patterns,
    aliases,
  };
}

function writeProfile(
  plan: WorldPlan,
  person: PlannedPerson,
  index: number,
  themes: readonly string[],
): Profile {
  const { name, slots, slot, home, faction, trade, isMain } = person;
  const stream = plan.dice(`person ${name}`);
  const deal = (list: readonly string[], subject: string, at = index) =>
    dealt(shuffled(list, plan.dice(subject)), at);
  const tempers = [deal(bank.TEMPERS, 'tempers', index * 2), deal(bank.TEMPERS, 'tempers', index * 2 + 1)];
  const flaw = deal(bank.FLAWS, 'flaws');
  const say = (template: string, extra: Slots = {}) => tell(template, { ...slots, ...extra }, stream);
  const theme = themes.length === 0 ? undefined : quoted(dealt(themes, index), 120);
  return {
    name,
    role: slot.role,
    description: [
      asSentences(slot.concept, 1_000),
      say(`{name} is ${tempers[0]}.`),
      say(`{name} ${flaw}.`),
    ].join(' '),
    personality: [...tempers, flaw],
    abilities: [...trade.abilities],
    background: [
      say(deal(bank.PASTS, 'pasts')),
      // What nobody says is the villain's to hide.
      person === plan.villain && person !== plan.hero ? asSentences(plan.trouble.truth, 500) : '',
      turnOf(plan, person, index),
      ...(isMain && theme !== undefined ? [say(deal(bank.ON_THEMES, 'on themes'), { theme })] : []),
    ]
      .filter((text) => text !== '')
      .join(' '),
    goals: goalsOf(plan, person, index),
    speech_patterns: [deal(bank.SPEECH, 'speech')],
    home_location: home,
    ...(faction === undefined ? {} : { faction }),
    playable_potential: POTENTIAL.get(slot.role.toLowerCase()) ?? 'low',
    aliases: [],
    public: true,
  };
}

/** What an event made of somebody: one that they were in, else one that everybody remembers. */
function turnOf(plan: WorldPlan, person: PlannedPerson, index: number): string {
  const [, middle = [], present = []] = historyOf(plan).ages;
  const own = present.slice(0, -1).find(({ participants }) => participants.includes(person.name));
  const fresh = index % 2 === 0 ? present.at(-1) : undefined;
  const [turns, event] =
    own !== undefined
      ? [bank.OWN_TURNS, own]
      : fresh !== undefined && !fresh.participants.includes(person.name)
        ? [bank.FRESH_TURNS, fresh]
        : [bank.PUBLIC_TURNS, middle.at(-1)];
  if (event === undefined) return '';
  // Each half of the cast goes through its own deck.
  const template = dealt(
    shuffled(turns, plan.dice('turns')),
    own === undefined ? Math.floor(index / 2) : index,
  );
  return tell(template, { ...person.slots, event: inText(event.title) }, plan.dice(`turn of ${person.name}`));
}

/** Two wishes; each touches somebody or some place. The hero's first is the task of the story. */
function goalsOf(plan: WorldPlan, person: PlannedPerson, index: number): string[] {
  const { people, places, hero, villain, trouble, dice } = plan;
  const stream = dice(`goals of ${person.name}`);
  const others = people.filter((other) => other !== person);
  const wish = (template: string): string => {
    const other = stream.pick(others.filter(({ isMain }) => isMain)) ?? stream.pick(others);
    const place = stream.pick(places.slice(1));
    return clause(
      template,
      {
        ...person.slots,
        other: other?.name,
        place: place && inText(place.name),
        relic: plan.relic.name,
        hero: hero.name,
      },
      stream,
    );
  };
  const isVillain = person === villain && villain !== hero;
  const deck = shuffled(
    isVillain ? bank.VILLAIN_GOALS : bank.GOALS,
    dice(isVillain ? 'dark goals' : 'goals'),
  );
  const wishes = [wish(dealt(deck, index * 2)), wish(dealt(deck, index * 2 + 1))];
  return person === hero ? [trouble.task, ...wishes.slice(0, 1)] : wishes;
}

/** What a trade is good at, the rest near the average. */
function statsOf(plan: WorldPlan, { name, trade, slot }: PlannedPerson): ProfileStats {
  const dice = plan.dice(`stats of ${name}`);
  const lead = isRole(slot, 'protagonist') ? 1 : 0;
  const score = (stat: keyof ProfileStats) => trade.stats[stat] ?? dice.int(8, 12) + lead;
  return {
    strength: score('strength'),
    dexterity: score('dexterity'),
    constitution: score('constitution'),
    intelligence: score('intelligence'),
    wisdom: score('wisdom'),
    charisma: score('charisma'),
  };
}
