import { v7 as uuidv7 } from 'uuid';
import type { Prisma } from '../../../src/generated/prisma/client.js';
import { characterSchema, toPersona } from '../../../src/simulation/character.js';
import type { SimulationSnapshot } from '../../../src/simulation/snapshot.js';
import { openSimulation } from '../../../src/simulation/state.js';
import type { Database } from '../../../src/store/database.js';

/** Rows as the rest of the program writes them, for tests of what reads them. */

export interface TaskRow extends Partial<Omit<Prisma.TaskUncheckedCreateInput, 'simulation'>> {
  readonly simulation?: Partial<Prisma.SimulationUncheckedCreateWithoutTaskInput>;
}

/** Inserts a simulation task; queued, of the client `local`, unless told otherwise. Returns its id. */
export async function insertTask(db: Database, row: TaskRow = {}): Promise<string> {
  const { id = uuidv7(), clientId = 'local', simulation = {}, ...task } = row;
  await db.prisma.task.create({
    data: {
      id,
      clientId,
      kind: 'simulation',
      request: { snapshot: snapshot(), limits: {}, cache: 'use' } as unknown as Prisma.InputJsonValue,
      requestHash: 'none',
      engineVersion: 'test',
      ...task,
      simulation: {
        create: {
          clientId,
          title: 'The Lamp',
          participants: ['Mira', 'Otto'],
          turns: 2,
          seed: 7n,
          ...simulation,
        },
      },
    },
  });
  return id;
}

/** A finished simulation of two turns. */
export async function insertFinished(
  db: Database,
  row: TaskRow & { readonly story?: string } = {},
): Promise<string> {
  const { story = '# The Lamp\n\n## Turn 1\n\nIt is lit.\n', ...rest } = row;
  const id = await insertTask(db, {
    status: 'completed',
    progress: 100,
    currentStep: 'Completed',
    attempt: 1,
    result: {
      story,
      participants: ['Mira', 'Otto'],
      turns_executed: 2,
      duration_seconds: 1.5,
      coherence: null,
      knowledge_leak_rate: null,
      degraded: false,
      degraded_reasons: [],
      cached: false,
    },
    usage: {
      model_calls: 6,
      cached_calls: 0,
      prompt_tokens: 60,
      output_tokens: 6,
      cost_usd: 0,
      saved_usd: 0,
    },
    startedAt: new Date(),
    completedAt: new Date(),
    ...rest,
  });
  await insertTurn(db, id, 1, 'It is lit.');
  await insertTurn(db, id, 2, 'It goes out.');
  return id;
}

/** Commits a turn, and its chapter if there is prose. */
export async function insertTurn(
  db: Database,
  simulationId: string,
  turn: number,
  prose?: string,
): Promise<void> {
  await db.prisma.turn.create({
    data: {
      simulationId,
      turn,
      fence: 1,
      record: {
        schemaVersion: 1,
        simulationId,
        turn,
        startedAt: 28_800,
        briefs: [{ personaId: 'mira', locationId: 'tower' }],
        decisions: [{ actionId: `t000${turn}-a-mira`, actorId: 'mira', type: 'observe' }],
        reports: [],
        events: [
          {
            eventId: `t000${turn}-e001`,
            type: 'observe',
            agentId: 'mira',
            outcome: 'success',
            locationId: 'tower',
          },
          { eventId: `t000${turn}-e002`, type: 'weather', outcome: 'none' },
        ],
        metrics: { usage: { modelCalls: 3 }, degradedDecisions: 0 },
      },
      state: stateAfter(turn),
    },
  });
  if (prose !== undefined) {
    await db.prisma.chapter.create({ data: { simulationId, turn, fence: 1, prose, state: {} } });
  }
}

/** Appends an event to a task's stream. */
export async function insertEvent(
  db: Database,
  taskId: string,
  type: string,
  data: Prisma.InputJsonValue,
): Promise<void> {
  await db.prisma.$transaction(async (prisma) => {
    const { eventSeq } = await prisma.task.update({
      where: { id: taskId },
      data: { eventSeq: { increment: 1 } },
    });
    await prisma.taskEvent.create({ data: { taskId, seq: eventSeq, type, data } });
  });
}

export async function insertCharacter(
  db: Database,
  clientId: string,
  id: string,
  name: string,
): Promise<void> {
  await db.prisma.character.create({
    data: {
      clientId,
      id,
      name,
      profile: { name, description: `${name} of ${clientId}` },
      contentHash: 'none',
    },
  });
}

/** A real cast in the smallest of worlds. */
function snapshot(): SimulationSnapshot {
  const cast = ['Mira', 'Otto'].map((name) =>
    toPersona(characterSchema.parse({ name }), name.toLowerCase(), 'tower'),
  );
  return {
    schemaVersion: 1,
    seed: 7,
    turns: 2,
    cast,
    stage: {
      worldId: 'lighthouse',
      title: 'The Lamp',
      genre: 'mystery',
      premise: 'A lamp went out.',
      settingText: 'A <b>tower</b>',
      turnMinutes: 10,
    },
    world: {
      turn: 0,
      clock: 28_800,
      locations: {
        tower: {
          name: 'the tower',
          description: 'It leans.',
          features: ['a stair'],
          connections: [],
          light: 'normal',
          weather: 'none',
          terrain: 'urban',
          properties: { builtIn: 1890 },
        },
      },
      entities: { lamp: { name: 'the lamp', kind: 'item', locationId: 'tower', properties: {} } },
      factions: {},
      conditions: [],
      triggersFired: [],
      counters: { investigation: 0, dialogue: 0 },
      phase: 'initialization',
    },
    script: { things: {}, discoveries: {}, complications: [], objectives: [], lore: {}, weatherChanges: [] },
    style: { narrativeStyle: 'terse' },
    narrativeGoals: [],
    difficulty: 0.5,
  };
}

/** The state after so many turns in which nothing happened. */
function stateAfter(turn: number): Prisma.InputJsonValue {
  const state = openSimulation(snapshot());
  const full = { ...state, turn, world: { ...state.world, turn } };
  return { schemaVersion: full.schemaVersion, full } as unknown as Prisma.InputJsonValue;
}
