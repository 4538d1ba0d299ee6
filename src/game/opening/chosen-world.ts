import type { ScenarioBrief } from '../../scenario/brief.js';
import { type Lorebook, NOTHING_TOLD } from '../../scenario/lorebook.js';
import { LEXICONS } from '../../scenario/offline/choose-genre.js';
import type { GenreId } from '../../scenario/offline/lexicon/genre.js';
import { offlineWorld } from '../../scenario/offline-world.js';
import type { ScenarioTemplate } from '../../scenario/template.js';
import { rng } from '../../simulation/random.js';

/** The book and the way into it that a session plays: those that were named, or made of what isn't there. */

export interface ChosenBook {
  readonly lorebook: Lorebook;
  readonly template: ScenarioTemplate | undefined;
}

/** Titles for worlds that nobody asked for by name. */
const TITLES: Readonly<Record<GenreId, readonly string[]>> = {
  fantasy: ['The Ninth Gate', 'The Salt Oath', 'A Lantern for the Drowned', 'The Winter Tithe'],
  science_fiction: ['The Long Orbit', 'Cold Harbour Station', 'The Last Relay', 'A Debt in Vacuum'],
  mystery: ['The Locked Pier', 'A Quiet Inheritance', 'The Second Key', 'What the Tide Left'],
  historical: ['The Year of Two Harvests', 'The Bridge Toll', 'A Seal of Red Wax', 'The Winter Court'],
  contemporary: ['Low Season', 'The Night Ferry', 'Harbour Street', 'What We Owe the River'],
};

const POWERS: Readonly<Partial<Record<GenreId, string>>> = { fantasy: 'Oath magic' };

/**
 * Without a book a world is made of the seed alone, with a way into it. A book without a place gets the places of such a
 * world, or there would be nowhere to play.
 */
export function chooseBook(
  seed: number,
  lorebook: Lorebook | undefined,
  template: ScenarioTemplate | undefined,
): ChosenBook {
  if (lorebook !== undefined && lorebook.locations.length > 0) return { lorebook, template };
  const made = offlineWorld(briefFor(seed, lorebook), seed);
  if (lorebook === undefined) return { lorebook: made.lorebook, template: made.templates[0] };
  const names = new Set(lorebook.characters.map(({ name }) => name.toLowerCase()));
  return {
    template: undefined,
    lorebook: {
      ...made.lorebook,
      ...lorebook,
      plot_summary: told(lorebook.plot_summary) ?? made.lorebook.plot_summary,
      locations: made.lorebook.locations,
      factions: lorebook.factions.length > 0 ? lorebook.factions : made.lorebook.factions,
      important_items: [...lorebook.important_items, ...made.lorebook.important_items],
      characters: [
        ...lorebook.characters,
        ...made.lorebook.characters.filter(({ name }) => !names.has(name.toLowerCase())),
      ],
    },
  };
}

function told(text: string): string | undefined {
  return text === NOTHING_TOLD ? undefined : text;
}

function briefFor(seed: number, lorebook: Lorebook | undefined): ScenarioBrief {
  const dice = rng(seed, 0, 'session-world', '');
  if (lorebook !== undefined) {
    const { title, type, genre, setting } = lorebook.series_metadata;
    const place = told(setting);
    return {
      series_title: title,
      series_type: type,
      genre,
      themes: [],
      ...(place === undefined ? {} : { setting: place }),
    };
  }
  const lexicon = dice.pick(LEXICONS);
  const genre = lexicon?.id ?? 'fantasy';
  const power = POWERS[genre];
  return {
    series_title: dice.pick(TITLES[genre]) ?? 'The Ninth Gate',
    series_type: 'game',
    genre: lexicon?.name ?? 'fantasy',
    themes: [],
    ...(power === undefined ? {} : { power_system: power }),
  };
}
