import type { ConflictType } from './conflicts.js';
import { byCodeUnit, clamp, round6, sortedKeys } from './numbers.js';
import { bondOf } from './state.js';
import { trait } from './traits.js';
import type { Persona, PersonaId } from './types.js';

/**
 * Talks between people whose actions get in each other's way. One proposes who goes first and on what terms; each of the
 * others accepts, makes a counter-proposal or rejects, by what the terms are worth and by how they stand to each other.
 * After every round the talk is resolved, has failed, goes on with the best counter-proposal, or needs a mediator.
 * Whoever is out of earshot answers when it can, until the talk times out.
 */

/** What the others are asked for: to let one go first, to do nothing meanwhile, and to leave the thing alone afterwards. */
export type Requirement = 'give_way' | 'stand_by' | 'keep_off';
/** What they get for it: a part in what comes of it, and a favour owed. */
export type Benefit = 'share' | 'favour';

export interface Proposal {
  readonly proposer: PersonaId;
  /** Who goes first under it. */
  readonly first: PersonaId;
  readonly requirements: readonly Requirement[];
  readonly benefits: readonly Benefit[];
}

export type Answer = 'accept' | 'counter' | 'reject';
export type TalkStatus = 'in_progress' | 'resolved' | 'failed' | 'countered' | 'mediation';

/** A talk as it is kept from turn to turn while answers are missing. */
export interface Session {
  /** `t0007-n01` */
  readonly id: string;
  readonly type: ConflictType;
  readonly about: string;
  /** What is at issue, a clause as after "that". */
  readonly issue: string;
  /** In the execution order of the turn that opened it. */
  readonly participants: readonly PersonaId[];
  readonly proposal: Proposal;
  /** 1..3 */
  readonly round: number;
  readonly answers: Readonly<Record<PersonaId, Answer>>;
  /** Story time, seconds. */
  readonly openedAt: number;
  readonly expiresAt: number;
}

/** What is left of talks between turns. */
export interface Negotiations {
  readonly sessions: readonly Session[];
  /** 0..1 by persona; who isn't in it stands at .5. */
  readonly reputations: Readonly<Record<PersonaId, number>>;
}

export const NO_NEGOTIATIONS: Negotiations = { sessions: [], reputations: {} };

const ROUNDS_MOST = 3;
const SESSION_SECONDS = 30 * 60;
const COUNTER_SECONDS = 15 * 60;
const DIPLOMATIC = 0.6;
const AGGRESSIVE = 0.6;
const CURT = 0.45;
const NEUTRAL_REPUTATION = 0.5;
const BENEFITS: readonly Benefit[] = ['share', 'favour'];

/** Standing lost or won when a talk ends. */
export const REPUTATION_CHANGE = { resolved: 0.1, failed: -0.05, timeout: -0.05, deadlock: -0.05 } as const;

export function reputationOf({ reputations }: Negotiations, persona: PersonaId): number {
  return Object.hasOwn(reputations, persona)
    ? (reputations[persona] ?? NEUTRAL_REPUTATION)
    : NEUTRAL_REPUTATION;
}

/** How workable terms are, 0..1: .5, .2 more with benefits, .1 less per requirement up to .3; nothing offered and nothing asked is 0. */
export function viability(terms: Pick<Proposal, 'requirements' | 'benefits'> | undefined): number {
  if (terms === undefined || (terms.requirements.length === 0 && terms.benefits.length === 0)) return 0;
  const { requirements, benefits } = terms;
  return round6(
    clamp(0.5 + (benefits.length > 0 ? 0.2 : 0) - Math.min(0.3, 0.1 * requirements.length), 0, 1),
  );
}

/** What terms are worth to somebody, 0..1; affinity -1..1 towards the proposer, the rest 0..1. */
export function utility(of: {
  readonly viability: number;
  readonly affinity: number;
  readonly diplomatic: number;
  readonly reputation: number;
}): number {
  return round6(
    0.4 * of.viability + (0.3 * (of.affinity + 1)) / 2 + 0.2 * of.diplomatic + 0.1 * of.reputation,
  );
}

export function answerTo(worth: number): Answer {
  return worth >= 0.5 ? 'accept' : worth >= 0.35 ? 'counter' : 'reject';
}

/** The same plan with one requirement less and one benefit more; nothing when there is nothing left to change. */
export function counterTo(proposal: Proposal, proposer: PersonaId): Proposal | undefined {
  const benefit = BENEFITS.find((each) => !proposal.benefits.includes(each));
  if (proposal.requirements.length === 0 && benefit === undefined) return undefined;
  return {
    ...proposal,
    proposer,
    requirements: proposal.requirements.slice(0, -1),
    benefits: benefit === undefined ? proposal.benefits : [...proposal.benefits, benefit],
  };
}

