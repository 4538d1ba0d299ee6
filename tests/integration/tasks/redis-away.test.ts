import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openQueueBackend } from '../../../src/queue/backend.js';
import { startProxy } from '../../support/proxy.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

/** Both sides of a queue on a Redis, and what is said about it. */
function useQueue(redisUrl: string) {
  const said: (readonly [string, boolean])[] = [];
  const errors: Error[] = [];
  const onError = (error: Error) => void errors.push(error);
  const backend = openQueueBackend({
    redisUrl,
    databaseUrl: '',
    prefix: 'test',
    onError,
    onReachable: (address, isReachable) => said.push([address, isReachable]),
  });
  const queue = backend.openQueue('simulation');
  const taker = backend.openWorker('simulation', async () => undefined, { concurrency: 1, onError });
  cleanups.push(
    () => queue.close(),
    () => taker.close(),
  );
  return { said, errors, queue };
}

it('a Redis that takes no connection is told of once, however often it is tried', async () => {
  let attempts = 0;
  const server = createServer((socket) => {
    attempts += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { said, errors, queue } = useQueue(`redis://${host}`);
  cleanups.push(async () => server.close());
  await until(() => attempts > 10);
  expect(said).toEqual([[host, false]]);
  expect(errors).toEqual([]);
  expect(queue.isReachable()).toBe(false);
});

it.skipIf(!hasRedis)('a Redis that goes away and comes back is told of once each', async () => {
  const redis = await startRedis();
  const proxy = await startProxy(redis.url);
  const host = new URL(proxy.url).host;
  cleanups.push(
    () => redis.stop(),
    () => proxy.close(),
  );
  const { said, errors, queue } = useQueue(proxy.url);
  await until(() =>
    queue.ping().then(
      () => true,
      () => false,
    ),
  );
  await proxy.cut();
  await until(() => !queue.isReachable());
  await proxy.mend();
  await until(() => queue.isReachable());
  await queue.ping();
  expect(said).toEqual([
    [host, false],
    [host, true],
  ]);
  expect(errors).toEqual([]);
});

it.skipIf(!hasRedis)('a Redis that has no room for jobs does not count as well', async () => {
  const redis = await startRedis();
  cleanups.push(() => redis.stop());
  const { queue } = useQueue(redis.url);
  const isWell = () =>
    queue.ping().then(
      () => true,
      () => false,
    );
  await until(isWell);
  redis.command('CONFIG', 'SET', 'maxmemory', '1');
  expect(await isWell()).toBe(false);
  redis.command('CONFIG', 'SET', 'maxmemory', '0');
  expect(await isWell()).toBe(true);
});
