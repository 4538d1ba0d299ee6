import { list } from '../../../llm/offline/grammar.js';
import type { ImportantItem, WorldSystem } from '../../lorebook.js';
import type { StepAnswer, StepInputs } from '../../steps.js';
import { historyOf } from '../history.js';
import type { SystemSeed } from '../lexicon/genre.js';
import { type PlannedFaction, planOf, type WorldPlan } from '../plan.js';
import { asSentences, asTitle, dealt, firstClause, inText, type Slots, shuffled, tell } from '../prose.js';
import { aimsOf } from './geography.js';

/** Who rules, by which rules, and who would rather. */
export function writePolitics(inputs: StepInputs['politics']): StepAnswer<'politics'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  const stream = plan.dice('politics');
  const seeds = shuffled(plan.lexicon.politics, stream).slice(0, stream.int(1, 2));
  return {
    systems: seeds.map((seed) => systemOf(plan, seed)),
    factions: plan.factions.map((faction) => ({
      name: faction.name,
      description: describe(plan, faction),
      goals: [...aimsOf(plan, faction)],
      territory: [...faction.territory],
      rivals: [...faction.rivals],
      ...(faction.leader === undefined ? {} : { leader: faction.leader }),
    })),
  };
}

const LED = [
  'It is led by {leader}, who is not seen to lead it.',
  'What {leader} says in its name is denied first and done afterwards.',
  '{leader} speaks for it, and is listened to.',
  'It does nothing without {leader}, and little with.',
];
const HELD = [
  'It holds {holdings}.',
  'Its people are to be found {in:first} first of all.',
  'It counts {holdings} as its own.',
];
const AT_ODDS = [
  'With {rival} it has shared everything except a table.',
  'It has not forgiven {rival}, and cannot do without it.',
  'Whatever {rival} is for, it is against, by habit.',
];

function describe(plan: WorldPlan, faction: PlannedFaction): string {
  const stream = plan.dice(`faction ${faction.name}`);
  const slots: Slots = {
    faction: inText(faction.name),
    leader: faction.leader,
    rival: faction.rivals[0] && inText(faction.rivals[0]),
    holdings: faction.territory.length === 0 ? undefined : list(faction.territory.map(inText)),
    first: faction.territory[0] && inText(faction.territory[0]),
  };
  const line = (bank: readonly string[]) => tell(shuffled(bank, stream), slots, stream);
  return [tell(`{faction} ${faction.kind.does}.`, slots, stream), line(LED), line(HELD), line(AT_ODDS)]
    .filter((text) => text !== '')
    .join(' ');
}

/** What is told of a power that the request has put into its own words. */
const ASKED_FOR: Omit<SystemSeed, 'name' | 'about'> = {
  type: 'magic',
  rules: [
    '{A} decides who is taught it, and {B} who is forgiven for it.',
    'Nobody may use it {in:hub} without a witness.',
    'What it gives to one it has taken from another.',
  ],
  limits: ['It fails those who are not believed.', 'It cannot undo what it has done.'],
  examples: ['{villain} has used it once in public, and nobody speaks of how it ended.'],
};

/** How power works, as the metadata names it. */
export function writePowerSystem(inputs: StepInputs['power_system']): StepAnswer<'power_system'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  const named = inputs.analysis.metadata.power_system ?? inputs.brief.power_system ?? '';
  const art = plan.lexicon.arts.find(({ name }) => named.startsWith(`${asTitle(name)}:`));
  const seed = art ?? {
    ...ASKED_FOR,
    type: plan.lexicon.id === 'science_fiction' ? 'technology' : 'magic',
    name: nameIn(named),
    about: '',
  };
  const system = systemOf(plan, seed);
  return { systems: [art === undefined ? { ...system, description: asSentences(named, 4_000) } : system] };
}

const NAME_WORDS = 5;

/** What a text about a power calls it: its first words up to a comma, a colon or a verb. */
function nameIn(text: string): string {
  const [head = ''] = firstClause(text, 120).split(
    /[,:;(–—]|\s-\s|\b(?:is|are|where|which|that|in|based)\b/iu,
  );
  const words = head
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  return words.length === 0 ? 'The Power' : words.slice(0, NAME_WORDS).join(' ');
}

/** How people live, and what they set store by. */
export function writeCulture(inputs: StepInputs['culture']): StepAnswer<'culture'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  const seeds = shuffled(plan.lexicon.customs, plan.dice('customs')).slice(0, 2);
  return { systems: seeds.map((seed) => systemOf(plan, seed)), important_items: itemsOf(plan) };
}

function systemOf(plan: WorldPlan, seed: SystemSeed): WorldSystem {
  const stream = plan.dice(`system ${seed.name}`);
  const told = (texts: readonly string[]) => texts.map((text) => tell(text, plan.slots, stream));
  const { factions } = plan;
  const said = seed.rules.join(' ');
  const figures = factions.filter((_, at) => said.includes(at === 0 ? '{A}' : '{B}') && at < 2);
  const past = historyOf(plan).ages.slice(0, 2).flat();
  return {
    name: asTitle(seed.name),
    type: seed.type,
    description: tell(seed.about || seed.name, plan.slots, stream),
    rules: told(seed.rules),
    limitations: told(seed.limits),
    examples: told(seed.examples),
    key_figures: figures.flatMap(({ leader }) => leader ?? []),
    historical_events: shuffled(past, stream)
      .slice(0, 1)
      .map(({ title }) => title),
  };
}

const MOST_ITEMS = 3;

/** The thing that is sought, and two more: one where it lies, one with somebody who would not be parted from it. */
function itemsOf(plan: WorldPlan): ImportantItem[] {
  const deck = shuffled(plan.lexicon.relics, plan.dice('relic')).slice(0, MOST_ITEMS);
  const places = shuffled(plan.places.slice(1), plan.dice('where things lie'));
  const others = plan.people.filter((person) => person !== plan.hero && person !== plan.villain);
  const owner = dealt(shuffled(others.length > 0 ? others : plan.people, plan.dice('who has things')), 0);
  const far = plan.places.find(({ name }) => inText(name) === plan.slots.far)?.name;
  return deck.map((relic, index) => ({
    name: asTitle(relic.name),
    description: tell(`{relic} ${relic.is}.`, { relic: relic.name }, plan.dice('item')),
    significance: relic.why,
    ...(index === 2
      ? { owner: owner.name, location: owner.home }
      : { location: index === 0 && far !== undefined ? far : dealt(places, index).name }),
  }));
}
