import type { InformationCategory } from '../reality/fragments.js';
import {
  BRIEF_BUDGET,
  BRIEF_SHARES,
  estimateTokens,
  fitBudget,
  type Tokenizer,
} from '../reality/token-budget.js';
import type { PerceivedCertainty } from '../reality/witnesses.js';
import { fencedLines, inLines } from './fence.js';
import type { ActionOption, BeliefSketch, DecideData, KnownFact, MisbeliefSketch } from './model-data.js';
import { storyTime, traitNumbers } from './sketches.js';

/**
 * The part of a `decide` prompt that is new every turn. Where one is, one's own state and goals and the actions open to
 * one always stand in it whole; what is perceived, known and remembered goes in as far as the budget of the brief
 * reaches, best first.
 */
export interface FittedTail {
  readonly text: string;
  /** Of the whole prompt, prefix included; an upper bound with the estimate of `estimateTokens`. */
  readonly promptTokens: number;
}

export interface TailLimits {
  /** Tokens of the whole prompt. */
  readonly budget?: number;
  readonly tokensOf?: Tokenizer;
}

/** A heading and what stands under it, best first. */
interface Part {
  readonly heading: string;
  readonly entries: readonly string[];
  /** What stands there when there is nothing to say; without it the heading goes too. */
  readonly none?: string;
  /** Of the fence around the entries, where they hold more of others' words than names. */
  readonly fence?: string;
  /** What is best stands last, nearest to what is asked. */
  readonly isReversed?: boolean;
}

/**
 * However long a client's texts in the prefix are, this part of the budget is left to the moment: nobody can decide
 * anything sensible without seeing who is there.
 */
const LEAST_ROOM = 0.25;

type SectionName = keyof typeof BRIEF_SHARES;
const SECTIONS = Object.keys(BRIEF_SHARES) as SectionName[];

/** @param prefix the text before it, which counts towards the budget; @param clock story time, seconds. */
export function decideTail(
  data: DecideData,
  clock: number,
  prefix: string,
  { budget = BRIEF_BUDGET, tokensOf = estimateTokens }: TailLimits = {},
): FittedTail {
  const told = inLines(data);
  const [head, sections, foot] = [headLines(told, clock), sectionsOf(told), footLines(told)];
  const frame = [
    ...head,
    ...SECTIONS.flatMap((name) => sections[name]).flatMap(({ heading, none = '', fence }) => [
      heading,
      none,
      ...(fence === undefined ? [] : fencedLines(fence, [])),
      '',
    ]),
    ...foot,
  ];
  const fixed = tokensOf(prefix) + tokensOf(frame.join('\n'));
  const fitted = fitBudget(
    SECTIONS.map((name) => ({
      name,
      share: BRIEF_SHARES[name],
      entries: sections[name].flatMap(({ entries }) => entries),
    })),
    Math.max(budget, fixed + Math.floor(budget * LEAST_ROOM)),
    fixed,
    (entry) => tokensOf(`${entry}\n`),
  );
  const body = SECTIONS.flatMap((name, i) =>
    partLines(sections[name], fitted.sections[i]?.entries.length ?? 0),
  );
  return { text: [...head, ...body, ...foot].join('\n'), promptTokens: fitted.tokens };
}

/** The first `kept` entries of all parts. A part of which nothing is left goes: that it is empty would be untrue. */
function partLines(parts: readonly Part[], kept: number): string[] {
  let left = kept;
  return parts.flatMap(({ heading, entries, none, fence, isReversed = false }) => {
    if (entries.length === 0) return none === undefined ? [] : [heading, none, ''];
    const best = entries.slice(0, left);
    left -= best.length;
    const shown = isReversed ? best.toReversed() : best;
    if (shown.length === 0) return [];
    return [heading, ...(fence === undefined ? shown : fencedLines(fence, shown)), ''];
  });
}

function headLines(
  { turn, turns, situation, threat, difficulty, place, self, stage }: DecideData,
  clock: number,
): string[] {
  return [
    `Turn ${turn} of ${turns}, ${storyTime(clock)}. Situation: ${situation}; threat: ${threat}; difficulty ${difficulty}. Your own story: ${stage}.`,
    `Where you are: ${place.name} (${place.id}). Light ${place.light}, weather ${place.weather}, terrain ${place.terrain}.`,
    '',
    `You: health ${self.health}, stamina ${self.stamina}, morale ${self.morale}; carrying ${self.carries.join(', ') || 'nothing'}.`,
    'Your goals',
    ...(self.goals.length === 0
      ? ['- none']
      : fencedLines(
          'GOALS',
          self.goals.map(({ text, status, priority }) => `- ${text} (${status}, priority ${priority})`),
        )),
    '',
  ];
}

