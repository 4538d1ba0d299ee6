import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { lazyMembers } from '../../../src/simulation/lazy-members.js';

interface Source {
  readonly words: string[];
}

const withText = lazyMembers<Source, { text: string }>({ text: ({ words }) => words.join(' ') });

describe('an object with members that are made as they are read', () => {
  it('makes them from what they were to be made from, and not before', () => {
    const words = ['once'];
    const request = withText({ key: 'a' }, { words });
    words.push('upon');
    expect(request.text).toBe('once upon');
  });

  it('is copied with what they come to, and without what they are made from', () => {
    const copy = { ...withText({ key: 'a' }, { words: ['once'] }), key: 'b' };
    expect(Reflect.ownKeys(copy)).toEqual(['key', 'text']);
    expect(copy).toEqual({ key: 'b', text: 'once' });
    expect(JSON.stringify(withText({ key: 'a' }, { words: [] }))).toBe('{"key":"a","text":""}');
  });

  it('has a layout, and that of all the others', () => {
    setFlagsFromString('--allow-natives-syntax');
    const haveOneLayout = new Function(
      'one',
      'other',
      'return %HasFastProperties(one) && %HaveSameMap(one, other)',
    ) as (one: object, other: object) => boolean;
    const make = (key: string) => withText({ key }, { words: [key] });
    expect(haveOneLayout(make('a'), make('b'))).toBe(true);
    const literal = (key: string) => ({
      key,
      get text() {
        return key;
      },
    });
    expect(haveOneLayout(literal('a'), literal('b'))).toBe(false);
  });
});
