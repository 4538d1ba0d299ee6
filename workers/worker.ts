/** One worker process of the pool: `npm run worker`. */
import { randomUUID } from 'node:crypto';
import { readConfig } from '../src/config.js';
import { playAction } from '../src/game/play.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import { showPool } from '../src/observability/pool-metrics.js';
import { WorkerMetrics } from '../src/observability/worker-metrics.js';
import { packageVersion } from '../src/package.js';
import { createNotifier } from '../src/store/notifications.js';
import { startTaskWorker } from '../src/tasks/worker.js';
import { announce } from './announce.js';
import { openConnections } from './connections.js';
import { startGovernor } from './governor.js';
import { stopOnSignals, tellReady } from './lifecycle.js';
import { serveMetrics } from './metrics-server.js';
import { describeModel, openGateway } from './model.js';
import { openModelQuota } from './model-quota.js';
import { stepBack } from './priority.js';
import { openSemanticTier } from './semantic-cache.js';
import { refuse } from './start-error.js';
import { openTracing } from './tracing.js';
import { endWhenStuck } from './watchdog.js';

try {
  const config = readConfig(process.env);
  stepBack(config.pool.workerNice);
  endWhenStuck(config.tasks.leaseMs);
  const { log, store, db, queues, cache, close } = await openConnections(config, 'worker');
  const tracing = await openTracing(config, 'worker');
  const metrics = new WorkerMetrics();
  showPool(metrics.registry, db.poolState);
  const { metricsPort } = config.pool;
  const metricsServer =
    metricsPort === undefined ? undefined : await serveMetrics(metrics, config.http.host, metricsPort);
  const modelQuota = await openModelQuota(config, db, log);
  const worker = await startTaskWorker({
    id: `${config.pool.hostname}-${process.pid}-${randomUUID().slice(0, 8)}`,
    host: config.pool.hostname,
    version: packageVersion(),
    db,
    notifier: createNotifier(db),
    queues,
    gateway: openGateway({
      config,
      log,
      cache,
      quota: modelQuota.quota,
      semantic: openSemanticTier(config, db, log, metrics.observe),
      observe: metrics.observe,
      watchGate: metrics.watchGate,
    }),
    standIn: new OfflineModel(),
    outage: config.tasks.outage,
    isolatedProgram: new URL('./isolated-run.js', import.meta.url),
    observe: metrics.observe,
    observeRun: metrics.runs.observe,
    tracing,
    log,
    directUrl: store.directUrl,
    slots: config.pool.slots,
    scenarioParallelSteps: config.pool.scenarioParallelSteps,
    play: playAction,
    leaseMs: config.tasks.leaseMs,
    dispatchTimeoutMs: config.tasks.dispatchTimeoutMs,
    poolMaxSimulations: config.tasks.poolMaxSimulations,
    clientMaxActive: config.tasks.clientMaxActive,
    retention: { days: config.tasks.retentionDays, cacheEntries: config.cache.maxEntries },
    maxAttempts: config.tasks.maxAttempts,
    shutdownMs: config.pool.shutdownMs,
  });
  metrics.showLoad(worker.load);
  const governor = startGovernor(config.pool.governor, worker, metrics, log);
  stopOnSignals(async () => {
    governor.stop();
    await worker.stop();
    modelQuota.close();
    metricsServer?.close();
    metricsServer?.closeAllConnections();
    await tracing.close();
    await close();
  }, config.pool.shutdownMs);
  announce(
    log,
    `worker ${process.pid}: ${store.description}; queue on ${queues.kind}; ${describeModel(config)}`,
  );
  tellReady();
} catch (error) {
  refuse(error);
}
