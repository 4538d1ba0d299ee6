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

/**
 * What the scenario's characters investigated with success, in order: the world's ids of the things. That is a thing at
 * which an investigation was aimed, or about which an investigation or a search found out what there is to know.
 */
export function investigations({ scenario, records, states }: PlayedScenario): string[] {
  const names = states[0]?.world.entities ?? {};
  const thingOf = new Map(scenario.world.discoveries.map(({ id, thing }) => [id, thing]));
  const looked: string[] = [];
  for (const record of records) {
    for (const hero of scenario.heroes) {
      const own = record.events.filter(({ agentId }) => agentId === hero);
      const look = own.find((event) => LOOKS.has(event.type) && event.outcome === 'success');
      if (look === undefined) continue;
      const aim = targetsOf(record, look).find((id) => names[id]?.name === look.data.targetName);
      const found = own.flatMap(({ effects }) =>
        effects.flatMap((effect) => (effect.kind === 'found' ? (thingOf.get(effect.discovery) ?? []) : [])),
      );
      looked.push(...new Set([...(aim === undefined || look.type !== 'investigate' ? [] : [aim]), ...found]));
    }
  }
  return looked;
}

const LOOKS: ReadonlySet<string> = new Set(['investigate', 'search']);

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
