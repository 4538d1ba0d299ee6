import { randomInt } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import { IdempotencyKeyReusedError, InternalError, NotFoundError } from '../errors.js';
import type { CastMember } from '../simulation/cast.js';
import { chooseWorld } from '../simulation/choose-world.js';
import type { Profession } from '../simulation/profession-file.js';
import { takeSnapshot } from '../simulation/snapshot.js';
import { toStyle } from '../simulation/style.js';
import type { WorldFile } from '../simulation/world-file.js';
import type { Database } from '../store/database.js';
import { findRememberedPost } from '../store/idempotency.js';
import type { Notifier } from '../store/notifications.js';
import { insertSimulationTasks } from '../store/submit-statements.js';
import type { Admission } from './admission.js';
import { faultPoint } from './fault-point.js';
import { type PlacedRequest, resolveCasts } from './resolve-cast.js';
import { type ResolvedTask, reuseKeyOf, reusing, type Teller } from './reuse.js';
import type { SimulationRequest } from './simulation-request.js';
import type { TaskStatus } from './state.js';
import type { SimulationTaskRequest, TaskLimits } from './task-request.js';

export interface SubmitDependencies {
  readonly db: Database;
  readonly notifier: Pick<Notifier, 'notify' | 'takeTurn'>;
  readonly worlds: readonly WorldFile[];
  readonly professions: readonly Profession[];
  /** Stored with the task: which program resolved its request. */
  readonly engineVersion: string;
  /** Name of the model that the pool asks: its stories are reused for its own only. */
  readonly model: string;
  /** For how long a completed task's result may be reused. */
  readonly reuseMs: number;
  readonly admission: Admission;
}

/** Whose post it is, and how it may be repeated. */
export interface Post {
  readonly clientId: string;
  readonly idempotencyKey?: string;
}

export interface SubmitInput extends Post {
  readonly request: SimulationRequest;
}

export interface SubmitBatchInput extends Post {
  readonly requests: readonly SimulationRequest[];
}

export interface SubmittedTask {
  readonly id: string;
  readonly kind: 'simulation';
  readonly status: TaskStatus;
  readonly createdAt: Date;
}

/** A drawn seed is small enough to be read out and typed in again. */
const SEED_LIMIT = 2 ** 31;

/**
 * Accepts a simulation: resolves the request into a snapshot, draws a seed if it names none, and stores both in one
 * statement. When this returns, the task is committed; the queue hears of it afterwards, from the relay.
 * @throws NotFoundError for unknown characters, templates and lorebooks; ValidationError; IdempotencyKeyReusedError;
 *   QueueFullError, RateLimitedError and DailyBudgetError when there is no room
 */
export async function submitSimulation(deps: SubmitDependencies, input: SubmitInput): Promise<SubmittedTask> {
  const placed = [{ request: input.request, at: '' }];
  return onlyTask(
    await acceptTasks(deps, input, hashState(input.request), () => newTasks(deps, input.clientId, placed)),
  );
}

/** The task of a post for one. */
export function onlyTask([task]: readonly SubmittedTask[]): SubmittedTask {
  if (task === undefined) {
    throw new InternalError('A post was accepted without a task');
  }
  return task;
}

/** Accepts several simulations in the order given, all or none. */
export async function submitSimulationBatch(
  deps: SubmitDependencies,
  input: SubmitBatchInput,
): Promise<readonly SubmittedTask[]> {
  const placed = input.requests.map((request, index) => ({ request, at: `items[${index}].` }));
  return acceptTasks(deps, input, hashState(input.requests), () => newTasks(deps, input.clientId, placed));
}

/**
 * Accepts the tasks of a post, all or none: once for each idempotency key, and if there is room.
 * @param bodyHash of the whole post, which its idempotency key belongs to
 * @param resolve makes the tasks; not called for a post that was accepted before
 * @throws as `submitSimulation`, and what `resolve` throws
 */
export async function acceptTasks(
  deps: SubmitDependencies,
  post: Post,
  bodyHash: string,
  resolve: () => Promise<readonly ResolvedTask[]>,
): Promise<readonly SubmittedTask[]> {
  const { clientId, idempotencyKey: key } = post;
  const earlier = await findEarlier(deps.db, post, bodyHash);
  if (earlier !== null) {
    return earlier;
  }
  await deps.admission.checkBudget(clientId);
  const tasks = await reusing(deps.db, clientId, await resolve(), deps.reuseMs);
  const tellsRelay = deps.notifier.takeTurn();
  const acceptance = await insertSimulationTasks(
    deps.db,
    {
      clientId,
      engineVersion: deps.engineVersion,
      tasks,
      idempotency: key === undefined ? null : { key, requestHash: bodyHash },
      tellsRelay,
    },
    deps.admission.limits,
  );
  if (acceptance.outcome !== 'accepted') {
    // A post with the same key may have been faster, and may have taken the last place in the queue.
    const faster = await findEarlier(deps.db, post, bodyHash);
    if (faster !== null) {
      return faster;
    }
    if (acceptance.outcome === 'key-used') {
      throw new InternalError(
        'The day of this Idempotency-Key ended while it was used; send the request again',
      );
    }
    throw deps.admission.refusal(acceptance);
  }
  faultPoint('after-submit-commit');
  const reused = new Set(acceptance.reused);
  if (!tellsRelay) {
    for (const { id } of tasks.filter((task) => !reused.has(task.id))) {
      deps.notifier.notify('queued', id);
    }
  }
  return tasks.map(({ id }) => ({
    id,
    kind: 'simulation',
    status: reused.has(id) ? 'completed' : 'queued',
    createdAt: acceptance.createdAt,
  }));
}

