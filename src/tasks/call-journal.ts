import { createHash } from 'node:crypto';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { inPlaceOf, type ModelLayer } from '../llm/model-layer.js';
import type { ModelFailure, ModelReply, ModelRequest } from '../llm/port.js';
import { addUsage, NO_USAGE_TOTALS, usageOf } from '../simulation/usage.js';
import type { Database } from '../store/database.js';
import {
  answerCalls,
  countCancelledCalls,
  forgetCall,
  type JournaledReply,
  noteCalls,
  type SentCall,
} from '../store/journal-statements.js';
import type { Holding } from '../store/task-statements.js';
import { faultPoint } from './fault-point.js';
import { LeaseLostError } from './lease.js';
import type { RunWrites } from './run-writes.js';
import { untilStored } from './store-patience.js';

/**
 * The call journal of a run: a layer around a model that costs money, by which nothing that was answered is ever asked
 * again, whatever dies in between.
 *
 * A call is noted before it is sent. Its answer is on its way to the store, with what it cost, before its caller has it;
 * nothing that came of it may be stored, sent or told before it is there: a note waits for the answers before it, and a
 * step until it is `settled`. The commit of the step takes it out. A run that goes on after another finds what that one was
 * answered and pays nothing for it. A call that it finds noted and not answered may have cost something: it is counted as
 * unconfirmed.
 *
 * An answer belongs to the words of its request: under the same key a changed prompt is asked anew. Failures that are an
 * answer (refused, truncated, of no use, not in time) are kept like one, so that a restart plays on just as the first
 * run would have; after others the call may be made again.
 *
 * Calls of the same tick are noted in one statement: they are a round. So are answers that come in the same tick or while
 * the statement before theirs is on its way; and while others of their round are out, which come one soon after the other,
 * they wait for a millisecond in which none comes.
 */
export interface CallJournal {
  readonly layer: ModelLayer;
  /** Whether the answer to a request is there from an earlier run. */
  holds(request: ModelRequest): boolean;
  /**
   * Resolves when all answers are stored that calls have returned, and all calls noted that were made: a commit beside the
   * note would only keep the calls waiting. Rejects when something can't be stored, once nothing is on its way any more.
   */
  settled(): Promise<void>;
}

export function createCallJournal(options: {
  readonly db: Database;
  readonly holding: Holding;
  /** What the runs before this one have left. */
  readonly replies: readonly JournaledReply[];
  readonly writes: RunWrites;
  /** The run's own: while it lives, a database that is away is waited for. */
  readonly signal: AbortSignal;
}): CallJournal {
  const { db, holding, writes, signal } = options;
  const known = new Map(options.replies.map((each) => [each.key, each]));

  let round: Round = { out: 0 };
  const note = gathered<Called>(async (take) => {
    const calls = take();
    round = { out: 0 };
    // One may have joined since that came of an answer which is not stored yet.
    await Promise.all(calls.map(({ before }) => before));
    if (!(await untilStored(() => noteCalls(db, holding, calls), signal))) {
      throw new LeaseLostError(holding.taskId);
    }
    faultPoint('after-journal-note', holding.taskId);
  }, untilAnswersBefore);
  let noted: Promise<void> = Promise.resolve();
  let stored: Promise<void> = Promise.resolve();
  const answer = gathered<Answered>(async (take) => {
    let tellSent: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => {
      tellSent = resolve;
    });
    const written = writes.keep((count) => {
      const calls = take();
      const rows = calls.map(({ key, reply }) => ({ key, reply: isAnswer(reply) ? reply : null }));
      const spent = calls.map(({ key, reply }) => ({ key, usage: usageOf(reply) }));
      const usage = count(spent.reduce((sum, call) => addUsage(sum, call.usage), NO_USAGE_TOTALS));
      // A tick later the statement is with the system, which sends it whatever becomes of this process.
      void setImmediate().then(tellSent);
      return untilStored(async () => {
        const isMine = await answerCalls(db, holding, rows, usage);
        if (!isMine) await countCancelledCalls(db, holding, spent);
        return isMine;
      }, signal);
    });
    const before = stored;
    // One that could not be stored is no less missing for those that come after it.
    stored = written.finally(() => before).then(() => faultPoint('after-journal-answer', holding.taskId));
    stored.catch(() => undefined);
    await Promise.race([sent, stored]);
  }, untilLull);

  const find = (request: ModelRequest, requestHash?: string) => {
    const found = known.get(request.key);
    // To hash a request takes reading its whole prompt, and most runs have no earlier one.
    if (found === undefined || found.requestHash !== (requestHash ?? hashRequest(request))) return undefined;
    // Written by this program from this type.
    return found.reply as unknown as ModelReply;
  };
  const layer: ModelLayer = (next) =>
    inPlaceOf({ name: next.name, metered: true }, async (request, callSignal) => {
      const { key } = request;
      const requestHash = hashRequest(request);
      const found = find(request, requestHash);
      if (found !== undefined) return found;
      if (callSignal.aborted) {
        return { ok: false, reason: 'aborted' };
      }
      const mine = round;
      mine.out += 1;
      const cleared = note({ key, requestHash, before: stored });
      cleared.catch(() => undefined);
      noted = cleared;
      const reply = await next.generate({ ...request, cleared }, callSignal).finally(() => {
        mine.out -= 1;
      });
      await cleared;
      if (wasMade(reply)) await answer({ key, reply, round: mine });
      else await forgetCall(db, holding, key).catch(() => undefined);
      return reply;
    });
  return {
    layer,
    holds: (request) => find(request) !== undefined,
    settled: () => {
      const calls = noted;
      return stored.finally(() => calls);
    },
  };
}

