/**
 * One process of a pool that makes the same model call many times at once, through the gateway and the caches that its
 * environment names. Told `go` it begins; its answer counts who answered: {"model": 1, "coalesced": 249}.
 *
 * Usage, as a child process with IPC: node dist/loadtest/gateway-caller.js CALLS
 */
import { once } from 'node:events';
import { openCacheStore } from '../src/cache/open.js';
import { readConfig } from '../src/config.js';
import { createLog } from '../src/observability/log.js';
import { openDatabase } from '../src/store/database.js';
import { openGateway } from '../workers/model.js';

const calls = Number(process.argv[2]);
const config = readConfig(process.env);
const log = createLog({ level: config.logLevel, name: 'gateway-caller' });
const db = openDatabase({ url: config.store.databaseUrl ?? '', poolSize: 5, name: 'gateway-caller' });
const cache = await openCacheStore(config, db, () => undefined);
const { model } = openGateway({ config, log, cache, quota: undefined });

// Connections are made before the clock runs.
await db.query`SELECT 1`;
process.send?.('ready');
await once(process, 'message');
const replies = await Promise.all(
  Array.from({ length: calls }, (_, n) =>
    model.generate(
      {
        purpose: 'generate-response',
        key: `call-${n}`,
        scope: { clientId: 'crowd', taskId: `${process.pid}-${n}` },
        stablePrefix: 'You answer questions about a lighthouse.',
        volatileTail: 'Who keeps the light?',
        temperature: 0,
        maxOutputTokens: 100,
        reuse: { cache: 'use', within: 'client' },
      },
      new AbortController().signal,
    ),
  ),
);
const counts: Record<string, number> = {};
for (const reply of replies) {
  const who = reply.ok ? reply.source : reply.reason;
  counts[who] = (counts[who] ?? 0) + 1;
}
process.send?.(counts);
await cache.close();
await db.close();
process.disconnect();
