import { cutAt } from '../narrative/plain-text.js';
import type { TimedLore } from '../reality/lore/timed.js';
import type { LoreReason, LoreRejection } from '../reality/lore/trace.js';
import type { SimulationSnapshot } from './snapshot.js';

/** What lore leaves for the next turn. */
export interface LoreState {
  readonly timed: TimedLore;
  /** Messages so far. */
  readonly count: number;
  /** The newest of them, oldest first, as many as any entry looks at. */
  readonly messages: readonly string[];
}

/** A turn's scan as it stands in the turn's record. */
export interface LoreRecord {
  /** Messages so far, and how many of them the scan had; places in the trace count the latter from 0. */
  readonly messageCount: number;
  readonly messagesRead: number;
  /** Tokens. */
  readonly budget: number;
  readonly inserted: readonly LoreReason[];
  /** Uids of what did not come, by what kept it. */
  readonly rejected: Readonly<Partial<Record<LoreRejection, readonly string[]>>>;
}

/** Characters of a message that are read. */
export const MESSAGE_LENGTH = 6_000;

/** The lore state before turn 1; undefined of a simulation without lore. */
export function openLore(snapshot: SimulationSnapshot): LoreState | undefined {
  return snapshot.lore === undefined
    ? undefined
    : { timed: {}, count: 1, messages: [openingMessage(snapshot)] };
}

/** Where the story opens: its world, what the client said of it, and who begins where. */
function openingMessage({ stage, cast, world }: SimulationSnapshot): string {
  const message = [
    stage.title,
    stage.premise,
    stage.settingText ?? '',
    stage.scenarioText ?? '',
    ...cast.flatMap(({ name, locationId, scenario = '' }) => [
      `${name}: ${world.locations[locationId]?.name ?? ''}.`,
      scenario,
    ]),
  ]
    .filter((part) => part !== '')
    .join('\n');
  return cutAt(message, MESSAGE_LENGTH);
}
