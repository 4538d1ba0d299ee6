import type { Json } from '../json.js';
import type { Lorebook } from '../scenario/lorebook.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Database } from './database.js';
import { BOOK_COLUMNS, BOOK_PARTS, BOOK_VALUES, type NewTemplate, templateRows } from './lorebook-parts.js';
import { toldEvents } from './task-events.js';
import type { Holding } from './task-statements.js';
import { writeUsage } from './usage.js';

/**
 * The statements of a scenario's run: its steps are its checkpoints. Like the others of a runner they carry the fence
 * and return false when the task is no longer the runner's.
 */

/** Where a scenario stands: a row of `STEP_TABLE`, and the rows that were passed on the way to it, itself included. */
export interface ScenarioProgress {
  readonly progress: number;
  readonly currentStep: string;
  /** Data of a `progress` event for each. */
  readonly passed: readonly {
    readonly progress: number;
    readonly current_step: string;
    readonly status: string;
  }[];
}

export interface StoredStep {
  readonly step: string;
  readonly state: 'running' | 'done' | 'degraded' | 'skipped';
  readonly attempts: number;
  readonly fence: number;
  /** Null until it is done, as is `output`. */
  readonly inputHash: string | null;
  readonly output: Json;
  readonly degraded: string | null;
}

/** The steps of a scenario that were begun, by name. */
export async function loadSteps(db: Database, taskId: string): Promise<readonly StoredStep[]> {
  return db.query<StoredStep>`
    SELECT step, state, attempts, fence, input_hash AS "inputHash", output, degraded
    FROM scenario_step WHERE task_id = ${taskId}::uuid ORDER BY step`;
}

/**
 * Notes steps as begun, once more if they were begun before, and where the scenario stands. Where no event is told with
 * it, the statement doesn't wait for the disk: that a step was begun may be lost in a crash of the server.
 */
export async function beginSteps(
  db: Database,
  holding: Holding,
  steps: readonly string[],
  at: ScenarioProgress,
): Promise<boolean> {
  const rows = await db.query<unknown>`
    WITH hasty AS MATERIALIZED (
      SELECT set_config('synchronous_commit',
        CASE WHEN ${at.passed.length}::int = 0 THEN 'off' ELSE current_setting('synchronous_commit') END, true)
    ), mine AS (
      UPDATE task SET
        progress = least(99, greatest(progress, ${at.progress}::int)), current_step = ${at.currentStep},
        event_seq = event_seq + ${at.passed.length}::int
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, fence, event_seq
    ), told AS (${toldEvents(at.passed.map(progressEvent))}
    ), begun AS (
      INSERT INTO scenario_step (task_id, step, state, attempts, fence)
      SELECT mine.id, step, 'running', 1, mine.fence FROM mine, unnest(${steps}::text[]) AS step
      ON CONFLICT (task_id, step) DO UPDATE SET
        state = 'running', attempts = scenario_step.attempts + 1, fence = excluded.fence, input_hash = NULL,
        output = NULL, degraded = NULL, updated_at = now()
    )
    SELECT id FROM mine, hasty`;
  return rows.length === 1;
}

export interface StepCommit extends ScenarioProgress {
  readonly step: string;
  readonly state: 'done' | 'degraded' | 'skipped';
  readonly inputHash: string;
  readonly output: unknown;
  readonly degraded: string | null;
  /** What the step used. */
  readonly spent: UsageTotals;
  /** What the task has used with it. */
  readonly usage: UsageTotals;
  /** As in `TurnCommit`. */
  readonly usedCalls: readonly string[];
  readonly byFallback: boolean;
}

/** Commits a step: its answer, progress, usage and events, together or not at all. */
export async function commitStep(db: Database, holding: Holding, commit: StepCommit): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      UPDATE task SET
        progress = least(99, greatest(progress, ${commit.progress}::int)), current_step = ${commit.currentStep},
        usage = ${JSON.stringify(writeUsage(commit.usage))}::jsonb, failures = 0, unclean_ends = 0,
        event_seq = event_seq + ${commit.passed.length}::int,
        outage_since = CASE WHEN ${commit.byFallback}::boolean THEN outage_since END
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, fence, event_seq
    ), told AS (${toldEvents(commit.passed.map(progressEvent))}
    ), used AS (
      DELETE FROM model_call USING mine WHERE task_id = mine.id AND call_key = ANY(${commit.usedCalls}::text[])
    )
    INSERT INTO scenario_step (task_id, step, state, attempts, fence, input_hash, output, degraded, usage)
    SELECT id, ${commit.step}, ${commit.state}, 0, fence, ${commit.inputHash}, ${JSON.stringify(commit.output)}::jsonb,
           ${commit.degraded}, ${JSON.stringify(writeUsage(commit.spent))}::jsonb
    FROM mine
    ON CONFLICT (task_id, step) DO UPDATE SET
      state = excluded.state, fence = excluded.fence, input_hash = excluded.input_hash, output = excluded.output,
      degraded = excluded.degraded, usage = excluded.usage, updated_at = now()`;
  return written === 1;
}

export interface ScenarioEnd extends ScenarioProgress {
  readonly lorebook: { readonly id: string; readonly version: string; readonly content: Lorebook };
  readonly templates: readonly NewTemplate[];
  readonly result: unknown;
  readonly usage: UsageTotals;
}

/** Ends a run: lorebook, templates and the completed status are visible at the same moment. */
export async function finishScenario(db: Database, holding: Holding, end: ScenarioEnd): Promise<boolean> {
  const { lorebook, templates } = end;
  const events = [...end.passed.map(progressEvent), { type: 'completed', data: { status: 'completed' } }];
  const rows = await db.query<unknown>`
    WITH given AS MATERIALIZED (
      SELECT ${JSON.stringify(lorebook.content)}::jsonb AS book
    ), mine AS (
      UPDATE task SET
        status = 'completed', progress = 100, current_step = ${end.currentStep}, error = NULL,
        result = ${JSON.stringify(end.result)}::jsonb, usage = ${JSON.stringify(writeUsage(end.usage))}::jsonb,
        lease_owner = NULL, lease_expires_at = NULL, completed_at = now(),
        event_seq = event_seq + ${events.length}::int
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, client_id, event_seq
    ), told AS (${toldEvents(events)}
    ), used AS (
      DELETE FROM model_call USING mine WHERE task_id = mine.id
    ), stored AS (
      INSERT INTO lorebook (id, client_id, content_hash, ${BOOK_COLUMNS})
      SELECT ${lorebook.id}::uuid, mine.client_id, ${lorebook.version}, ${BOOK_VALUES} FROM mine, given
      RETURNING id, client_id
    ) ${BOOK_PARTS}, made AS (${templateRows(templates)})
    SELECT id FROM mine`;
  return rows.length === 1;
}

function progressEvent(data: unknown): { readonly type: string; readonly data: unknown } {
  return { type: 'progress', data };
}
