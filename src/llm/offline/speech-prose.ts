import type { ChronicleEvent, PersonaSketch } from '../../simulation/model-data.js';
import { type Bank, pick } from './chance.js';
import { isHarsh } from './change-prose.js';
import { decapitalise, isPlural, verbatim } from './grammar.js';
import { isReply } from './heard.js';
import { TOO_LATE_FOR_ME, UNHEARD } from './lexicon/one-view.js';
import * as receptions from './lexicon/receptions.js';
import * as speech from './lexicon/speech.js';
import { MUTTERED_AGAIN, SAID_AGAIN } from './lexicon/speech-again.js';
import type { Narrator, Scene } from './narrator.js';
import { isInaudible } from './view.js';

const GOING = new Set(['move', 'retreat']);

/** How a line stands in the flow of the scene. */
export interface SpeechFlow {
  /** What the listener did a moment ago: spoke to the speaker, or put a question that is still open. */
  readonly answers?: 'words' | 'question' | undefined;
  /** The speaker's deed was told in the sentence before. */
  readonly busy: boolean;
  /** The listener has left before the line is spoken. */
  readonly gone?: PersonaSketch | undefined;
}

/** Tells a line of speech. Every line is quoted in full; how it is tagged depends on its end, volume and hearers. */
export function tellSpeech(narrator: Narrator, event: ChronicleEvent, scene: Scene, flow: SpeechFlow): void {
  const line = quotable(event.dialogue?.text ?? '');
  if (line === '') return;
  const speaking = withLine(scene, line);
  if (isInaudible(event, narrator.data)) {
    narrator.mustTell(UNHEARD, scene);
    return;
  }
  // Whoever comes back to the same words is heard to do so, but the reader need not read them again.
  if (narrator.ledger.hasLine(line)) {
    narrator.mustTell(bankForAgain(scene), scene);
    return;
  }
  if (flow.gone !== undefined && flow.gone.id === narrator.view) {
    narrator.mustTell(TOO_LATE_FOR_ME, scene);
    return;
  }
  const banks = banksFor(line, event, scene, flow);
  for (const bank of banks.flatMap((each) => plainerOf(narrator, each, line, scene))) {
    for (let i = 0; i < bank.items.length; i += 1) {
      const template = narrator.dealer.next(bank);
      if (!fits(template, line, scene)) continue;
      const text = narrator.compose(template, speaking);
      if (text !== undefined && narrator.add(text, speaking)) return;
    }
  }
  // Part of the line has been said before in this story: run its sentences together, so that the whole is new.
  const joined = withLine(scene, joinSentences(line, narrator));
  const last = scene.target === undefined ? speech.MUTTERED : speech.SAID_BEFORE;
  for (let i = 0; i < last.items.length; i += 1) {
    const template = narrator.dealer.next(last);
    if (!template.includes(': "')) continue;
    const text = narrator.compose(template, joined);
    if (text !== undefined && narrator.add(text, joined)) return;
  }
  const plain =
    narrator.compose('{A} said, {gesture}: "{Q}"', joined) ??
    `${scene.actor?.name ?? 'Somebody'} said: "${line}"`;
  narrator.force(plain, joined);
}

/** Tags that the story has been through give way, most of the time, to plainer ones. */
function plainerOf(narrator: Narrator, bank: Bank, line: string, { target }: Scene): Bank[] {
  if (narrator.dealer.round(bank) === 0 || !narrator.chance(PLAINER)) return [bank];
  if (target === undefined) return bank === speech.SAID_TOO_LATE ? [bank] : [speech.MUTTERED_PLAINLY, bank];
  return [line.endsWith('?') ? speech.ASKED_PLAINLY : speech.SAID_PLAINLY, bank];
}
const PLAINER = 0.85;

function bankForAgain({ target }: Scene): Bank {
  return target === undefined ? MUTTERED_AGAIN : SAID_AGAIN;
}

function withLine(scene: Scene, line: string): Scene {
  const soft = /[.]$/u.test(line) ? `${line.slice(0, -1)},` : line;
  return { ...scene, extra: { ...scene.extra, Q: verbatim(line), 'Q,': verbatim(soft) } };
}

function banksFor(line: string, event: ChronicleEvent, scene: Scene, flow: SpeechFlow): Bank[] {
  const volume = event.dialogue?.volume;
  const { target } = scene;
  if (flow.gone !== undefined) return [speech.SAID_TOO_LATE, speech.MUTTERED];
  if (target === undefined) return [volume === 'loud' ? speech.CALLED : speech.MUTTERED, speech.MUTTERED];
  const general = line.endsWith('?')
    ? [speech.ASKED, speech.SAID_BEFORE]
    : [speech.SAID_AFTER, speech.SAID_BEFORE];
  if (volume === 'whisper') return [speech.WHISPERED, ...general];
  if (volume === 'loud') return [speech.CALLED, ...general];
  if (flow.busy) return [GOING.has(event.type) ? speech.SAID_LEAVING : speech.SAID_WHILE, ...general];
  // All of a turn speak at once: an answer is one to words of an earlier turn, and what follows a question is none.
  if (isReply(line)) return [speech.RETURNED_TO, ...general];
  if (flow.answers === 'question') return [speech.PASSED_OVER, ...general];
  if (flow.answers === 'words' && !line.endsWith('?')) return [speech.ANSWERED, ...general];
  // The long way round for every other line keeps plain tags from piling up.
  return event.eventId.charCodeAt(event.eventId.length - 1) % 2 === 0 ? general : general.reverse();
}

