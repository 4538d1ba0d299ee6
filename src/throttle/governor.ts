import { type Decision, decide, openGovernor, type Range, type Sample, type Targets } from './policy.js';

/** What a governor turns. */
export interface Intake {
  /** Takes at most so many tasks at once from now on; those in hand go on. */
  setLimit(limit: number): void;
  /** Takes none, or takes them again. */
  setPaused(isPaused: boolean): void;
}

export interface GovernorOptions {
  readonly sample: () => Promise<Sample>;
  readonly targets: Targets;
  readonly range: Range;
  readonly intake: Intake;
  /** Resolves when it is time for the next sample, with false once the governor is to end. */
  readonly tick: () => Promise<boolean>;
  /** Told of every sample and what came of it. */
  readonly onDecision: (decision: Decision, sample: Sample) => void;
  readonly onError: (error: unknown) => void;
}

/** Samples, decides and turns the intake until told to end. A sample that fails changes nothing. */
export async function govern(options: GovernorOptions): Promise<void> {
  let state = openGovernor(options.range);
  while (await options.tick()) {
    try {
      const sample = await options.sample();
      const decision = decide(state, sample, options.targets, options.range);
      if (decision.state.limit !== state.limit) {
        options.intake.setLimit(decision.state.limit);
      }
      if (decision.state.isPaused !== state.isPaused) {
        options.intake.setPaused(decision.state.isPaused);
      }
      state = decision.state;
      options.onDecision(decision, sample);
    } catch (error) {
      options.onError(error);
    }
  }
}
