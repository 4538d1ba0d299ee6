/**
 * One run in a process of its own: started by a worker (see `src/tasks/isolation.ts`), which hands it a claimed task.
 * It ends with the run, or when that has committed a turn: then the task is handed back, to go on where it costs no process.
 * Told to stop, or when the worker is gone, it hands the task back at the next turn boundary.
 */
import { once } from 'node:events';
import { openCacheStore } from '../src/cache/open.js';
import { readConfig } from '../src/config.js';
import { ShuttingDownError } from '../src/errors.js';
import { playAction } from '../src/game/play.js';
import type { GatewayObserver } from '../src/llm/observer.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import { createLog } from '../src/observability/log.js';
import { packageVersion } from '../src/package.js';
import { openDatabase } from '../src/store/database.js';
import { createNotifier } from '../src/store/notifications.js';
import { shareCommits } from '../src/store/run-commits.js';
import type { ClaimedTask } from '../src/store/task-statements.js';
import { TaskCancelledError } from '../src/tasks/cancelled.js';
import { type IsolatedOrder, type IsolatedReport, reportInterval } from '../src/tasks/isolation.js';
import { openLeaseKeeper } from '../src/tasks/lease.js';
import type { RunEvent } from '../src/tasks/run-observer.js';
import { BACKOFF, startRun } from '../src/tasks/runner.js';
import { openGateway } from './model.js';
import { openModelQuota } from './model-quota.js';
import { openSemanticTier } from './semantic-cache.js';
import { refuse } from './start-error.js';
import { openStore } from './store.js';
import { openTracing } from './tracing.js';

/** One run's turns, chapters and notifications; a chapter is stored while a turn is. */
const POOL_SIZE = 2;

/** Orders that came before there was a run to obey them. */
const early: IsolatedOrder[] = [];
let obey = (order: IsolatedOrder): void => void early.push(order);
process.on('message', (order) => obey(order as IsolatedOrder));
for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) {
  process.on(event, () => obey({ type: 'drain' }));
}

/** Resolves when the last report has left the process. */
let reported: Promise<void> = Promise.resolve();
const report = (message: IsolatedReport) => {
  reported = new Promise((resolve) => {
    // A worker that is gone needs no reports.
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
};
const observe: GatewayObserver = (event) => {
  if (event.type !== 'breaker') report({ type: 'gateway', event });
};

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel, name: 'isolated-run' });
  const store = await openStore(config, { isKnownFit: true });
  const db = openDatabase({ url: store.url, poolSize: POOL_SIZE, name: 'novel-engine isolated run' });
  const notifier = createNotifier(db);
  const tracing = await openTracing(config, 'isolated-run');
  const modelQuota = await openModelQuota(config, db, log);
  const cache = await openCacheStore(config, db, (error) =>
    log.debug({ err: error }, 'cache connection trouble'),
  );
  const leases = openLeaseKeeper({
    url: store.directUrl,
    leaseMs: config.tasks.leaseMs,
    onError: (error) => log.warn({ err: error }, 'lease trouble, going on'),
  });
  const runner = {
    db,
    commits: shareCommits(db),
    notifier,
    gateway: openGateway({
      config,
      log,
      cache,
      quota: modelQuota.quota,
      semantic: openSemanticTier(config, db, log, observe),
      observe,
    }),
    tracing,
    observe: (event: RunEvent) => {
      report({ type: 'run', event });
      if (event.type === 'turn') obey({ type: 'drain' });
    },
    standIn: new OfflineModel(),
    outage: config.tasks.outage,
    leases,
    log,
    version: packageVersion(),
    backoff: { ...BACKOFF, maxAttempts: config.tasks.maxAttempts },
    scenarioParallelSteps: config.pool.scenarioParallelSteps,
    play: playAction,
  };

  const task = await taskOrdered();
  // Before the worker lets go of it, so that a process that starts slowly doesn't lose it on the way.
  const lease = task === null ? null : await leases.takeOver(task);
  if (task !== null && lease !== null) {
    report({ type: 'running' });
    setInterval(() => report({ type: 'alive' }), reportInterval(config.tasks.leaseMs));
    const run = startRun(runner, task);
    lease.release();
    obey = (order) => {
      if (order.type === 'drain') {
        // The worker gives the order when it takes no more jobs.
        run.drain(Promise.resolve());
      } else if (order.type === 'stop') {
        run.abort(
          order.why === 'cancelled'
            ? new TaskCancelledError(task.taskId)
            : new ShuttingDownError('The worker is shutting down'),
        );
      }
    };
    early.splice(0).forEach(obey);
    await run.ended.catch((error: unknown) =>
      log.error({ err: error, taskId: task.taskId }, 'a run could not be settled'),
    );
  }
  await reported;
  await tracing.close();
  await leases.close();
  modelQuota.close();
  await notifier.flush();
  await cache.close();
  await db.close();
  await store.close();
  process.exit(0);
} catch (error) {
  refuse(error);
}

/** The task that the worker hands over; null when the worker is gone without. */
async function taskOrdered(): Promise<ClaimedTask | null> {
  for (;;) {
    const order = early.find(({ type }) => type === 'run');
    if (order?.type === 'run') {
      return order.task;
    }
    if (!process.connected) {
      return null;
    }
    await Promise.race([once(process, 'message'), once(process, 'disconnect')]);
  }
}
