import { z } from 'zod';
import type { EngineEvent } from '../../src/simulation/changes.js';
import type { SimulationState, TurnRecord } from '../../src/simulation/engine.js';
import { bondOf } from '../../src/simulation/state.js';
import { isDeed, ownDeeds } from './deeds.js';
import type { PlayedScenario } from './play.js';

/** How the laws fared over a scenario. */
export interface LawCount {
  /** Errors in what was proposed, by law. */
  readonly proposed: ReadonlyMap<string, number>;
  /** Proposals with errors, and those of them that were carried out in a lawful form. */
  readonly unlawful: number;
  readonly repaired: number;
  /** Laws that what was carried out broke: once per event and law. */
  readonly applied: ReadonlyMap<string, number>;
  /** Laws that proposals were held against, as far as the reports tell. */
  readonly tested: ReadonlySet<string>;
}

const reportSchema = z.object({
  actionId: z.string(),
  lawCode: z.string().optional(),
  violations: z.array(z.object({ lawCode: z.string(), severity: z.string() })).optional(),
  checksPerformed: z.array(z.string()).catch([]),
  finalAction: z.object({ verb: z.string() }).nullish(),
});

export function countLaws({ records, states }: PlayedScenario): LawCount {
  const proposed = new Map<string, number>();
  const applied = new Map<string, number>();
  const tested = new Set<string>();
  let unlawful = 0;
  let repaired = 0;
  records.forEach((record, index) => {
    for (const report of z.array(reportSchema).parse(record.reports)) {
      for (const check of report.checksPerformed) tested.add(check.slice(0, 4).toUpperCase());
      const errors = new Set(
        report.violations === undefined
          ? [report.lawCode ?? []].flat()
          : report.violations.filter(({ severity }) => severity !== 'warning').map(({ lawCode }) => lawCode),
      );
      if (errors.size === 0) continue;
      unlawful += 1;
      for (const law of errors) count(proposed, law);
      const deed = deedOf(record, report.actionId);
      if (deed === undefined || deed.outcome === 'blocked' || deed.type === 'wait') continue;
      if (report.finalAction?.verb === deed.data.verb) repaired += 1;
      else for (const law of errors) count(applied, law);
    }
    const before = states[index];
    if (before !== undefined) for (const law of brokenByEvents(record.events, before)) count(applied, law);
  });
  return { proposed, unlawful, repaired, applied, tested };
}

/**
 * Laws that events break on their face, whatever the reports say. E000: somebody unconscious acts; E002: more is spent
 * than there was; E003: a move where no way leads; E005: an attack on one's own who is no enemy.
 */
export function brokenByEvents(events: readonly EngineEvent[], before: SimulationState): string[] {
  const broken: string[] = [];
  const places = new Map(Object.entries(before.personas).map(([id, persona]) => [id, persona.locationId]));
  for (const event of events) {
    const agent =
      event.agentId !== undefined && Object.hasOwn(before.personas, event.agentId)
        ? before.personas[event.agentId]
        : undefined;
    if (agent?.state.conscious === false && isDeed(event) && event.type !== 'wait') broken.push('E000');
    if (event.type === 'attack' && agent?.faction !== undefined && event.outcome !== 'blocked') {
      const own = event.participants.filter((id) => before.personas[id]?.faction === agent.faction);
      if (own.some((id) => bondOf(agent, id).affinity > -0.5)) broken.push('E005');
    }
    for (const effect of event.effects) {
      if (effect.kind === 'resource' && effect.left < 0) broken.push('E002');
      if (effect.kind !== 'move') continue;
      const from = places.get(effect.persona) ?? '';
      if (before.world.locations[from]?.connections.includes(effect.to) !== true) broken.push('E003');
      places.set(effect.persona, effect.to);
    }
  }
  return broken;
}

/** What became of a proposal; whatever its actor did, if nothing that it meant to do. */
function deedOf(record: TurnRecord, actionId: string): EngineEvent | undefined {
  const actor = record.decisions.find((decision) => decision.actionId === actionId)?.actorId;
  if (actor === undefined) return undefined;
  return (
    ownDeeds(record, actor)[0] ?? record.events.find((event) => event.agentId === actor && isDeed(event))
  );
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
