import { expect, test } from 'vitest';
import { armFaultPoints } from '../../../src/tasks/fault-point.js';

function armed(text: string, environment = 'test') {
  const struck: string[] = [];
  const pass = armFaultPoints({ NODE_ENV: environment, FAULT_POINTS: text }, (action, point) => {
    struck.push(`${point} ${action}`);
  });
  return { pass, struck };
}

test('a fault point strikes at the pass that was named, once', () => {
  const { pass, struck } = armed('after-turn-commit:exit:3');
  for (let turn = 1; turn <= 5; turn += 1) {
    expect(struck).toEqual(turn > 3 ? ['after-turn-commit exit'] : []);
    pass('after-turn-commit', 'one');
  }
  expect(struck).toHaveLength(1);
});

test('it can be meant for one task', () => {
  const { pass, struck } = armed('after-claim@0f-1:kill, before-finish:throw');
  pass('after-claim', '0f-2');
  expect(struck).toEqual([]);
  pass('after-claim', '0f-1');
  pass('before-finish', '0f-2');
  expect(struck).toEqual(['after-claim kill', 'before-finish throw']);
});

test('nobody but a test can arm one', () => {
  for (const environment of ['production', 'development']) {
    const { pass, struck } = armed('after-claim:kill', environment);
    pass('after-claim', 'one');
    expect(struck).toEqual([]);
  }
});

test('an entry that can not be read is refused, so that no test passes because nothing struck', () => {
  expect(() => armed('after-claim:explode')).toThrow(RangeError);
});
