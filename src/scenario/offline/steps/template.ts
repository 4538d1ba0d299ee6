import { decapitalise, list } from '../../../llm/offline/grammar.js';
import type { Stream } from '../../../simulation/random.js';
import type { CharacterProfile, Lorebook, TimelineEvent } from '../../lorebook.js';
import { sentencesOf } from '../../sentences.js';
import type { StepAnswer, StepInputs } from '../../steps.js';
import * as bank from '../lexicon/openings.js';
import { diceOf } from '../plan.js';
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

type Inputs = StepInputs['template'];

const DURATIONS = { easy: '1 to 2 hours', medium: '2 to 3 hours', hard: '3 to 5 hours' } as const;
const KEY_CHARACTERS = 6;
const LONGEST_TAG = 60;

/** A way into a finished world; everything in it comes out of the lorebook, whoever wrote that. */
export function writeTemplate(inputs: Inputs): StepAnswer<'template'> {
  const { lorebook, playable, index, difficulty_level } = inputs;
  const { series_metadata: series } = lorebook;
  const dice = diceOf(inputs)(`template ${index}`);
  const scene = sceneOf(inputs, dice);
  const { slots } = scene;
  const line = (from: readonly string[]) => tell(shuffled(from, dice), slots, dice);
  return {
    title: titleOf(inputs, slots),
    description: [line(bank.DESCRIPTIONS), firstOf(lorebook.plot_summary, slots, dice)]
      .filter(Boolean)
      .join(' '),
    time_period: series.time_period ?? 'the present of the story',
    starting_situation: situationOf(inputs, slots, dice),
    key_characters: scene.key.slice(0, KEY_CHARACTERS).map(({ name }) => name),
    playable_characters: playable.map(({ name, personality, abilities, background }) => ({
      name,
      personality: personality.length > 0 ? [...personality] : ['hard to read'],
      abilities: abilities.length > 0 ? [...abilities] : ['gets by'],
      background: [background, tell('{name} is {in:place} when it begins.', { ...slots, name }, dice)].join(
        ' ',
      ),
    })),
    estimated_duration: DURATIONS[difficulty_level],
    tags: tagsOf(lorebook, difficulty_level),
    initial_narrative: narrativeOf(slots, dice),
  };
}

interface Opening {
  readonly slots: Slots;
  /** Who matters, those who can be played first. */
  readonly key: readonly CharacterProfile[];
}

/** Clauses longer than this are cut where they pause. */
const LONGEST_CLAUSE = 150;

function sceneOf({ lorebook, playable, setting_location, index }: Inputs, dice: Stream): Opening {
  const { locations, characters, factions, important_items: items } = lorebook;
  const place = locations.find(({ name }) => name === setting_location) ?? locations[0];
  const names = new Set(playable.map(({ name }) => name));
  const others = characters.filter(({ name }) => !names.has(name));
  const around = [
    ...others.filter(({ home_location }) => home_location === place?.name),
    ...others.filter(({ role }) => role.toLowerCase() === 'antagonist'),
    ...others,
  ];
  const who = around[0];
  const power = factions[(index + dice.int(0, 1)) % Math.max(1, factions.length)];
  const item = items[index % Math.max(1, items.length)];
  const event = latest(lorebook.timeline);
  const [feature, feature2] = shuffled(place?.notable_features ?? [], dice);
  const [way, way2] = shuffled(place?.connections ?? [], dice);
  const inside = (text: string | undefined) =>
    text === undefined ? undefined : decapitalise(clauseOf(text), ownNames(lorebook));
  return {
    key: [...playable, ...distinct(around)],
    slots: {
      place: inText(place?.name ?? ''),
      what: place && clauseOf(place.description),
      feature: inside(feature),
      feature2: inside(feature2),
      air: place && inside(place.atmosphere),
      way: way && inText(way),
      way2: way2 && inText(way2),
      event: event && inText(event.title),
      happened: event && clauseOf(event.description),
      who: who?.name,
      whoIs: who && clauseOf(who.description),
      power: power && inText(power.name),
      aim: inside(power?.goals[0]?.replace(/^to /iu, '')),
      item: item && inText(item.name),
      itemIs: item && clauseOf(item.description),

      cast: list(playable.map(({ name }) => name)),
    },
  };
}

