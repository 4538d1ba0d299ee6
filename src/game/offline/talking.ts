import { capitalise } from '../../llm/offline/grammar.js';
import { saysSequence, tokensOf } from '../../reality/name-index.js';
import { contentWords, wordsOfText } from '../../reality/spoken-facts.js';
import { nameInText } from '../../scenario/play/wording.js';
import { countShared } from '../reality/knowledge.js';
import { isOut } from '../reality/stand.js';
import { isDead } from '../reducers/people.js';
import type { SceneBelief, SceneFact, ScenePerson } from '../scene.js';
import type { PersonUpdate } from '../sections/people.js';
import { confidence, favourOf } from './aftermath.js';
import { person, roll, type Stage } from './draft.js';
import { errandFor } from './errands.js';
import type { IntentOf } from './intent.js';
import { HELP } from './lexicon/deeds.js';
import * as bank from './lexicon/talk.js';
import { shortName } from './names.js';
import { LINE } from './teller.js';

/** What people answer. Each says only what stands among its own knowledge and beliefs. */

const COLD = -40;
const CONFIDES = 30;

/** A line that somebody says, told with how it is said. */
export function speak(
  stage: Stage,
  speaker: ScenePerson,
  line: string,
  update: Partial<PersonUpdate> = {},
  isStruck = false,
): void {
  const { teller, draft, slots } = stage;
  if (line === '' || (isOut(speaker.status) && update.status === undefined)) {
    person(stage, speaker.name, update);
    return;
  }
  const isCold = speaker.disposition + (update.disposition ?? 0) <= COLD;
  const frame = isStruck ? bank.CRIES : isCold ? bank.SPEAKS_COLDLY : bank.SPEAKS;
  // The line has been dealt already: only what stands around it is new.
  const told = teller.say(frame, { ...slots, P: shortName(speaker.name), line: LINE });
  draft.told.push(told === '' ? `“${line}”` : told.replace(LINE, () => `“${line}”`));
  person(stage, speaker.name, { ...update, says: line });
}

const REGARD = { well: 3, dearly: 1, badly: -1 } as const;
const BROWBEATEN = -8;

export function talk(stage: Stage, { person: speaker, isBrowbeating }: IntentOf<'talk'>): void {
  if (isOut(speaker.status)) {
    stage.draft.told.push(stage.teller.say(bank.SILENT, { ...stage.slots, P: shortName(speaker.name) }));
    return;
  }
  const ends = roll(stage, 'charisma', 0.2);
  const P = shortName(speaker.name);
  stage.draft.told.push(
    stage.teller.say(isBrowbeating ? bank.PRESSES : bank.TURNS_TO, { ...stage.slots, P }),
  );
  const disposition = isBrowbeating ? BROWBEATEN : REGARD[ends];
  if (speaker.disposition <= COLD && !(isBrowbeating && ends === 'well')) {
    speak(stage, speaker, stage.teller.say(bank.REFUSES), { disposition: Math.min(0, disposition) });
    return;
  }
  const way = isBrowbeating ? stage.teller.say(bank.GIVES_WAY) : '';
  const answer = answerFrom(stage, speaker);
  const errand = isBrowbeating ? '' : errandFor(stage, speaker);
  const line = [way, answer.line, errand].filter((part) => part !== '').join(' ');
  speak(stage, speaker, line, { disposition });
  if (answer.fact !== undefined && !isBrowbeating) confidence(stage, speaker, answer.fact.secret);
}

const HELPED = 8;

export function help(stage: Stage, { person: helped }: IntentOf<'help'>): void {
  const { teller, draft, slots } = stage;
  if (isDead(helped)) {
    draft.told.push(teller.say(bank.SILENT, { ...slots, P: shortName(helped.name) }));
    return;
  }
  draft.difficulty = 'medium';
  draft.told.push(teller.say(HELP, { ...slots, P: shortName(helped.name) }));
  const heals = helped.status === 'hurt' || helped.status === 'unconscious' ? { status: 'idle' } : {};
  speak(stage, helped, teller.say(bank.THANKS), { disposition: HELPED, ...heals });
  favourOf(stage, helped);
}

interface Answer {
  readonly line: string;
  readonly fact?: SceneFact;
}

