import { genresOf, type ScenarioBrief } from '../brief.js';
import { CONTEMPORARY } from './lexicon/contemporary.js';
import { FANTASY } from './lexicon/fantasy.js';
import type { GenreLexicon } from './lexicon/genre.js';
import { HISTORICAL } from './lexicon/historical.js';
import { MYSTERY } from './lexicon/mystery.js';
import { SCIENCE_FICTION } from './lexicon/science-fiction.js';

/** The genres that there are words for; of those that match a request equally well the first one is taken. */
export const LEXICONS: readonly GenreLexicon[] = [
  FANTASY,
  SCIENCE_FICTION,
  MYSTERY,
  HISTORICAL,
  CONTEMPORARY,
];

/**
 * The genre to write in: the nearest to the first genre that any keyword fits; without one, the nearest to what else the
 * request says; else contemporary.
 */
export function chooseGenre(
  brief: Pick<ScenarioBrief, 'genre' | 'series_title' | 'setting' | 'power_system' | 'additional_context'>,
): GenreLexicon {
  for (const genre of genresOf(brief)) {
    const found = nearest(genre);
    if (found !== undefined) return found;
  }
  const said = [brief.series_title, brief.setting, brief.additional_context].filter(
    (text) => text !== undefined,
  );
  return nearest(said.join(' ')) ?? (brief.power_system === undefined ? CONTEMPORARY : FANTASY);
}

/** The genre whose keywords cover most letters of a text's words. */
function nearest(text: string): GenreLexicon | undefined {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const covered = ({ keywords }: GenreLexicon) =>
    words.reduce((sum, word) => {
      const stems = keywords.filter((stem) => word.startsWith(stem));
      return sum + Math.max(0, ...stems.map((stem) => stem.length));
    }, 0);
  let best: GenreLexicon | undefined;
  let most = 0;
  for (const lexicon of LEXICONS) {
    const score = covered(lexicon);
    if (score > most) [best, most] = [lexicon, score];
  }
  return best;
}
