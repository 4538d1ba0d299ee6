import type { Arc } from '../narrative/arcs.js';
import { arcOf } from '../narrative/arcs.js';
import { CAUSAL_WINDOW } from '../narrative/causal-edges.js';
import { viewOf } from '../narrative/causal-view.js';
import { predictions } from '../narrative/influence.js';
import { openThreads } from '../narrative/threads.js';
import { round6 } from './numbers.js';
import type { Stream } from './random.js';
import type { SimulationState } from './state.js';
import type { LocationId, PersonaId } from './types.js';

/** How the world times what it throws at people: by where their stories stand and by what they are about to do themselves. */

/** What decided about a turn's complications. */
export interface Pace {
  /** Odds that nothing of the story's own would come, 0..1. */
  readonly quiet: number;
  /** What the last hour leads to, if that was asked: its kinds and how likely each is. */
  readonly expected?: readonly { readonly type: string; readonly probability: number }[];
  /** A complication that was due and was held back for what was expected. */
  readonly held?: string;
}

/** A blow a turn would leave nobody time to think. */
const QUIET_ODDS = 0.4;
const QUIET_SHIFT = 0.2;

/**
 * The odds of a quiet turn, .2 to .6: more of it while people are at odds, less while nobody has got into anything. A
 * stage is that of a persona's own arc.
 */
export function quietOdds(arcs: Readonly<Record<PersonaId, Arc>>, cast: readonly PersonaId[]): number {
  if (cast.length === 0) return QUIET_ODDS;
  const share = (stage: Arc['stage']) =>
    cast.filter((id) => arcOf(arcs, id).stage === stage).length / cast.length;
  return round6(QUIET_ODDS + QUIET_SHIFT * (share('conflict') - share('exploration')));
}

/** What people do to each other; where it is to be expected the world can wait. */
const GRAVE: ReadonlySet<string> = new Set(['attack', 'betrayal', 'refusal', 'standoff']);
const EXPECTED_KEPT = 3;

/** What is to be expected after the last hour, likeliest first, and whether the world waits for it. */
export function outlook(
  { story, world }: SimulationState,
  dice: Stream,
): { readonly expected: NonNullable<Pace['expected']>; readonly waits: boolean } {
  const all = predictions(viewOf(story.graph, world.clock - CAUSAL_WINDOW), world.clock);
  const gravest = all.find(({ type }) => GRAVE.has(type))?.probability ?? 0;
  return {
    expected: all.slice(0, EXPECTED_KEPT).map(({ type, probability }) => ({ type, probability })),
    waits: dice.chance(gravest),
  };
}

/** Where the weightiest open strand of the story last went on. */
export function placeOfAction({ story }: SimulationState): LocationId | undefined {
  return openThreads(story.threads)[0]?.places.at(-1);
}
