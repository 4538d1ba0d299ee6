import { list } from '../../../llm/offline/grammar.js';
import { genresOf } from '../../brief.js';
import type { Lorebook } from '../../lorebook.js';
import type { Outline, StepAnswer, StepInputs } from '../../steps.js';
import { chooseGenre } from '../choose-genre.js';
import type { GenreLexicon, PlaceKind } from '../lexicon/genre.js';
import { ROLE_WORDS } from '../lexicon/people.js';
import * as summaries from '../lexicon/summaries.js';
import type { Tongue } from '../lexicon/tongues.js';
import { familyName, personName, placeRoot, tongueOf } from '../names.js';
import { diceOf, type PlannedPerson, planOf, type WorldPlan } from '../plan.js';
import {
  asSentences,
  asTitle,
  dealt,
  firstClause,
  inText,
  quoted,
  type Slots,
  shuffled,
  tell,
} from '../prose.js';

/** What a request becomes before anything is written: its fields filled in, and the names that everything else uses. */
export function writeAnalysis(inputs: StepInputs['analysis']): StepAnswer<'analysis'> {
  const { brief } = inputs;
  const dice = diceOf(inputs);
  const lexicon = chooseGenre(brief);
  const tongue = tongueOf(lexicon, brief.series_type, dice('tongue'));
  const names = nameOutline(inputs, lexicon, tongue);
  const plan = planOf(inputs, names);
  const outline = withConcepts(names, plan);
  const themes =
    brief.themes.length > 0 ? [...brief.themes] : shuffled(lexicon.themes, dice('themes')).slice(0, 3);
  const tone = brief.tone ?? dealt(shuffled(lexicon.tone, dice('tone')), 0);
  const realm = tell(
    dealt(shuffled(lexicon.realms, dice('realms')), 0),
    { realm: placeRoot(tongue, dice('realm')) },
    dice('realm text'),
  );
  const power = powerSystemOf(inputs, plan);
  const genres = genresOf(brief);
  return {
    metadata: {
      title: brief.series_title,
      type: brief.series_type,
      genre: genres[0] ?? lexicon.name,
      genres: genres.length > 0 ? [...genres] : [lexicon.name],
      themes,
      setting: settingOf(brief.setting, realm, plan),
      tone,
      ...(power === undefined ? {} : { power_system: power }),
      time_period: dealt(shuffled(lexicon.periods, dice('period')), 0),
      // Nothing is known of the series but its name.
      confidence_score: 0,
    },
    corrections: [],
    outline,
    plot_summary: summaryOf(inputs, plan, { realm: inText(realm), themes, tone }),
  };
}

const MOST_KEPT = { places: 4, factions: 2, people: 3 };

/** New names, after those of the worlds that this one builds on. */
function nameOutline(inputs: StepInputs['analysis'], lexicon: GenreLexicon, tongue: Tongue): Outline {
  const dice = diceOf(inputs);
  const taken = new Set<string>();
  const fresh = (make: () => string): string => {
    let name = make();
    for (let tries = 0; tries < 50 && tellingWords(name).some((word) => taken.has(word)); tries += 1)
      name = make();
    return keep(name);
  };
  const keep = (name: string) => {
    for (const word of tellingWords(name)) taken.add(word);
    return name;
  };
  const kept = <T>(list: (book: Lorebook) => readonly T[], most: number): readonly T[] =>
    inputs.basis.flatMap(list).slice(0, most);
  const old = {
    places: distinctNames(kept(({ locations }) => locations, MOST_KEPT.places)).map(keep),
    factions: distinctNames(kept(({ factions }) => factions, MOST_KEPT.factions)).map(keep),
    people: kept(({ characters }) => characters, MOST_KEPT.people),
  };
  const count = dice('counts');
  const adjectives = shuffled(lexicon.adjectives, dice('adjectives'));
  const kinds = withSquareFirst(shuffled(lexicon.places, dice('place kinds'))).filter(
    ({ noun }) => !tellingWords(noun).some((word) => taken.has(word)),
  );
  const powers = shuffled(lexicon.powers, dice('power kinds'));
  let adjective = 0;
  const stream = dice('names');
  const slots = (): Slots => ({
    Adj: dealt(adjectives, adjective++),
    Root: placeRoot(tongue, stream),
    Family: familyName(tongue, stream),
  });
  const placeCount = count.int(8, 11);
  const places = kinds
    .slice(0, placeCount - old.places.length)
    .map(({ noun }) => fresh(() => tell(stream.pick(PLACE_PATTERNS), { ...slots(), noun }, stream)));
  const factions = powers
    .slice(0, count.int(3, 5) - old.factions.length)
    .map(({ names }) => fresh(() => tell(stream.pick(names) ?? '', slots(), stream)));
  const mainRoles = ['protagonist', 'deuteragonist', 'antagonist', 'mentor', 'rival', 'confidant'].slice(
    0,
    count.int(4, 6),
  );
  const allFactions = [...old.factions, ...factions];
  const join = dice('members');
  const slot = (role: string, name: string) => {
    const faction = join.chance(role === 'protagonist' ? 0.35 : 0.65) ? join.pick(allFactions) : undefined;
    return { name, role, concept: name, ...(faction === undefined ? {} : { faction }) };
  };
  const people = distinctNames(old.people).map(keep);
  const who = (index: number) => people[index] ?? fresh(() => personName(tongue, stream));
  return {
    places: [...old.places, ...places].map(asTitle),
    factions: allFactions.map(asTitle),
    main_cast: mainRoles.map((role, index) => slot(role, who(index))),
    supporting_cast: Array.from({ length: count.int(6, 8) }, () => slot('supporting', who(people.length))),
  };
}

