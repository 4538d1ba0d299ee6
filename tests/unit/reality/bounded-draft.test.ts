import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedDraft, derivedBy, keysOf, keysWritten } from '../../../src/reality/bounded-draft.js';

type Map = Readonly<Record<string, number>>;

const BOUND = 8;
const age = (_: string, entry: number) => entry;
const open = (before: Map) => new BoundedDraft(before, BOUND, age);

/** Odd entries by key, in the order of their map. */
const isOdd = (entry: number | undefined) => entry !== undefined && entry % 2 === 1;
const odd = () =>
  derivedBy<number, readonly string[]>({
    whole: (entries) => Object.keys(entries).filter((key) => isOdd(entries[key])),
    changed: (before, entries, { written, added }) => {
      const kept = before.filter((key) => !written.has(key) || (!added.has(key) && isOdd(entries[key])));
      const grown = [...written].filter(
        (key) => !added.has(key) && isOdd(entries[key]) && !kept.includes(key),
      );
      const all = [...kept, ...grown, ...[...added].filter((key) => isOdd(entries[key]))];
      return all;
    },
  });

const keys = fc.constantFrom(...'abcdefghijkl').map((letter) => `${letter}|x`);
/** Odd keys keep odd entries, so that what is read changes only as keys come and go. */
const entryOf = (key: string, number: number) => number * 2 + (key.charCodeAt(0) % 2);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ key: keys, number: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ key: keys, number: fc.constant(null) }) },
);

describe('a bounded draft', () => {
  it('never holds more than its bound, and leaves the map as it was', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const before: Map = Object.freeze({ 'a|x': 2, 'b|x': 4 });
        const draft = open(before);
        for (const { key, number } of steps) {
          if (number === null) draft.drop(key);
          else draft.set(key, number);
        }
        const after = draft.seal();
        expect(Object.keys(after).length).toBeLessThanOrEqual(BOUND);
        expect(steps.length > 0 || after === before).toBe(true);
        const written = keysWritten(before, after) ?? new Set();
        for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
          expect(written.has(key) || before[key] === after[key]).toBe(true);
        }
      }),
    );
  });

  it('knows the keys of its maps in the order in which they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step)), (rounds) => {
        let map: Map = { 'b|x': 1, 'a|x': 2 };
        for (const steps of rounds) {
          const draft = open(map);
          for (const { key, number } of steps) {
            if (number === null) draft.drop(key);
            else draft.set(key, number);
            expect(keysOf(draft.current)).toEqual(Object.keys(draft.current));
          }
          const before = [...keysOf(map)];
          const after = draft.seal();
          expect(keysOf(after)).toEqual(Object.keys(after));
          expect(keysOf(map)).toEqual(before);
          map = after;
        }
      }),
    );
  });

  it('counts the entries of a map that an earlier draft has sealed as they are', () => {
    let map: Map = {};
    for (let round = 0; round < 5; round += 1) {
      const draft = open(map);
      for (let at = 0; at < 3; at += 1) draft.set(`${round}${at}|x`, round * 3 + at);
      draft.drop(`${round}1|x`);
      map = draft.seal();
    }
    const last = open(map);
    for (let at = 0; at < 3; at += 1) last.set(`last${at}|x`, 100 + at);
    expect(Object.keys(last.seal())).toHaveLength(BOUND);
  });

  it('is read in part as it would be read as a whole, whatever was read before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(step, { maxLength: 12 }), fc.boolean())), (drafts) => {
        const read = odd();
        let map: Map = { 'a|x': 1, 'b|x': 2 };
        for (const [steps, isReadMeanwhile] of drafts) {
          const draft = open(map);
          for (const { key, number } of steps) {
            if (number === null) draft.drop(key);
            else draft.set(key, entryOf(key, number));
            if (isReadMeanwhile) expect(read(draft.current)).toEqual(odd()({ ...draft.current }));
          }
          map = draft.seal();
          if (isReadMeanwhile) expect(read(map)).toEqual(odd()({ ...map }));
        }
        expect(read(map)).toEqual(odd()({ ...map }));
      }),
    );
  });

  it('lets go of the maps that came more than a few before', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let map: Map = { 'a|x': 1 };
    const first = new WeakRef(map);
    for (let round = 0; round < 5; round += 1) {
      const draft = open(map);
      draft.set(`${round}|x`, round);
      map = draft.seal();
    }
    // What was looked at in a job lives until its end.
    await new Promise(setImmediate);
    collect();
    expect(first.deref()).toBeUndefined();
    expect(Object.keys(map)).toHaveLength(6);
  });
});
