import type { Persona, ProposedAction } from '../types.js';
import { causality } from './causality.js';
import { type Law, type LawCode, type LawView, type Violation, violation } from './law.js';
import { narrative } from './narrative.js';
import { physics } from './physics.js';
import { as, repaired, withoutTarget } from './repair.js';
import { resource } from './resource.js';
import { social } from './social.js';

/**
 * The judgement of one action. Any critical violation makes it invalid, any error sends it to repair, and what is still
 * in error after one repair becomes waiting; a rejected action never stands.
 */

export type Verdict = 'valid' | 'requires_repair' | 'invalid' | 'catastrophic_failure';

/** How one action fared before the laws; `finalAction` is what its actor did in the end. */
export interface LawReport {
  readonly actionId: string;
  readonly actorId: string;
  /** Story time, seconds. */
  readonly time: number;
  readonly overallResult: Verdict;
  readonly violations: readonly Violation[];
  readonly checksPerformed: readonly LawCode[];
  /** What repair changed, one clause per change; empty when nothing was repaired. */
  readonly repairAttempts: readonly string[];
  /** Whether the actor has to wait instead of what it meant to do. */
  readonly refused: boolean;
  /** What is executed; missing only when there was no action at all. */
  readonly finalAction?: ProposedAction;
}

const LAWS: readonly (readonly [LawCode, Law])[] = [
  ['E001', causality],
  ['E002', resource],
  ['E003', physics],
  ['E004', narrative],
  ['E005', social],
];
const CHECKED: readonly LawCode[] = LAWS.map(([code]) => code);

/** @param actorId whose action it is, also when there is none */
export function adjudicate(
  action: ProposedAction | null,
  actorId: string,
  persona: Persona | undefined,
  view: LawView,
): LawReport {
  const time = view.world.clock;
  if (action === null) {
    return {
      actionId: '',
      actorId,
      time,
      overallResult: 'catastrophic_failure',
      violations: [catastrophe(actorId, 'there is no action')],
      checksPerformed: [],
      repairAttempts: [],
      refused: true,
    };
  }
  const { actionId } = action;
  if (persona !== undefined && !persona.state.conscious) {
    const lacking = `${persona.name} is unconscious`;
    return {
      actionId,
      actorId,
      time,
      overallResult: 'invalid',
      violations: [violation('E000', 'consciousness', action, 'critical', lacking)],
      checksPerformed: ['E000'],
      repairAttempts: [],
      refused: true,
      finalAction: waiting(action),
    };
  }
  const found = check(action, persona, view);
  const overallResult = verdictOn(found);
  const { repairAttempts, finalAction, refused } =
    overallResult === 'valid'
      ? { repairAttempts: [], finalAction: action, refused: false }
      : overallResult === 'requires_repair' && persona !== undefined
        ? mendedBy(action, found, persona, view)
        : { repairAttempts: [], finalAction: waiting(action), refused: true };
  return {
    actionId,
    actorId,
    time,
    overallResult,
    violations: found,
    checksPerformed: CHECKED,
    repairAttempts,
    refused,
    finalAction,
  };
}

function mendedBy(action: ProposedAction, found: readonly Violation[], persona: Persona, view: LawView) {
  const broken = new Set(found.map(({ lawCode }) => lawCode));
  const { action: mended, changes } = repaired(action, broken, persona, view);
  const stands = verdictOn(check(mended, persona, view)) === 'valid';
  const finalAction = stands ? mended : waiting(action);
  return {
    repairAttempts: stands ? changes : [...changes, 'nothing helped, so the actor waits'],
    refused: finalAction.type === 'wait' && action.type !== 'wait',
    finalAction,
  };
}

function check(action: ProposedAction, persona: Persona | undefined, view: LawView): Violation[] {
  const found: Violation[] = [];
  for (const [code, law] of LAWS) {
    try {
      for (const each of law(action, persona, view)) found.push(each);
    } catch (error) {
      // Data that no law was made for must not end the turn for everybody else.
      found.push(catastrophe(action.actorId, `${code} could not be checked: ${String(error)}`));
    }
  }
  return found;
}

function verdictOn(found: readonly Violation[]): Verdict {
  if (found.length === 0) return 'valid';
  if (found.some(({ lawCode }) => lawCode === 'E000')) return 'catastrophic_failure';
  if (found.some(({ severity }) => severity === 'critical')) return 'invalid';
  return found.some(({ severity }) => severity === 'error') ? 'requires_repair' : 'valid';
}

function catastrophe(actorId: string, description: string): Violation {
  return {
    lawCode: 'E000',
    lawName: 'adjudication',
    severity: 'critical',
    description,
    affectedEntities: [actorId],
  };
}

/** Time passes for the actor and nothing else. */
export function waiting(action: ProposedAction): ProposedAction {
  const { dialogue: _dialogue, ...silent } = withoutTarget(as(action, 'wait'));
  return { ...silent, intensity: 'normal', duration: 1, range: 10, resources: [], goals: [] };
}
