import { randomUUID } from 'node:crypto';
import { gatewayOver } from '../../src/llm/gateway.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import type { LanguageModel } from '../../src/llm/port.js';
import { createLog } from '../../src/observability/log.js';
import { openQueueBackend } from '../../src/queue/backend.js';
import { createNotifier } from '../../src/store/notifications.js';
import { startTaskWorker, type TaskWorker, type TaskWorkerOptions } from '../../src/tasks/worker.js';
import type { TestDatabase } from './database.js';
import { playSmallGame } from './games.js';

/** A worker in the test's own process, so that its model and its database can be the test's. */
export function startTestWorker(
  test: TestDatabase,
  model: LanguageModel,
  options: Partial<TaskWorkerOptions> = {},
): Promise<TaskWorker> {
  return startTaskWorker({
    id: `worker-${randomUUID()}`,
    host: 'test',
    version: 'test',
    db: test.db,
    notifier: createNotifier(test.db),
    queues: openQueueBackend({
      redisUrl: undefined,
      databaseUrl: test.url,
      prefix: 'test',
      onError: () => undefined,
    }),
    gateway: gatewayOver(model),
    standIn: new OfflineModel(),
    outage: { patienceMs: 600_000, fallback: 'offline' },
    isolatedProgram: new URL('../../dist/workers/isolated-run.js', import.meta.url),
    log: createLog({ level: 'silent', name: 'test' }),
    directUrl: test.url,
    slots: { simulation: 4, scenario: 2, action: 4 },
    play: playSmallGame,
    // Long enough that nothing but a hand-back can bring a task on.
    leaseMs: 600_000,
    dispatchTimeoutMs: 600_000,
    maxAttempts: 3,
    shutdownMs: 0,
    backoff: { baseMs: 1, maxMs: 5 },
    ...options,
  });
}
