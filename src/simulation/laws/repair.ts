import { cutAtWord } from '../../narrative/plain-text.js';
import { isInSight } from '../../reality/distance.js';
import { RULE_BY_ACTION, takesTarget } from '../action-rules.js';
import { byCodeUnit } from '../numbers.js';
import type { Persona, ProposedAction } from '../types.js';
import { isAimedWell } from './aim.js';
import { isTooTired, lowered } from './costs.js';
import { distanceTo, nextHop, placeOf } from './distance.js';
import { equipped } from './equipment.js';
import type { LawCode, LawView } from './law.js';
import { resource } from './resource.js';
import { factionTie, isAlly } from './standing.js';

/**
 * Changes an action until the laws may let it pass. Each law mends what it found fault with, in this order: what a body
 * can do first, because a shorter or gentler action costs less; then strength, reasons and targets; then the company.
 */

type Mend = (action: ProposedAction, persona: Persona, view: LawView) => ProposedAction;

const ORDER: readonly (readonly [LawCode, Mend])[] = [
  ['E003', mendPhysics],
  ['E002', mendResources],
  ['E001', mendCausality],
  ['E004', mendNarrative],
  ['E005', mendSocial],
];

export interface Repaired {
  readonly action: ProposedAction;
  /** One clause per change: `E002: intensity high to normal`. */
  readonly changes: readonly string[];
}

/** @param broken the laws that found fault with the action */
export function repaired(
  action: ProposedAction,
  broken: ReadonlySet<LawCode>,
  persona: Persona,
  view: LawView,
): Repaired {
  let current = action;
  const changes: string[] = [];
  for (const [code, mend] of ORDER) {
    if (!broken.has(code)) continue;
    const next = mend(current, persona, view);
    changes.push(...differences(current, next).map((change) => `${code}: ${change}`));
    current = next;
  }
  // Gentleness has not helped: what the actor can't do it leaves, unless a law has already made it something else.
  const stillLacking =
    broken.has('E002') && resource(current, persona, view).some(({ severity }) => severity === 'error');
  if (stillLacking && current.type === action.type) {
    const next = instead(current, persona);
    changes.push(...differences(current, next).map((change) => `E002: ${change}`));
    current = next;
  }
  return { action: current, changes };
}

const DURATION_MOST = 2;
const RANGE_MOST = 50;

function mendPhysics(action: ProposedAction, persona: Persona, view: LawView): ProposedAction {
  const here = persona.locationId;
  const there = action.target === undefined ? undefined : placeOf(action.target, view);
  const capped: ProposedAction = {
    ...action,
    intensity: action.intensity === 'extreme' ? 'high' : action.intensity,
    duration: Math.min(action.duration, DURATION_MOST),
    range: Math.min(action.range, RANGE_MOST),
  };
  if (there === undefined) return capped;
  const step = nextHop(view.world, here, there);
  if (action.type === 'move' || action.type === 'retreat') {
    const onTheWay = view.seen.exits.includes(action.target ?? '');
    return step === undefined || onTheWay ? capped : { ...capped, target: step };
  }
  // A shot at somebody out of sight is a walk towards them first.
  const unseen = action.type === 'attack' && !isInSight(view.world, here, there);
  return unseen && step !== undefined ? { ...as(capped, 'move'), target: step } : capped;
}

function mendResources(action: ProposedAction, persona: Persona, view: LawView): ProposedAction {
  let current = action;
  const lacks = () => resource(current, persona, view).some(({ severity }) => severity === 'error');
  while (current.intensity !== 'low' && lacks())
    current = { ...current, intensity: lowered(current.intensity) };
  return lacks() && current.duration > 1 ? { ...current, duration: 1 } : current;
}

function mendCausality(action: ProposedAction, persona: Persona, view: LawView): ProposedAction {
  const thought = action.thought.trim().length < 3 ? reasonOf(action, persona) : action.thought;
  const leaked = view.leaks.some(
    ({ personaId, where, entityId }) =>
      personaId === persona.id && where === 'target' && entityId === action.target,
  );
  const { target } = action;
  if (target !== undefined && view.knows(target) && !leaked && isAimedWell(action, view)) {
    return { ...action, thought };
  }
  const fitting = nearestFitting(action, persona, view);
  if (fitting !== undefined) return { ...action, thought, target: fitting };
  if (target === undefined && !takesTarget({ action: action.verb })) return { ...action, thought };
  return { ...withoutTarget(as(action, 'observe')), thought };
}

function mendNarrative(action: ProposedAction, persona: Persona, view: LawView): ProposedAction {
  const { type, target } = action;
  return type === 'attack' && target !== undefined && isAlly(persona, target, view.personas)
    ? as(action, 'communicate')
    : action;
}

function mendSocial(action: ProposedAction, persona: Persona, view: LawView): ProposedAction {
  const { type, target, intensity } = action;
  const civil: ProposedAction =
    intensity === 'high' || intensity === 'extreme' ? { ...action, intensity: 'normal' } : action;
  if (type === 'attack' && target !== undefined && factionTie(persona, target, view.personas) !== 'none') {
    return as(civil, 'communicate');
  }
  return type === 'retreat' && persona.rank < view.retreatRank ? withoutTarget(as(civil, 'defend')) : civil;
}

function instead(action: ProposedAction, persona: Persona): ProposedAction {
  const choices = [
    ...(action.type === 'attack' && equipped(persona, 'armor') !== undefined ? ['defend'] : []),
    'observe',
    'wait',
  ].map((verb) => withoutTarget(as({ ...action, intensity: 'low' }, verb)));
  return choices.find((choice) => !isTooTired(choice, persona)) ?? choices.at(-1) ?? action;
}

/** The same person's other action; words already spoken stay. */
export function as(action: ProposedAction, verb: string): ProposedAction {
  const rule = RULE_BY_ACTION.get(verb);
  if (rule === undefined) throw new Error(`the action table lacks "${verb}"`);
  return { ...action, type: rule.type, verb };
}

export function withoutTarget({ target: _target, ...action }: ProposedAction): ProposedAction {
  return action;
}

function reasonOf(action: ProposedAction, { goals }: Persona): string {
  let top: Persona['goals'][number] | undefined;
  for (const goal of goals) {
    if (goal.status === 'open' && (top === undefined || goal.priority > top.priority)) top = goal;
  }
  return top === undefined ? `${action.verb} seems best` : cutAtWord(`to ${top.text}`, 200);
}

function nearestFitting(action: ProposedAction, persona: Persona, view: LawView): string | undefined {
  const targets = view.open.find((open) => open.action === action.verb)?.targets ?? [];
  return [...targets]
    .filter((id) => id !== action.target)
    .sort((a, b) => distanceTo(persona, a, view) - distanceTo(persona, b, view) || byCodeUnit(a, b))[0];
}

const COMPARED = ['verb', 'target', 'intensity', 'duration', 'range', 'thought'] as const;

function differences(before: ProposedAction, after: ProposedAction): string[] {
  return COMPARED.filter((field) => before[field] !== after[field]).map((field) =>
    field === 'thought'
      ? 'a reason given'
      : `${field} ${before[field] ?? 'none'} to ${after[field] ?? 'none'}`,
  );
}
