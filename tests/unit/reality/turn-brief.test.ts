import { describe, expect, it } from 'vitest';
import {
  categoryConfidence,
  type Footing,
  recommendedActions,
  situationType,
  uncertaintyOf,
} from '../../../src/reality/turn-brief.js';
import { personaAt } from './people.js';

const NOTHING_SPECIAL: Footing = { expected: {}, confidence: {} };

describe('the confidence of a category', () => {
  it('is the mean reliability to 2 decimals; of what nothing is known there is none', () => {
    expect(
      categoryConfidence({ social: [0.9], spatial: [0.5, 0.6], tactical: [0.905], resource: [] }),
    ).toEqual({ spatial: 0.55, social: 0.9, tactical: 0.91 });
  });
});

describe('uncertainty', () => {
  const held = (reliability: number, base = 0.8, doubt = 0) => uncertaintyOf({ base, reliability, doubt });

  it('is none from a confidence of a half on', () => {
    expect(held(0.5)).toBeUndefined();
    // .6 less a tenth of it is .54.
    expect(held(0.6, 0.8, 0.2)).toBeUndefined();
  });

  it('comes from age, from a weak source or from a rival', () => {
    expect(held(0.4)).toBe('faded');
    expect(held(0.35, 0.4)).toBe('unreliable');
    // .6 less a quarter of it is .45.
    expect(held(0.6, 0.8, 0.5)).toBe('contested');
  });
});

describe('actions', () => {
  it('are recommended by strong traits', () => {
    const of = (traits: Record<string, number>) =>
      recommendedActions({ ...personaAt('hall'), traits }, NOTHING_SPECIAL);
    expect(of({ curiosity: 0.61, caution: 0.7 })).toEqual(['investigate', 'explore']);
    expect(of({ sociable: 0.9, cautious: 0.71 })).toEqual(['communicate', 'negotiate', 'observe', 'assess']);
    expect(of({ curious: 0.6, sociability: 0.6 })).toEqual([]);
  });

  it('are recommended where much is expected, and where what is known has become doubtful', () => {
    const of = (footing: Partial<Footing>, traits = {}) =>
      recommendedActions({ ...personaAt('hall'), traits }, { ...NOTHING_SPECIAL, ...footing });
    expect(of({ expected: { social: 0.5, resource: 0.49 } })).toEqual(['explore', 'investigate']);
    expect(of({ expected: { resource: 1, tactical: 0.5 } })).toEqual([
      'gather',
      'repair',
      'observe',
      'guard',
    ]);
    expect(of({ confidence: { spatial: 0.5, social: 0.49 } })).toEqual(['assess']);
  });

  it('are recommended once each, eight at most', () => {
    const traits = { curious: 1, sociable: 1, cautious: 1 };
    const expected = { social: 1, resource: 1, tactical: 1 };
    const near = recommendedActions({ ...personaAt('hall'), traits }, { expected, confidence: {} });
    expect(near).toHaveLength(8);
    expect(new Set(near).size).toBe(8);
  });
});

describe('the type of a situation', () => {
  it('is the first that fits', () => {
    const all = { personas: 1, tactical: 3, resource: 2, visibleLocations: 2 };
    expect(situationType(all)).toBe('social');
    expect(situationType({ ...all, personas: 0 })).toBe('tactical');
    expect(situationType({ ...all, personas: 0, tactical: 2 })).toBe('resource');
    expect(situationType({ personas: 0, tactical: 2, resource: 1, visibleLocations: 2 })).toBe('exploration');
    expect(situationType({ personas: 0, tactical: 0, resource: 0, visibleLocations: 1 })).toBe('mystery');
  });
});
