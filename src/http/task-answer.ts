import { z } from 'zod';
import { NotFoundError } from '../errors.js';
import type { TaskReading } from '../store/task-reads.js';
import { usageOnWire } from '../store/usage.js';
import { TASK_STATUSES } from '../tasks/state.js';
import { scenarioResultSchema } from './scenario-result.js';
import { actionResultSchema, sessionPath } from './session-answer.js';
import { strongTag } from './wire.js';

/** A task as its client sees it. */

export const taskParams = z.object({ id: z.guid().toLowerCase() });

const time = z.iso.datetime();

export const TASK_KINDS = ['simulation', 'scenario', 'action'] as const;

const linksSchema = z
  .object({
    self: z.string(),
    events: z.string(),
    simulation: z.string().optional(),
    turns: z.string().optional(),
    story: z.string().optional(),
    steps: z.string().optional(),
    session: z.string().optional(),
  })
  .meta({ id: 'TaskLinks' });

const simulationResultSchema = z
  .object({
    story: z.string().meta({ description: 'In Markdown' }),
    participants: z.array(z.string()).meta({ description: 'In the order of the request' }),
    turns_executed: z.int().meta({ description: 'Committed; of a fork its own' }),
    duration_seconds: z.number().meta({ description: 'From the first start to the end' }),
    coherence: z.number().nullable().meta({
      description: 'How well the turns hang together: the mean of their scores, 0..1; null where unmeasured',
    }),
    knowledge_leak_rate: z.number().nullable().meta({
      description:
        'What characters gave away in play without being able to know it, by lines spoken and targets chosen, 0..1; null where unmeasured',
    }),
    degraded: z.boolean().meta({ description: 'Whether any part was filled in, or the run ended early' }),
    degraded_reasons: z.array(z.string()),
    cached: z.boolean().meta({ description: 'Whether an earlier result was reused' }),
    cached_from: z
      .guid()
      .nullable()
      .optional()
      .meta({ description: 'The task whose result it is, when it was reused; it may be deleted since' }),
  })
  .meta({ id: 'SimulationResult' });

export const taskErrorSchema = z
  .object({ error: z.string(), message: z.string(), error_code: z.string() })
  .meta({ id: 'TaskError' });

/** What every task answers, whatever its kind. */
const taskFields = z.object({
  task_id: z.guid(),
  status: z.enum(TASK_STATUSES),
  progress: z.int().min(0).max(100).meta({ description: 'Never falls; at most 99 until completed' }),
  current_step: z.string(),
  attempt: z.int().meta({ description: 'How often a worker took it up' }),
  position: z.int().nullable().meta({
    description: 'Place in line while queued; coarse, at most a second old, not part of the ETag',
  }),
  error: taskErrorSchema.nullable(),
  usage: usageOnWire,
  created_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
  links: linksSchema,
});

/** The kind tells what the result looks like. */
export const taskSchema = z
  .discriminatedUnion('kind', [
    taskFields
      .extend({ kind: z.literal('simulation'), result: simulationResultSchema.nullable() })
      .meta({ id: 'SimulationTask' }),
    taskFields
      .extend({ kind: z.literal('scenario'), result: scenarioResultSchema.nullable() })
      .meta({ id: 'ScenarioTask' }),
    taskFields
      .extend({ kind: z.literal('action'), result: actionResultSchema.nullable() })
      .meta({ id: 'ActionTask' }),
  ])
  .meta({ id: 'Task' });

/** A task in a list: without its result, which may be long, and its place in line. */
export const listedTaskSchema = taskFields
  .omit({ position: true })
  .extend({ kind: z.enum(TASK_KINDS) })
  .meta({ id: 'ListedTask' });

export type TaskAnswer = z.output<typeof taskSchema>;
type WithoutPosition<Answer> = Answer extends unknown ? Omit<Answer, 'position'> : never;
/** All of an answer but the place in line, which changes without the task. */
export type StableTaskAnswer = WithoutPosition<TaskAnswer>;

export function taskNotFound(): NotFoundError {
  return new NotFoundError('TASK', 'There is no such task');
}

/** An answer as JSON, and the strong tag over it. */
export function serialisedTask(reading: TaskReading): { readonly text: string; readonly etag: string } {
  const text = JSON.stringify(stableAnswer(reading));
  return { text, etag: strongTag(text) };
}

export function scenarioStatusPath(id: string): string {
  return `/api/scenarios/status/${id}`;
}

export function taskPath(id: string): string {
  return `/api/tasks/${id}`;
}

export function stableAnswer(task: TaskReading): StableTaskAnswer {
  // Stored in the form of the wire, that of its kind; see `SimulationResult` and `ScenarioResult`.
  return { ...listedAnswer(task), result: task.result } as StableTaskAnswer;
}

export function listedAnswer(task: Omit<TaskReading, 'result'>): z.output<typeof listedTaskSchema> {
  return {
    task_id: task.id,
    kind: task.kind,
    status: task.status,
    progress: task.progress,
    current_step: task.currentStep,
    attempt: task.attempt,
    // Stored in the form of the wire; see `TaskError`.
    error: task.error as TaskAnswer['error'],
    usage: usageOnWire.parse(task.usage),
    created_at: task.createdAt.toISOString(),
    started_at: task.startedAt?.toISOString() ?? null,
    completed_at: task.completedAt?.toISOString() ?? null,
    links: linksOf(task),
  };
}

function linksOf({
  id,
  kind,
  serialKey,
}: Pick<TaskReading, 'id' | 'kind' | 'serialKey'>): z.output<typeof linksSchema> {
  const simulation = `/api/simulations/${id}`;
  return {
    self: taskPath(id),
    events: `${taskPath(id)}/events`,
    ...(kind === 'simulation'
      ? { simulation, turns: `${simulation}/turns`, story: `${simulation}/story` }
      : {}),
    ...(kind === 'scenario' ? { steps: scenarioStatusPath(id) } : {}),
    ...(kind === 'action' && serialKey !== null ? { session: sessionPath(serialKey) } : {}),
  };
}
