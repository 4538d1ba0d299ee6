import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import { EngineError } from '../errors.js';
import type { ModelFailure, ModelReply } from '../llm/port.js';
import { tracedModel } from '../observability/traced-model.js';
import { type Span, within } from '../observability/tracing.js';
import { assembleTemplate, withDifferentTitles } from '../scenario/assemble.js';
import type { GenerationMetadata } from '../scenario/lorebook.js';
import { offlineStep } from '../scenario/offline/generator.js';
import { type GeneratedScenario, rowAt, runPipeline, type StepKey } from '../scenario/pipeline.js';
import { stepRequest, templateOf } from '../scenario/step-request.js';
import {
  readStepAnswer,
  STEP_TABLE,
  type StepAnswer,
  type StepBasis,
  type StepInputs,
  type StepName,
} from '../scenario/steps.js';
import { degradedBy, throwFailure } from '../simulation/model-failure.js';
import { NO_USAGE_TOTALS, usageOf } from '../simulation/usage.js';
import {
  beginSteps,
  commitStep,
  finishScenario,
  loadSteps,
  type ScenarioProgress,
  type StoredStep,
} from '../store/scenario-statements.js';
import type { ClaimedTask } from '../store/task-statements.js';
import { type RunAccounts, withAccounts } from './accounts.js';
import { faultPoint } from './fault-point.js';
import { budgetSpent, DeadlineExceededError, deadlineExceeded, isOver, LimitReachedError } from './limits.js';
import type { RunContext, RunEnd } from './run.js';
import { StepSlots } from './step-slots.js';
import type { ScenarioResult, ScenarioTaskRequest } from './task-request.js';

/**
 * One run of a scenario, from its claim to its end.
 *
 * Steps run as their needs allow, a few beside each other; each is noted as begun, asked, and committed with its answer
 * before what needs it begins. A run that goes on after another takes the answers that were committed from what they
 * were made of: a step whose request, outline, words or seed have changed since is asked anew. When the worker is on
 * its way out, or a step fails for a reason that may pass, no further step begins; those under way are committed, since
 * they are paid for. Lorebook, templates and the completed status are stored in one statement.
 */
export interface ScenarioRunContext extends RunContext {
  /** Steps that run beside each other. */
  readonly parallelSteps: number;
}

/** Nothing can be played in what was generated. */
export class UnusableLorebookError extends EngineError {
  readonly code = 'UNUSABLE_LOREBOOK';
  readonly status = 422;
  readonly title = 'Unusable lorebook';
}

/** A step was not begun, since the run is to stop; why, others tell. */
class NotBegunError extends Error {}

/**
 * @throws LeaseLostError when a write was refused; DeadlineExceededError, LimitReachedError, UnusableLorebookError
 * @throws EngineError of the model or the database, by whose retry policy the caller decides
 */
export async function runScenario(context: ScenarioRunContext, task: ClaimedTask): Promise<RunEnd> {
  const request = task.request as unknown as ScenarioTaskRequest;
  const stored = await loadSteps(context.db, task.taskId);
  // A stand-in for the model is no use here: the offline generator fills in for a step, not for a call.
  return withAccounts({ ...context, standIn: undefined }, task, request, (accounts) =>
    generate(new ScenarioRun(context, task, request, accounts, stored), request),
  );
}

async function generate(run: ScenarioRun, request: ScenarioTaskRequest): Promise<RunEnd> {
  const basis: StepBasis = {
    brief: request.brief,
    seed: request.seed,
    basis: request.basis.map(({ lorebook }) => lorebook),
  };
  try {
    const generated = await runPipeline(basis, request.templateCount, run);
    if ('unusable' in generated) {
      throw new UnusableLorebookError(`What was generated can't be played in: it has ${generated.unusable}`);
    }
    await run.finish(generated);
    return 'finished';
  } catch (error) {
    if (error instanceof NotBegunError) return 'drained';
    throw error;
  }
}