function footLines({ options, recommended }: DecideData): string[] {
  return [
    'Actions open to you (inclination 0 to 1 is how much your character leans to it; you may go against it)',
    ...options.map(optionLine),
    ...(recommended.length === 0 ? [] : [`What lies nearest to your character: ${recommended.join(', ')}.`]),
  ];
}

function sectionsOf(data: DecideData): Readonly<Record<SectionName, readonly Part[]>> {
  const names = new Map(data.present.map(({ id, name }) => [id, name]));
  const factLines = (lore: boolean) =>
    data.facts.filter(({ learned }) => (learned === 'lore') === lore).map((fact) => factLine(fact, names));
  return {
    scene: sceneParts(data, names),
    beliefs: [
      { heading: 'What you know', entries: factLines(false), none: '- nothing yet', fence: 'FACTS' },
      {
        heading: 'Where you believe others and things to be (you may be wrong)',
        entries: data.beliefs.map((belief) => beliefLine(belief, names)),
        none: '- no idea',
      },
      {
        heading: 'Who seems to have it wrong',
        entries: data.misbeliefs.map((misbelief) => misbeliefLine(misbelief, names)),
      },
    ],
    memories: [
      {
        heading: 'What comes to mind',
        entries: data.memories.map((text) => `- ${text}`),
        none: '- nothing in particular',
        fence: 'MEMORIES',
      },
    ],
    lore: [
      { heading: 'What you knew before', entries: factLines(true), fence: 'LORE' },
      {
        heading: 'What you knew before and are reminded of',
        entries: (data.lore ?? []).map((text) => `- ${text}`).reverse(),
        fence: 'WORLD',
        isReversed: true,
      },
    ],
    other: newsParts(data, names),
  };
}

/** Who and what is there goes before how it looks: descriptions are the same every turn. */
function sceneParts(data: DecideData, names: ReadonlyMap<string, string>): Part[] {
  const { place, present, figures, exits, things, self, threats } = data;
  return [
    {
      heading: 'Who is here',
      entries: [...present.map(personLine), ...figureLines(figures)],
      none: '- nobody that you can make out',
    },
    {
      heading: 'Ways out',
      entries: exits.map(({ id, name }) => `- ${name} (${id})`),
      none: '- none is open',
    },
    {
      heading: 'Things here',
      entries: things.map((thing) => thingLine(thing, self.id, names)),
      none: '- nothing of note',
    },
    {
      heading: 'What you have reason to fear',
      entries: threats.map(({ subject, level }) => `- ${names.get(subject) ?? subject}: ${level}`),
    },
    {
      heading: 'What you notice',
      entries: [
        `- ${place.description}`,
        ...place.features.map((feature) => `- ${feature}`),
        ...present.map(({ name, description }) => `- ${name}: ${description}`),
      ],
      fence: 'SCENE',
    },
  ];
}

function newsParts(
  { heard, recentActions, feedback, hunches, place, exits }: DecideData,
  names: ReadonlyMap<string, string>,
): Part[] {
  return [
    {
      heading: 'Said to you since your last turn',
      entries: heard.map(({ from, text }) => `- ${names.get(from) ?? from}: ${text}`),
      none: '- nothing',
      fence: 'SPEECH',
    },
    {
      heading: 'What you have come to expect (0 to 1)',
      entries: hunches.map(
        ({ category, place: id, strength }) =>
          `- ${EXPECTED[category]} ${id === place.id ? 'here' : `in ${exits.find((exit) => exit.id === id)?.name ?? id}`}: ${strength}`,
      ),
    },
    {
      heading: 'Your last actions, the latest first',
      entries: recentActions
        .map(
          ({ action, target, outcome }) =>
            `- ${action}${target === undefined ? '' : ` ${target}`}: ${outcome}`,
        )
        .reverse(),
      none: '- none',
    },
    {
      heading: 'New to you',
      entries: [
        ...feedback.clues.map((text) => `- you found that ${text}`),
        ...feedback.changes.map((text) => `- it came about that ${text}`),
        ...feedback.discoveries.map((text) => `- others found that ${text}`),
      ],
      fence: 'NEWS',
    },
  ];
}

