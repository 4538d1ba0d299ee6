import type { ActionRule } from './action-rules.js';
import type { Change } from './changes.js';
import { servedGoal } from './goals.js';
import { staminaCost } from './laws/costs.js';
import { clamp, round6 } from './numbers.js';
import { rng, type Stream } from './random.js';
import type { SimulationSnapshot } from './snapshot.js';
import { speechChanges } from './speech.js';
import { bondOf, type SimulationState } from './state.js';
import type { EventDraft, TurnLog } from './turn-log.js';
import type { Outcome, Persona, PersonaId, ProposedAction } from './types.js';

/** One action on its way to becoming events: the actor as earlier actions left it, and the dice for this deed alone. */
export interface Deed {
  readonly snapshot: SimulationSnapshot;
  readonly log: TurnLog;
  readonly rule: ActionRule;
  readonly action: ProposedAction;
  readonly actor: Persona;
  readonly dice: Stream;
  /** What the director decided about its outcome, where the rules left that open. */
  readonly ruling?: 'success' | 'failure' | undefined;
  /** With whom the actor has agreed to share what it finds. */
  readonly partners: readonly PersonaId[];
}

export function deedOf(
  snapshot: SimulationSnapshot,
  log: TurnLog,
  rule: ActionRule,
  action: ProposedAction,
  actor: Persona,
  agreed: Pick<Deed, 'ruling' | 'partners'>,
): Deed {
  const dice = rng(snapshot.seed, log.turn, 'outcome', actor.id);
  return { snapshot, log, rule, action, actor, dice, ...agreed };
}

/** What a deed adds to the event that every deed makes. */
export interface DeedResult {
  readonly outcome: Outcome;
  readonly changes?: readonly Change[];
  /** 0..1; by the deed's type when absent. */
  readonly weight?: number;
  /** Shown instead of the target's own name. */
  readonly targetName?: string;
  readonly told?: string;
  readonly provides?: readonly string[];
  /** Set when what it was aimed at had gone. */
  readonly gone?: true;
}

const WEIGHTS: Readonly<Record<string, number>> = { attack: 0.9, communicate: 0.7, wait: 0.1 };

/** Emits the event of a deed: its cost, what was said along with it, and its own changes. */
export function emitDeed(deed: Deed, result: DeedResult): void {
  const { rule, action, actor, log } = deed;
  const state = log.state;
  const targetPerson =
    action.target !== undefined && Object.hasOwn(state.personas, action.target) ? action.target : undefined;
  const speech = speechChanges(deed.snapshot, log, actor, action.dialogue, targetPerson);
  const goal = servedGoal(actor, rule.serves, targetPerson);
  const cost = Math.min(actor.resources.stamina.current, staminaCost(action));
  const exposes = actor.state.statusEffects.includes('hidden') && !QUIET.has(rule.action);
  const told = result.told ?? speech.told;
  const draft: EventDraft = {
    type: rule.type,
    agentId: actor.id,
    participants: targetPerson === undefined ? [] : [targetPerson],
    locationId: actor.locationId,
    dialogue: action.dialogue,
    outcome: result.outcome,
    effects: [
      ...(cost === 0 ? [] : [resourceChange(actor, 'stamina', -cost)]),
      ...(exposes ? [{ kind: 'status', persona: actor.id, effect: 'hidden', on: false } as const] : []),
      ...speech.changes,
      ...(result.changes ?? []),
    ],
    weight: result.weight ?? WEIGHTS[rule.type] ?? 0.5,
    provides: result.provides,
    data: {
      verb: rule.action,
      intensity: action.intensity,
      motive: goal?.text,
      targetPerson,
      targetName:
        result.targetName ?? (targetPerson === undefined ? nameOf(state, action.target) : undefined),
      told,
      gone: result.gone,
    },
  };
  log.emit(draft);
}

/** Deeds that leave somebody hidden as they were. */
const QUIET = new Set(['hide', 'wait', 'observe', 'rest']);

/**
 * Odds of success under the run's difficulty: 0.1 better on the easiest, 0.1 worse on the hardest; unless the director
 * has decided.
 */
export function succeeds(deed: Deed, chance: number, low = 0.05, high = 0.95): boolean {
  if (deed.ruling !== undefined) return deed.ruling === 'success';
  return deed.dice.chance(clamp(chance - 0.2 * (deed.snapshot.difficulty - 0.5), low, high));
}

/** A change of health, stamina or morale, bounded to what there is, with what it leaves. */
export function resourceChange(
  persona: Persona,
  resource: 'health' | 'stamina' | 'morale',
  delta: number,
): Change {
  const { current, maximum } = persona.resources[resource];
  const left = round6(clamp(current + delta, 0, maximum));
  return { kind: 'resource', persona: persona.id, resource, delta: round6(left - current), left };
}

/** A change of how one feels about another, in the direction from the one who feels. */
export function bondChange(from: PersonaId, to: PersonaId, affinity: number, trust = 0): Change {
  return { kind: 'bond', from, to, affinity, trust };
}

/** The person whom a deed is aimed at; the laws have made sure that it is there. */
export function targetPersonOf(deed: Deed): Persona {
  const persona = deed.action.target === undefined ? undefined : deed.log.state.personas[deed.action.target];
  if (persona === undefined) throw new Error(`${deed.action.actionId} passed the laws without its target`);
  return persona;
}

/** The thing or place whose id a deed is aimed at. */
export function targetIdOf(deed: Deed): string {
  if (deed.action.target === undefined)
    throw new Error(`${deed.action.actionId} passed the laws without its target`);
  return deed.action.target;
}

export function affinityOf(deed: Deed, other: PersonaId): number {
  return bondOf(deed.actor, other).affinity;
}

function nameOf(state: SimulationState, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const { entities, locations } = state.world;
  if (Object.hasOwn(entities, id)) return entities[id]?.name;
  return Object.hasOwn(locations, id) ? locations[id]?.name : undefined;
}
