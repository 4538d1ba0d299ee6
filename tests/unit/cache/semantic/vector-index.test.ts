import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosine } from '../../../../src/cache/semantic/embedder.js';
import { VectorIndex } from '../../../../src/cache/semantic/vector-index.js';

const DIMENSIONS = 6;
/** Of whole numbers, so that sums are exact in any order. */
const vectors = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map((values) => Float32Array.from(values));

describe('an index of vectors', () => {
  test('finds those at least so similar, the nearest first, whatever was added and removed', () => {
    fc.assert(
      fc.property(
        fc.array(vectors, { maxLength: 40 }),
        vectors,
        fc.integer({ min: -300, max: 300 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 2, max: 5 }),
        (rows, sought, least, count, every) => {
          const index = new VectorIndex<number>(DIMENSIONS, 100);
          rows.forEach((row, entry) => {
            index.add(row, entry);
          });
          index.remove((entry) => entry % every === 0);
          const found = index.nearest(sought, least, count);
          const all = rows
            .map((row, entry) => ({ entry, similarity: cosine(row, sought) }))
            .filter(({ entry, similarity }) => entry % every !== 0 && similarity >= least)
            .sort((a, b) => b.similarity - a.similarity || b.entry - a.entry);
          expect(found).toEqual(all.slice(0, count));
        },
      ),
    );
  });

  test('gives the place of the oldest to the newest once it is full', () => {
    const index = new VectorIndex<string>(2, 2);
    const up = Float32Array.of(0, 1);
    for (const name of ['first', 'second', 'third']) index.add(up, name);
    expect(index.size).toBe(2);
    expect(index.nearest(up, 0, 5).map(({ entry }) => entry)).not.toContain('first');
  });

  test('refuses a vector of another dimension', () => {
    expect(() => new VectorIndex<string>(2, 2).add(Float32Array.of(1), 'x')).toThrow(RangeError);
  });
});
