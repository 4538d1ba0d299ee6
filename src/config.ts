import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import { featuresOf } from './features.js';
import { TASK_QUEUES, type TaskQueueName } from './queue/names.js';
import {
  type ApiKey,
  apiKeys,
  byteSize,
  flag,
  integer,
  origins,
  percent,
  postgresUrl,
  prices,
  purposes,
  queues,
  redisUrl,
  rollouts,
  seconds,
  share,
  url,
} from './setting-forms.js';

export { type ApiKey, type Role, STARTER_CLIENT } from './setting-forms.js';

/**
 * All settings of the program: one schema over the environment, parsed once per process before anything starts. An
 * empty variable counts as absent. A value that doesn't fit is reported by name, with what would fit.
 */

/** A setting that is missing or doesn't fit; every problem is listed. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Configuration: ${problems.join('; ')}`);
    this.name = 'ConfigError';
  }
}

/** Who every caller is on a server without keys. */
export const LOCAL_CLIENT = 'local';

const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(0, 65535).default(8000),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  DIRECT_DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: integer(1, 100).optional(),
  MIGRATE_ON_START: flag.optional(),
  REDIS_URL: redisUrl.optional(),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be lower-case letters, digits and _, 31 at most')
    .default('novel_engine'),
  CACHE_REDIS_URL: redisUrl.optional(),
  CACHE_TTL: seconds(1, 31_536_000).default(3600),
  CACHE_MEMORY: byteSize.default(67_108_864),
  CACHE_MAX_ENTRIES: integer(1, 100_000_000).default(20_000),
  GEMINI_API_KEY: z.string().optional(),
  GEMINI_MODEL: z.string().default('gemini-2.5-flash'),
  GEMINI_BASE_URL: url('http', 'https').optional(),
  GEMINI_TIMEOUT: seconds(0.1, 600).default(30),
  DECISION_DEADLINE_SECONDS: seconds(1, 3600).default(120),
  OUTAGE_PATIENCE_SECONDS: seconds(0, 86_400).default(120),
  LLM_FALLBACK: z.enum(['offline', 'fail'], { error: 'must be offline or fail' }).default('offline'),
  LLM_MAX_CONCURRENCY: integer(1, 10_000).default(64),
  LLM_PRICES: prices.optional(),
  LLM_RPM: integer(1, 10_000_000).optional(),
  LLM_TPM: integer(1_000, 100_000_000_000).optional(),
  /** Calls whose answer is a fact about their text and not a piece of a story. */
  SEMANTIC_CACHE_PURPOSES: purposes.default(['scenario.analyze', 'validate-action', 'generate-response']),
  SEMANTIC_EMBEDDER: z
    .enum(['offline', 'provider'], { error: 'must be offline or provider' })
    .default('offline'),
  GEMINI_EMBEDDING_MODEL: z.string().default('gemini-embedding-001'),
  SEMANTIC_VERIFY_RATE: share.default(0.02),
  SEMANTIC_MAX_ERROR: share.default(0.01),
  API_KEYS: apiKeys.optional(),
  CORS_ORIGINS: origins.default([]),
  MAX_REQUEST_SIZE: byteSize.default(1048576),
  WORKER_PROCESSES: integer(1, 256).default(2),
  WORKER_QUEUES: queues.default([...TASK_QUEUES]),
  WORKER_NICE: integer(0, 19).default(5),
  MAX_CONCURRENT_SIMULATIONS: integer(1, 1000).default(10),
  MIN_CONCURRENT_SIMULATIONS: integer(1, 1000).default(1),
  POOL_MAX_SIMULATIONS: integer(1, 1_000_000).optional(),
  GOVERNOR: flag.default(true),
  MAX_CPU_PERCENT: percent.default(80),
  MAX_MEMORY_PERCENT: percent.default(85),
  MAX_EVENT_LOOP_DELAY_MS: integer(1, 60_000).default(200),
  MAX_CONCURRENT_SCENARIOS: integer(1, 1000).default(2),
  SCENARIO_PARALLEL_STEPS: integer(1, 16).default(4),
  MAX_CONCURRENT_ACTIONS: integer(1, 1000).default(10),
  SESSION_MAX_WAITING: integer(1, 10_000).default(50),
  SESSION_ACTIONS_PER_MINUTE: integer(1, 100_000).default(60),
  LEASE_SECONDS: seconds(0.5, 3600).default(30),
  DISPATCH_TIMEOUT: seconds(0.5, 3600).default(10),
  MAX_ATTEMPTS: integer(1, 100).default(5),
  QUEUE_SIZE: integer(1, 1_000_000).default(10_000),
  CLIENT_QUEUE_SIZE: integer(1, 1_000_000).optional(),
  CLIENT_MAX_ACTIVE: integer(1, 1_000_000).optional(),
  CLIENT_MAX_COST_USD_PER_DAY: z.coerce
    .number({ error: 'must be an amount in US dollars' })
    .min(0)
    .optional(),
  RATE_LIMIT_REQUESTS: integer(1, 1_000_000).optional(),
  RATE_LIMIT_WINDOW: seconds(1, 86_400).default(60),
  FEATURES: rollouts.default({}),
  RETENTION_DAYS: z.coerce.number({ error: 'must be a number of days' }).positive().max(36_500).default(30),
  METRICS_PORT: integer(0, 65535).optional(),
  SHUTDOWN_SECONDS: seconds(0, 3600).default(25),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https').optional(),
  OTEL_TRACES_SAMPLER_ARG: share.default(1),
});

