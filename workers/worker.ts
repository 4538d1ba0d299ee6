/** One worker process of the pool: `npm run worker`. */
import { randomUUID } from 'node:crypto';
import { readConfig } from '../src/config.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import { createLog } from '../src/observability/log.js';
import { packageVersion } from '../src/package.js';
import { openQueueBackend } from '../src/queue/backend.js';
import { openDatabase } from '../src/store/database.js';
import { createNotifier } from '../src/store/notifications.js';
import { startTaskWorker } from '../src/tasks/worker.js';
import { announce } from './announce.js';
import { stopOnSignals, tellReady } from './lifecycle.js';
import { describeModel, openModel } from './model.js';
import { refuse } from './start-error.js';
import { openStore } from './store.js';

const WORKER_POOL_SIZE = 5;

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel, name: 'worker' });
  const store = await openStore(config);
  const db = openDatabase({
    url: store.url,
    poolSize: config.store.poolSize ?? WORKER_POOL_SIZE,
    name: 'novel-engine worker',
  });
  const queues = openQueueBackend({
    redisUrl: config.queue.redisUrl,
    databaseUrl: store.url,
    prefix: config.queue.prefix,
    onError: (error) => log.warn({ err: error }, 'queue connection trouble'),
  });
  const worker = await startTaskWorker({
    id: `${config.pool.hostname}-${process.pid}-${randomUUID().slice(0, 8)}`,
    host: config.pool.hostname,
    version: packageVersion(),
    db,
    notifier: createNotifier(db),
    queues,
    model: openModel(config, log),
    standIn: new OfflineModel(),
    outage: config.tasks.outage,
    isolatedProgram: new URL('./isolated-run.js', import.meta.url),
    log,
    directUrl: store.directUrl,
    concurrency: config.pool.maxConcurrentSimulations,
    leaseMs: config.tasks.leaseMs,
    dispatchTimeoutMs: config.tasks.dispatchTimeoutMs,
    clientMaxActive: config.tasks.clientMaxActive,
    retentionDays: config.tasks.retentionDays,
    maxAttempts: config.tasks.maxAttempts,
    shutdownMs: config.pool.shutdownMs,
  });
  stopOnSignals(async () => {
    await worker.stop();
    await db.close();
    await store.close();
  });
  announce(
    log,
    `worker ${process.pid}: ${store.description}; queue on ${queues.kind}; ${describeModel(config)}`,
  );
  tellReady();
} catch (error) {
  refuse(error);
}
