import type { ChronicleData, ChronicleEvent, PersonaSketch } from '../../simulation/model-data.js';

/**
 * One view: what the one through whose eyes the story is told can know of others. It sees what they do and hears what
 * they say; what goes on in them it does not.
 */

/** Whether the view saw or heard the event; everything is seen where there is no single view. */
export function isSeen(event: ChronicleEvent, { view }: ChronicleData): boolean {
  return view === undefined || (event.witnesses?.includes(view.persona) ?? event.actor === view.persona);
}

/** Whether what passed between two others is out of the view's hearing although it saw them. */
export function isInaudible(event: ChronicleEvent, { view }: ChronicleData): boolean {
  return (
    view !== undefined &&
    event.dialogue?.volume === 'whisper' &&
    event.actor !== view.persona &&
    !event.dialogue.to.includes(view.persona)
  );
}

/** What only the one whose mind it is can say. */
const MIND =
  /\b(?:reason|decid|thought|think|felt|feel|knew|know|wonder|believ|want|meant|hop(?:e|ing)|remember|judg|doubt|trust|expect|suspicio|instinct|conclu|understood|grasp|reckon|regret|wish|sure|certain|prefer|picture|heart|mind|idea|asked \{himself\}|told \{himself\}|promised \{himself\}|have liked|own reasons|opinion|dislike|in \{his\} head|second-guess|care[ds]? |pleasant|accounts|holding against|tasted|coul?d not have said|listened|shaken|what \{he\} had come for)/iu;

/** Whether a template tells nothing of the mind of anybody but the view. */
export function staysOutside(
  template: string,
  people: readonly (PersonaSketch | undefined)[],
  view: string,
): boolean {
  return people.every((persona) => persona === undefined || persona.id === view) || !MIND.test(template);
}
