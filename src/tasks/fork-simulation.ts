import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import { ConflictError, NotFoundError, ValidationError } from '../errors.js';
import { forkSimulation } from '../simulation/fork.js';
import { turnsBefore } from '../simulation/snapshot.js';
import type { SimulationState } from '../simulation/state.js';
import { restoreState } from '../simulation/stored-state.js';
import { findStateAt, type StateReading } from '../store/simulation-states.js';
import type { Viewer } from '../store/task-reads.js';
import { acceptTasks, onlyTask, type Post, type SubmittedTask, tellerOf } from './accept.js';
import type { ForkRequest } from './fork-request.js';
import { resolveMembers } from './resolve-cast.js';
import { type ResolvedTask, reuseKeyOf } from './reuse.js';
import { resolveRequest } from './simulation-source.js';
import { limitsOf } from './submission-fields.js';
import type { SubmitDependencies } from './submit-simulation.js';
import { openingState, type SimulationTaskRequest } from './task-request.js';

export interface ForkInput extends Post {
  /** Whoever forks: it must be able to see the parent, and the fork is its own. */
  readonly role: Viewer['role'];
  readonly parentId: string;
  readonly request: ForkRequest;
}

/** Turns have numbers of at most four digits in the ids of events. */
const LAST_TURN = 9_999;
type ForkChanges = NonNullable<ForkRequest['changes']>;
const NO_CHANGES: ForkChanges = { announce: false, add_characters: [] };

/**
 * Accepts a fork of a simulation, whatever that one's status. The new task holds all that it starts from, so it doesn't
 * matter what becomes of its parent.
 * @throws NotFoundError for the simulation or characters; ConflictError for a turn that isn't committed; ValidationError
 *   for changes of what isn't there; and what `submitSimulation` throws for want of room
 */
export async function submitFork(deps: SubmitDependencies, input: ForkInput): Promise<SubmittedTask> {
  const bodyHash = hashState({ fork: input.parentId, request: input.request });
  return onlyTask(
    await acceptTasks(deps, 'simulation', input, bodyHash, async () => [await newFork(deps, input)]),
  );
}

async function newFork(
  deps: SubmitDependencies,
  { clientId, role, parentId, request }: ForkInput,
): Promise<ResolvedTask> {
  const { db, professions } = deps;
  const { from_turn: turn } = request;
  const changes: ForkChanges = request.changes ?? NO_CHANGES;
  const reading = await findStateAt(db, { clientId, role }, parentId, turn);
  if (reading === undefined) throw new NotFoundError('SIMULATION', 'There is no such simulation');
  const parent = await resolveRequest(db, reading.request);
  checkTurns(parent, reading, request);
  const added = await resolveMembers(db, clientId, changes.add_characters, 'changes.add_characters');
  const { snapshot, state } = forkSimulation({
    snapshot: parent.snapshot,
    state: stateAfter(parent, reading.checkpoints),
    turns: request.turns,
    changes,
    added,
    professions,
  });
  const stored: SimulationTaskRequest = {
    snapshot,
    limits: limitsOf(request),
    cache: request.cache,
    seeded: changes.seed !== undefined || parent.seeded === true,
    fork: { parent: { id: parentId, turn }, state },
  };
  return {
    kind: 'simulation',
    id: uuidv7(),
    priority: request.priority,
    request: stored,
    requestHash: hashState({ fork: parentId, request }),
    reuseKey: reuseKeyOf(stored, tellerOf(deps)),
    deadlineSeconds: request.limits?.deadline_seconds ?? null,
    title: snapshot.stage.title,
    participants: snapshot.cast.map(({ name }) => name),
    turns: request.turns,
    seed: snapshot.seed,
  };
}

/** The state that a simulation's checkpoints lead to. */
export function stateAfter(
  request: SimulationTaskRequest,
  checkpoints: StateReading['checkpoints'],
): SimulationState {
  return restoreState(request.snapshot, openingState(request), checkpoints);
}

function checkTurns(
  { snapshot, fork }: SimulationTaskRequest,
  { lastTurn, status }: StateReading,
  { from_turn: turn, turns }: ForkRequest,
): void {
  const first = turnsBefore(snapshot);
  const last = lastTurn ?? first;
  if (turn > last) {
    const message = `is after the last committed turn, ${last}; the simulation is ${status}`;
    throw new ConflictError('TURN_NOT_COMMITTED', `from_turn ${message}`, {
      issues: [{ path: 'from_turn', message }],
      suggestions: [`Fork from a turn between ${first} and ${last}`],
    });
  }
  if (turn < first) {
    const message = `is before turn ${first}, from which this fork goes on`;
    throw new ValidationError(`from_turn ${message}`, {
      issues: [{ path: 'from_turn', message }],
      suggestions: fork === undefined ? [] : [`Fork simulation ${fork.parent.id}, which played that turn`],
    });
  }
  if (turn + turns > LAST_TURN) {
    const message = `would lead past turn ${LAST_TURN}`;
    throw new ValidationError(`turns ${message}`, { issues: [{ path: 'turns', message }] });
  }
}
