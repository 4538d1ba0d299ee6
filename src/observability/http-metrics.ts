import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { TaskCounts } from '../store/task-reads.js';
import { SheddingMetrics } from './shedding-metrics.js';

/**
 * What is counted about requests: for Prometheus, by method, route pattern and status (never by path, so that ids
 * don't become labels), and for the health answer over the last minute.
 */

export interface RequestSample {
  readonly method: string;
  /** The route's pattern, or `unmatched`. */
  readonly route: string;
  /** 499 when the client left before the answer. */
  readonly status: number;
  readonly seconds: number;
  /** Held open because the client asked to wait: its duration says nothing about the server. */
  readonly held: boolean;
}

/** Seconds, share and rate over the last minute; all 0 when nothing was asked. */
export interface Performance {
  readonly avg_response_time: number;
  readonly requests_per_minute: number;
  readonly error_rate: number;
}

/** What was asked of one route. */
export interface RouteTotals {
  readonly method: string;
  readonly route: string;
  readonly count: number;
  readonly errors: number;
  /** Requests that were not held, and the seconds that they took together. */
  readonly timed: number;
  readonly seconds: number;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const WINDOW_SECONDS = 60;

export class HttpMetrics {
  readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'novel_engine_http_requests_total',
    help: 'Requests answered, by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'novel_engine_http_request_duration_seconds',
    help: 'Time to answer, by method and route pattern; requests that asked to be held are left out',
    labelNames: ['method', 'route'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });
  private readonly tasks = new Gauge({
    name: 'novel_engine_tasks',
    help: 'Tasks in the database, by status',
    labelNames: ['status'],
    registers: [this.registry],
  });
  private readonly oldestQueued = new Gauge({
    name: 'novel_engine_oldest_queued_seconds',
    help: 'Age of the task that has waited longest; 0 when none waits',
    registers: [this.registry],
  });
  private readonly databaseUp = new Gauge({
    name: 'novel_engine_database_up',
    help: '1 when the database answered this scrape; the task gauges are left out when it did not',
    registers: [this.registry],
  });
  private readonly queueUp = new Gauge({
    name: 'novel_engine_queue_up',
    help: "1 when the queue's store answered this scrape; while it doesn't, what is accepted waits",
    registers: [this.registry],
  });
  readonly shedding = new SheddingMetrics(this.registry);
  private readonly window: RollingWindow;

  constructor(now: () => number = () => performance.now() / 1000) {
    this.window = new RollingWindow(WINDOW_SECONDS, now);
    collectDefaultMetrics({ register: this.registry });
  }

  observe(sample: RequestSample): void {
    const method = METHODS.has(sample.method) ? sample.method : 'OTHER';
    this.requests.inc({ method, route: sample.route, status: sample.status });
    if (!sample.held) {
      this.durations.observe({ method, route: sample.route }, sample.seconds);
    }
    this.window.add(sample.held ? undefined : sample.seconds, sample.status >= 500);
  }

  /** Prometheus text with the tasks that there are, undefined when the database didn't say in time, and how the queue is. */
  async text(counts: TaskCounts | undefined, isQueueUp: boolean): Promise<string> {
    this.queueUp.set(isQueueUp ? 1 : 0);
    this.tasks.reset();
    this.oldestQueued.reset();
    this.databaseUp.set(counts === undefined ? 0 : 1);
    for (const [status, tasks] of Object.entries(counts?.byStatus ?? {})) {
      this.tasks.set({ status }, tasks);
    }
    if (counts === undefined) {
      this.oldestQueued.remove();
    } else {
      this.oldestQueued.set(counts.oldestQueuedSeconds);
    }
    return this.registry.metrics();
  }

  /** By method and route, since the process started. */
  async totals(): Promise<readonly RouteTotals[]> {
    const totals = new Map<string, { -readonly [Key in keyof RouteTotals]: RouteTotals[Key] }>();
    const of = (labels: Partial<Record<'method' | 'route', string | number>>) => {
      const [method, route] = [String(labels.method), String(labels.route)];
      const key = `${method} ${route}`;
      const found = totals.get(key) ?? { method, route, count: 0, errors: 0, timed: 0, seconds: 0 };
      totals.set(key, found);
      return found;
    };
    for (const { labels, value } of (await this.requests.get()).values) {
      const route = of(labels);
      route.count += value;
      route.errors += Number(labels.status) >= 500 ? value : 0;
    }
    for (const { labels, value, metricName } of (await this.durations.get()).values) {
      if (metricName?.endsWith('_sum')) of(labels).seconds = value;
      if (metricName?.endsWith('_count')) of(labels).timed = value;
    }
    return [...totals.values()];
  }

  performance(): Performance {
    return this.window.summary();
  }
}

interface Bucket {
  second: number;
  requests: number;
  errors: number;
  timed: number;
  seconds: number;
}

/** Sums per second over the last `length` seconds, in a ring that is never longer. */
class RollingWindow {
  private readonly buckets: Bucket[] = [];

  constructor(
    private readonly length: number,
    /** Seconds that only grow. */
    private readonly now: () => number,
  ) {}

  add(seconds: number | undefined, isError: boolean): void {
    const second = Math.floor(this.now());
    const slot = second % this.length;
    let bucket = this.buckets[slot];
    if (bucket === undefined || bucket.second !== second) {
      bucket = { second, requests: 0, errors: 0, timed: 0, seconds: 0 };
      this.buckets[slot] = bucket;
    }
    bucket.requests += 1;
    bucket.errors += isError ? 1 : 0;
    if (seconds !== undefined) {
      bucket.timed += 1;
      bucket.seconds += seconds;
    }
  }

  summary(): Performance {
    const oldest = Math.floor(this.now()) - this.length + 1;
    const sum = { requests: 0, errors: 0, timed: 0, seconds: 0 };
    for (const bucket of this.buckets) {
      if (bucket !== undefined && bucket.second >= oldest) {
        sum.requests += bucket.requests;
        sum.errors += bucket.errors;
        sum.timed += bucket.timed;
        sum.seconds += bucket.seconds;
      }
    }
    return {
      avg_response_time: round(sum.timed === 0 ? 0 : sum.seconds / sum.timed),
      requests_per_minute: Math.round((sum.requests * 60) / this.length),
      error_rate: round(sum.requests === 0 ? 0 : sum.errors / sum.requests),
    };
  }
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
