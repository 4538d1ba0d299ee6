import { inWords } from '../../narrative/number-words.js';
import { singleSpaced } from '../../narrative/plain-text.js';
import type { PersonaSketch, PlaceSketch } from '../../simulation/model-data.js';
import { type Bank, pick } from './chance.js';
import { capitalise, decapitalise, list, verbatim } from './grammar.js';
import { DETAILS, FIRST_SIGHT, FIRST_SIGHT_ALONE, FIRST_SIGHT_EMPTY } from './lexicon/details.js';
import { EXPECTATION } from './lexicon/expectations.js';
import { CALLBACKS, ENDINGS, TONES } from './lexicon/moods.js';
import { FROM_AFAR, NEXT_PLACE, SAME_PLACE } from './lexicon/one-view.js';
import { REGISTERS } from './lexicon/registers.js';
import { ALONE, COMPANY, ELSEWHERE, LIGHT, UNSETTLED, WEATHER, WHEN } from './lexicon/settings.js';
import { callName, plainName } from './names.js';
import type { Narrator, Scene } from './narrator.js';

const ELAPSED = ['a while', 'some time', 'a little while', 'a good while'];
const ATTEMPTS = 40;
/** Comings, goings and talk are not what anybody thinks back to. */
const WORTH_RECALLING = /\b(?:found that|managed to|told|struck|went for|admitted|had to accept|gave up)\b/u;

/** What a setting has to do. */
export interface SettingTask {
  /** The turn's first place carries the time; the others are linked to it. */
  readonly first: boolean;
  /** The opening has said when and where already. */
  readonly bare: boolean;
  /** Nobody has described the place yet in this story. */
  readonly fresh: boolean;
  /** Of a single view: whether it has come here in the course of the turn, has been here all the time, or is not here. */
  readonly followed?: 'came' | 'stayed' | 'afar' | undefined;
  /** Light or weather changes here in this turn, so neither can be told beforehand. */
  readonly unsettled?: boolean;
}

/** Sets the scene at one place: time or link, light or weather, who is there. */
export function tellSetting(narrator: Narrator, scene: Scene, task: SettingTask): void {
  const { verbosity, atmosphere, detail } = narrator.manner;
  if (task.followed === 'afar' && narrator.tell(FROM_AFAR, scene)) return;
  if (task.fresh && scene.place.description !== '') {
    // A description need not name its place, so somebody has to be seen there first.
    if (!task.bare) narrator.tell(firstSight(scene.present.length), withPeople(narrator, scene));
    narrator.add(asSentences(scene.place.description));
    if (narrator.wants(0.45, atmosphere))
      settingSentence(narrator, scene, { ...task, bare: true }, task.bare);
    return;
  }
  // The tersest tellings only say where they are when that has changed.
  if (verbosity < 0.2 && task.first && !narrator.chance(0.5)) return;
  settingSentence(narrator, scene, task, task.first ? narrator.chance(0.35) : narrator.chance(0.6));
  if (narrator.chance(0.3 * (detail * atmosphere - 1))) narrator.mayTell(DETAILS, scene, 8);
}

function firstSight(people: number): Bank {
  return people === 0 ? FIRST_SIGHT_EMPTY : people === 1 ? FIRST_SIGHT_ALONE : FIRST_SIGHT;
}

/** One sentence from a front, one or two clauses about the place and sometimes what to make of it. */
function settingSentence(narrator: Narrator, scene: Scene, task: SettingTask, withCompany: boolean): boolean {
  for (let i = 0; i < ATTEMPTS; i += 1) {
    const parts = settingTemplate(narrator, scene, task, withCompany, i);
    const text = narrator.compose(parts, withPeople(narrator, scene));
    // A reader has to learn where this is before anything happens there.
    const vague =
      !task.bare && i < ATTEMPTS / 2 && text?.toLowerCase().includes(bareName(scene.place)) === false;
    if (text !== undefined && !vague && narrator.add(text, undefined)) return true;
  }
  return false;
}

/** A place's name without its article, as it can be looked for. */
function bareName({ name }: PlaceSketch): string {
  return name.toLowerCase().replace(/^(?:the|an?)\s/u, '');
}

function settingTemplate(
  narrator: Narrator,
  scene: Scene,
  task: SettingTask,
  withCompany: boolean,
  attempt: number,
): string {
  const front = task.bare
    ? ''
    : task.first
      ? narrator.dealer.next(WHEN)
      : task.followed !== undefined
        ? narrator.dealer.next(task.followed === 'came' ? NEXT_PLACE : SAME_PLACE)
        : narrator.chance(0.7)
          ? narrator.dealer.next(ELSEWHERE)
          : '';
  const crowded = scene.present.length > 0;
  const company = narrator.dealer.next(scene.present.length > 1 ? COMPANY : ALONE);
  const about =
    task.unsettled === true
      ? crowded
        ? company
        : narrator.dealer.next(UNSETTLED)
      : narrator.dealer.next(clauseBank(narrator, scene.place));
  // A front that names the place leaves the clause to speak of it as known.
  const short = (clause: string): string =>
    front.includes(':place}') || front.includes('{place}')
      ? clause.replace(/(?:,? )?\{(?:in|into):place\}/gu, '').replaceAll('{place}', 'the place')
      : clause;
  const grouped = withCompany && crowded;
  const first = short(grouped ? company : about);
  const joined =
    front === '' ? first : `${front}${/[,;:]$|\b(?:and|where)$/u.test(front) ? '' : ','} ${first}`;
  const alone = first === short(company) && scene.present.length === 1;
  // A second clause, so that not every setting has the same length; late attempts always take one to be new.
  const long = narrator.manner.sentences;
  if (attempt > 12 || narrator.chance(long === 'long' ? 0.5 : long === 'short' ? 0.08 : 0.3))
    return `${joined}, ${expectation(narrator, alone, first === short(company))}`;
  const again = /\bthe place\b|place\}/u.test(joined) && about.includes('place}');
  if (grouped && about !== company && !again && narrator.chance(0.4)) return `${joined}; ${short(about)}`;
  return joined;
}

