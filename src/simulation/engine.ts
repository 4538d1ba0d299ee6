import { canonicalJson } from '../canonical-json.js';
import type { LanguageModel } from '../llm/port.js';
import { inWords } from '../narrative/number-words.js';
import { type Chapter, tellStory } from '../narrative/story.js';
import { stirWorld } from './complications.js';
import { deltaText } from './delta-text.js';
import { clearHeard, endTurn } from './end-turn.js';
import { asExecuted, judgeRound, lawfulActions, unjudged } from './judge-round.js';
import type { LawReport } from './laws/adjudicate.js';
import { checkLeaks, type LeakReport } from './leak-check.js';
import { loreAfter, recallLore } from './lore.js';
import { round6, sortedKeys } from './numbers.js';
import type { TurnPhase } from './phases.js';
import type { BriefRecord, TurnRecord, TurnScene, TurnWarning } from './record.js';
import { resolveActions } from './resolve.js';
import { decideRound } from './round.js';
import { settleConflicts } from './settle-conflicts.js';
import { storyTime } from './sketches.js';
import type { LeakMode, SimulationSnapshot } from './snapshot.js';
import type { Measures, SimulationState } from './state.js';
import { isLookedAt, noteGrowth, noteSize, withinBound } from './state-bound.js';
import { Storyline, type StoryRecord } from './storyline.js';
import type { Switches } from './switches.js';
import { TurnLog } from './turn-log.js';
import { addUsage } from './usage.js';
import { passVerdicts } from './verdicts.js';
import { Witness } from './witness.js';

/**
 * The turn engine. A simulation is a snapshot and a state; a turn takes the state to the next one and leaves a record:
 *
 * 1. the world stirs: complications, weather, wear;
 * 2. everybody decides at once, each from what it alone perceives and knows (one model call each);
 * 3. the laws judge and mend what was decided, those in each other's way talk it over, and a director settles in one
 *    call at most what neither they nor the rules can;
 * 4. the actions are carried out one after the other, each against the state that the earlier ones left;
 * 5. goals and objectives are judged, strength comes back, time goes on.
 *
 * Nothing here waits for anything but the model, reads a clock or draws a number that doesn't come from the seed. The
 * same snapshot, state and answers give the same bytes. A turn that throws has changed nothing.
 */

export { type ChronicleState, openChronicle } from './chronicle-state.js';
export { type ChapterInput, type WrittenChapter, writeChapter } from './chronicler.js';
export type { TurnRecord } from './record.js';
export { type SimulationSnapshot, type SnapshotInput, takeSnapshot } from './snapshot.js';
export { openSimulation, type SimulationState } from './state.js';

export interface TurnInput {
  readonly snapshot: SimulationSnapshot;
  readonly simulationId: string;
  readonly clientId: string;
  /** After the last committed turn. */
  readonly state: SimulationState;
  /** SHA-256 of a text, as hex digits. */
  readonly digest: (text: string) => string;
  /** Model calls that the round of decisions has in flight at once; 8 when absent. */
  readonly callsAtOnce?: number;
  /** Told as each phase begins. */
  readonly onPhase?: (phase: TurnPhase) => void;
  /** For the ablation benchmark only. */
  readonly switches?: Switches;
}

export interface PlayedTurn {
  readonly record: TurnRecord;
  readonly state: SimulationState;
  /** What the turn changed of the state before it, but for the hash: an `ObjectDelta` as canonical JSON. */
  readonly delta: string;
}

/**
 * Plays the turn after `state`.
 * @throws ModelRateLimitedError, ModelUnavailableError, BudgetExceededError or the signal's reason; the turn can then
 * be played again from the same state.
 */
