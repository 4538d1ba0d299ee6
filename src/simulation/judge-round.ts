import { perceive } from '../reality/perception.js';
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
 * @param leaks what personas named without being able to know of it
 */
export function judgeRound(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  decisions: readonly ProposedAction[],
  open: ReadonlyMap<PersonaId, readonly OpenAction[]>,
  leaks: readonly KnowledgeLeak[] = [],
): LawReport[] {
  return decisions.map((action) => {
    const persona = Object.hasOwn(state.personas, action.actorId)
      ? state.personas[action.actorId]
      : undefined;
    const view = lawView(snapshot, state, persona, open.get(action.actorId) ?? [], leaks);
    const report = adjudicate(action, action.actorId, persona, view);
    const { finalAction } = report;
    if (finalAction === undefined || persona === undefined) return report;
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
    return finalAction === undefined ? report : { ...report, finalAction };
  });
}

/** The moment as the laws see it from where a persona stands. The map is common knowledge; people and things aren't. */
export function lawView(
  snapshot: SimulationSnapshot,
  { world, personas }: SimulationState,
  self: Persona | undefined,
  open: readonly OpenAction[],
  leaks: readonly KnowledgeLeak[],
): LawView {
  const seen = self === undefined ? NOTHING_SEEN : perceive({ world, personas }, self);
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

const NOTHING_SEEN = { people: [], things: [], exits: [] };
