import { factsSaid } from '../../reality/spoken-facts.js';
import { factText } from '../../simulation/known-facts.js';
import { checkLeaks } from '../../simulation/leak-check.js';
import { rng } from '../../simulation/random.js';
import type { PersonaId, ProposedAction } from '../../simulation/types.js';
import type { PlayWorld } from '../world.js';
import { holds } from './knowledge.js';
import type { Stand } from './stand.js';

/**
 * What people say, held against what each can know: a line may name only whom and what its speaker has a record of, says
 * where nothing is but where the speaker believes it to be, and states no fact that the speaker neither holds nor was
 * just told.
 */

/** Said instead of a line that gives away what its speaker can't know. */
const SAFE_LINES = [
  'I would only be guessing.',
  'Ask me something I can answer.',
  'That is not a thing I can speak of.',
  'I have heard less than you think.',
  'You will have to ask somebody else.',
  'I will not swear to what I have not seen.',
] as const;

/** Whether a line gives away what its speaker can't know. */
export function leaks(world: PlayWorld, stand: Stand, speaker: PersonaId, line: string): boolean {
  const { snapshot, commonKnowledge } = world;
  const decision: ProposedAction = {
    actionId: '',
    actorId: speaker,
    type: 'communicate',
    verb: 'speak',
    intensity: 'normal',
    duration: 0,
    range: 0,
    resources: [],
    goals: [],
    dialogue: { text: line, to: [], volume: 'normal' },
    thought: '',
    priority: 'normal',
    beliefUpdates: [],
  };
  const common = new Map([[speaker, commonKnowledge]]);
  if (checkLeaks(snapshot, stand, [decision], 0, common).leaks.length > 0) return true;
  const isCommon = (text: string) => commonKnowledge.includes(text);
  const heard = stand.minds[speaker]?.heard ?? [];
  const isHeard = (fact: string) =>
    heard.some(({ text }) => factsSaid(text, [fact], () => factText(snapshot, stand, fact)).length > 0);
  return factsStated(world, stand, line).some(
    (fact) =>
      !holds(stand, speaker, fact) && !isHeard(fact) && !isCommon(factText(snapshot, stand, fact) ?? ''),
  );
}

/** Ids of all facts, findings and secrets alike, that a line states. */
export function factsStated({ snapshot }: PlayWorld, stand: Stand, line: string): string[] {
  const all = [...Object.keys(snapshot.script.discoveries), ...Object.keys(stand.facts)];
  return factsSaid(line, all, (fact) => factText(snapshot, stand, fact));
}

/** Another line for one that leaks; the same for the same action and speaker. */
export function safeLine(seed: number, actionSeq: number, speaker: PersonaId): string {
  return rng(seed, actionSeq, 'safe-line', speaker).pick(SAFE_LINES);
}
