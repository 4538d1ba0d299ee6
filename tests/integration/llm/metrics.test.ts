import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { withFallback } from '../../../src/llm/fallback.js';
import { gatewayOver } from '../../../src/llm/gateway.js';
import type { GatewayEvent } from '../../../src/llm/observer.js';
import type { LanguageModel } from '../../../src/llm/port.js';
import { GatewayMetrics } from '../../../src/observability/gateway-metrics.js';
import { answerOf } from '../../unit/cache/questions.js';
import { API_KEY, DECIDE_SCHEMA, requestOf, startGateway } from './gateway-fixture.js';

/** A gateway whose events are counted, and what the counters say: `name{label="value",…}` to number. */
async function measured(...[options, config]: Parameters<typeof startGateway>) {
  const registry = new Registry();
  const metrics = new GatewayMetrics(registry);
  const gateway = await startGateway(options, config, 'skips waits', metrics.observe);
  const figures = async () =>
    new Map(
      (await registry.metrics())
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => {
          const [name = '', value] = line.split(/ (?=[^ ]+$)/);
          return [name.replace('novel_engine_llm_', ''), Number(value)] as const;
        }),
    );
  return { ...gateway, registry, metrics, figures };
}

test('calls, tokens, money, retries and repairs are counted by purpose and source', async () => {
  const usage = {
    promptTokenCount: 1_000,
    cachedContentTokenCount: 400,
    candidatesTokenCount: 50,
    thoughtsTokenCount: 150,
    totalTokenCount: 1_200,
  };
  const { ask, figures } = await measured({
    script: [
      { kind: 'answer', text: 'The hatch creaks.', usage },
      { kind: 'error', status: 503 },
      { kind: 'malformed' },
      { kind: 'answer' },
      { kind: 'blocked', by: 'answer', reason: 'SAFETY' },
    ],
  });
  await ask({ purpose: 'chronicle' });
  await ask({ schema: DECIDE_SCHEMA });
  await ask();
  const found = await figures();
  expect(found.get('calls_total{purpose="chronicle",outcome="ok",source="model"}')).toBe(1);
  expect(found.get('calls_total{purpose="decide",outcome="ok",source="model"}')).toBe(1);
  expect(found.get('calls_total{purpose="decide",outcome="refused",source="none"}')).toBe(1);
  expect(found.get('call_duration_seconds_count{purpose="chronicle",source="model"}')).toBe(1);
  for (const [kind, tokens] of [
    ['prompt', 1_000],
    ['cached', 400],
    ['output', 50],
    ['thought', 150],
  ]) {
    expect(found.get(`tokens_total{purpose="chronicle",source="model",kind="${kind}"}`)).toBe(tokens);
  }
  expect(found.get('cost_usd_total{purpose="chronicle",source="model"}')).toBeCloseTo(
    (600 * 0.3 + 400 * 0.03 + 200 * 2.5) / 1e6,
    12,
  );
  expect(found.get('retries_total{purpose="decide",reason="unavailable"}')).toBe(1);
  expect(found.get('repairs_total{purpose="decide"}')).toBe(1);
  expect(found.get('limiter_wait_seconds_count{purpose="decide",limit="concurrency"}')).toBe(4);
});

test('a call of a run in which another model stands in is counted as answered by that', async () => {
  const events: GatewayEvent[] = [];
  const away: LanguageModel = { name: 'away', generate: async () => ({ ok: false, reason: 'unavailable' }) };
  const offline: LanguageModel = { name: 'offline', generate: async () => answerOf('It rains.') };
  const { model, forRun } = gatewayOver(away, {}, (event) => events.push(event));
  const reuse = { cache: 'use', within: 'task' } as const;
  const run = forRun({ reuse, standIn: (next) => withFallback(next, offline) });
  const signal = new AbortController().signal;
  await run.generate(requestOf(), signal);
  await forRun({ reuse }).generate(requestOf(), signal);
  await model.generate(requestOf(), signal);
  expect(events).toMatchObject([
    { type: 'call', outcome: 'ok', source: 'fallback', costUsd: 0 },
    { type: 'call', outcome: 'unavailable' },
    { type: 'call', outcome: 'unavailable' },
  ]);
});

test('the breaker shows its state, from the first moment and through every change', async () => {
  let down = true;
  const { ask, figures, advance, metrics } = await measured({
    script: () => (down ? { kind: 'error', status: 503 } : undefined),
  });
  const states = async () => {
    const found = await figures();
    return ['closed', 'open', 'half-open'].filter((state) => found.get(`breaker_state{state="${state}"}`));
  };
  expect(await states()).toEqual(['closed']);
  for (let call = 0; call < 7; call += 1) await ask();
  expect(await states()).toEqual(['open']);
  expect(metrics.breaker).toBe('open');
  down = false;
  advance(15_000);
  await ask();
  expect(await states()).toEqual(['closed']);
});

test('what the caches tell has its own figures', async () => {
  const { metrics, figures } = await measured();
  metrics.observe({ type: 'cache', tier: 'exact', purpose: 'decide', outcome: 'hit' });
  metrics.observe({ type: 'cache', tier: 'semantic', purpose: 'action', outcome: 'miss' });
  metrics.observe({ type: 'guard-rejection', purpose: 'action', guard: 'numbers' });
  metrics.observe({ type: 'verification', purpose: 'action', wrong: true, bound: 0.02 });
  const found = await figures();
  expect(found.get('cache_requests_total{tier="exact",purpose="decide",outcome="hit"}')).toBe(1);
  expect(found.get('cache_requests_total{tier="semantic",purpose="action",outcome="miss"}')).toBe(1);
  expect(found.get('guard_rejections_total{purpose="action",guard="numbers"}')).toBe(1);
  expect(found.get('verifications_total{purpose="action",result="wrong"}')).toBe(1);
  expect(found.get('semantic_error_bound{purpose="action"}')).toBe(0.02);
});

test('the key is in no metric, whatever the server says', async () => {
  const { ask, registry } = await measured({
    script: () => ({ kind: 'error', status: 400, message: `The key ${API_KEY} is not valid` }),
  });
  await ask();
  const text = await registry.metrics();
  expect(text).toContain('calls_total');
  expect(text).not.toContain(API_KEY);
});
