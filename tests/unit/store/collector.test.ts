import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Beside, createCollector } from '../../../src/store/collector.js';
import { until } from '../../support/until.js';

/** A collector whose statements end when they are told to: each answers with the numbers that it was asked for, doubled. */
function collecting(options: { readonly lanes: number; readonly most: number; readonly beside?: Beside }) {
  const sent: { readonly asked: readonly number[]; readonly end: () => Promise<void> }[] = [];
  const { ask } = createCollector<number, number>({
    ...options,
    run: (asked) =>
      new Promise((resolve) => {
        const end = async () => {
          resolve(asked.map((each) => 2 * each));
          await setImmediate();
        };
        sent.push({ asked, end });
      }),
  });
  const askAll = async (numbers: readonly number[]) => {
    const answers = numbers.map(ask);
    await setImmediate();
    await setImmediate();
    return answers;
  };
  return { askAll, sent, asked: () => sent.map((each) => each.asked) };
}

describe('requests for the database', () => {
  it('that come in one turn go together, and each has its own answer', async () => {
    const { askAll, sent, asked } = collecting({ lanes: 2, most: 10 });
    const answers = await askAll([1, 2, 3]);
    expect(asked()).toEqual([[1, 2, 3]]);
    await sent[0]?.end();
    expect(await Promise.all(answers)).toEqual([2, 4, 6]);
  });

  it('wait for those under way when all lanes are taken, and then go together', async () => {
    const { askAll, sent, asked } = collecting({ lanes: 2, most: 2 });
    await askAll([1]);
    await askAll([2]);
    await askAll([3, 4, 5]);
    expect(asked()).toEqual([[1], [2]]);
    await sent[0]?.end();
    expect(asked()).toEqual([[1], [2], [3, 4]]);
    await sent[1]?.end();
    expect(asked()).toEqual([[1], [2], [3, 4], [5]]);
  });

  it('wait for those under way unless they are worth a lane of their own', async () => {
    const { askAll, sent, asked } = collecting({
      lanes: 2,
      most: 10,
      beside: { least: 3, waitMs: 600_000 },
    });
    await askAll([1]);
    await askAll([2]);
    await askAll([3]);
    expect(asked()).toEqual([[1]]);
    await askAll([4]);
    expect(asked()).toEqual([[1], [2, 3, 4]]);
    await askAll([5]);
    await sent[1]?.end();
    expect(asked()).toHaveLength(2);
    await sent[0]?.end();
    expect(asked()).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('wait no longer than a moment for one that hangs', async () => {
    const { askAll, sent, asked } = collecting({ lanes: 2, most: 10, beside: { least: 3, waitMs: 5 } });
    await askAll([1]);
    const answers = await askAll([2]);
    await until(() => asked().length === 2);
    await sent[1]?.end();
    expect(await Promise.all(answers)).toEqual([4]);
  });
});
