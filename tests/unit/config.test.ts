import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, describeSettings, readConfig, SETTING_NAMES } from '../../src/config.js';

const digest = createHash('sha256').update('key').digest('hex');

describe('settings', () => {
  it('have a default for everything', () => {
    const config = readConfig({});
    expect(config.http).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      apiKeys: undefined,
      maxRequestBytes: 1048576,
    });
    expect(config.store).toMatchObject({ databaseUrl: undefined, dataDir: '.data', migrateOnStart: true });
    expect(config.pool).toMatchObject({
      workerProcesses: 2,
      workerNice: 5,
      slots: { simulation: 10, scenario: 2, action: 10 },
      scenarioParallelSteps: 4,
      shutdownMs: 25_000,
    });
  });

  it('limit the queue by default, and clients only when told to', () => {
    expect(readConfig({}).tasks).toMatchObject({
      queueLimits: { total: 10_000, perClient: null },
      clientMaxActive: undefined,
      clientMaxCostUsdPerDay: undefined,
      retentionDays: 30,
    });
    expect(readConfig({}).http.rateLimit).toBeUndefined();
    const limited = readConfig({
      QUEUE_SIZE: '50',
      CLIENT_QUEUE_SIZE: '5',
      CLIENT_MAX_ACTIVE: '2',
      CLIENT_MAX_COST_USD_PER_DAY: '2.50',
      RATE_LIMIT_REQUESTS: '100',
      RETENTION_DAYS: '7',
    });
    expect(limited.tasks).toMatchObject({
      queueLimits: { total: 50, perClient: 5 },
      clientMaxActive: 2,
      clientMaxCostUsdPerDay: 2.5,
      retentionDays: 7,
    });
    expect(limited.http.rateLimit).toEqual({ requests: 100, windowSeconds: 60 });
  });

  it('name prices as JSON or by a file, and say what is wrong with them', () => {
    const mine = { 'my-model': { prompt: 1, cached: 0.1, output: 2 } };
    expect(readConfig({ LLM_PRICES: JSON.stringify(mine) }).llmPrices).toEqual(mine);
    const folder = mkdtempSync(join(tmpdir(), 'novel-engine-prices-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'prices.json');
    writeFileSync(file, JSON.stringify(mine));
    expect(readConfig({ LLM_PRICES: file }).llmPrices).toEqual(mine);
    const wrong = (text: string) => () => readConfig({ LLM_PRICES: text });
    expect(wrong('/no/such/file.json')).toThrow(/LLM_PRICES must be a JSON object like .*ENOENT/);
    expect(wrong('{"m": ')).toThrow(/LLM_PRICES is not JSON/);
    expect(wrong('{"m": {"prompt": 1, "output": 2}}')).toThrow(/LLM_PRICES must be like .*m\.cached/);
    expect(wrong('{"m": {"prompt": -1, "cached": 0, "output": 2}}')).toThrow(/m\.prompt/);
    expect(wrong('{"m": {"prompt": 1, "cached": 0, "output": 2, "promt": 1}}')).toThrow(/promt/);
  });

  it('take an empty variable for an absent one', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ', GEMINI_API_KEY: '' })).toEqual(readConfig({}));
  });

  it('migrate a given database only when told to', () => {
    const given = { DATABASE_URL: 'postgresql://db/x' };
    expect(readConfig(given).store.migrateOnStart).toBe(false);
    expect(readConfig({ ...given, MIGRATE_ON_START: 'true' }).store.migrateOnStart).toBe(true);
  });

  it.each([
    ['512', 512],
    ['1KiB', 1024],
    ['2 mb', 2097152],
  ])('read the size %s as %d bytes', (text, bytes) => {
    expect(readConfig({ MAX_REQUEST_SIZE: text }).http.maxRequestBytes).toBe(bytes);
  });

  it('read API keys by client, role and hash', () => {
    expect(readConfig({ API_KEYS: `ann:admin:${digest}, bo:client:${digest}` }).http.apiKeys).toEqual([
      { client: 'ann', role: 'admin', sha256: Buffer.from(digest, 'hex') },
      { client: 'bo', role: 'client', sha256: Buffer.from(digest, 'hex') },
    ]);
  });

  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['PORT', { PORT: '65536' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://db/x' }],
    ['REDIS_URL', { REDIS_URL: 'localhost:6379' }],
    ['REDIS_URL must name its database by a number', { REDIS_URL: 'redis://cache:6379/jobs' }],
    ['REDIS_URL must be a URL', { REDIS_URL: 'cache' }],
    ['REDIS_URL is no URL: .*%XX', { REDIS_URL: 'redis://:a/b#c@cache' }],
    ['CACHE_REDIS_URL is no URL: .*%XX', { CACHE_REDIS_URL: 'redis://:a/b#c@cache' }],
    ['MAX_REQUEST_SIZE', { MAX_REQUEST_SIZE: 'huge' }],
    ['API_KEYS', { API_KEYS: 'ann:admin:plain-text-key' }],
    ['API_KEYS', { API_KEYS: `starter:client:${digest}` }],
    ['QUEUE_SIZE', { QUEUE_SIZE: '0' }],
    ['CLIENT_MAX_COST_USD_PER_DAY', { CLIENT_MAX_COST_USD_PER_DAY: 'ten' }],
    ['RETENTION_DAYS', { RETENTION_DAYS: '0' }],
    ['HOST', { HOST: '0.0.0.0' }],
    ['SEMANTIC_CACHE_PURPOSES must be .*validate-action', { SEMANTIC_CACHE_PURPOSES: 'validate_action' }],
    ['CORS_ORIGINS must be like https', { CORS_ORIGINS: '*' }],
    ['CORS_ORIGINS must be like https', { CORS_ORIGINS: 'https://app.example.com/play' }],
    ['CORS_ORIGINS must be like https', { CORS_ORIGINS: 'app.example.com' }],
    ['DATABASE_URL is no URL: .*%XX', { DATABASE_URL: 'postgresql://user:a/b#c@db/x' }],
    ['DATABASE_URL is no URL: .*%XX', { DATABASE_URL: 'postgresql://user:100%sure@db/x' }],
    ['DATABASE_URL .*search_path%3Dnovel', { DATABASE_URL: 'postgresql://user:pw@db/x?schema=novel' }],
  ])('refuse a %s that does not fit, by name', (name, environment) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(name));
  });

  it('allow an open address once there are keys', () => {
    expect(readConfig({ HOST: '0.0.0.0', API_KEYS: `ann:admin:${digest}` }).http.host).toBe('0.0.0.0');
  });

  it.each([
    ['require', 'sslmode=verify-full'],
    ['verify-ca', 'sslmode=verify-full'],
    ['no-verify', 'sslmode=no-verify'],
    ['require&uselibpqcompat=true', 'sslmode=require&uselibpqcompat=true'],
  ])('take the sslmode %s of Postgres for %s, as the driver does', (given, effective) => {
    const address = 'postgresql://user:p%40ss@db:5432/x';
    expect(readConfig({ DATABASE_URL: `${address}?sslmode=${given}` }).store.databaseUrl).toBe(
      `${address}?${effective}`,
    );
  });

  it('name every problem at once, and each once', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(/PORT.*LOG_LEVEL|LOG_LEVEL.*PORT/);
    expect(() => readConfig({ PORT: '99999999999999999' })).toThrow(/^Configuration: PORT [^;]*$/);
  });

  it('compare origins as browsers write them', () => {
    const given = 'HTTPS://App.Example.com:443/, http://localhost:5173,capacitor://localhost';
    expect(readConfig({ CORS_ORIGINS: given }).http.corsOrigins).toEqual([
      'https://app.example.com',
      'http://localhost:5173',
      'capacitor://localhost',
    ]);
  });

  it('name the purposes of the semantic cache, or none', () => {
    const purposesOf = (text: string) => readConfig({ SEMANTIC_CACHE_PURPOSES: text }).semanticCache.purposes;
    expect(purposesOf('none')).toEqual([]);
    expect(purposesOf('decide, scenario.geography')).toEqual(['decide', 'scenario.geography']);
  });
});

