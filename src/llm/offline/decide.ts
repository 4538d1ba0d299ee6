import { remembered } from '../../simulation/keys.js';
import type { ActionOption, DecideAnswer, DecideData, KnownFact } from '../../simulation/model-data.js';
import { fnv1a } from '../../simulation/random.js';
import type { Level } from '../../simulation/types.js';
import { Dealer, pick, stream, weighted } from './chance.js';
import { factSaid, isSecret, lineFor, openGoal } from './dialogue.js';
import { cutWords, type Draw, expand, named, polish } from './grammar.js';
import { THOUGHTS } from './lexicon/thoughts.js';

/** Lower values follow the scores more closely. */
const TEMPERATURE = 0.14;
const THOUGHT_MAX = 190;
const SOCIAL = new Set([
  'communicate',
  'confront',
  'negotiate',
  'plan',
  'call_for_help',
  'help',
  'guard',
  'give',
]);
/** Chance that a deed goes with a word when somebody is there to hear it. */
const REMARKS = 0.3;

/** Chooses what a persona does: the engine's scores, what it has just done, what it knows, and a seeded draw. */
export function decide(data: DecideData, seed: number): DecideAnswer {
  const draw = stream(seed, data.turn, 'choose', data.self.id);
  const named = namedInGoals(data);
  const worths = data.options.map((option) => worth(option, data, named));
  const best = Math.max(...worths);
  const option =
    data.options[
      weighted(
        worths.map((each) => liking(best - each)),
        draw,
      )
    ];
  if (option === undefined) {
    return {
      thought: 'There is nothing I can do.',
      action: 'wait',
      target: null,
      dialogue: null,
      intensity: 'normal',
      belief_updates: [],
    };
  }
  const target = chooseTarget(option, data, named, draw);
  const story = fnv1a(`${data.story ?? 0}|${data.self.id}|${data.self.name}`);
  const news = newsFor(target, option.action, data, draw);
  return {
    thought: thoughtFor(option, target, news, data, story, draw),
    action: option.action,
    target: target ?? null,
    dialogue: dialogueFor(option, target, news, data, fnv1a(`${data.story ?? 0}`), draw) ?? null,
    intensity: intensityFor(option, data, draw),
    belief_updates: [],
  };
}

/**
 * How often something is chosen that is worth so much less than the best, which counts 1: the softmax's e^(-x/T) taken
 * as 1/(1 + x/16T)^16, because every machine computes the same bits of a product and not of an exponential.
 */
function liking(behind: number): number {
  let power = 1 + behind / (16 * TEMPERATURE);
  for (let squared = 0; squared < 4; squared += 1) power *= power;
  return 1 / power;
}

/** The score as this persona feels it now: habit bores, failure teaches, news wants telling, words want an answer. */
function worth(option: ActionOption, data: DecideData, named: (id: string) => boolean): number {
  const { recentActions } = data;
  let sum = option.score;
  for (let at = Math.max(0, recentActions.length - 4); at < recentActions.length; at += 1) {
    const past = recentActions[at];
    if (past?.action !== option.action) continue;
    const age = recentActions.length - at;
    sum -= 0.16 / age;
    if (past.target !== undefined && past.target === option.target) sum -= 0.14 / age;
    if (past.outcome === 'failure' || past.outcome === 'blocked') sum -= 0.1 / age;
  }
  if (option.action === 'communicate') {
    if (data.present.some(({ id }) => unshared(data, id).length > 0)) sum += 0.08;
    if (data.heard.length > 0) sum += 0.1;
    // People who are together don't keep silent for long.
    if (!data.recentActions.slice(-2).some(({ action }) => action === 'communicate')) sum += 0.1;
  }
  // Being alone wears on people who think they know where the others are.
  if (option.type === 'move' && data.present.length === 0 && option.targets.some((id) => leadsOn(id, data)))
    sum += 0.12;
  if (option.type === 'wait' || option.type === 'observe') sum -= 0.08;
  if (option.type === 'wait' && data.self.stamina > 50) sum -= 0.1;
  if (data.turn === data.turns && (option.type === 'interact' || option.type === 'investigate')) sum += 0.05;
  if (option.targets.some(named)) sum += 0.08;
  if (isWished(option, data.narrativeGoals)) sum += WISHED;
  if (data.recommended.includes(option.action)) sum += RECOMMENDED;
  if (CARRIED_ON[data.stage].has(option.action)) sum += MOMENTUM;
  return sum;
}

/** Whether somebody or something that the persona misses should be at that place. */
function leadsOn(place: string, { beliefs }: DecideData): boolean {
  return beliefs.some(
    ({ value, certainty }) => value === place && certainty !== 'MINIMAL' && certainty !== 'UNKNOWN',
  );
}

