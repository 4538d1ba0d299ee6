import { OfflineModel } from '../../../src/llm/offline/model.js';
import { submitFork } from '../../../src/tasks/fork-simulation.js';
import { submitSimulation } from '../../../src/tasks/submit-simulation.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { submission, submitted } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';
import { startApi, type TestApi, type TestApiOptions } from './api.js';

/** An API over a database in which a worker plays what is posted. */
export interface PlayedApi {
  readonly database: TestDatabase;
  readonly api: TestApi;
  /** Posts a simulation, and holds on until it is played. */
  play(body: object): Promise<string>;
  /** Holds on until a task has ended. */
  ended(id: string): Promise<void>;
  close(): Promise<void>;
}

export async function startPlayedApi(options: TestApiOptions = {}): Promise<PlayedApi> {
  const database = await createTestDatabase();
  const worker = await startTestWorker(database, new OfflineModel());
  const deps = submission(database.db);
  const api = await startApi(database.db, {
    submit: (input) => submitSimulation(deps, input),
    fork: (input) => submitFork(deps, input),
    ...options,
  });
  const ended = async (id: string) => {
    await until(async () => {
      const { status } = await database.db.prisma.task.findUniqueOrThrow({ where: { id } });
      return ['completed', 'failed', 'cancelled'].includes(status) || undefined;
    });
  };
  return {
    database,
    api,
    ended,
    play: async (body) => {
      const id = await submitted(database.db, body);
      await ended(id);
      return id;
    },
    close: async () => {
      await api.close();
      await worker.stop();
      await database.drop();
    },
  };
}
