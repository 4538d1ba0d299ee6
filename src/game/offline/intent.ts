import { contentWords } from '../../reality/spoken-facts.js';
import { isNamedIn } from '../names.js';
import { isDenied } from '../negation.js';
import { DOWNED } from '../reducers/vitals.js';
import type { ActionScene, SceneExit, SceneItem, SceneNow, ScenePerson, SceneThing } from '../scene.js';
import { type Named, namedIn } from './naming.js';
import { BROWBEATS, SURROUNDINGS, TAKES_STOCK, VERBS, type Verb } from './verbs.js';

/** What a player's words ask for, as far as rules can tell. */
export type Intent =
  | { readonly kind: 'travel'; readonly exit: SceneExit; readonly through: readonly string[] }
  | { readonly kind: 'talk'; readonly person: ScenePerson; readonly isBrowbeating: boolean }
  | { readonly kind: 'take'; readonly thing: SceneThing }
  | { readonly kind: 'use'; readonly item: SceneItem }
  | { readonly kind: 'wear'; readonly item: SceneItem }
  | { readonly kind: 'put-away'; readonly item: SceneItem }
  /** To take what is in hand already. */
  | { readonly kind: 'hold'; readonly item: SceneItem }
  | { readonly kind: 'give'; readonly item: SceneItem; readonly person: ScenePerson }
  | { readonly kind: 'show'; readonly item: SceneItem; readonly person: ScenePerson }
  | { readonly kind: 'drop'; readonly item: SceneItem }
  | { readonly kind: 'attack'; readonly person?: ScenePerson; readonly danger?: string }
  | { readonly kind: 'help'; readonly person: ScenePerson }
  | { readonly kind: 'seek'; readonly name: string; readonly at: string | null }
  | { readonly kind: 'call'; readonly person?: ScenePerson }
  /** To go where no way leads. */
  | { readonly kind: 'stray' }
  | { readonly kind: 'bargain'; readonly person: ScenePerson }
  /** To deal with somebody where there is nobody. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'magic' }
  | { readonly kind: 'stealth' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'search' }
  /** A closer look at somebody or something. */
  | {
      readonly kind: 'examine';
      readonly name: string;
      readonly description: string;
      readonly isPerson: boolean;
    }
  /** A look at what the character carries and how it is. */
  | { readonly kind: 'stock' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'free' };

/** An intent of one kind. */
export type IntentOf<K extends Intent['kind']> = Extract<Intent, { readonly kind: K }>;

/** The first thing that the words ask for and that the scene has what it takes for. */
export function intentOf({ action, now, deck }: ActionScene): Intent {
  if (TAKES_STOCK.test(action)) return { kind: 'stock' };
  const found = namedIn(action, now, deck.cameFrom, true);
  const isAsked = ASKS.test(action);
  const said = Object.entries(VERBS).flatMap(([verb, words]) =>
    [...action.matchAll(new RegExp(words, 'giu'))].map(({ index: at, 0: text }) => ({
      verb: verb as Verb,
      at,
      // Whoever asks for something by a “don't you” asks for it all the same.
      isDenied: !text.startsWith('?') && isDenied(action, at),
    })),
  );
  const isDown = now.character.conditions.includes(DOWNED);
  const verbs = said
    .filter((each) => !each.isDenied)
    .filter(({ verb }) => (!isDown || ON_THE_GROUND.has(verb)) && (!isAsked || ASKING.has(verb)))
    // Verbs at one place are those of one word: the kinds stand in the order in which they are tried.
    .sort((a, b) => a.at - b.at);
  for (const { verb } of verbs) {
    const intent = READINGS[verb](found, now, action);
    if (intent !== undefined) return intent;
  }
  if (isDown) return { kind: 'wait' };
  // What is not to be done to something is no reason to do anything else to it.
  if (said.some((each) => each.isDenied)) return addressed(found, now);
  if (isAsked) return asked(found, now);
  if (found.thing === undefined && found.item !== undefined && VERBS.take.test(action))
    return { kind: 'hold', item: found.item };
  return unspoken(namedIn(action, now, deck.cameFrom, false), now, action);
}