/** How much more a deed is worth that the brief recommends, and one that goes on with the persona's own story. */
const RECOMMENDED = 0.03;
const MOMENTUM = 0.03;
const CARRIED_ON: Readonly<Record<DecideData['stage'], ReadonlySet<string>>> = {
  conflict: new Set(['confront', 'defend', 'guard', 'negotiate']),
  social: new Set(['communicate', 'give', 'help', 'plan']),
  learning: new Set(['investigate', 'open', 'search', 'use']),
  exploration: new Set(['move', 'observe', 'search']),
};

/** What kinds of story ask for what kinds of deed. */
const WISHES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /trust|friend|reconcil|peace|forgiv|bond|alliance|unite|love|teamwork|cooperat/iu,
    /^(?:negotiate|help|communicate|give|plan)$/u,
  ],
  [/conflict|betray|rival|confront|accus|argu|tension|duel|quarrel|distrust/iu, /^(?:confront|attack)$/u],
  [
    /myster|secret|discover|reveal|truth|clue|investigat|uncover|solve|explor|learn/iu,
    /^(?:search|investigate|observe)$/u,
  ],
  [/escape|flee|surviv|journey|travel|chase/iu, /^(?:move|retreat|guard)$/u],
  [/repair|build|mend|fix|rescue|save|restore/iu, /^(?:repair|use|open|help)$/u],
  [/protect|defend|guard|sacrific/iu, /^(?:guard|help|defend)$/u],
];
/** How much more a deed is worth that the story is meant to be about. */
const WISHED = 0.14;

/** Whether the client's narrative goals call for deeds like this one. */
function isWished({ action }: ActionOption, narrativeGoals: readonly string[]): boolean {
  return (
    narrativeGoals.length > 0 &&
    WISHES.some(([words, deeds]) => deeds.test(action) && narrativeGoals.some((goal) => words.test(goal)))
  );
}

/** Whether an open goal names a thing or a place: one asks so of the same few for each of a dozen options. */
function namedInGoals({ things, exits, self }: DecideData): (id: string) => boolean {
  return remembered(Number.POSITIVE_INFINITY, (id) => {
    const name = (things.find((thing) => thing.id === id) ?? exits.find((exit) => exit.id === id))?.name;
    if (name === undefined) return false;
    const bare = bareName(name);
    return self.goals.some(({ status, text }) => status === 'open' && inLowerCase(text).includes(bare));
  });
}

const inLowerCase = remembered(4096, (text) => text.toLowerCase());
const bareName = remembered(4096, (name) => name.toLowerCase().replace(/^(?:the|an?)\s/u, ''));

function chooseTarget(
  option: ActionOption,
  data: DecideData,
  named: (id: string) => boolean,
  draw: Draw,
): string | undefined {
  if (option.targets.length === 0) return undefined;
  const weights = option.targets.map((id) => {
    let weight = id === option.target ? 3 : 1;
    if (named(id)) weight += 1.5;
    if (option.type === 'move' && data.present.length === 0 && leadsOn(id, data)) weight += 1;
    if (option.type === 'communicate') {
      weight += Math.min(2, unshared(data, id).length);
      if (data.misbeliefs.some(({ persona }) => persona === id)) weight += 1;
      if (data.heard.some(({ from }) => from === id)) weight += 2;
    }
    if (data.recentActions.slice(-2).some(({ target }) => target === id)) weight *= 0.5;
    return weight;
  });
  return option.targets[weighted(weights, draw)];
}

/** What is less sure than this is passed on by nobody. */
const WORTH_TELLING = 0.5;

/** Facts worth telling that this person has not heard from the persona. */
function unshared(data: DecideData, id: string): readonly KnownFact[] {
  // Nobody needs to be told what is about themselves.
  const name = data.present.find((other) => other.id === id)?.name;
  return data.facts.filter(
    (fact) =>
      fact.learned !== 'lore' &&
      !isSecret(fact) &&
      // What the persona did itself it has not found out.
      !fact.text.startsWith(data.self.name) &&
      fact.from !== id &&
      !fact.sharedWith.includes(id) &&
      !fact.keptFrom.includes(id) &&
      fact.reliability >= WORTH_TELLING &&
      !(name !== undefined && fact.text.includes(name)),
  );
}

function newsFor(
  target: string | undefined,
  action: string,
  data: DecideData,
  draw: Draw,
): KnownFact | undefined {
  const other = data.present.find(({ id }) => id === target);
  if (other === undefined) return undefined;
  const close = other.bond.affinity > 0.45 && other.bond.trust > 0.55;
  if (close && action === 'communicate' && draw() < 0.12) {
    const secret = data.facts.find((fact) => isSecret(fact) && !fact.sharedWith.includes(other.id));
    if (secret !== undefined) return secret;
  }
  const fresh = [...unshared(data, other.id)].sort((a, b) => b.turn - a.turn || (a.id < b.id ? -1 : 1));
  return fresh.length > 1 && draw() < 0.3 ? pick(fresh, draw) : fresh[0];
}

