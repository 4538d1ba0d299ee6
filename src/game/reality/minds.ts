import type { Beliefs } from '../../reality/beliefs.js';
import type { TimedLore } from '../../reality/lore/timed.js';
import type { SimulationState } from '../../simulation/state.js';
import type { PersonaId } from '../../simulation/types.js';
import type { Hidden } from '../hidden.js';

/** What goes on in the heads of everybody in a session, the player's character included; `hidden.reality` holds it. */
export interface Minds {
  readonly beliefs: Beliefs;
  /** Facts that came about in play or are somebody's secret: their text stands in no script. */
  readonly facts: SimulationState['facts'];
  /** What was last said to each, at most eight lines. */
  readonly heard: Readonly<Record<PersonaId, readonly { readonly from: PersonaId; readonly text: string }[]>>;
  /** What lore that has come to mind leaves behind. */
  readonly lore: TimedLore;
  /** Keys of the newest sentences that were told, so that none is told twice. */
  readonly told: readonly string[];
  /** Keys of the last sentences with their names aside, so that none comes back too soon. */
  readonly forms: readonly string[];
  /** Of people's lines so far: how many there were, and how many gave away what their speaker can't know. */
  readonly lines: { readonly said: number; readonly leaked: number };
}

/** What a session lacks that was opened by a version before this was kept. */
const UNCOUNTED: Pick<Minds, 'forms' | 'lines'> = { forms: [], lines: { said: 0, leaked: 0 } };

/** As it is stored: all of it is plain JSON. */
export function storedMinds(minds: Minds): Hidden['reality'] {
  return minds as unknown as Hidden['reality'];
}

/** @throws Error for what `storedMinds` didn't make */
export function mindsOf({ reality }: Pick<Hidden, 'reality'>): Minds {
  if (reality === null || typeof reality !== 'object' || !('beliefs' in reality)) {
    throw new Error('this session has nobody with a mind');
  }
  return { ...UNCOUNTED, ...(reality as unknown as Minds) };
}
