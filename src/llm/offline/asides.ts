import type { Bank } from './chance.js';
import { expand } from './grammar.js';
import { COMPANY_ASIDES, HOUR_ASIDES, LIGHT_ASIDES, PLACE_ASIDES, WEATHER_ASIDES } from './lexicon/asides.js';
import type { Narrator, Scene } from './narrator.js';
import { partOfDay } from './time.js';

/**
 * What keeps a long story from telling alike things alike: a template that comes back takes a clause with it about where
 * and when it happens this time.
 */

/** Of templates that come back, those that take a clause. */
const TAKES_ASIDE = 0.9;
/** Of these, those that begin with it. */
const FRONTED = 0.4;
const LONGEST = 120;

/** What gives a sentence a shape of its own, or can't be followed by a clause. */
const SET = /["“]|\{(?:detail|Detail|facts|goal|cause|Cause|past|told|intent|aside|who|list)\}|[:;?]/u;

/** The template with `{aside}` in it where it has been dealt before in this story and has room. */
export function withAside(narrator: Narrator, template: string, round: number): string {
  if (round === 0 || SET.test(template) || template.length > LONGEST) return template;
  if (!narrator.chance(TAKES_ASIDE)) return template;
  if (narrator.chance(FRONTED) && !template.startsWith('[')) {
    const rest = /^(?:\{|I\b)/u.test(template)
      ? template
      : template.charAt(0).toLowerCase() + template.slice(1);
    return `{aside}, ${rest.replace(/^\{S\}/u, '{A}')}`;
  }
  return template.endsWith('.') ? `${template.slice(0, -1)}, {aside}.` : `${template}, {aside}`;
}

/** A clause about where and when something happens. */
export function asideFor(narrator: Narrator, scene: Scene): string | undefined {
  const { light, weather } = scene.place;
  const banks: readonly (Bank | undefined)[] = [
    WEATHER_ASIDES[weather],
    WEATHER_ASIDES[weather],
    LIGHT_ASIDES[light],
    PLACE_ASIDES,
    HOUR_ASIDES,
    scene.present.length > 1 ? COMPANY_ASIDES : undefined,
  ];
  const start = Math.floor(narrator.draw() * banks.length);
  for (let i = 0; i < banks.length; i += 1) {
    const from = banks[(start + i) % banks.length];
    if (from === undefined) continue;
    const slots = narrator.slots(scene);
    const clause = expand(
      narrator.dealer.next(from),
      (name) => (name === 'part' ? partOfDay(narrator.time).name : slots(name)),
      narrator.draw,
    );
    if (clause !== undefined) return clause;
  }
  return undefined;
}
