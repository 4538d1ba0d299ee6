import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type ApiDependencies, createApp } from '../../../src/http/app.js';
import { pathsOf } from '../../../src/http/endpoint.js';
import { apiEndpoints } from '../../../src/http/endpoints.js';
import { openApiDocument } from '../../../src/http/openapi.js';
import { HttpMetrics } from '../../../src/observability/http-metrics.js';

/** Method, path and who may call: every route that this program has. */
const TABLE = `
POST /api/simulations client
POST /simulations client
GET /api/simulations/{id} client
GET /simulations/{id} client
GET /api/simulations/{id}/turns client
GET /simulations/{id}/turns client
GET /api/simulations/{id}/story client
GET /simulations/{id}/story client
GET /api/simulations client
GET /simulations client
POST /api/simulations/batch client
POST /simulations/batch client
DELETE /api/simulations/{id} client
DELETE /simulations/{id} client
GET /api/simulations/{id}/turns/{turn} client
GET /simulations/{id}/turns/{turn} client
GET /api/simulations/{id}/causal-graph client
GET /simulations/{id}/causal-graph client
GET /api/simulations/{id}/beliefs client
GET /simulations/{id}/beliefs client
GET /api/simulations/{id}/lore-trace client
GET /simulations/{id}/lore-trace client
POST /api/simulations/{id}/fork client
POST /simulations/{id}/fork client
GET /api/tasks client
GET /api/tasks/{id} client
DELETE /api/tasks/{id} client
POST /api/tasks/{id}/cancel client
POST /api/tasks/{id}/retry client
GET /api/tasks/{id}/events client
GET /api/usage client
GET /api/admin/tasks admin
POST /api/admin/tasks/retry admin
POST /api/ai/generate-response client
POST /api/ai/validate-action client
POST /api/game/sessions client
GET /api/game/sessions client
GET /api/game/sessions/{id} client
DELETE /api/game/sessions/{id} client
POST /api/game/sessions/{id}/action client
GET /api/game/sessions/{id}/events client
POST /api/tickets client
GET /api/features client
POST /api/scenarios/generate client
GET /api/scenarios/status/{id} client
GET /api/scenarios/generate/{id} client
GET /api/scenarios/templates client
GET /api/scenarios/templates/{id} client
PUT /api/scenarios/templates/{id} client
DELETE /api/scenarios/templates/{id} client
GET /api/lorebooks client
POST /api/lorebooks/import client
GET /api/lorebooks/{id} client
GET /api/lorebooks/{id}/export client
PUT /api/lorebooks/{id} client
DELETE /api/lorebooks/{id} client
GET /api/characters client
POST /api/characters client
POST /api/characters/import client
GET /api/characters/{id} client
PUT /api/characters/{id} client
DELETE /api/characters/{id} client
GET /api/characters/{id}/export client
GET /api/health open
GET /health open
GET /livez open
GET /readyz open
GET /metrics admin
GET /api/metrics admin
GET /api/scaling admin
GET /api/performance admin
GET /api/config/settings admin
GET /admin/queues admin
GET /openapi.json open
GET / open
GET /docs open
GET /docs/{file} open
`
  .trim()
  .split('\n')
  .sort();

/** Nothing here is called: routes are only listed. */
const deps = {
  config: {
    http: { host: '127.0.0.1', port: 0, apiKeys: undefined, corsOrigins: [], maxRequestBytes: 1000 },
  },
  features: [],
  log: pino({ level: 'silent' }),
  model: { name: 'offline', kind: 'offline' },
  version: '0.0.0-test',
} as unknown as ApiDependencies;

const endpoints = apiEndpoints(deps, new HttpMetrics());
const document = openApiDocument(endpoints, '0.0.0-test');

describe('the contract', () => {
  it('has every endpoint of the table', () => {
    expect(
      endpoints
        .flatMap((endpoint) =>
          pathsOf(endpoint).map((path) => `${endpoint.method} ${path} ${endpoint.access}`),
        )
        .sort(),
    ).toEqual(TABLE);
  });

  it('is what the application serves', async () => {
    const routes = TABLE.map((line) => withoutAccess(line).split(' ') as [string, string]);
    const paths = [...new Set(routes.map(([, path]) => path))];
    const allowed = await methodsOf(createApp(deps), paths);
    for (const path of paths) {
      const methods = routes.flatMap(([method, itsPath]) => (itsPath === path ? [method] : []));
      const expected = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
      expect({ path, allowed: allowed.get(path) }).toEqual({ path, allowed: expected });
    }
  });

  it('is what OpenAPI describes, with who may call', () => {
    const described = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => {
        const { security, 'x-role': role } = operation as { security: unknown[]; 'x-role'?: string };
        return `${method.toUpperCase()} ${path} ${security.length === 0 ? 'open' : (role ?? 'client')}`;
      }),
    );
    expect(described.sort()).toEqual(TABLE);
  });
});

