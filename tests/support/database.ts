import { inject, onTestFinished } from 'vitest';
import { copyDatabase, type OwnDatabase } from '../../loadtest/pool/database.js';

export type TestDatabase = OwnDatabase;

/** A migrated database of the caller's own, with the starter content in it. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase(inject('postgresUrl'), 'template_migrated', { prefix: 'test', poolSize: 5 });
}

/** The same for the running test: dropped after it, and after what its `afterEach` stops. */
export async function database(): Promise<TestDatabase> {
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  return test;
}
