import { remembered } from '../../simulation/keys.js';
import type { ChronicleData } from '../../simulation/model-data.js';

/**
 * What people are called in prose. An abbreviation's full stop would look like a sentence's end to whoever splits the
 * prose, so `Dr. Priya Venn` is `Priya Venn` at her first appearance in a chapter and `Priya` after that.
 */

const TITLES =
  /^(?:dr|mr|mrs|ms|mx|prof|professor|capt|captain|sgt|sergeant|lt|lieutenant|sir|lady|lord|saint|st|major|colonel|general|father|mother|brother|sister|uncle|aunt|king|queen|prince|princess|agent|officer|detective|inspector|doctor)\.?$/iu;
const ARTICLE = /^(?:the|a|an|old|young|little|big)$/iu;

/** A name without abbreviations that end in a full stop. */
export const plainName = remembered(4096, (name) => {
  const words = name.trim().split(/\s+/u);
  const kept = words.filter(
    (word, index) => !(word.endsWith('.') && TITLES.test(word) && index < words.length - 1),
  );
  return kept
    .map((word, index) => (index < kept.length - 1 ? word.replace(/\.$/u, '') : word))
    .join(' ')
    .replace(/\.$/u, '');
});

/** The name that somebody is called by once introduced: the first one, unless others share it. */
export function callName(name: string, others: readonly string[]): string {
  const first = firstName(name);
  const isTaken =
    first === undefined || others.some((other) => other !== name && wordsOf(other).includes(first));
  return isTaken ? plainName(name) : first;
}

const wordsOf = remembered(4096, (name): readonly string[] => plainName(name).split(' '));

/** The first of several words, if somebody can be called by it alone. */
const firstName = remembered(4096, (name) => {
  const [first = '', ...others] = wordsOf(name);
  const isNone =
    others.length === 0 ||
    first.length < 2 ||
    ARTICLE.test(first) ||
    TITLES.test(first) ||
    /^\P{Lu}/u.test(first) ||
    /\d/u.test(plainName(name));
  return isNone ? undefined : first;
});

/** The data with abbreviated names written out plainly in the clauses that go into sentences. */
export function withPlainNames(data: ChronicleData): ChronicleData {
  const names = data.cast.map(({ name }) => name).filter((name) => plainName(name) !== name);
  if (names.length === 0) return data;
  const plain = (text: string): string =>
    names.reduce((out, name) => out.replaceAll(name, plainName(name)), text);
  return {
    ...data,
    cast: data.cast.map((persona) => ({
      ...persona,
      goals: persona.goals.map((goal) => ({ ...goal, text: plain(goal.text) })),
    })),
    events: data.events.map((event) => ({
      ...event,
      ...(event.detail === undefined || event.type === 'complication' ? {} : { detail: plain(event.detail) }),
      ...(event.cause === undefined ? {} : { cause: { ...event.cause, text: plain(event.cause.text) } }),
      ...(event.told === undefined ? {} : { told: plain(event.told) }),
      ...(event.motive === undefined ? {} : { motive: plain(event.motive) }),
      ...(event.targetName === undefined ? {} : { targetName: plain(event.targetName) }),
    })),
    soFar: data.soFar.map(plain),
    loose: data.loose.map(plain),
    threads: data.threads.map((thread) => ({
      ...thread,
      ...(thread.text === undefined ? {} : { text: plain(thread.text) }),
    })),
  };
}
