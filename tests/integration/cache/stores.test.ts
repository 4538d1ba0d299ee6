import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { boundedStore } from '../../../src/cache/bounded-store.js';
import { openPostgresCache, sweepCache } from '../../../src/cache/store/postgres.js';
import { openRedisCache } from '../../../src/cache/store/redis.js';
import { CacheStoreError } from '../../../src/cache/store.js';
import { createTestDatabase } from '../../support/database.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';
import { REDIS, STORES } from './stores.js';

const HOUR = 3_600_000;

describe.each(STORES)('a cache store in $name', ({ open }) => {
  it('gives every process the bytes that one of them put there, until their time is over', async () => {
    const { one, other } = await open();
    const bytes = randomBytes(5_000);
    await one.set('a', bytes, HOUR);
    const found = await other.get('a');
    expect(found?.bytes.equals(bytes)).toBe(true);
    expect(found?.leftMs).toBeGreaterThan(HOUR - 60_000);
    expect(found?.leftMs).toBeLessThanOrEqual(HOUR);
    expect(await other.get('b')).toBeUndefined();
    await one.set('a', Buffer.from('short'), 20);
    await until(async () => (await other.get('a')) === undefined);
  });

  it('puts the newer value in the place of the older', async () => {
    const { one, other } = await open();
    await one.set('a', Buffer.from('old'), HOUR);
    await other.set('a', Buffer.from('new'), HOUR);
    expect((await one.get('a'))?.bytes.toString()).toBe('new');
  });

  it('gives a lease to one owner of many that claim it at once', async () => {
    const { one, other } = await open();
    const owners = Array.from({ length: 20 }, (_, n) => `owner-${n}`);
    const claims = await Promise.all(
      owners.map((owner, n) => (n % 2 === 0 ? one : other).claim('a', owner, HOUR)),
    );
    expect(claims.filter(({ kind }) => kind === 'mine')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'theirs')).toHaveLength(19);
  });

  it('gives a lease again to its owner, whose first claim may have got no answer', async () => {
    const { one } = await open();
    expect(await one.claim('a', 'me', HOUR)).toEqual({ kind: 'mine' });
    expect(await one.claim('a', 'me', HOUR)).toEqual({ kind: 'mine' });
  });

  it('tells a claim the value where there is one, and gives no lease then', async () => {
    const { one, other } = await open();
    await one.claim('a', 'first', HOUR);
    await one.set('a', Buffer.from('answer'), HOUR);
    await one.release('a', 'first');
    const claim = await other.claim('a', 'second', HOUR);
    expect(claim.kind === 'value' && claim.value.bytes.toString()).toBe('answer');
    expect(await other.renew('a', 'second', HOUR)).toBe(false);
  });

  it('frees a lease that its owner gave back, and none that is another’s', async () => {
    const { one, other } = await open();
    await one.claim('a', 'me', HOUR);
    await other.release('a', 'you');
    expect(await other.claim('a', 'you', HOUR)).toEqual({ kind: 'theirs' });
    await one.release('a', 'me');
    expect(await other.claim('a', 'you', HOUR)).toEqual({ kind: 'mine' });
  });

  it('frees a lease that was not renewed, and keeps one that was', async () => {
    const { one, other } = await open();
    await one.claim('lost', 'me', 20);
    await one.claim('kept', 'me', 20_000);
    expect(await one.renew('kept', 'me', HOUR)).toBe(true);
    await until(async () => (await other.claim('lost', 'you', HOUR)).kind === 'mine');
    expect(await one.renew('lost', 'me', HOUR)).toBe(false);
    expect(await other.claim('kept', 'you', HOUR)).toEqual({ kind: 'theirs' });
  });

  it('lets a value that is over be asked for again', async () => {
    const { one, other } = await open();
    await one.set('a', Buffer.from('old'), 20);
    await until(async () => (await other.claim('a', 'me', HOUR)).kind === 'mine');
  });

  it('tells how much it holds', async () => {
    const { one, other } = await open();
    expect(await one.size()).toEqual({ entries: 0, bytes: 0 });
    await one.set('a', Buffer.alloc(1_000), HOUR);
    await one.set('b', Buffer.alloc(3_000), HOUR);
    await one.claim('c', 'me', HOUR);
    expect(await other.size()).toEqual({ entries: 2, bytes: 4_000 });
  });
});

