import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceBetween } from '../../../src/reality/distance.js';
import {
  bestVisibility,
  certaintyOf,
  defaultSenses,
  effectiveRange,
  observerOf,
  perceptionScore,
  type Sense,
  senseEnvironment,
  visibilityOf,
} from '../../../src/reality/senses.js';
import type { Location } from '../../../src/simulation/types.js';
import { personaAt, worldOf } from './people.js';

const RANKS = ['invisible', 'hidden', 'obscured', 'partial', 'clear'];
const SIGHT = { senses: ['visual'] } as const;
const plain = { range: 60, accuracy: 0.9, bonus: 0, environment: 1 };

describe('the environment of a sense', () => {
  it('is the product of the factors that apply: dim, rain and urban leave .448 of sight', () => {
    expect(senseEnvironment('visual', { light: 'dim', weather: 'rain', terrain: 'urban' })).toBeCloseTo(
      0.448,
    );
  });

  it('does not darken hearing', () => {
    expect(senseEnvironment('auditory', { light: 'dark', weather: 'fog', terrain: 'open' })).toBe(1.1);
  });

  it('never falls below .1', () => {
    expect(senseEnvironment('visual', { light: 'dark', weather: 'fog', terrain: 'underground' })).toBe(0.1);
  });

  it.each<[Sense, Partial<Location>, number]>([
    ['visual', { light: 'bright' }, 1.2],
    ['visual', { weather: 'storm' }, 0.5],
    ['auditory', { terrain: 'underground' }, 1.3],
    ['thermal', { weather: 'storm', terrain: 'forest' }, 0.6],
    ['vibrational', { weather: 'storm', terrain: 'open' }, 0.8],
    ['vibrational', { terrain: 'underground' }, 1.5],
  ])('takes %s in %j as %d', (sense, place, factor) => {
    const everyday = { light: 'normal', weather: 'clear', terrain: 'open' } as const;
    expect(senseEnvironment(sense, { ...everyday, ...place })).toBeCloseTo(factor);
  });
});

describe('a perception score', () => {
  it('is .54, partial, at 24 m of 60 with accuracy .9', () => {
    const score = perceptionScore({ ...plain, distance: 24 });
    expect(score).toBe(0.54);
    expect(visibilityOf(score, 24, effectiveRange(60, 0, 1))).toBe('partial');
  });

  it('grows with awareness in both reach and accuracy', () => {
    // 60*1.5 = 90; (1 - 45/90) * min(1, .6*1.25) = .5*.75
    expect(perceptionScore({ ...plain, accuracy: 0.6, bonus: 0.5, distance: 45 })).toBe(0.375);
  });

  it('is multiplied by the modifiers of the sensor', () => {
    expect(perceptionScore({ ...plain, distance: 24, modifiers: [0.5, 0.5] })).toBe(0.135);
  });

  it('is 0 for somebody who reaches nothing', () => {
    expect(perceptionScore({ ...plain, distance: 1, bonus: -1 })).toBe(0);
  });

  it.each([
    [0.7, 'clear'],
    [0.69, 'partial'],
    [0.5, 'partial'],
    [0.49, 'obscured'],
    [0.3, 'obscured'],
    [0.29, 'hidden'],
    [0.01, 'hidden'],
    [0, 'invisible'],
  ])('of %d is %s', (score, visibility) => {
    expect(visibilityOf(score, 10, 60)).toBe(visibility);
  });

  it('counts for nothing at no distance, where all is clear, and beyond the range, where nothing is', () => {
    expect(visibilityOf(0, 0, 60)).toBe('clear');
    expect(visibilityOf(1, 61, 60)).toBe('invisible');
    expect(visibilityOf(1, 5, 0)).toBe('invisible');
  });

  it('never rises with distance and never falls with awareness', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, unit, unit, (near, step, accuracy, bonus) => {
        const at = (distance: number, awareness: number) =>
          perceptionScore({ ...plain, accuracy, bonus: awareness, distance });
        expect(at((near + step) * 60, bonus)).toBeLessThanOrEqual(at(near * 60, bonus));
        expect(at(near * 60, bonus)).toBeGreaterThanOrEqual(at(near * 60, 0));
      }),
    );
  });
});

describe('certainty', () => {
  it('follows from visibility', () => {
    expect(RANKS.map((rank) => certaintyOf(rank as never))).toEqual([
      'UNKNOWN',
      'LOW',
      'MEDIUM',
      'HIGH',
      'ABSOLUTE',
    ]);
  });
});