function dialogueFor(
  option: ActionOption,
  target: string | undefined,
  news: KnownFact | undefined,
  data: DecideData,
  story: number,
  draw: Draw,
): string | undefined {
  const social = SOCIAL.has(option.action) || option.type === 'communicate';
  const always = option.type === 'communicate';
  if (!always && draw() >= (social ? 0.55 : data.present.length > 0 ? REMARKS : 0.1)) return undefined;
  if (option.action === 'hide' || option.type === 'wait') return undefined;
  const listener =
    data.present.find(({ id }) => id === target) ?? (always ? undefined : pick(data.present, draw));
  const heard =
    [...data.heard].reverse().find(({ from }) => from === listener?.id) ?? data.heard[data.heard.length - 1];
  const exit = data.exits.find(({ id }) => id === target);
  return lineFor(
    data,
    {
      action: option.action,
      listener,
      affinity: data.present.find(({ id }) => id === listener?.id)?.bond.affinity ?? 0,
      news,
      heard,
      exit: exit === undefined ? undefined : named(exit.name),
    },
    story,
    draw,
  );
}

/** The reason, tied to what drives the choice: a fact to share, words to answer, a danger, a bond, or a goal. */
function thoughtFor(
  option: ActionOption,
  target: string | undefined,
  news: KnownFact | undefined,
  data: DecideData,
  story: number,
  draw: Draw,
): string {
  const other = data.present.find(({ id }) => id === target);
  const thing = data.things.find(({ id }) => id === target) ?? data.exits.find(({ id }) => id === target);
  const goal = openGoal(data.self);
  const newest = [...data.facts]
    .filter(({ learned }) => learned !== 'lore')
    .sort((a, b) => b.turn - a.turn)[0];
  const values: Record<string, string | undefined> = {
    goal,
    T: thing === undefined ? named(data.place.name) : named(thing.name),
    B: other?.name,
    fact: factSaid(news ?? newest, data.self),
    place: named(data.place.name),
  };
  const dealer = new Dealer(story, data.turn, 3);
  const kinds = thoughtKinds(
    option,
    news,
    other !== undefined && data.heard.some(({ from }) => from === other.id),
    data,
    draw,
  );
  for (const kind of kinds) {
    const bank = THOUGHTS[kind];
    if (bank === undefined) continue;
    const affinity = data.present.find(({ id }) => id === target)?.bond.affinity ?? 0;
    for (let i = 0; i < bank.items.length; i += 1) {
      const template = dealer.next(bank);
      // A thought must not contradict the bond it stands for.
      if (
        kind === 'bond' &&
        ((affinity < 0 && /^I trust|matters/u.test(template)) ||
          (affinity > 0.1 && /don't trust/u.test(template)))
      )
        continue;
      const text = expand(template, (name) => values[name], draw);
      if (text !== undefined && text.length <= THOUGHT_MAX) return polish(text);
    }
  }
  return cutWords(
    goal === undefined ? 'This seems the best thing to do just now.' : `I do this to ${goal}.`,
    THOUGHT_MAX,
  );
}

function thoughtKinds(
  option: ActionOption,
  news: KnownFact | undefined,
  answers: boolean,
  data: DecideData,
  draw: Draw,
): string[] {
  const tense = data.threat === 'HIGH' || data.threat === 'CRITICAL';
  if (option.type === 'communicate') {
    return [...(news === undefined ? [] : ['share']), ...(answers ? ['answer'] : []), 'bond', 'goal'];
  }
  if (option.type === 'move') return draw() < 0.5 ? ['go', 'goal'] : ['go', 'fact', 'goal'];
  if (option.type === 'wait') return ['rest'];
  if (tense && draw() < 0.6) return ['danger', 'goal'];
  if (option.type === 'observe') return ['look', 'goal'];
  return draw() < 0.35 ? ['fact', 'goal', 'look'] : ['goal', 'fact', 'look'];
}

/** Mostly normal; tired people hold back, hot ones don't. */
function intensityFor(option: ActionOption, data: DecideData, draw: Draw): Level {
  if (data.self.stamina < 25) return 'low';
  const heat = Math.max(
    data.self.traits.aggressive ?? 0.5,
    data.self.traits.impulsive ?? 0,
    data.self.traits.reckless ?? 0,
  );
  const care = data.self.traits.cautious ?? 0.5;
  const roll = draw();
  // The harder the run, the less anybody holds back.
  const daring = heat + 0.6 * (data.difficulty - 0.5);
  if (option.type !== 'attack' && data.self.stamina > 60 && roll < 0.25 * (daring - 0.4)) return 'high';
  return roll > 1 - 0.2 * Math.max(0, care - 0.4) ? 'low' : 'normal';
}
