import { NOTHING_PERCEIVED, type Perception, perceive } from '../reality/perception.js';
import { claimsOf } from './claims.js';
import { adjudicate, type LawReport } from './laws/adjudicate.js';
import type { KnowledgeLeak, LawView, OpenAction } from './laws/law.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import type { Persona, PersonaId, ProposedAction } from './types.js';

/**
 * Holds every decision of a turn against the laws, in the order given, all in the state in which they were made.
 *
 * @param open what each persona could have chosen, by its id
 * @param seen what each perceived when it decided
 * @param leaks what personas named without being able to know of it
 */
export function judgeRound(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  decisions: readonly ProposedAction[],
  open: ReadonlyMap<PersonaId, readonly OpenAction[]>,
  seen: ReadonlyMap<PersonaId, Perception>,
  leaks: readonly KnowledgeLeak[] = [],
): LawReport[] {
  return decisions.map((action) => {
    const persona = Object.hasOwn(state.personas, action.actorId)
      ? state.personas[action.actorId]
      : undefined;
    const options = open.get(action.actorId) ?? [];
    const view = lawView(snapshot, state, persona, options, leaks, seen.get(action.actorId));
    const report = adjudicate(action, action.actorId, persona, view);
    const { finalAction } = report;
    if (finalAction === undefined || finalAction === action || persona === undefined) return report;
    // A repair may have changed what the action reaches for.
    const claims = claimsOf(finalAction, persona, snapshot.script.objectives);
    return { ...report, finalAction: { ...finalAction, ...claims } };
  });
}

/** Every decision as it was made, where there are no laws; see `Switches`. */
export function unjudged(decisions: readonly ProposedAction[], time: number): LawReport[] {
  return decisions.map((action) => ({
    actionId: action.actionId,
    actorId: action.actorId,
    time,
    overallResult: 'valid',
    violations: [],
    checksPerformed: [],
    repairAttempts: [],
    refused: false,
    finalAction: action,
  }));
}

/** What the laws let stand, in the order of the reports. */
export function lawfulActions(reports: readonly LawReport[]): ProposedAction[] {
  return reports.flatMap(({ finalAction }) => finalAction ?? []);
}

/** The reports with the actions as they were carried out, after the talks that followed the laws. */
export function asExecuted(reports: readonly LawReport[], actions: readonly ProposedAction[]): LawReport[] {
  return reports.map((report) => {
    const finalAction = actions.find(({ actionId }) => actionId === report.actionId) ?? report.finalAction;
    const stands = finalAction === undefined || finalAction === report.finalAction;
    return stands ? report : { ...report, finalAction };
  });
}

/** The moment as the laws see it from where a persona stands. The map is common knowledge; people and things aren't. */
export function lawView(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  self: Persona | undefined,
  open: readonly OpenAction[],
  leaks: readonly KnowledgeLeak[],
  seen: Perception = self === undefined ? NOTHING_PERCEIVED : perceive(state, self),
): LawView {
  const { world, personas } = state;
  return {
    world,
    personas,
    seen,
    knows: (id) =>
      id === self?.id ||
      Object.hasOwn(world.locations, id) ||
      (self !== undefined && Object.hasOwn(self.relationships, id)) ||
      seen.people.some((other) => other.id === id) ||
      seen.things.some((thing) => thing.id === id),
    open,
    leaks,
    retreatRank: snapshot.stage.retreatRank ?? 0,
    stealth: snapshot.stage.stealth ?? false,
  };
}
