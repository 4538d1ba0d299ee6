import type { StepAnswer, StepInputs, StepName } from '../steps.js';
import { writeAnalysis } from './steps/analysis.js';
import { writeMainCast, writeSupportingCast } from './steps/cast.js';
import { writeGeography } from './steps/geography.js';
import { writeRelationships } from './steps/relationships.js';
import { writeCulture, writePolitics, writePowerSystem } from './steps/systems.js';
import { writeTemplate } from './steps/template.js';
import { writeTimeline } from './steps/timeline.js';

/**
 * Scenario generation without a model: every step out of tables and grammars of the request's genre, drawn by the seed. The
 * same request and seed give the same bytes; steps that run side by side agree, because each makes the same plan of the
 * world from the outline.
 */
const WRITERS: { readonly [S in StepName]: (inputs: StepInputs[S]) => StepAnswer<S> } = {
  analysis: writeAnalysis,
  geography: writeGeography,
  politics: writePolitics,
  power_system: writePowerSystem,
  culture: writeCulture,
  timeline: writeTimeline,
  main_cast: writeMainCast,
  supporting_cast: writeSupportingCast,
  relationships: writeRelationships,
  template: writeTemplate,
};

/** The answer of a step, as its schema asks for it. */
export function offlineStep<S extends StepName>(step: S, inputs: StepInputs[S]): StepAnswer<S> {
  return WRITERS[step](inputs);
}
