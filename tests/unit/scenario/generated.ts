import type { ScenarioBrief } from '../../../src/scenario/brief.js';
import type { CharacterProfile, Lorebook } from '../../../src/scenario/lorebook.js';
import { offlineStep } from '../../../src/scenario/offline/generator.js';
import { playableAmong } from '../../../src/scenario/playable.js';
import {
  readStepAnswer,
  type StepAnswer,
  type StepInputs,
  type StepName,
} from '../../../src/scenario/steps.js';

/** Whole worlds from the offline generator, put together step by step, each answer read as a model's would be. */

export interface Generated {
  readonly lorebook: Lorebook;
  readonly templates: readonly StepAnswer<'template'>[];
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
  const { relationships } = answer('relationships', { ...analysed, main_cast, supporting_cast });
  const events = timeline.eras.flatMap(({ era, events: list }) => list.map((event) => ({ era, ...event })));
  const characters: CharacterProfile[] = [...main_cast.characters, ...supporting_cast.characters].map(
    (profile) => ({
      ...profile,
      relationships: relationships.flatMap(({ character_a, character_b, type }) =>
        character_a === profile.name ? [{ character: character_b, type }] : [],
      ),
      extensions: {},
    }),
  );
  const lorebook: Lorebook = {
    series_metadata: { ...analysis.metadata, source_urls: [] },
    characters,
    locations: geography.locations,
    world_systems: [...politics.systems, ...(power_system?.systems ?? []), ...culture.systems],
    timeline: events.map((event, order) => ({ ...event, id: `event-${order + 1}`, order })),
    relationships,
    themes: analysis.metadata.themes,
    tone: analysis.metadata.tone,
    factions: politics.factions,
    important_items: culture.important_items,
    entries: [],
    plot_summary: analysis.plot_summary,
    key_events: events.map(({ title }) => title),
    generation_metadata: {
      method: 'offline',
      model: 'offline',
      seed,
      degraded_steps: [],
      repairs: [],
      score: 1,
    },
  };
  const playable = playableAmong(characters);
  const templates = Array.from({ length: count }, (_, index) =>
    answer('template', {
      ...given,
      lorebook,
      playable,
      index,
      count,
      setting_location: lorebook.locations[index % lorebook.locations.length]?.name ?? '',
      difficulty_level: 'medium',
    }),
  );
  return { lorebook, templates };
}
