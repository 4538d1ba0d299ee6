import type { ProposedAction } from '../types.js';
import type { LawView } from './law.js';

/**
 * Whether an action is aimed at something that it can be done to. What the actor could aim it at is listed. Of people and
 * places any will do where another would: whether the actor gets to one, or should, is for the other laws. A thing that
 * isn't listed is none to do it to, in somebody else's hands say, and nobody does anything to themselves.
 */
export function isAimedWell({ actorId, verb, target }: ProposedAction, view: LawView): boolean {
  const listed = view.open.find(({ action }) => action === verb)?.targets ?? [];
  if (target === undefined || listed.length === 0 || listed.includes(target)) return true;
  const isOneOf = (kind: object) =>
    Object.hasOwn(kind, target) && listed.some((id) => Object.hasOwn(kind, id));
  return target !== actorId && (isOneOf(view.personas) || isOneOf(view.world.locations));
}
