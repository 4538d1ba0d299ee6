import type { Style } from '../../simulation/types.js';
import type { REGISTERS } from './lexicon/registers.js';

/** How much of what a telling holds. Shares are factors around 1. */
export interface Manner {
  readonly tone: 'grim' | 'hopeful' | 'wry' | 'tense' | 'neutral';
  readonly register: keyof typeof REGISTERS | 'plain';
  /** Short sentences stand alone, long ones hang together. */
  readonly sentences: 'short' | 'even' | 'long';
  /** 0..1. */
  readonly verbosity: number;
  /** How much is said beyond what happens: 0.1 at the tersest, 1 in the middle, 2 at the fullest. */
  readonly detail: number;
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

const REGISTER_WORDS: readonly (readonly [Manner['register'], RegExp])[] = [
  ['noir', /noir|hard-?boiled|crime|detective|pulp|gritty/iu],
  ['epic', /epic|saga|heroic|legend|myth|high fantasy|chronicle/iu],
  ['literary', /liter|lyric|poetic|introspect|modernis|psycholog/iu],
  ['tale', /fairy|folk|fable|tale|children|bedtime/iu],
];

/** Shares of what a wish names and of what it leaves out. */
const WANTED = 1.8;
const LEFT_OUT = 0.7;

/** Reads a request's style; unknown words are ignored. */
export function mannerOf(style: Style): Manner {
  const wish = (style.narrativeStyle ?? '').toLowerCase();
  const tone = TONE_WORDS.find(([, words]) => words.test(style.tone ?? wish))?.[0] ?? 'neutral';
  const register = REGISTER_WORDS.find(([, words]) => words.test(wish))?.[0] ?? 'plain';
  const focus = (style.focusAreas ?? []).join(' ').toLowerCase();
  const share = (pattern: RegExp): number =>
    pattern.test(focus) || pattern.test(wish) ? WANTED : focus.trim() === '' ? 1 : LEFT_OUT;
  const terse = /concise|terse|minimal|sparse|brief|short|plain/u.test(wish);
  const rich = /descript|rich|detailed|ornate|lush/u.test(wish);
  const verbosity = Math.min(1, Math.max(0, (style.verbosity ?? 0.5) * (terse ? 0.6 : rich ? 1.3 : 1)));
  return {
    tone,
    register,
    sentences:
      terse || register === 'noir'
        ? 'short'
        : rich || register === 'epic' || register === 'literary'
          ? 'long'
          : 'even',
    verbosity,
    detail: verbosity < 0.5 ? 0.1 + 1.8 * verbosity : 2 * verbosity,
    dialogue: share(/dialog|talk|speech|conversation/u),
    action: share(/action|combat|fight|pace|cinemat|plot|event/u),
    atmosphere: share(/atmospher|setting|descript|mood|world|place|lyric|environment/u),
    relations: share(/relation|character|emotion|bond|psycholog|inner/u),
  };
}
