import { openSimulation } from '../../../src/simulation/engine.js';
import { lawView } from '../../../src/simulation/judge-round.js';
import type { KnowledgeLeak, LawView, OpenAction } from '../../../src/simulation/laws/law.js';
import type { SimulationSnapshot } from '../../../src/simulation/snapshot.js';
import type { SimulationState } from '../../../src/simulation/state.js';
import type { Persona, ProposedAction } from '../../../src/simulation/types.js';
import { snapshotOf } from './stage.js';

/** People, places and actions for tests of single rules: everybody ordinary, everybody in the yard. */

export const PLACE = 'yard';

/** Somebody without any feature: stats 5, traits .5, the default weights, nothing in hand. */
export function plainPersona(id: string, fields: Partial<Persona> = {}): Persona {
  const [alice] = snapshotOf({ cast: ['alice'] }).cast;
  if (alice === undefined) throw new Error('Alice is missing');
  const { faction: _faction, profession: _profession, position: _position, ...rest } = alice;
  return {
    ...rest,
    id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    aliases: [],
    rank: 0,
    traits: {},
    weights: {
      selfPreservation: 0.5,
      factionLoyalty: 0.7,
      personalRelationships: 0.6,
      missionSuccess: 0.8,
      moralPrinciples: 0.4,
    },
    goals: [],
    stats: { strength: 5, dexterity: 5, intelligence: 5, willpower: 5, perception: 5, charisma: 5 },
    equipment: [],
    relationships: {},
    secrets: [],
    locationId: PLACE,
    ...fields,
  };
}

export function stateOf(
  people: readonly Persona[],
  snapshot = snapshotOf(),
): { snapshot: SimulationSnapshot; state: SimulationState } {
  const mine = { ...snapshot, cast: people };
  return { snapshot: mine, state: openSimulation(mine) };
}

export function actionOf(fields: Partial<ProposedAction> & Pick<ProposedAction, 'type'>): ProposedAction {
  const actorId = fields.actorId ?? 'ada';
  return {
    actionId: `t0001-a-${actorId}`,
    actorId,
    verb: fields.type,
    intensity: 'normal',
    duration: 1,
    range: 10,
    resources: [],
    goals: [],
    thought: 'because it has to be done',
    priority: 'normal',
    beliefUpdates: [],
    ...fields,
  };
}

export function viewOf(
  people: readonly Persona[],
  options: {
    readonly self?: string;
    readonly open?: readonly OpenAction[];
    readonly leaks?: readonly KnowledgeLeak[];
    readonly stealth?: boolean;
    readonly retreatRank?: number;
  } = {},
): LawView {
  const base = snapshotOf();
  const { stealth = false, retreatRank = 0, open = [], leaks = [] } = options;
  const { snapshot, state } = stateOf(people, { ...base, stage: { ...base.stage, stealth, retreatRank } });
  const self = people.find(({ id }) => id === (options.self ?? 'ada'));
  return lawView(snapshot, state, self, open, leaks);
}
