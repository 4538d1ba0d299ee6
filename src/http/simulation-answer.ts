import { z } from 'zod';
import type { Json } from '../json.js';
import { assembleStory } from '../simulation/engine.js';
import { restoreState } from '../simulation/stored-state.js';
import { styleSchema } from '../simulation/style.js';
import type { Database } from '../store/database.js';
import type { ListedSimulation, SimulationReading, StoryReading } from '../store/simulation-reads.js';
import { resolveRequest } from '../tasks/simulation-source.js';
import { TASK_STATUSES } from '../tasks/state.js';
import { openingState, type SimulationTaskRequest } from '../tasks/task-request.js';
import { taskPath } from './task-answer.js';
import { toWire } from './wire.js';

/** A simulation as its client sees it. */

const time = z.iso.datetime();
const properties = z.record(z.string(), z.unknown()).meta({ description: 'What else is known of it' });

const worldSchema = z
  .object({
    turn: z.int().meta({ description: 'After which it is so' }),
    clock: z.number().meta({ description: 'Story time, seconds since midnight of day 1' }),
    locations: z
      .record(
        z.string(),
        z.object({
          name: z.string(),
          description: z.string().meta({ description: 'What it is like' }),
          features: z.array(z.string()).meta({ description: 'What stands out there' }),
          connections: z.array(z.string()).meta({ description: 'Ids of the places next to it' }),
          light: z.enum(['bright', 'normal', 'dim', 'dark']),
          weather: z.enum(['clear', 'fog', 'rain', 'storm', 'none']).meta({ description: 'Outside, there' }),
          terrain: z.enum(['open', 'forest', 'urban', 'underground']),
          properties,
        }),
      )
      .meta({ description: 'Places by id' }),
    entities: z
      .record(
        z.string(),
        z.object({
          name: z.string(),
          kind: z
            .enum(['item', 'container', 'mechanism', 'clue'])
            .meta({ description: 'What it is good for' }),
          location_id: z.string().optional().meta({ description: 'Where it lies' }),
          container_id: z.string().optional().meta({ description: 'What it is in, or who carries it' }),
          open: z.boolean().optional().meta({ description: 'Of a container' }),
          properties,
        }),
      )
      .meta({ description: 'Things by id' }),
    factions: z.record(z.string(), z.unknown()).meta({ description: 'By id, as the world has them' }),
    conditions: z
      .array(
        z.object({
          type: z.string().meta({ description: 'What goes on' }),
          severity: z.number(),
          affected_area: z
            .string()
            .optional()
            .meta({ description: 'Id of the place; everywhere when absent' }),
          turns_remaining: z.int().optional().meta({ description: 'For good when absent' }),
          effects: z.record(z.string(), z.unknown()).meta({ description: 'What it does' }),
        }),
      )
      .meta({ description: 'What lasts for a while' }),
    triggers_fired: z.array(z.string()).meta({ description: 'Ids of what could happen once, and has' }),
    counters: z
      .object({
        investigation: z.int().meta({ description: 'Searches so far' }),
        dialogue: z.int().meta({ description: 'Talks so far' }),
      })
      .meta({ description: 'What the phase goes by' }),
    phase: z
      .enum(['initialization', 'investigation_phase', 'interaction_phase'])
      .meta({ description: 'What the story is about' }),
  })
  .meta({ id: 'SimulationWorld' });

export const simulationSchema = z
  .object({
    id: z.guid().meta({ description: "The task's id, too" }),
    title: z.string().meta({ description: 'Of the story' }),
    status: z.enum(TASK_STATUSES).meta({ description: 'That of the task' }),
    progress: z.int().min(0).max(100).meta({ description: 'Never falls; at most 99 until completed' }),
    participants: z.array(z.string()).meta({ description: 'In the order of the request' }),
    turns: z.int().meta({ description: 'As asked for; of a fork its own' }),
    turns_executed: z.int().meta({ description: 'Committed so far; of a fork its own' }),
    seed: z.int().meta({ description: 'All chance comes from it' }),
    parent: z
      .object({
        id: z.guid().meta({ description: 'Of the simulation that it was forked from' }),
        turn: z.int().meta({ description: 'The turn of it that it goes on from' }),
        link: z.string().meta({ description: 'To the parent, as long as that is kept' }),
      })
      .nullable()
      .meta({ description: 'Null unless it is a fork' }),
    setting: z.string().nullable().meta({ description: 'As in the request' }),
    scenario: z.string().nullable().meta({ description: 'As in the request' }),
    style: styleSchema.meta({ description: 'As in the request' }),
    created_at: time.meta({ description: 'When it was accepted' }),
    started_at: time.nullable().meta({ description: 'When a worker first took it up' }),
    completed_at: time.nullable().meta({ description: 'When it ended' }),
    world: worldSchema.meta({
      description: 'The world after the newest committed turn; before the first as it was set up',
    }),
    links: z
      .object({
        self: z.string().meta({ description: 'This record' }),
        task: z.string().meta({ description: 'The task that plays it' }),
        events: z.string().meta({ description: 'Its progress as it happens' }),
        turns: z.string().meta({ description: 'The committed turns' }),
        story: z.string().meta({ description: 'The story' }),
        causal_graph: z.string().meta({ description: 'What led to what' }),
        beliefs: z.string().meta({ description: 'What the characters believe' }),
        fork: z.string().meta({ description: 'To post to, to play on otherwise' }),
      })
      .meta({ description: 'Where to go from here' }),
  })
  .meta({ id: 'Simulation' });

const listedSimulationSchema = simulationSchema
  .omit({ parent: true, setting: true, scenario: true, style: true, world: true })
  .meta({ id: 'ListedSimulation' });

export const simulationListSchema = z
  .object({
    simulations: z.array(listedSimulationSchema).meta({ description: 'The newest first' }),
    next_cursor: z.string().nullable().meta({ description: 'Null at the end' }),
  })
  .meta({ id: 'SimulationList' });

export function simulationAnswer(
  request: SimulationTaskRequest,
  simulation: SimulationReading,
): z.output<typeof simulationSchema> {
  const { snapshot, fork } = request;
  const { world } = restoreState(snapshot, openingState(request), simulation.checkpoints);
  return {
    ...listedSimulationAnswer(simulation),
    parent: fork === undefined ? null : { ...fork.parent, link: simulationPath(fork.parent.id) },
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
  const self = simulationPath(id);
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
      causal_graph: `${self}/causal-graph`,
      beliefs: `${self}/beliefs`,
      fork: `${self}/fork`,
    },
  };
}

function simulationPath(id: string): string {
  return `/api/simulations/${id}`;
}

/** The story as Markdown: the finished one, or else the chapters so far; undefined when nothing is written. */
export async function storyMarkdown(
  db: Database,
  { story, request, chapters }: StoryReading,
): Promise<string | undefined> {
  if (story !== null || chapters.length === 0) {
    return story ?? undefined;
  }
  const { snapshot } = await resolveRequest(db, request);
  return assembleStory(snapshot, chapters);
}
