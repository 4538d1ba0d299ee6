import type { LoreEntry } from '../../simulation/lore-entry.js';
import { rng } from '../../simulation/random.js';
import { estimateTokens, type Tokenizer } from '../token-budget.js';
import { type PlainEntry, withoutDecorators } from './decorators.js';
import { isForCharacter, type LoreReader } from './filter.js';
import { type GroupMember, groupsOf, losersOfGroups } from './groups.js';
import { keyMatches, type MatchRules, matchRules } from './matching.js';
import { isCoolingDown, isSticky, type TimedLore, timedAfter } from './timed.js';
import type { LoreReason, LoreRejection, LoreTrace } from './trace.js';

/**
 * Which entries of lore come to mind, by the rules of World Info. A scan goes in loops:
 *
 * 1. the entries are looked at in order; one is a candidate when it is constant, still in mind, or a key of it stands in
 *    the recent messages (and, from the second loop on, in what the loop before brought);
 * 2. of each inclusion group one candidate stays;
 * 3. the rest come one after the other, if their probability allows, until the budget of tokens is reached;
 * 4. what came is read in the next loop. When nothing new comes, the next level of entries that wait for recursion
 *    opens, then the depth is widened while too few have come; then the scan ends.
 *
 * All chance comes from streams of the seed, so a scan is a pure function of what it is given.
 */

export interface LoreScan {
  /** Go before global ones. No uid stands in both lists, or twice in one. */
  readonly session?: readonly LoreEntry[];
  readonly global: readonly LoreEntry[];
  /** Recent messages, oldest first. */
  readonly messages: readonly string[];
  /** How many there were in all; `messages.length` unless given. Timed effects count these. */
  readonly messageCount?: number;
  readonly seed: number;
  readonly turn: number;
  /** In whose minds; an entry comes if it is for any of them. */
  readonly characters?: readonly LoreReader[];
  readonly timed?: TimedLore;
  readonly budget: { readonly contextTokens: number; readonly share?: number; readonly cap?: number };
  readonly settings?: Partial<LoreSettings>;
  readonly countTokens?: Tokenizer;
}

export interface LoreSettings extends MatchRules {
  /** Messages that are looked at, from the newest back. */
  readonly scanDepth: number;
  readonly recursive: boolean;
  readonly maxLoops: number;
  readonly minActivations: number;
  readonly groupScoring: boolean;
}

const DEFAULTS: LoreSettings = {
  scanDepth: 2,
  recursive: true,
  maxLoops: 5,
  minActivations: 0,
  groupScoring: false,
  caseSensitive: false,
  wholeWords: true,
};
const BUDGET_SHARE = 0.25;

export interface ActivatedLore {
  /** In the order of their coming, without decorators. */
  readonly entries: readonly LoreEntry[];
  readonly timed: TimedLore;
  readonly trace: LoreTrace;
}

/** The tokens that lore may take: a share of the context, rounded, and at most a cap. */
export function loreBudget({ contextTokens, share = BUDGET_SHARE, cap }: LoreScan['budget']): number {
  const tokens = Math.round(contextTokens * share);
  return cap === undefined ? tokens : Math.min(tokens, cap);
}

export function activateLore(scan: LoreScan): ActivatedLore {
  return new Scan(scan).run();
}

interface Candidate extends GroupMember {
  readonly why: Pick<LoreReason, 'reason' | 'key' | 'secondary' | 'message_index'>;
}

class Scan {
  readonly #scan: LoreScan;
  readonly #settings: LoreSettings;
  readonly #entries: readonly PlainEntry[];
  readonly #count: number;
  readonly #timed: TimedLore;
  readonly #budget: number;
  readonly #tokensOf: (entry: LoreEntry) => number;
  readonly #came = new Map<string, { readonly entry: LoreEntry; why: LoreReason }>();
  readonly #rejected = new Map<string, LoreRejection>();
  /** Entries whose chance was missed or that were dropped: out for the rest of the scan. */
  readonly #out = new Set<string>();
  #used = 0;
  #full = false;
  #depth: number;
  /** Contents that the loops before brought, and the highest level that is open to recursion. */
  #brought: string[] = [];
  #level = 0;

  constructor(scan: LoreScan) {
    this.#scan = scan;
    this.#settings = { ...DEFAULTS, ...scan.settings };
    this.#entries = [...sorted(scan.session ?? []), ...sorted(scan.global)].map(withoutDecorators);
    this.#count = scan.messageCount ?? scan.messages.length;
    this.#timed = scan.timed ?? {};
    this.#budget = loreBudget(scan.budget);
    this.#depth = this.#settings.scanDepth;
    const count = scan.countTokens ?? estimateTokens;
    this.#tokensOf = ({ content }) => count(content);
  }