/** Refers to what has just been said of the place. */
const REMARKS = /\b(?:it|that|anything)\b/u;

/** What to make of the setting; whoever has just been named alone there is a pronoun. */
function expectation(narrator: Narrator, alone: boolean, ofPeople: boolean): string {
  const bank = EXPECTATION[narrator.data.arc] ?? EXPECTATION.rising ?? WHEN;
  let clause = narrator.dealer.next(bank);
  // Who is there is nothing to take for a sign.
  for (let i = 0; ofPeople && REMARKS.test(clause) && i < bank.items.length; i += 1)
    clause = narrator.dealer.next(bank);
  return alone && !narrator.firstPerson ? clause.replaceAll('{one}', '{onehe}') : clause;
}

function clauseBank(narrator: Narrator, place: PlaceSketch): Bank {
  const weather = WEATHER[place.weather];
  const light = LIGHT[place.light];
  const chosen = narrator.chance(0.5) ? weather : light;
  return chosen ?? weather ?? light ?? DETAILS;
}

/** Adds the slots that name those who are there. */
export function withPeople(narrator: Narrator, scene: Scene): Scene {
  const names = narrator.namesOf(scene.present);
  const someone = pick(names, narrator.draw);
  return {
    ...scene,
    extra: {
      ...scene.extra,
      who: names.length === 0 ? undefined : list(names),
      someone: names.length > 2 ? someone : undefined,
      count: names.length > 2 ? inWords(names.length) : undefined,
      elapsed: pick(ELAPSED, narrator.draw),
    },
  };
}

/** A look back at something of an earlier turn. */
export function tellCallback(narrator: Narrator, scene: Scene): void {
  // Always the turn before the last, so that nothing is recalled twice.
  const lines = narrator.data.soFar.slice(-2, -1).filter((line) => WORTH_RECALLING.test(line));
  const { view, data } = narrator;
  // Somebody who is there thinks back to what that person did, and not to what goes on elsewhere.
  const names = data.cast
    .filter(({ id }) => (view === undefined || id === view) && scene.present.some((one) => one.id === id))
    .map(({ name }) =>
      callName(
        name,
        data.cast.map((persona) => persona.name),
      ),
    );
  // Only what somebody did: the world's own happenings are worded for the moment in which they come.
  const line = pick(
    lines.filter((text) => names.some((name) => text.startsWith(name) && text.split(name).length === 2)),
    narrator.draw,
  );
  if (line === undefined) return;
  const past = narrator.clause(
    lookedBack(decapitalise(line.trim().replace(/[.!?…]+$/u, ''), names), narrator),
  );
  if (past === '' || /[.!?]\s/u.test(past)) return;
  // Whoever the line is about is not named twice.
  narrator.tell(
    CALLBACKS,
    {
      ...scene,
      extra: {
        past: verbatim(past),
        ...(names.some((name) => line.includes(name)) ? { one: undefined } : {}),
      },
    },
    8,
  );
}

/** A line of the log as it is remembered: in the pluperfect, and by the names that people are called by. */
function lookedBack(line: string, narrator: Narrator): string {
  const all = narrator.data.cast.map(({ name }) => name);
  const named = narrator.data.cast.reduce(
    (text, { name }) => text.replaceAll(plainName(name), callName(name, all)),
    line,
  );
  return named.replace(/\b(?:found that|told|struck out|admitted|had to accept)\b/u, (verb) => `had ${verb}`);
}

/** A remark in the story's tone. */
export function tellTone(narrator: Narrator, scene: Scene): boolean {
  const { register } = narrator.manner;
  if (register !== 'plain' && narrator.chance(0.7) && narrator.mayTell(REGISTERS[register].remarks, scene, 8))
    return true;
  return narrator.mayTell(TONES[narrator.manner.tone] ?? DETAILS, scene, 12);
}

/** Something seen or heard in passing. */
export function tellDetail(narrator: Narrator, scene: Scene): boolean {
  return narrator.mayTell(DETAILS, scene, 8);
}

/** The turn's last sentence. */
export function tellEnding(narrator: Narrator, scene: Scene): void {
  // What the story turns on has been pointed out when it happened.
  const bank = (narrator.hasSaid('turned') ? undefined : ENDINGS[narrator.data.arc]) ?? ENDINGS.rising;
  if (bank === undefined) return;
  const fallback = ENDINGS.rising ?? bank;
  if (!narrator.tell(bank, scene, bank.items.length) && !narrator.tell(fallback, scene)) {
    settingSentence(narrator, scene, { first: true, fresh: false, bare: false }, false);
  }
}

/** Text by others as sentences with capitals and full stops. */
export function asSentences(text: string): string {
  const trimmed = singleSpaced(text.trim());
  return capitalise(/[.!?…]["'”’)]?$/u.test(trimmed) ? trimmed : `${trimmed}.`);
}

/** Those of the cast who are at a place, in the order of the cast. */
export function peopleAt(narrator: Narrator, placeId: string, also: readonly string[]): PersonaSketch[] {
  return [...narrator.people.values()].filter(
    (persona) => persona.locationId === placeId || also.includes(persona.id),
  );
}