/**
 * Where a round stands.
 * @param answers a counter without a counter-proposal comes in as a reject
 */
export function statusOf(
  targets: readonly PersonaId[],
  answers: Readonly<Record<PersonaId, Answer>>,
): TalkStatus {
  const given = targets.flatMap((id) => (Object.hasOwn(answers, id) ? [answers[id]] : []));
  if (given.length < targets.length) return 'in_progress';
  const count = (answer: Answer) => given.filter((each) => each === answer).length;
  const accepts = count('accept');
  if (accepts === targets.length) return 'resolved';
  if (count('reject') > accepts) return count('counter') > 0 ? 'countered' : 'failed';
  return 'mediation';
}

/** Opens a talk: the first in execution order proposes to go first. `issueOf` puts it into words. */
export function openSession(
  talk: Pick<Session, 'id' | 'type' | 'about' | 'participants' | 'openedAt'>,
  proposer: Persona,
  issueOf: (proposal: Proposal) => string,
): Session {
  const proposal: Proposal = {
    proposer: proposer.id,
    first: proposer.id,
    requirements: demandsOf(proposer, talk.type),
    benefits: trait(proposer, 'diplomatic') > DIPLOMATIC ? ['share'] : [],
  };
  return {
    ...talk,
    issue: issueOf(proposal),
    proposal,
    round: 1,
    answers: {},
    expiresAt: talk.openedAt + SESSION_SECONDS,
  };
}

/** The aggressive want all there is to want; others what it takes: two can look into a thing, but only one can have it. */
function demandsOf(proposer: Persona, type: ConflictType): readonly Requirement[] {
  if (trait(proposer, 'aggressive') > AGGRESSIVE) return ['give_way', 'stand_by', 'keep_off'];
  const isMild = type === 'goal' && trait(proposer, 'diplomatic') >= CURT;
  return isMild ? ['give_way'] : ['give_way', 'stand_by'];
}

/** What a proposal is worth to somebody it concerns. */
export function worthTo(
  persona: Persona,
  terms: Pick<Proposal, 'requirements' | 'benefits'>,
  from: PersonaId,
  negotiations: Negotiations,
): number {
  return utility({
    viability: viability(terms),
    affinity: bondOf(persona, from).affinity,
    diplomatic: trait(persona, 'diplomatic'),
    reputation: reputationOf(negotiations, from),
  });
}

/**
 * Carries a talk on as far as it goes among those who can answer now; three rounds at most.
 * @param answering everybody within earshot, by id
 * @param now story time, seconds
 */
export function carryOn(
  session: Session,
  answering: ReadonlyMap<PersonaId, Persona>,
  negotiations: Negotiations,
  now: number,
): { readonly session: Session; readonly status: Exclude<TalkStatus, 'countered'> } {
  let current = session;
  for (;;) {
    const { proposal } = current;
    const targets = current.participants.filter((id) => id !== proposal.proposer);
    const answers: Record<PersonaId, Answer> = { ...current.answers };
    for (const id of targets) {
      const persona = answering.get(id);
      if (Object.hasOwn(answers, id) || persona === undefined || !answering.has(proposal.proposer)) continue;
      const answer = answerTo(worthTo(persona, proposal, proposal.proposer, negotiations));
      answers[id] = answer === 'counter' && counterTo(proposal, id) === undefined ? 'reject' : answer;
    }
    current = { ...current, answers };
    const status = statusOf(targets, answers);
    if (status !== 'countered') return { session: current, status };
    const counter = bestCounter(proposal, answers);
    if (counter === undefined || current.round >= ROUNDS_MOST)
      return { session: current, status: 'mediation' };
    current = {
      ...current,
      proposal: counter,
      round: current.round + 1,
      answers: {},
      expiresAt: now + COUNTER_SECONDS,
    };
  }
}

/** The most viable counter-proposal, the first by id among equals. */
function bestCounter(proposal: Proposal, answers: Readonly<Record<PersonaId, Answer>>): Proposal | undefined {
  return sortedKeys(answers)
    .filter((id) => answers[id] === 'counter')
    .flatMap((id) => counterTo(proposal, id) ?? [])
    .sort((a, b) => viability(b) - viability(a) || byCodeUnit(a.proposer, b.proposer))[0];
}
