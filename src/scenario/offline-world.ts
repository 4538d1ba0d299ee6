import { assembleLorebook, assembleTemplate, entriesOf } from './assemble.js';
import type { ScenarioBrief } from './brief.js';
import type { Lorebook } from './lorebook.js';
import { offlineStep } from './offline/generator.js';
import { playableAmong } from './playable.js';
import { readStepAnswer, type StepAnswer, type StepInputs, type StepName } from './steps.js';
import type { ScenarioTemplate } from './template.js';

/** Whole worlds from the offline generator, at once: each step is read as a model's answer to it would be. */

export interface OfflineWorld {
  readonly lorebook: Lorebook;
  readonly templates: readonly ScenarioTemplate[];
}

function answer<S extends StepName>(step: S, inputs: StepInputs[S]): StepAnswer<S> {
  const read = readStepAnswer(step, inputs, offlineStep(step, inputs));
  if (!read.ok) throw new Error(`${step}: ${read.problems.join('; ')}`);
  return read.answer;
}

/** The same brief and seed make the same world, with `count` ways into it. */
export function offlineWorld(
  brief: ScenarioBrief,
  seed: number,
  count = 1,
  basis: readonly Lorebook[] = [],
): OfflineWorld {
  const given = { brief, seed, basis };
  const analysis = answer('analysis', given);
  const analysed = { ...given, analysis };
  const politics = answer('politics', analysed);
  const power_system = analysis.metadata.power_system === undefined ? null : answer('power_system', analysed);
  const culture = answer('culture', analysed);
  const main_cast = answer('main_cast', analysed);
  const supporting_cast = answer('supporting_cast', { ...analysed, main_cast });
  const drafted = assembleLorebook(
    {
      analysis,
      geography: answer('geography', analysed),
      politics,
      power_system,
      culture,
      timeline: answer('timeline', { ...analysed, politics, power_system, culture }),
      main_cast,
      supporting_cast,
      relationships: answer('relationships', { ...analysed, main_cast, supporting_cast }),
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