describe('the settings that an operator is told', () => {
  it('hold every variable, by default or as given, and no secret', () => {
    const hash = 'ab'.repeat(32);
    const told = describeSettings({
      API_KEYS: `ada:admin:${hash}`,
      GEMINI_API_KEY: 'AIza-secret',
      DATABASE_URL: 'postgresql://user:pass-word@db:5432/name',
      REDIS_URL: 'redis://:hidden@redis:6379',
      CACHE_TTL: '60',
    });
    expect(told).toMatchObject({
      api_keys: ['ada:admin'],
      gemini_api_key: '[set]',
      database_url: 'postgresql://user:***@db:5432/name',
      redis_url: 'redis://:***@redis:6379',
      cache_ttl: 60,
      lease_seconds: 30,
      llm_rpm: null,
    });
    expect(Object.keys(told)).toHaveLength(SETTING_NAMES.length);
    expect(JSON.stringify(told)).not.toMatch(/secret|pass-word|hidden|abab/);
  });

  it('are those in effect, also where one goes by another', () => {
    expect(describeSettings({})).toMatchObject({
      host: '127.0.0.1',
      cors_origins: [],
      migrate_on_start: true,
      direct_database_url: null,
      cache_redis_url: null,
    });
    expect(
      describeSettings({ DATABASE_URL: 'postgresql://db/name', REDIS_URL: 'redis://redis:6379' }),
    ).toMatchObject({
      migrate_on_start: false,
      direct_database_url: 'postgresql://db/name',
      cache_redis_url: 'redis://redis:6379',
    });
  });
});

describe('in production', () => {
  const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

  it.each([
    ['a key that anybody would try', { API_KEYS: `ada:client:${hashOf('changeme')}` }, 'the key of ada'],
    [
      'a password that anybody would try',
      { DATABASE_URL: 'postgresql://a:postgres@db/name' },
      'DATABASE_URL',
    ],
    [
      'such a password beside the address',
      { DIRECT_DATABASE_URL: 'postgresql://db/name?user=a&password=admin' },
      'DIRECT_DATABASE_URL',
    ],
    ['such a password of the queue', { REDIS_URL: 'redis://:password@redis' }, 'REDIS_URL has'],
    ['such a password of the cache', { CACHE_REDIS_URL: 'redis://:secret@cache' }, 'CACHE_REDIS_URL has'],
  ])('%s is refused, and nowhere else', (_, environment, words) => {
    expect(() => readConfig({ ...environment, NODE_ENV: 'production' })).toThrow(words);
    expect(() => readConfig(environment)).not.toThrow();
  });

  it('keys and passwords of one’s own are taken', () => {
    const environment = {
      NODE_ENV: 'production',
      API_KEYS: `ada:client:${hashOf('3f9c1d')}`,
      DATABASE_URL: 'postgresql://a:h7%2FG@db/name',
    };
    expect(() => readConfig(environment)).not.toThrow();
  });
});
