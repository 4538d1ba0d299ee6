import type { ChronicleData } from '../../simulation/model-data.js';
import type { Goal } from '../../simulation/types.js';
import { asInfinitive } from './action-prose.js';
import type { Bank } from './chance.js';
import { capitalise, cutWords, decapitalise, verbatim } from './grammar.js';
import * as frames from './lexicon/frames.js';
import type { Narrator, Scene } from './narrator.js';
import { asSentences, withPeople } from './scene.js';

const EPIGRAPH_MAX = 200;
const FACTS_TOLD = 3;
const LOOSE_TOLD = 2;

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
  for (const persona of cast) {
    const goal = persona.goals.find(({ status }) => status === 'open') ?? persona.goals[0];
    const about = persona.description === '' ? persona.profession : persona.description;
    const extra = {
      // Once in the story the name stands exactly as it was given.
      A: exactNames.get(persona.id) ?? persona.name,
      A2: persona.name,
      about:
        about === undefined
          ? undefined
          : verbatim(decapitalise(about.trim().replace(/[.!?]+$/u, ''), [persona.name])),
      goal: goal === undefined ? undefined : asInfinitive(goal.text),
    };
    const own = { ...scene, actor: persona, extra };
    if (!narrator.tell(frames.INTRODUCTIONS, own)) narrator.tell(frames.INTRODUCTIONS_BARE, own);
  }
  if (cast.length > 1 && narrator.chance(0.4 + 0.4 * narrator.manner.verbosity)) {
    narrator.tell(frames.TOGETHER, scene);
  }
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
  const { facts, open } = sortLoose(data);
  const told = facts.slice(0, FACTS_TOLD);
  if (told.length > 0) {
    narrator.tell(frames.GATHERED, { ...here, extra: { facts: verbatim(told.join('; ')) } });
  }
  narrator.paragraph();
  tellGoals(narrator, here);
  narrator.paragraph();
  for (const task of open.slice(0, LOOSE_TOLD)) {
    narrator.tell(frames.LOOSE_TASKS, { ...here, extra: { goal: verbatim(task) } });
  }
  for (const clause of facts.slice(FACTS_TOLD, FACTS_TOLD + 1)) {
    narrator.tell(frames.LOOSE, { ...here, extra: { detail: verbatim(clause) } });
  }
  const last = frames.LAST_LINES[narrator.manner.tone] ?? frames.LAST_LINES.neutral;
  if (last !== undefined) narrator.tell(last, here);
}

function tellGoals(narrator: Narrator, scene: Scene): void {
  const shown = narrator.manner.verbosity > 0.6 && narrator.people.size < 4 ? 2 : 1;
  for (const persona of narrator.people.values()) {
    // What came to an end is worth more words than what goes on.
    const goals = [...persona.goals].sort(
      (a, b) => rank(a.status) - rank(b.status) || b.priority - a.priority,
    );
    for (const goal of goals.slice(0, shown)) {
      const bank = closingBank(goal);
      narrator.tell(bank, { ...scene, actor: persona, extra: { goal: asInfinitive(goal.text) } });
    }
  }
}

function closingBank(goal: Goal): Bank {
  if (goal.status === 'done') return frames.CLOSE_DONE;
  if (goal.status === 'failed') return frames.CLOSE_LOST;
  // What is to be kept is kept as long as it is not lost.
  const keeps = goal.tracks?.kind === 'secret' || goal.tracks?.kind === 'protect';
  return keeps ? frames.CLOSE_KEPT : frames.CLOSE_OPEN;
}

function rank(status: string): number {
  return status === 'open' ? 1 : 0;
}

/** Tells findings from tasks among the open ends; goals are told from the cast. */
function sortLoose(data: ChronicleData): { readonly facts: string[]; readonly open: string[] } {
  const names = data.cast.map(({ name }) => name);
  const facts: string[] = [];
  const open: string[] = [];
  for (const line of data.loose) {
    const clause = line.trim().replace(/[.!?…]+$/u, '');
    const task = /^(.+?) has yet to (.+)$/iu.exec(clause);
    if (task === null) facts.push(decapitalise(clause, names));
    else if (!names.includes(task[1] ?? '')) open.push(task[2] ?? '');
  }
  // With many goals open there is no room left for findings among the loose ends; the log still has the latest.
  for (const line of facts.length > 0 ? [] : data.soFar) {
    const found = /\bfound that (.+?)[.]?$/u.exec(line)?.[1];
    if (found !== undefined) facts.push(found);
  }
  return {
    facts: [...new Set(facts)].filter((fact) => fact !== ''),
    open: open.filter((task) => task !== ''),
  };
}
