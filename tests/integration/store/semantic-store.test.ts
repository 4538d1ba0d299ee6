import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type KeptAnswer,
  MemorySemanticStore,
  type SemanticStore,
} from '../../../src/cache/semantic/entries.js';
import { semanticStore } from '../../../src/store/semantic-statements.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const NOW = new Date('2026-03-14T12:00:00Z');
const IN_A_WHILE = new Date('2126-03-14T12:00:00Z');
let partitions = 0;

function answers() {
  partitions += 1;
  const partition = `partition-${partitions}`;
  return (text: string, changes: Partial<KeptAnswer> = {}): KeptAnswer => ({
    partition,
    text,
    vector: Float32Array.of(0.6, -0.8),
    value: { told: text, parts: [1, null, true] },
    costUsd: 0.0012,
    expiresAt: IN_A_WHILE,
    ...changes,
  });
}

const STORES: Readonly<Record<string, () => SemanticStore>> = {
  'in memory': () => new MemorySemanticStore(),
  'in Postgres': () => semanticStore(database.db),
};

for (const [name, open] of Object.entries(STORES)) {
  describe(`a semantic store ${name}`, () => {
    test('gives back what was saved, and from then on only what is new', async () => {
      const [store, answer] = [open(), answers()];
      const { partition } = answer('');
      const first = await store.save(answer('one'), 10);
      const second = await store.save(answer('two'), 10);
      expect(await store.load(partition, 0n, 10, NOW)).toEqual([
        { ...answer('one'), id: first },
        { ...answer('two'), id: second },
      ]);
      expect((await store.load(partition, first, 10, NOW)).map(({ text }) => text)).toEqual(['two']);
      expect(await store.load(partition, second, 10, NOW)).toEqual([]);
      expect((await store.load(partition, 0n, 1, NOW)).map(({ text }) => text)).toEqual(['two']);
    });

    test('keeps partitions apart', async () => {
      const [store, answer] = [open(), answers()];
      await store.save(answer('one'), 10);
      expect(await store.load('another', 0n, 10, NOW)).toEqual([]);
    });

    test('gives back nothing that is out of date', async () => {
      const [store, answer] = [open(), answers()];
      await store.save(answer('old', { expiresAt: NOW }), 10);
      expect(await store.load(answer('').partition, 0n, 10, NOW)).toEqual([]);
    });

    test('holds no more of a partition than it may: the oldest give way', async () => {
      const [store, answer] = [open(), answers()];
      for (const text of ['one', 'two', 'three', 'four']) await store.save(answer(text), 2);
      const kept = await store.load(answer('').partition, 0n, 10, NOW);
      expect(kept.map(({ text }) => text)).toEqual(['three', 'four']);
    });

    test('forgets one entry when told to', async () => {
      const [store, answer] = [open(), answers()];
      await store.remove(await store.save(answer('one'), 10));
      expect(await store.load(answer('').partition, 0n, 10, NOW)).toEqual([]);
    });

    test('counts checks by namespace, those at the same time, too', async () => {
      const store = open();
      expect(await store.checks(`${name} a`)).toEqual({ checks: 0, disagreements: 0 });
      await Promise.all(
        Array.from({ length: 20 }, (_, at) => store.record(`${name} a`, 'generate-response', at % 4 !== 0)),
      );
      await store.record(`${name} b`, 'generate-response', true);
      expect(await store.checks(`${name} a`)).toEqual({ checks: 20, disagreements: 5 });
    });
  });
}

test('entries that are out of date are cleared away as others are saved', async () => {
  const [store, answer] = [semanticStore(database.db), answers()];
  await store.save(answer('old', { expiresAt: new Date(0) }), 10);
  await store.save(answer('new'), 10);
  const { partition } = answer('');
  expect(await database.db.prisma.semanticAnswer.count({ where: { partition } })).toBe(1);
});
