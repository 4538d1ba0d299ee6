/**
 * The whole program on one machine: `npm start`.
 *
 * It sees that its port is free, opens the database (starting the embedded one if none is given), brings it up to date,
 * and runs one API process and WORKER_PROCESSES workers as children. A child that dies is started again after a pause
 * that grows; a slot whose child dies five times within a minute is given up, and the others go on. A child that refuses
 * to start (a setting that doesn't fit) has said why: then everything ends. One that finds the database away is started
 * again until it is back. Told to stop, it tells its children, waits for them, and lets go of the database last.
 */
import { readConfig } from '../src/config.js';
import { createLog } from '../src/observability/log.js';
import { announce } from './announce.js';
import { type ChildSlot, startSlot } from './child-slot.js';
import { connectionsOf } from './connections.js';
import { stopOnSignals, tellReady } from './lifecycle.js';
import { assertCanListen } from './listen.js';
import { checkConnections } from './start-checks.js';
import { refuse, START_REFUSED } from './start-error.js';
import { openStore } from './store.js';
import { WORKER_FLAGS } from './worker-flags.js';

/** What a child may take beyond its runs before it ends itself; the supervisor waits for that. */
const CHILD_CLOSING_MS = 20_000;

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel, name: 'supervisor' });
  await assertCanListen(config.http.host, config.http.port);
  const environment = { ...process.env, MIGRATE_ON_START: 'false' };
  const opening = openStore(config);
  const slots: ChildSlot[] = [];
  let exitCode = 0;
  let stopping = false;
  // From here on: a database that is just being started has to be stopped as well.
  stopOnSignals(async () => {
    stopping = true;
    const store = await opening;
    await Promise.all(slots.map((each) => each.stop()));
    await store.close();
    if (exitCode !== 0) {
      process.exit(exitCode);
    }
  }, config.pool.shutdownMs + CHILD_CLOSING_MS);

  const end = (code: number) => {
    exitCode = Math.max(exitCode, code);
    process.kill(process.pid, 'SIGTERM');
  };
  const slot = (
    name: string,
    program: string,
    { flags = [], extra = {} }: { flags?: readonly string[]; extra?: Readonly<Record<string, string>> } = {},
  ) =>
    startSlot({
      name,
      program: new URL(program, import.meta.url),
      environment: { ...environment, ...extra },
      flags,
      onRestart: (reason) => log.warn({ slot: name, reason }, 'a process died and is started again'),
      onGivenUp: (reason) => {
        if (reason === START_REFUSED) {
          // It has said why; another start would say the same.
          end(START_REFUSED);
          return;
        }
        log.error({ slot: name, reason }, 'a process keeps dying and is given up');
        const workersLeft = slots.some((other) => other.name !== 'api' && !other.isGivenUp());
        if (name === 'api' || !workersLeft) {
          end(1);
        }
      },
    });
  const { directUrl } = await opening;
  const needed = connectionsOf(config, 'api') + config.pool.workerProcesses * connectionsOf(config, 'worker');
  await checkConnections(directUrl, needed).catch((error: unknown) => {
    // While it stops, the database is taken away on purpose.
    if (!stopping) throw error;
  });
  if (!stopping) {
    slots.push(slot('api', './api.js'));
    for (let number = 1; number <= config.pool.workerProcesses; number += 1) {
      // Each worker has a port of its own for its metrics, counted up from the one that is set; 0 is any that is free.
      const { metricsPort } = config.pool;
      const extra = !metricsPort ? {} : { METRICS_PORT: String(metricsPort + number - 1) };
      slots.push(slot(`worker-${number}`, './worker.js', { flags: WORKER_FLAGS, extra }));
    }
    const [api] = await Promise.all(slots.map((each) => each.ready));
    const url = api?.url ?? '';
    announce(log, `Novel Engine is ready: ${url} (documentation at ${url}/docs, Ctrl-C stops it)`);
    tellReady({ url });
  }
} catch (error) {
  refuse(error);
}
