import { afterAll, describe, expect, it } from 'vitest';
import { openOtelTracing } from '../../../src/observability/otel-tracing.js';
import { traceIdOf, UNTRACED, within } from '../../../src/observability/tracing.js';

/** Nobody listens there, and nothing here waits for it. */
const options = { endpoint: 'http://127.0.0.1:9', program: 'test', version: '0', host: 'here' };
const tracing = openOtelTracing({ ...options, sampleRatio: 1 });
const sparing = openOtelTracing({ ...options, sampleRatio: 0 });
afterAll(() => Promise.all([tracing.close(), sparing.close()]));

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('a span', () => {
  it('goes on from the parent that it is told, and so do those below it', () => {
    const span = tracing.start('run', `00-${TRACE}-${SPAN}-01`);
    expect(span.traceparent).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-01$`));
    expect(span.traceparent).not.toContain(SPAN);
    const child = span.child('turn');
    expect(child.traceparent).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-01$`));
    expect(child.traceparent).not.toBe(span.traceparent);
    expect(traceIdOf(child.traceparent)).toBe(TRACE);
  });

  it.each([
    null,
    '',
    'no-such-thing',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  ])('begins a trace of its own after the parent %j', (parent) => {
    expect(tracing.start('run', parent).traceparent).toMatch(/^00-(?!0af7|0{32})[\da-f]{32}-[\da-f]{16}-01$/);
  });

  it('is written if its parent is, whatever share of new ones is', () => {
    expect(sparing.start('run', `00-${TRACE}-${SPAN}-01`).traceparent).toMatch(/-01$/);
    expect(tracing.start('run', `00-${TRACE}-${SPAN}-00`).traceparent).toMatch(
      new RegExp(`^00-${TRACE}-[\\da-f]{16}-00$`),
    );
    expect(sparing.start('run', null).traceparent).toMatch(/-00$/);
  });

  it('takes nothing from the work that it is around', async () => {
    const failure = new Error('a word of the client');
    expect(await within(tracing.start('turn', null), async () => 7)).toBe(7);
    await expect(within(tracing.start('turn', null), () => Promise.reject(failure))).rejects.toBe(failure);
  });
});

it('without a collector there is nothing to go on from', () => {
  const span = UNTRACED.start('run', `00-${TRACE}-${SPAN}-01`).child('turn');
  expect(span.traceparent).toBeNull();
  expect(traceIdOf(span.traceparent)).toBeUndefined();
});
