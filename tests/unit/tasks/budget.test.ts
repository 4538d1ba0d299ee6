import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { withBudget } from '../../../src/tasks/budget.js';

const SIGNAL = new AbortController().signal;

function request(key: string): ModelRequest {
  return {
    purpose: 'decide',
    key,
    scope: { clientId: 'local', taskId: 'task' },
    stablePrefix: '',
    volatileTail: key,
    temperature: 0,
    maxOutputTokens: 10,
  };
}

const answer = (changes: object = {}): ModelReply => ({
  ok: true,
  value: 'yes',
  usage: { promptTokens: 100, cachedTokens: 0, outputTokens: 10, thoughtTokens: 0 },
  model: 'test',
  source: 'model',
  costUsd: 0.01,
  savedUsd: 0,
  latencyMs: 1,
  ...changes,
});

/** A model that answers when it is told to. */
function waiting() {
  const calls: ((reply: ModelReply) => void)[] = [];
  const model: LanguageModel = {
    name: 'waiting',
    generate: () => new Promise<ModelReply>((resolve) => calls.push(resolve)),
  };
  return { model, calls };
}

const within = (limits: object, model: LanguageModel, isPaid = (_request: ModelRequest) => false) =>
  withBudget({ limits, used: NO_USAGE_TOTALS, isPaid })(model);

const answering = (reply: ModelReply): LanguageModel => ({ name: 'test', generate: async () => reply });

it.each([
  ['calls', { maxModelCalls: 3 }],
  ['tokens', { maxTokens: 330 }],
  ['dollars', { maxCostUsd: 0.03 }],
])('calls are refused once the %s are used up', async (_name, limits) => {
  const model = within(limits, answering(answer()));
  for (const key of ['a', 'b', 'c']) {
    expect(await model.generate(request(key), SIGNAL)).toMatchObject({ ok: true });
  }
  expect(await model.generate(request('d'), SIGNAL)).toEqual({ ok: false, reason: 'over-budget' });
});

it('of calls at once no more than are left are made, whatever the order of their answers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      async (left, calls) => {
        const { model, calls: open } = waiting();
        const limited = within({ maxModelCalls: left }, model);
        const replies = Array.from({ length: calls }, (_, n) => limited.generate(request(`${n}`), SIGNAL));
        for (let n = 0; n < Math.min(left, calls); n += 1) {
          while (open.length === 0) await Promise.resolve();
          open.pop()?.(answer());
        }
        const refused = (await Promise.all(replies)).filter((reply) => !reply.ok);
        expect(refused).toHaveLength(Math.max(0, calls - left));
      },
    ),
  );
});

it('a call that turned out to be free leaves its place to the one that waits', async () => {
  const { model, calls } = waiting();
  const limited = within({ maxModelCalls: 1 }, model);
  const first = limited.generate(request('a'), SIGNAL);
  const second = limited.generate(request('b'), SIGNAL);
  await Promise.resolve();
  expect(calls).toHaveLength(1);
  calls[0]?.(answer({ source: 'exact', costUsd: 0, savedUsd: 0.01 }));
  await first;
  await Promise.resolve();
  calls[1]?.(answer());
  expect(await second).toMatchObject({ ok: true });
});

it('what an earlier run paid for is not refused', async () => {
  const limited = withBudget({
    limits: { maxModelCalls: 1 },
    used: { ...NO_USAGE_TOTALS, modelCalls: 1 },
    isPaid: ({ key }) => key === 'paid',
  })(answering(answer()));
  expect(await limited.generate(request('paid'), SIGNAL)).toMatchObject({ ok: true });
  expect(await limited.generate(request('new'), SIGNAL)).toMatchObject({ reason: 'over-budget' });
});