/** Where a run stands, and how its steps are answered, kept and told. */
class ScenarioRun {
  private readonly stored: ReadonlyMap<string, StoredStep>;
  private readonly finished = new Set<StepKey>();
  private readonly degraded = new Map<StepKey, string>();
  private readonly slots: StepSlots;
  private isValidated = false;
  /** The last row that was told of. */
  private told: number;
  private hasFailed = false;

  constructor(
    private readonly context: ScenarioRunContext,
    private readonly task: ClaimedTask,
    private readonly request: ScenarioTaskRequest,
    private readonly accounts: RunAccounts,
    stored: readonly StoredStep[],
  ) {
    this.stored = new Map(stored.map((each) => [each.step, each]));
    this.slots = new StepSlots(context.parallelSteps);
    this.told = task.progress;
  }

  private get isOffline(): boolean {
    return this.request.offline || this.accounts.model.name === 'offline';
  }

  readonly ask = async <S extends StepName>(
    step: S,
    key: StepKey,
    inputs: StepInputs[S],
  ): Promise<StepAnswer<S>> => {
    const inputHash = hashState({ step, version: templateOf(step).version, inputs });
    const kept = this.kept(step, key, inputs, inputHash);
    if (kept !== undefined) return kept;
    return this.slots.run(async () => {
      this.assertMayBegin();
      const span = this.context.span.child('step', { attributes: { 'novel_engine.step': key } });
      try {
        return await within(span, () => this.make(step, key, inputs, inputHash, span));
      } catch (error) {
        this.hasFailed = true;
        throw error;
      }
    });
  };

  readonly skip = async (key: StepKey): Promise<void> => {
    if (this.stored.get(key)?.state === 'skipped') {
      this.finished.add(key);
      return;
    }
    this.assertMayBegin();
    await this.commit(key, { state: 'skipped', inputHash: 'skipped', output: null });
  };

  readonly metadata = (): Omit<GenerationMetadata, 'repairs' | 'score'> => ({
    method: this.isOffline ? 'offline' : 'model',
    model: this.isOffline ? 'offline' : this.accounts.model.name,
    seed: this.request.seed,
    degraded_steps: [...this.degraded.keys()].sort(),
  });

  readonly validated = (): void => {
    this.isValidated = true;
  };

  async finish({ lorebook, templates }: GeneratedScenario): Promise<void> {
    const { db, now } = this.context;
    const method = this.isOffline ? 'offline' : 'model';
    const written = withDifferentTitles(
      templates.map(({ key, inputs, answer }) => {
        const degraded = this.degraded.has(key);
        return assembleTemplate(answer, inputs, { degraded, method: degraded ? 'offline' : method });
      }),
    ).map((content) => ({ id: uuidv7(), version: hashState(content), content }));
    const book = { id: uuidv7(), version: hashState(lorebook), content: lorebook };
    const degradedSteps = [...this.degraded.keys()].sort();
    const result: ScenarioResult = {
      lorebook_id: book.id,
      lorebook_version: book.version,
      scenario_template_id: written[0]?.id ?? '',
      scenario_template_ids: written.map(({ id }) => id),
      generation_time: Math.max(0, Math.round(now() - this.task.startedAt.getTime()) / 1000),
      degraded: degradedSteps.length > 0,
      degraded_steps: degradedSteps,
      cached: false,
      cached_from: null,
    };
    faultPoint('before-finish', this.task.taskId);
    await this.accounts.writes.write((usage) =>
      finishScenario(db, this.task, {
        ...this.advance(true),
        lorebook: book,
        templates: written,
        result,
        usage,
      }),
    );
  }

  /** The answer of a run before this one, if it was made of the same. */
  private kept<S extends StepName>(
    step: S,
    key: StepKey,
    inputs: StepInputs[S],
    inputHash: string,
  ): StepAnswer<S> | undefined {
    const found = this.stored.get(key);
    if (found === undefined || found.inputHash !== inputHash) return undefined;
    const read = readStepAnswer(step, inputs, found.output);
    if (!read.ok) return undefined;
    this.finished.add(key);
    if (found.degraded !== null) this.degraded.set(key, found.degraded);
    return read.answer;
  }

