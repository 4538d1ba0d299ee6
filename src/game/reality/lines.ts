import { splitSentences } from '../../narrative/sentences.js';
import { contentWords, factsSaid, wordsOfText } from '../../reality/spoken-facts.js';
import { factText } from '../../simulation/known-facts.js';
import { checkLeaks } from '../../simulation/leak-check.js';
import { byCodeUnit } from '../../simulation/numbers.js';
import { rng } from '../../simulation/random.js';
import type { PersonaId, ProposedAction } from '../../simulation/types.js';
import type { PlayWorld } from '../world.js';
import { countShared, holds } from './knowledge.js';
import type { Stand } from './stand.js';

/**
 * What people say, held against what each can know: a line may name only whom and what its speaker has a record of, says
 * where nothing is but where the speaker believes it to be, and states no fact that the speaker neither holds nor was
 * just told.
 */

/** Said instead of a line that gives away what its speaker can't know. */
const SAFE_LINES = [
  'I would only be guessing.',
  'Ask me something I can answer.',
  'That is not a thing I can speak of.',
  'I have heard less than you think.',
  'You will have to ask somebody else.',
  'I will not swear to what I have not seen.',
] as const;

/** Whether a line gives away what its speaker can't know. */
export function leaks(world: PlayWorld, stand: Stand, speaker: PersonaId, line: string): boolean {
  const { snapshot, commonKnowledge } = world;
  const decision: ProposedAction = {
    actionId: '',
    actorId: speaker,
    type: 'communicate',
    verb: 'speak',
    intensity: 'normal',
    duration: 0,
    range: 0,
    resources: [],
    goals: [],
    dialogue: { text: line, to: [], volume: 'normal' },
    thought: '',
    priority: 'normal',
    beliefUpdates: [],
  };
  const common = new Map([[speaker, commonKnowledge]]);
  if (checkLeaks(snapshot, stand, [decision], 0, common).leaks.length > 0) return true;
  const self = stand.personas[speaker];
  const heard = stand.minds[speaker]?.heard.map(({ text }) => text) ?? [];
  const free = [...commonKnowledge, ...heard, ...(self?.goals.map(({ text }) => text) ?? [])];
  const isFree = (fact: string) => {
    const text = factText(snapshot, stand, fact);
    return text !== undefined && free.some((known) => factsSaid(known, [fact], () => text).length > 0);
  };
  const mayBeSaid = (fact: string) => holds(stand, speaker, fact) || isFree(fact);
  return factsStated(world, stand, line, mayBeSaid).some((fact) => !mayBeSaid(fact));
}

const SHARE_SAID = 0.7;
const FEWEST_WORDS = 2;

/**
 * Ids of the facts, findings and secrets alike, that a line states, each in one sentence of it. Facts of one world are
 * worded alike: one counts beside another only if what is its own in it is said as well.
 * @param likely those that the line is taken to mean before all others
 */
export function factsStated(
  { snapshot }: PlayWorld,
  stand: Stand,
  line: string,
  likely: (fact: string) => boolean = () => true,
): string[] {
  const textOf = (fact: string) => factText(snapshot, stand, fact);
  const all = [...Object.keys(snapshot.script.discoveries), ...Object.keys(stand.facts)];
  const stated = splitSentences(line).flatMap((sentence) => {
    const said = contentWords(sentence);
    const candidates = factsSaid(sentence, all, textOf)
      .map((fact) => ({ fact, words: wordsOfText(textOf(fact) ?? ''), isLikely: likely(fact) }))
      .map((each) => ({ ...each, share: countShared(each.words, said) / each.words.size }))
      .sort(
        (a, b) =>
          Number(b.isLikely) - Number(a.isLikely) ||
          b.share - a.share ||
          b.words.size - a.words.size ||
          byCodeUnit(a.fact, b.fact),
      );
    const told = new Set<string>();
    return candidates.flatMap(({ fact, words }) => {
      const own = new Set([...words].filter((word) => !told.has(word)));
      if (countShared(own, said) < Math.max(FEWEST_WORDS, own.size * SHARE_SAID)) return [];
      for (const word of words) told.add(word);
      return [fact];
    });
  });
  return [...new Set(stated)];
}

/** Another line for one that leaks; the same for the same action and speaker. */
export function safeLine(seed: number, actionSeq: number, speaker: PersonaId): string {
  return rng(seed, actionSeq, 'safe-line', speaker).pick(SAFE_LINES);
}