/** Words of a question that ask for nothing in particular. */
const GENERAL = contentWords(
  'talk ask speak tell greet say hello news rumours rumors rumour gossip know knows known happened happening happens ' +
    'going on here there lately today anything everything something what who how about help need needs want wants work ' +
    'job story place people town trouble matter situation please good morning evening day question questions more else ' +
    'whoever whomever someone everyone everybody person persons anybody somebody friend stranger yourself myself find look see think thought hear heard first next ' +
    'word words again let us',
);
const ASKS_WHERE = /\b(?:where|whereabouts|find|seen|located|lies|hidden|who has)\b/iu;
const TELLS = /\b(?:tell|inform|warn|assure|let)\b[^.?!]*\b(?:that|know)\b|\bsay\b[^.?!]*\bthat\b/iu;

function answerFrom(stage: Stage, speaker: ScenePerson): Answer {
  const { teller, scene } = stage;
  if (TELLS.test(scene.action) && !scene.action.includes('?')) {
    const line = teller.say(bank.TAKES_NOTE);
    if (line !== '') return { line };
  }
  const asked = topicOf(scene.action, speaker.name);
  const named = speaker.believes.filter(({ subject }) => isNamedIn(scene.action, subject));
  const tellable = speaker.knows.filter(
    ({ secret, shared }) => !shared && (!secret || speaker.disposition >= CONFIDES),
  );
  const open = [...tellable.filter(({ secret }) => !secret), ...tellable.filter(({ secret }) => secret)];
  const onTopic = tellable.filter(({ text }) => countShared(wordsOfText(text), asked) > 0);
  const [about] = named;
  if (about !== undefined && (ASKS_WHERE.test(scene.action) || onTopic.length === 0)) {
    const line = whereLine(stage, about);
    if (line !== '') return { line };
  }
  for (const fact of asked.size === 0 ? open : onTopic) {
    const line = factLine(stage, speaker, fact);
    if (line !== '') return { line, fact };
  }
  if (asked.size === 0) {
    const [want] = speaker.wants;
    const line = want === undefined ? '' : teller.say(bank.WANTS, { want });
    return { line: line === '' ? teller.say(bank.GREETS) : line };
  }
  return { line: elsewhereLine(stage, speaker) };
}

function topicOf(action: string, name: string): ReadonlySet<string> {
  const own = contentWords(name);
  return new Set([...contentWords(action)].filter((word) => !GENERAL.has(word) && !own.has(word)));
}

function isNamedIn(action: string, name: string): boolean {
  const words = tokensOf(action);
  const [first = ''] = tokensOf(shortName(name));
  return (
    saysSequence(words, tokensOf(name.replace(/^(?:the|an?) /iu, ''))) ||
    (!/^(?:the|an?) /iu.test(name) && first.length > 2 && words.includes(first))
  );
}

function factLine(
  { teller }: Stage,
  speaker: ScenePerson,
  { text: fact, secret, heard_from: who }: SceneFact,
): string {
  // What is told of somebody is worded by others; nobody says “Ada did” of herself.
  if (isNamedIn(fact, speaker.name)) return teller.say(bank.OF_ONESELF, { fact });
  if (secret) return teller.say(bank.SECRET, { fact });
  return who === null
    ? teller.say(bank.TOLD, { fact })
    : teller.say(bank.PASSED_ON, { fact, who: shortName(who) });
}

const SURE = 0.75;

function whereLine({ teller, scene }: Stage, { subject, kind, at, sure, heard_from }: SceneBelief): string {
  const called = kind === 'thing' ? nameInText(subject) : shortName(subject);
  const holder = scene.now.people.some(({ name }) => name === at) || scene.world.character.name === at;
  if (holder) return teller.say(bank.HAS_IT, { subject: called, who: shortName(at) });
  const slots = { subject: called, where: nameInText(at) };
  return teller.say(sure >= SURE && heard_from === null ? bank.SEEN_AT : bank.HEARD_AT, slots);
}

/** Who doesn't know may know who does. */
function elsewhereLine({ teller, scene }: Stage, speaker: ScenePerson): string {
  const here = new Set(scene.now.people.map(({ name }) => name));
  const other = speaker.believes.find(
    ({ kind, subject, at }) => kind === 'person' && !here.has(subject) && at !== scene.now.place.name,
  );
  const sends =
    other === undefined || speaker.disposition < 0
      ? ''
      : teller.say(bank.ASK_ANOTHER, { who: shortName(other.subject), where: nameInText(other.at) });
  return [teller.say(bank.DOES_NOT_KNOW), sends]
    .filter((line) => line !== '')
    .map(capitalise)
    .join(' ');
}