  run(): ActivatedLore {
    const { maxLoops, recursive, minActivations } = this.#settings;
    const levels = this.#levels();
    let isRecursion = false;
    for (let loop = 0; loop < maxLoops && !this.#full; loop += 1) {
      const fresh = this.#loop(loop, isRecursion);
      const readable = recursive
        ? fresh.filter(({ prevent_recursion }) => !prevent_recursion).map(({ content }) => content)
        : [];
      this.#brought.push(...readable);
      const level = levels[0];
      if (readable.length > 0) {
        isRecursion = true;
      } else if (recursive && this.#brought.length > 0 && level !== undefined) {
        this.#level = level;
        levels.shift();
        isRecursion = true;
      } else if (this.#came.size < minActivations && this.#depth < this.#scan.messages.length) {
        this.#depth += 1;
        isRecursion = false;
      } else {
        break;
      }
    }
    const entries = [...this.#came.values()].map(({ entry }) => entry);
    return {
      entries,
      timed: timedAfter(this.#timed, entries, this.#count),
      trace: {
        inserted: [...this.#came.values()].map(({ why }) => why),
        rejected: this.#entries
          .filter(({ entry }) => !this.#came.has(entry.uid))
          .map(({ entry: { uid } }) => ({ uid, rejected: this.#rejected.get(uid) ?? 'budget' })),
      },
    };
  }

  /** The levels of entries that wait for recursion, lowest first. */
  #levels(): number[] {
    const levels = this.#entries.map(({ entry }) => levelOf(entry)).filter((level) => level > 0);
    return [...new Set(levels)].sort((a, b) => a - b);
  }

  /** One loop: the entries that came in it. */
  #loop(loop: number, isRecursion: boolean): readonly LoreEntry[] {
    const candidates: Candidate[] = [];
    for (const plain of this.#entries) {
      const { uid } = plain.entry;
      if (this.#came.has(uid) || this.#out.has(uid)) continue;
      const found = this.#look(plain, isRecursion);
      if (typeof found === 'string') this.#rejected.set(uid, found);
      else candidates.push(found);
    }
    // Those in mind already keep their place before new ones.
    const ordered = [
      ...candidates.filter(({ sticky }) => sticky),
      ...candidates.filter(({ sticky }) => !sticky),
    ];
    const { seed, turn } = this.#scan;
    const losers = losersOfGroups(ordered, {
      closed: new Set([...this.#came.values()].flatMap(({ entry }) => groupsOf(entry))),
      useScoring: this.#settings.groupScoring,
      draw: (group) => rng(seed, turn, 'lore', `group ${group}`),
    });
    const fresh: LoreEntry[] = [];
    for (const candidate of ordered) {
      const { uid } = candidate.entry;
      if (losers.has(uid)) {
        this.#reject(uid, 'group');
      } else if (this.#full) {
        this.#reject(uid, 'budget');
      } else if (this.#admit(candidate, loop)) {
        fresh.push(candidate.entry);
      }
    }
    return fresh.filter(({ uid }) => this.#came.has(uid));
  }

  /** Whether an entry may come, and why; or what keeps it from it. */
  #look({ entry, decorator }: PlainEntry, isRecursion: boolean): Candidate | LoreRejection {
    const { uid } = entry;
    if (!entry.enabled) return 'disabled';
    if (!this.#isFor(entry)) return 'filter';
    if (this.#count < (entry.delay ?? 0)) return 'delay';
    const sticky = isSticky(this.#timed, uid, this.#count);
    if (!sticky) {
      if (isCoolingDown(this.#timed, uid, this.#count)) return 'cooldown';
      if (isRecursion ? entry.exclude_recursion || levelOf(entry) > this.#level : levelOf(entry) > 0)
        return 'recursion';
    }
    if (decorator === 'dont_activate') return 'disabled';
    if (decorator === 'activate') return { entry, sticky, score: 0, why: { reason: 'decorator' } };
    if (entry.constant) return { entry, sticky, score: 0, why: { reason: 'constant' } };
    const match = this.#match(entry, isRecursion);
    const score = typeof match === 'string' ? 0 : match.score;
    if (sticky) return { entry, sticky, score, why: { reason: 'sticky' } };
    return typeof match === 'string' ? match : { entry, sticky, ...match };
  }

  /** Whether there is anybody whom an entry is for. */
  #isFor(entry: LoreEntry): boolean {
    const { characters = [] } = this.#scan;
    return characters.length === 0
      ? isForCharacter(entry)
      : characters.some((character) => isForCharacter(entry, character));
  }

  #match(entry: LoreEntry, isRecursion: boolean): Pick<Candidate, 'score' | 'why'> | 'no_key' | 'secondary' {
    const { messages } = this.#scan;
    const from = Math.max(0, messages.length - (entry.scan_depth ?? this.#depth));
    const looked = [...messages.slice(from), ...(isRecursion ? this.#brought : [])];
    const rules = matchRules(entry, this.#settings);
    const placeOf = (key: string) => looked.findLastIndex((text) => keyMatches(key, text, rules));
    const primary = entry.keys.filter((key) => placeOf(key) !== -1);
    const [key] = primary;
    if (key === undefined) return 'no_key';
    const wanted = entry.secondary_keys.filter((each) => each.trim() !== '');
    const secondary = wanted.filter((each) => placeOf(each) !== -1);
    if (wanted.length > 0 && !LOGIC[entry.logic](secondary.length, wanted.length)) return 'secondary';
    const place = from + placeOf(key);
    const [second] = secondary;
    const counts = entry.logic === 'and_any' || entry.logic === 'and_all';
    return {
      score: primary.length + (counts ? secondary.length : 0),
      why: {
        reason: 'key',
        key,
        ...(second === undefined ? {} : { secondary: second }),
        ...(place < messages.length ? { message_index: place } : {}),
      },
    };
  }

  /** Rolls for a candidate and finds room for it; false when it stays out. */
  #admit({ entry, sticky, why }: Candidate, loop: number): boolean {
    const { uid } = entry;
    const { seed, turn } = this.#scan;
    const byChance = entry.use_probability && entry.probability < 100 && !sticky;
    const roll = byChance ? rng(seed, turn, 'lore', uid).next() * 100 : undefined;
    if (roll !== undefined && roll >= entry.probability) {
      this.#reject(uid, 'probability');
      return false;
    }
    const tokens = this.#tokensOf(entry);
    if (!this.#makeRoom(entry, tokens)) return false;
    this.#used += tokens;
    const group = groupsOf(entry)[0];
    this.#came.set(uid, {
      entry,
      why: {
        uid,
        ...why,
        loop,
        ...(roll === undefined ? {} : { roll }),
        ...(group === undefined ? {} : { group }),
        tokens,
        budget_after: this.#budget - this.#used,
      },
    });
    this.#rejected.delete(uid);
    return true;
  }

  /**
   * Whether the budget has room. Entries of books with priorities are dropped for it, lowest first; when none is left
   * that could be, the scan ends.
   */
  #makeRoom(entry: LoreEntry, tokens: number): boolean {
    while (this.#used + tokens >= this.#budget) {
      const droppable = [entry, ...[...this.#came.values()].map((each) => each.entry)].filter(
        ({ priority }) => priority !== null,
      );
      const lowest = droppable.reduce<LoreEntry | undefined>(
        (least, each) => ((each.priority ?? 0) < (least?.priority ?? Infinity) ? each : least),
        undefined,
      );
      if (lowest === undefined) {
        this.#full = true;
        this.#reject(entry.uid, 'budget');
        return false;
      }
      this.#reject(lowest.uid, 'budget');
      if (lowest === entry) return false;
      this.#came.delete(lowest.uid);
      this.#used -= this.#tokensOf(lowest);
    }
    return true;
  }

  /** Out for the rest of the scan. */
  #reject(uid: string, why: LoreRejection): void {
    this.#rejected.set(uid, why);
    this.#out.add(uid);
  }
}

const LOGIC: Readonly<Record<LoreEntry['logic'], (present: number, wanted: number) => boolean>> = {
  and_any: (present) => present > 0,
  not_all: (present, wanted) => present < wanted,
  not_any: (present) => present === 0,
  and_all: (present, wanted) => present === wanted,
};

/** 0 for an entry that doesn't wait for recursion. */
function levelOf({ delay_until_recursion: level }: LoreEntry): number {
  return typeof level === 'number' ? level : level ? 1 : 0;
}

/** The higher order first; ties by uid, in code units. */
function sorted(entries: readonly LoreEntry[]): readonly LoreEntry[] {
  return [...entries].sort((a, b) => b.order - a.order || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0));
}
