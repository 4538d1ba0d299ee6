import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openQueueBackend } from '../../../src/queue/backend.js';
import { SIMULATION_QUEUE } from '../../../src/queue/names.js';
import { createTestDatabase } from '../../support/database.js';
import { type ServerProxy, startProxy } from '../../support/proxy.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

/**
 * Half-open connections: the other side is gone without a word, and nobody closes them. New connections would work, so
 * whoever waits on the old ones has to find out by itself. Likewise whoever could not connect when the program started.
 */

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

async function storeUrl(kind: 'postgres' | 'redis'): Promise<string> {
  if (kind === 'redis') {
    const redis = await startRedis();
    cleanups.push(() => redis.stop());
    return redis.url;
  }
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  return database.url;
}

interface World {
  readonly proxy: ServerProxy;
  /** As the relay does: what could not be sent is sent again. */
  deliver(taskId: string): Promise<unknown>;
  readonly taken: readonly string[];
}

/** A queue and one who takes from it, behind a proxy. */
async function startQueue(kind: 'postgres' | 'redis', isThere: boolean): Promise<World> {
  const proxy = await startProxy(await storeUrl(kind));
  cleanups.push(() => proxy.close());
  if (!isThere) {
    await proxy.cut();
  }
  const backend = openQueueBackend({
    redisUrl: kind === 'redis' ? proxy.url : undefined,
    databaseUrl: proxy.url,
    prefix: kind === 'redis' ? `s${randomBytes(4).toString('hex')}` : 'test',
    onError: () => undefined,
  });
  const queue = backend.openQueue(SIMULATION_QUEUE);
  cleanups.push(() => queue.close());
  const taken: string[] = [];
  const taker = backend.openWorker(SIMULATION_QUEUE, async ({ taskId }) => void taken.push(taskId), {
    concurrency: 1,
    onError: () => undefined,
  });
  cleanups.push(() => taker.close());
  const send = (taskId: string) => queue.add([{ taskId, fence: 0, id: `${taskId}-0` }]);
  const deliver = (taskId: string) =>
    until(() =>
      send(taskId).then(
        () => true,
        () => false,
      ),
    );
  if (!isThere && kind === 'postgres') {
    // On Redis it would wait.
    await expect(send('too early')).rejects.toThrow();
  }
  return { proxy, deliver, taken };
}

describe.each(['postgres', 'redis'] as const)('a queue on %s', (kind) => {
  const given = it.skipIf(kind === 'redis' && !hasRedis);

  given(`whose connections fall silent for good is given and taken jobs on new ones (${kind})`, async () => {
    const { proxy, deliver, taken } = await startQueue(kind, true);
    await deliver('before');
    await until(() => taken.includes('before'));
    proxy.forget();
    await deliver('after');
    await until(() => taken.includes('after'));
    expect(taken).toEqual(['before', 'after']);
  });

  given(`that was away when it was opened is given and taken jobs when it is back (${kind})`, async () => {
    const { proxy, deliver, taken } = await startQueue(kind, false);
    await proxy.mend();
    await deliver('after');
    await until(() => taken.includes('after'));
    expect(taken).toEqual(['after']);
  });
});