describe('the senses everybody has', () => {
  it('reach 30 m by sight and 40 by ear at perception 5, with accuracy .85', () => {
    expect(defaultSenses({ perception: 5 })).toEqual({
      visual: { range: 30, accuracy: 0.85 },
      auditory: { range: 40, accuracy: 0.85 },
    });
  });

  it('are never more than perfectly accurate', () => {
    expect(defaultSenses({ perception: 10 }).visual?.accuracy).toBe(1);
  });
});

describe('the distance between two', () => {
  const world = worldOf({ hall: ['yard'], yard: ['hall', 'gate'], gate: ['yard'] });

  it('is 5 m in one place, 60 to the next and infinite beyond', () => {
    const to = (locationId: string) => distanceBetween(world, { locationId: 'hall' }, { locationId });
    expect([to('hall'), to('yard'), to('gate')]).toEqual([5, 60, Number.POSITIVE_INFINITY]);
  });

  it('comes from coordinates where both have them', () => {
    const at = (x: number, y: number, z: number) => ({ locationId: 'hall', position: { x, y, z } });
    expect(distanceBetween(world, at(0, 0, 0), at(2, 3, 6))).toBe(7);
    expect(distanceBetween(world, at(0, 0, 0), { locationId: 'hall' })).toBe(5);
  });
});

describe('what somebody perceives', () => {
  const world = worldOf({ hall: ['yard'], yard: ['hall'], cliff: [] });
  const relaxed = observerOf(personaAt('hall'));

  it('is clear within a room', () => {
    // (1 - 5/30) * .85 = .708333
    expect(bestVisibility(world, relaxed, { locationId: 'hall' }, SIGHT)).toBe('clear');
  });

  it('does not reach through a wall by sight, however far one sees', () => {
    const eagle = observerOf(personaAt('hall'), { visual: { range: 600, accuracy: 1 } });
    expect(bestVisibility(world, eagle, { locationId: 'yard' }, SIGHT)).toBe('invisible');
  });

  it('reaches the next place by sight along a line of sight, from either side', () => {
    const open = worldOf({ hall: ['yard'], yard: ['hall'] }, { hall: { line_of_sight: ['yard'] } });
    const far = { visual: { range: 600, accuracy: 1 } };
    for (const [from, to] of [
      ['hall', 'yard'],
      ['yard', 'hall'],
    ] as const) {
      const observer = observerOf(personaAt(from), far);
      expect(bestVisibility(open, observer, { locationId: to }, SIGHT)).toBe('clear');
    }
  });

  it('depends on how loud it is said', () => {
    const said = (locationId: string, volume: 'whisper' | 'normal' | 'loud') =>
      bestVisibility(world, relaxed, { locationId }, { senses: ['auditory'], volume });
    // 40 m of hearing: a whisper at 5 m counts as 30, a voice in the next place as 60, a shout there as 15.
    expect(said('hall', 'normal')).toBe('clear');
    expect(said('hall', 'whisper')).toBe('hidden');
    expect(said('yard', 'normal')).toBe('invisible');
    expect(said('yard', 'loud')).toBe('partial');
    expect(said('cliff', 'loud')).toBe('invisible');
  });

  it('is what the best sense gives', () => {
    const dark = worldOf({ hall: [] }, {}, { light: 'dark', weather: 'none', terrain: 'underground' });
    const here = { locationId: 'hall' };
    expect(bestVisibility(dark, relaxed, here, SIGHT)).toBe('invisible');
    expect(bestVisibility(dark, relaxed, here, { senses: ['visual', 'auditory'] })).toBe('clear');
  });

  it('is nothing for the unconscious, even where they lie', () => {
    const out = observerOf(personaAt('hall', { conscious: false, focus: 'target' }));
    const position = { x: 0, y: 0, z: 0 };
    expect(bestVisibility(world, out, { locationId: 'hall' }, SIGHT)).toBe('invisible');
    expect(bestVisibility(world, { ...out, position }, { locationId: 'hall', position }, SIGHT)).toBe(
      'invisible',
    );
  });

  it('is nothing of a place whose id no world holds', () => {
    expect(bestVisibility(world, relaxed, { locationId: 'constructor' }, SIGHT)).toBe('invisible');
  });
});
