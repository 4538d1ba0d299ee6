import { inject } from 'vitest';
import { copyDatabase, type OwnDatabase } from '../../loadtest/pool/database.js';

export type TestDatabase = OwnDatabase;

/** A migrated database of the caller's own, with the starter content in it. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase(inject('postgresUrl'), 'template_migrated', { prefix: 'test', poolSize: 5 });
}
