import type { Deliberation } from './deliberation.js';
import type { ListedFact } from './fact-lists.js';
import { factText } from './known-facts.js';
import type { Feedback } from './model-data.js';
import { byCodeUnit } from './numbers.js';

/** Own clues stay news for this turn and the last, what comes from outside a turn longer. */
const CLUE_TURNS = 1;
const NEWS_TURNS = 2;
/** Facts of the world's own making, by the beginning of their ids. */
const OF_THE_WORLD = ['happened-', 'worn-', 'does-'];

/** What has lately come of the run for one persona: only what reached it, as clauses in id order. */
export function feedbackFor({ snapshot, state, turn, facts }: Deliberation): Feedback {
  const clues: string[] = [];
  const changes: string[] = [];
  const discoveries: string[] = [];
  for (const { id, knowledge } of newsAmong(facts.newest, turn)) {
    if (knowledge.learned === 'lore') continue;
    const text = factText(snapshot, state, id);
    if (text === undefined) continue;
    const isDiscovery = Object.hasOwn(snapshot.script.discoveries, id);
    if (isDiscovery && knowledge.learned === 'found') {
      if (turn - knowledge.turn <= CLUE_TURNS) clues.push(text);
    } else if (isDiscovery) discoveries.push(text);
    else if (OF_THE_WORLD.some((start) => id.startsWith(start))) changes.push(text);
  }
  return { clues, changes, discoveries };
}

function newsAmong(newest: readonly ListedFact[], turn: number): ListedFact[] {
  const old = newest.findIndex(({ knowledge }) => turn - knowledge.turn > NEWS_TURNS);
  return newest.slice(0, old < 0 ? newest.length : old).sort((a, b) => byCodeUnit(a.id, b.id));
}