/** A comma only replaces a full stop; a listener who is addressed by name in the line needs no second mention. */
function fits(template: string, line: string, scene: Scene): boolean {
  if (template.includes('{Q,}') && !line.endsWith('.')) return false;
  if (CASUAL.test(template) && !isTold(line)) return false;
  // Among several the reader has to learn who is meant.
  if (scene.present.length > 2 && scene.target !== undefined && !line.includes(scene.target.name))
    if (!template.includes('{B}')) return false;
  const name = scene.target?.id === undefined ? undefined : scene.target.name;
  const addressed = name !== undefined && line.includes(name);
  return !(addressed && /^"\{B\}|to \{B\}|told \{B\}|\{B\} with|of \{B\}:|to \{B\}:/u.test(template));
}

/** Tags for lines that tell something, and not for orders, threats and accusations. */
const CASUAL =
  /let \{B\} know|offered|remarked|put in|way of putting it|came from \{A\}|let fall|weighed the words/u;

/** Whether a line tells something, from its first word to its last. */
function isTold(line: string): boolean {
  return (
    !/[!?]/u.test(line) &&
    /^(?:I|We|It|There|That|This|Somebody|Something|Nobody|Nothing|The|One|Then|So|As far)\b/u.test(line)
  );
}

/** A line without outer quotation marks, with an end mark, and with inner double quotes made single. */
export function quotable(text: string): string {
  const bare = text
    .trim()
    .replace(/^["“”]+|["“”]+$/gu, '')
    .replace(/["“”]/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim();
  if (bare === '') return '';
  return /[.!?…][')]?$/u.test(bare) ? bare : `${bare.replace(/[,;:–-]+$/u, '')}.`;
}

function joinSentences(line: string, narrator: Narrator): string {
  const names = [...narrator.people.values()].map(({ name }) => name);
  return line.replace(/([.!?…])\s+(\S[^.!?…]*)/gu, (_, end: string, rest: string) =>
    `${end === '.' ? ';' : `${end} -`} ${decapitalise(rest, names)}`.replace(/([!?…]) -/u, ' -'),
  );
}

/** Tells how the listener took it, by the outcome. */
export function tellReception(narrator: Narrator, event: ChronicleEvent, scene: Scene): boolean {
  if (scene.target === undefined) return false;
  const asks = event.dialogue?.text.trim().endsWith('?') === true;
  if (event.outcome === 'failure' || event.outcome === 'blocked') {
    if (asks) return narrator.mayTell(receptions.LEFT_UNANSWERED, scene);
    const told = event.told !== undefined && narrator.chance(0.4);
    return narrator.tell(told ? receptions.DISBELIEVED : receptions.UNHEEDED, scene);
  }
  if (event.outcome !== 'success') return false;
  if (isHarsh(event)) return narrator.mayTell(receptions.STRUCK_HOME, scene);
  if (asks) return narrator.mayTell(receptions.ANSWERED_IN_BRIEF, scene);
  const told = event.told !== undefined && narrator.chance(0.5);
  return narrator.tell(told ? receptions.LEARNED : receptions.HEEDED, scene);
}

/** Tells that a fact was passed on, when the quoted line does not already hold it. */
export function tellTold(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const { told } = event;
  if (told === undefined || scene.target === undefined) return;
  // A single view that is not there knows that something was said, and no more.
  if (narrator.view !== undefined && !scene.present.some(({ id }) => id === narrator.view)) return;
  if (says(event.dialogue?.text ?? '', told) || isInaudible(event, narrator.data)) return;
  const own = narrator.clause(aboutOneself(told, scene));
  narrator.mustTell(speech.TOLD, { ...scene, extra: { ...scene.extra, told: verbatim(own) } });
}

/** A clause about the speaker goes on with a pronoun; for `they` its verbs would have to change, so the name stays. */
function aboutOneself(clause: string, { actor }: Scene): string {
  if (actor === undefined) return clause;
  const lead = /^(\p{Lu}\S*(?: \p{Lu}\S*)*) /u.exec(clause)?.[1];
  const own = lead !== undefined && (lead === actor.name || lead.split(' ')[0] === actor.name);
  if (!own) return clause;
  const subject = isPlural(actor.pronouns) ? actor.name : actor.pronouns.subject.toLowerCase();
  return subject + clause.slice(lead.length);
}

/** Whether a line holds most of a clause's longer words: what it says in the first person is not told again. */
function says(line: string, clause: string): boolean {
  const words = clause.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const said = line.toLowerCase();
  return words.length > 0 && words.filter((word) => said.includes(word)).length >= words.length * 0.6;
}

/** Somebody else hears it. */
export function tellOverheard(narrator: Narrator, scene: Scene): boolean {
  return narrator.mayTell(speech.OVERHEARD, scene, 6);
}

/** Whom a line is for: the event's person, else the first hearer who is there. */
export function listenerOf(event: ChronicleEvent, narrator: Narrator): PersonaSketch | undefined {
  const id = event.targetPerson ?? (event.dialogue?.to.length === 1 ? event.dialogue.to[0] : undefined);
  if (id !== undefined) return narrator.people.get(id);
  const hearers = (event.dialogue?.to ?? []).flatMap((hearer) => narrator.people.get(hearer) ?? []);
  // A line said to all may still call one of them by name.
  const line = event.dialogue?.text ?? '';
  return hearers.find(({ name }) => line.includes(name)) ?? pick(hearers, narrator.draw);
}
