import { byCodeUnit } from '../../simulation/numbers.js';
import type { ActionAnswer } from '../answer.js';
import { PATTERNS, type Pattern, type PlayState } from '../hidden.js';
import { nameAmong } from '../names.js';
import { patternsOf } from '../patterns.js';
import type { Stat } from '../sections/development.js';
import type { Step } from '../turn.js';
import { type Acting, andThen, inOrder, made, newest, unchanged, withHidden, withSession } from './step.js';

/** What a character becomes by what it does: patterns of the last actions, and what is learned of them now and then. */

const COUNTED_ACTIONS = 20;
const EVERY = 5;
const SURE = 0.7;
const MOST_STAT = 20;
const MOST_SKILLS = 50;
const MOST_TRAITS = 20;

/** The skill that each pattern teaches when no model says which. */
const SKILL_OF: Readonly<Record<Pattern, string>> = {
  combat: 'Fighting',
  diplomatic: 'Negotiation',
  investigative: 'Investigation',
  magical: 'Spellcraft',
  stealthy: 'Stealth',
  helpful: 'Caregiving',
  selfish: 'Bargaining',
  cautious: 'Vigilance',
  reckless: 'Daring',
};

export function reduceDevelopment(state: PlayState, answer: ActionAnswer, acting: Acting): Step {
  const shown = [...state.hidden.patterns, patternsOf(acting.action.text)];
  const counted = withHidden(state, { patterns: newest(shown, COUNTED_ACTIONS) });
  if ((state.session.version + 1) % EVERY !== 0) return unchanged(counted);
  if (acting.degraded) {
    const pattern = dominantPattern(counted.hidden.patterns);
    return pattern === undefined ? unchanged(counted) : learn(counted, SKILL_OF[pattern]);
  }
  const { confidence, stat, skills, trait } = answer.character_development;
  if (confidence <= SURE) return unchanged(counted);
  const raised = stat === undefined ? unchanged(counted) : raiseStat(counted, stat);
  const learned = andThen(raised, (reached) => inOrder(reached, skills, learn));
  return trait === undefined ? learned : andThen(learned, (reached) => noteTrait(reached, trait));
}

/** How often each pattern was shown. */
export function patternCounts(patterns: PlayState['hidden']['patterns']): Readonly<Record<Pattern, number>> {
  const count = (pattern: Pattern) => patterns.filter((shown) => shown.includes(pattern)).length;
  return {
    combat: count('combat'),
    diplomatic: count('diplomatic'),
    investigative: count('investigative'),
    magical: count('magical'),
    stealthy: count('stealthy'),
    helpful: count('helpful'),
    selfish: count('selfish'),
    cautious: count('cautious'),
    reckless: count('reckless'),
  };
}

/** The pattern that was shown most, the first by name of several; undefined when none was. */
export function dominantPattern(patterns: PlayState['hidden']['patterns']): Pattern | undefined {
  const counts = patternCounts(patterns);
  const [first] = PATTERNS.toSorted((a, b) => counts[b] - counts[a] || byCodeUnit(a, b));
  return first !== undefined && counts[first] > 0 ? first : undefined;
}

function raiseStat(state: PlayState, stat: Stat): Step {
  const { character } = state.session;
  if (character.stats[stat] >= MOST_STAT) return unchanged(state);
  const stats = { ...character.stats, [stat]: character.stats[stat] + 1 };
  return made(withSession(state, { character: { ...character, stats } }), {
    of: 'development',
    kind: 'stat',
    text: stat,
  });
}

function learn(state: PlayState, skill: string): Step {
  const { character } = state.session;
  const { skills } = character.metadata;
  if (skills.length >= MOST_SKILLS || nameAmong(skills, skill) !== undefined) return unchanged(state);
  const metadata = { ...character.metadata, skills: [...skills, skill] };
  return made(withSession(state, { character: { ...character, metadata } }), {
    of: 'development',
    kind: 'skill',
    text: skill,
  });
}

function noteTrait(state: PlayState, trait: string): Step {
  const { character } = state.session;
  const { traits } = character.metadata;
  if (traits.includes(trait)) return unchanged(state);
  const metadata = { ...character.metadata, traits: newest([...traits, trait], MOST_TRAITS) };
  return made(withSession(state, { character: { ...character, metadata } }), {
    of: 'development',
    kind: 'trait',
    text: trait,
  });
}
