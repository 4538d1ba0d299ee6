import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { inTurn, ratioOf } from '../../../loadtest/loads/rounds.js';
import { growthOf, type Sample } from '../../../loadtest/loads/soak-samples.js';
import { deliveryFaults } from '../../../loadtest/pool/delivery.js';
import { drawChart } from '../../../loadtest/report/chart.js';
import { inWords, isHeld, median } from '../../../loadtest/report/load-report.js';

describe('growth over the second half', () => {
  const sampled = (values: readonly number[]): readonly Sample[] =>
    values.map((value, index) => ({
      at: index * 10,
      apiMiB: value,
      workerMiB: 0,
      apiHandles: 0,
      workerHandles: 0,
      redisKeys: 0,
      deadRows: 0,
    }));
  const growth = (values: readonly number[]) => growthOf(sampled(values), ({ apiMiB }) => apiMiB).grown;

  test('is what a straight line rises by, as a share of its mean', () => {
    const law = fc.property(
      fc.integer({ min: 100, max: 1_000 }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (first, step) => {
        const values = Array.from({ length: 41 }, (_, index) => first + index * step);
        const half = values.slice(20);
        const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
        expect(growth(values)).toBeCloseTo((20 * step) / mean, 9);
      },
    );
    fc.assert(law);
  });

  test('is within what is tolerated for a saw with high teeth, and what came before does not count', () => {
    const saw = Array.from({ length: 120 }, (_, index) => 100 + (index % 6) * 20);
    expect(Math.abs(growth(saw))).toBeLessThan(0.1);
    const warmingUp = Array.from({ length: 120 }, (_, index) => Math.min(index, 50));
    expect(growth(warmingUp)).toBeCloseTo(0, 9);
  });

  test('shows a leak of a fifth', () => {
    expect(growth(Array.from({ length: 100 }, (_, index) => 400 + 2 * index))).toBeGreaterThan(0.1);
  });
});

describe('peers are measured in turn', () => {
  it('one after the other, round by round, and compared within their round', async () => {
    const order: string[] = [];
    // A machine that gets slower all the time.
    let speed = 1_000;
    const peer = (name: string, share: number) => async () => {
      order.push(name);
      speed *= 0.9;
      return speed * share;
    };
    const rates = await inTurn(3, { bare: peer('bare', 1), ours: peer('ours', 0.5) });
    expect(order).toEqual(['bare', 'ours', 'bare', 'ours', 'bare', 'ours']);
    expect(ratioOf(rates.ours, rates.bare)).toBeCloseTo(0.45, 9);
  });
});

describe('a threshold', () => {
  it('is held at its limit, and missed beyond it', () => {
    const limit = { what: 'rate', limit: 0.6 } as const;
    expect(isHeld({ ...limit, value: 0.6, is: 'least' })).toBe(true);
    expect(isHeld({ ...limit, value: 0.59, is: 'least' })).toBe(false);
    expect(isHeld({ ...limit, value: 0.6, is: 'most' })).toBe(true);
    expect(isHeld({ ...limit, value: 0.61, is: 'most' })).toBe(false);
    expect(isHeld({ ...limit, value: Number.NaN, is: 'most' })).toBe(false);
    expect(inWords({ ...limit, value: 0.4444, is: 'least' })).toBe('rate: 0.444, at least 0.6');
  });

  test('the median of an even number of values lies between the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([9, 1, 5])).toBe(5);
  });
});

describe('a delivery', () => {
  const whole = { tasks: 2, completed: 2, lost: 0, gaps: 0, doubles: 0, resumed: 1 };
  const ids = ['a', 'b'];

  it('has no fault when each task is there and completed, even if it was resumed', () => {
    expect(deliveryFaults(whole, ids)).toEqual([]);
  });

  it.each([
    ['nothing accepted', whole, []],
    ['a lost task', { ...whole, lost: 1 }, ids],
    ['a task that is not completed', { ...whole, completed: 1 }, ids],
    ['a task that is not there', { ...whole, tasks: 1, completed: 1 }, ids],
    ['a task accepted twice', whole, ['a', 'a', 'b']],
    ['a gap', { ...whole, gaps: 1 }, ids],
    ['a double', { ...whole, doubles: 1 }, ids],
  ])('has one with %s', (_, delivery, accepted) => {
    expect(deliveryFaults(delivery, accepted)).toHaveLength(1);
  });
});

describe('a chart', () => {
  it('has a bar for each name, its limit, and no markup of its names', () => {
    const svg = drawChart({
      kind: 'bars',
      title: 'a < b',
      unit: 'ms',
      bars: [
        { name: 'R&D', value: 12 },
        { name: 'none', value: 0 },
      ],
      limit: { value: 100, label: 'at most 100' },
    });
    expect(svg.match(/<rect /g)).toHaveLength(2);
    expect(svg).toContain('a &lt; b');
    expect(svg).toContain('R&amp;D');
    expect(svg).toContain('at most 100');
    expect(svg).not.toContain('NaN');
  });

  it('joins the points of each series, also when there is only one', () => {
    const svg = drawChart({
      kind: 'lines',
      title: 't',
      unit: 'u',
      across: 'x',
      series: [
        { name: 'one', points: [[5, 1]] },
        {
          name: 'more',
          points: [
            [5, 1],
            [10, 3],
          ],
        },
      ],
    });
    expect(svg.match(/<polyline /g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
  });
});
