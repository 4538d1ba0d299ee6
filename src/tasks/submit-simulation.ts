import { randomInt } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { hashOnce, hashState } from '../cache/state-hash.js';
import { InternalError } from '../errors.js';
import type { CastMember } from '../simulation/cast.js';
import { chooseWorld } from '../simulation/choose-world.js';
import type { Profession } from '../simulation/profession-file.js';
import type { SnapshotChoices } from '../simulation/snapshot.js';
import { toStyle } from '../simulation/style.js';
import type { WorldFile } from '../simulation/world-file.js';
import type { Viewer } from '../store/task-reads.js';
import {
  type AcceptDependencies,
  acceptTasks,
  onlyTask,
  type Post,
  SEED_LIMIT,
  type SubmittedTask,
  tellerOf,
} from './accept.js';
import { type PlacedRequest, resolveCasts } from './resolve-cast.js';
import { type ChosenWorld, resolveWorlds } from './resolve-world.js';
import { type ResolvedTask, reuseKeyOf } from './reuse.js';
import type { SimulationRequest } from './simulation-request.js';
import { keep, REQUEST_VERSION, SNAPSHOT_IN_SOURCE } from './simulation-source.js';
import { limitsOf } from './submission-fields.js';
import type { StoredSimulationRequest } from './task-request.js';

export interface SubmitDependencies extends AcceptDependencies {
  readonly worlds: readonly WorldFile[];
  readonly professions: readonly Profession[];
}

/** Whose post it is, and what of the stored worlds may be seen by whoever sends it. */
interface PostOfSimulations extends Post {
  /** A client's when it is not given: its own worlds, and everybody's. */
  readonly role?: Viewer['role'];
}

export interface SubmitInput extends PostOfSimulations {
  readonly request: SimulationRequest;
}

export interface SubmitBatchInput extends PostOfSimulations {
  readonly requests: readonly SimulationRequest[];
}

/**
 * Accepts a simulation: resolves what the request names, draws a seed if it names none, and stores the task in one
 * statement. When this returns, the task is committed; the queue hears of it afterwards, from the relay.
 * @throws NotFoundError for unknown characters, templates and lorebooks; ValidationError; IdempotencyKeyReusedError;
 *   QueueFullError, RateLimitedError and DailyBudgetError when there is no room
 */
export async function submitSimulation(deps: SubmitDependencies, input: SubmitInput): Promise<SubmittedTask> {
  const placed = [{ request: input.request, at: '' }];
  return onlyTask(
    await acceptTasks(deps, 'simulation', input, hashOnce(input.request), () =>
      newTasks(deps, input, placed),
    ),
  );
}

/** Accepts several simulations in the order given, all or none. */
export async function submitSimulationBatch(
  deps: SubmitDependencies,
  input: SubmitBatchInput,
): Promise<readonly SubmittedTask[]> {
  const placed = input.requests.map((request, index) => ({ request, at: `items[${index}].` }));
  return acceptTasks(deps, 'simulation', input, hashState(input.requests), () =>
    newTasks(deps, input, placed),
  );
}

/** The tasks of requests, each resolved and under a new id. */
async function newTasks(
  deps: SubmitDependencies,
  { clientId, role = 'client' }: PostOfSimulations,
  requests: readonly PlacedRequest[],
): Promise<readonly ResolvedTask[]> {
  const worlds = await resolveWorlds(deps.db, { clientId, role }, requests, deps.professions);
  const casts = await resolveCasts(deps.db, clientId, requests, worlds);
  const tasks: ResolvedTask[] = [];
  for (const [index, { request }] of requests.entries()) {
    // A new source takes a millisecond or two: a batch of them must not keep other requests waiting.
    if (index > 0) await othersTurn();
    tasks.push(await newTask(deps, request, casts[index] ?? [], worlds[index]));
  }
  return tasks;
}

/** A request with everything resolved, under a new id. */
async function newTask(
  deps: SubmitDependencies,
  request: SimulationRequest,
  members: readonly CastMember[],
  chosen: ChosenWorld | undefined,
): Promise<ResolvedTask> {
  const { db, worlds, professions } = deps;
  const seed = request.seed ?? randomInt(SEED_LIMIT);
  const described = `${request.setting ?? ''} ${request.scenario ?? ''}`.trim();
  const world = chosen?.staged.world ?? chooseWorld(worlds, described, seed);
  if (world === undefined) {
    throw new InternalError('No world is installed');
  }
  const source = await keep(db, {
    members,
    world,
    professions,
    ...(chosen === undefined ? {} : { lore: chosen.lorebook.entries }),
  });
  const choices: SnapshotChoices = {
    seed,
    turns: request.turns,
    ...(request.setting ? { settingText: request.setting } : {}),
    ...(request.scenario ? { scenarioText: request.scenario } : {}),
    style: toStyle(request.style),
    narrativeGoals: request.narrative_goals ?? [],
    ...(request.difficulty === undefined ? {} : { difficulty: request.difficulty }),
    ...(request.knowledge_leaks === undefined ? {} : { leakMode: request.knowledge_leaks }),
  };
  const stored: StoredSimulationRequest = {
    schemaVersion: REQUEST_VERSION,
    snapshot: { schemaVersion: SNAPSHOT_IN_SOURCE },
    source: source.key,
    choices,
    limits: limitsOf(request),
    cache: request.cache,
    seeded: request.seed !== undefined,
  };
  return {
    kind: 'simulation',
    id: uuidv7(),
    priority: request.priority,
    request: stored,
    requestHash: hashOnce(request),
    reuseKey: reuseKeyOf(stored, tellerOf(deps)),
    deadlineSeconds: request.limits?.deadline_seconds ?? null,
    title: source.title,
    participants: source.participants,
    turns: request.turns,
    seed,
    sourceKey: source.key,
  };
}
