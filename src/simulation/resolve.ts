import { exitsOf, isWithinReach, perceive } from '../reality/perception.js';
import { RULE_BY_ACTION, takesTarget } from './action-rules.js';
import { type Deed, deedOf, emitDeed } from './deed.js';
import { attack, defend, guard, hide, rest, wait } from './deeds-bodily.js';
import { investigate, move, observe, search } from './deeds-exploring.js';
import { give, open, repair, take, use } from './deeds-handling.js';
import { callForHelp, communicate, confront, help, negotiate, plan } from './deeds-social.js';
import { betray } from './deeds-treacherous.js';
import type { LawReport } from './laws/adjudicate.js';
import type { Settlement } from './settle-conflicts.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { PastAction, SimulationState } from './state.js';
import type { TurnLog } from './turn-log.js';
import type { Outcome, Persona, PersonaId, ProposedAction } from './types.js';

const DEEDS: Readonly<Record<string, (deed: Deed) => void>> = {
  attack,
  betray,
  call_for_help: callForHelp,
  communicate,
  confront,
  defend,
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

/**
 * Turns the settled actions into events, one after the other. Each meets the state that those before it left: a target
 * that is gone, or a way that has closed, makes it fail.
 *
 * @param coherent false to let deeds reach whom and what isn't there; see `Switches`
 * @returns what everybody will remember to have done: the deed that was meant, and how it came out
 */
export function resolveActions(
  snapshot: SimulationSnapshot,
  log: TurnLog,
  { actions, rulings, partners }: Pick<Settlement, 'actions' | 'rulings' | 'partners'>,
  reports: readonly LawReport[],
  decisions: readonly ProposedAction[],
  coherent = true,
): ReadonlyMap<PersonaId, PastAction> {
  const past = new Map<PersonaId, PastAction>();
  for (const planned of actions) {
    const actor = log.state.personas[planned.actorId];
    const action = actor === undefined ? planned : overtaken(planned, actor, log);
    const rule = RULE_BY_ACTION.get(action.verb);
    if (actor === undefined || rule === undefined) continue;
    const decision = decisions.find(({ actorId }) => actorId === actor.id) ?? action;
    const report = reports.find(({ actionId }) => actionId === action.actionId);
    const mark = log.events.length;
    const law = actor.state.conscious ? lawAgainst(report) : 'E000';
    if (law !== undefined) {
      emitBlocked(log, decision, actor, law);
      past.set(actor.id, pastAction(decision, 'blocked'));
      continue;
    }
    const deed = deedOf(snapshot, log, rule, action, actor, {
      ruling: rulings.get(action.actionId),
      partners: partners.get(actor.id) ?? [],
    });
    if (coherent && isOutOfReach(action, actor, log.state))
      emitDeed(deed, { outcome: 'failure', gone: true });
    else perform(deed);
    const own = log.events.slice(mark).find(({ agentId }) => agentId === actor.id);
    past.set(actor.id, pastAction(action, own?.outcome ?? 'none'));
  }
  return past;
}

/**
 * Somebody about to leave in search of what has turned up meanwhile stays: for a person to talk, for a thing to look on.
 * Who has watched it go expects nothing any more where it was.
 */
function overtaken(action: ProposedAction, actor: Persona, log: TurnLog): ProposedAction {
  if (action.expects === undefined) return action;
  const { subject } = action.expects;
  const { expects: _met, target: _place, ...plain } = action;
  const seen = perceive(log.state, actor);
  if (seen.people.some(({ id }) => id === subject)) {
    return { ...plain, type: 'communicate', verb: 'communicate', target: subject };
  }
  if (seen.things.some(({ id }) => id === subject)) return { ...plain, type: 'observe', verb: 'observe' };
  const watched = log.events.some(
    ({ agentId, participants, locationId }) =>
      locationId === actor.locationId &&
      (agentId === actor.id || participants.includes(actor.id) || agentId === subject) &&
      (agentId === subject || participants.includes(subject)),
  );
  return watched && action.target !== undefined ? { ...plain, target: action.target } : action;
}

function pastAction({ verb, target }: ProposedAction, outcome: Outcome): PastAction {
  return target === undefined ? { action: verb, outcome } : { action: verb, outcome, target };
}

/** The law that left somebody waiting, if one did. */
function lawAgainst(report: LawReport | undefined): string | undefined {
  if (report?.refused !== true) return undefined;
  const { violations } = report;
  return (violations.find(({ severity }) => severity !== 'warning') ?? violations[0])?.lawCode;
}

/** Whether what an action is aimed at is no longer, or was never, where its actor could get at it. */
function isOutOfReach(
  { type, verb, target }: ProposedAction,
  actor: Persona,
  state: SimulationState,
): boolean {
  if (target === undefined || !takesTarget({ action: verb })) return false;
  if (type === 'move' || type === 'retreat') return !exitsOf(state.world, actor.locationId).includes(target);
  return !isWithinReach(state, actor, target);
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

/** An action that a law forbids: time passes, nothing else changes. */
function emitBlocked(log: TurnLog, decision: ProposedAction, actor: Persona, law: string): void {
  log.emit({
    type: 'wait',
    agentId: actor.id,
    locationId: actor.locationId,
    outcome: 'blocked',
    effects: [],
    weight: 0.1,
    data: {
      verb: decision.verb,
      intensity: decision.intensity,
      targetName: targetName(log.state, decision.target),
      law,
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
