import { z } from 'zod';
import type { Json } from '../json.js';
import { assembleStory } from '../simulation/engine.js';
import { restoreState } from '../simulation/stored-state.js';
import type {
  ListedSimulation,
  SimulationReading,
  StoryReading,
  TurnReading,
} from '../store/simulation-reads.js';
import { TASK_STATUSES } from '../tasks/state.js';
import { openingState, type SimulationTaskRequest } from '../tasks/task-request.js';
import { taskPath } from './task-answer.js';
import { toWire } from './wire.js';

/** A simulation and its turns as their client sees them. */

const time = z.iso.datetime();

export const simulationSchema = z
  .object({
    id: z.guid().meta({ description: "The task's id, too" }),
    title: z.string(),
    status: z.enum(TASK_STATUSES),
    progress: z.int().min(0).max(100),
    participants: z.array(z.string()).meta({ description: 'In the order of the request' }),
    turns: z.int().meta({ description: 'As asked for' }),
    turns_executed: z.int().meta({ description: 'Committed so far' }),
    seed: z.int(),
    setting: z.string().nullable(),
    scenario: z.string().nullable(),
    style: z.looseObject({}),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    world: z
      .looseObject({
        turn: z.int(),
        clock: z.number(),
        locations: z.looseObject({}),
        entities: z.looseObject({}),
      })
      .meta({ description: 'The world after the newest committed turn; before the first as it was set up' }),
    links: z.object({
      self: z.string(),
      task: z.string(),
      events: z.string(),
      turns: z.string(),
      story: z.string(),
    }),
  })
  .meta({ id: 'Simulation' });

const listedSimulationSchema = simulationSchema
  .omit({ setting: true, scenario: true, style: true, world: true })
  .meta({ id: 'ListedSimulation' });

export const simulationListSchema = z
  .object({ simulations: z.array(listedSimulationSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'SimulationList' });

export const turnSchema = z
  .looseObject({
    turn: z.int(),
    briefs: z.array(z.looseObject({})),
    decisions: z.array(z.looseObject({})),
    events: z.array(
      z.looseObject({
        event_id: z.string(),
        type: z.string(),
        agent_id: z.string().nullable(),
        outcome: z.string(),
        location_id: z.string().nullable(),
      }),
    ),
    prose: z.string().nullable().meta({ description: 'Null until the chapter is written' }),
    degraded: z.string().nullable().meta({ description: 'Why the prose was filled in without the model' }),
    metrics: z.looseObject({}),
    created_at: time,
  })
  .meta({ id: 'Turn' });

export const turnListSchema = z
  .object({ turns: z.array(turnSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'TurnList' });

export function simulationAnswer(simulation: SimulationReading): z.output<typeof simulationSchema> {
  // Written by `submitSimulation` and by the turns' commits from these types.
  const request = simulation.request as unknown as SimulationTaskRequest;
  const { snapshot } = request;
  const { world } = restoreState(snapshot, openingState(request), simulation.checkpoints);
  return {
    ...listedSimulationAnswer(simulation),
    setting: snapshot.stage.settingText ?? null,
    scenario: snapshot.stage.scenarioText ?? null,
    style: Object(toWire(snapshot.style as unknown as Json)),
    world: Object(toWire(world as unknown as Json)),
  };
}

export function listedSimulationAnswer(
  simulation: ListedSimulation,
): z.output<typeof listedSimulationSchema> {
  const { id } = simulation;
  const self = `/api/simulations/${id}`;
  return {
    id,
    title: simulation.title,
    status: simulation.status,
    progress: simulation.progress,
    participants: [...simulation.participants],
    turns: simulation.turns,
    turns_executed: simulation.turnsExecuted,
    seed: Number(simulation.seed),
    created_at: simulation.createdAt.toISOString(),
    started_at: simulation.startedAt?.toISOString() ?? null,
    completed_at: simulation.completedAt?.toISOString() ?? null,
    links: {
      self,
      task: taskPath(id),
      events: `${taskPath(id)}/events`,
      turns: `${self}/turns`,
      story: `${self}/story`,
    },
  };
}

export function turnAnswer(turn: TurnReading): z.output<typeof turnSchema> {
  const record = Object(toWire(turn.record)) as z.output<typeof turnSchema>;
  return {
    ...record,
    turn: turn.turn,
    // An event without an actor or a place says so instead of leaving the field out.
    events: record.events.map((event) => ({
      ...event,
      agent_id: event.agent_id ?? null,
      location_id: event.location_id ?? null,
    })),
    prose: turn.prose,
    degraded: turn.degraded,
    created_at: turn.createdAt.toISOString(),
  };
}

/** The story as Markdown: the finished one, or else the chapters so far; undefined when nothing is written. */
export function storyMarkdown({ story, request, chapters }: StoryReading): string | undefined {
  if (story !== null) {
    return story;
  }
  const { snapshot } = request as unknown as SimulationTaskRequest;
  return chapters.length === 0 ? undefined : assembleStory(snapshot, chapters);
}