/** Every variable that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(environmentSchema.shape);

export type Environment = Readonly<Record<string, string | undefined>>;

export type Config = ReturnType<typeof readConfig>;

/** Each variable's value, as it was given or by default; undefined for one that has none. */
type Settings = z.infer<typeof environmentSchema>;

function readSettings(environment: Environment): Settings {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape)
      .map((name) => [name, environment[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  return parsed.data;
}

/** With what isn't given and goes by another setting. */
function withDerived(settings: Settings) {
  const { DATABASE_URL, DIRECT_DATABASE_URL, MIGRATE_ON_START, REDIS_URL, CACHE_REDIS_URL } = settings;
  return {
    ...settings,
    DIRECT_DATABASE_URL: DIRECT_DATABASE_URL ?? DATABASE_URL,
    /** Migrations run at start when embedded, unless switched off. */
    MIGRATE_ON_START: MIGRATE_ON_START ?? DATABASE_URL === undefined,
    /** Undefined: the cache is kept in Postgres. */
    CACHE_REDIS_URL: CACHE_REDIS_URL ?? REDIS_URL,
  };
}

/**
 * What each setting is in effect, by the variable's name in lower case; null for one that has no value. No key and no
 * password is among them: of a key it is told whether there is one, of an address its password is left out.
 * @throws ConfigError as `readConfig` does
 */
export function describeSettings(environment: Environment): Readonly<Record<string, unknown>> {
  const settings: Readonly<Record<string, unknown>> = withDerived(readSettings(environment));
  const told = (name: string, value: unknown): unknown => {
    if (value === undefined) return null;
    if (name === 'API_KEYS')
      return (value as readonly ApiKey[]).map(({ client, role }) => `${client}:${role}`);
    if (name.endsWith('_KEY')) return '[set]';
    return /_(?:URL|ENDPOINT)$/.test(name) ? withoutPassword(String(value)) : value;
  };
  return Object.fromEntries(SETTING_NAMES.map((name) => [name.toLowerCase(), told(name, settings[name])]));
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = url.password === '' ? '' : '***';
  // Some drivers take it here.
  if (url.searchParams.has('password')) url.searchParams.set('password', '***');
  return url.href;
}

/**
 * Reads the settings.
 * @throws ConfigError naming each variable that doesn't fit
 */
export function readConfig(environment: Environment) {
  const given = readSettings(environment);
  if (given.NODE_ENV === 'production') {
    refuseGuessableSecrets(given);
  }
  const env = withDerived(given);
  if (env.API_KEYS === undefined && !isLoopback(env.HOST)) {
    throw new ConfigError([
      `HOST is ${env.HOST} but API_KEYS is not set: anybody who reaches this address could run simulations. ` +
        'Set API_KEYS (client:role:sha256-of-the-key), or leave HOST at 127.0.0.1',
    ]);
  }
  return {
    nodeEnv: env.NODE_ENV,
    logLevel: env.LOG_LEVEL,
    http: {
      host: env.HOST,
      port: env.PORT,
      apiKeys: env.API_KEYS,
      corsOrigins: env.CORS_ORIGINS,
      maxRequestBytes: env.MAX_REQUEST_SIZE,
      /** What the API's event loop may be late by before it turns work away, milliseconds. */
      maxEventLoopDelayMs: env.MAX_EVENT_LOOP_DELAY_MS,
      /** Undefined for no limit. */
      rateLimit:
        env.RATE_LIMIT_REQUESTS === undefined
          ? undefined
          : { requests: env.RATE_LIMIT_REQUESTS, windowSeconds: env.RATE_LIMIT_WINDOW },
    },
    features: featuresOf(env.FEATURES),
    store: {
      dataDir: env.DATA_DIR,
      databaseUrl: env.DATABASE_URL,
      directDatabaseUrl: env.DIRECT_DATABASE_URL,
      poolSize: env.DATABASE_POOL_SIZE,
      migrateOnStart: env.MIGRATE_ON_START,
    },
    queue: { redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    /** Undefined: no traces are written. */
    tracing:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, sampleRatio: env.OTEL_TRACES_SAMPLER_ARG },
    cache: {
      redisUrl: env.CACHE_REDIS_URL,
      ttlMs: env.CACHE_TTL * 1000,
      memoryBytes: Math.max(1, env.CACHE_MEMORY),
      maxEntries: env.CACHE_MAX_ENTRIES,
    },
    llm: {
      geminiApiKey: env.GEMINI_API_KEY,
      geminiModel: env.GEMINI_MODEL,
      geminiBaseUrl: env.GEMINI_BASE_URL,
      timeoutMs: env.GEMINI_TIMEOUT * 1000,
      callDeadlineMs: env.DECISION_DEADLINE_SECONDS * 1000,
      maxConcurrency: env.LLM_MAX_CONCURRENCY,
    },
    /** Beside the list of `llm/prices.ts`, and before it. */
    llmPrices: env.LLM_PRICES,
    /** What the whole pool may ask of the model in a minute; undefined for no limit. */
    llmQuota: { requests: env.LLM_RPM, tokens: env.LLM_TPM },
    semanticCache: {
      purposes: env.SEMANTIC_CACHE_PURPOSES,
      embedder: env.SEMANTIC_EMBEDDER,
      embeddingModel: env.GEMINI_EMBEDDING_MODEL,
      verifyRate: env.SEMANTIC_VERIFY_RATE,
      maxError: env.SEMANTIC_MAX_ERROR,
      ttlMs: env.CACHE_TTL * 1000,
    },
    tasks: {
      leaseMs: env.LEASE_SECONDS * 1000,
      dispatchTimeoutMs: env.DISPATCH_TIMEOUT * 1000,
      maxAttempts: env.MAX_ATTEMPTS,
      /** For how long a model may be away, and what plays on then. */
      outage: { patienceMs: env.OUTAGE_PATIENCE_SECONDS * 1000, fallback: env.LLM_FALLBACK },
      queueLimits: { total: env.QUEUE_SIZE, perClient: env.CLIENT_QUEUE_SIZE ?? null },
      /** Simulations at once in the whole pool; undefined for as many as its workers take. */
      poolMaxSimulations: env.POOL_MAX_SIMULATIONS,
      clientMaxActive: env.CLIENT_MAX_ACTIVE,
      clientMaxCostUsdPerDay: env.CLIENT_MAX_COST_USD_PER_DAY,
      retentionDays: env.RETENTION_DAYS,
      /** What one game session takes. */
      sessionLimits: { maxWaiting: env.SESSION_MAX_WAITING, perMinute: env.SESSION_ACTIONS_PER_MINUTE },
    },
    pool: {
      workerProcesses: env.WORKER_PROCESSES,
      /** By how much a worker steps back behind what else wants the processor: 0 for not at all, 19 for all. */
      workerNice: env.WORKER_NICE,
      /** How many tasks a worker takes at once, by the queues that it takes from. */
      slots: Object.fromEntries(
        Object.entries({
          simulation: env.MAX_CONCURRENT_SIMULATIONS,
          scenario: env.MAX_CONCURRENT_SCENARIOS,
          action: env.MAX_CONCURRENT_ACTIONS,
        }).filter(([name]) => env.WORKER_QUEUES.some((queue) => queue === name)),
      ) as Readonly<Partial<Record<TaskQueueName, number>>>,
      /** Moves the simulations that a worker takes at once by how busy its machine is; undefined when switched off. */
      governor: env.GOVERNOR
        ? {
            range: {
              least: Math.min(env.MIN_CONCURRENT_SIMULATIONS, env.MAX_CONCURRENT_SIMULATIONS),
              most: env.MAX_CONCURRENT_SIMULATIONS,
            },
            targets: {
              cpuPercent: env.MAX_CPU_PERCENT,
              memoryPercent: env.MAX_MEMORY_PERCENT,
              eventLoopDelayMs: env.MAX_EVENT_LOOP_DELAY_MS,
            },
          }
        : undefined,
      /** Steps of one scenario that run beside each other. */
      scenarioParallelSteps: env.SCENARIO_PARALLEL_STEPS,
      /** Where a worker shows its metrics; undefined for nowhere. */
      metricsPort: env.METRICS_PORT,
      shutdownMs: env.SHUTDOWN_SECONDS * 1000,
      hostname: hostname(),
    },
  } as const;
}

/** What examples and first tries use; whoever knows the program tries these. */
const GUESSABLE = [
  '',
  'admin',
  'change-me',
  'changeme',
  'default',
  'example',
  'key',
  'novel-engine',
  'novel_engine',
  'password',
  'postgres',
  'secret',
  'test',
  'test-key',
];

/** Addresses that may hold a password. */
const SERVERS = ['DATABASE_URL', 'DIRECT_DATABASE_URL', 'REDIS_URL', 'CACHE_REDIS_URL'] as const;

function refuseGuessableSecrets(settings: Settings): void {
  const { API_KEYS: keys = [] } = settings;
  const hashes = new Set(GUESSABLE.map((word) => createHash('sha256').update(word).digest('hex')));
  const problems = keys
    .filter(({ sha256 }) => hashes.has(sha256.toString('hex')))
    .map(({ client }) => `API_KEYS: the key of ${client} is one that anybody would try; make another`);
  for (const name of SERVERS) {
    const password = passwordOf(settings[name]);
    if (password !== '' && GUESSABLE.includes(password)) {
      problems.push(`${name} has a password that anybody would try; give the server another`);
    }
  }
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
}

function passwordOf(address: string | undefined): string {
  if (address === undefined) return '';
  const { password, searchParams } = new URL(address);
  return password === '' ? (searchParams.get('password') ?? '') : decodeURIComponent(password);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
