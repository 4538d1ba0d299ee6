import type { LanguageModel, ModelRequest } from '../llm/port.js';
import type { Change } from './changes.js';
import { type Conflict, conflictsAmong } from './conflicts.js';
import { bondChange } from './deed.js';
import type { DirectAnswer } from './direct-data.js';
import { askDirector, contestedAmong } from './director.js';
import { disputeClause } from './dispute-words.js';
import { waiting } from './laws/adjudicate.js';
import { lowered } from './laws/costs.js';
import {
  answerTo,
  type Negotiations,
  NO_NEGOTIATIONS,
  type Proposal,
  REPUTATION_CHANGE,
  type Session,
  worthTo,
} from './negotiation.js';
import { inExecutionOrder } from './order.js';
import type { ModelAnswerRecord, NegotiationRecord } from './record.js';
import type { SimulationSnapshot } from './snapshot.js';
import { type Talk, talkOver } from './talks.js';
import type { TurnLog } from './turn-log.js';
import { TurnPlan } from './turn-plan.js';
import type { PersonaId, ProposedAction, UsageTotals } from './types.js';

/**
 * Between the laws and the deeds: who is in whose way talks, and what they can't settle, or the rules can't decide, goes
 * to the director in one call. An agreement lets one go first; a refusal lets both go on; in a standoff the first goes on
 * with less force and the others wait.
 */

/** How the turn's deeds are to be done. */
export interface Settlement {
  /** In execution order. */
  readonly actions: readonly ProposedAction[];
  /** Outcomes that the director decided, by action id. */
  readonly rulings: ReadonlyMap<string, 'success' | 'failure'>;
  /** With whom one shares what one finds. */
  readonly partners: ReadonlyMap<PersonaId, readonly PersonaId[]>;
  readonly conflicts: readonly Conflict[];
  readonly negotiations: readonly NegotiationRecord[];
  /** What the director says of events before. */
  readonly relationships: DirectAnswer['relationships'];
  readonly modelAnswers: readonly ModelAnswerRecord[];
  readonly usage: UsageTotals;
}

/**
 * @param talking false where nobody talks anything over; see `Switches`
 * @throws the errors of `throwFailure` when a failure of the director's call stops the turn
 */
export async function settleConflicts(
  snapshot: SimulationSnapshot,
  log: TurnLog,
  lawful: readonly ProposedAction[],
  scope: ModelRequest['scope'],
  model: LanguageModel,
  signal: AbortSignal,
  talking = true,
): Promise<Settlement> {
  const { turn, state } = log;
  const before = state.negotiations ?? NO_NEGOTIATIONS;
  const actions = inExecutionOrder(snapshot.seed, turn, state, lawful);
  const conflicts = conflictsAmong(
    actions.map((action) => {
      const locationId = state.personas[action.actorId]?.locationId;
      return { action, ...(locationId === undefined ? {} : { locationId }) };
    }),
  );
  const late = before.sessions.filter(({ expiresAt }) => expiresAt <= state.world.clock);
  const open: Negotiations = { ...before, sessions: before.sessions.filter((each) => !late.includes(each)) };
  const talks = talking ? talkOver(conflicts, actions, state, turn, open) : [];
  const mediated = talks.filter(({ status }) => status === 'mediation');
  const settled = new Set(
    talks.filter(({ status }) => status !== 'failed').flatMap(({ session }) => session.participants),
  );
  const contested = contestedAmong(actions.filter(({ actorId }) => !settled.has(actorId)));
  const direction = await askDirector(
    snapshot,
    state,
    turn,
    mediated,
    contested,
    actions,
    scope,
    model,
    signal,
  );

  const plan = new TurnPlan(actions);
  const records: NegotiationRecord[] = [];
  for (const session of late) records.push(lapse(session, log));
  for (const talk of talks) {
    const compromise = direction.answer?.compromises.find(({ id }) => id === talk.session.id);
    records.push(conclude(talk, compromise, open, plan, log));
  }
  keepSessions(before, open, records, log);
  return {
    actions: plan.actions,
    rulings: new Map(direction.answer?.outcomes.map(({ action_id, outcome }) => [action_id, outcome]) ?? []),
    partners: plan.partners,
    conflicts,
    negotiations: records,
    relationships: direction.answer?.relationships ?? [],
    modelAnswers: direction.modelAnswers,
    usage: direction.usage,
  };
}

type Terms = Pick<Proposal, 'first' | 'requirements' | 'benefits'>;

function conclude(
  talk: Talk,
  compromise: Terms | undefined,
  negotiations: Negotiations,
  plan: TurnPlan,
  log: TurnLog,
): NegotiationRecord {
  const { session, status } = talk;
  if (status === 'in_progress') return { ...session, status, mediated: false };
  if (status === 'resolved') {
    agree(talk, session.proposal, plan, log);
    return { ...session, status, mediated: false };
  }
  if (status === 'failed') {
    refuse(talk, log);
    return { ...session, status, mediated: false };
  }
  const others = session.participants.filter((id) => id !== compromise?.first);
  const accepted =
    compromise !== undefined &&
    others.every((id) => {
      const persona = log.state.personas[id];
      return (
        persona !== undefined &&
        answerTo(worthTo(persona, compromise, compromise.first, negotiations)) === 'accept'
      );
    });
  const { proposer } = session.proposal;
  if (accepted) {
    agree(talk, compromise, plan, log);
    return { ...session, proposal: { proposer, ...termsOf(compromise) }, status: 'resolved', mediated: true };
  }
  standOff(talk, plan, log);
  return { ...session, status: 'deadlock', mediated: compromise !== undefined };
}

