import type { ChronicleEvent } from '../simulation/model-data.js';
import type { PersonaId } from '../simulation/types.js';
import { placed } from './place-phrase.js';

/**
 * One plain sentence per event, in the past tense, true to the record and naming those who took part: what a chapter
 * falls back on where no better prose tells the event.
 */

export interface Names {
  /** The name as a subject, or as an object: `I` and `me` of whoever tells the story. */
  readonly person: (id: PersonaId, as?: 'object') => string;
  readonly place: (id: string) => string;
  /** False of what the one whose view it is did not see, so that nothing but its happening can be told. */
  readonly sees?: (event: ChronicleEvent) => boolean;
}

const PAST: Readonly<Record<string, readonly string[]>> = {
  admit: ['told', 'admitted to', 'owned up to'],
  attack: ['went for', 'struck out at', 'fell upon'],
  betray: ['betrayed the trust of', 'played false with', 'sold out'],
  call_for_help: ['called for help', 'shouted for anybody who could hear'],
  communicate: ['talked with', 'spoke to', 'took aside', 'had a word with'],
  confront: ['confronted', 'demanded the truth from', 'rounded on', 'had it out with'],
  defend: ['made ready to stand', 'held the ground'],
  give: ['handed over', 'gave up', 'passed on'],
  guard: ['kept watch over', 'stayed close to', 'stood guard over'],
  help: ['tended to', 'looked after', 'did what could be done for'],
  hide: ['tried to get out of sight', 'looked for a place to hide'],
  investigate: ['took a closer look at', 'examined', 'studied', 'went over'],
  move: ['went to', 'walked over to', 'made for', 'set out for'],
  negotiate: ['tried to make peace with', 'offered terms to', 'reasoned with'],
  observe: ['stood and watched', 'looked on', 'kept both eyes open', 'listened and waited'],
  open: ['set about opening', 'tried to open', 'worked at the lock of'],
  plan: ['worked out a plan with', 'agreed on the next step with', 'put heads together with'],
  repair: ['set about mending', 'tried to repair', 'went to work on'],
  rest: ['rested for a while', 'sat down to breathe', 'gathered strength'],
  retreat: ['fell back to', 'got away to', 'backed off to'],
  search: ['searched', 'went through', 'combed', 'turned over'],
  take: ['picked up', 'took', 'pocketed'],
  use: ['put to use', 'made use of', 'tried out'],
  wait: ['waited', 'let the moment pass', 'did nothing yet', 'held back'],
};

/** Where a sentence starts from; `{place}` is the place with its preposition. */
const OPENERS = [
  '',
  '{place}, ',
  'a little later ',
  'meanwhile, {place}, ',
  'before long ',
  'after some thought ',
  'by and by, {place}, ',
  'without a word ',
] as const;

const CLOSERS = [
  '',
  ', and the minutes went on',
  ', for as long as it took',
  ', and left it at that',
  ', with time running short',
  ', as far as anybody could tell',
] as const;

/** Different sentences that one event can have. */
export const SENTENCE_VARIANTS = OPENERS.length * CLOSERS.length;

/** The sentence of an event. Variants below `SENTENCE_VARIANTS` differ, so that no two events need the same. */
export function plainSentence(event: ChronicleEvent, names: Names, variant = 0): string {
  if (names.sees?.(event) === false) return `${capitalised(unseen(event, names, variant))}.`;
  // What the world's author wrote stands as it is.
  if (event.type === 'complication' && event.detail !== undefined) return event.detail;
  const opening = OPENERS[variant % OPENERS.length] ?? '';
  const opener = opening.includes('{place}')
    ? opening.replace('{place}', placed(names.place(event.locationId)))
    : opening;
  const closer = CLOSERS[Math.floor(variant / OPENERS.length) % CLOSERS.length] ?? '';
  return `${capitalised(opener + coreOf(event, names, variant))}${closer}.${spoken(event, names)}`;
}

const UNSEEN_BY = [
  'out of sight',
  'with business of which nothing is known',
  'somewhere else',
  'where nobody could see it',
  'away',
] as const;

/** That somebody was busy elsewhere, or that something happened there, and no more. */
function unseen({ actor }: ChronicleEvent, names: Names, variant: number): string {
  const where = UNSEEN_BY[variant % UNSEEN_BY.length] ?? '';
  const closer = CLOSERS[Math.floor(variant / UNSEEN_BY.length) % CLOSERS.length] ?? '';
  return actor === undefined
    ? `something happened ${where === 'away' ? 'a long way off' : where}${closer}`
    : `${names.person(actor)} was ${where}${closer}`;
}

