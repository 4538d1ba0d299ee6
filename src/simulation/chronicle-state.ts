import type { ToldCause } from './chronicle-causes.js';

/** What the chronicler carries from one chapter to the next. Plain JSON, stored with each chapter. */
export interface ChronicleState {
  readonly schemaVersion: 1;
  /** The turn whose chapter comes next. */
  readonly nextTurn: number;
  /** Keys of the sentences that the story holds, oldest first. */
  readonly usedSentences: readonly string[];
  /** One line per told turn, newest last. */
  readonly soFar: readonly string[];
  /** What later events may have come of, the oldest first. */
  readonly causes: readonly ToldCause[];
  /** Weight of the heaviest event so far. */
  readonly heaviest: number;
  /** Whether the story has had its turning point. */
  readonly turned: boolean;
  /** How far the offline model's grammar has been dealt out, by bank; absent before it has told a chapter. */
  readonly dealt?: Readonly<Record<string, number>>;
}

/**
 * Before the first chapter.
 * @param after the turn that a fork's own turns come after: its story begins anew there
 */
export function openChronicle(after = 0): ChronicleState {
  return {
    schemaVersion: 1,
    nextTurn: after + 1,
    usedSentences: [],
    soFar: [],
    causes: [],
    heaviest: 0,
    turned: false,
  };
}
