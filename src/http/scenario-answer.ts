import { z } from 'zod';
import type { StepKey } from '../scenario/pipeline.js';
import { STEP_NAMES, STEP_TABLE } from '../scenario/steps.js';
import type { ScenarioReading } from '../store/scenario-reads.js';
import { scenarioResultSchema } from './scenario-result.js';
import { type TaskAnswer, taskErrorSchema } from './task-answer.js';

/** A scenario's task in the form of seed 003: with the steps of its making. */

const STATUSES = [
  'pending',
  'analyzing',
  'generating',
  'validating',
  'completed',
  'failed',
  'cancelled',
] as const;
const STEP_STATES = ['waiting', 'running', 'done', 'degraded', 'skipped'] as const;

export const scenarioStatusSchema = z
  .object({
    task_id: z.guid(),
    status: z.enum(STATUSES),
    progress: z.int().min(0).max(100),
    current_step: z.string(),
    active_steps: z.array(z.string()).meta({ description: 'Steps that run right now' }),
    steps: z.array(z.object({ name: z.string(), state: z.enum(STEP_STATES), attempts: z.int() })),
    result: scenarioResultSchema.optional(),
    error: taskErrorSchema.optional().meta({ description: 'What went wrong; absent where nothing did' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    completed_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'ScenarioStatus' });

export type ScenarioStatusAnswer = z.output<typeof scenarioStatusSchema>;

export function scenarioAnswer(scenario: ScenarioReading): ScenarioStatusAnswer {
  const steps = keysOf(scenario.templateCount).map((key) => stepAnswer(key, scenario));
  return {
    task_id: scenario.id,
    status: statusOf(scenario),
    progress: scenario.progress,
    current_step: scenario.currentStep,
    active_steps: steps.filter(({ state }) => state === 'running').map(({ name }) => name),
    steps,
    // Stored in the form of the wire; see `ScenarioResult` and `TaskError`.
    ...(scenario.result !== null && { result: scenario.result as unknown as ScenarioStatusAnswer['result'] }),
    ...(scenario.error !== null && { error: scenario.error as NonNullable<TaskAnswer['error']> }),
    created_at: scenario.createdAt.toISOString(),
    updated_at: scenario.updatedAt.toISOString(),
    ...(scenario.completedAt !== null && { completed_at: scenario.completedAt.toISOString() }),
  };
}

function keysOf(templateCount: number): readonly StepKey[] {
  return STEP_NAMES.flatMap((step): readonly StepKey[] =>
    step === 'template'
      ? Array.from({ length: templateCount }, (_, index): StepKey => `template-${index}`)
      : [step],
  );
}

function stepAnswer(key: StepKey, scenario: ScenarioReading): ScenarioStatusAnswer['steps'][number] {
  const begun = scenario.steps.find(({ step }) => step === key);
  const name = key === 'template-0' && scenario.templateCount === 1 ? 'template' : key;
  if (begun === undefined) {
    // A result that was reused has no steps of its own.
    return { name, state: scenario.status === 'completed' ? 'done' : 'waiting', attempts: 0 };
  }
  const { state, attempts, isCurrent } = begun;
  const isWaiting = state === 'running' && !(isCurrent && scenario.status === 'running');
  return { name, state: isWaiting ? 'waiting' : state, attempts };
}

function statusOf({ status, progress }: ScenarioReading): ScenarioStatusAnswer['status'] {
  if (status === 'completed' || status === 'failed' || status === 'cancelled') return status;
  return STEP_TABLE.findLast((row) => row.progress <= progress)?.status ?? 'pending';
}
