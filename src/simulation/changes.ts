import type { Certainty } from '../reality/certainty.js';
import { FATIGUE_PER_STAMINA } from './body.js';
import { NO_NEGOTIATIONS, reputationOf } from './negotiation.js';
import { clamp, round6 } from './numbers.js';
import { bondOf, type SimulationState } from './state.js';
import type { Entity, Goal, Location, Persona, PersonaId, StoryEvent } from './types.js';

/**
 * The effects of events, one kind per change, and the reducers that apply them. A state is never written to: a reducer
 * gives a new one that shares every branch it didn't touch, so applying a change costs its own path and no more.
 * These are type aliases, not interfaces, because only aliases fit the open `Effect` of a stored event.
 */
export type Change =
  | { readonly kind: 'move'; readonly persona: PersonaId; readonly to: string }
  | {
      readonly kind: 'resource';
      readonly persona: PersonaId;
      readonly resource: 'health' | 'stamina' | 'morale';
      readonly delta: number;
      /** What is left after it. */
      readonly left: number;
    }
  | { readonly kind: 'stress' | 'fatigue'; readonly persona: PersonaId; readonly delta: number }
  | {
      readonly kind: 'bond';
      readonly from: PersonaId;
      readonly to: PersonaId;
      readonly affinity: number;
      readonly trust: number;
    }
  /** Exactly one of `locationId` and `containerId` (a container, or the persona who carries it). */
  | {
      readonly kind: 'place';
      readonly thing: string;
      readonly locationId?: string;
      readonly containerId?: string;
    }
  | { readonly kind: 'open'; readonly thing: string; readonly open: boolean }
  | { readonly kind: 'working'; readonly thing: string; readonly working: boolean }
  | { readonly kind: 'reveal'; readonly thing: string }
  /** Somebody comes to know a fact at first hand; it reaches minds, and changes nothing else, as tellings do. */
  | {
      readonly kind: 'learn';
      readonly persona: PersonaId;
      readonly fact: string;
      readonly learned: 'saw' | 'found';
    }
  /** Somebody says that a fact holds. */
  | {
      readonly kind: 'told';
      readonly from: PersonaId;
      readonly to: PersonaId;
      readonly fact: string;
      readonly certainty: Certainty;
    }
  | {
      readonly kind: 'fact';
      readonly fact: string;
      readonly text: string;
      readonly about: readonly PersonaId[];
    }
  | { readonly kind: 'found'; readonly discovery: string }
  | { readonly kind: 'heard'; readonly persona: PersonaId; readonly from: PersonaId; readonly text: string }
  /** Somebody says where somebody or something is. */
  | {
      readonly kind: 'tell';
      readonly from: PersonaId;
      readonly to: PersonaId;
      readonly subject: string;
      readonly at: string;
      readonly certainty: Certainty;
    }
  /** Work on a thing has shown what it lacks. */
  | { readonly kind: 'lacking'; readonly thing: string; readonly need: string }
  /** Somebody looked for somebody or something where it isn't. */
  | { readonly kind: 'mistaken'; readonly persona: PersonaId; readonly subject: string; readonly at: string }
  | { readonly kind: 'spent'; readonly persona: PersonaId; readonly target: string }
  | { readonly kind: 'progress'; readonly persona: PersonaId; readonly goal: string; readonly by: number }
  | {
      readonly kind: 'goal';
      readonly persona: PersonaId;
      readonly goal: string;
      readonly status: Goal['status'];
    }
  | { readonly kind: 'objective'; readonly objective: string; readonly status: 'done' | 'failed' }
  | { readonly kind: 'status'; readonly persona: PersonaId; readonly effect: string; readonly on: boolean }
  | { readonly kind: 'injury'; readonly persona: PersonaId; readonly injury: string; readonly on: boolean }
  | { readonly kind: 'conscious'; readonly persona: PersonaId; readonly conscious: boolean }
  | {
      readonly kind: 'condition';
      readonly type: string;
      readonly severity: number;
      readonly area?: string;
      readonly turns: number;
      readonly between?: readonly string[];
    }
  | { readonly kind: 'light'; readonly locationId: string; readonly value: Location['light'] }
  | { readonly kind: 'weather'; readonly locationId: string; readonly value: Location['weather'] }
  | { readonly kind: 'reputation'; readonly persona: PersonaId; readonly delta: number }
  | { readonly kind: 'count'; readonly counter: 'investigation' | 'dialogue' }
  | { readonly kind: 'trigger'; readonly id: string };

