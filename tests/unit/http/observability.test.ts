import { describe, expect, it, vi } from 'vitest';
import { PROBE_MS, probe } from '../../../src/observability/health.js';
import { HttpMetrics, type RequestSample } from '../../../src/observability/http-metrics.js';

const SAMPLE: RequestSample = { method: 'GET', route: '/livez', status: 200, seconds: 0.1, held: false };

import { createLog } from '../../../src/observability/log.js';

describe('the last minute', () => {
  it('is summed over all requests, the duration of held ones left out', () => {
    const metrics = new HttpMetrics(() => 1000.5);
    metrics.observe(SAMPLE);
    metrics.observe({ ...SAMPLE, seconds: 0.3 });
    metrics.observe({ ...SAMPLE, seconds: 60, held: true });
    metrics.observe({ ...SAMPLE, status: 503, seconds: 0.2 });
    expect(metrics.performance()).toEqual({
      avg_response_time: 0.2,
      requests_per_minute: 4,
      error_rate: 0.25,
    });
  });

  it('forgets what is older', () => {
    let now = 1000;
    const metrics = new HttpMetrics(() => now);
    metrics.observe(SAMPLE);
    now += 59;
    expect(metrics.performance().requests_per_minute).toBe(1);
    now += 1;
    expect(metrics.performance()).toEqual({ avg_response_time: 0, requests_per_minute: 0, error_rate: 0 });
    metrics.observe({ ...SAMPLE, seconds: 0.5 });
    expect(metrics.performance()).toMatchObject({ avg_response_time: 0.5, requests_per_minute: 1 });
  });

  it('keeps unknown methods under one label', async () => {
    const metrics = new HttpMetrics();
    metrics.observe({ ...SAMPLE, method: 'BREW' });
    metrics.observe({ ...SAMPLE, method: 'WHEN' });
    expect(await metrics.text(undefined, true)).toContain('{method="OTHER",route="/livez",status="200"} 2');
  });
});

describe('the log', () => {
  it('blanks out what callers are known by', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', name: 'api' }, { write: (line) => lines.push(line) });
    const headers = {
      authorization: 'Bearer s3cret',
      'x-api-key': 's3cret',
      cookie: 's3cret',
      accept: '*/*',
    };
    log.info({ headers, req: { headers }, request: { headers } }, 'asked');
    log.debug('not at this level');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('s3cret');
    expect(lines[0]).toContain('*/*');
  });
});

describe('a probe', () => {
  it('finds a value and how long it took', async () => {
    expect(await probe(async () => 7)).toMatchObject({ value: 7, seconds: expect.any(Number) });
  });

  it('finds nothing when it fails', async () => {
    expect(await probe(() => Promise.reject(new Error('away')))).toBeUndefined();
  });

  it('finds nothing when it hangs, in time', async () => {
    vi.useFakeTimers();
    const found = probe(() => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(PROBE_MS);
    expect(await found).toBeUndefined();
    vi.useRealTimers();
  });
});