function coreOf(event: ChronicleEvent, names: Names, variant: number): string {
  const actor = event.actor === undefined ? undefined : names.person(event.actor);
  const detail = event.detail ?? 'something had changed';
  switch (event.type) {
    case 'arrival':
      return `${actor ?? 'somebody'} came in${event.targetName === undefined ? '' : ` from ${event.targetName}`}`;
    case 'discovery':
      return `${actor ?? 'somebody'} found that ${detail}`;
    case 'setback':
      return actor === undefined ? `it turned out that ${detail}` : `${actor} had to accept that ${detail}`;
    case 'goal':
      return event.outcome === 'success'
        ? `${actor ?? 'they'} had managed to ${detail}`
        : `${actor ?? 'they'} had failed to ${detail}`;
    case 'complication':
      return detail;
    case 'agreement':
    case 'refusal':
    case 'standoff':
      return talkOf(event, actor ?? 'somebody', names, variant);
    case 'mistake':
      return mistakeOf(event, actor ?? 'somebody', names);
    default:
      return deedOf(event, actor ?? 'somebody', names, variant);
  }
}

/** How talks between people in each other's way end; the detail is what was proposed. */
const TALKS: Readonly<Record<string, readonly string[]>> = {
  agreement: [
    '{a} and {b} agreed that {what}',
    '{a} came to terms with {them}: {what}',
    '{a} settled it with {them} that {what}',
  ],
  refusal: [
    '{a} would not have it from {them} that {what}',
    '{b} proposed that {what}, and {a} refused',
    '{a} turned {them} down when it was put forward that {what}',
  ],
  standoff: [
    '{a} and {b} could not agree that {what}, and neither gave way',
    'neither {a} nor {b} would yield, since it was in dispute whether {what}',
    '{a} and {b} faced each other over the question whether {what}',
  ],
};

function talkOf(event: ChronicleEvent, actor: string, names: Names, variant: number): string {
  const forms = TALKS[event.type] ?? [];
  const [other, them] =
    event.targetPerson === undefined
      ? ['the others', 'the others']
      : [names.person(event.targetPerson), names.person(event.targetPerson, 'object')];
  return (forms[variant % forms.length] ?? '{a} and {b} talked of it that {what}')
    .replaceAll('{a}', () => actor)
    .replaceAll('{b}', () => other)
    .replaceAll('{them}', () => them)
    .replaceAll('{what}', () => event.detail ?? 'things should go another way');
}

function mistakeOf(event: ChronicleEvent, actor: string, names: Names): string {
  const missed =
    event.targetPerson === undefined ? event.targetName : names.person(event.targetPerson, 'object');
  const expected = `${actor} had counted on ${missed ?? 'what was no longer so'}`;
  return event.detail === undefined ? `${expected} in vain` : `${expected}, but ${event.detail}`;
}

function deedOf(event: ChronicleEvent, actor: string, names: Names, variant: number): string {
  const person = event.targetPerson === undefined ? undefined : names.person(event.targetPerson, 'object');
  const object = event.verb === 'give' ? event.targetName : (person ?? event.targetName);
  const to = event.verb === 'give' && person !== undefined ? ` to ${person}` : '';
  if (event.outcome === 'blocked') {
    return `${actor} wanted to ${event.verb.replaceAll('_', ' ')}${object === undefined ? '' : ` (${object})`} but could not`;
  }
  const verbs = PAST[event.verb] ?? [];
  const verb =
    verbs[variant % verbs.length] ?? `did what had to be done (${event.verb.replaceAll('_', ' ')})`;
  const aim = object === undefined ? (event.verb === 'give' ? ' what there was' : '') : ` ${object}`;
  const told =
    event.told === undefined
      ? ''
      : event.verb === 'admit'
        ? ` that ${event.told}`
        : ` and said that ${event.told}`;
  const failed = event.outcome === 'failure' ? ', without success' : '';
  return `${actor} ${verb}${aim}${to}${told}${failed}`;
}

function spoken({ dialogue, actor }: ChronicleEvent, names: Names): string {
  if (dialogue === undefined || actor === undefined) return '';
  return ` “${dialogue.text}” ${names.person(actor)} said.`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