function latest(timeline: readonly TimelineEvent[]): TimelineEvent | undefined {
  return timeline.toSorted((a, b) => b.order - a.order)[0];
}

function distinct(people: readonly CharacterProfile[]): CharacterProfile[] {
  return [...new Set(people)];
}

/** Names that keep their capital inside a sentence. */
function ownNames({ characters, locations, factions }: Lorebook): string[] {
  return [...characters, ...locations, ...factions]
    .map(({ name }) => name)
    .filter((name) => !/^The /u.test(name));
}

/** The first sentence of a text without its full stop; a long one as far as its last pause. */
function clauseOf(text: string): string {
  const whole = firstClause(text, 2_000);
  if (whole.length <= LONGEST_CLAUSE) return whole;
  const pause = whole.slice(0, LONGEST_CLAUSE).match(/^.{40,}(?=[,;:])/u)?.[0];
  return pause ?? firstClause(text, LONGEST_CLAUSE);
}

/** Every template of a request has another pattern, and so another title. */
function titleOf({ lorebook, index, count, ...basis }: Inputs, slots: Slots): string {
  const stream = diceOf(basis)('titles');
  const told = shuffled(bank.TITLES, stream).flatMap((pattern) => {
    const title = tell(pattern, slots, stream);
    return title === '' ? [] : [title];
  });
  const title = dealt(told, index);
  // With more templates than patterns that can be filled the number tells them apart.
  return count > told.length ? `${title} (${index + 1})` : asTitle(title).slice(0, 200);
}

function firstOf(summary: string, slots: Slots, dice: Stream): string {
  return tell('{text}.', { ...slots, text: quoted(clauseOf(summary), 400) }, dice);
}

function situationOf({ lorebook, brief }: Inputs, slots: Slots, dice: Stream): string {
  const line = (from: readonly string[]) => tell(shuffled(from, dice), slots, dice);
  const { plot_summary, tone } = lorebook;
  // The first sentence says what the book is about, the next where it comes from.
  const stakes = sentencesOf(plot_summary)[2];
  return [
    line(bank.SITUATIONS),
    tell('{happened}.', slots, dice),
    stakes === undefined ? '' : asSentences(stakes, 401),
    tell('It is known that {power} wants to {aim}.', slots, dice),
    brief.setting === undefined ? '' : asSentences(firstClause(brief.setting, 300), 301),
    tell('The mood is {tone}.', { tone: quoted(tone, 200) }, dice),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function tagsOf({ series_metadata: series, themes }: Lorebook, difficulty: string): string[] {
  const tags = [series.genre, ...series.genres, series.type.replaceAll('_', ' '), difficulty, ...themes];
  return [...new Set(tags.map((tag) => tag.toLowerCase().slice(0, LONGEST_TAG).trim()))].slice(0, 30);
}

const WORDS = { enough: 215, most: 292 };

/** Two or three paragraphs of 200 to 300 words: what there is to say of the place, the trouble and the choice, then asides. */
function narrativeOf(slots: Slots, dice: Stream): string {
  const line = (...banks: (readonly string[])[]) =>
    banks.map((from) => tell(shuffled(from, dice), slots, dice)).find((text) => text !== '') ?? '';
  const paragraphs: string[][] = [
    [line(bank.ARRIVALS), tell('{what}.', slots, dice), line(bank.SIGHTS), line(bank.AIRS)],
    [line(bank.NEWS), line(bank.PRESENCES), line(bank.WISHES)],
    [line(bank.THINGS), line(bank.WAYS, bank.ONE_WAY)],
  ];
  const call = line(bank.CALLS);
  const count = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;
  let words = count(call);
  const told = paragraphs.map((lines) =>
    lines.filter((text) => {
      const fits = text !== '' && words + count(text) <= WORDS.most;
      if (fits) words += count(text);
      return fits;
    }),
  );
  const asides = bank.ASIDES.map((from) => shuffled(from, dice));
  for (let turn = 0; words < WORDS.enough && turn < 18; turn += 1) {
    const text = asides[turn % asides.length]?.shift();
    if (text === undefined) continue;
    told[turn % told.length]?.push(text);
    words += count(text);
  }
  told.at(-1)?.push(call);
  return told
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join(' '))
    .join('\n\n');
}
