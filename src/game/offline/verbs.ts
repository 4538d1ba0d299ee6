import { NO_BLOW } from '../idioms.js';

/** The words by which a player says what is done, one pattern for each kind of deed. */

/** Verbs in all their forms, in the present and the past, with whole words that no rule makes beside them. */
function verbs(regular: string, others = ''): string {
  const forms = [...regular.split(', ').map(inflected), ...(others === '' ? [] : others.split(', '))];
  return `\\b(?:${forms.join('|')})\\b`;
}

/** The first word is the verb: of `pick up` it is `pick`. */
function inflected(phrase: string): string {
  const [verb = '', ...rest] = phrase.split(' ');
  return [formsOf(verb), ...rest].join(' ');
}

function formsOf(verb: string): string {
  const stem = verb.slice(0, -1);
  if (verb.endsWith('ee')) return `${verb}(?:s|d|ing)?`;
  if (verb.endsWith('e')) return `${stem}(?:e[sd]?|ing)`;
  if (/[^aeiou]y$/u.test(verb)) return `${stem}(?:y|ies|ied|ying)`;
  return `${verb}(?:e?s|${verb.slice(-1)}?(?:ed|ing))?`;
}

function pattern(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'), 'iu');
}

/** A look at the place as a whole, or a question that one answers. */
export const SURROUNDINGS =
  /^\W*(?:i\s+)?(?:look|describe)\W*$|\b(?:look(?:s|ed|ing)?\s+(?:all\s+)?(?:around|about|round)|where\s+(?:am\s+i|are\s+we)|wh(?:o|at)(?:['’]?s|\s+is|\s+else\s+is)?\s+(?:here|around)|what\s+(?:do|can)\s+i\s+(?:see|do)|where\s+can\s+i\s+go)\b/iu;

/** A look at what one carries, and at oneself. */
export const TAKES_STOCK =
  /^\W*(?:(?:check|show|open|see)\s+)?(?:(?:my|the)\s+)?(?:inventory|inv|health|stats|status)\W*$|\bwhat(?:['’]?s|\s+is)?\s+in\s+my\s+(?:inventory|bag|pack|backpack|pockets?)\b|\bwhat\s+(?:do\s+i\s+(?:have|own|carry)|am\s+i\s+(?:carrying|holding|wearing))\b|\b(?:check|search|look\s+(?:in|into|through|at))\s+my\s+(?:inventory|bag|pack|backpack|pockets?|equipment|gear|belongings|things)\b|\bhow\s+(?:much\s+health|(?:badly\s+)?(?:hurt|wounded|injured)\s+am\s+i)\b/iu;

export const VERBS = {
  call: pattern(
    `${verbs('call, cry, shout, scream, yell, beg, plead, ask, signal')}\\s+(?:[\\w'’]+\\s+){0,4}(?:for\\s+)?help\\b`,
    '\\bhelp me\\b|^\\W*help\\W*$',
  ),
  attack: pattern(
    verbs(
      'attack, fight, strike, battle, hit, stab, shoot, kill, punch, charge, ambush, drive off, fend off',
      'fought, struck, shot, drove off',
    ) + NO_BLOW,
  ),
  talk: pattern(
    verbs(
      'talk, ask, speak, tell, greet, negotiate, persuade, question, say, thank, warn, promise, convince, threaten, bargain, ' +
        'apologi[sz]e, confront, chat, call, shout, yell, whisper, reply, answer, explain, insult, beg, plead, rob, pickpocket',
      'spoke, told, said',
    ),
    '^\\W*(?:hello|hi|hey|greetings|good (?:morning|day|afternoon|evening))\\b|\\?\\s*$',
  ),
  trade: pattern(verbs('buy, sell, trade, barter, swap, exchange, haggle, bribe', 'bought, sold')),
  magic: pattern(verbs('cast, spell, conjure, enchant, invoke, channel, summon')),
  stealth: pattern(
    verbs('sneak, hide, creep, slip past, stay out of sight, shadow, eavesdrop, follow', 'hid, crept, snuck'),
  ),
  rest: pattern(
    verbs(
      'rest, sleep, camp, catch (?:my|your) breath, recover, nap, go to bed, lie down',
      'slept, lay down',
    ),
  ),
  'put-away': pattern(
    verbs('take off, put away, unequip, sheathe, sheath, holster, stow, doff, remove', 'took off'),
    "\\b(?:takes?|took|puts?)\\s+(?:\\w+['’]?\\w*\\s+){1,4}(?:off|away)\\b",
  ),
  take: pattern(
    verbs('take, pick up, grab, collect, fetch, get, steal, pocket, lift, gather, pick', 'took, got, stole'),
  ),
  use: pattern(verbs('use, drink, eat, apply, light, read, open, smoke, swallow, chew', 'drank, ate, lit')),
  wear: pattern(verbs('wear, equip, wield, put on, draw, unsheathe', 'wore, drew')),
  give: pattern(verbs('give, hand, offer, return, deliver, bring', 'gave, brought')),
  show: pattern(verbs('show, present')),
  drop: pattern(verbs('drop, leave behind, put down, discard', 'left behind')),
  help: pattern(verbs('help, assist, protect, heal, tend, comfort, repair, mend, aid')),
  travel: pattern(
    verbs(
      'go, walk, travel, head, leave, enter, return, run, climb, ride, sail, cross, move, make (?:my|your) way, set out, ' +
        'follow the (?:way|road|path), visit, proceed, flee',
      'went, ran, rode, fled, made my way',
    ),
  ),
  search: pattern(
    verbs(
      'search, look, examine, inspect, investigate, explore, study, listen, watch, scout, survey, check, describe',
    ),
    SURROUNDINGS.source,
  ),
  wait: pattern(verbs('wait, linger, stay, pause, think, ponder, pray', 'thought')),
} as const satisfies Readonly<Record<string, RegExp>>;

export type Verb = keyof typeof VERBS;

/** Words by which somebody is put under pressure. */
export const BROWBEATS = pattern(
  verbs('threaten, confront, demand, warn, accuse, insult, rob, steal, pickpocket', 'stole'),
);
