import { chronicle } from '../../../src/llm/offline/chronicle.js';
import { sentenceKey, splitSentences } from '../../../src/narrative/sentences.js';
import type { ChronicleChange, ChronicleData, ChronicleEvent } from '../../../src/simulation/model-data.js';
import { rng, type Stream } from '../../../src/simulation/random.js';
import type { Pronouns } from '../../../src/simulation/types.js';

const HE: Pronouns = { subject: 'he', object: 'him', possessive: 'his', reflexive: 'himself' };
const SHE: Pronouns = { subject: 'she', object: 'her', possessive: 'her', reflexive: 'herself' };
const THEY: Pronouns = { subject: 'they', object: 'them', possessive: 'their', reflexive: 'themself' };

const PEOPLE = [
  {
    name: 'Ada',
    pronouns: SHE,
    description: 'a keeper who counts every lamp twice',
    traits: { cautious: 0.9 },
  },
  {
    name: 'Dr. Bela Orsini',
    pronouns: HE,
    description: 'a doctor without patients',
    traits: { curious: 0.8 },
  },
  { name: 'Robin', pronouns: THEY, description: 'an apprentice with quick hands', traits: { reckless: 0.9 } },
  {
    name: 'Edda Wolff',
    pronouns: SHE,
    description: 'an old rival of the keeper',
    traits: { aggressive: 0.8 },
  },
  { name: 'The Stranger', pronouns: HE, description: 'a man in a borrowed coat', traits: {} },
  { name: 'Unit 7', pronouns: THEY, description: 'a machine of few words', traits: { dutiful: 1 } },
] as const;

const PLACES = [
  { id: 'lamp', name: 'the lamp room', light: 'dim', weather: 'none', terrain: 'urban' },
  { id: 'pier', name: 'the long pier', light: 'normal', weather: 'rain', terrain: 'open' },
  { id: 'wood', name: 'the alder wood', light: 'dark', weather: 'fog', terrain: 'forest' },
] as const;

const FEATURES = [
  'a rack of cold lamps',
  'an iron stair',
  'the smell of oil',
  'two coils of rope',
  'an upturned boat',
];
const THINGS = ['the brass key', 'an oil can', 'the log book', 'the winch'];
const TYPES = [
  ...[
    'search',
    'investigate',
    'observe',
    'move',
    'communicate',
    'communicate',
    'interact',
    'use_item',
    'attack',
  ],
  ...[
    'defend',
    'fortify',
    'wait',
    'hide',
    'retreat',
    'special_ability',
    'cast_spell',
    'arrival',
    'discovery',
  ],
  ...['complication', 'setback', 'goal', 'standoff'],
];
const VERBS: Readonly<Record<string, readonly string[]>> = {
  interact: ['open', 'repair', 'take', 'give', 'help', 'polish'],
  communicate: ['communicate', 'confront', 'negotiate', 'plan', 'call_for_help', 'admit'],
  fortify: ['guard', 'fortify'],
  use_item: ['use'],
  wait: ['wait', 'rest'],
};
const LINES = [
  'Have you seen the key?',
  "I don't like this. Keep close.",
  'The oil was poured away, and somebody knows why.',
  'No!',
  "You were here before me, weren't you? Say it.",
  'It is nothing.',
];

/** A made-up chapter with events of every kind; the same arguments give the same data. */
export function chapterData(
  seed: number,
  size: number,
  turn: number,
  turns: number,
  used: readonly string[],
): ChronicleData {
  const dice = rng(seed, turn, 'test', 'chapter');
  const cast = PEOPLE.slice(0, size).map(({ name, pronouns, description, traits }, index) => ({
    id: `p${index}`,
    name,
    pronouns,
    description,
    traits,
    goals: [
      {
        id: 'g1',
        text: `find out who moved the ${['lamp', 'boat', 'book', 'bell', 'chair', 'stone'][index] ?? 'cup'}`,
        priority: 0.8,
        status: 'open' as const,
      },
      {
        id: 'g2',
        text: 'get home before dark',
        priority: 0.4,
        status: dice.pick(['open', 'done', 'failed'] as const),
      },
    ],
    locationId: PLACES[(index + turn) % PLACES.length]?.id ?? 'lamp',
    stage: 'exploration' as const,
  }));
  const places = PLACES.map((place, index) => ({
    ...place,
    description: `This is the place of ${place.name.slice(4)}, and it has been here a long time.`,
    features: FEATURES.slice(index, index + 3),
  }));
  const ids = cast.map(({ id }) => id);
  const events = Array.from({ length: size + 3 }, (_, seq) => eventOf(dice, ids, turn, seq));
  return {
    turn,
    turns,
    opens: turn === 1,
    closes: turn === turns,
    arc:
      turn === 1 ? 'opening' : turn === turns ? 'closing' : turn * 2 === turns ? 'turning_point' : 'rising',
    stage: { title: 'The Lamp', genre: 'mystery', premise: 'The lamp has gone out. Nobody admits to it.' },
    style: {},
    time: 60_000 + turn * 600,
    until: 60_600 + turn * 600,
    narrativeGoals: [],
    difficulty: 0.5,
    cast,
    places,
    events,
    soFar: turn === 1 ? [] : ['Ada found that the oil was poured away.', 'the lamp went dark.'],
    threads: [],
    loose: ['somebody has yet to light the lamp', 'the oil was poured away'],
    usedSentences: used,
    maskedNames: [
      ...cast.flatMap(({ name }) => [name, ...name.split(/\s+/)]),
      ...places.map(({ name }) => name),
      ...THINGS,
    ],
  };
}

