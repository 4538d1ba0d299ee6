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
 * nothing that came of it may be stored, sent or told before it is there: a call waits for the answers before it, and a
 * step until it is `settled`. The commit of the step takes it out. A run that goes on after another finds what that one was
 * answered and pays nothing for it. A call that it finds noted and not answered may have cost something: it is counted as
 * unconfirmed.
 *
 * A note needs a call's key and no more, so that prompts are made while it is on its way. An answer belongs to the words of
 * its request: under the same key a changed prompt is asked anew. Failures that are an answer (refused, truncated, of no use,
 * not in time) are kept like one, so that a restart plays on just as the first run would have; after others the call may be
 * made again.
 *
 * Calls of the same tick are noted in one statement: they are a round. So are answers that come in the same tick or while
 * the statement before theirs is on its way; and while others of their round are out, which come one soon after the other,
 * they wait for the last of them, or a millisecond in which none comes.
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

  let rounds = new Map<ModelRequest['purpose'], Round>();
  const roundOf = ({ purpose }: ModelRequest): Round => {
    let round = rounds.get(purpose);
    if (round === undefined) {
      round = new Round();
      rounds.set(purpose, round);
    }
    return round;
  };
  const note = gathered<string>(
    async (take) => {
      const keys = take();
      rounds = new Map();
      if (!(await untilStored(() => noteCalls(db, holding, keys), signal))) {
        throw new LeaseLostError(holding.taskId);
      }
      faultPoint('after-journal-note', holding.taskId);
    },
    () => setImmediate(),
  );
  let noted: Promise<void> = Promise.resolve();
  let stored: Promise<void> = Promise.resolve();
  const answer = gathered<Answered>(async (take) => {
    let tellSent: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => {
      tellSent = resolve;
    });
    const written = writes.keep((count) => {
      const calls = take();
      const rows = calls.map(({ key, requestHash, reply }) => ({
        key,
        requestHash,
        reply: isAnswer(reply) ? reply : null,
      }));
      const spent = calls.map(({ key, reply }) => ({ key, usage: usageOf(reply) }));
      const usage = count(spent.reduce((sum, call) => addUsage(sum, call.usage), NO_USAGE_TOTALS));
      const storing = untilStored(async () => {
        const isMine = await answerCalls(db, holding, rows, usage);
        if (!isMine) await countCancelledCalls(db, holding, spent);
        return isMine;
      }, signal);
      // A tick later the statement is with the system, which sends it whatever becomes of this process.
      process.nextTick(tellSent);
      return storing;
    });
    const before = stored;
    // One that could not be stored is no less missing for those that come after it.
    stored = written.finally(() => before).then(() => faultPoint('after-journal-answer', holding.taskId));
    stored.catch(() => undefined);
    await Promise.race([sent, stored]);
  }, untilLull);

  const find = (request: ModelRequest) => {
    const found = known.get(request.key);
    // To hash a request takes reading its whole prompt, and most runs have no earlier one.
    if (found === undefined || found.requestHash !== hashRequest(request)) return undefined;
    // Written by this program from this type.
    return found.reply as unknown as ModelReply;
  };
  const layer: ModelLayer = (next) =>
    inPlaceOf({ name: next.name, metered: true }, async (request, callSignal) => {
      const found = find(request);
      if (found !== undefined) return found;
      if (callSignal.aborted) {
        return { ok: false, reason: 'aborted' };
      }
      const { key } = request;
      const round = roundOf(request);
      round.begin();
      const noting = note(key);
      noted = noting;
      // What came of an answer must not be asked about before the answer is kept.
      const cleared = Promise.all([noting, stored]).then(() => undefined);
      // One that is not to be sent leaves no note.
      cleared.catch(() => noting.then(() => forgetCall(db, holding, key))).catch(() => undefined);
      // The note is on its way by then, and takes as long as it takes to make the round's prompts.
      await setImmediate();
      const asked = { ...request, cleared };
      let reply: ModelReply;
      try {
        reply = await next.generate(asked, callSignal);
        await cleared;
      } finally {
        round.end();
      }
      if (wasMade(reply)) await answer({ key, requestHash: hashRequest(asked), reply, round });
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

/** Calls that were noted together, and are for the same: a chapter takes longer than the decisions that it goes out with. */
class Round {
  #out = 0;
  #tellOver: () => void = () => undefined;
  /** Resolves when all have their answers. */
  readonly over = new Promise<void>((resolve) => {
    this.#tellOver = resolve;
  });

  get isOver(): boolean {
    return this.#out === 0;
  }

  begin(): void {
    this.#out += 1;
  }

  end(): void {
    this.#out -= 1;
    if (this.isOver) this.#tellOver();
  }
}

interface Answered {
  readonly key: string;
  readonly requestHash: string;
  readonly reply: ModelReply;
  readonly round: Round;
}

const LULL_MS = 1;

/** Waits until no more come, if there may be more. */
async function untilLull(answered: () => readonly Answered[]): Promise<void> {
  await setImmediate();
  let seen = 0;
  while (answered().length > seen) {
    seen = answered().length;
    const open = answered().flatMap(({ round }) => (round.isOver ? [] : [round.over]));
    if (open.length > 0) await Promise.race([...open, delay(LULL_MS)]);
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
