import type { LanguageModel, ModelRequest } from '../llm/port.js';
import { viewOf } from '../narrative/causal-view.js';
import { crucialEvents, predictions } from '../narrative/influence.js';
import { contradict } from './conflicts.js';
import { hitChance } from './deeds-bodily.js';
import type { DirectAnswer, DirectData } from './direct-data.js';
import { directedBy, directRequest } from './direct-request.js';
import { disputeClause, objectName } from './dispute-words.js';
import { degradedBy, stopsTheTurn, throwFailure } from './model-failure.js';
import type { ModelAnswerRecord } from './record.js';
import { apparentSketch } from './sketches.js';
import type { SimulationSnapshot } from './snapshot.js';
import { bondOf, type SimulationState } from './state.js';
import type { Talk } from './talks.js';
import type { ProposedAction, UsageTotals } from './types.js';
import { NO_USAGE_TOTALS, usageOf } from './usage.js';

/** The turn's one call for what neither its people nor its rules decide. */

export interface Direction {
  /** Absent when nothing was asked, or when the answer was of no use. */
  readonly answer?: DirectAnswer;
  readonly modelAnswers: readonly ModelAnswerRecord[];
  readonly usage: UsageTotals;
}

const UNASKED: Direction = { modelAnswers: [], usage: NO_USAGE_TOTALS };

/**
 * @param talks those that need a mediator
 * @param contested actions whose outcome the rules leave open
 * @throws the errors of `throwFailure` when a failure stops the turn
 */
export async function askDirector(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  turn: number,
  talks: readonly Talk[],
  contested: readonly ProposedAction[],
  all: readonly ProposedAction[],
  scope: ModelRequest['scope'],
  model: LanguageModel,
  signal: AbortSignal,
): Promise<Direction> {
  if (snapshot.director === false || (talks.length === 0 && contested.length === 0)) return UNASKED;
  const data = directData(snapshot, state, turn, talks, contested, all);
  const request = directRequest(snapshot.seed, data, scope);
  const reply = await model.generate(request, signal);
  signal.throwIfAborted();
  if (!reply.ok && stopsTheTurn(reply)) throwFailure(reply, request.key, signal);
  const answer = reply.ok ? directedBy(reply.value, data) : undefined;
  const degraded = degradedBy(reply, answer !== undefined);
  return {
    ...(answer === undefined ? {} : { answer }),
    modelAnswers: [
      { key: request.key, outcome: degraded ?? 'ok', ...(reply.ok ? { source: reply.source } : {}) },
    ],
    usage: usageOf(reply),
  };
}

/** Actions that work against each other on one target, and the use of special gifts. */
export function contestedAmong(actions: readonly ProposedAction[]): ProposedAction[] {
  return actions.filter(
    (action) => action.type === 'special_ability' || opponentsOf(action, actions).length > 0,
  );
}

function opponentsOf(action: ProposedAction, actions: readonly ProposedAction[]): ProposedAction[] {
  return actions.filter(
    (other) => action.target !== undefined && other.target === action.target && contradict(action, other),
  );
}

function directData(
  { stage, turns }: SimulationSnapshot,
  state: SimulationState,
  turn: number,
  talks: readonly Talk[],
  contested: readonly ProposedAction[],
  all: readonly ProposedAction[],
): DirectData {
  const concerned = new Set([
    ...talks.flatMap(({ session }) => session.participants),
    ...contested.map(({ actorId }) => actorId),
  ]);
  return {
    turn,
    turns,
    stage: { title: stage.title, genre: stage.genre, premise: stage.premise },
    people: [...concerned].sort().flatMap((id) => {
      const persona = state.personas[id];
      return persona === undefined ? [] : [apparentSketch(persona)];
    }),
    mediations: talks.map((talk) => mediationOf(talk, state)),
    contests: contested.map((action) => ({
      actionId: action.actionId,
      actor: action.actorId,
      does: intentOf(action, state),
      against: opponentsOf(action, all).map(({ actorId }) => actorId),
      chance: oddsOf(action, state),
    })),
    ...lately(state, concerned),
  };
}

/** Events that the director is told of, and what it is told to expect. */
const RECENT_TOLD = 8;
const CRUCIAL_TOLD = 2;
const EXPECTED_TOLD = 3;
/** A story's hour: what is older leads to nothing any more. */
const HOUR = 3600;

function lately(
  { story, world }: SimulationState,
  concerned: ReadonlySet<string>,
): Pick<DirectData, 'recent' | 'expected'> {
  const view = viewOf(story.graph, world.clock - HOUR);
  const theirs = view.nodes.filter(({ agent, with: others = [] }) =>
    [agent ?? '', ...others].some((id) => concerned.has(id)),
  );
  const crucial = new Set(crucialEvents(view).slice(0, CRUCIAL_TOLD));
  const latest = new Set(theirs.slice(-RECENT_TOLD));
  return {
    recent: theirs
      .filter((node) => latest.has(node) || crucial.has(node.id))
      .map(({ id, agent, verb, type, with: others = [], place }) => ({
        id,
        ...(crucial.has(id) ? { crucial: true as const } : {}),
        what: [agent, verb ?? type, ...others, ...(place === undefined ? [] : [`in ${place}`])]
          .filter((word) => word !== undefined)
          .join(' '),
      })),
    expected: predictions(view, world.clock)
      .slice(0, EXPECTED_TOLD)
      .map(({ type, probability }) => ({ type, chance: probability })),
  };
}

function mediationOf({ session, actions }: Talk, state: SimulationState): DirectData['mediations'][number] {
  const { proposal, participants, answers } = session;
  const leading = actions.find(({ actorId }) => actorId === proposal.first);
  const others = participants.filter((id) => id !== proposal.first);
  const place = state.personas[proposal.first]?.locationId ?? '';
  return {
    id: session.id,
    about: leading === undefined ? '' : disputeClause(proposal, leading, others, state),
    place: state.world.locations[place]?.name ?? place,
    parties: actions.map((action) => {
      const persona = state.personas[action.actorId];
      const rest = participants.filter((id) => id !== action.actorId);
      return {
        id: action.actorId,
        wants: intentOf(action, state),
        answer: Object.hasOwn(answers, action.actorId) ? (answers[action.actorId] ?? 'reject') : 'proposed',
        regard: Object.fromEntries(
          rest.map((id) => [id, persona === undefined ? 0 : bondOf(persona, id).affinity]),
        ),
      };
    }),
  };
}

/** `open the sea chest` */
function intentOf(action: ProposedAction, state: SimulationState): string {
  return `${action.verb.replaceAll('_', ' ')} ${objectName(action, state)}`;
}

const EVEN = 0.5;

function oddsOf({ type, actorId, target = '' }: ProposedAction, state: SimulationState): number {
  const { personas } = state;
  const actor = personas[actorId];
  const other = Object.hasOwn(personas, target) ? personas[target] : undefined;
  if (type !== 'attack' || actor === undefined || other === undefined) return EVEN;
  return hitChance(state, actor, other);
}
