import type { CacheStore, StoreSize } from '../cache/store.js';
import type { Database } from '../store/database.js';
import { migrationNames } from '../store/schema-engine.js';
import type { HttpMetrics, Performance } from './http-metrics.js';

/**
 * What the health routes say, measured when they are asked. Every probe runs on its own and is given up after
 * `PROBE_MS`, so that the answer comes in time whatever hangs; probes that are under way are shared, so that a storm of
 * checks is no load.
 */

export const PROBE_MS = 2000;
/** A worker that hasn't reported for this long counts as gone. */
const WORKER_SILENCE_SECONDS = 15;
/** The share of cached calls is that of so many tasks at most. */
const TASKS_LOOKED_AT = 500;

export interface ModelIdentity {
  readonly name: string;
  readonly kind: 'offline' | 'gemini';
}

export interface HealthReport {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly timestamp: string;
  readonly version: string;
  readonly services: {
    /** `response_time` in seconds; `collections` is the number of tables. */
    readonly database: {
      readonly status: 'connected' | 'unreachable';
      readonly response_time: number | null;
      readonly collections: number | null;
    };
    readonly queue: { readonly status: 'connected' | 'unreachable'; readonly response_time: number | null };
    /** The store that the pool's processes share, and its share of the calls of tasks that ended in the last hour. */
    readonly cache: {
      readonly status: 'connected' | 'full' | 'unreachable';
      readonly store: CacheStore['kind'];
      readonly entries: number | null;
      readonly hit_rate: number | null;
      readonly memory_usage: string | null;
    };
    /** Kinds of calls that the semantic cache no longer answers, since too many of its checked hits were wrong. */
    readonly semantic_cache: { readonly switched_off: SwitchedOff[] };
    readonly workers: { readonly status: 'available' | 'none' | 'unknown'; readonly seen: number | null };
    /** `configured`: a provider stands behind it, whose health is in the metrics of those who call it. */
    readonly ai_service: { readonly status: 'available' | 'configured'; readonly model: string };
  };
  readonly performance: Performance;
}

export interface SwitchedOff {
  readonly purpose: string;
  readonly checks: number;
  readonly disagreements: number;
  /** Upper bound on the share of wrong hits, 0..1. */
  readonly bound: number;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: {
    readonly database: boolean;
    readonly queue: boolean;
    readonly migrations: boolean;
    /** False as soon as the process was told to stop. */
    readonly accepting: boolean;
  };
}

export interface HealthDependencies {
  readonly db: Database;
  readonly queueHealth: () => Promise<void>;
  readonly cache: Pick<CacheStore, 'kind' | 'size'>;
  readonly model: ModelIdentity;
  readonly isDraining: () => boolean;
  /** Reads the pool's state: this process may not have met it. */
  readonly semanticSwitchedOff: () => Promise<readonly SwitchedOff[]>;
  readonly version: string;
  readonly metrics: HttpMetrics;
}

/** What one probe found: its value and how many seconds it took, or nothing. */
interface Finding<T> {
  readonly value: T;
  readonly seconds: number;
}

interface StoreFacts {
  readonly tables: number;
  readonly workers: number;
  readonly missingMigrations: number;
  /** Share of model calls that a cache answered, 0..1; null where none was made. */
  readonly hitRate: number | null;
}

export class Health {
  private readonly probeStore: () => Promise<Finding<StoreFacts> | undefined>;
  private readonly probeSemantic: () => Promise<Finding<readonly SwitchedOff[]> | undefined>;
  private readonly probeQueue: () => Promise<Finding<void> | undefined>;
  private readonly probeCache: () => Promise<Finding<StoreSize> | undefined>;

  constructor(private readonly deps: HealthDependencies) {
    this.probeStore = shared(() => probe(() => storeFacts(deps.db)));
    this.probeSemantic = shared(() => probe(deps.semanticSwitchedOff));
    this.probeQueue = shared(() => probe(deps.queueHealth));
    this.probeCache = shared(() => probe(() => deps.cache.size()));
  }

