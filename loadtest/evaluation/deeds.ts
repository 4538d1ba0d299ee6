import { z } from 'zod';
import type { EngineEvent } from '../../src/simulation/changes.js';
import type { TurnRecord } from '../../src/simulation/engine.js';
import { ACTION_TYPES, type StoryEvent } from '../../src/simulation/types.js';
import type { PlayedScenario } from './play.js';

const TYPES: ReadonlySet<string> = new Set(ACTION_TYPES);

/** Whether an event is what somebody did, not what came of it. */
export function isDeed({ type, agentId }: StoryEvent): boolean {
  return agentId !== undefined && TYPES.has(type);
}

/** What the scenario's characters investigated with success, in order: the world's ids of the things. */
export function investigations({ scenario, records, states }: PlayedScenario): string[] {
  const names = states[0]?.world.entities ?? {};
  return records.flatMap((record) =>
    record.events.flatMap((event) => {
      const hero = event.agentId !== undefined && scenario.heroes.includes(event.agentId);
      if (!hero || event.type !== 'investigate' || event.outcome !== 'success') return [];
      return targetsOf(record, event).find((id) => names[id]?.name === event.data.targetName) ?? [];
    }),
  );
}

const finalSchema = z.object({
  actionId: z.string(),
  finalAction: z.object({ target: z.string().nullish() }).nullish(),
});

/** What an event's actor may have aimed at: the target after a repair, or the one it chose. */
function targetsOf({ decisions, reports }: TurnRecord, { agentId }: EngineEvent): string[] {
  const decision = decisions.find(({ actorId }) => actorId === agentId);
  const report = reports
    .map((each) => finalSchema.parse(each))
    .find((each) => each.actionId === decision?.actionId);
  return [report?.finalAction?.target, decision?.target].filter((id) => id !== undefined && id !== null);
}

/** The most deeds that one of the scenario's characters did in a turn. */
export function mostDeedsPerTurn({ scenario, records }: PlayedScenario): number {
  const perTurn = records.flatMap(({ events }) =>
    scenario.heroes.map((id) => events.filter((event) => event.agentId === id && isDeed(event)).length),
  );
  return Math.max(0, ...perTurn);
}
