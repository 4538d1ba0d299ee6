import { PATTERNS, type Pattern } from './hidden.js';
import { isDenied } from './negation.js';

/** Stems of words by which an action shows a kind of conduct. */
const STEMS: Readonly<Record<Pattern, string>> = {
  combat: 'attack|fight|fought|strike|struck|battle|stab|slash|shoot|kill|punch|kick|ambush',
  diplomatic: 'talk|negotiat|persuad|convinc|apologi|greet|mediat|reason with|compromis|treaty|truce',
  investigative:
    'investigat|search|examin|inspect|look for|study|studies|read|ask about|question|track|clue|discover',
  magical: 'cast|spell|enchant|conjur|summon|ritual|magic|curse|invok',
  stealthy: 'sneak|hide|hiding|creep|shadow|steal|unseen|quietly|silently|disguis|eavesdrop',
  helpful: 'help|heal|save|rescu|protect|give|gave|share|comfort|assist|defend|free the',
  selfish: 'steal|rob|demand|threaten|betray|extort|bribe|cheat|keep it for|for myself|loot',
  cautious: 'careful|cautious|wait|watch|listen|observe|retreat|rest|prepare|avoid|scout',
  reckless: 'charge|rush|leap|jump|reckless|gamble|dare|storm|provoke|without looking|headlong',
};

const SHOWN = PATTERNS.map((pattern) => [pattern, new RegExp(`\\b(?:${STEMS[pattern]})`, 'gi')] as const);

/** The patterns that an action shows by its words; what it says that it does not do shows none. */
export function patternsOf(action: string): readonly Pattern[] {
  return SHOWN.flatMap(([pattern, words]) =>
    [...action.matchAll(words)].some(({ index }) => !isDenied(action, index)) ? [pattern] : [],
  );
}
