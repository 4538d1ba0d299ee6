import { cutAtWord } from '../../narrative/plain-text.js';
import { characterId } from '../../simulation/character.js';
import { fnv1a } from '../../simulation/random.js';
import type { WorldFile } from '../../simulation/world-file.js';
import type { Lorebook } from '../lorebook.js';
import { inLine, sentencesOf } from '../sentences.js';
import type { ScenarioTemplate } from '../template.js';
import { complicationsOf, WEATHER_CHANGES } from './complications.js';
import { Ids } from './ids.js';
import { stagePlaces } from './places.js';
import { scriptOf } from './script.js';
import { sentenceText } from './wording.js';

/**
 * The world of a lorebook in the form that the turn engine plays from. Everything in it has its names from the book: its
 * places and ways, its things, what there is to find out, what may go wrong and what everybody knows.
 */

const LONGEST_TITLE = 120;
const LONGEST_GENRE = 60;
const TURN_MINUTES = 15;
/** When a day of it begins, by its title: no two series need meet at the same hour. */
const HOURS = ['07:40', '09:10', '11:20', '14:30', '16:50', '18:15', '20:05'] as const;

export interface StagedWorld {
  readonly world: WorldFile;
  /** Id of the place by that name, if people may begin there. */
  readonly startOf: (place: string) => string | undefined;
}

/**
 * Stages a lorebook, or one way into it: with a template the story begins where and how that one does, and everybody is
 * there; without one people begin at the first place or next to it, at home if that is near.
 * @returns undefined when the book has no place
 */
export function stageWorld(
  lorebook: Lorebook,
  template?: Pick<ScenarioTemplate, 'title' | 'setting_location' | 'starting_situation'>,
): StagedWorld | undefined {
  const { series_metadata: series, plot_summary } = lorebook;
  // Nobody who may play has the id of a place or a thing.
  const ids = new Ids(lorebook.characters.map(({ name }) => characterId(name)));
  const places = stagePlaces(lorebook, ids, template?.setting_location, template === undefined);
  if (places.locations.length === 0) return undefined;
  const title = cutAtWord(inLine(template?.title ?? series.title), LONGEST_TITLE);
  const starts = new Set(places.locations.filter(({ start }) => start).map(({ id }) => id));
  return {
    world: {
      id: new Ids().of(series.title),
      title,
      genre: cutAtWord(inLine(series.genre), LONGEST_GENRE),
      keywords: [series.genre],
      premise: sentenceText(template?.starting_situation ?? openingOf(plot_summary, series.title)),
      start_time: HOURS[fnv1a(title) % HOURS.length] ?? HOURS[0],
      turn_minutes: TURN_MINUTES,
      locations: places.locations,
      ...scriptOf(lorebook, places, ids),
      complications: complicationsOf(lorebook, places, ids),
      weather_changes: places.profiles.some(({ weather }) => weather !== 'none') ? WEATHER_CHANGES : [],
    },
    startOf: (place) => {
      const id = places.idOf(place);
      return id !== undefined && starts.has(id) ? id : undefined;
    },
  };
}

/** As many sentences of a summary as open a story. */
const OPENING_SENTENCES = 3;

/** The first sentences of a summary that are of the story: those that name the series are about it. */
function openingOf(summary: string, title: string): string {
  const sentences = sentencesOf(summary);
  const told = sentences.filter((sentence) => !sentence.includes(title));
  return (told.length > 0 ? told : sentences).slice(0, OPENING_SENTENCES).join(' ');
}
