import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresRateStore } from '../../../src/llm/rate/postgres-store.js';
import { redisRateStore } from '../../../src/llm/rate/redis-store.js';
import type { Claim } from '../../../src/llm/rate/schedule.js';
import type { RateStore } from '../../../src/llm/rate/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { memoryRateStore } from '../../support/memory-rate-store.js';
import { hasRedis, startRedis, type TestRedis } from '../../support/redis.js';

/** What each store must do; costs are so large that the time a test takes doesn't matter. */
interface Opened {
  store(name: string): RateStore;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
/** Within which the waits of a test are exact. */
const CLOSE = 60_000;

const claimOf = (claim: Partial<Claim> = {}): Claim => ({
  requestMs: HOUR,
  requestBurstMs: 2 * HOUR,
  tokenMs: 0,
  tokenBurstMs: Number.MAX_SAFE_INTEGER,
  longestWaitMs: 100 * HOUR,
  horizonMs: 1_000 * HOUR,
  ...claim,
});

function modelStore(): Opened {
  const kept = new Map<string, RateStore>();
  return {
    store: (name) => {
      const store = kept.get(name) ?? memoryRateStore(Date.now);
      kept.set(name, store);
      return store;
    },
    close: async () => undefined,
  };
}

async function postgresStore(): Promise<Opened> {
  const test: TestDatabase = await createTestDatabase();
  return { store: (name) => postgresRateStore(test.db, name), close: () => test.drop() };
}

async function redisStore(): Promise<Opened> {
  const server: TestRedis = await startRedis();
  const connections: Redis[] = [];
  return {
    store: (name) => {
      const connection = new Redis(server.url);
      connections.push(connection);
      return redisRateStore(connection, `test:${name}`);
    },
    close: async () => {
      for (const connection of connections) connection.disconnect();
      await server.stop();
    },
  };
}

for (const [where, open, isThere] of [
  ['the model', async () => modelStore(), true],
  ['Postgres', postgresStore, true],
  ['Redis', redisStore, hasRedis],
] as const) {
  describe.skipIf(!isThere)(`buckets in ${where}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('let a burst pass at once and space what follows', async () => {
      const store = opened.store('burst');
      const waits: number[] = [];
      for (let call = 0; call < 5; call += 1) waits.push((await store.takePlace(claimOf())).waitMs);
      expect(waits.slice(0, 2)).toEqual([0, 0]);
      [HOUR, 2 * HOUR, 3 * HOUR].forEach((wait, index) => {
        expect(Math.abs((waits[index + 2] ?? 0) - wait)).toBeLessThan(CLOSE);
      });
    });

    it('give every one of many processes a place of its own', async () => {
      const processes = Array.from({ length: 10 }, () => opened.store('shared'));
      const places = await Promise.all(
        Array.from({ length: 50 }, (_, call) => processes[call % 10]?.takePlace(claimOf())),
      );
      const waits = places.map((place) => Math.round((place?.waitMs ?? 0) / HOUR)).sort((a, b) => a - b);
      expect(waits).toEqual([0, ...Array.from({ length: 49 }, (_, index) => index)]);
    });

    it('take nothing for a place that is too far away', async () => {
      const store = opened.store('far');
      await store.takePlace(claimOf({ requestBurstMs: HOUR }));
      const far = claimOf({ requestBurstMs: HOUR, longestWaitMs: HOUR / 2 });
      for (let call = 0; call < 3; call += 1) {
        const { taken, waitMs } = await store.takePlace(far);
        expect(taken).toBe(false);
        expect(Math.abs(waitMs - HOUR)).toBeLessThan(CLOSE);
      }
    });

    it('hold a call to both quotas, and what one lets through later the other is charged then', async () => {
      const store = opened.store('both');
      const claim = claimOf({ tokenMs: 4 * HOUR, tokenBurstMs: 4 * HOUR, requestBurstMs: HOUR });
      expect((await store.takePlace(claim)).waitMs).toBe(0);
      expect(Math.abs((await store.takePlace(claim)).waitMs - 4 * HOUR)).toBeLessThan(CLOSE);
      const light = claimOf({ tokenBurstMs: 4 * HOUR, requestBurstMs: HOUR });
      expect(Math.abs((await store.takePlace(light)).waitMs - 5 * HOUR)).toBeLessThan(CLOSE);
    });

    it('settle what a call really took, and never more than full', async () => {
      const store = opened.store('settled');
      const unlimited = { requestMs: 0, requestBurstMs: Number.MAX_SAFE_INTEGER };
      const claim = claimOf({ ...unlimited, tokenMs: 2 * HOUR, tokenBurstMs: 2 * HOUR });
      await store.takePlace(claim);
      await store.settleTokens(3 * HOUR);
      expect(Math.abs((await store.takePlace(claim)).waitMs - 5 * HOUR)).toBeLessThan(CLOSE);
      await store.settleTokens(-500 * HOUR);
      expect((await store.takePlace(claim)).waitMs).toBeLessThan(CLOSE);
      expect(Math.abs((await store.takePlace(claim)).waitMs - 2 * HOUR)).toBeLessThan(CLOSE);
    });

    it('settle nothing where nothing was taken', async () => {
      const store = opened.store('unused');
      await store.settleTokens(-HOUR);
      expect(await store.takePlace(claimOf())).toEqual({ taken: true, waitMs: 0 });
    });

    it('do not wait for a moment that a clock set back has left in the future', async () => {
      const store = opened.store('clock');
      for (let call = 0; call < 20; call += 1) await store.takePlace(claimOf());
      const { waitMs } = await store.takePlace(claimOf({ horizonMs: 3 * HOUR }));
      expect(Math.abs(waitMs - 2 * HOUR)).toBeLessThan(CLOSE);
    });

    it('belong to one quota each', async () => {
      const one = opened.store('one');
      for (let call = 0; call < 5; call += 1) await one.takePlace(claimOf());
      expect((await opened.store('other').takePlace(claimOf())).waitMs).toBe(0);
    });
  });
}
