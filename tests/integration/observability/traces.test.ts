import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, postSimulation } from '../../support/api.js';
import { type CollectedSpan, type Collector, startCollector } from '../../support/collector.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { freePort } from '../../support/ports.js';
import { submitted } from '../../support/simulations.js';
import { until } from '../../support/until.js';

/** One trace from a client's post to each call of the model, over an API and a worker as processes of their own. */

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const UNSAMPLED = '1bf7651916cd43dd8448eb211c80319d';
const CLIENT = 'b7ad6b7169203331';
const ISOLATED = '3df7651916cd43dd8448eb211c80319f';
/**
 * A span begins by one clock, to the millisecond, and lasts by another; a process that has to wait for its processor between
 * looking at the two tells an end that much too early.
 */
const CLOCK_NS = 250_000_000n;
const TURNS = 2;
const BODY = { character_names: ['Alice', 'Bob'], turns: TURNS, seed: 7, cache: 'off' };

let collector: Collector;
let pool: ModelPool;
let url: string;
beforeAll(async () => {
  collector = await startCollector();
  pool = await openModelPool({ latency: 20 });
  // Its last runs died with their worker, so that it is played in a process of its own.
  await pool.test.db.prisma.task.update({
    where: { id: await submitted(pool.test.db, { turns: 1 }) },
    data: { uncleanEnds: 2, traceparent: `00-${ISOLATED}-${CLIENT}-01` },
  });
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LEASE_SECONDS: '60' };
  const [api] = await Promise.all([
    pool.start('workers/api', settings),
    pool.start('workers/worker', settings),
  ]);
  url = await api.ready;
});
afterAll(async () => {
  await pool.close();
  await collector.close();
});

async function play(body: object, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await postSimulation(url, body, headers);
  const { task_id: id } = (await response.json()) as { task_id: string };
  expect((await ended(url, id)).status).toBe('completed');
  return id;
}

/** All spans of a task's trace, once its run is over and told. */
function traceOf(id: string): Promise<readonly CollectedSpan[]> {
  return until(() => {
    const run = collector.spans.find(
      ({ name, attributes }) => name.startsWith('run ') && attributes['novel_engine.task'] === id,
    );
    const spans = collector.spans.filter(({ traceId }) => traceId === run?.traceId);
    return run !== undefined && spans.some(({ name }) => name.startsWith('POST ')) ? spans : undefined;
  });
}

describe('a post that belongs to a trace of its client', () => {
  let id: string;
  let spans: readonly CollectedSpan[];
  beforeAll(async () => {
    id = await play(BODY, { traceparent: `00-${TRACE}-${CLIENT}-01` });
    spans = await traceOf(id);
  });
  const named = (name: string) => spans.filter((span) => span.name === name);
  const only = (name: string) => {
    const [span, ...others] = named(name);
    if (span === undefined || others.length > 0) throw new Error(`${1 + others.length} spans ${name}`);
    return span;
  };
  const below = ({ spanId }: CollectedSpan, name: string) =>
    named(name).filter(({ parentSpanId }) => parentSpanId === spanId);

  it('is one trace over both processes', () => {
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(new Set(spans.map(({ service }) => service))).toEqual(
      new Set(['novel-engine-api', 'novel-engine-worker']),
    );
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  });

  it('goes on from the request to its acceptance, and from there to the worker', () => {
    const request = only('POST /api/simulations');
    expect(request.parentSpanId).toBe(CLIENT);
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/simulations',
      'http.response.status_code': 202,
    });
    const accept = only('accept');
    expect(accept).toMatchObject({
      parentSpanId: request.spanId,
      service: 'novel-engine-api',
      attributes: { 'novel_engine.task': id, 'novel_engine.tasks': 1 },
    });
    for (const name of ['relay', 'queue', 'claim', 'run simulation']) {
      expect(only(name), name).toMatchObject({
        parentSpanId: accept.spanId,
        service: 'novel-engine-worker',
        attributes: { 'novel_engine.task': id },
      });
    }
    expect(only('relay').endedAt).toBe(only('queue').startedAt);
    expect(only('run simulation').attributes).toMatchObject({
      'novel_engine.attempt': 1,
      'novel_engine.outcome': 'completed',
    });
  });

  it('has each turn below the run, and its calls and its commit below each turn', () => {
    const run = only('run simulation');
    const turns = below(run, 'turn').toSorted((a, b) => Number(a.startedAt - b.startedAt));
    expect(turns.map(({ attributes }) => attributes['novel_engine.turn'])).toEqual([1, 2]);
    for (const turn of turns) {
      expect(below(turn, 'model decide')).toHaveLength(2);
      expect(below(turn, 'commit')).toHaveLength(1);
      for (const part of [...below(turn, 'model decide'), ...below(turn, 'commit')]) {
        expect(part.startedAt).toBeGreaterThanOrEqual(turn.startedAt - CLOCK_NS);
        expect(part.endedAt).toBeLessThanOrEqual(turn.endedAt + CLOCK_NS);
      }
    }
    const chapters = below(run, 'chapter');
    expect(chapters).toHaveLength(TURNS);
    for (const chapter of chapters) {
      expect(below(chapter, 'model chronicle')).toHaveLength(1);
      expect(below(chapter, 'commit')).toHaveLength(1);
    }
  });

  it('tells of each call what it was for, who answered and what it used', () => {
    const calls = spans.filter(({ name }) => name.startsWith('model '));
    expect(calls).toHaveLength(3 * TURNS);
    for (const { attributes, name } of calls) {
      expect(attributes).toMatchObject({
        'novel_engine.purpose': name.slice('model '.length),
        'novel_engine.source': 'model',
        'novel_engine.call': expect.stringMatching(/^t000[12]-/),
        'gen_ai.response.model': 'gemini-2.5-flash',
      });
      expect(attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
      expect(attributes['gen_ai.usage.output_tokens']).toBeGreaterThan(0);
    }
  });

  it('holds nothing that the client wrote', () => {
    const texts = JSON.stringify(spans.map(({ attributes, name }) => [attributes, name]));
    expect(texts).not.toMatch(/Alice|Bob/);
  });
});