function eventOf(dice: Stream, ids: readonly string[], turn: number, seq: number): ChronicleEvent {
  const type = dice.pick(TYPES) ?? 'wait';
  const actor = dice.pick(ids) ?? 'p0';
  const other = dice.pick(ids.filter((id) => id !== actor));
  const verb = dice.pick(VERBS[type] ?? [type]) ?? type;
  const personal = ['communicate', 'attack', 'fortify'].includes(type) || ['give', 'help'].includes(verb);
  const shown = type === 'complication' || type === 'goal' || dice.chance(0.1);
  const detail =
    type === 'complication'
      ? `Something fell in the dark, and it was the ${['first', 'second', 'third'][seq % 3] ?? 'last'} thing to fall on day ${turn}.`
      : type === 'goal'
        ? 'get home before dark'
        : ['discovery', 'setback'].includes(type)
          ? `the ${['oil', 'rope', 'glass'][seq % 3] ?? 'sand'} was gone by the hour of ${turn}`
          : undefined;
  const speaks = type === 'communicate' ? verb !== 'admit' : personal || dice.chance(0.2);
  return {
    eventId: `t${turn}-e${seq}`,
    type,
    verb,
    time: 60_000 + turn * 600 + seq * 5,
    ...(shown && type !== 'goal' ? {} : { actor }),
    locationId: dice.pick(PLACES)?.id ?? 'lamp',
    outcome: dice.pick(['success', 'failure', 'blocked', 'none'] as const) ?? 'none',
    intensity: 'normal',
    weight: 0.5,
    ...(personal && other !== undefined ? { targetPerson: other } : {}),
    ...(personal ? {} : { targetName: dice.pick(THINGS) ?? 'the winch' }),
    ...(speaks
      ? {
          dialogue: {
            text: dice.pick(LINES) ?? 'Yes.',
            to: other === undefined ? [] : [other],
            volume: dice.pick(['normal', 'whisper', 'loud']) ?? 'normal',
          },
        }
      : {}),
    ...(dice.chance(0.5) ? { motive: 'find out who moved the lamp' } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(verb === 'admit' ? { told: 'the oil was poured away' } : {}),
    changes: changesOf(dice, actor, other),
  };
}

function changesOf(dice: Stream, persona: string, other: string | undefined): ChronicleChange[] {
  const thing = dice.pick(THINGS) ?? 'the winch';
  const all: ChronicleChange[] = [
    ...(other === undefined
      ? []
      : [{ kind: 'affinity', from: other, to: persona, delta: dice.next() - 0.5 } as const]),
    { kind: 'health', persona, delta: -10, left: dice.int(0, 90) },
    { kind: 'stamina', persona, delta: -20, left: dice.int(0, 60) },
    { kind: 'morale', persona, delta: dice.chance(0.5) ? 5 : -5, left: 50 },
    { kind: dice.pick(['taken', 'dropped', 'used'] as const), persona, thing },
    { kind: dice.pick(['opened', 'closed', 'broken', 'repaired'] as const), thing },
    { kind: 'light', locationId: 'lamp', value: dice.pick(['bright', 'normal', 'dim', 'dark']) ?? 'dim' },
    {
      kind: 'weather',
      locationId: 'pier',
      value: dice.pick(['clear', 'fog', 'rain', 'storm', 'none']) ?? 'fog',
    },
  ];
  return all.filter(() => dice.chance(0.15));
}

/** A whole made-up story, told chapter by chapter as the engine does. */
export function tellChapters(
  seed: number,
  size: number,
  turns: number,
  change: (data: ChronicleData) => ChronicleData = (data) => data,
): {
  readonly chapters: {
    readonly data: ChronicleData;
    readonly prose: string;
    readonly ids: readonly string[];
  }[];
  readonly names: string[];
} {
  const used: string[] = [];
  const chapters = [];
  let names: string[] = [];
  let before: ChronicleData['dealt'];
  for (let turn = 1; turn <= turns; turn += 1) {
    const data = change({
      ...chapterData(seed, size, turn, turns, used),
      ...(before === undefined ? {} : { dealt: before }),
    });
    const { prose, mentioned_event_ids: ids, dealt } = chronicle(data, seed * 1000 + turn);
    before = dealt;
    names = [...data.maskedNames];
    for (const sentence of splitSentences(prose)) used.push(sentenceKey(sentence, names));
    chapters.push({ data, prose, ids });
  }
  return { chapters, names };
}
