import { buildNameIndex, namesIn } from '../../reality/name-index.js';
import { contentWords } from '../../reality/spoken-facts.js';
import { isDenied } from '../negation.js';
import { DOWNED } from '../reducers/vitals.js';
import type { ActionScene, SceneExit, SceneItem, SceneNow, ScenePerson, SceneThing } from '../scene.js';

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
  /** To trade where there is nobody. */
  | { readonly kind: 'trade-alone' }
  | { readonly kind: 'magic' }
  | { readonly kind: 'stealth' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'search' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'free' };

/** An intent of one kind. */
export type IntentOf<K extends Intent['kind']> = Extract<Intent, { readonly kind: K }>;

const VERBS = {
  call: /\b(?:call|cry|shout|scream|yell|beg|plead|ask|signal)(?:s|ed|ing)?\s+(?:[\w'’]+\s+){0,4}(?:for\s+)?help\b|\bhelp me\b|^\W*help\W*$/iu,
  attack:
    /\b(?:attack|fight|strike|battle|hit|stab|shoot|kill|punch|charge|ambush|drive off|fend off)(?:s|ed|ing)?\b/iu,
  talk: /\b(?:talk|ask|speak|tell|greet|negotiate|persuade|question|say|thank|warn|promise|convince|threaten|bargain|apologi[sz]e|confront|chat|call|rob|pickpocket)(?:s|d|ed|ing)?\b|^\W*(?:hello|hi|hey|greetings|good (?:morning|day|afternoon|evening))\b|\?\s*$/iu,
  trade: /\b(?:buy|sell|trade|barter|swap|exchange|haggle|bribe)(?:s|ped|d|ed|ing|ping)?\b/iu,
  magic: /\b(?:cast|spell|conjure|enchant|invoke|channel|summon)(?:s|ing|ed)?\b/iu,
  stealth:
    /\b(?:sneak|hide|hiding|creep|slip past|stay out of sight|shadow|eavesdrop|follow)(?:s|ed|ing)?\b/iu,
  rest: /\b(?:rest|sleep|camp|catch (?:my|your) breath|recover|nap|go to bed|lie down)(?:s|ed|ing)?\b/iu,
  'put-away':
    /\b(?:take off|put away|unequip|sheathe?|holster|stow|doff|remove)(?:s|d|ed|ing)?\b|\b(?:take|put)s?\s+(?:\w+['’]?\w*\s+){1,4}(?:off|away)\b/iu,
  take: /\b(?:take|pick up|grab|collect|fetch|get|steal|pocket|lift|gather|pick)(?:s|ed|ing)?\b/iu,
  use: /\b(?:use|drink|eat|apply|light|read|open|smoke|swallow|chew)(?:s|d|ing)?\b/iu,
  wear: /\b(?:wear|equip|wield|put on|draw|unsheathe)(?:s|ed|ing)?\b/iu,
  give: /\b(?:give|hand|offer|return|deliver|bring)(?:s|ed|ing)?\b/iu,
  show: /\b(?:show|present)(?:s|ed|ing)?\b/iu,
  drop: /\b(?:drop|leave behind|put down|discard)(?:s|ped|ping)?\b/iu,
  help: /\b(?:help|assist|protect|heal|tend|comfort|repair|mend|aid)(?:s|ed|ing)?\b/iu,
  travel:
    /\b(?:go|walk|travel|head|leave|enter|return|run|climb|ride|sail|cross|move|make (?:my|your) way|set out|follow the (?:way|road|path)|visit|proceed|flee)(?:s|ing)?\b/iu,
  search:
    /\b(?:search|look|examine|inspect|investigate|explore|study|listen|watch|scout|survey|check)(?:s|ed|ing|es)?\b/iu,
  wait: /\b(?:wait|linger|stay|pause|think|ponder|pray)(?:s|ed|ing)?\b/iu,
} as const;

const BROWBEATS =
  /\b(?:threaten|confront|demand|warn|accuse|insult|rob|steal|pickpocket)(?:s|ed|ing|bing)?\b/iu;

/** The first thing that the words ask for and that the scene has what it takes for. */
export function intentOf({ action, now, deck }: ActionScene): Intent {
  const found = namedIn(action, now, deck.cameFrom);
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
    .filter((each) => !each.isDenied && (!isDown || ON_THE_GROUND.has(each.verb)))
    // Verbs at one place are those of one word: the kinds stand in the order in which they are tried.
    .sort((a, b) => a.at - b.at);
  for (const { verb } of verbs) {
    const intent = READINGS[verb](found, now, action);
    if (intent !== undefined) return intent;
  }
  if (isDown) return { kind: 'wait' };
  // What is not to be done to something is no reason to do anything else to it.
  if (said.some((each) => each.isDenied)) return addressed(found, now);
  return unspoken(found, now, action);
}

type Verb = keyof typeof VERBS;

/** What somebody can do who lies on the ground, whatever else is said to be done then. */
const ON_THE_GROUND: ReadonlySet<Verb> = new Set(['call', 'rest', 'use', 'talk', 'wait']);

/** What of the scene the words name. */
interface Named {
  readonly person: ScenePerson | undefined;
  readonly item: SceneItem | undefined;
  readonly thing: SceneThing | undefined;
  readonly exit: SceneExit | undefined;
}

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

/** A verb without what it governs asks for nothing; the next one is tried then. */
const READINGS: Readonly<Record<Verb, Reading>> = {
  // Whoever is on its feet and asks somebody for help talks to that one.
  call: ({ person }, { character }) => {
    if (person === undefined) return { kind: 'call' };
    return character.conditions.includes(DOWNED) ? { kind: 'call', person } : undefined;
  },
  attack: ({ person }, { place }) => {
    if (person !== undefined) return { kind: 'attack', person };
    const [danger] = place.dangers;
    return danger === undefined ? { kind: 'attack' } : { kind: 'attack', danger };
  },
  give: ({ item, person }, { people: [anybody] }) => {
    const receiver = person ?? anybody;
    return item === undefined || receiver === undefined
      ? undefined
      : { kind: 'give', item, person: receiver };
  },
  show: ({ item, person }, { people: [anybody] }) => {
    const viewer = person ?? anybody;
    return item === undefined || viewer === undefined ? undefined : { kind: 'show', item, person: viewer };
  },
  'put-away': ({ item }) => item && { kind: 'put-away', item },
  wear: ({ item }) => (item === undefined || item.slot === null ? undefined : { kind: 'wear', item }),
  drop: ({ item }) => item && { kind: 'drop', item },
  use: ({ item }) => item && { kind: 'use', item },
  take: ({ thing }) => thing && { kind: 'take', thing },
  trade: ({ person }, { people: [anybody] }) => {
    const dealer = person ?? anybody;
    return dealer === undefined
      ? { kind: 'trade-alone' }
      : { kind: 'talk', person: dealer, isBrowbeating: false };
  },
  magic: () => ({ kind: 'magic' }),
  help: ({ person }, { people: [anybody] }) => {
    const helped = person ?? anybody;
    return helped && { kind: 'help', person: helped };
  },
  talk: ({ person }, now, action) => {
    const speaker = person ?? (now.absent.length > 0 ? undefined : now.people[0]);
    return speaker === undefined
      ? seeking(now)
      : { kind: 'talk', person: speaker, isBrowbeating: isThreat(action) };
  },
  stealth: (named, now) => going(named, now) ?? { kind: 'stealth' },
  travel: (named, now, action) => going(named, now) ?? seeking(now) ?? leaving(now, action),
  rest: () => ({ kind: 'rest' }),
  wait: () => ({ kind: 'wait' }),
  search: (_, now) => seeking(now) ?? { kind: 'search' },
};

/** What is meant by words without a verb that says so: whatever they name. */
function unspoken(named: Named, now: SceneNow, action: string): Intent {
  const { person, item, thing } = named;
  const sought = seeking(now);
  if (sought !== undefined) return sought;
  if (thing !== undefined) return { kind: 'take', thing };
  if (item !== undefined) return VERBS.take.test(action) ? { kind: 'hold', item } : { kind: 'use', item };
  if (person !== undefined) return { kind: 'talk', person, isBrowbeating: isThreat(action) };
  return going(named, now) ?? { kind: isAstray(action, now) ? 'stray' : 'free' };
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
  /\b(?:go|goes|going|walk|run|head|travel|return|proceed|move|flee|march|hurry|ride|sail)(?:s|ing)?\s+(?:(?:back|up|down|over|straight|on|quickly|slowly|out|off)\s+){0,2}(?:(?:to|into|towards?)\s+(?<goal>.+)|(?:to the )?(?:north|south|east|west|northeast|northwest|southeast|southwest|left|right|upstairs|downstairs|inside|back|home)\b)|\b(?:enter|visit)s?\s+(?<entered>(?:the|an?|my|his|her|their)\s+.+)|^\W*(?:north|south|east|west|back)\W*$/iu;

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

const SHORT = 3;

const BACK =
  /\b(?:go|goes|going|walk|run|head|turn|come|travel|hurry|ride|sail)(?:s|ing)?\s+back\b(?!\s+(?:to|into|towards?|and forth)\b)|^\W*(?:back|return)\W*$/iu;

/** People go also by one of their names, and the place before this one as the way back. */
function namedIn(action: string, now: SceneNow, cameFrom: string | null): Named {
  const people = now.people.map(({ name }) => {
    const parts = name
      .split(/\s+/u)
      .filter((part) => part.length >= SHORT && !/^(?:the|of|and)$/iu.test(part));
    return [`person:${name}`, [name, ...parts]] as const;
  });
  const index = buildNameIndex(
    Object.fromEntries([
      ...people,
      ...now.inventory.map(({ name }) => [`item:${name}`, [name]] as const),
      ...now.things.map(({ name }) => [`thing:${name}`, [name]] as const),
      ...now.exits.map(({ name }) => [`exit:${name}`, [name]] as const),
    ]),
  );
  const named = new Set(namesIn(index, action).flat());
  return {
    person: now.people.find(({ name }) => named.has(`person:${name}`)),
    item: now.inventory.find(({ name }) => named.has(`item:${name}`)),
    thing: now.things.find(({ name }) => named.has(`thing:${name}`)),
    exit:
      now.exits.find(({ name }) => named.has(`exit:${name}`)) ??
      (BACK.test(action) ? now.exits.find(({ name }) => name === cameFrom) : undefined),
  };
}
