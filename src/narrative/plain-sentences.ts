import type { ChronicleEvent } from '../simulation/model-data.js';
import type { PersonaId } from '../simulation/types.js';

/**
 * One plain sentence per event, in the past tense, true to the record and naming those who took part: what a chapter
 * falls back on where no better prose tells the event.
 */

export interface Names {
  readonly person: (id: PersonaId) => string;
  readonly place: (id: string) => string;
}

const PAST: Readonly<Record<string, string>> = {
  admit: 'told',
  attack: 'went for',
  call_for_help: 'called for help',
  communicate: 'talked with',
  confront: 'confronted',
  give: 'handed over',
  guard: 'kept watch over',
  help: 'tended to',
  hide: 'tried to get out of sight',
  investigate: 'took a closer look at',
  move: 'went to',
  negotiate: 'tried to make peace with',
  observe: 'stood and watched',
  open: 'set about opening',
  plan: 'worked out a plan with',
  repair: 'set about mending',
  rest: 'rested for a while',
  retreat: 'fell back to',
  search: 'searched',
  take: 'picked up',
  use: 'put to use',
  wait: 'waited',
};

/** The sentence of an event. Higher variants say where and when as well, so that no two need be the same. */
export function plainSentence(event: ChronicleEvent, names: Names, variant = 0): string {
  const core = coreOf(event, names);
  // What the world's author or a speaker wrote stands as it is.
  if (event.type === 'complication' && event.detail !== undefined) return event.detail;
  const place = names.place(event.locationId);
  const opener =
    ['', `In ${place}, `, `A little later, in ${place}, `, `Before long, in ${place}, `][variant % 4] ?? '';
  const closer = variant >= 4 ? ', and time went on' : '';
  return `${capitalised(opener + core)}${closer}.${spoken(event, names)}`;
}

function coreOf(event: ChronicleEvent, names: Names): string {
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
    default:
      return deedOf(event, actor ?? 'somebody', names);
  }
}

function deedOf(event: ChronicleEvent, actor: string, names: Names): string {
  const person = event.targetPerson === undefined ? undefined : names.person(event.targetPerson);
  const object = event.verb === 'give' ? event.targetName : (person ?? event.targetName);
  const to = event.verb === 'give' && person !== undefined ? ` to ${person}` : '';
  if (event.outcome === 'blocked') {
    return `${actor} wanted to ${event.verb.replaceAll('_', ' ')}${object === undefined ? '' : ` (${object})`} but could not`;
  }
  const verb = PAST[event.verb] ?? `did what had to be done (${event.verb.replaceAll('_', ' ')})`;
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
