import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SETTING_NAMES } from '../../src/config.js';
import { WORKER_FLAGS } from '../../workers/worker-flags.js';

/** The files that deploy the program agree with it and with each other. */

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const readYaml = (file: string): unknown => parse(read(file), { merge: true });

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  env_file: z.string().optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  secrets: z.array(z.unknown()).optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
  volumes: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  deploy: z
    .looseObject({
      replicas: z.number().optional(),
      resources: z.object({ limits: z.object({ memory: z.string() }).loose() }).optional(),
    })
    .optional(),
});
const { services } = z
  .looseObject({ services: z.record(z.string(), serviceSchema) })
  .parse(readYaml('docker-compose.yml'));
const service = (name: string) => {
  const found = services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
};
const settings = new Map(
  read('.env.production')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name, value.join('=')] as const;
    }),
);

it('.env.production has every setting there is, and README explains each', () => {
  expect([...settings.keys()].toSorted()).toEqual(SETTING_NAMES.toSorted());
  const explained = new Set(
    read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => (line.split(' | ')[0] ?? '').match(/[A-Z][A-Z_]+/g) ?? []),
  );
  for (const name of SETTING_NAMES) {
    expect(explained, name).toContain(name);
  }
});

it('starts a worker by npm with the flags that it has everywhere, and measures the engine with the same', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  for (const name of ['worker', 'bench']) {
    expect(scripts[name]).toBe(`node ${WORKER_FLAGS.join(' ')} scripts/run.mjs ${name}`);
  }
});

describe('docker-compose.yml', () => {
  it('runs two API processes and two workers of the one image, after one migration', () => {
    for (const [name, program] of [
      ['api', ['dist/workers/api.js']],
      ['worker', [...WORKER_FLAGS, 'dist/workers/worker.js']],
    ] as const) {
      expect(service(name)).toMatchObject({
        image: 'novel-engine',
        command: program,
        env_file: '.env.production',
        deploy: { replicas: 2 },
        depends_on: { migrate: { condition: 'service_completed_successfully' } },
      });
    }
    expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  it.each(['api', 'worker', 'migrate'])('lets %s write nothing and gives it no rights', (name) => {
    expect(service(name)).toMatchObject({ user: 'node', read_only: true, cap_drop: ['ALL'] });
  });

  it('limits the memory of everything that stays, and knows how each of it is', () => {
    for (const [name, { deploy, healthcheck }] of Object.entries(services)) {
      if (name === 'migrate') continue;
      expect(deploy?.resources?.limits.memory, name).toBeDefined();
      // The image's own.
      if (name !== 'api') expect(healthcheck, name).toBeDefined();
    }
    expect(read('Dockerfile')).toContain('HEALTHCHECK');
  });

  it('keeps the queue through a restart of its Redis, and lets only the cache forget', () => {
    expect(service('redis').command).toContain('--appendonly yes --maxmemory-policy noeviction');
    expect(service('cache').command).toContain('allkeys-lru');
    expect(service('api').environment).toMatchObject({
      REDIS_URL: 'redis://redis:6379',
      CACHE_REDIS_URL: 'redis://cache:6379',
    });
  });

  it('asks for no variable that README does not name', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name ?? '');
    expect(new Set(asked)).toEqual(new Set(['POSTGRES_PASSWORD', 'API_KEYS', 'METRICS_API_KEY']));
    const [, told = ''] = read('README.md').split('**One machine with containers**');
    for (const name of asked) expect(told.split('**A cluster**')[0], name).toContain(`${name}=`);
  });

  it('lets nginx write where it does without being told, and by a user who is not root', () => {
    const { read_only: readOnly, tmpfs } = service('nginx');
    const told = /^\s*(pid|\w+_temp_path) /m.test(read('deploy/nginx.conf'));
    expect([readOnly, told]).toEqual([true, false]);
    // A folder that the image has keeps its owner and mode, which are root's, unless it gets another one.
    expect(tmpfs).toEqual(expect.arrayContaining(['/run:mode=1777', '/var/cache/nginx:mode=1777']));
  });

  it('takes Postgres for ready only when it answers over the network, as it does not while it is set up', () => {
    expect(service('postgres').healthcheck?.test.join(' ')).toMatch(/pg_isready -h 127\.0\.0\.1 /);
  });

  it('hands no secret to a container that it may not write into', () => {
    for (const [name, { read_only: readOnly, secrets }] of Object.entries(services)) {
      if (readOnly) expect(secrets, name).toBeUndefined();
    }
  });

  it('sets no variable that the program does not have', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      expect([...settings.keys()]).toEqual(
        expect.arrayContaining(Object.keys(service(name).environment ?? {})),
      );
    }
  });

  it('waits for a process that stops longer than the process takes', () => {
    for (const name of ['api', 'worker']) {
      const grace = Number(service(name).stop_grace_period?.replace('s', ''));
      expect(grace).toBeGreaterThan(Number(settings.get('SHUTDOWN_SECONDS')) + 15);
    }
  });

  it('mounts files that are there', () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes }) => volumes ?? [])
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0] ?? '');
    expect(mounted).toEqual([
      './deploy/nginx.conf',
      './deploy/prometheus',
      './deploy/grafana/provisioning',
      './deploy/grafana/dashboard.json',
    ]);
    for (const file of mounted) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });

  it('lets nginx ask again for the addresses of API processes, which change as they are replaced', () => {
    const configuration = read('deploy/nginx.conf');
    expect(configuration).toContain('server api:8000 resolve ');
    // The engine's own, which answers for ten minutes unless it is asked anew.
    expect(configuration).toMatch(/resolver 127\.0\.0\.11 valid=\ds/);
    const [, major, minor] = /:(\d+)\.(\d+)/.exec(service('nginx').image ?? '')?.map(Number) ?? [];
    expect((major ?? 0) * 1_000 + (minor ?? 0)).toBeGreaterThanOrEqual(1_028);
  });
});