/** An event of this engine: its effects are changes. */
export interface EngineEvent extends StoryEvent {
  readonly effects: readonly Change[];
}

/** The state after an event. */
export function applyEvent(state: SimulationState, event: EngineEvent): SimulationState {
  let next = state;
  for (const change of event.effects) next = applyChange(next, change, event);
  return next;
}

const HEARD_KEPT = 8;

function applyChange(state: SimulationState, change: Change, event: EngineEvent): SimulationState {
  switch (change.kind) {
    case 'move':
      // Coordinates belong to the place that is left.
      return withPersona(state, change.persona, ({ position: _left, ...persona }) => ({
        ...persona,
        locationId: change.to,
      }));
    case 'resource':
      return withPersona(state, change.persona, (persona) => {
        const resource = persona.resources[change.resource];
        const current = round6(clamp(resource.current + change.delta, 0, resource.maximum));
        // Stamina that is spent tires, whatever it was spent on.
        const spent = change.resource === 'stamina' ? Math.max(0, -change.delta) : 0;
        const resources = { ...persona.resources, [change.resource]: { ...resource, current } };
        if (spent === 0) return { ...persona, resources };
        const fatigue = round6(clamp(persona.state.fatigue + FATIGUE_PER_STAMINA * spent, 0, 1));
        return { ...persona, state: { ...persona.state, fatigue }, resources };
      });
    case 'stress':
    case 'fatigue':
      return withBody(state, change.persona, (body) => ({
        ...body,
        [change.kind]: round6(clamp(body[change.kind] + change.delta, 0, 1)),
      }));
    case 'bond':
      return withPersona(state, change.from, (persona) => {
        const bond = bondOf(persona, change.to);
        const next = {
          ...bond,
          affinity: round6(clamp(bond.affinity + change.affinity, -1, 1)),
          trust: round6(clamp(bond.trust + change.trust, 0, 1)),
        };
        return { ...persona, relationships: { ...persona.relationships, [change.to]: next } };
      });
    case 'place':
      return withEntity(state, change.thing, ({ locationId: _from, containerId: _in, ...thing }) => ({
        ...thing,
        ...(change.locationId === undefined ? {} : { locationId: change.locationId }),
        ...(change.containerId === undefined ? {} : { containerId: change.containerId }),
      }));
    case 'open':
      return withEntity(state, change.thing, (thing) => ({ ...thing, open: change.open }));
    case 'working':
      return withEntity(state, change.thing, (thing) => ({
        ...thing,
        properties: { ...thing.properties, working: change.working },
      }));
    case 'reveal':
      return withEntity(state, change.thing, (thing) => ({
        ...thing,
        properties: { ...thing.properties, hidden: false },
      }));
    case 'fact':
      return {
        ...state,
        facts: {
          ...state.facts,
          [change.fact]: { text: change.text, about: change.about, turn: event.turn },
        },
      };
    case 'found':
      return change.discovery in state.found
        ? state
        : { ...state, found: { ...state.found, [change.discovery]: event.turn } };
    case 'heard': {
      const mind = state.minds[change.persona];
      if (mind === undefined) return state;
      const heard = [...mind.heard, { from: change.from, text: change.text }].slice(-HEARD_KEPT);
      return { ...state, minds: { ...state.minds, [change.persona]: { ...mind, heard } } };
    }
    case 'learn':
    case 'told':
    case 'tell':
    case 'mistaken':
    case 'lacking':
      return state;
    case 'spent': {
      const mind = state.minds[change.persona];
      if (mind === undefined) return state;
      const spent = { ...mind.spent, [change.target]: event.turn };
      return { ...state, minds: { ...state.minds, [change.persona]: { ...mind, spent } } };
    }
    case 'progress': {
      const mind = state.minds[change.persona];
      if (mind === undefined) return state;
      const progress = { ...mind.progress, [change.goal]: (mind.progress[change.goal] ?? 0) + change.by };
      return { ...state, minds: { ...state.minds, [change.persona]: { ...mind, progress } } };
    }
    case 'goal':
      return withPersona(state, change.persona, (persona) => ({
        ...persona,
        goals: persona.goals.map((goal) =>
          goal.id === change.goal ? { ...goal, status: change.status } : goal,
        ),
      }));
    case 'objective':
      return { ...state, objectives: { ...state.objectives, [change.objective]: change.status } };
    case 'status':
      return withBody(state, change.persona, (body) => ({
        ...body,
        statusEffects: toggled(body.statusEffects, change.effect, change.on),
      }));
    case 'injury':
      return withBody(state, change.persona, (body) => ({
        ...body,
        injuries: toggled(body.injuries, change.injury, change.on),
      }));
    case 'conscious':
      return withBody(state, change.persona, (body) => ({ ...body, conscious: change.conscious }));
    case 'condition': {
      const condition = {
        type: change.type,
        severity: change.severity,
        ...(change.area === undefined ? {} : { affectedArea: change.area }),
        turnsRemaining: change.turns,
        effects:
          change.between === undefined
            ? {}
            : { from: change.between[0] ?? null, to: change.between[1] ?? null },
      };
      return { ...state, world: { ...state.world, conditions: [...state.world.conditions, condition] } };
    }
    case 'light':
      return withLocation(state, change.locationId, (place) => ({ ...place, light: change.value }));
    case 'weather':
      return withLocation(state, change.locationId, (place) => ({ ...place, weather: change.value }));
    case 'reputation': {
      const negotiations = state.negotiations ?? NO_NEGOTIATIONS;
      const standing = reputationOf(negotiations, change.persona);
      const reputations = {
        ...negotiations.reputations,
        [change.persona]: round6(clamp(standing + change.delta, 0, 1)),
      };
      return { ...state, negotiations: { ...negotiations, reputations } };
    }
    case 'count': {
      const counters = {
        ...state.world.counters,
        [change.counter]: state.world.counters[change.counter] + 1,
      };
      return { ...state, world: { ...state.world, counters } };
    }
    case 'trigger':
      return {
        ...state,
        world: { ...state.world, triggersFired: [...state.world.triggersFired, change.id] },
      };
  }
}

function withPersona(
  state: SimulationState,
  id: PersonaId,
  change: (persona: Persona) => Persona,
): SimulationState {
  const persona = state.personas[id];
  return persona === undefined ? state : { ...state, personas: { ...state.personas, [id]: change(persona) } };
}

function withBody(
  state: SimulationState,
  id: PersonaId,
  change: (body: Persona['state']) => Persona['state'],
): SimulationState {
  return withPersona(state, id, (persona) => ({ ...persona, state: change(persona.state) }));
}

function withEntity(state: SimulationState, id: string, change: (thing: Entity) => Entity): SimulationState {
  const thing = state.world.entities[id];
  if (thing === undefined) return state;
  return { ...state, world: { ...state.world, entities: { ...state.world.entities, [id]: change(thing) } } };
}

function withLocation(
  state: SimulationState,
  id: string,
  change: (place: Location) => Location,
): SimulationState {
  const place = state.world.locations[id];
  if (place === undefined) return state;
  return {
    ...state,
    world: { ...state.world, locations: { ...state.world.locations, [id]: change(place) } },
  };
}

function toggled(list: readonly string[], entry: string, on: boolean): readonly string[] {
  const without = list.filter((other) => other !== entry);
  return on ? [...without, entry] : without;
}
