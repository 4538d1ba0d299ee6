import type { JsonSchema, ModelRequest } from '../llm/port.js';
import { fenced, fencedLines, inLine, inLines } from './fence.js';
import { lazyMembers } from './lazy-members.js';
import type { ChronicleChange, ChronicleData, ChronicleEvent, OpenThread } from './model-data.js';
import { samplingSeed } from './random.js';
import { storyTime } from './sketches.js';
import type { SimulationSnapshot } from './snapshot.js';
import { TEMPLATES } from './templates.js';

const TEMPERATURE = 0.9;
const WORDS_LEAST = 150;
const WORDS_MOST = 600;
const TOKENS_PER_WORD = 3;

/** The request by which a model tells one turn. Its text is made when somebody reads it, and once. */
export function chronicleRequest(
  snapshot: SimulationSnapshot,
  data: ChronicleData,
  scope: ModelRequest['scope'],
): ModelRequest {
  return withText(
    {
      purpose: 'chronicle',
      key: chronicleKey(data.turn),
      scope,
      template: TEMPLATES.chronicle,
      data,
      schema: SCHEMA,
      temperature: TEMPERATURE,
      // Room for the prose, the ids and what a model thinks to itself before it writes.
      maxOutputTokens: wordsWanted(data) * TOKENS_PER_WORD + 40 * data.events.length + 1024,
      seed: samplingSeed(snapshot.seed, data.turn, 'chronicle', ''),
    },
    new ChronicleText(data),
  );
}

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    prose: { type: 'string', description: 'The chapter, paragraphs separated by an empty line' },
    mentioned_event_ids: { type: 'array', items: { type: 'string' } },
  },
  required: ['prose', 'mentioned_event_ids'],
};

class ChronicleText {
  #prefix: string | undefined;
  #tail: string | undefined;

  constructor(private readonly data: ChronicleData) {}

  get prefix(): string {
    this.#prefix ??= prefix(this.data);
    return this.#prefix;
  }

  get tail(): string {
    this.#tail ??= tail(inLines(this.data));
    return this.#tail;
  }
}

const withText = lazyMembers<ChronicleText, Pick<ModelRequest, 'stablePrefix' | 'volatileTail'>>({
  stablePrefix: (text) => text.prefix,
  volatileTail: (text) => text.tail,
});

/** `t0003-chronicle` */
export function chronicleKey(turn: number): string {
  return `t${String(turn).padStart(4, '0')}-chronicle`;
}

function wordsWanted({ style }: ChronicleData): number {
  return Math.round(WORDS_LEAST + (WORDS_MOST - WORDS_LEAST) * (style.verbosity ?? 0.4));
}

function prefix(data: ChronicleData): string {
  const { stage, style, cast, narrativeGoals } = data;
  const wishes = [
    ...(style.narrativeStyle === undefined ? [] : [`Style: ${style.narrativeStyle}`]),
    ...(style.tone === undefined ? [] : [`Tone: ${style.tone}`]),
    ...(style.pov === undefined ? [] : [`Point of view: ${style.pov}`]),
    ...(style.language === undefined ? [] : [`Language: ${style.language}`]),
    ...(style.focusAreas === undefined ? [] : [`Dwell on: ${style.focusAreas.join(', ')}`]),
    ...(narrativeGoals.length === 0 ? [] : [`What the story should come to: ${narrativeGoals.join('; ')}`]),
  ];
  return [
    `${TEMPLATES.chronicle.rules}${viewRule(inLines(data))}`,
    '',
    `Story: ${inLine(stage.title)} (${inLine(stage.genre)})`,
    fenced('PREMISE', stage.premise),
    ...(stage.settingText === undefined
      ? []
      : ['The client’s setting:', fenced('SETTING', stage.settingText)]),
    ...(stage.scenarioText === undefined
      ? []
      : ['The client’s scenario:', fenced('SCENARIO', stage.scenarioText)]),
    ...(wishes.length === 0 ? [] : ['How it should be told:', fenced('STYLE', wishes.join('\n'))]),
    '',
    'Cast',
    ...fencedLines(
      'CAST',
      cast
        .map(({ id, name, pronouns, description, profession, traits }) => {
          const character = Object.entries(traits).map(([trait, value]) => `${trait} ${value}`);
          return `${id}: ${name} (${pronouns.subject}/${pronouns.object})${profession === undefined ? '' : `, ${profession}`}: ${description}${character.length === 0 ? '' : `; ${character.join(', ')}`}`;
        })
        .map(inLine),
    ),
    '',
    TEMPLATES.chronicle.answer,
  ].join('\n');
}

