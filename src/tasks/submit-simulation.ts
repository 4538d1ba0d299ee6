import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import {
  IdempotencyKeyReusedError,
  InternalError,
  type Issue,
  NotFoundError,
  ValidationError,
} from '../errors.js';
import type { CastMember } from '../simulation/cast.js';
import { characterId, characterSchema } from '../simulation/character.js';
import { chooseWorld } from '../simulation/choose-world.js';
import { takeSnapshot } from '../simulation/snapshot.js';
import type { Style } from '../simulation/types.js';
import type { WorldFile } from '../simulation/world-file.js';
import { findCharacters } from '../store/characters.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import { insertSimulationTask } from '../store/task-statements.js';
import type { SimulationRequest } from './simulation-request.js';
import type { TaskStatus } from './state.js';
import type { SimulationTaskRequest, TaskLimits } from './task-request.js';

export interface SubmitDependencies {
  readonly db: Database;
  readonly notifier: Notifier;
  readonly worlds: readonly WorldFile[];
  /** Stored with the task: which program resolved its request. */
  readonly engineVersion: string;
}

export interface SubmitInput {
  readonly clientId: string;
  readonly request: SimulationRequest;
  readonly idempotencyKey?: string;
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
 * @throws NotFoundError for unknown characters, templates and lorebooks; ValidationError; IdempotencyKeyReusedError
 */
export async function submitSimulation(deps: SubmitDependencies, input: SubmitInput): Promise<SubmittedTask> {
  const { clientId, request } = input;
  const requestHash = hashState(request);
  const earlier = await findEarlier(deps.db, input, requestHash);
  if (earlier !== null) {
    return earlier;
  }
  refuseUnknownWorlds(request);
  const members = await resolveCast(deps.db, clientId, request);
  const seed = request.seed ?? randomInt(SEED_LIMIT);
  const world = chooseWorld(deps.worlds, `${request.setting ?? ''} ${request.scenario ?? ''}`.trim(), seed);
  if (world === undefined) {
    throw new InternalError('No world is installed');
  }
  const snapshot = takeSnapshot({
    seed,
    turns: request.turns,
    members,
    world,
    ...(request.setting ? { settingText: request.setting } : {}),
    ...(request.scenario ? { scenarioText: request.scenario } : {}),
    style: styleOf(request),
    narrativeGoals: request.narrative_goals ?? [],
    ...(request.difficulty === undefined ? {} : { difficulty: request.difficulty }),
  });
  const stored: SimulationTaskRequest = { snapshot, limits: limitsOf(request), cache: request.cache };
  const id = uuidv7();
  const createdAt = await insertSimulationTask(
    deps.db,
    {
      id,
      kind: 'simulation',
      clientId,
      priority: request.priority,
      request: stored,
      requestHash,
      idempotencyKey: input.idempotencyKey ?? null,
      deadlineSeconds: request.limits?.deadline_seconds ?? null,
      engineVersion: deps.engineVersion,
    },
    {
      title: snapshot.stage.title,
      participants: snapshot.cast.map((persona) => persona.name),
      turns: snapshot.turns,
      seed,
    },
  );
  if (createdAt === null) {
    // Another request with this key was faster.
    const faster = await findEarlier(deps.db, input, requestHash);
    if (faster === null) {
      throw new InternalError(
        'The task of this Idempotency-Key was deleted meanwhile; send the request again',
      );
    }
    return faster;
  }
  deps.notifier.notify('queued', id);
  return { id, kind: 'simulation', status: 'queued', createdAt };
}

/** The task that the client's idempotency key made the first time, if there is a key and a task. */
async function findEarlier(
  db: Database,
  input: SubmitInput,
  requestHash: string,
): Promise<SubmittedTask | null> {
  const { clientId, idempotencyKey } = input;
  if (idempotencyKey === undefined) {
    return null;
  }
  const first = await db.prisma.task.findUnique({
    where: { clientId_idempotencyKey: { clientId, idempotencyKey } },
    select: { id: true, status: true, createdAt: true, requestHash: true },
  });
  if (first === null) {
    return null;
  }
  if (first.requestHash !== requestHash) {
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
  return { id: first.id, kind: 'simulation', status: first.status, createdAt: first.createdAt };
}

function refuseUnknownWorlds(request: SimulationRequest): void {
  // Scenario generation is what makes templates and lorebooks; until it exists there is none to find.
  if (request.scenario_template_id !== undefined) {
    throw new NotFoundError(
      'SCENARIO_TEMPLATE',
      `There is no scenario template ${request.scenario_template_id}`,
      {
        suggestions: ['Describe the world in `setting` and `scenario` instead'],
      },
    );
  }
  if (request.lorebook_id !== undefined) {
    throw new NotFoundError('LOREBOOK', `There is no lorebook ${request.lorebook_id}`, {
      suggestions: ['Describe the world in `setting` and `scenario` instead'],
    });
  }
}

/** The cast in the order of the request: named characters first, then those given inline. */
async function resolveCast(
  db: Database,
  clientId: string,
  request: SimulationRequest,
): Promise<readonly CastMember[]> {
  const names = request.character_names ?? [];
  const lookup =
    names.length === 0 ? { found: new Map(), missing: [] } : await findCharacters(db, clientId, names);
  if (lookup.missing.length > 0) {
    const list = lookup.missing.map(({ name }) => `"${name}"`).join(', ');
    const near = [...new Set(lookup.missing.flatMap((missing) => missing.near))];
    throw new NotFoundError('CHARACTER', `No character is known as ${list}`, {
      issues: lookup.missing.map(({ name }) => ({
        path: `character_names[${names.indexOf(name)}]`,
        message: `no character is known as "${name}"`,
      })),
      suggestions: [
        ...(near.length === 0 ? [] : [`Did you mean ${near.join(', ')}?`]),
        'GET /api/characters lists the characters that you can name',
      ],
    });
  }
  const members: { readonly member: CastMember; readonly path: string }[] = names.flatMap((name, index) => {
    const character = lookup.found.get(name);
    return character === undefined
      ? []
      : [
          {
            member: { id: character.id, character: characterSchema.parse(character.profile) },
            path: `character_names[${index}]`,
          },
        ];
  });
  (request.characters ?? []).forEach((character, index) => {
    members.push({ member: { id: characterId(character.name), character }, path: `characters[${index}]` });
  });
  const issues: Issue[] = members.flatMap(({ member, path }, index) => {
    const twin = members.slice(0, index).find((earlier) => earlier.member.id === member.id);
    return twin === undefined
      ? []
      : [{ path, message: `is the same character as ${twin.path} ("${member.character.name}")` }];
  });
  if (issues.length > 0) {
    throw new ValidationError(`${issues[0]?.path} ${issues[0]?.message}`, {
      issues,
      suggestions: ['Name each character once'],
    });
  }
  return members.map(({ member }) => member);
}

function styleOf({ style }: SimulationRequest): Style {
  return {
    ...(style?.narrative_style === undefined ? {} : { narrativeStyle: style.narrative_style }),
    ...(style?.tone === undefined ? {} : { tone: style.tone }),
    ...(style?.pov === undefined ? {} : { pov: style.pov }),
    ...(style?.language === undefined ? {} : { language: style.language }),
    ...(style?.verbosity === undefined ? {} : { verbosity: style.verbosity }),
    ...(style?.focus_areas === undefined ? {} : { focusAreas: style.focus_areas }),
  };
}

function limitsOf({ limits }: SimulationRequest): TaskLimits {
  return {
    ...(limits?.max_model_calls === undefined ? {} : { maxModelCalls: limits.max_model_calls }),
    ...(limits?.max_tokens === undefined ? {} : { maxTokens: limits.max_tokens }),
    ...(limits?.max_cost_usd === undefined ? {} : { maxCostUsd: limits.max_cost_usd }),
    ...(limits?.deadline_seconds === undefined ? {} : { deadlineSeconds: limits.deadline_seconds }),
  };
}
