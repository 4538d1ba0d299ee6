import { type Conflict, isNegotiated } from './conflicts.js';
import { disputeClause } from './dispute-words.js';
import { carryOn, type Negotiations, openSession, type Session } from './negotiation.js';
import type { SimulationState } from './state.js';
import type { Persona, PersonaId, ProposedAction } from './types.js';

/** A talk of this turn, as far as its people got by themselves. */
export interface Talk {
  readonly session: Session;
  readonly status: 'in_progress' | 'resolved' | 'failed' | 'mediation';
  /** What its participants meant to do, in execution order. */
  readonly actions: readonly ProposedAction[];
}

/**
 * Everybody whose actions are gravely in each other's way talks it over; conflicts that share somebody are one talk. A
 * talk that was left open in an earlier turn goes on when the same people fall out over the same thing.
 *
 * @param actions in execution order
 */
export function talkOver(
  conflicts: readonly Conflict[],
  actions: readonly ProposedAction[],
  state: SimulationState,
  turn: number,
  negotiations: Negotiations,
): Talk[] {
  return circles(conflicts.filter(isNegotiated)).flatMap((circle, index) => {
    const involved = actions.filter(({ actorId }) => circle.members.has(actorId));
    const [leading] = involved;
    const proposer = leading === undefined ? undefined : state.personas[leading.actorId];
    if (leading === undefined || proposer === undefined) return [];
    const { type, about } = circle.gravest;
    const participants = involved.map(({ actorId }) => actorId);
    const left = negotiations.sessions.find(
      (session) => session.about === about && sameMembers(session.participants, circle.members),
    );
    const id = `t${String(turn).padStart(4, '0')}-n${String(index + 1).padStart(2, '0')}`;
    const openedAt = state.world.clock;
    const session =
      left ??
      openSession({ id, type, about, participants, openedAt }, proposer, (proposal) =>
        disputeClause(proposal, leading, participants.slice(1), state),
      );
    const answering = new Map<PersonaId, Persona>();
    for (const each of participants) {
      const persona = state.personas[each];
      if (persona?.state.conscious === true && persona.locationId === proposer.locationId)
        answering.set(each, persona);
    }
    return [{ ...carryOn(session, answering, negotiations, openedAt), actions: involved }];
  });
}

interface Circle {
  readonly members: ReadonlySet<PersonaId>;
  readonly gravest: Conflict;
}

function circles(conflicts: readonly Conflict[]): Circle[] {
  let found: Circle[] = [];
  for (const conflict of conflicts) {
    const touching = found.filter(({ members }) => conflict.actors.some((id) => members.has(id)));
    const merged: Circle = {
      members: new Set([...touching.flatMap(({ members }) => [...members]), ...conflict.actors]),
      gravest: [...touching.map(({ gravest }) => gravest), conflict].reduce((a, b) =>
        b.score > a.score ? b : a,
      ),
    };
    found = [...found.filter((circle) => !touching.includes(circle)), merged];
  }
  return found;
}

function sameMembers(participants: readonly PersonaId[], members: ReadonlySet<PersonaId>): boolean {
  return participants.length === members.size && participants.every((id) => members.has(id));
}