/** A question does nothing of what it speaks of. */
const ASKS =
  /^\W*(?:who|whom|whose|what|where|which|how|why)\b[^,;.!]*$|\b(?:who|whom|whose|what|where|which|how|why)\b.*\?\s*$/iu;
const ASKING: ReadonlySet<Verb> = new Set(['call', 'talk', 'search']);

/** What somebody can do who lies on the ground, whatever else is said to be done then. */
const ON_THE_GROUND: ReadonlySet<Verb> = new Set(['call', 'rest', 'use', 'talk', 'wait']);

type Reading = (named: Named, now: SceneNow, action: string) => Intent | undefined;

function going({ exit }: Named, { route }: SceneNow): Intent | undefined {
  if (exit !== undefined) return { kind: 'travel', exit, through: [] };
  return route === null ? undefined : { kind: 'travel', exit: route.to, through: route.through };
}

const ANYWHERE =
  /\b(?:on|onward|onwards|away|out|outside|elsewhere|somewhere|further|farther|leave)\b|\b(?:next|other|another|new|nearest|different)\s+(?:place|room|door|street|part|area|location|building)\b/iu;

/** Anywhere but here: to where the character has not been, if there is such a place. */
function leaving({ exits }: SceneNow, action: string): Intent | undefined {
  if (!ANYWHERE.test(action)) return undefined;
  const exit = exits.find(({ been_there }) => !been_there) ?? exits[0];
  return exit && { kind: 'travel', exit, through: [] };
}

function seeking({ absent }: SceneNow): Intent | undefined {
  const [first] = absent;
  return first === undefined ? undefined : { kind: 'seek', name: first.name, at: first.believed_at };
}

/** Whoever of those here is meant: who is named, and anybody where nobody is. */
function other({ person }: Named, { people: [anybody], absent }: SceneNow): ScenePerson | undefined {
  return person ?? (absent.length > 0 ? undefined : anybody);
}

function nobody(now: SceneNow): Intent {
  return seeking(now) ?? { kind: 'alone' };
}

const GOAL_ENDS = /[.,;:!?]|\b(?:with|using|and|then|until|before|while|from behind)\b/iu;
const ANY_DANGER = contentWords(
  'danger dangers threat enemy enemies foe foes monster monsters beast beasts creature creatures thing attacker attackers ' +
    'intruder intruders whatever whoever something back on hard',
);

/** The danger of this place that is attacked: the one that is spoken of, and the first where nothing else is. */
function dangerMeant({ place: { dangers } }: SceneNow, action: string): string | undefined {
  const struck = VERBS.attack.exec(action);
  const after = struck === null ? '' : action.slice(struck.index + struck[0].length);
  const goal = [...contentWords(after.split(GOAL_ENDS)[0] ?? '')];
  const spokenOf = dangers.find((danger) => {
    const words = contentWords(danger);
    return goal.some((word) => words.has(word));
  });
  return spokenOf ?? (goal.every((word) => ANY_DANGER.has(word)) ? dangers[0] : undefined);
}

/** A verb without what it governs asks for nothing; the next one is tried then. */
const READINGS: Readonly<Record<Verb, Reading>> = {
  // Whoever is on its feet and asks somebody for help talks to that one.
  call: ({ person }, { character }) => {
    if (person === undefined) return { kind: 'call' };
    return character.conditions.includes(DOWNED) ? { kind: 'call', person } : undefined;
  },
  attack: ({ person }, now, action) => {
    if (person !== undefined) return { kind: 'attack', person };
    const danger = dangerMeant(now, action);
    return seeking(now) ?? (danger === undefined ? { kind: 'attack' } : { kind: 'attack', danger });
  },
  give: (named, now) => {
    const person = other(named, now);
    if (named.item === undefined) return undefined;
    return person === undefined ? nobody(now) : { kind: 'give', item: named.item, person };
  },
  show: (named, now) => {
    const person = other(named, now);
    if (named.item === undefined) return undefined;
    return person === undefined ? nobody(now) : { kind: 'show', item: named.item, person };
  },
  'put-away': ({ item }) => item && { kind: 'put-away', item },
  wear: ({ item }) => (item === undefined || item.slot === null ? undefined : { kind: 'wear', item }),
  drop: ({ item }) => item && { kind: 'drop', item },
  use: ({ item }) => item && { kind: 'use', item },
  take: ({ thing }) => thing && { kind: 'take', thing },
  trade: (named, now) => {
    const person = other(named, now);
    return person === undefined ? nobody(now) : { kind: 'bargain', person };
  },
  magic: () => ({ kind: 'magic' }),
  help: (named, now) => {
    const person = other(named, now);
    return person === undefined ? seeking(now) : { kind: 'help', person };
  },
  talk: (named, now, action) => {
    const person = other(named, now);
    return person === undefined ? seeking(now) : { kind: 'talk', person, isBrowbeating: isThreat(action) };
  },
  stealth: (named, now) => going(named, now) ?? { kind: 'stealth' },
  travel: (named, now, action) => going(named, now) ?? seeking(now) ?? leaving(now, action),
  rest: () => ({ kind: 'rest' }),
  wait: () => ({ kind: 'wait' }),
  search: (named, now, action) => seeking(now) ?? lookedAt(named, action) ?? { kind: 'search' },
};

