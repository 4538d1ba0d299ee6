import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import { NotFoundError } from '../errors.js';
import { scenarioBriefSchema } from '../scenario/brief.js';
import { findLorebook } from '../store/lorebooks.js';
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
import { type ResolvedTask, scenarioReuseKeyOf } from './reuse.js';
import type { ScenarioRequest } from './scenario-request.js';
import { limitsOf } from './submission-fields.js';
import type { ScenarioTaskRequest } from './task-request.js';

export interface ScenarioInput extends Post {
  /** Whoever asks must be able to see the lorebooks that are built on. */
  readonly role: Viewer['role'];
  readonly request: ScenarioRequest;
}

/**
 * Accepts the generation of a scenario: takes up the lorebooks that it builds on as they are, draws a seed if none is
 * named, and stores the task. When this returns, it is committed.
 * @throws NotFoundError for unknown lorebooks; IdempotencyKeyReusedError; QueueFullError, RateLimitedError and
 *   DailyBudgetError when there is no room
 */
export async function submitScenario(deps: AcceptDependencies, input: ScenarioInput): Promise<SubmittedTask> {
  const bodyHash = hashState({ scenario: input.request });
  return onlyTask(
    await acceptTasks(deps, 'scenario', input, bodyHash, async () => [await newScenario(deps, input)]),
  );
}

async function newScenario(
  deps: AcceptDependencies,
  { clientId, role, request }: ScenarioInput,
): Promise<ResolvedTask> {
  const { generation_options: options, limits, priority, cache } = request;
  const basis = await Promise.all(
    options.lorebook_ids.map(async (id, index) => {
      const found = await findLorebook(deps.db, { clientId, role }, id);
      if (found === undefined) {
        throw new NotFoundError('LOREBOOK', `There is no lorebook ${id}`, {
          issues: [{ path: `generation_options.lorebook_ids[${index}]`, message: 'is not known' }],
        });
      }
      return { version: found.version, lorebook: found.content };
    }),
  );
  const stored: ScenarioTaskRequest = {
    brief: scenarioBriefSchema.strip().parse(request),
    seed: options.seed ?? randomInt(SEED_LIMIT),
    seeded: options.seed !== undefined,
    templateCount: options.template_count,
    offline: options.offline,
    basis,
    limits: limitsOf({ limits }),
    cache,
  };
  return {
    kind: 'scenario',
    id: uuidv7(),
    priority,
    request: stored,
    requestHash: hashState(request),
    reuseKey: scenarioReuseKeyOf(stored, tellerOf(deps)),
    deadlineSeconds: limits?.deadline_seconds ?? null,
  };
}
