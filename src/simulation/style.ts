import { z } from 'zod';
import { lineText, storableText } from './text.js';
import type { Style } from './types.js';

/** How a story is to be told and where it is steered, as it comes in: in a request and in the changes of a fork. */

const share = () => z.number().min(0).max(1);

export const styleSchema = z.strictObject({
  narrative_style: storableText(200).optional(),
  tone: storableText(200).optional(),
  pov: storableText(200).optional(),
  language: lineText(40).optional(),
  verbosity: share().optional(),
  focus_areas: z.array(storableText(200)).max(20).optional(),
});

export const narrativeGoalsSchema = z.array(storableText(500)).max(20);

export const difficultySchema = share();

/** The style of a parsed one; what isn't given is left out. */
export function toStyle(style?: z.output<typeof styleSchema>): Style {
  if (style === undefined) return {};
  return {
    ...(style.narrative_style === undefined ? {} : { narrativeStyle: style.narrative_style }),
    ...(style.tone === undefined ? {} : { tone: style.tone }),
    ...(style.pov === undefined ? {} : { pov: style.pov }),
    ...(style.language === undefined ? {} : { language: style.language }),
    ...(style.verbosity === undefined ? {} : { verbosity: style.verbosity }),
    ...(style.focus_areas === undefined ? {} : { focusAreas: style.focus_areas }),
  };
}