  async report(): Promise<HealthReport> {
    const { model, version, metrics } = this.deps;
    const [store, queue, cache, semantic] = await Promise.all([
      this.probeStore(),
      this.probeQueue(),
      this.probeCache(),
      this.probeSemantic(),
    ]);
    const workers = store?.value.workers;
    const cacheStatus = cache === undefined ? 'unreachable' : cache.value.isFull ? 'full' : 'connected';
    const isWhole = queue !== undefined && cacheStatus === 'connected' && workers !== 0;
    return {
      status: store === undefined ? 'unhealthy' : isWhole ? 'healthy' : 'degraded',
      timestamp: new Date().toISOString(),
      version,
      services: {
        database: {
          status: store === undefined ? 'unreachable' : 'connected',
          response_time: store?.seconds ?? null,
          collections: store?.value.tables ?? null,
        },
        queue: {
          status: queue === undefined ? 'unreachable' : 'connected',
          response_time: queue?.seconds ?? null,
        },
        cache: {
          status: cacheStatus,
          store: this.deps.cache.kind,
          entries: cache?.value.entries ?? null,
          hit_rate: store?.value.hitRate ?? null,
          memory_usage: cache === undefined ? null : `${(cache.value.bytes / 1e6).toFixed(1)}MB`,
        },
        semantic_cache: { switched_off: [...(semantic?.value ?? [])] },
        workers: {
          status: workers === undefined ? 'unknown' : workers === 0 ? 'none' : 'available',
          seen: workers ?? null,
        },
        ai_service: { status: model.kind === 'offline' ? 'available' : 'configured', model: model.name },
      },
      performance: metrics.performance(),
    };
  }

  /** @param queueMayBeAway whether the process is ready without its queue: posts are taken then and wait for it */
  async readiness(queueMayBeAway = false): Promise<ReadinessReport> {
    const accepting = !this.deps.isDraining();
    const [store, queue] = await Promise.all([this.probeStore(), this.probeQueue()]);
    const checks = {
      database: store !== undefined,
      queue: queue !== undefined,
      migrations: store?.value.missingMigrations === 0,
      accepting,
    };
    const ready = Object.values({ ...checks, queue: queueMayBeAway || checks.queue }).every(Boolean);
    return { ready, checks };
  }
}

async function storeFacts(db: Database): Promise<StoreFacts> {
  const [facts] = await db.query<StoreFacts>`
    SELECT (SELECT count(*)::int FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace) AS tables,
           (SELECT count(*)::int FROM worker_heartbeat
            WHERE seen_at > now() - make_interval(secs => ${WORKER_SILENCE_SECONDS}::int)) AS workers,
           (SELECT count(*)::int FROM unnest(${migrationNames()}::text[]) AS known(name)
            WHERE NOT EXISTS (
              SELECT 1 FROM _prisma_migrations
              WHERE migration_name = name AND finished_at IS NOT NULL AND rolled_back_at IS NULL)) AS "missingMigrations",
           (SELECT round(sum(cached) / nullif(sum(cached + made), 0), 3)::float8
            FROM (SELECT coalesce((usage ->> 'cached_calls')::numeric, 0) AS cached,
                         coalesce((usage ->> 'model_calls')::numeric, 0) AS made
                  FROM task WHERE completed_at > now() - interval '1 hour'
                  ORDER BY completed_at DESC LIMIT ${TASKS_LOOKED_AT}::int) calls) AS "hitRate"`;
  return facts ?? { tables: 0, workers: 0, missingMigrations: 0, hitRate: null };
}

/** Runs a probe for at most `PROBE_MS`: one that fails or hangs found nothing. */
export async function probe<T>(measure: () => Promise<T>): Promise<Finding<T> | undefined> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PROBE_MS);
  });
  try {
    return await Promise.race([
      measure().then(
        (value) => ({ value, seconds: Math.round(performance.now() - start) / 1000 }),
        () => undefined,
      ),
      giveUp,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets callers that come while a round is under way have its outcome. */
function shared<T>(run: () => Promise<T>): () => Promise<T> {
  let round: Promise<T> | undefined;
  return () => {
    round ??= run().finally(() => {
      round = undefined;
    });
    return round;
  };
}
