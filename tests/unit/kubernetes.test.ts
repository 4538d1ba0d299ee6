import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config.js';
import { HttpMetrics } from '../../src/observability/http-metrics.js';
import { WORKER_FLAGS } from '../../workers/worker-flags.js';

/** What a cluster is asked for, as `kubectl kustomize` renders it. */

const DEPLOY = join(import.meta.dirname, '..', '..', 'deploy');
const readYaml = (...path: string[]): unknown => parse(readFileSync(join(DEPLOY, ...path), 'utf8'));

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) }).loose();
const containerSchema = z.looseObject({
  image: z.string(),
  args: z.array(z.string()),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).optional(),
  envFrom: z.array(z.looseObject({})),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z.looseObject({}).optional(),
  securityContext: z.looseObject({}),
  resources: z.object({ requests: z.looseObject({}), limits: z.looseObject({ memory: z.string() }) }),
});
const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({}).optional(),
  data: z.record(z.string(), z.string()).optional(),
});
const podSchema = z.looseObject({
  template: z.looseObject({
    spec: z.looseObject({
      terminationGracePeriodSeconds: z.number().optional(),
      securityContext: z.looseObject({}),
      containers: z.tuple([containerSchema]),
    }),
  }),
});

function render(overlay: string) {
  const folder = join(DEPLOY, 'kubernetes', 'overlays', overlay);
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  const objects = parseAllDocuments(text).map((document) => objectSchema.parse(document.toJS()));
  const find = (kind: string, name: string) => {
    const found = objects.find((each) => each.kind === kind && each.metadata.name.startsWith(name));
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  };
  const pod = (kind: string, name: string) => podSchema.parse(find(kind, name).spec).template.spec;
  return { objects, find, pod };
}

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
let rendered: ReturnType<typeof render> | undefined;
const production = () => {
  rendered ??= render('production');
  return rendered;
};
const settings = () => production().find('ConfigMap', 'settings').data ?? {};

