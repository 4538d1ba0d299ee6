import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertnessOf,
  alertnessValue,
  awarenessBonus,
  reactionFactor,
} from '../../../src/reality/alertness.js';
import { ALERTNESS } from '../../../src/simulation/types.js';
import { personaAt } from './people.js';

describe('alertness', () => {
  it('of somebody relaxed under stress .4 is 3.6, alert: with a task in mind bonus .1 and reaction .96', () => {
    expect(alertnessValue('relaxed', 0, 0.4)).toBeCloseTo(3.6);
    const level = alertnessOf(personaAt('hall', { alertness: 'relaxed', stress: 0.4 }));
    expect(level).toBe('alert');
    expect(awarenessBonus(level, 'task')).toBeCloseTo(0.1);
    expect(reactionFactor(level, 0, 0.4)).toBeCloseTo(0.96);
  });

  it('falls with fatigue and with stress beyond a half', () => {
    expect(alertnessValue('alert', 0.5, 0)).toBe(3);
    expect(alertnessValue('alert', 0, 0.8)).toBeCloseTo(4.3);
  });

  it('is dulled and sharpened by the size of modifiers, whatever their sign', () => {
    expect(alertnessValue('relaxed', 0, 0, { injury: 0.4 })).toBeCloseTo(2.4);
    expect(alertnessValue('relaxed', 0, 0, { drug: -0.4, training: -0.5 })).toBeCloseTo(3.3);
  });

  it('rises with fear and sinks with its opposite', () => {
    expect(alertnessValue('relaxed', 0, 0, { fear: 0.4 })).toBeCloseTo(3.6);
    expect(alertnessValue('relaxed', 0, 0, { fear: -0.4 })).toBeCloseTo(2.2);
  });

  it('stays within its levels, rounding half up', () => {
    expect(alertnessOf(personaAt('hall', { alertness: 'paranoid', stress: 0.5 }))).toBe('paranoid');
    expect(alertnessOf(personaAt('hall', { alertness: 'sleeping', fatigue: 1 }))).toBe('unconscious');
    expect(alertnessOf(personaAt('hall', { alertness: 'relaxed', fatigue: 0.25 }))).toBe('relaxed');
  });

  it('is that of the unconscious for whoever is, however stressed', () => {
    expect(alertnessOf(personaAt('hall', { conscious: false, alertness: 'alert', stress: 0.5 }))).toBe(
      'unconscious',
    );
  });

  it('never sinks when fatigue does', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...ALERTNESS), unit, unit, unit, (base, a, b, stress) => {
        const tired = alertnessValue(base, Math.max(a, b), stress);
        expect(tired).toBeLessThanOrEqual(alertnessValue(base, Math.min(a, b), stress));
      }),
    );
  });
});

describe('the first reaction', () => {
  it('is slowed by fatigue and stress', () => {
    // 1 * (1 + 2*.5) * (1 + .5*.4)
    expect(reactionFactor('relaxed', 0.5, 0.4)).toBeCloseTo(2.4);
  });

  it('of sleepers is as slow as it gets already', () => {
    expect(reactionFactor('sleeping', 1, 1)).toBe(5);
    expect(reactionFactor('unconscious', 1, 1)).toBe(10);
    expect(reactionFactor('drowsy', 0.5, 0)).toBe(4);
  });
});

describe('awareness', () => {
  it('adds the level and what attention is on', () => {
    expect(awarenessBonus('vigilant', 'target')).toBeCloseTo(1.1);
    expect(awarenessBonus('relaxed', 'environmental')).toBe(0.31);
    expect(awarenessBonus('drowsy', 'unfocused')).toBe(-0.4);
  });
});
