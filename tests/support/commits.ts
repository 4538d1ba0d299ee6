import type { UsageTotals } from '../../src/simulation/types.js';
import type { Database } from '../../src/store/database.js';
import {
  type ChapterCommit,
  commitRuns,
  type RunCommit,
  type TurnCommit,
} from '../../src/store/run-commits.js';
import type { Holding } from '../../src/store/task-statements.js';

/** What is counted with a commit, and the calls that it used. */
type Counted = Pick<RunCommit, 'usage' | 'usedCalls'>;

/** Commits one turn of one run; false when the task was no longer its runner's. */
export function commitTurn(db: Database, holding: Holding, commit: TurnCommit & Counted): Promise<boolean> {
  const { usage, usedCalls = [], ...turn } = commit;
  return commitAlone(db, holding, { usage, usedCalls, turn });
}

/** Stores one chapter. */
export function commitChapter(
  db: Database,
  holding: Holding,
  commit: ChapterCommit & Counted,
): Promise<boolean> {
  const { usage, usedCalls = [], ...chapter } = commit;
  return commitAlone(db, holding, { usage, usedCalls, chapters: [chapter] });
}

/** Ends a task. */
export function finishTask(
  db: Database,
  holding: Holding,
  result: object,
  usage: UsageTotals,
): Promise<boolean> {
  return commitAlone(db, holding, { usage, usedCalls: [], result });
}

async function commitAlone(
  db: Database,
  { taskId, fence }: Holding,
  commit: Omit<RunCommit, keyof Holding>,
): Promise<boolean> {
  return (await commitRuns(db, [{ taskId, fence, ...commit }])).has(taskId);
}