const BY_MEANS = /\b(?:with|using)\b/iu;

/** What is looked at and not only looked with. */
function lookedAt({ person, item, thing }: Named, action: string): Intent | undefined {
  if (BY_MEANS.test(action) || SURROUNDINGS.test(action)) return undefined;
  if (person !== undefined)
    return { kind: 'examine', name: person.name, description: person.who, isPerson: true };
  const it = thing ?? item;
  return it && { kind: 'examine', name: it.name, description: it.description, isPerson: false };
}

/** What is meant by words without a verb that says so: whatever they name. */
function unspoken(named: Named, now: SceneNow, action: string): Intent {
  const { person, item, thing } = named;
  const sought = seeking(now);
  if (sought !== undefined) return sought;
  if (thing !== undefined) return { kind: 'take', thing };
  if (item !== undefined) return { kind: 'use', item };
  if (person !== undefined) return { kind: 'talk', person, isBrowbeating: isThreat(action) };
  const route = now.route !== null && isNamedIn(action, now.route.to.name) ? now.route : null;
  return going(named, { ...now, route }) ?? { kind: isAstray(action, now) ? 'stray' : 'free' };
}

/** A question goes to who is named, else to whoever is here; without anybody one looks for oneself. */
function asked(named: Named, now: SceneNow): Intent {
  const person = other(named, now);
  if (person !== undefined && (named.person !== undefined || named.item === undefined))
    return { kind: 'talk', person, isBrowbeating: false };
  if (named.item !== undefined) return { kind: 'hold', item: named.item };
  return seeking(now) ?? { kind: 'search' };
}

/** Words that only deny are said to somebody, if they name one. */
function addressed({ person }: Named, now: SceneNow): Intent {
  return person === undefined
    ? (seeking(now) ?? { kind: 'free' })
    : { kind: 'talk', person, isBrowbeating: false };
}

function isThreat(action: string): boolean {
  return BROWBEATS.test(action);
}

const GOES =
  /\b(?:go|goes|going|went|walk|run|head|travel|return|proceed|move|flee|march|hurry|ride|sail)(?:s|ing)?\s+(?:(?:back|up|down|over|straight|on|quickly|slowly|out|off)\s+){0,2}(?:(?:to|into|towards?)\s+(?<goal>.+)|(?:to the )?(?:north|south|east|west|northeast|northwest|southeast|southwest|left|right|upstairs|downstairs|inside|back|home)\b)|\b(?:enter|visit)s?\s+(?<entered>(?:the|an?|my|his|her|their)\s+.+)|^\W*(?:north|south|east|west|back)\W*$/iu;

/** Whether an action goes somewhere that is neither next to here nor a part of what is seen here. */
function isAstray(action: string, { place }: SceneNow): boolean {
  const goes = GOES.exec(action);
  if (goes === null || isDenied(action, goes.index)) return false;
  const named = goes.groups?.goal ?? goes.groups?.entered;
  if (named === undefined) return true;
  const goal = [...contentWords(named)];
  const seen = contentWords([place.name, place.description, place.atmosphere, ...place.features].join('. '));
  return goal.length > 0 && !goal.some((word) => seen.has(word));
}
