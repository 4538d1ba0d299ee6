/**
 * Which words of events belong together, as data. In each table the first block holds the pairs of the engine's
 * specification; the second adds those that this engine's own verbs call for.
 */

type Pairs = ReadonlyMap<string, ReadonlySet<string>>;

/** The first word leads one to expect the second. */
const LOGICAL_PAIRS = pairs([
  'attack > defend',
  'question > answer',
  'offer > accept reject',
  'move > arrive',
  'search > discover',
  'negotiate > agree disagree',

  'attack > guard help hide retreat call_for_help',
  'call_for_help > help guard arrive',
  'confront > admit refusal standoff',
  'discover > communicate confront plan',
  'fail > repair',
  'give > use',
  'investigate > discover',
  'negotiate > agreement refusal standoff',
  'observe > discover',
  'retreat > arrive',
  'take > give use',
]);

/** The first word makes the second possible. */
const ENABLING_PAIRS = pairs([
  'discover > use',
  'unlock > enter',
  'learn > apply',
  'prepare > execute',
  'plan > implement',

  'admit > confront',
  'discover > open repair',
  'give > repair use',
  'open > investigate search take',
  'plan > investigate repair search',
  'repair > use',
  'take > give repair use',
]);

/** The two undo or deny each other, whichever comes first. */
const CONTRADICTORY_PAIRS = bothWays([
  'attack > help',
  'accept > reject',
  'agree > disagree',
  'approach > retreat',
  'create > destroy',

  'agreement > attack refusal standoff',
  'attack > guard negotiate',
  'confront > help',
  'give > take',
  'reach > lose',
  'repair > fail',
]);

/** Words that settle a conflict when they succeed: the specification's, then this engine's. */
export const RESOLVING_WORDS: ReadonlySet<string> = new Set([
  'agree',
  'accept',
  'help',

  'agreement',
  'negotiate',
]);

/** Underscored names that mean something else than their parts. */
export const COMPOUND_WORDS: ReadonlySet<string> = new Set(['call_for_help']);

/** How the words of a cause bear on those of an effect. */
export interface Pairing {
  readonly logical: boolean;
  readonly enabling: boolean;
  readonly contradictory: boolean;
}

/** By the words of the cause, then of the effect: events have few kinds, and each is compared with many others. */
const pairings = new WeakMap<readonly string[], WeakMap<readonly string[], Pairing>>();

export function pairingOf(cause: readonly string[], effect: readonly string[]): Pairing {
  let byEffect = pairings.get(cause);
  if (byEffect === undefined) {
    byEffect = new WeakMap();
    pairings.set(cause, byEffect);
  }
  let pairing = byEffect.get(effect);
  if (pairing === undefined) {
    pairing = {
      logical: arePaired(LOGICAL_PAIRS, cause, effect),
      enabling: arePaired(ENABLING_PAIRS, cause, effect),
      contradictory: arePaired(CONTRADICTORY_PAIRS, cause, effect),
    };
    byEffect.set(effect, pairing);
  }
  return pairing;
}

/** Whether a word of the cause is paired with a word of the effect. */
function arePaired(table: Pairs, cause: readonly string[], effect: readonly string[]): boolean {
  for (const word of cause) {
    const partners = table.get(word);
    if (partners === undefined) continue;
    for (const other of effect) if (partners.has(other)) return true;
  }
  return false;
}

function pairs(lines: readonly string[]): Pairs {
  const table = new Map<string, Set<string>>();
  for (const [cause, effect] of lines.flatMap(couples)) add(table, cause, effect);
  return table;
}

function bothWays(lines: readonly string[]): Pairs {
  const table = new Map<string, Set<string>>();
  for (const [one, other] of lines.flatMap(couples)) {
    add(table, one, other);
    add(table, other, one);
  }
  return table;
}

function couples(line: string): (readonly [string, string])[] {
  const [cause = '', effects = ''] = line.split(' > ');
  return effects.split(' ').map((effect) => [cause, effect]);
}

function add(table: Map<string, Set<string>>, cause: string, effect: string): void {
  const effects = table.get(cause);
  if (effects === undefined) table.set(cause, new Set([effect]));
  else effects.add(effect);
}