describe('Prometheus', () => {
  it('scrapes the names and the port that compose gives to processes', () => {
    const config = z
      .looseObject({
        rule_files: z.array(z.string()),
        scrape_configs: z.array(
          z.looseObject({
            job_name: z.string(),
            authorization: z.object({ credentials_file: z.string() }).optional(),
            dns_sd_configs: z.array(z.looseObject({ names: z.array(z.string()), port: z.number() })),
          }),
        ),
      })
      .parse(readYaml('deploy/prometheus/prometheus.yml'));
    expect(config.rule_files).toEqual(['alerts.yml']);
    expect(
      config.scrape_configs.map(({ job_name: job, dns_sd_configs: [found] }) => [
        job,
        found?.names,
        found?.port,
      ]),
    ).toEqual([
      ['novel-engine-api', ['api'], Number(settings.get('PORT'))],
      ['novel-engine-worker', ['worker'], service('worker').environment?.METRICS_PORT],
    ]);
    const [file] = config.scrape_configs.flatMap(
      ({ authorization }) => authorization?.credentials_file ?? [],
    );
    const { command, tmpfs } = service('prometheus');
    expect(command?.toString()).toContain(`printf %s "$$METRICS_API_KEY" >${file} && exec /bin/prometheus`);
    expect(tmpfs).toContain(dirname(file ?? ''));
  });
});

describe('Grafana', () => {
  it('starts only when it is asked for, and lets nobody in who could change anything', () => {
    expect(service('grafana')).toMatchObject({
      profiles: ['grafana'],
      ports: ['127.0.0.1:3000:3000'],
      environment: {
        GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
        GF_AUTH_BASIC_ENABLED: 'false',
        GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      },
    });
  });

  it('finds its dashboard and its Prometheus where compose puts them', () => {
    const providers = z
      .looseObject({ providers: z.array(z.looseObject({ options: z.object({ path: z.string() }) })) })
      .parse(readYaml('deploy/grafana/provisioning/dashboards/novel-engine.yml')).providers;
    const [, mounted] = (service('grafana').volumes ?? [])
      .map((volume) => volume.split(':'))
      .find(([file]) => file?.endsWith('dashboard.json')) ?? ['', ''];
    expect(mounted).toBe(`${providers[0]?.options.path}/novel-engine.json`);
    const sources = z
      .looseObject({ datasources: z.array(z.looseObject({ type: z.string(), url: z.string() })) })
      .parse(readYaml('deploy/grafana/provisioning/datasources/prometheus.yml')).datasources;
    expect(sources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090' }]);
  });
});
