import { EngineError } from '../errors.js';
import type { StoredSession } from '../store/session-statements.js';
import type { CommittedRun } from '../store/simulations.js';
import type { SimulationTaskRequest } from './task-request.js';

/**
 * Checkpoints and sessions name the version of their schema. While workers are replaced one by one, an old one can come upon what a
 * new one wrote: it hands the task back for one that can read it.
 */

/** The newest schema of a snapshot, a turn's state and record, and a chronicle that this program reads. */
export const SCHEMA_VERSION = 3;

/** The newest schema of a game session's world and state that this program reads. */
const SESSION_SCHEMA_VERSION = 1;

/** A checkpoint that a newer version of this program wrote. */
export class UnreadableCheckpointError extends EngineError {
  readonly code = 'UNREADABLE_CHECKPOINT';
  readonly status = 503;
  readonly title = 'Unreadable checkpoint';
  override readonly retry = 'backoff';
}

/**
 * @throws UnreadableCheckpointError naming what can't be read, and what wrote it as far as is known
 */
export function assertReadable({ snapshot, fork }: SimulationTaskRequest, committed: CommittedRun): void {
  const parts: readonly (readonly [string, unknown])[] = [
    ['snapshot', snapshot],
    ['state that it was forked with', fork?.state],
    ...committed.checkpoints.map((checkpoint) => ['state', checkpoint] as const),
    ['chronicle', committed.chapters.at(-1)?.state],
    ...committed.untold.map((record) => [`record of turn ${record.turn}`, record] as const),
  ];
  for (const [what, part] of parts) {
    const version = schemaVersionOf(part);
    if (version > SCHEMA_VERSION) {
      throw new UnreadableCheckpointError(
        `The ${what} has schema version ${version}; this worker reads up to ${SCHEMA_VERSION}` +
          (committed.engineVersion === null ? '' : `. It was written by version ${committed.engineVersion}`),
      );
    }
  }
}

/**
 * @throws UnreadableCheckpointError for a session that a newer version of this program has played on
 */
export function assertSessionReadable({ world, state }: Pick<StoredSession, 'world' | 'state'>): void {
  const version = Math.max(schemaVersionOf(world), schemaVersionOf(state));
  if (version > SESSION_SCHEMA_VERSION) {
    throw new UnreadableCheckpointError(
      `The session has schema version ${version}; this worker reads up to ${SESSION_SCHEMA_VERSION}`,
    );
  }
}

function schemaVersionOf(part: unknown): number {
  const version = typeof part === 'object' && part !== null ? Reflect.get(part, 'schemaVersion') : undefined;
  return typeof version === 'number' ? version : 0;
}
