import type { LanguageModel } from '../llm/port.js';
import { inWords } from '../narrative/number-words.js';
import { type Chapter, tellStory } from '../narrative/story.js';
import { stirWorld } from './complications.js';
import { clearHeard, endTurn } from './end-turn.js';
import { asExecuted, judgeRound, lawfulActions } from './judge-round.js';
import { sortedKeys } from './numbers.js';
import type { TurnRecord, TurnScene } from './record.js';
import { resolveActions } from './resolve.js';
import { decideRound } from './round.js';
import { settleConflicts } from './settle-conflicts.js';
import { storyTime } from './sketches.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import { TurnLog } from './turn-log.js';
import { addUsage } from './usage.js';
import { passVerdicts } from './verdicts.js';

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
}

export interface PlayedTurn {
  readonly record: TurnRecord;
  readonly state: SimulationState;
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
  const { snapshot, simulationId, clientId } = input;
  signal.throwIfAborted();
  const turn = input.state.turn + 1;
  const startedAt = snapshot.world.clock + turn * snapshot.stage.turnMinutes * 60;
  const log = new TurnLog(
    { ...input.state, world: { ...input.state.world, clock: startedAt } },
    turn,
    startedAt,
  );
  stirWorld(snapshot, log);

  const scope = { clientId, taskId: simulationId };
  const round = await decideRound(snapshot, log.state, turn, scope, model, signal);

  log.settle(clearHeard);
  const judged = judgeRound(snapshot, log.state, round.decisions, round.options);
  const settled = await settleConflicts(snapshot, log, lawfulActions(judged), scope, model, signal);
  const done = resolveActions(snapshot, log, settled, judged, round.decisions);
  passVerdicts(snapshot, log);
  log.settle((state) => endTurn(state, turn, done));
  return {
    record: {
      schemaVersion: 1,
      simulationId,
      turn,
      startedAt,
      briefs: round.briefs,
      decisions: round.decisions,
      reports: asExecuted(judged, settled.actions),
      conflicts: settled.conflicts,
      negotiations: settled.negotiations,
      events: log.events,
      scene: sceneOf(log.state, log),
      modelAnswers: [...round.modelAnswers, ...settled.modelAnswers],
      metrics: {
        usage: addUsage(round.usage, settled.usage),
        degradedDecisions: round.decisions.filter(({ degraded }) => degraded !== undefined).length,
      },
    },
    state: log.state,
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
