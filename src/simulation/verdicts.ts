import type { EngineEvent } from './changes.js';
import { verdictOn } from './goals.js';
import { sortedKeys } from './numbers.js';
import type { Objective, SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import type { TurnLog } from './turn-log.js';

/** The end of a turn's events: goals and objectives that what happened has decided. */
export function passVerdicts(snapshot: SimulationSnapshot, log: TurnLog): void {
  for (const id of sortedKeys(log.state.personas)) {
    const persona = log.state.personas[id];
    if (persona === undefined) continue;
    for (const goal of persona.goals) {
      if (goal.status !== 'open') continue;
      const status = verdictOn(goal, persona, snapshot, log);
      if (status === undefined) continue;
      log.emit({
        type: 'goal',
        agentId: id,
        locationId: persona.locationId,
        outcome: status === 'done' ? 'success' : 'failure',
        effects: [{ kind: 'goal', persona: id, goal: goal.id, status }],
        weight: 0.8,
        data: { verb: status === 'done' ? 'reach' : 'lose', intensity: 'normal', detail: goal.text },
      });
    }
  }
  for (const objective of snapshot.script.objectives) decideObjective(objective, log);
}

function decideObjective(objective: Objective, log: TurnLog): void {
  if (log.state.objectives[objective.id] !== 'open') return;
  if (isReached(objective, log.state)) {
    const last = log.events.findLast((event) => bringsAbout(event, objective)) ?? log.events.at(-1);
    log.emit({
      type: 'goal',
      ...(last?.agentId === undefined ? {} : { agentId: last.agentId }),
      ...(last?.locationId === undefined ? {} : { locationId: last.locationId }),
      outcome: 'success',
      effects: [{ kind: 'objective', objective: objective.id, status: 'done' }],
      weight: 0.95,
      provides: [objective.id],
      data: { verb: 'reach', intensity: 'high', detail: objective.text, objective: objective.id },
    });
    return;
  }
  const { lost } = objective;
  if (lost === undefined) return;
  const late = lost.afterTurn !== undefined && log.turn > lost.afterTurn;
  const overtaken =
    lost.complication !== undefined && log.state.world.triggersFired.includes(lost.complication);
  if (!late && !overtaken) return;
  log.emit({
    type: 'complication',
    participants: sortedKeys(log.state.personas),
    outcome: 'failure',
    effects: [{ kind: 'objective', objective: objective.id, status: 'failed' }],
    weight: 0.9,
    data: { verb: 'happen', intensity: 'high', detail: lost.text, objective: objective.id },
  });
}

/** Whether an event did one of the things that an objective asks for. */
function bringsAbout({ effects }: EngineEvent, { reached }: Objective): boolean {
  return effects.some(
    (change) =>
      (change.kind === 'found' && reached.found.includes(change.discovery)) ||
      (change.kind === 'working' && change.working && reached.working.includes(change.thing)) ||
      (change.kind === 'open' && change.open && reached.open.includes(change.thing)),
  );
}

function isReached({ reached }: Objective, { found, world }: SimulationState): boolean {
  return (
    reached.found.every((id) => id in found) &&
    reached.working.every((id) => world.entities[id]?.properties.working === true) &&
    reached.open.every((id) => world.entities[id]?.open === true)
  );
}
