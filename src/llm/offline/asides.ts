import type { Bank } from './chance.js';
import { expand } from './grammar.js';
import { COMPANY_ASIDES, HOUR_ASIDES, LIGHT_ASIDES, PLACE_ASIDES, WEATHER_ASIDES } from './lexicon/asides.js';
import type { Narrator, Scene } from './narrator.js';
import type { Manner } from './style.js';
import { partOfDay } from './time.js';

/**
 * What keeps a long story from telling alike things alike: a template that comes back takes a clause with it about where
 * and when it happens this time.
 */

/** Of templates that come back, those that take a clause, by the length that sentences have. */
const TAKES_ASIDE: Readonly<Record<Manner['sentences'], number>> = { short: 0.35, even: 0.9, long: 1 };
/** The share of these at their first return; it grows with each further one. */
const FIRST_SHARE = 0.4;
/** Of those with a clause, those that begin with it. */
const FRONTED = 0.4;
const LONGEST = 120;

/** What gives a sentence a shape of its own, or can't be followed by a clause. */
const SET = /["“]|\{(?:detail|Detail|facts|goal|about|cause|Cause|past|told|intent|aside|who|list)\}|[:;?]/u;

/** The template with `{aside}` in it where it has been dealt before in this story and has room. */
export function withAside(narrator: Narrator, template: string, round: number): string {
  if (round === 0 || SET.test(template) || template.length > LONGEST) return template;
  const share = Math.min(1, FIRST_SHARE * round) * TAKES_ASIDE[narrator.manner.sentences];
  if (!narrator.chance(share)) return template;
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