/** A story begins where people are: within walls, and in the light. */
function withSquareFirst(kinds: readonly PlaceKind[]): readonly PlaceKind[] {
  const first = kinds.find(
    ({ terrain, light }) => terrain === 'urban' && (light === 'bright' || light === 'normal'),
  );
  return first === undefined ? kinds : [first, ...kinds.filter((kind) => kind !== first)];
}

/** Words that many names may have. */
const PLAIN_WORDS: ReadonlySet<string> = new Set(['', 'the', 'of', 'at', 's', 'st.', 'house']);

/** The words by which a name is told from others. */
function tellingWords(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[\s']+/u)
    .filter((word) => !PLAIN_WORDS.has(word));
}

const PLACE_PATTERNS = [
  'The {Adj} {noun}',
  'The {Adj} {noun}',
  '{Root} {noun}',
  "{Family}'s {noun}",
  'The {noun} of {Root}',
] as const;

function distinctNames(list: readonly { readonly name: string }[]): string[] {
  const seen = new Set<string>();
  return list.flatMap(({ name }) => {
    const key = name.toLowerCase();
    if (seen.has(key)) return [];
    seen.add(key);
    return [name];
  });
}

/** The outline with a sentence about everybody. */
function withConcepts(outline: Outline, plan: WorldPlan): Outline {
  const decks = new Map<string, readonly string[]>();
  const used = new Map<string, number>();
  const concept = (person: PlannedPerson): string => {
    const role = Object.hasOwn(ROLE_WORDS, person.slot.role) ? person.slot.role : 'supporting';
    const deck = decks.get(role) ?? shuffled(ROLE_WORDS[role] ?? [], plan.dice(`role ${role}`));
    decks.set(role, deck);
    const at = used.get(role) ?? 0;
    used.set(role, at + 1);
    const stream = plan.dice(`concept ${person.name}`);
    const slots = {
      ...person.slots,
      trade: person.trade.noun,
      faction: person.faction && inText(person.faction),
      role: dealt(deck, at),
    };
    return tell(CONCEPTS, slots, stream);
  };
  const slotted = (slots: Outline['main_cast'], from: number) =>
    slots.map((slot, index) => {
      const person = plan.people[from + index];
      return person === undefined ? slot : { ...slot, concept: concept(person) };
    });
  return {
    ...outline,
    main_cast: slotted(outline.main_cast, 0),
    supporting_cast: slotted(outline.supporting_cast, outline.main_cast.length),
  };
}

/** The first that can be filled. */
const CONCEPTS = [
  '{full}, {trade}, [is in the pay of|is on the books of|does odd jobs for] {faction} and {role}.',
  '{full}, {trade}, [lives|has a room|can be found] {in:home} and {role}.',
];

function settingOf(given: string | undefined, realm: string, plan: WorldPlan): string {
  const own = tell(
    '{realm}: {hub} and what lies round it, where {A} and {B} have to share.',
    { ...plan.slots, realm },
    plan.dice('setting'),
  );
  return given === undefined ? own : `${asSentences(given, 7_000)} ${own}`;
}

/** What the request says of a power system, or the art that its genre has. */
function powerSystemOf(
  { brief }: StepInputs['analysis'],
  { lexicon, slots, dice }: WorldPlan,
): string | undefined {
  if (brief.power_system !== undefined) return brief.power_system;
  const [art] = shuffled(lexicon.arts, dice('arts'));
  return art && `${asTitle(art.name)}: ${tell(art.about, slots, dice('art'))}`;
}

function summaryOf(
  { brief }: StepInputs['analysis'],
  plan: WorldPlan,
  said: { readonly realm: string; readonly themes: readonly string[]; readonly tone: string },
): string {
  const { hero, villain, trouble, dice } = plan;
  const slots = {
    ...plan.slots,
    ...trouble,
    title: quoted(brief.series_title, 200),
    heroTrade: hero.trade.noun,
    villainTrade: villain.trade.noun,
    themes: quoted(list(said.themes.slice(0, 3)), 300),
    tone: quoted(said.tone, 200),
  };
  const pick = (bank: readonly string[], subject: string) =>
    tell(dealt(shuffled(bank, dice(subject)), 0), slots, dice(`${subject} text`));
  const lines = [
    pick(summaries.OPENERS, 'opener'),
    pick(summaries.BACKGROUNDS, 'background'),
    pick(summaries.STAKES, 'stakes'),
    villain === hero ? '' : pick(summaries.LEADS, 'leads'),
    plan.slots.A === plan.slots.B ? '' : pick(summaries.POWERS, 'powers'),
    brief.setting === undefined ? '' : asSentences(firstClause(brief.setting, 300), 301),
    brief.additional_context === undefined
      ? ''
      : asSentences(firstClause(brief.additional_context, 300), 301),
    pick(summaries.THEMED, 'themed'),
    pick(summaries.TONED, 'toned'),
  ];
  return lines.filter((line) => line !== '').join(' ');
}
