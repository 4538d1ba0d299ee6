import { type ModelServer, type ModelServerOptions, startModelServer } from '../../loadtest/model-server.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { type Program, type ProgramName, startProgram } from './program.js';

/** A database, a stand-in for a model that costs money, and programs that work with both. */
export interface ModelPool {
  readonly test: TestDatabase;
  readonly server: ModelServer;
  /** Starts a program and resolves when it works. */
  start(name: ProgramName, settings?: Readonly<Record<string, string>>): Promise<Program>;
  /** Resolves with its address. */
  api(): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param databaseUrl where the programs find the database, given where it is
 */
export async function openModelPool(
  model: ModelServerOptions = {},
  databaseUrl: (url: string) => Promise<string> = async (url) => url,
): Promise<ModelPool> {
  const test = await createTestDatabase();
  const server = await startModelServer({ seed: 1, ...model });
  const settings = {
    DATABASE_URL: await databaseUrl(test.url),
    QUEUE_PREFIX: 'test',
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: server.url,
    // Waited for where a worker dies; shorter ones run out by themselves on a busy machine.
    LEASE_SECONDS: '4',
  };
  const programs: Program[] = [];
  const start = async (name: ProgramName, extra: Readonly<Record<string, string>> = {}) => {
    const program = startProgram(name, { ...settings, ...extra });
    programs.push(program);
    await program.ready;
    return program;
  };
  return {
    test,
    server,
    start,
    api: async () => (await start('workers/api')).ready,
    close: async () => {
      await Promise.all(programs.map((program) => program.end('SIGKILL')));
      await server.close();
      await test.drop();
    },
  };
}
