/** The HTTP API: `npm run api`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describeSettings, readConfig } from '../src/config.js';
import { openSession } from '../src/game/open-session.js';
import { createResponder } from '../src/game/respond.js';
import { createValidator } from '../src/game/validate.js';
import { followAnswers } from '../src/http/answers-in-hand.js';
import { type ApiDependencies, createApp } from '../src/http/app.js';
import { serveGameSockets } from '../src/http/game-sockets.js';
import { QUEUE_BOARD_PATH } from '../src/http/routes/queue-board.js';
import { answerUnreadableRequests } from '../src/http/unreadable-requests.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import { GatewayMetrics } from '../src/observability/gateway-metrics.js';
import type { ModelIdentity } from '../src/observability/health.js';
import { HttpMetrics } from '../src/observability/http-metrics.js';
import { showPool } from '../src/observability/pool-metrics.js';
import { tracedModel } from '../src/observability/traced-model.js';
import type { Span } from '../src/observability/tracing.js';
import { packageVersion } from '../src/package.js';
import { createQueueBoard } from '../src/queue/board.js';
import { TASK_QUEUES } from '../src/queue/names.js';
import type { UsageTotals } from '../src/simulation/types.js';
import { createNotifier } from '../src/store/notifications.js';
import { switchedOffNamespaces } from '../src/store/semantic-statements.js';
import { starterProfessions, starterWorlds } from '../src/store/starter-content.js';
import { noteUsage } from '../src/store/usage-reads.js';
import { createAdmission } from '../src/tasks/admission.js';
import { openTaskChanges } from '../src/tasks/changes.js';
import { openGameSession } from '../src/tasks/create-session.js';
import { submitFork } from '../src/tasks/fork-simulation.js';
import { submitAction } from '../src/tasks/submit-action.js';
import { submitScenario } from '../src/tasks/submit-scenario.js';
import {
  type SubmitDependencies,
  submitSimulation,
  submitSimulationBatch,
} from '../src/tasks/submit-simulation.js';
import { startShedder } from '../src/throttle/shedder.js';
import { announce } from './announce.js';
import { openConnections } from './connections.js';
import { stopOnSignals, tellReady } from './lifecycle.js';
import { listen } from './listen.js';
import { describeModel, openGateway } from './model.js';
import { openModelQuota } from './model-quota.js';
import { openSemanticTier } from './semantic-cache.js';
import { refuse } from './start-error.js';
import { openTracing } from './tracing.js';

/** Requests in hand get this long to end once the process was told to. */
const CLOSE_GRACE_MS = 5_000;
/**
 * How long a connection may lie idle. Longer than proxies keep theirs, 60 s with nginx: who closes first must be the one
 * that sends, or a request meets a connection that is just being closed, and a post is not sent again.
 */
const KEEP_ALIVE_MS = 75_000;

try {
  const config = readConfig(process.env);
  const { log, store, db, queues, cache, close } = await openConnections(config, 'api');
  const tracing = await openTracing(config, 'api');
  const queue = queues.openQueue(TASK_QUEUES[0]);
  const notifier = createNotifier(db);
  const changes = openTaskChanges({
    url: store.directUrl,
    onError: (error) => log.warn({ err: error }, 'lost the connection that tells of changes'),
  });
  const version = packageVersion();
  const model: ModelIdentity =
    config.llm.geminiApiKey === undefined
      ? { name: 'offline', kind: 'offline' }
      : { name: config.llm.geminiModel, kind: 'gemini' };
  const submission: SubmitDependencies = {
    db,
    notifier,
    worlds: starterWorlds(),
    professions: starterProfessions(),
    engineVersion: version,
    model: model.name,
    reuseMs: config.cache.ttlMs,
    admission: createAdmission({
      db,
      limits: config.tasks.queueLimits,
      maxCostUsdPerDay: config.tasks.clientMaxCostUsdPerDay,
      now: Date.now,
    }),
  };
  const modelQuota = await openModelQuota(config, db, log);
  const metrics = new HttpMetrics();
  showPool(metrics.registry, db.poolState);
  const { observe, watchGate } = new GatewayMetrics(metrics.registry);
  const gateway = openGateway({
    config,
    log,
    cache,
    quota: modelQuota.quota,
    semantic: openSemanticTier(config, db, log, observe),
    observe,
    watchGate,
  });
  const { redisUrl, prefix } = config.queue;
  const queueBoard =
    redisUrl === undefined
      ? undefined
      : createQueueBoard({
          redisUrl,
          prefix,
          names: TASK_QUEUES,
          basePath: QUEUE_BOARD_PATH,
          onError: (error) => log.debug({ err: error }, 'trouble with the connection of the queue board'),
        });
  const shedder = startShedder({
    limitMs: config.http.maxEventLoopDelayMs,
    onWindow: metrics.shedding.observe,
    onChange: (delayMs, isShedding) =>
      isShedding
        ? log.warn({ delay_ms: Math.round(delayMs) }, 'the event loop is late: posts are turned away')
        : log.info({ delay_ms: Math.round(delayMs) }, 'the event loop keeps up: posts are taken again'),
  });
  const questions = (trace?: Span) => ({
    model: trace === undefined ? gateway.model : tracedModel(gateway.model, trace),
    offline: new OfflineModel(),
    outage: config.tasks.outage.fallback,
    checkBudget: submission.admission.checkBudget,
    noteUsage: (clientId: string, usage: UsageTotals) => noteUsage(db, clientId, new Date(), usage),
  });
  let draining = false;
  const deps: ApiDependencies = {
    config,
    log,
    db,
    changes,
    version,
    notifier,
    submit: (input) => submitSimulation(submission, input),
    submitBatch: (input) => submitSimulationBatch(submission, input),
    fork: (input) => submitFork(submission, input),
    generate: (input) => submitScenario(submission, input),
    openSession: (caller, request) => openGameSession({ db, open: openSession }, caller, request),
    act: (input) => submitAction({ ...submission, sessionLimits: config.tasks.sessionLimits }, input),
    respond: (clientId, request, signal, trace) =>
      createResponder(questions(trace))(clientId, request, signal),
    validate: (clientId, request, signal, trace) =>
      createValidator(questions(trace))(clientId, request, signal),
    queueHealth: () => queue.ping(),
    ...(queueBoard === undefined ? {} : { queueBoard }),
    slots: config.pool.slots,
    poolMaxSimulations: config.tasks.poolMaxSimulations,
    settings: describeSettings(process.env),
    semanticSwitchedOff: () => switchedOffNamespaces(db, config.semanticCache.maxError),
    metrics,
    cache,
    model,
    features: config.features,
    isDraining: () => draining,
    shedder,
    ...(config.tracing === undefined ? {} : { tracing }),
  };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, createApp(deps));
  const answers = followAnswers(server);
  const sockets = serveGameSockets(server, deps);
  answerUnreadableRequests(server);
  const { host, port } = config.http;
  await listen(server, host, port);
  stopOnSignals(async () => {
    draining = true;
    answers.endConnections();
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await sockets.close();
    await closed;
    clearTimeout(timer);
    shedder.close();
    modelQuota.close();
    await Promise.all([changes.close(), queue.close(), queueBoard?.close(), notifier.flush()]);
    await tracing.close();
    await close();
  }, CLOSE_GRACE_MS);
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host.replace(/[[\]]/g, '')}]` : host}:${actualPort}`;
  announce(log, `api on ${url}: ${store.description}; queue on ${queues.kind}; ${describeModel(config)}`);
  tellReady({ url });
} catch (error) {
  refuse(error);
}
