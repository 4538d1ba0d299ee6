import type { ActionType } from '../action-type.js';
import type { ActionAnswer } from '../answer.js';
import { PATTERNS, type Pattern } from '../hidden.js';
import { theThing } from '../names.js';
import type { ActionScene } from '../scene.js';
import { type Development, STATS, type Stat } from '../sections/development.js';
import { WEATHERS } from '../session.js';
import { followUps } from './aftermath.js';
import { change, citing, drawn, happens, openDraft, type Stage } from './draft.js';
import { attack, magic, stealth } from './fighting.js';
import { alone, bargain, drop, give, hold, putAway, show, take, use, wear } from './handling.js';
import { type Intent, type IntentOf, intentOf } from './intent.js';
import { SKILLS, TRAITS } from './lexicon/aftermath.js';
import { AMBIENCE, DAYTIME, HOOKS, WEATHER } from './lexicon/ambience.js';
import { examine, search, takeStock } from './looking.js';
import { call, daytimeAfter, departure, free, rest, seek, stray, travel, wait } from './moving.js';
import { suggestionsFor } from './suggestions.js';
import { help, talk } from './talking.js';
import { Teller } from './teller.js';

/**
 * The game master without a model: the whole answer to an action, from the scene alone. What the words ask for is read by
 * rules; how it ends goes by the character's stats and the session's dice; what follows from it, who says what, what is
 * offered and what could be done next come out of what is really there. The same scene gets the same answer.
 */
export function masterAnswer(scene: ActionScene): ActionAnswer {
  const stage = openDraft(scene, new Teller(scene));
  const { draft, teller } = stage;
  const returned = scene.now.comes_back.map(({ text }) => teller.fresh(text));
  const intent = intentOf(scene);
  play(stage, intent);
  followUps(stage);
  const paragraphs = [returned.join(' '), joined(draft.told), joined(surroundings(stage, intent))];
  const narrative = paragraphs.filter((text) => text !== '').join('\n\n');
  return {
    action_analysis: {
      type: TYPES[intent.kind] ?? scene.type,
      difficulty: draft.difficulty,
      confidence: 0.6,
    },
    narrative: narrative === '' ? STILL : narrative,
    world_change: { confidence: draft.world.length === 0 ? 0 : 0.75, changes: draft.world },
    character_development: developmentOf(stage),
    consequences: draft.consequences.slice(0, 3),
    quest_updates: draft.quests,
    items: draft.items.slice(0, 2),
    npc_updates: draft.people,
    suggested_actions: suggestionsFor(stage),
  };
}

/** What kind of action a deed is, in whatever words it was asked for. */
const TYPES: Partial<Readonly<Record<Intent['kind'], ActionType>>> = {
  attack: 'attack',
  talk: 'interact',
  bargain: 'interact',
  magic: 'magic',
  stealth: 'stealth',
  rest: 'rest',
};

/** When everything that there is to say has been said lately. */
const STILL = 'It is done, and the world takes it in without a word.';

function joined(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

const DEEDS: {
  readonly [K in Intent['kind']]: (stage: Stage, intent: IntentOf<K>) => void;
} = {
  travel,
  call,
  talk,
  take,
  use,
  wear,
  'put-away': putAway,
  hold,
  give,
  show,
  drop,
  attack,
  help,
  seek,
  stray,
  bargain,
  alone,
  magic,
  stealth,
  rest,
  search,
  examine,
  stock: takeStock,
  wait,
  free,
};

function play<K extends Intent['kind']>(stage: Stage, intent: IntentOf<K>): void {
  const deed: (stage: Stage, intent: IntentOf<K>) => void = DEEDS[intent.kind as K];
  deed(stage, intent);
}

const HOOKED = 0.45;
const TURNS_WEATHER = 0.12;

/** What goes on around: the day, the weather, the life of the place, and sometimes something that waits to be taken up. */
function surroundings(stage: Stage, intent: Intent): string[] {
  const { scene, teller, draft, slots } = stage;
  const { around } = draft;
  // Made anew for each sentence: the next one is about another feature.
  const here = () => ({
    ...slots,
    place: around.place,
    ...(around.feature === undefined ? { feature: undefined } : {}),
  });
  const daytime = daytimeAfter(stage, intent.kind === 'rest');
  const lines = daytime === undefined ? [] : [teller.say(DAYTIME[daytime], here())];
  const weather = weatherAfter(stage);
  if (weather !== undefined) lines.push(teller.say(weather, here()));
  if (lines.length === 0) lines.push(teller.say(AMBIENCE[scene.deck.register], here()));
  if (intent.kind !== 'travel')
    lines.push(
      departure(
        stage,
        draft.people.map(({ name }) => name),
      ),
    );
  const isTalk = intent.kind === 'talk' || intent.kind === 'give' || intent.kind === 'help';
  if (!isTalk && happens(stage, 'hook', HOOKED)) {
    // Whoever has just gone away waits for nothing here.
    const { people, things } = draft.around;
    const [P, thing] = [drawn(people, teller), things[0]];
    lines.push(
      teller.say(HOOKS, {
        ...here(),
        P,
        thing: thing === undefined ? undefined : theThing(thing),
        exit: drawn(around.exits, teller),
      }),
    );
  }
  return lines;
}

function weatherAfter(stage: Stage) {
  const { weather } = stage.scene.now;
  if (weather === 'none' || !happens(stage, 'weather', TURNS_WEATHER)) return undefined;
  const next = drawn(
    WEATHERS.filter((each) => each !== weather && WEATHER[each] !== undefined),
    stage.teller,
  );
  if (next === undefined) return undefined;
  change(stage, 'weather', next, 'the weather turns');
  return WEATHER[next];
}

const STAT_OF: Readonly<Record<Pattern, Stat>> = {
  combat: 'strength',
  diplomatic: 'charisma',
  investigative: 'intelligence',
  magical: 'intelligence',
  stealthy: 'dexterity',
  helpful: 'wisdom',
  selfish: 'dexterity',
  cautious: 'wisdom',
  reckless: 'constitution',
};
const SURE = 0.8;
const MOST = 20;

/** What the last actions have made of the character, every time that it is looked at. */
function developmentOf(stage: Stage): Development {
  const { conduct, development_due, character } = stage.scene.now;
  const vitals = stage.draft.vitals === undefined ? {} : { vitals: stage.draft.vitals };
  const shown = PATTERNS.find((pattern) => pattern === conduct[0]);
  if (!development_due || shown === undefined) return { confidence: 0, skills: [], ...vitals };
  const skill = SKILLS[shown].find((name) => !character.skills.includes(name));
  const stat = STATS.find((each) => each === STAT_OF[shown]);
  return {
    confidence: SURE,
    ...(stat === undefined || character.stats[stat] >= MOST || skill !== undefined ? {} : { stat }),
    skills: skill === undefined ? [] : [skill],
    ...(skill === undefined ? {} : { trait: TRAITS[shown] }),
    because: citing(stage),
    ...vitals,
  };
}
