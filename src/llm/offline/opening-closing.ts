import type { Goal } from '../../simulation/types.js';
import { clauseSlots } from './cause-prose.js';
import type { Bank } from './chance.js';
import { capitalise, cutWords, decapitalise, list, verbatim } from './grammar.js';
import { clauseOf } from './introduction.js';
import { OPEN_STRANDS, OPEN_STRANDS_BARE } from './lexicon/causes.js';
import * as frames from './lexicon/frames.js';
import { LAST_OF_MINE, MYSELF, MYSELF_BARE } from './lexicon/one-view.js';
import type { Narrator, Scene } from './narrator.js';
import { asSentences, withPeople } from './scene.js';

const EPIGRAPH_MAX = 200;
/** Findings told in one sentence. */
const FACTS_TOLD = 3;
const LOOSE_TOLD = 2;
const THREADS_TOLD = 2;
/** Of many people in a thread those are named who had to do with it last. */
const THREAD_NAMES = 3;
/** Of more people than this no more is told than what they came for. */
const SEVERAL = 4;

/** The very first sentence: a line of the client's own, or when and where it begins. */
export function openingLine(narrator: Narrator, scene: Scene): string | undefined {
  const { stage } = narrator.data;
  const quoted = epigraph(stage.settingText ?? stage.scenarioText ?? '');
  if (quoted === '') return beginning(narrator, scene);
  return narrator.compose(narrator.dealer.next(frames.EPIGRAPH), {
    ...scene,
    extra: { quoted: verbatim(quoted) },
  });
}