export async function playTurn(
  input: TurnInput,
  model: LanguageModel,
  signal: AbortSignal,
): Promise<PlayedTurn> {
  const { snapshot, simulationId, clientId, digest, switches = {}, callsAtOnce, onPhase } = input;
  signal.throwIfAborted();
  onPhase?.('stir');
  const turn = input.state.turn + 1;
  // Short turns with many events overrun their end: the next begins no earlier than the last thing that happened.
  const startedAt = Math.max(
    snapshot.world.clock + turn * snapshot.stage.turnMinutes * 60,
    input.state.story.ledger.latest,
  );
  const opened = { ...input.state, world: { ...input.state.world, clock: startedAt } };
  const witness = new Witness(snapshot, opened, switches);
  const storyline = new Storyline(opened.story, opened.world, snapshot.stage.turnMinutes * 60, switches);
  const log = new TurnLog(opened, turn, startedAt, {
    judge: (event) => storyline.judge(event),
    note: (event, before, after) => {
      storyline.note(event);
      witness.note(event, before, after);
    },
    minds: () => witness.minds,
  });
  const isEmpty = Object.keys(opened.personas).length === 0;
  const pace = isEmpty ? undefined : stirWorld(snapshot, log);
  // What the world does everybody there knows of when it decides.
  if (log.events.length > 0) log.settle((state) => witness.settle(state, turn));

  onPhase?.('decide');
  const scope = { clientId, taskId: simulationId };
  const lore = recallLore(snapshot, log.state, turn, log.events);
  const round = await decideRound(
    snapshot,
    log.state,
    turn,
    scope,
    model,
    signal,
    switches,
    callsAtOnce,
    lore?.entries,
  );
  onPhase?.('judge');
  const leaks = checkLeaks(snapshot, log.state, round.decisions, turn, round.lore);

  log.settle((state) => ({ ...clearHeard(state), memories: round.memories }));
  witness.conclude(leaks.decisions, log.state);
  const judged =
    switches.laws === false
      ? unjudged(leaks.decisions, startedAt)
      : judgeRound(snapshot, log.state, leaks.decisions, round.options, round.seen, leaks.leaks);
  onPhase?.('settle');
  const settled = await settleConflicts(
    snapshot,
    log,
    lawfulActions(judged),
    scope,
    model,
    signal,
    switches.negotiation !== false,
  );
  onPhase?.('resolve');
  storyline.relate(settled.relationships);
  const coherent = switches.coherence !== false;
  const done = resolveActions(snapshot, log, settled, judged, leaks.decisions, coherent);
  onPhase?.('close');
  passVerdicts(snapshot, log);
  log.settle((state) => endTurn(state, turn, done, strainsOf(snapshot, round.briefs)));
  const executed = asExecuted(judged, settled.actions);
  log.settle((state) => witness.settle({ ...state, minds: witness.alarmed(state) }, turn));
  const { story, record: storyRecord } = storyline.settle(turn, turn >= snapshot.turns);
  log.settle((state) => ({
    ...state,
    story,
    measures: measured(state.measures, storyRecord, leaks, executed, snapshot.leakMode),
    ...(lore === undefined ? {} : { lore: loreAfter(snapshot, state, lore, log.events) }),
  }));
  const stateHash = input.state.hash === '' ? firstHash(input.state, digest) : input.state.hash;
  let delta = deltaText(input.state, log.state) ?? NOTHING_CHANGED;
  noteGrowth(input.state, log.state, delta);
  const bounded = isLookedAt(turn) ? withinBound(log.state) : { state: log.state };
  if (bounded.trimmed !== undefined) {
    log.settle(() => bounded.state);
    delta = deltaText(input.state, log.state) ?? NOTHING_CHANGED;
  }
  const warnings: TurnWarning[] = [
    ...(isEmpty ? [{ kind: 'empty_turn' } as const] : []),
    ...(bounded.trimmed === undefined ? [] : [bounded.trimmed]),
  ];
  // A chain: each state's hash covers the one before it and what has changed since.
  const nextStateHash = digest(`["${stateHash}",${delta}]`);
  const unhashed = log.state;
  log.settle((state) => ({ ...state, hash: nextStateHash }));
  noteGrowth(unhashed, log.state, '');
  return {
    record: {
      schemaVersion: 3,
      simulationId,
      turn,
      stateHash,
      nextStateHash,
      startedAt,
      briefs: round.briefs,
      decisions: leaks.decisions,
      reports: executed,
      conflicts: settled.conflicts,
      negotiations: settled.negotiations,
      ...(pace === undefined ? {} : { pace }),
      events: log.events,
      observations: witness.observations,
      story: storyRecord,
      leaks: leaks.leaks,
      scene: sceneOf(log.state, log),
      ...(lore === undefined ? {} : { lore: lore.record }),
      ...(warnings.length === 0 ? {} : { warnings }),
      modelAnswers: [...round.modelAnswers, ...settled.modelAnswers],
      metrics: {
        usage: addUsage(round.usage, settled.usage),
        degradedDecisions: round.decisions.filter(({ degraded }) => degraded !== undefined).length,
      },
    },
    state: log.state,
    delta,
  };
}

