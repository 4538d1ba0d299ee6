import { clamp } from '../../simulation/numbers.js';
import type { PlayState } from '../hidden.js';
import { nameAmong } from '../names.js';
import type { RuleWorld } from '../rule-world.js';
import type { Severity } from '../session.js';
import type { Step } from '../turn.js';
import { personNamed } from './people.js';
import { made, refused, unchanged, withSession } from './step.js';

/** How far a consequence moves what somebody thinks of the character. */
export const REPUTATION_BY: Readonly<Record<Severity, number>> = {
  minor: 2,
  moderate: 5,
  major: 10,
  critical: 20,
};
const FAME = 100;

/** Moves the reputation with a faction or person, within -100..100. */
export function changeReputation(state: PlayState, world: RuleWorld, of: string, by: number): Step {
  const { reputation } = state.session;
  const name =
    nameAmong(world.factions, of) ?? personNamed(world, state, of) ?? nameAmong(Object.keys(reputation), of);
  if (name === undefined) {
    return refused(state, { system: 'reputation', what: of, why: 'no faction and nobody is called so' });
  }
  const was = reputationWith(state, name);
  const to = clamp(was + Math.round(by), -FAME, FAME) + 0;
  if (to === was) return unchanged(state);
  return made(withSession(state, { reputation: { ...reputation, [name]: to } }), {
    of: 'reputation',
    name,
    by: to - was,
    to,
  });
}

/** 0 with whoever has heard nothing. */
export function reputationWith({ session }: PlayState, called: string): number {
  const name = nameAmong(Object.keys(session.reputation), called);
  return name === undefined ? 0 : (session.reputation[name] ?? 0);
}