it('a post without a trace of its client begins one', async () => {
  const spans = await traceOf(await play(BODY, {}));
  const request = spans.find(({ name }) => name === 'POST /api/simulations');
  expect(request?.parentSpanId).toBe('');
  expect(request?.traceId).not.toBe(TRACE);
});

it('a trace that its client does not have written is not written here either', async () => {
  await play(BODY, { traceparent: `00-${UNSAMPLED}-${CLIENT}-00` });
  // What is played after it is told after it.
  await traceOf(await play(BODY, {}));
  expect(collector.spans.filter(({ traceId }) => traceId === UNSAMPLED)).toEqual([]);
});

it('a header that cannot be read begins a trace, and polls are in one only when their client wants it', async () => {
  const id = await play(BODY, { traceparent: 'no-such-thing' });
  const spans = await traceOf(id);
  expect(spans.find(({ name }) => name.startsWith('POST '))?.parentSpanId).toBe('');
  const poll = '2cf7651916cd43dd8448eb211c80319e';
  await fetch(`${url}/api/tasks/${id}`, { headers: { traceparent: `00-${poll}-${CLIENT}-01` } });
  const [span] = await until(() => {
    const found = collector.spans.filter(({ traceId }) => traceId === poll);
    return found.length > 0 ? found : undefined;
  });
  expect(span).toMatchObject({ name: 'GET /api/tasks/{id}', parentSpanId: CLIENT });
  expect(collector.spans.filter(({ name }) => name === 'GET /api/tasks/{id}')).toHaveLength(1);
});

it('a question that is answered while its client waits has the call of the model below its request', async () => {
  const question = '4ef7651916cd43dd8448eb211c8031a0';
  const response = await fetch(`${url}/api/ai/generate-response`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${question}-${CLIENT}-01` },
    body: JSON.stringify({ action: 'I open the old chest' }),
  });
  expect(response.status).toBe(200);
  const spans = await until(() => {
    const found = collector.spans.filter(({ traceId }) => traceId === question);
    return found.length > 1 ? found : undefined;
  });
  const request = spans.find(({ name }) => name === 'POST /api/ai/generate-response');
  expect(request?.parentSpanId).toBe(CLIENT);
  const calls = spans.filter(({ name }) => name.startsWith('model '));
  expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual([request?.spanId]);
  expect(calls[0]?.attributes).toMatchObject({ 'novel_engine.source': 'model' });
});

it('a run in a process of its own belongs to the trace of its post', async () => {
  const run = await until(() =>
    collector.spans.find(({ name, traceId }) => name === 'run simulation' && traceId === ISOLATED),
  );
  expect(run).toMatchObject({ service: 'novel-engine-isolated-run', parentSpanId: CLIENT });
});

it('a collector that is away delays neither work nor the end of a process', async () => {
  const alone = await openModelPool({ latency: 0 });
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` };
  const [api, worker] = await Promise.all([
    alone.start('workers/api', settings),
    alone.start('workers/worker', settings),
  ]);
  const address = await api.ready;
  const response = await postSimulation(address, BODY);
  const { task_id: id } = (await response.json()) as { task_id: string };
  expect((await ended(address, id)).status).toBe('completed');
  expect(await Promise.all([api.end(), worker.end()])).toEqual([0, 0]);
  await alone.close();
});
