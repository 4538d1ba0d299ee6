import type { Style } from '../../simulation/types.js';

/** How much of what a telling holds. Shares are factors around 1. */
export interface Manner {
  readonly tone: 'grim' | 'hopeful' | 'wry' | 'tense' | 'neutral';
  /** 0..1. */
  readonly verbosity: number;
  readonly dialogue: number;
  readonly action: number;
  readonly atmosphere: number;
  readonly relations: number;
}

const TONE_WORDS: readonly (readonly [Manner['tone'], RegExp])[] = [
  ['grim', /grim|dark|bleak|noir|gritty|tragic|horror|sombre|somber|gothic|melanchol/iu],
  ['hopeful', /hope|warm|bright|uplift|optimis|heroic|gentle|cosy|cozy|light/iu],
  ['wry', /wry|humou?r|comic|comedy|funny|ironic|satir|playful|whimsi|sardonic/iu],
  ['tense', /tense|suspens|thrill|urgent|nerv|ominous|myster/iu],
];

/**
 * Reads a request's style. Unknown words are ignored. The point of view is always the third person: events that the
 * first of the cast did not see could not be told as `I` without breaking either the grammar or the facts.
 */
export function mannerOf(style: Style): Manner {
  const tone = TONE_WORDS.find(([, words]) => words.test(style.tone ?? ''))?.[0] ?? 'neutral';
  const words = [style.narrativeStyle ?? '', ...(style.focusAreas ?? [])].join(' ').toLowerCase();
  const share = (pattern: RegExp): number => (pattern.test(words) ? 1.6 : 1);
  const brief = /concise|terse|minimal|sparse|brief|short/u.test(words) ? 0.6 : 1;
  const rich = /descript|liter|lyric|rich|epic|detailed/u.test(words) ? 1.3 : 1;
  const verbosity = Math.min(1, Math.max(0, (style.verbosity ?? 0.5) * brief * rich));
  return {
    tone,
    verbosity,
    dialogue: share(/dialog|talk|speech|conversation/u),
    action: share(/action|combat|fight|pace|cinemat|plot|event/u),
    atmosphere: share(/atmospher|setting|descript|mood|world|place|liter|lyric|environment/u),
    relations: share(/relation|character|emotion|bond|psycholog|inner/u),
  };
}
