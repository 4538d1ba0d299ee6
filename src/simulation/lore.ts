import { plainSentence } from '../narrative/plain-sentences.js';
import { endOf } from '../narrative/plain-text.js';
import { type ActivatedLore, activateLore, loreBudget } from '../reality/lore/activation.js';
import type { TimedLore } from '../reality/lore/timed.js';
import type { LoreRejection } from '../reality/lore/trace.js';
import { BRIEF_BUDGET } from '../reality/token-budget.js';
import type { EngineEvent } from './changes.js';
import { chronicleEvent } from './chronicle-event.js';
import type { LoreEntry } from './lore-entry.js';
import { type LoreRecord, type LoreState, MESSAGE_LENGTH, openLore } from './lore-state.js';
import { sortedKeys } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import { entriesOf, type SnapshotLore } from './snapshot-lore.js';
import { namesOf } from './snapshot-names.js';
import type { SimulationState } from './state.js';

/**
 * Lore in a turn. One scan for everybody reads what has happened lately, a message per turn: the first is where the story
 * opens, and what the world did before anybody decided belongs to the newest. Of what comes, a persona has before it what
 * is public, its own, or about something that it believes anything of. A simulation without lore does nothing of this.
 */

/** What came to mind in a turn. */
export interface TurnLore {
  /** In the order of their coming. */
  readonly entries: readonly LoreEntry[];
  readonly timed: TimedLore;
  readonly record: LoreRecord;
}

/** Messages that are kept at most, however far back an entry would look. */
const MESSAGES_KEPT = 20;
const MESSAGES_READ = 2;

/** What comes to mind in a turn, before anybody decides. */
export function recallLore(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  turn: number,
  /** What the turn has brought so far. */
  stirred: readonly EngineEvent[],
): TurnLore | undefined {
  const { lore, seed } = snapshot;
  const before = state.lore ?? openLore(snapshot);
  if (lore === undefined || before === undefined) return undefined;
  const newest = [before.messages.at(-1) ?? '', ...messageOf(snapshot, stirred)].join(' ');
  const messages = [...before.messages.slice(0, -1), newest];
  const budget = { contextTokens: BRIEF_BUDGET };
  const { entries, timed, trace } = activateLore({
    session: Object.values(lore.own).flat(),
    global: lore.world,
    messages,
    messageCount: before.count,
    seed,
    turn,
    characters: sortedKeys(state.personas).flatMap((id) => state.personas[id] ?? []),
    timed: before.timed,
    budget,
  });
  return {
    entries,
    timed,
    record: {
      messageCount: before.count,
      messagesRead: messages.length,
      budget: loreBudget(budget),
      inserted: trace.inserted,
      rejected: byReason(trace),
    },
  };
}

/** The state after a turn: what happened in it is the newest message. */
export function loreAfter(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  recalled: TurnLore,
  events: readonly EngineEvent[],
): LoreState {
  const { count = 0, messages = [] } = state.lore ?? openLore(snapshot) ?? {};
  const told = endOf(messageOf(snapshot, events).join(' '), MESSAGE_LENGTH);
  return {
    timed: recalled.timed,
    count: count + 1,
    messages: [...messages, told].slice(-depthOf(snapshot)),
  };
}

const depthBySnapshot = new WeakMap<SnapshotLore, number>();

/** How many messages any entry looks at. */
function depthOf({ lore }: SimulationSnapshot): number {
  if (lore === undefined) return 0;
  const known = depthBySnapshot.get(lore);
  if (known !== undefined) return known;
  const depth = entriesOf(lore).reduce(
    (deepest, { scan_depth }) => Math.max(deepest, scan_depth ?? 0),
    MESSAGES_READ,
  );
  const kept = Math.min(depth, MESSAGES_KEPT);
  depthBySnapshot.set(lore, kept);
  return kept;
}

/** Events in plain words, each with its place. */
function messageOf(snapshot: SimulationSnapshot, events: readonly EngineEvent[]): string[] {
  const { nameOf } = namesOf(snapshot);
  return events.map((event) => {
    const told = chronicleEvent(event, snapshot);
    return `${nameOf(told.locationId)}: ${plainSentence(told, { person: nameOf, place: nameOf })}`;
  });
}

function byReason({ rejected }: ActivatedLore['trace']): LoreRecord['rejected'] {
  const uids: Partial<Record<LoreRejection, string[]>> = {};
  for (const { uid, rejected: why } of rejected) {
    const list = uids[why] ?? [];
    list.push(uid);
    uids[why] = list;
  }
  return uids;
}