function termsOf({ first, requirements, benefits }: Terms): Terms {
  return { first, requirements, benefits };
}

function agree({ session, actions }: Talk, terms: Terms, plan: TurnPlan, log: TurnLog): void {
  const { participants, type } = session;
  const { first, requirements, benefits } = terms;
  const others = participants.filter((id) => id !== first);
  // What only one can have or do leaves the others nothing to do for now.
  const idle = requirements.includes('stand_by') || (requirements.includes('give_way') && type !== 'goal');
  if (idle) for (const id of others) plan.replace(id, waiting);
  else if (requirements.includes('give_way')) plan.putBehind(first, others);
  if (benefits.includes('share')) plan.share(participants);
  tell(session, terms, actions, 'agreement', first, others[0], log, [
    ...standing(participants, 'resolved'),
    ...(benefits.includes('favour') ? others.map((id) => bondChange(id, first, FAVOUR)) : []),
    ...(requirements.includes('keep_off') ? others.flatMap((id) => leftAlone(id, actions)) : []),
  ]);
}

/** Regard won by owing somebody a favour. */
const FAVOUR = 0.05;

/** Who has agreed to keep off something has as good as looked into it. */
function leftAlone(persona: PersonaId, actions: readonly ProposedAction[]): Change[] {
  const target = actions.find(({ actorId }) => actorId === persona)?.target;
  return target === undefined ? [] : [{ kind: 'spent', persona, target }];
}

/** Nobody gives way and nobody stops: the deeds follow one another as they would have. */
function refuse({ session, actions }: Talk, log: TurnLog): void {
  const { proposal, participants, answers } = session;
  const refuser = participants.find((id) => Object.hasOwn(answers, id) && answers[id] === 'reject');
  tell(
    session,
    proposal,
    actions,
    'refusal',
    refuser,
    proposal.proposer,
    log,
    standing(participants, 'failed'),
  );
}

function standOff({ session, actions }: Talk, plan: TurnPlan, log: TurnLog): void {
  const { proposal, participants } = session;
  const [leading, ...others] = actions.map(({ actorId }) => actorId);
  if (leading === undefined) return;
  plan.replace(leading, (action) => ({ ...action, intensity: lowered(action.intensity) }));
  for (const id of others) plan.replace(id, waiting);
  tell(session, proposal, actions, 'standoff', leading, others[0], log, [
    ...standing(participants, 'deadlock'),
    ...participants.flatMap((from) =>
      participants.filter((to) => to !== from).map((to) => bondChange(from, to, -0.05)),
    ),
  ]);
}

/** A talk that nobody came back to. */
function lapse(session: Session, log: TurnLog): NegotiationRecord {
  const { proposal, participants } = session;
  const silent = participants.find((id) => id !== proposal.proposer && !Object.hasOwn(session.answers, id));
  tell(session, proposal, [], 'refusal', silent, proposal.proposer, log, standing(participants, 'timeout'));
  return { ...session, status: 'timeout', mediated: false };
}

function standing(participants: readonly PersonaId[], how: keyof typeof REPUTATION_CHANGE): Change[] {
  return participants.map((persona) => ({ kind: 'reputation', persona, delta: REPUTATION_CHANGE[how] }));
}

const VERBS = { agreement: 'agree', refusal: 'refuse', standoff: 'stand_off' } as const;
const WEIGHT = 0.5;

function tell(
  session: Session,
  terms: Terms,
  actions: readonly ProposedAction[],
  type: keyof typeof VERBS,
  agent: PersonaId | undefined,
  other: PersonaId | undefined,
  log: TurnLog,
  effects: readonly Change[],
): void {
  const leading = actions.find(({ actorId }) => actorId === terms.first);
  const yielding = session.participants.filter((id) => id !== terms.first);
  const locationId = log.state.personas[agent ?? '']?.locationId;
  log.emit({
    type,
    ...(agent === undefined ? {} : { agentId: agent }),
    participants: session.participants,
    ...(locationId === undefined ? {} : { locationId }),
    outcome: type === 'agreement' ? 'success' : 'failure',
    effects,
    weight: WEIGHT,
    data: {
      verb: VERBS[type],
      intensity: 'normal',
      targetPerson: other,
      detail: leading === undefined ? session.issue : disputeClause(terms, leading, yielding, log.state),
      negotiation: session.id,
      conflict: session.type,
      about: session.about,
      ...(type === 'agreement' ? { first: terms.first, yields: yielding } : {}),
    },
  });
}

/** Open talks stay, so that those who could not answer may; what has ended is gone. */
function keepSessions(
  before: Negotiations,
  open: Negotiations,
  records: readonly NegotiationRecord[],
  log: TurnLog,
): void {
  const touched = new Set(records.map(({ id }) => id));
  const sessions = [
    ...open.sessions.filter(({ id }) => !touched.has(id)),
    ...records
      .filter(({ status }) => status === 'in_progress')
      .map(({ status: _status, mediated: _mediated, ...session }) => session),
  ];
  if (sessions.length === 0 && before.sessions.length === 0) return;
  log.settle((state) => ({
    ...state,
    negotiations: { ...(state.negotiations ?? NO_NEGOTIATIONS), sessions },
  }));
}
