import { expect, test } from 'vitest';
import type { Behaviour } from '../../../loadtest/model-server.js';
import { DECIDE_SCHEMA, NOW, startGateway } from './gateway-fixture.js';

const PASSING: readonly [string, Behaviour][] = [
  ['status 408', { kind: 'error', status: 408 }],
  ['status 500', { kind: 'error', status: 500 }],
  ['status 502', { kind: 'error', status: 502 }],
  ['status 503', { kind: 'error', status: 503 }],
  ['status 504', { kind: 'error', status: 504 }],
  ['status 429 without a delay', { kind: 'rate-limit' }],
  ['a dropped connection', { kind: 'drop' }],
  ['a connection dropped in the middle of the answer', { kind: 'drop', midway: true }],
  ['a page of HTML instead of an answer', { kind: 'page' }],
];

test.each(PASSING)('%s is tried again', async (_, behaviour) => {
  const { ask, server } = await startGateway({ script: [behaviour] });
  expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true });
  expect(server.calls()).toBe(2);
});

test.each([
  ['a dropped connection', { kind: 'drop' }],
  ['a connection dropped in the middle of the answer', { kind: 'drop', midway: true }],
] as const)(
  'a try that ended in %s may have been paid for: it counts as unanswered',
  async (_, behaviour) => {
    const { ask } = await startGateway({ script: [behaviour, behaviour] });
    expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true, unanswered: 2 });
  },
);

test('a server that takes no connection has answered nothing and is owed nothing', async () => {
  const { ask, server } = await startGateway();
  await server.close();
  const reply = await ask();
  expect(reply).toMatchObject({ ok: false, reason: 'unavailable' });
  expect(reply).not.toHaveProperty('unanswered');
});

test('after three tries the model is unavailable; the waits between them grow, with jitter', async () => {
  const { ask, server, waits } = await startGateway({ rates: { error: 1 } });
  expect(await ask()).toMatchObject({ ok: false, reason: 'unavailable' });
  expect(server.calls()).toBe(3);
  expect(waits).toEqual([250, 500]);
});

test('a rate limit waits exactly as long as the provider says, fractions included', async () => {
  const { ask, waits } = await startGateway({ script: [{ kind: 'rate-limit', retryDelay: '1.250500s' }] });
  expect(await ask()).toMatchObject({ ok: true });
  expect(waits).toEqual([1_251]);
});

test('a rate limit of more than ten seconds names its end instead of waiting', async () => {
  const { ask, server, waits } = await startGateway({
    script: [{ kind: 'rate-limit', retryDelay: '34.5s', quotaId: 'GenerateRequestsPerMinutePerProject' }],
  });
  expect(await ask()).toEqual({
    ok: false,
    reason: 'rate-limited',
    detail: expect.stringContaining('429'),
    retryAt: new Date(NOW + 34_500),
  });
  expect(server.calls()).toBe(1);
  expect(waits).toEqual([]);
});

test('a rate limit that outlasts three tries names its end', async () => {
  const named = await startGateway({ rates: { 'rate-limit': 1 } });
  // Not sooner than in a second: the provider's quarter of one did not hold three times.
  expect(await named.ask()).toMatchObject({ reason: 'rate-limited', retryAt: new Date(NOW + 1_000) });
  expect(named.server.calls()).toBe(3);
  const unnamed = await startGateway({ script: () => ({ kind: 'rate-limit' }) });
  expect(await unnamed.ask()).toMatchObject({ reason: 'rate-limited', retryAt: new Date(NOW + 30_000) });
});

test('a delay whose fraction was cut off is one of up to a second', async () => {
  const { ask, server, waits } = await startGateway({
    script: () => ({ kind: 'rate-limit', retryDelay: '0s' }),
  });
  expect(await ask()).toMatchObject({ reason: 'rate-limited', retryAt: new Date(NOW + 1_000) });
  expect(server.calls()).toBe(3);
  expect(waits).toEqual([1_000, 1_000]);
});

test.each([
  ['7', 429, 7_000],
  ['0', 429, 1_000],
  [new Date(NOW + 4_000).toUTCString(), 429, 4_000],
  [new Date(NOW - 60_000).toUTCString(), 429, 1_000],
  ['3', 503, 3_000],
])('a gateway’s “Retry-After: %s” with %i is waited for', async (delay, status, expected) => {
  const { ask, waits } = await startGateway({
    script: [{ kind: 'verbatim', status, body: 'Too busy.', headers: { 'Retry-After': delay } }],
  });
  expect(await ask()).toMatchObject({ ok: true });
  expect(waits).toEqual([expected]);
});