function tail(data: ChronicleData): string {
  const names = new Map(data.cast.map(({ id, name }) => [id, name]));
  const name = (id: string) => names.get(id) ?? id;
  return [
    `Turn ${data.turn} of ${data.turns}, from ${storyTime(data.time)} to ${storyTime(data.until)}. Place in the arc: ${data.arc.replace('_', ' ')}. About ${wordsWanted(data)} words.`,
    ...(data.opens ? ['This is the first chapter: open the story with its place and people.'] : []),
    ...(data.closes ? ['This is the last chapter: bring the story to a close after the events.'] : []),
    '',
    ...section(
      'The story so far',
      data.soFar.length === 0 ? ['- nothing yet'] : data.soFar.map((line) => `- ${line}`),
    ),
    ...section(
      'Places',
      data.places.map(
        (place) =>
          `- ${place.name} (${place.id}): ${place.description} Light ${place.light}, weather ${place.weather}, terrain ${place.terrain}; ${place.features.join('; ')}.`,
      ),
    ),
    ...section(
      'What people there know',
      (data.lore ?? []).map((text) => `- ${text}`),
    ),
    ...section(
      'Where everyone is at the end, and what they want',
      data.cast.map(
        ({ id, locationId, goals, stage }) =>
          `- ${name(id)}: ${locationId}, in a time of ${stage}; ${goals.map(({ text, status }) => `${text} (${status})`).join(', ') || 'no goal'}`,
      ),
    ),
    ...section(
      'Events, in order',
      data.events.map((event) => `- ${eventLine(event, name)}${unseenMark(event, data)}`),
    ),
    ...section(
      'Left open or found out',
      data.loose.map((end) => `- ${end}`),
    ),
    ...section(
      'Threads to take up at the close, the weightiest first',
      data.threads.map((thread) => `- ${threadLine(thread, name)}`),
    ),
  ].join('\n');
}

/** A heading and its lines, which hold users' words; nothing without lines. */
function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...fencedLines('RECORD', lines), ''];
}

/** Marks what the one whose view the story has did not see or hear. */
function unseenMark({ witnesses }: ChronicleEvent, { view }: ChronicleData): string {
  return view === undefined || witnesses?.includes(view.persona) !== false ? '' : '; UNSEEN';
}

/** The rule of a story with a single view. */
function viewRule({ view, cast }: ChronicleData): string {
  const name = cast.find(({ id }) => id === view?.persona)?.name;
  if (view === undefined || name === undefined) return '';
  const how = view.person === 'first' ? `${name} tells the story as "I"` : `The story stays with ${name}`;
  return `\n- ${how}. Tell only what ${name} sees, hears or knows, and the thoughts of nobody else. An event marked UNSEEN is mentioned in passing, as hearsay or as something going on elsewhere, without what came of it.`;
}

function eventLine(event: ChronicleEvent, name: (id: string) => string): string {
  const parts = [
    `${event.eventId} ${event.type}`,
    ...(event.verb === event.type ? [] : [`as ${event.verb}`]),
    ...(event.actor === undefined ? [] : [`by ${name(event.actor)}`]),
    ...(event.targetPerson === undefined ? [] : [`towards ${name(event.targetPerson)}`]),
    ...(event.targetName === undefined ? [] : [`with ${event.targetName}`]),
    `in ${event.locationId} at ${storyTime(event.time)}`,
    `outcome ${event.outcome}, intensity ${event.intensity}, weight ${event.weight}`,
    ...(event.motive === undefined ? [] : [`in order to ${event.motive}`]),
    ...(event.seeks === undefined ? [] : [seekingLine(event.seeks, name)]),
    ...(event.cause === undefined
      ? []
      : [`${event.cause.type.replace('_', ' ')}: ${event.cause.text}, in turn ${event.cause.turn}`]),
    ...(event.loose === undefined ? [] : ['unconnected']),
    ...(event.pattern === undefined ? [] : [PATTERNS[event.pattern]]),
    ...(event.detail === undefined ? [] : [`detail: ${event.detail}`]),
    ...(event.told === undefined ? [] : [`passes on that ${event.told}`]),
    ...(event.dialogue === undefined
      ? []
      : [
          `says (${event.dialogue.volume}, to ${event.dialogue.to.map(name).join(', ') || 'nobody'}) “${event.dialogue.text}”`,
        ]),
    ...event.changes.map((change) => changeLine(change, name)),
  ];
  return parts.join('; ');
}

const PATTERNS: Readonly<Record<NonNullable<ChronicleEvent['pattern']>, string>> = {
  conflict: 'here they fall out',
  resolution: 'here they come to terms',
};

function seekingLine(
  { person, thing, from }: NonNullable<ChronicleEvent['seeks']>,
  name: (id: string) => string,
): string {
  const whom = person === undefined ? (thing ?? 'something') : name(person);
  return `expects to find ${whom} there${from === undefined ? '' : ` on the word of ${name(from)}`}`;
}

function threadLine({ agents, place, text }: OpenThread, name: (id: string) => string): string {
  const where = place === undefined ? '' : `, last in ${place}`;
  return `${agents.map(name).join(', ') || 'nobody'}${where}${text === undefined ? '' : `: ${text}`}`;
}

function changeLine(change: ChronicleChange, name: (id: string) => string): string {
  switch (change.kind) {
    case 'affinity':
      return `${name(change.from)} thinks ${change.delta > 0 ? 'better' : 'worse'} of ${name(change.to)} (${change.delta})`;
    case 'health':
    case 'stamina':
    case 'morale':
      return `${name(change.persona)}: ${change.kind} ${change.delta}, ${change.left} left`;
    case 'taken':
    case 'dropped':
    case 'used':
      return `${change.thing} ${change.kind} by ${name(change.persona)}`;
    case 'light':
    case 'weather':
      return `${change.kind} in ${change.locationId} now ${change.value}`;
    default:
      return `${change.thing} ${change.kind}`;
  }
}