const NOTHING_CHANGED = '{}';

/** Of a state that no turn has led to: all of it is hashed. */
function firstHash(state: SimulationState, digest: TurnInput['digest']): string {
  const whole = canonicalJson(state);
  noteSize(state, whole);
  return digest(whole);
}

/** What the turn was like for everybody, by what threatened them as they decided. */
function strainsOf({ cast }: SimulationSnapshot, briefs: readonly BriefRecord[]) {
  const natures = new Map(cast.map(({ id, state }) => [id, state.alertness]));
  return new Map(
    briefs.map(({ personaId, threat }) => [
      personaId,
      { threat, nature: natures.get(personaId) ?? 'alert' } as const,
    ]),
  );
}

function measured(
  before: Measures,
  { coherence }: StoryRecord,
  check: LeakReport,
  executed: readonly LawReport[],
  leakMode: LeakMode = 'strict',
): Measures {
  // A leaking line was replaced unless it was only to be flagged; a leaking target is left if the laws let it stand.
  const left = check.leaks.filter(({ where, personaId, entityId }) =>
    where === 'dialogue'
      ? leakMode === 'flag'
      : executed.some(
          ({ actorId, finalAction }) => actorId === personaId && finalAction?.target === entityId,
        ),
  );
  return {
    coherence: round6(before.coherence + coherence.score),
    lines: before.lines + check.lines,
    targets: before.targets + check.targets,
    leaksProposed: before.leaksProposed + check.leaks.length,
    leaks: before.leaks + left.length,
  };
}

/** The people, and the places where something happened or somebody is. */
function sceneOf(state: SimulationState, log: TurnLog): TurnScene {
  const people: Record<string, TurnScene['people'][string]> = {};
  const placeIds = new Set<string>();
  for (const { locationId } of log.events) if (locationId !== undefined) placeIds.add(locationId);
  for (const id of sortedKeys(state.personas)) {
    const persona = state.personas[id];
    if (persona === undefined) continue;
    people[id] = {
      locationId: persona.locationId,
      goals: Object.fromEntries(persona.goals.map((goal) => [goal.id, goal.status])),
    };
    placeIds.add(persona.locationId);
  }
  const places: Record<string, TurnScene['places'][string]> = {};
  for (const id of [...placeIds].sort()) {
    const place = state.world.locations[id];
    if (place !== undefined) places[id] = { light: place.light, weather: place.weather };
  }
  return { people, places, found: sortedKeys(state.found), objectives: state.objectives };
}

/** The story in Markdown: its title, then a section per told turn, headed by the turn and its story time. */
export function assembleStory(snapshot: SimulationSnapshot, chapters: readonly Chapter[]): string {
  const { stage, world } = snapshot;
  return tellStory(stage.title, chapters, (turn) => {
    const time = storyTime(world.clock + turn * stage.turnMinutes * 60);
    return `Turn ${inWords(turn)}: ${time}`;
  });
}