/** The tasks of requests, each resolved and under a new id. */
async function newTasks(
  deps: SubmitDependencies,
  clientId: string,
  requests: readonly PlacedRequest[],
): Promise<readonly ResolvedTask[]> {
  requests.forEach(refuseUnknownWorlds);
  const casts = await resolveCasts(deps.db, clientId, requests);
  const tasks: ResolvedTask[] = [];
  for (const [index, { request }] of requests.entries()) {
    // A snapshot takes a millisecond or two: a batch of them must not keep other requests waiting.
    if (index > 0) await othersTurn();
    tasks.push(newTask(deps, request, casts[index] ?? []));
  }
  return tasks;
}

/** The tasks that the client's idempotency key made the first time, if there is a key and it was used. */
async function findEarlier(
  db: Database,
  { clientId, idempotencyKey }: Post,
  bodyHash: string,
): Promise<readonly SubmittedTask[] | null> {
  if (idempotencyKey === undefined) {
    return null;
  }
  const first = await findRememberedPost(db, clientId, idempotencyKey);
  if (first === undefined) {
    return null;
  }
  if (first.requestHash !== bodyHash) {
    throw new IdempotencyKeyReusedError('This Idempotency-Key was used with another request body', {
      issues: [
        { path: 'Idempotency-Key', message: 'belongs to another request; use a new key for a new request' },
      ],
      suggestions: [
        'Send the same body to get the first answer again',
        'Use a new key to start another task',
      ],
    });
  }
  // Of a task that was deleted since, what the first answer said is all there is to say.
  return first.tasks.map(({ id, status }) => ({
    id,
    kind: 'simulation',
    status: status ?? 'queued',
    createdAt: first.createdAt,
  }));
}

function refuseUnknownWorlds({ request, at }: PlacedRequest): void {
  // Scenario generation is what makes templates and lorebooks; until it exists there is none to find.
  const { scenario_template_id: templateId, lorebook_id: lorebookId } = request;
  const suggestions = ['Describe the world in `setting` and `scenario` instead'];
  if (templateId !== undefined) {
    const message = `There is no scenario template ${templateId}`;
    const issues = [{ path: `${at}scenario_template_id`, message: 'is not known' }];
    throw new NotFoundError('SCENARIO_TEMPLATE', message, { issues, suggestions });
  }
  if (lorebookId !== undefined) {
    const message = `There is no lorebook ${lorebookId}`;
    const issues = [{ path: `${at}lorebook_id`, message: 'is not known' }];
    throw new NotFoundError('LOREBOOK', message, { issues, suggestions });
  }
}

/** A request with everything resolved, under a new id. */
function newTask(
  deps: SubmitDependencies,
  request: SimulationRequest,
  members: readonly CastMember[],
): ResolvedTask {
  const { worlds, professions } = deps;
  const seed = request.seed ?? randomInt(SEED_LIMIT);
  const world = chooseWorld(worlds, `${request.setting ?? ''} ${request.scenario ?? ''}`.trim(), seed);
  if (world === undefined) {
    throw new InternalError('No world is installed');
  }
  const snapshot = takeSnapshot({
    seed,
    turns: request.turns,
    members,
    world,
    professions,
    ...(request.setting ? { settingText: request.setting } : {}),
    ...(request.scenario ? { scenarioText: request.scenario } : {}),
    style: toStyle(request.style),
    narrativeGoals: request.narrative_goals ?? [],
    ...(request.difficulty === undefined ? {} : { difficulty: request.difficulty }),
    ...(request.knowledge_leaks === undefined ? {} : { leakMode: request.knowledge_leaks }),
  });
  const stored: SimulationTaskRequest = {
    snapshot,
    limits: limitsOf(request),
    cache: request.cache,
    seeded: request.seed !== undefined,
  };
  return {
    id: uuidv7(),
    priority: request.priority,
    request: stored,
    requestHash: hashState(request),
    reuseKey: reuseKeyOf(stored, tellerOf(deps)),
    deadlineSeconds: request.limits?.deadline_seconds ?? null,
    title: snapshot.stage.title,
    participants: snapshot.cast.map((persona) => persona.name),
    turns: snapshot.turns,
    seed,
  };
}

/** What tells the stories of this program. */
export function tellerOf({ engineVersion, model }: SubmitDependencies): Teller {
  return { engineVersion, model };
}

/** The limits of a request; what isn't given is no limit. */
export function limitsOf({ limits }: Pick<SimulationRequest, 'limits'>): TaskLimits {
  return {
    ...(limits?.max_model_calls === undefined ? {} : { maxModelCalls: limits.max_model_calls }),
    ...(limits?.max_tokens === undefined ? {} : { maxTokens: limits.max_tokens }),
    ...(limits?.max_cost_usd === undefined ? {} : { maxCostUsd: limits.max_cost_usd }),
    ...(limits?.deadline_seconds === undefined ? {} : { deadlineSeconds: limits.deadline_seconds }),
  };
}
