import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openQueueBackend } from '../../../src/queue/backend.js';
import { SIMULATION_QUEUE } from '../../../src/queue/names.js';
import { startProxy } from '../../support/proxy.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

/**
 * Half-open connections: the other side is gone without a word, and nobody closes them. New connections would work, so
 * whoever waits on the old ones has to find out by itself.
 */

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

describe.skipIf(!hasRedis)('a queue on Redis whose connections fall silent for good', () => {
  it('is given and taken jobs on new ones', async () => {
    const redis = await startRedis();
    cleanups.push(() => redis.stop());
    const proxy = await startProxy(redis.url);
    cleanups.push(() => proxy.close());
    const backend = openQueueBackend({
      redisUrl: proxy.url,
      databaseUrl: '',
      prefix: `s${randomBytes(4).toString('hex')}`,
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
    /** As the relay does: what could not be sent is sent again. */
    const deliver = (taskId: string) =>
      until(() =>
        queue.add([{ taskId, fence: 0, id: `${taskId}-0` }]).then(
          () => true,
          () => false,
        ),
      );
    await deliver('before');
    await until(() => taken.includes('before'));

    proxy.forget();
    await deliver('after');
    await until(() => taken.includes('after'));
    expect(taken).toEqual(['before', 'after']);
  });
});