function beginning(narrator: Narrator, scene: Scene): string | undefined {
  const together = scene.present.length === narrator.people.size ? '' : undefined;
  for (let i = 0; i < frames.BEGINNING.items.length; i += 1) {
    const text = narrator.compose(narrator.dealer.next(frames.BEGINNING), { ...scene, extra: { together } });
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The beginning: its first sentence, the premise, where and when, and who is there and why. */
export function tellOpening(narrator: Narrator, scene: Scene, first: string | undefined): void {
  const { stage } = narrator.data;
  const cast = [...narrator.people.values()];
  if (first !== undefined) narrator.add(first);
  if (first?.endsWith('"') === true) {
    narrator.paragraph();
    const where = beginning(narrator, scene);
    if (where !== undefined) narrator.add(where);
  }
  const exactNames = new Map(narrator.data.cast.map(({ id, name }) => [id, name]));
  if (stage.premise.trim() !== '') narrator.add(asSentences(stage.premise));
  narrator.paragraph();
  const said = new Set<string>();
  let before: string | undefined;
  cast.forEach((persona, index) => {
    const [goal] = persona.goals;
    const told =
      persona.description === ''
        ? persona.profession
        : (clauseOf(persona.description, exactNames.get(persona.id) ?? persona.name) ?? persona.profession);
    // What is said of several tells nobody from the others.
    const isCommon = cast.some(
      (other) => other !== persona && persona.description !== '' && other.description === persona.description,
    );
    const about = isCommon ? undefined : told;
    const extra = {
      // Once in the story the name stands exactly as it was given.
      A: exactNames.get(persona.id) ?? persona.name,
      A2: persona.name,
      about:
        about === undefined
          ? undefined
          : verbatim(decapitalise(narrator.goal(about, persona.id), [persona.name])),
      // What another wants is not for a single view to know.
      goal:
        goal === undefined || (narrator.view !== undefined && persona.id !== narrator.view)
          ? undefined
          : narrator.goal(goal.text, persona.id),
      later: index === 0 ? undefined : '',
    };
    const own = { ...scene, actor: persona, extra };
    const myself = narrator.firstPerson && persona.id === narrator.view;
    const again = extra.goal !== undefined && said.has(extra.goal);
    if (extra.goal !== undefined) said.add(extra.goal);
    const banks = myself
      ? [MYSELF, MYSELF_BARE]
      : introductionsOf(about !== undefined, again, extra.goal === before);
    before = extra.goal;
    if (banks.some((bank) => narrator.tell(bank, own))) return;
    narrator.tell(frames.INTRODUCTIONS_LAST, own);
  });
  if (cast.length > 1 && narrator.wants(0.6)) {
    narrator.tell(frames.TOGETHER, scene);
  }
}

/** The banks that a person is brought in from, the fullest first; nobody's wish is told twice in the same words. */
function introductionsOf(described: boolean, again: boolean, next: boolean): readonly Bank[] {
  if (again && next) return [described ? frames.INTRODUCTIONS_ALSO : frames.INTRODUCTIONS_SAME];
  if (again) return [described ? frames.INTRODUCTIONS_BARE : frames.INTRODUCTIONS_LAST];
  return [described ? frames.INTRODUCTIONS : frames.INTRODUCTIONS_PLAIN, frames.INTRODUCTIONS_BARE];
}

/** The first sentence of a client's text, without markup and control characters, at most 200 characters. */
export function epigraph(text: string): string {
  const plain = text
    .replace(/<[^<>]*>/gu, ' ')
    .replace(/[*_`#>|~[\]{}\\]+/gu, ' ')
    .replace(/\p{C}/gu, ' ')
    .replace(/["“”]/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim();
  const first = /^.*?[.!?…](?=\s|$)/u.exec(plain)?.[0] ?? plain;
  const cut = cutWords(first, EPIGRAPH_MAX);
  if (!/\p{L}/u.test(cut)) return '';
  return capitalise(/[.!?…]$/u.test(cut) ? cut : `${cut}…`.replace(first === cut ? /…$/u : /$^/u, '.'));
}

/** The end: what was found, who reached what, what stays open. */
export function tellClosing(narrator: Narrator, scene: Scene): void {
  const { data } = narrator;
  narrator.paragraph();
  const here = withPeople(narrator, scene);
  narrator.tell(frames.CLOSING_TIME, here);
  if (scene.present.length === data.cast.length) narrator.tell(frames.CLOSING_SCENE, here);
  else narrator.tell(frames.CLOSING_APART, here);
  const { facts, open } = sortLoose(narrator);
  const rooms = narrator.manner.verbosity > 0.3 ? 2 : 1;
  for (let room = 0; room < rooms; room += 1) {
    const told = facts.slice(room * FACTS_TOLD, (room + 1) * FACTS_TOLD);
    if (told.length === 0 || (room > 0 && told.length < 2)) break;
    const bank = room === 0 ? frames.GATHERED : frames.GATHERED_MORE;
    narrator.tell(bank, { ...here, extra: { facts: verbatim(told.join('; ')) } });
  }
  narrator.paragraph();
  tellGoals(narrator, here);
  narrator.paragraph();
  tellThreads(narrator, here);
  for (const task of open.slice(0, LOOSE_TOLD)) {
    narrator.tell(frames.LOOSE_TASKS, { ...here, extra: { goal: verbatim(task) } });
  }
  const last = narrator.firstPerson
    ? LAST_OF_MINE
    : (frames.LAST_LINES[narrator.manner.tone] ?? frames.LAST_LINES.neutral);
  if (last !== undefined) narrator.tell(last, here);
}

/** Takes up the strands that are open, the weightiest first. */
function tellThreads(narrator: Narrator, scene: Scene): void {
  let told = 0;
  for (const { agents, text } of narrator.data.threads) {
    if (told === THREADS_TOLD) return;
    const people = agents.flatMap((id) => narrator.people.get(id) ?? []).slice(-THREAD_NAMES);
    const between = people.length < 2 ? undefined : { who: list(narrator.namesOf(people)) };
    if (text === undefined && between === undefined) continue;
    const bank = text === undefined ? OPEN_STRANDS_BARE : OPEN_STRANDS;
    const clause = text === undefined ? {} : clauseSlots(narrator, text);
    if (narrator.tell(bank, { ...scene, extra: { ...scene.extra, who: undefined, ...between, ...clause } }))
      told += 1;
  }
}

function tellGoals(narrator: Narrator, scene: Scene): void {
  const shown = narrator.manner.verbosity > 0.6 && narrator.people.size < 4 ? 2 : 1;
  for (const persona of narrator.people.values()) {
    if (narrator.view !== undefined && persona.id !== narrator.view) continue;
    // What the opening told is taken up again; of the rest what came to an end is worth more words than what goes on.
    const [main, ...others] = persona.goals;
    const ended =
      narrator.manner.verbosity > 0.3 ? others.find(({ status }) => status !== 'open') : undefined;
    // Of many people each has one thing to come to an end, or the close is a list.
    const enough = narrator.people.size > SEVERAL && main?.status !== 'open';
    const goals = [main, ended ?? others[0]].slice(0, enough ? 1 : ended === undefined ? shown : 2);
    goals.forEach((goal, index) => {
      if (goal === undefined) return;
      narrator.tell(closingBank(goal), {
        ...scene,
        actor: persona,
        extra: { goal: narrator.goal(goal.text, persona.id), main: index === 0 ? '' : undefined },
      });
    });
  }
}

function closingBank(goal: Goal): Bank {
  if (goal.status === 'done') return frames.CLOSE_DONE;
  if (goal.status === 'failed') return frames.CLOSE_LOST;
  // What is to be kept is kept as long as it is not lost.
  const keeps = goal.tracks?.kind === 'secret' || goal.tracks?.kind === 'protect';
  return keeps ? frames.CLOSE_KEPT : frames.CLOSE_OPEN;
}

/** Tells findings from tasks among the open ends; goals are told from the cast. */
function sortLoose(narrator: Narrator): { readonly facts: string[]; readonly open: string[] } {
  const { data } = narrator;
  const names = data.cast.map(({ name }) => name);
  const facts: string[] = [];
  const open: string[] = [];
  for (const line of data.loose) {
    const clause = line.trim().replace(/[.!?…]+$/u, '');
    const task = /^(.+?) has yet to (.+)$/iu.exec(clause);
    if (task === null) facts.push(narrator.clause(decapitalise(clause, names)));
    else if (!names.includes(task[1] ?? '')) open.push(task[2] ?? '');
  }
  // With many goals open there is no room left for findings among the loose ends; the log still has the latest.
  for (const line of facts.length > 0 || narrator.view !== undefined ? [] : data.soFar) {
    const found = /\bfound that (.+?)[.]?$/u.exec(line)?.[1];
    if (found !== undefined) facts.push(found);
  }
  return {
    facts: [...new Set(facts)].filter((fact) => fact !== ''),
    open: open.filter((task) => task !== ''),
  };
}