it.skipIf(!hasRedis)('on Redis those that end first give way when there is no more room', async () => {
  const { one } = await REDIS.open(3);
  await one.set('soon', Buffer.from('x'), HOUR / 2);
  for (const key of ['a', 'b', 'c']) await one.set(key, Buffer.from('x'), HOUR);
  expect(await one.size()).toMatchObject({ entries: 3 });
  expect(await one.get('soon')).toBeUndefined();
  expect(await one.get('a')).toBeDefined();
});

it.skipIf(!hasRedis)(
  'on Redis what somebody else put under our keys is no value and no lease, and gives way',
  async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const options = { url: server.url, prefix: 'test', maxEntries: 10, onError: () => undefined };
    const redis = await openRedisCache(options);
    onTestFinished(() => redis.close());
    for (const [key, ...command] of [
      ['list', 'LPUSH', 'test:cache:v:list', 'x'],
      ['lasting', 'SET', 'test:cache:v:lasting', 'x'],
      ['leased', 'SET', 'test:cache:l:leased', 'x'],
      ['listed', 'LPUSH', 'test:cache:l:listed', 'x'],
    ] as const) {
      server.command(...command);
      expect(await redis.get(key), key).toBeUndefined();
      expect(await redis.claim(key, 'me', HOUR), key).toEqual({ kind: 'mine' });
      expect(await redis.claim(key, 'you', HOUR), key).toEqual({ kind: 'theirs' });
      await redis.set(key, Buffer.from('answer'), HOUR);
      expect((await redis.get(key))?.bytes.toString(), key).toBe('answer');
    }
  },
);

it('in Postgres housekeeping deletes what is over and what there is no room for, and nothing else', async () => {
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  const store = openPostgresCache(test.db);
  await store.set('over', Buffer.from('x'), 1);
  await store.claim('left', 'me', 1);
  await store.claim('asked', 'me', HOUR);
  await store.set('soon', Buffer.from('x'), HOUR / 2);
  for (const key of ['a', 'b']) await store.set(key, Buffer.from('x'), HOUR);
  await until(async () => {
    await sweepCache(test.db, 2, 100);
    return (await test.db.prisma.cacheEntry.count()) === 3;
  });
  const keys = (await test.db.prisma.cacheEntry.findMany()).map(({ key }) => key).sort();
  expect(keys).toEqual(['a', 'asked', 'b']);
  expect(await sweepCache(test.db, 2, 100)).toBe(0);
});

describe('a store that is away', () => {
  /** A server that takes connections and never says a word. */
  async function silentServer(): Promise<string> {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A store on a Redis of the test's own; after a failure it rests for `restMs`. */
  async function redisWithin(restMs: number) {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const options = { url: server.url, prefix: 'test', maxEntries: 10, onError: () => undefined };
    const redis = await openRedisCache(options);
    onTestFinished(() => redis.close());
    return { server, store: boundedStore(redis, { waitMs: 1_000, restMs }) };
  }

  it('and silent costs a call one short wait, and those that follow nothing', async () => {
    const redis = await openRedisCache({
      url: await silentServer(),
      prefix: 'test',
      maxEntries: 10,
      onError: () => undefined,
    });
    onTestFinished(() => redis.close());
    const store = boundedStore(redis, { waitMs: 100, restMs: 60_000 });
    const startedAt = performance.now();
    for (let n = 0; n < 50; n += 1) {
      await expect(store.get('a')).rejects.toBeInstanceOf(CacheStoreError);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(store.isReachable()).toBe(false);
  });

  it.skipIf(!hasRedis)('answers at once that it is, and works again when it is back, empty', async () => {
    const { server, store } = await redisWithin(10);
    await store.set('a', Buffer.from('x'), HOUR);
    await server.restart();
    const value = await until(() =>
      store
        .get('a')
        .then((found) => ({ found }))
        .catch(() => undefined),
    );
    expect(value).toEqual({ found: undefined });
    expect(store.isReachable()).toBe(true);
  });

  it.skipIf(!hasRedis)('because it is full takes nothing more and still gives what it has', async () => {
    const { server, store } = await redisWithin(60_000);
    await store.set('a', Buffer.from('x'), HOUR);
    server.command('CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.set('b', Buffer.alloc(10_000), HOUR)).rejects.toBeInstanceOf(CacheStoreError);
    expect((await store.get('a'))?.bytes.toString()).toBe('x');
    expect(await store.size()).toEqual({ entries: 1, bytes: 1, isFull: true });
    server.command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await store.size()).toEqual({ entries: 1, bytes: 1 });
  });
});
