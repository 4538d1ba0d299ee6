import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CERTAINTIES,
  CERTAINTY_VALUE,
  decayKnowledge,
  knowledgeReliability,
  tellingSource,
} from '../../../src/reality/certainty.js';
import { informationAccess, LISTED_ABOVE, mayShare } from '../../../src/reality/fragments.js';
import { situationThreat, subjectThreat } from '../../../src/reality/subject-threat.js';
import { personaAt } from './people.js';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('the reliability of knowledge', () => {
  it('is .52 for something MEDIUM that was intercepted', () => {
    expect(knowledgeReliability('MEDIUM', 'intercepted')).toBeCloseTo(0.52);
  });

  it('depends on trust in whoever tells it, up to full trust at .5', () => {
    expect(knowledgeReliability('ABSOLUTE', 'neutral', 0.2)).toBeCloseTo(0.49);
    expect(knowledgeReliability('ABSOLUTE', 'ally', 0.5)).toBeCloseTo(0.9);
    expect(knowledgeReliability('ABSOLUTE', 'ally', 0.9)).toBeCloseTo(0.9);
  });

  it('counts friends as allies, foes as enemies and the rest as neutral', () => {
    expect([0.21, 0.2, -0.2, -0.21].map(tellingSource)).toEqual(['ally', 'neutral', 'neutral', 'enemy']);
  });
});

describe('certainty', () => {
  it('that was LOW is MINIMAL after 5 h', () => {
    expect(decayKnowledge('LOW', 5)).toBe('MINIMAL');
  });

  it('keeps the higher level on a tie', () => {
    // .85 - .1 = .75, halfway between .85 and .65; .2 - .1 = .1, halfway to nothing; 1 - .075 = .925
    expect(decayKnowledge('HIGH', 2)).toBe('HIGH');
    expect(decayKnowledge('MINIMAL', 2)).toBe('MINIMAL');
    expect(decayKnowledge('ABSOLUTE', 1.5)).toBe('ABSOLUTE');
    expect(decayKnowledge('ABSOLUTE', 1.6)).toBe('HIGH');
  });

  it('ends in not knowing', () => {
    expect(decayKnowledge('ABSOLUTE', 1000)).toBe('UNKNOWN');
  });

  it('does not change without time or rate', () => {
    for (const level of CERTAINTIES) {
      expect(decayKnowledge(level, 0)).toBe(level);
      expect(decayKnowledge(level, 100, 0)).toBe(level);
    }
  });

  it('never rises', () => {
    const level = fc.constantFrom(...CERTAINTIES);
    fc.assert(
      fc.property(level, fc.double({ min: 0, max: 50, noNaN: true }), unit, (before, hours, rate) => {
        const after = decayKnowledge(before, hours, rate);
        expect(CERTAINTY_VALUE[after]).toBeLessThanOrEqual(CERTAINTY_VALUE[before]);
      }),
    );
  });
});

describe('sharing', () => {
  const awake = personaAt('hall');
  const out = personaAt('hall', { conscious: false });
  const item = { current: true, reliability: 0.5 };

  it('takes two who are conscious and an item that is current and reliable', () => {
    expect(mayShare(awake, awake, item)).toBe(true);
    expect(mayShare(out, awake, item)).toBe(false);
    expect(mayShare(awake, out, item)).toBe(false);
    expect(mayShare(awake, awake, { ...item, current: false })).toBe(false);
    expect(mayShare(awake, awake, { ...item, reliability: 0.49 })).toBe(false);
  });
});

describe('access to information', () => {
  const visible = new Set(['hall']);

  it('is .225 to tactics of a visible place after half an hour', () => {
    expect(informationAccess('tactical', 'hall', visible, 1800)).toBe(0.225);
  });

  it('lets two in one room see each other and their surroundings', () => {
    expect(informationAccess('social', 'hall', visible, 0)).toBeGreaterThan(LISTED_ABOVE.social);
    expect(informationAccess('environmental', 'hall', visible, 0)).toBeGreaterThan(
      LISTED_ABOVE.environmental,
    );
    expect(informationAccess('social', 'yard', visible, 0)).toBeLessThan(LISTED_ABOVE.social);
  });

  it('never quite ends', () => {
    expect(informationAccess('temporal', 'yard', visible, 1e9)).toBe(0.045);
  });
});

describe('the threat of a subject', () => {
  const known = (property: string, value: string | boolean, reliability = 1) => ({
    property,
    value,
    reliability,
  });

  it('is unknown while nothing is known', () => {
    expect(subjectThreat([])).toEqual({ level: 'unknown', score: 0 });
  });

  it('adds twice the reliability of what is dangerous and once that of what is dubious', () => {
    expect(subjectThreat([known('stance', 'hostile', 0.5)])).toEqual({ level: 'medium', score: 1 });
    expect(subjectThreat([known('carries', 'a weapon'), known('manner', 'suspicious', 0.9)])).toEqual({
      level: 'high',
      score: 2.9,
    });
    expect(subjectThreat([known('stance', 'hostile'), known('state', 'moving')])).toEqual({
      level: 'critical',
      score: 3,
    });
    expect(subjectThreat([known('mood', 'calm')])).toEqual({ level: 'low', score: 0 });
  });

  it('reads whole words and no denials', () => {
    expect(subjectThreat([known('mood', 'unmoving')]).score).toBe(0);
    expect(subjectThreat([known('hostile', false)]).score).toBe(0);
    expect(subjectThreat([known('is_hostile', true)]).score).toBe(2);
  });
});

describe('the threat of a situation', () => {
  it('is critical with one critical threat', () => {
    expect(situationThreat([{ level: 'critical', score: 3 }], [])).toBe('CRITICAL');
  });

  it('is high with two high events among the last five', () => {
    expect(situationThreat([], ['HIGH', 'HIGH', 'LOW', 'LOW', 'LOW'])).toBe('HIGH');
    expect(situationThreat([], ['HIGH', 'HIGH', 'LOW', 'LOW', 'LOW', 'LOW'])).toBe('LOW');
  });

  it('is moderate with three events of that weight, else low', () => {
    expect(situationThreat([], ['MODERATE', 'HIGH', 'MODERATE'])).toBe('MODERATE');
    expect(situationThreat([{ level: 'high', score: 2 }], ['MODERATE', 'MODERATE'])).toBe('LOW');
  });
});