describe.skipIf(!hasKubectl).each([
  ['Job', 'migrate', ['dist/workers/migrate.js']],
  ['Deployment', 'api', ['dist/workers/api.js']],
  ['Deployment', 'worker', [...WORKER_FLAGS, 'dist/workers/worker.js']],
])('the %s %s', (kind, name, program) => {
  it('runs one program of the image, named by the overlay', () => {
    const [container] = production().pod(kind, name).containers;
    expect(container.args).toEqual(program);
    expect(container.image).toBe('registry.example/novel-engine:0.1.0');
  });

  it('runs without rights and writes nothing', () => {
    const {
      containers: [container],
      securityContext,
    } = production().pod(kind, name);
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('has its settings from the config map and its secrets by reference', () => {
    const [container] = production().pod(kind, name).containers;
    expect(container.envFrom).toEqual([
      { configMapRef: { name: production().find('ConfigMap', 'settings').metadata.name } },
      { secretRef: { name: 'novel-engine' } },
    ]);
  });
});

describe.skipIf(!hasKubectl)('the cluster', () => {
  it('gives settings that the program takes', () => {
    const secrets = {
      DATABASE_URL: 'postgresql://postgres/novel_engine',
      REDIS_URL: 'redis://redis',
      API_KEYS: `a:admin:${'0'.repeat(64)}`,
    };
    const config = readConfig({ ...settings(), ...secrets });
    expect(config.http).toMatchObject({ host: '0.0.0.0', port: 8000 });
    expect(config.pool).toMatchObject({ slots: { simulation: 50, scenario: 2 }, metricsPort: 9464 });
    expect(config.store.migrateOnStart).toBe(false);
  });

  it('holds no secret', () => {
    expect(production().objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(Object.keys(settings()).filter((name) => /KEY|URL|PASSWORD/.test(name))).toEqual([]);
  });

  it.each(['api', 'worker'])('waits for a stopping %s longer than it takes', (name) => {
    const { terminationGracePeriodSeconds } = production().pod('Deployment', name);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(Number(settings().SHUTDOWN_SECONDS) + 15);
  });

  it('sends requests to the API only while it is ready, and restarts what makes no progress', () => {
    const [api] = production().pod('Deployment', 'api').containers;
    // A queue that is away is no reason to take every process away from those who poll and post.
    expect(api.readinessProbe?.httpGet.path).toBe('/readyz?exclude=queue');
    expect(api.livenessProbe?.httpGet.path).toBe('/livez');
    const [worker] = production().pod('Deployment', 'worker').containers;
    expect(worker.livenessProbe?.httpGet).toEqual({ path: '/health', port: 'metrics' });
    expect(worker.ports).toEqual([{ name: 'metrics', containerPort: Number(settings().METRICS_PORT) }]);
  });

  it('lets a process of the API answer until nobody sends it requests any more', () => {
    const { containers, terminationGracePeriodSeconds = 0 } = production().pod('Deployment', 'api');
    expect(containers[0].lifecycle).toEqual({ preStop: { exec: { command: ['sleep', '5'] } } });
    expect(terminationGracePeriodSeconds).toBeGreaterThan(5 + Number(settings().SHUTDOWN_SECONDS) + 15);
  });

  it('scales workers by the tasks that wait and run, as the API counts them', () => {
    expect(production().find('ScaledObject', 'worker').spec).toMatchObject({
      scaleTargetRef: { name: 'worker' },
      triggers: [
        {
          type: 'metrics-api',
          metadata: {
            url: 'http://api.novel-engine.svc/api/scaling',
            valueLocation: 'desired_workers',
            targetValue: '1',
          },
          authenticationRef: { name: 'scaling' },
        },
      ],
    });
  });

  it.each(['api', 'worker'])('sets no number of the replicas of %s back at an apply', (name) => {
    expect(production().find('Deployment', name).spec).not.toHaveProperty('replicas');
  });

  it('scales the API by requests, and keeps one through a drain of nodes', () => {
    expect(production().find('HorizontalPodAutoscaler', 'api').spec).toMatchObject({
      minReplicas: 3,
      metrics: [{ type: 'Pods' }, { type: 'Resource' }],
    });
    // What it asks for is what the adapter makes of a metric that the API has.
    const {
      rules: {
        custom: [rule],
      },
    } = z
      .object({
        rules: z.looseObject({
          custom: z.tuple([
            z.looseObject({
              seriesQuery: z.string(),
              name: z.object({ matches: z.string(), as: z.string() }),
            }),
          ]),
        }),
      })
      .parse(readYaml('kubernetes', 'prometheus-adapter.yaml'));
    const [series = ''] = rule.seriesQuery.split('{');
    expect(new HttpMetrics().registry.getSingleMetric(series)).toBeDefined();
    const served = series.replace(new RegExp(rule.name.matches), rule.name.as.replace('$' + '{1}', '$1'));
    expect(production().find('HorizontalPodAutoscaler', 'api').spec).toMatchObject({
      metrics: [{ pods: { metric: { name: served } } }, {}],
    });
    expect(production().find('PodDisruptionBudget', 'api').spec).toMatchObject({ minAvailable: 1 });
    expect(production().find('PodDisruptionBudget', 'worker').spec).toMatchObject({ maxUnavailable: '25%' });
  });

  it('closes the network but for what is needed', () => {
    expect(production().find('NetworkPolicy', 'novel-engine').spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
    });
    // Names, Postgres, Redis, the model, a collector of traces.
    const ports = z
      .looseObject({ egress: z.array(z.object({ ports: z.array(z.object({ port: z.number() }).loose()) })) })
      .parse(production().find('NetworkPolicy', 'novel-engine').spec)
      .egress.flatMap((rule) => rule.ports.map(({ port }) => port));
    expect(new Set(ports)).toEqual(new Set([53, 5432, 6379, 443, 4318]));
  });

  it('lets Prometheus find both kinds of process', () => {
    expect(production().find('ServiceMonitor', 'api').spec).toMatchObject({
      endpoints: [
        {
          port: 'http',
          path: '/metrics',
          authorization: { credentials: { name: 'novel-engine-admin', key: 'api-key' } },
          relabelings: [{ targetLabel: 'job', replacement: 'novel-engine-api' }],
        },
      ],
    });
    expect(production().find('PodMonitor', 'worker').spec).toMatchObject({
      podMetricsEndpoints: [
        {
          port: 'metrics',
          path: '/metrics',
          relabelings: [{ targetLabel: 'job', replacement: 'novel-engine-worker' }],
        },
      ],
    });
  });

  it('has the alerts, which know the processes by these names', () => {
    expect(production().find('PrometheusRule', 'novel-engine').spec).toEqual(
      readYaml('prometheus', 'alerts.yml'),
    );
    const alerts = readFileSync(join(DEPLOY, 'prometheus', 'alerts.yml'), 'utf8');
    const jobs = [...alerts.matchAll(/job="([^"]+)"/g)].map(([, job]) => job);
    expect(new Set(jobs)).toEqual(new Set(['novel-engine-api', 'novel-engine-worker']));
  });

  it('needs no operator on a small one', () => {
    const kinds = new Set(render('small').objects.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual([
      'ConfigMap',
      'Deployment',
      'Job',
      'Namespace',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
  });
});
