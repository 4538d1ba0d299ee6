import { pick, stream } from './chance.js';

/** What the offline model makes a response from. */
export interface ActionData {
  /** The player's words. */
  readonly action: string;
  readonly type: 'attack' | 'interact' | 'magic' | 'stealth' | 'rest' | 'explore';
  readonly place: string | null;
  readonly time: string | null;
  readonly weather: string | null;
  /** Names of others who are there. */
  readonly present: readonly string[];
  /** Of the player's character. */
  readonly name: string | null;
}

type Phrases = readonly string[];

/** `{other}` is somebody present, or nobody in particular. */
const DEEDS: Readonly<Record<ActionData['type'], Phrases>> = {
  attack: [
    'You throw your weight behind it, and for a moment there is nothing but breath and movement.',
    'You close in before there is time to think. The first exchange settles nothing, and both sides draw back.',
    'Your blow lands harder than you meant it to, and the echo takes a while to die.',
  ],
  interact: [
    'You choose your words with care. {other} hears you out and weighs what you said.',
    '{other} lets you finish, looks past you once, and seems less guarded than before.',
    'What you say hangs between you and {other} for a moment, neither taken up nor refused.',
  ],
  magic: [
    'The air tightens around your hands, and something answers that was not there before.',
    'You shape the words as you were taught. They leave a taste of metal, and the light shifts.',
    'For a heartbeat every sound seems far away; then the working holds.',
  ],
  stealth: [
    'You keep to where the shadows are deepest and put each foot down as if it were the only one.',
    'You make yourself small and still. Nothing in the sounds around you changes.',
    'You move when other noise covers yours, and stop when it does.',
  ],
  rest: [
    'You let your shoulders sink. Slowly the ache in them becomes something you can bear.',
    'You find a spot that is almost comfortable and give yourself the time you need.',
    'Rest comes in pieces, but it comes, and your thoughts begin to settle.',
  ],
  explore: [
    'You take your time and look where others would have walked past.',
    'You go about it step by step, and the place gives up a little more of itself.',
    'You follow what caught your eye and keep the way back in mind.',
  ],
};

const TIMES: Readonly<Record<string, string>> = {
  dawn: 'The first light lies thin over everything.',
  morning: 'The morning is still cool.',
  day: 'The day is at its clearest.',
  afternoon: 'The shadows have begun to lengthen.',
  evening: 'The evening draws in.',
  night: 'The night leaves only outlines.',
};

const ENDINGS: Phrases = [
  'Whatever comes next is yours to choose.',
  'Nothing stands in your way for now.',
  'It is quiet enough to hear your own breath.',
  'You have the feeling that this was noticed.',
];

/** Things that an action may name, and what can be done with them. */
const SUGGESTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:door|gate|hatch)\b/i, 'Open the door'],
  [/\b(?:chest|box|crate)\b/i, 'Look inside'],
  [/\b(?:book|letter|map|note)\b/i, 'Read it closely'],
  [/\b(?:noise|sound|voice)s?\b/i, 'Listen again'],
  [/\b(?:key|sword|lamp|torch|coin|stone|ring)\b/i, 'Pick up the item'],
];
const MOST_SUGGESTIONS = 4;

/** Tells what comes of an action, from its kind and the situation alone; the same for the same data and seed. */
export function respond(data: ActionData, seed: number) {
  const draw = stream(seed, 0, 'respond', data.action);
  const other = pick(data.present, draw) ?? 'whoever is listening';
  const deed = (pick(DEEDS[data.type], draw) ?? '').replaceAll('{other}', other);
  const sentences = [
    placeSentence(data),
    Object.hasOwn(TIMES, data.time ?? '') ? TIMES[data.time ?? ''] : undefined,
    deed.charAt(0).toUpperCase() + deed.slice(1),
    pick(ENDINGS, draw),
  ];
  return {
    response_text: sentences.filter((sentence) => sentence !== undefined).join(' '),
    suggested_actions: suggestionsFor(data),
    confidence_score: 0.5,
  };
}

function placeSentence({ place, weather, name }: ActionData): string | undefined {
  if (place === null) return undefined;
  const who = name === null ? 'You are' : `You, ${name}, are`;
  return weather === null ? `${who} at ${place}.` : `${who} at ${place}, and the weather is ${weather}.`;
}

function suggestionsFor({ action, present }: ActionData): readonly string[] {
  const named = SUGGESTIONS.filter(([pattern]) => pattern.test(action)).map(([, suggestion]) => suggestion);
  const talks = present.map((who) => `Talk to ${who}`);
  return [...named, ...talks, 'Look around', 'Wait and listen'].slice(0, MOST_SUGGESTIONS);
}
