import { clamp } from '../../simulation/numbers.js';
import type { ActionAnswer, Difficulty } from '../answer.js';
import type { PlayState } from '../hidden.js';
import type { Character } from '../session.js';
import type { Step } from '../turn.js';
import { type Acting, andThen, made, unchanged, withSession } from './step.js';
import { settleDowned } from './vitals.js';

/** Experience and the levels that come of it. */

const BASE: Readonly<Record<Difficulty, number>> = { trivial: 1, easy: 3, medium: 8, hard: 15, extreme: 25 };
/** What an action gains when no model has judged it. */
export const FALLBACK_GAIN: Readonly<Record<Difficulty, number>> = {
  trivial: 1,
  easy: 2,
  medium: 5,
  hard: 10,
  extreme: 20,
};
const CONFIDENT = 0.8;
const FRUITFUL = /\b(?:help|learn|discover|create)/i;
export const PER_LEVEL = 100;

export function reduceExperience(state: PlayState, answer: ActionAnswer, acting: Acting): Step {
  const { difficulty } = answer.action_analysis;
  const gain = acting.degraded
    ? FALLBACK_GAIN[difficulty]
    : experienceOf(difficulty, {
        level: state.session.character.level,
        confidence: answer.world_change.confidence,
        text: acting.action.text,
      });
  return gainExperience(state, gain);
}

/**
 * floor(base * m * max(0.5, 1 + 0.1 * (level - 1))), at least 1, with m = 1, 0.3 more for a sure change of the world and
 * 0.2 more for an action that helps, learns, discovers or creates. Counted in tenths, so that no rounding differs.
 */
export function experienceOf(
  difficulty: Difficulty,
  of: { readonly level: number; readonly confidence: number; readonly text: string },
): number {
  const tenths = 10 + (of.confidence > CONFIDENT ? 3 : 0) + (FRUITFUL.test(of.text) ? 2 : 0);
  const levelTenths = Math.max(5, 10 + of.level - 1);
  return Math.max(1, Math.floor((BASE[difficulty] * tenths * levelTenths) / 100));
}

/** Adds experience and raises all levels that it is enough for. */
export function gainExperience(state: PlayState, gained: number): Step {
  if (gained <= 0) return unchanged(state);
  const { character } = state.session;
  const experience = character.experience + gained;
  const richer = withSession(state, { character: { ...character, experience } });
  return andThen(made(richer, { of: 'experience', gained }), raiseLevels);
}

/** Experience until the next level; negative while a level is due. */
export function toNextLevel({ level, experience }: Pick<Character, 'level' | 'experience'>): number {
  return level * PER_LEVEL - experience;
}

function raiseLevels(state: PlayState): Step {
  const { character } = state.session;
  if (toNextLevel(character) > 0) return unchanged(state);
  const { constitution, intelligence } = character.stats;
  const max_health = character.max_health + Math.max(1, 5 + Math.floor((constitution - 10) / 2));
  const max_mana = character.max_mana + Math.max(0, 3 + Math.floor((intelligence - 10) / 2));
  const level = character.level + 1;
  const raised = withSession(state, {
    character: {
      ...character,
      level,
      max_health,
      max_mana,
      health: halfRestored(character.health, max_health),
      mana: halfRestored(character.mana, max_mana),
    },
  });
  const risen = andThen(made(raised, { of: 'level', level, max_health, max_mana }), settleDowned);
  return andThen(risen, raiseLevels);
}

function halfRestored(value: number, max: number): number {
  return clamp(value + Math.floor((max - value) / 2), 0, max);
}
