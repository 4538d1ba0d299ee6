import type { LanguageModel, ModelReply, ModelRequest } from '../llm/port.js';
import type { Perception } from '../reality/perception.js';
import { briefRecord } from './brief-record.js';
import { algorithmicAction, proposedBy } from './decision.js';
import { Grounds } from './decision-data.js';
import { DecisionPrompt } from './decision-prompt.js';
import { decideRequest } from './decision-request.js';
import { type Deliberation, deliberate } from './deliberation.js';
import type { LoreEntry } from './lore-entry.js';
import type { ActionOption } from './model-data.js';
import { degradedBy, stopsTheTurn, throwFailure } from './model-failure.js';
import { sortedKeys } from './numbers.js';
import { optionsFor } from './options.js';
import type { BriefRecord, ModelAnswerRecord } from './record.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import type { Switches } from './switches.js';
import type { PersonaId, ProposedAction, UsageTotals } from './types.js';
import { addUsage, NO_USAGE_TOTALS, usageOf } from './usage.js';

/** Model calls that one simulation has in flight at once, unless its caller says otherwise. */
const CALLS_AT_ONCE = 8;

export interface Round {
  readonly briefs: readonly BriefRecord[];
  readonly decisions: readonly ProposedAction[];
  /** What each could have chosen, by persona id. */
  readonly options: ReadonlyMap<PersonaId, readonly ActionOption[]>;
  /** What each perceived, by persona id. */
  readonly seen: ReadonlyMap<PersonaId, Perception>;
  readonly modelAnswers: readonly ModelAnswerRecord[];
  readonly usage: UsageTotals;
  /** Everybody's memory after what came to mind. */
  readonly memories: SimulationState['memories'];
  /** What lore each had before it, in words, by persona id. */
  readonly lore: ReadonlyMap<PersonaId, readonly string[]>;
}

/** One who decides, and what from. */
interface Seat {
  readonly of: Deliberation;
  readonly options: readonly ActionOption[];
  readonly grounds: Grounds;
  readonly prompt: DecisionPrompt;
  /** Of its request. */
  readonly key: string;
}

/**
 * Everybody decides, in parallel and each from its own brief. Answers are read in the order of persona ids after the
 * last one has come, so the order in which calls complete changes nothing.
 * @throws the errors of `throwFailure` when a failure stops the turn.
 */
export async function decideRound(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  turn: number,
  scope: ModelRequest['scope'],
  model: LanguageModel,
  signal: AbortSignal,
  switches: Switches = {},
  callsAtOnce = CALLS_AT_ONCE,
  /** What came to mind in this turn; see `lore.ts`. */
  lore: readonly LoreEntry[] = [],
): Promise<Round> {
  const seats: Seat[] = [];
  const requests: ModelRequest[] = [];
  for (const id of sortedKeys(state.personas)) {
    const self = state.personas[id];
    if (self === undefined) continue;
    const of = deliberate(snapshot, state, turn, self, switches, lore);
    const options = optionsFor(of);
    const grounds = new Grounds(of, options);
    const prompt = new DecisionPrompt(grounds, of);
    const request = decideRequest(grounds, prompt, of, scope);
    seats.push({ of, options, grounds, prompt, key: request.key });
    if (self.state.conscious) requests.push(request);
  }
  const replies = await askAll(requests, model, signal, callsAtOnce);
  signal.throwIfAborted();

  const decisions: ProposedAction[] = [];
  const modelAnswers: ModelAnswerRecord[] = [];
  let usage = NO_USAGE_TOTALS;
  for (const { of, options, key } of seats) {
    const reply = replies.get(key);
    if (reply === undefined) {
      decisions.push(algorithmicAction(of, options, undefined));
      continue;
    }
    usage = addUsage(usage, usageOf(reply));
    const proposed = reply.ok ? proposedBy(reply.value, of, options) : undefined;
    const degraded = degradedBy(reply, proposed !== undefined);
    decisions.push(
      proposed === undefined
        ? algorithmicAction(of, options, degraded)
        : degraded === undefined
          ? proposed
          : { ...proposed, degraded },
    );
    const outcome = degraded ?? 'ok';
    modelAnswers.push(reply.ok ? { key, outcome, source: reply.source } : { key, outcome });
  }
  return {
    briefs: seats.map(({ of, grounds, prompt }) => briefRecord(of, grounds, prompt.tokens)),
    decisions,
    memories: Object.fromEntries(seats.map(({ of }) => [of.self.id, of.memory])),
    lore: new Map(
      lore.length === 0
        ? []
        : seats.map(({ of }) => [of.self.id, of.lore.map(({ content }) => content)] as const),
    ),
    options: new Map(seats.map(({ of, options }) => [of.self.id, options])),
    seen: new Map(seats.map(({ of }) => [of.self.id, of.seen])),
    modelAnswers,
    usage,
  };
}

/**
 * Answers by request key. After a failure that stops the turn no further call starts, and the ones in flight are
 * awaited: their answers are paid for, and whoever keeps a journal of them shall get them.
 */
async function askAll(
  requests: readonly ModelRequest[],
  model: LanguageModel,
  signal: AbortSignal,
  callsAtOnce: number,
): Promise<ReadonlyMap<string, ModelReply>> {
  const replies = new Map<string, ModelReply>();
  const thrown: unknown[] = [];
  let next = 0;
  let stopped = false;
  const work = async (): Promise<void> => {
    for (let request = requests[next]; request !== undefined && !stopped; request = requests[next]) {
      next += 1;
      try {
        const reply = await model.generate(request, signal);
        replies.set(request.key, reply);
        stopped ||= !reply.ok && stopsTheTurn(reply);
      } catch (error) {
        thrown.push(error);
        stopped = true;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, callsAtOnce), requests.length) }, work));
  if (thrown.length > 0) throw thrown[0];
  for (const { key } of requests) {
    const reply = replies.get(key);
    if (reply !== undefined && !reply.ok && stopsTheTurn(reply)) throwFailure(reply, key, signal);
  }
  return replies;
}
