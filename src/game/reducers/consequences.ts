import { actionTypeOf } from '../action-type.js';
import type { ActionAnswer } from '../answer.js';
import type { PlayState } from '../hidden.js';
import { isNamedIn } from '../names.js';
import type { WireConsequence } from '../outcome.js';
import type { RuleWorld } from '../rule-world.js';
import type { ProposedConsequence } from '../sections/consequences.js';
import { type Consequence, SEVERITIES } from '../session.js';
import type { Activated, Step, Turn } from '../turn.js';
import { applyEffects } from './effects.js';
import {
  type Acting,
  andThen,
  idOf,
  inOrder,
  made,
  newest,
  refused,
  unchanged,
  withHidden,
  withSession,
} from './step.js';
import { defaultTrigger, isDue, type Moment, triggerInWords } from './triggers.js';

/**
 * A consequence begins with an action, waits for its trigger, and is applied once or expires. What it sets off in its turn
 * is a follow-up in the same chain: it waits for at least one action, there are two at most, and a chain ends at depth 4.
 */

export const MOST_PENDING = 50;
export const LIFETIME = 60;
export const DEEPEST = 4;
export const MOST_FOLLOW_UPS = 2;
const MOST_ENDED = 20;
const MOST_APPLIED_IDS = 200;

/** Applies what is due before an action, the oldest first, and ends what nothing has set off in its time. */
export function activateDue(turn: Turn, before: PlayState): Activated {
  const { text, actionSeq } = turn.action;
  const moment: Moment = { state: before, actionSeq, isEncounter: isEncounter(text, before) };
  const waiting = pendingOf(before);
  const due = waiting.filter((consequence) => isDue(consequence, moment));
  const late = waiting.filter(
    (consequence) => !due.includes(consequence) && actionSeq - consequence.created_seq >= LIFETIME,
  );
  const expired = inOrder(before, late, (state, consequence) => end(state, consequence, 'expired'));
  const step = andThen(expired, (state) =>
    inOrder(state, due, (reached, consequence) => apply(reached, consequence, turn.world, actionSeq)),
  );
  return { before, state: step.state, consequences: appliedOf(step), done: step.done };
}

/** The consequences that an answer sets in motion: they wait, but for those that are to be felt at once. */
export function reduceConsequences(state: PlayState, { consequences }: ActionAnswer, acting: Acting): Step {
  return inOrder(state, consequences, (reached, proposed, index) =>
    begin(reached, proposed, index + 1, acting),
  );
}

export function pendingOf({ session }: PlayState): readonly Consequence[] {
  return session.consequences.filter(({ status }) => status === 'pending');
}

/** Those that were applied in a step, in their order. */
export function appliedOf({ done }: Pick<Step, 'done'>): readonly Consequence[] {
  return done.flatMap((each) =>
    each.of === 'consequence' && each.change === 'applied' ? [each.consequence] : [],
  );
}

export function wireConsequence(consequence: Consequence): WireConsequence {
  const { delay, trigger } = consequence;
  const isImmediate = delay === 'immediate' && isAtOnce(trigger);
  return {
    ...consequence,
    type: isImmediate ? 'immediate' : 'delayed',
    trigger_time: triggerInWords(trigger),
  };
}

function begin(state: PlayState, proposed: ProposedConsequence, number: number, acting: Acting): Step {
  const { actionSeq } = acting.action;
  const id = `${idOf('c', actionSeq)}-${number}`;
  const parent =
    proposed.follows === undefined
      ? undefined
      : state.session.consequences.find((each) => each.id === proposed.follows);
  const objection = proposed.follows === undefined ? undefined : objectionTo(parent, state);
  if (objection !== undefined) {
    return refused(state, { system: 'consequences', what: proposed.description, why: objection });
  }
  // Only what begins a chain can be felt at once.
  const delay = parent !== undefined && proposed.delay === 'immediate' ? 'short_term' : proposed.delay;
  const trigger = proposed.trigger ?? defaultTrigger(delay, { seed: state.session.seed, actionSeq, id });
  const { category, description, narrative_text, severity, effects } = proposed;
  const consequence: Consequence = {
    id,
    category,
    description,
    narrative_text,
    severity,
    delay,
    trigger,
    effects,
    chain_id: parent?.chain_id ?? id,
    ...(parent !== undefined && { parent_id: parent.id }),
    depth: parent === undefined ? 0 : parent.depth + 1,
    status: 'pending',
    created_seq: actionSeq,
  };
  const begun = made(withConsequences(state, [...state.session.consequences, consequence]), {
    of: 'consequence',
    change: 'begun',
    consequence,
  });
  const isFeltNow = delay === 'immediate' && isAtOnce(trigger);
  return andThen(begun, (reached) =>
    isFeltNow ? apply(reached, consequence, acting.world, actionSeq) : expireSurplus(reached),
  );
}

function objectionTo(parent: Consequence | undefined, { session }: PlayState): string | undefined {
  if (parent === undefined || parent.status !== 'applied') return 'it follows from nothing that was applied';
  if (parent.depth >= DEEPEST) return 'its chain has come to its end';
  const followUps = session.consequences.filter(({ parent_id }) => parent_id === parent.id);
  return followUps.length >= MOST_FOLLOW_UPS ? 'two others follow from the same one' : undefined;
}

function isAtOnce(trigger: Consequence['trigger']): boolean {
  return trigger.kind === 'actions_elapsed' && trigger.actions === 0;
}

function apply(state: PlayState, consequence: Consequence, world: RuleWorld, actionSeq: number): Step {
  const ended = end(state, consequence, 'applied');
  return andThen(ended, (reached) => {
    const applied = newest([...reached.hidden.applied, consequence.id], MOST_APPLIED_IDS);
    return applyEffects(withHidden(reached, { applied }), consequence, world, actionSeq);
  });
}

/** Takes it from those that wait; the one that ended last stands last. */
function end(state: PlayState, consequence: Consequence, status: 'applied' | 'expired'): Step {
  const others = state.session.consequences.filter(({ id }) => id !== consequence.id);
  const over: Consequence = { ...consequence, status };
  return made(withConsequences(state, [...others, over]), {
    of: 'consequence',
    change: status,
    consequence: over,
  });
}

/** Too many wait: the oldest of the least severe one ends. */
function expireSurplus(state: PlayState): Step {
  const pending = pendingOf(state);
  if (pending.length <= MOST_PENDING) return unchanged(state);
  const [least] = pending.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return least === undefined ? unchanged(state) : end(state, least, 'expired');
}

/** Keeps all that wait, and the newest of those that are over. */
function withConsequences(state: PlayState, consequences: readonly Consequence[]): PlayState {
  const pending = consequences.filter(({ status }) => status === 'pending');
  const ended = consequences.filter(({ status }) => status !== 'pending');
  return withSession(state, { consequences: [...pending, ...newest(ended, MOST_ENDED)] });
}

/** Whether the action turns to somebody who is here: by name, or because it is a matter of two. */
function isEncounter(text: string, { session }: PlayState): boolean {
  const present = session.world_state.npcs_present;
  const type = actionTypeOf(text);
  return (
    (present.length > 0 && (type === 'interact' || type === 'attack')) ||
    present.some((name) => isNamedIn(text, name))
  );
}
