import { assembleLorebook, assembleTemplate, entriesOf } from '../../../src/scenario/assemble.js';
import type { ScenarioBrief } from '../../../src/scenario/brief.js';
import type { Lorebook } from '../../../src/scenario/lorebook.js';
import { offlineStep } from '../../../src/scenario/offline/generator.js';
import { playableAmong } from '../../../src/scenario/playable.js';
import {
  readStepAnswer,
  type StepAnswer,
  type StepInputs,
  type StepName,
} from '../../../src/scenario/steps.js';
import type { ScenarioTemplate } from '../../../src/scenario/template.js';

/** Whole worlds from the offline generator, put together step by step, each answer read as a model's would be. */

export interface Generated {
  readonly lorebook: Lorebook;
  readonly templates: readonly ScenarioTemplate[];
}

export function briefOf(more: Partial<ScenarioBrief> = {}): ScenarioBrief {
  return { series_title: 'The Quiet Coast', series_type: 'novel', themes: [], ...more };
}

function answer<S extends StepName>(step: S, inputs: StepInputs[S]): StepAnswer<S> {
  const read = readStepAnswer(step, inputs, offlineStep(step, inputs));
  if (!read.ok) throw new Error(`${step}: ${read.problems.join('; ')}`);
  return read.answer;
}

export function generate(
  brief: ScenarioBrief,
  seed: number,
  count = 1,
  basis: readonly Lorebook[] = [],
): Generated {
  const given = { brief, seed, basis };
  const analysis = answer('analysis', given);
  const analysed = { ...given, analysis };
  const geography = answer('geography', analysed);
  const politics = answer('politics', analysed);
  const power_system = analysis.metadata.power_system === undefined ? null : answer('power_system', analysed);
  const culture = answer('culture', analysed);
  const timeline = answer('timeline', { ...analysed, politics, power_system, culture });
  const main_cast = answer('main_cast', analysed);
  const supporting_cast = answer('supporting_cast', { ...analysed, main_cast });
  const relationships = answer('relationships', { ...analysed, main_cast, supporting_cast });
  const drafted = assembleLorebook(
    {
      analysis,
      geography,
      politics,
      power_system,
      culture,
      timeline,
      main_cast,
      supporting_cast,
      relationships,
    },
    { method: 'offline', model: 'offline', seed, degraded_steps: [], repairs: [], score: 1 },
  );
  const lorebook = { ...drafted, entries: entriesOf(drafted) };
  const playable = playableAmong(lorebook.characters);
  const templates = Array.from({ length: count }, (_, index) => {
    const inputs: StepInputs['template'] = {
      ...given,
      lorebook,
      playable,
      index,
      count,
      setting_location: lorebook.locations[index % lorebook.locations.length]?.name ?? '',
      difficulty_level: 'medium',
    };
    return assembleTemplate(answer('template', inputs), inputs, { degraded: false, method: 'offline' });
  });
  return { lorebook, templates };
}
