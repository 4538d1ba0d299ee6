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
      const aim = targetsOf(record, look).find(
        (id) => Object.hasOwn(names, id) && names[id]?.name === look.data.targetName,
      );
      const found = own.flatMap(({ effects }) =>
        effects.flatMap((effect) => (effect.kind === 'found' ? (thingOf.get(effect.discovery) ?? []) : [])),
      );
      looked.push(...new Set([...(aim === undefined || look.type !== 'investigate' ? [] : [aim]), ...found]));
    }
  }
  return looked;
}

const LOOKS: ReadonlySet<string> = new Set(['investigate', 'search']);

/** What somebody meant to do in a turn: each proposal, and what a repair made of it. */
function intentions({ decisions, reports }: TurnRecord, actor: string): Intention[] {
  const own = decisions.filter(({ actorId }) => actorId === actor);
  const ids = new Set(own.map(({ actionId }) => actionId));
  const repaired = reports
    .map((report) => reportSchema.parse(report))
    .flatMap(({ actionId, finalAction }) => (ids.has(actionId) && finalAction ? [finalAction] : []));
  return [...repaired, ...own];
}

type Intention = { readonly verb: string; readonly target?: string | null | undefined };

const reportSchema = z.object({
  actionId: z.string(),
  finalAction: z.object({ verb: z.string(), target: z.string().nullish() }).nullish(),
});

/** What an event's actor may have aimed at: the target after a repair, or the one it chose. */
function targetsOf(record: TurnRecord, { agentId }: EngineEvent): string[] {
  return intentions(record, agentId ?? '').flatMap(({ target }) => target ?? []);
}

/** What somebody did in a turn by its own will, stopped or not; an answer that was wrung from it is no deed of its own. */
export function ownDeeds(record: TurnRecord, actor: string): EngineEvent[] {
  const verbs = new Set(intentions(record, actor).map(({ verb }) => verb));
  return record.events.filter(
    (event) =>
      event.agentId === actor &&
      isDeed(event) &&
      (event.type === 'wait' || verbs.has(String(event.data.verb))),
  );
}

/** The most deeds that one of the scenario's characters did in a turn. */
export function mostDeedsPerTurn({ scenario, records }: PlayedScenario): number {
  const perTurn = records.flatMap((record) => scenario.heroes.map((id) => ownDeeds(record, id).length));
  return Math.max(0, ...perTurn);
}