const EXPECTED: Readonly<Record<InformationCategory, string>> = {
  spatial: 'comings and goings',
  temporal: 'something at its hour',
  social: 'something to learn',
  tactical: 'danger',
  emotional: 'strong feelings',
  environmental: 'changes',
  resource: 'something of use',
};

function personLine({
  id,
  name,
  pronouns,
  profession,
  traits,
  bond,
  certainty,
}: DecideData['present'][number]): string {
  const trade = profession === undefined ? '' : `, ${profession}`;
  const seems = traitNumbers(traits);
  return `- ${name} (${id}, ${pronouns.subject}/${pronouns.object}${trade}).${seems === '' ? '' : ` Seems: ${seems}.`} To you: ${bond.kind}, affinity ${bond.affinity}, trust ${bond.trust}.${UNSURE[certainty]}`;
}

/** How it is said that somebody or something isn't seen clearly. */
const UNSURE: Readonly<Record<PerceivedCertainty, string>> = {
  ABSOLUTE: '',
  HIGH: ' Not quite clear.',
  MEDIUM: ' Hard to make out.',
  LOW: ' Hardly to be made out.',
};

function figureLines(figures: number): string[] {
  if (figures === 0) return [];
  return [figures === 1 ? '- an unknown figure' : `- ${figures} unknown figures`];
}

function thingLine(
  { id, name, kind, open, heldBy, description, certainty }: DecideData['things'][number],
  self: string,
  names: ReadonlyMap<string, string>,
): string {
  const holder =
    heldBy === undefined
      ? ''
      : heldBy === self
        ? ', in your hands'
        : `, carried by ${names.get(heldBy) ?? 'somebody'}`;
  const state = open === undefined ? '' : open ? ', open' : ', closed';
  return `- ${name} (${id}, ${kind}${state}${holder})${description === undefined ? '' : `: ${description}`}${UNSURE[certainty]}`;
}

function factLine(
  { id, text, reliability, learned, from, turn, sharedWith, keptFrom }: KnownFact,
  names: ReadonlyMap<string, string>,
): string {
  const source =
    learned === 'told' && from !== undefined
      ? `told by ${names.get(from) ?? from} in turn ${turn}`
      : learned === 'lore'
        ? 'known before'
        : `${learned} in turn ${turn}`;
  const listed = (ids: readonly string[]) => ids.map((other) => names.get(other) ?? other).join(', ');
  const shared = sharedWith.length === 0 ? '' : `; you believe that these know it: ${listed(sharedWith)}`;
  const kept = keptFrom.length === 0 ? '' : `; better kept from ${listed(keptFrom)}`;
  return `- ${text} [${id}; ${source}; reliability ${reliability}${shared}${kept}]`;
}

const DOUBTS: Readonly<Record<NonNullable<BeliefSketch['uncertain']>, string>> = {
  contested: '; not to be relied on, you heard otherwise',
  faded: '; not to be relied on, it is old',
  unreliable: '; not to be relied on, it was never sure',
};

function beliefLine(
  { subject, subjectName, value, valueName, reliability, from, age, certainty, uncertain }: BeliefSketch,
  names: ReadonlyMap<string, string>,
): string {
  const source = from === undefined ? 'seen' : `told by ${names.get(from) ?? from}`;
  const doubt = uncertain === undefined ? '' : DOUBTS[uncertain];
  return `- ${subjectName} (${subject}): ${valueName ?? value} (${value}) [${source} ${age} hours ago; reliability ${reliability}, certainty ${certainty}${doubt}]`;
}

function misbeliefLine(
  { persona, subject, subjectName, believesName, atName, at }: MisbeliefSketch,
  names: ReadonlyMap<string, string>,
): string {
  const who = names.get(persona) ?? persona;
  return `- ${who} seems to believe that ${subjectName} (${subject}) is in ${believesName}; you believe: ${atName} (${at})`;
}

function optionLine({ action, targets, score, target }: ActionOption): string {
  const aims = targets.length === 0 ? '' : `; targets: ${targets.join(', ')}`;
  return `- ${action} (inclination ${score}${target === undefined ? '' : `, towards ${target}`})${aims}`;
}