  /** @throws NotBegunError when the run is to stop; DeadlineExceededError */
  private assertMayBegin(): void {
    const { draining, signal, now } = this.context;
    signal.throwIfAborted();
    if (draining() || this.hasFailed) throw new NotBegunError();
    if (isOver(this.task.deadlineAt, now())) {
      this.hasFailed = true;
      throw new DeadlineExceededError(
        `The scenario was not finished: ${deadlineExceeded(this.request.limits)}`,
      );
    }
  }

  private async make<S extends StepName>(
    step: S,
    key: StepKey,
    inputs: StepInputs[S],
    inputHash: string,
    span: Span,
  ): Promise<StepAnswer<S>> {
    const { db, signal } = this.context;
    await this.accounts.writes.write(() => beginSteps(db, this.task, [key], this.advance()));
    faultPoint('after-step-begin', this.task.taskId);
    if (this.isOffline) {
      const answer = offlineStep(step, inputs);
      await within(span.child('commit'), () =>
        this.commit(key, { state: 'done', inputHash, output: answer }),
      );
      return answer;
    }
    const { clientId, taskId } = this.task;
    const reply = await tracedModel(this.accounts.model, span).generate(
      stepRequest(step, key, inputs, { clientId, taskId }),
      signal,
    );
    if (!reply.ok) this.throwWhatStops(reply, key);
    const read = reply.ok ? readStepAnswer(step, inputs, reply.value) : undefined;
    const answer = read?.ok === true ? read.answer : offlineStep(step, inputs);
    const degraded = degradedBy(reply, read?.ok === true);
    await within(span.child('commit'), () =>
      this.commit(key, {
        state: degraded === undefined ? 'done' : 'degraded',
        inputHash,
        output: answer,
        reply,
        ...(degraded !== undefined && { degraded }),
      }),
    );
    return answer;
  }

  /** Failures that a step can't be filled in for. */
  private throwWhatStops(failure: ModelFailure, key: string): void {
    const { limits } = this.request;
    switch (failure.reason) {
      case 'over-budget':
        throw new LimitReachedError(
          `The scenario was not finished: ${budgetSpent(limits, this.accounts.writes.usage) ?? 'a limit is used up'}`,
        );
      case 'unavailable':
        // Its patience with the outage is over: the run does without the model.
        if (this.context.standIn !== undefined) return;
        throwFailure(failure, key, this.context.signal);
        break;
      case 'rate-limited':
      case 'aborted':
        throwFailure(failure, key, this.context.signal);
    }
  }

  private async commit(
    key: StepKey,
    done: {
      readonly state: 'done' | 'degraded' | 'skipped';
      readonly inputHash: string;
      readonly output: unknown;
      readonly reply?: ModelReply;
      readonly degraded?: string;
    },
  ): Promise<void> {
    const { db } = this.context;
    const { writes, callsSettled, spentBy } = this.accounts;
    const { state, inputHash, output, reply, degraded = null } = done;
    const spent = reply === undefined ? NO_USAGE_TOTALS : usageOf(reply);
    await callsSettled();
    faultPoint('before-step-commit', this.task.taskId);
    await writes.write((usage) => {
      this.finished.add(key);
      if (degraded !== null) this.degraded.set(key, degraded);
      return commitStep(db, this.task, {
        ...this.advance(),
        step: key,
        state,
        inputHash,
        output,
        degraded,
        spent,
        usage,
        usedCalls: [key],
        byFallback: degraded === 'unavailable',
      });
    }, spentBy(spent));
    faultPoint('after-step-commit', this.task.taskId);
  }

  /** Where the run stands now, and the rows that were passed since this was last asked. */
  private advance(isStored = false): ScenarioProgress {
    const { progress, current_step } = rowAt({
      finished: this.finished,
      templateCount: this.request.templateCount,
      isValidated: this.isValidated,
      isStored,
    });
    const passed = STEP_TABLE.filter((row) => row.progress > this.told && row.progress <= progress);
    this.told = Math.max(this.told, progress);
    return {
      progress,
      currentStep: current_step,
      passed: passed.map((row) => ({
        progress: row.progress,
        current_step: row.current_step,
        status: row.status,
      })),
    };
  }
}