/** Calls that were noted together. */
interface Round {
  /** How many of them have no answer yet. */
  out: number;
}

interface Called extends SentCall {
  /** Resolves when all answers are stored that were there before it. */
  readonly before: Promise<void>;
}

/** What came of an answer must not be asked about before the answer is kept. */
async function untilAnswersBefore(called: () => readonly Called[]): Promise<void> {
  await setImmediate();
  for (let seen = 0; called().length > seen; ) {
    seen = called().length;
    await Promise.all(called().map(({ before }) => before));
  }
}

interface Answered {
  readonly key: string;
  readonly reply: ModelReply;
  readonly round: Round;
}

const LULL_MS = 1;

/** Waits until no more come, if there may be more. */
async function untilLull(answered: () => readonly Answered[]): Promise<void> {
  await setImmediate();
  let seen = 0;
  while (answered().length > seen && answered().some(({ round }) => round.out > 0)) {
    seen = answered().length;
    await delay(LULL_MS);
  }
}

/** Failures after which the request is as good as never made. */
const UNMADE = new Set<ModelFailure['reason']>(['unavailable', 'rate-limited', 'over-budget', 'aborted']);

function isAnswer(reply: ModelReply): boolean {
  return reply.ok || !UNMADE.has(reply.reason);
}

/** Whether anything has come of a call but that its caller left while it waited to be sent, or for another's answer. */
function wasMade(reply: ModelReply): boolean {
  return (
    reply.ok || reply.reason !== 'aborted' || reply.calls !== undefined || reply.unanswered !== undefined
  );
}

/** What shapes the answer. The model's name is left out: an answer of the model before is paid for as well. */
function hashRequest(request: ModelRequest): string {
  const { purpose, stablePrefix, volatileTail, schema, temperature, maxOutputTokens, seed } = request;
  const shape = [purpose, stablePrefix, volatileTail, schema, temperature, maxOutputTokens, seed];
  return createHash('sha256').update(JSON.stringify(shape)).digest('base64url');
}

/**
 * Collects what is handed in until `ready`, and whatever comes until it is its turn to be sent.
 * @param send calls `take` once, when that is
 * @param ready given what there is by now
 */
function gathered<T>(
  send: (take: () => readonly T[]) => Promise<void>,
  ready: (waiting: () => readonly T[]) => Promise<void>,
): (item: T) => Promise<void> {
  let items: T[] = [];
  let sent: Promise<void> | undefined;
  const take = () => {
    const together = items;
    items = [];
    sent = undefined;
    return together;
  };
  return (item) => {
    items.push(item);
    sent ??= ready(() => items).then(() => send(take));
    return sent;
  };
}
