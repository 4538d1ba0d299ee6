import { type ActionRule, RULE_BY_ACTION } from './action-rules.js';
import { type Deed, deedOf } from './deed.js';
import { attack, guard, hide, rest, wait } from './deeds-bodily.js';
import { investigate, move, observe, search } from './deeds-exploring.js';
import { give, open, repair, take, use } from './deeds-handling.js';
import { callForHelp, communicate, confront, help, negotiate, plan } from './deeds-social.js';
import { brokenLaw } from './laws.js';
import { byCodeUnit } from './numbers.js';
import { rng } from './random.js';
import type { LawReport } from './record.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import type { TurnLog } from './turn-log.js';
import type { ActionPriority, ProposedAction } from './types.js';

const DEEDS: Readonly<Record<string, (deed: Deed) => void>> = {
  attack,
  call_for_help: callForHelp,
  communicate,
  confront,
  give,
  guard,
  help,
  hide,
  investigate,
  move,
  negotiate,
  observe,
  open,
  plan,
  repair,
  rest,
  retreat: move,
  search,
  take,
  use,
  wait,
};

const URGENCY: Readonly<Record<ActionPriority, number>> = { critical: 3, high: 2, normal: 1, low: 0 };

/**
 * Turns decisions into events, one after the other: by priority, then initiative (dexterity plus a twenty-sided die),
 * then id. Each action meets the state that those before it left, and one that has become impossible is blocked.
 */
export function resolveActions(
  snapshot: SimulationSnapshot,
  log: TurnLog,
  actions: readonly ProposedAction[],
): LawReport[] {
  const reports: LawReport[] = [];
  for (const action of inOrder(snapshot, log, actions)) {
    const actor = log.state.personas[action.actorId];
    const rule = RULE_BY_ACTION.get(action.verb);
    if (actor === undefined || rule === undefined) continue;
    const broken = brokenLaw(action, rule, actor, log.state);
    if (broken === undefined) {
      perform(deedOf(snapshot, log, rule, action, actor));
      continue;
    }
    reports.push(broken);
    emitBlocked(log, action, rule, broken);
  }
  return reports;
}

function perform(deed: Deed): void {
  // Guarding lasts until one does something else.
  if (deed.actor.state.statusEffects.includes('guarding')) {
    const statusEffects = deed.actor.state.statusEffects.filter((effect) => effect !== 'guarding');
    const actor = { ...deed.actor, state: { ...deed.actor.state, statusEffects } };
    deed.log.settle((state) => ({ ...state, personas: { ...state.personas, [actor.id]: actor } }));
    DEEDS[deed.rule.action]?.({ ...deed, actor });
    return;
  }
  DEEDS[deed.rule.action]?.(deed);
}

function inOrder(
  snapshot: SimulationSnapshot,
  log: TurnLog,
  actions: readonly ProposedAction[],
): ProposedAction[] {
  const ranked = actions.map((action) => ({
    action,
    urgency: URGENCY[action.priority],
    initiative:
      (log.state.personas[action.actorId]?.stats.dexterity ?? 0) +
      rng(snapshot.seed, log.turn, 'initiative', action.actorId).int(1, 20),
  }));
  ranked.sort(
    (a, b) =>
      b.urgency - a.urgency || b.initiative - a.initiative || byCodeUnit(a.action.actorId, b.action.actorId),
  );
  return ranked.map(({ action }) => action);
}

/** An action that a law forbids: time passes, nothing else changes. */
function emitBlocked(log: TurnLog, action: ProposedAction, rule: ActionRule, broken: LawReport): void {
  const actor = log.state.personas[action.actorId];
  log.emit({
    type: 'wait',
    agentId: action.actorId,
    ...(actor === undefined ? {} : { locationId: actor.locationId }),
    outcome: 'blocked',
    effects: [],
    weight: 0.1,
    data: {
      verb: rule.action,
      intensity: action.intensity,
      targetName: targetName(log.state, action.target),
      law: broken.lawCode,
    },
  });
}

/**
 * What a blocked action was aimed at, if it exists at all. A person who isn't there is named as a thing would be: nobody
 * present takes part. The id may be any word that a model said, so only own keys count.
 */
function targetName({ personas, world }: SimulationState, target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  for (const known of [personas, world.entities, world.locations]) {
    if (Object.hasOwn(known, target)) return known[target]?.name;
  }
  return undefined;
}