test('a Retry-After that is far off names its end, one that makes no sense is none, and the error itself goes before it', async () => {
  const told = (delay: string, details: readonly object[] = []) =>
    startGateway({
      script: [
        {
          kind: 'verbatim',
          status: 429,
          body: JSON.stringify({ error: { code: 429, message: 'Not now.', details } }),
          headers: { 'retry-after': delay },
        },
      ],
    });
  const far = await told('3600');
  expect(await far.ask()).toMatchObject({ reason: 'rate-limited', retryAt: new Date(NOW + 3_600_000) });
  const odd = await told('soon');
  expect(await odd.ask()).toMatchObject({ ok: true });
  expect(odd.waits).toEqual([250]);
  const both = await told('3600', [
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' },
  ]);
  expect(await both.ask()).toMatchObject({ ok: true });
  expect(both.waits).toEqual([2_000]);
});

test.each(['315576000000s', `${'9'.repeat(400)}s`])(
  'nobody waits for longer than a day: %s',
  async (retryDelay) => {
    const { ask } = await startGateway({ script: [{ kind: 'rate-limit', retryDelay }] });
    expect(await ask()).toMatchObject({ reason: 'rate-limited', retryAt: new Date(NOW + 86_400_000) });
  },
);

test.each([
  [429, 'rate-limited'],
  [503, 'unavailable'],
  [400, 'refused'],
])('an error %i whose details are no list is read without them', async (status, reason) => {
  for (const details of [{ quota: 'used up' }, 'used up', 7, null, [null, 'used up', {}]]) {
    const body = JSON.stringify({ error: { code: status, message: 'Not now.', details } });
    const { ask } = await startGateway({ script: () => ({ kind: 'verbatim', status, body }) });
    expect(await ask()).toMatchObject({ ok: false, reason, detail: expect.stringContaining('Not now.') });
  }
});

test('answers that can not be read are paid for, each of them', async () => {
  const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 10 };
  const unreadable = {
    kind: 'verbatim',
    status: 200,
    body: JSON.stringify({ candidates: 'soon', usageMetadata }),
  } as const;
  const answered = await startGateway({
    script: [
      unreadable,
      unreadable,
      { kind: 'answer', text: 'Yes.', usage: { ...usageMetadata, totalTokenCount: 110 } },
    ],
  });
  const paid = { calls: 3, usage: { promptTokens: 300, outputTokens: 30 } };
  expect(await answered.ask()).toMatchObject({ ok: true, value: 'Yes.', ...paid });
  const never = await startGateway({ script: () => unreadable });
  const reply = await never.ask();
  expect(reply).toMatchObject({ ok: false, reason: 'unavailable', ...paid });
  expect(reply.costUsd).toBeCloseTo((300 * 0.3 + 30 * 2.5) / 1e6, 12);
});

test('a used-up daily quota is back at midnight in California, whatever delay comes with it', async () => {
  const { ask, server } = await startGateway({
    script: [
      {
        kind: 'rate-limit',
        retryDelay: '2s',
        quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
      },
    ],
  });
  const midnight = new Date('2026-03-15T07:00:00Z');
  expect(await ask()).toMatchObject({ ok: false, reason: 'rate-limited', retryAt: midnight });
  expect(server.calls()).toBe(1);
});

test('a server that never answers is a timeout, tried again as often as any', async () => {
  const { ask, server } = await startGateway({ rates: { hang: 1 } }, { timeoutMs: 150 });
  expect(await ask()).toMatchObject({ ok: false, reason: 'timeout', unanswered: 3 });
  expect(server.calls()).toBe(3);
});

test('a hung try is given up and the next one answers', async () => {
  const { ask, server } = await startGateway({ script: [{ kind: 'hang' }] }, { timeoutMs: 400 });
  expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true, unanswered: 1 });
  expect(server.calls()).toBe(2);
});

test('the deadline ends a call in the middle of a try', async () => {
  const { ask, server } = await startGateway({ rates: { hang: 1 } }, { callDeadlineMs: 150 });
  expect(await ask()).toMatchObject({ ok: false, reason: 'timeout', unanswered: 1 });
  expect(server.calls()).toBe(1);
});

test('each failed call is one line of the log, with what it was', async () => {
  const { ask, lines } = await startGateway({ rates: { error: 1 } });
  await ask();
  const warnings = lines.filter(({ level }) => level === 'warn');
  expect(warnings).toMatchObject([
    {
      fields: { purpose: 'decide', key: 't0001-decide-alice', taskId: 'task-1', reason: 'unavailable' },
      message: 'model call failed',
    },
  ]);
});
