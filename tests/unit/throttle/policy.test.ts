import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Decision,
  decide,
  type GovernorState,
  openGovernor,
  type Range,
  type Sample,
} from '../../../src/throttle/policy.js';

const TARGETS = { cpuPercent: 80, memoryPercent: 85, eventLoopDelayMs: 200 };
const RANGE: Range = { least: 2, most: 20 };
const CALM: Sample = {
  cpuPercent: 30,
  memoryPercent: 40,
  eventLoopDelayMs: 5,
  memoryPressurePercent: 0,
};
const UNKNOWN: Sample = {
  cpuPercent: null,
  memoryPercent: null,
  eventLoopDelayMs: null,
  memoryPressurePercent: null,
};
const BUSY: Sample = { ...CALM, cpuPercent: 97 };
const FULL: Sample = { ...CALM, memoryPercent: 96 };

/** Shows the governor one sample after the other. */
function see(samples: readonly Sample[], from: GovernorState = openGovernor(RANGE)): readonly Decision[] {
  const decisions: Decision[] = [];
  let state = from;
  for (const sample of samples) {
    const decision = decide(state, sample, TARGETS, RANGE);
    decisions.push(decision);
    state = decision.state;
  }
  return decisions;
}

const times = (count: number, sample: Sample) => Array.from({ length: count }, () => sample);
const last = (decisions: readonly Decision[]) => {
  const decision = decisions.at(-1);
  if (decision === undefined) throw new Error('nothing was decided');
  return decision;
};
const actions = (decisions: readonly Decision[]) =>
  decisions.map(({ action }) => action).filter((action) => action !== 'keep');

describe('the governor', () => {
  it('begins with as many tasks as are allowed', () => {
    expect(openGovernor(RANGE).limit).toBe(20);
  });

  it.each([
    ['CPU', { ...CALM, cpuPercent: 81 }, 'CPU at 81 % of 80 %'],
    ['memory', { ...CALM, memoryPercent: 90 }, 'memory at 90 % of 85 %'],
    ['event-loop delay', { ...CALM, eventLoopDelayMs: 250.04 }, 'event-loop delay at 250 ms of 200 ms'],
  ])('takes three tenths less after three samples with too much %s', (_, sample, reason) => {
    const decisions = see(times(3, sample));
    expect(actions(decisions)).toEqual(['lower']);
    expect(last(decisions)).toMatchObject({ state: { limit: 14 }, reason });
  });

  it('names every target that was passed', () => {
    const { reason } = last(see(times(3, { ...BUSY, eventLoopDelayMs: 300 })));
    expect(reason).toBe('CPU at 97 % of 80 %, event-loop delay at 300 ms of 200 ms');
  });

  it('is moved by no single spike', () => {
    const spiky = [CALM, BUSY, CALM, BUSY, BUSY, CALM, FULL, CALM];
    expect(actions(see(spiky))).toEqual([]);
  });

  it('waits for what a decrease does before the next', () => {
    const decisions = see(times(8, BUSY));
    expect(decisions.map(({ state }) => state.limit)).toEqual([20, 20, 14, 14, 14, 14, 14, 9]);
  });

  it('never takes less than the least, however long it lasts', () => {
    expect(last(see(times(200, BUSY))).state.limit).toBe(2);
  });

  it('takes one more for each three samples with room, up to the most', () => {
    const low = { ...openGovernor(RANGE), limit: 2 };
    const decisions = see(times(9, CALM), low);
    expect(decisions.map(({ state }) => state.limit)).toEqual([2, 2, 3, 3, 3, 4, 4, 4, 5]);
    expect(last(see(times(500, CALM), low)).state.limit).toBe(20);
  });

  it('stays as it is between room and target', () => {
    const low = { ...openGovernor(RANGE), limit: 8 };
    expect(actions(see(times(50, { ...CALM, cpuPercent: 76 }), low))).toEqual([]);
  });

  it.each([
    ['memory', FULL, 'memory at 96 %, the hard limit is 95 %'],
    [
      'memory pressure',
      { ...CALM, memoryPressurePercent: 35 },
      'memory pressure at 35 %, the hard limit is 20 %',
    ],
  ])('takes nothing from the second sample at the hard limit of %s', (_, sample, reason) => {
    const decisions = see(times(2, sample));
    expect(last(decisions)).toMatchObject({ action: 'pause', reason, state: { isPaused: true, limit: 14 } });
  });

  it('takes tasks again when there has been room for three samples, and not just below the limit', () => {
    const { state } = last(see(times(2, FULL)));
    expect(actions(see(times(20, { ...CALM, memoryPercent: 90 }), state))).toEqual([]);
    expect(actions(see(times(2, CALM), state))).toEqual([]);
    expect(actions(see(times(3, CALM), state))).toEqual(['resume']);
  });

  it('decides nothing by what it can not tell', () => {
    expect(actions(see(times(20, { ...UNKNOWN, cpuPercent: 50 })))).toEqual([]);
    expect(actions(see(times(3, { ...UNKNOWN, cpuPercent: 99 })))).toEqual(['lower']);
  });

  const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
  const anySample = fc.record({
    cpuPercent: percent,
    memoryPercent: percent,
    eventLoopDelayMs: fc.option(fc.double({ min: 0, max: 10_000, noNaN: true })),
    memoryPressurePercent: percent,
  });
  const anyRange = fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 100 }))
    .map(([least, more]): Range => ({ least, most: least + more }));

  it('keeps its limit in the range, moves one step at a time and says why, whatever it sees', () => {
    fc.assert(
      fc.property(anyRange, fc.array(anySample, { maxLength: 100 }), (range, samples) => {
        let state = openGovernor(range);
        for (const sample of samples) {
          const { state: next, action, reason } = decide(state, sample, TARGETS, range);
          expect(next.limit).toBeGreaterThanOrEqual(range.least);
          expect(next.limit).toBeLessThanOrEqual(range.most);
          expect(next.limit - state.limit).toBeLessThanOrEqual(1);
          expect(action === 'keep').toBe(reason === '');
          if (action === 'keep') {
            expect([next.limit, next.isPaused]).toEqual([state.limit, state.isPaused]);
          }
          state = next;
        }
      }),
    );
  });

  it('comes back to the most after any history, once there is room for good', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 50 }), (samples) => {
        const { state } = last(see([...samples, ...times(200, CALM)]));
        expect(state).toMatchObject({ limit: RANGE.most, isPaused: false });
      }),
    );
  });
});
