import { expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { limitReached } from '../../../src/tasks/limits.js';

const used = { ...NO_USAGE_TOTALS, modelCalls: 5, promptTokens: 60, outputTokens: 40, costUsd: 0.5 };

it('a run without limits never comes to one', () => {
  expect(limitReached({}, used, null, 0)).toBeNull();
});

it.each([
  ['max_model_calls', { maxModelCalls: 5 }],
  ['max_tokens', { maxTokens: 100 }],
  ['max_cost_usd', { maxCostUsd: 0.5 }],
])('a run that has used up %s is told so', (name, limits) => {
  expect(limitReached(limits, used, null, 0)).toContain(name);
  expect(limitReached(limits, NO_USAGE_TOTALS, null, 0)).toBeNull();
});

it('a run is over at its deadline, and not before', () => {
  const deadline = new Date(1_000);
  expect(limitReached({ deadlineSeconds: 1 }, used, deadline, 999)).toBeNull();
  expect(limitReached({ deadlineSeconds: 1 }, used, deadline, 1_000)).toContain('DEADLINE_EXCEEDED');
});