describe('the OpenAPI document', () => {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));

  it('resolves every reference that it makes', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(document.components?.schemas).toHaveProperty(name);
  });

  it('describes every property and parameter', () => {
    expect([...undescribed(document, '')].sort()).toEqual([]);
  });

  it('gives every operation a name of its own, made of words', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.filter((id) => !/^[a-z]+(?:[A-Z][a-z]+)+$/.test(id ?? ''))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has patterns that what they are for fits, and takes no null where nobody can send one', () => {
    const parameters = operations.flatMap((operation) => operation.parameters ?? []) as {
      name: string;
      schema: { type: unknown; pattern?: string };
    }[];
    expect(parameters.filter(({ schema }) => typeof schema.type !== 'string')).toEqual([]);
    const character = document.paths?.['/api/characters/{id}']?.get
      ?.parameters?.[0] as (typeof parameters)[0];
    expect('Zoë the 2nd').toMatch(new RegExp(character.schema.pattern ?? '$^', 'u'));
  });

  it('names the headers that come with an error, and tells of what nobody foresaw', () => {
    for (const { responses } of operations) {
      expect(responses[500]).toMatchObject({ content: { 'application/json': {} } });
      for (const [status, header] of [
        [401, 'WWW-Authenticate'],
        [429, 'RateLimit'],
        [429, 'Retry-After'],
      ] as const) {
        if (status in responses) expect(responses[status].headers).toHaveProperty(header);
      }
    }
    const { responses } = document.paths?.['/api/tasks/{id}']?.get ?? {};
    expect(responses?.[503]).toMatchObject({ headers: { 'Retry-After': {} } });
    expect(responses?.[304]).toMatchObject({ headers: { ETag: {} } });
  });

  it('says of an answer that what has a default is there, and of a request that it need not be', () => {
    const { ModelUsage: usage, SimulationRequest: request } = (document.components?.schemas ?? {}) as Record<
      string,
      { required?: string[]; properties: Record<string, object> }
    >;
    expect(usage?.required).toEqual(Object.keys(usage?.properties ?? {}));
    expect(request?.required ?? []).not.toContain('turns');
  });

  it("tells a task's result by its kind", () => {
    const { Task: task, SimulationTask: simulation } = (document.components?.schemas ?? {}) as Record<
      string,
      { discriminator?: object; properties: Record<string, object> }
    >;
    expect(task?.discriminator).toMatchObject({ propertyName: 'kind' });
    expect(JSON.stringify(simulation?.properties.result)).toContain('/SimulationResult');
  });

  it('describes the request of a simulation with its bounds', () => {
    const schema = document.components?.schemas?.SimulationRequest as {
      additionalProperties: unknown;
      properties: Record<string, Record<string, unknown>>;
    };
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties.turns).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 3 });
    expect(schema.properties.setting).toMatchObject({ type: 'string', maxLength: 10_000 });
    expect(schema.properties.character_names).toMatchObject({ type: 'array', maxItems: 6 });
    expect(schema.properties.cache).toMatchObject({ enum: ['use', 'refresh', 'off'] });
  });

  it('names the headers and parameters of each route', () => {
    const post = document.paths?.['/api/simulations']?.post;
    expect(post?.parameters).toMatchObject([
      { in: 'header', name: 'Idempotency-Key', required: false },
      { in: 'header', name: 'Prefer', required: false },
    ]);
    expect(Object.keys(post?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '202', '401', '404', '413', '415', '422', '503']),
    );
    const task = document.paths?.['/api/tasks/{id}']?.get;
    expect(task?.parameters).toMatchObject([
      { in: 'path', name: 'id', required: true },
      { in: 'query', name: 'wait', schema: { minimum: 0, maximum: 60 } },
      { in: 'header', name: 'If-None-Match' },
    ]);
  });
});

function withoutAccess(line: string): string {
  return line.split(' ').slice(0, 2).join(' ');
}

/** The methods that an application allows on paths, each asked with something for its parameters. */
async function methodsOf(app: Express, paths: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const allowed = new Map<string, string[]>();
    for (const path of paths) {
      const address = `http://127.0.0.1:${port}${path.replace(/\{\w+\}/g, 'any')}`;
      const response = await fetch(address, { method: 'OPTIONS' });
      allowed.set(path, (response.headers.get('allow') ?? '').split(', '));
    }
    return allowed;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Where a property or a parameter stands without a word; one that refers to a component has that one's. */
function* undescribed(value: unknown, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    const here = `${path}/${key}`;
    if (key === 'properties') {
      for (const [name, property] of Object.entries<object>(entry)) {
        if (!isDescribed(property)) yield `${here}/${name}`;
        yield* undescribed(property, `${here}/${name}`);
      }
      continue;
    }
    if (key === 'parameters' && Array.isArray(entry)) {
      for (const parameter of entry as { name: string; schema: object }[]) {
        if (!isDescribed(parameter) && !isDescribed(parameter.schema)) yield `${here}/${parameter.name}`;
      }
    }
    yield* undescribed(entry, here);
  }
}

function isDescribed(schema: object): boolean {
  return (
    'description' in schema ||
    '$ref' in schema ||
    ('allOf' in schema && JSON.stringify(schema).includes('$ref'))
  );
}
