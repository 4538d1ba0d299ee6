import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertTask } from './rows.js';

const JSON_TYPE = { 'content-type': 'application/json' };

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi(database.db, { maxRequestBytes: 1000 });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('every refusal', () => {
  it.each([
    ['a body that is not JSON', JSON_TYPE, '{"a":', 400, 'MALFORMED_JSON'],
    ['a body of nothing', JSON_TYPE, '', 400, 'MALFORMED_JSON'],
    ['no body', JSON_TYPE, undefined, 400, 'MALFORMED_JSON'],
    ['a body in broken UTF-8', JSON_TYPE, new Uint8Array([0x22, 0xff, 0x22]), 400, 'MALFORMED_JSON'],
    [
      'a body that is not compressed as it says',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      '{}',
      400,
      'MALFORMED_REQUEST',
    ],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text', { 'content-type': 'text/plain' }, '{}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'an unknown compression',
      { ...JSON_TYPE, 'content-encoding': 'lzma' },
      '{}',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'an unknown charset',
      { 'content-type': 'application/json; charset=latin1' },
      '{}',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a large body', JSON_TYPE, `"${'x'.repeat(3_000_000)}"`, 413, 'PAYLOAD_TOO_LARGE'],
    [
      'a body that is large once it is unpacked',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      new Uint8Array(gzipSync('x'.repeat(100_000))),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['a field that does not fit', JSON_TYPE, '{"turns": 0}', 422, 'VALIDATION_FAILED'],
    ['another version', { ...JSON_TYPE, 'accept-version': '2' }, '{}', 406, 'NOT_ACCEPTABLE'],
  ])('of %s has the one form', async (_what, headers, body, status, code) => {
    const answer = await api.send('POST', '/api/simulations', {
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect([answer.status, answer.body.details.error_code]).toEqual([status, code]);
    expectErrorForm(answer);
  });

  it.each([
    ['GET', '/api/nothing', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/nothing', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/docs/../package.json', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/docs/%2e%2e%2fpackage.json', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/api/tasks/%zz', 400, 'MALFORMED_REQUEST'],
    ['GET', '/api/tasks/0', 404, 'TASK_NOT_FOUND'],
    ['GET', '/api/simulations/0', 404, 'SIMULATION_NOT_FOUND'],
    ['GET', '/api/characters/nobody', 404, 'CHARACTER_NOT_FOUND'],
    ['PUT', '/api/simulations', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/health', 405, 'METHOD_NOT_ALLOWED'],
  ])('of %s %s has the one form', async (method, path, status, code) => {
    const answer = await api.send(method, path);
    expect([answer.status, answer.body.details.error_code]).toEqual([status, code]);
    expectErrorForm(answer);
  });

  it.each([
    ['/api/lorebooks?series_title=%00', 'series_title'],
    ['/api/lorebooks?genre=a%00b', 'genre'],
    ['/api/scenarios/templates?tags=sea,%00', 'tags'],
    ['/api/admin/tasks?client=%00', 'client'],
    ['/api/admin/tasks?error_code=%00', 'error_code'],
    [`/api/characters?cursor=${Buffer.from('"\\u0000"').toString('base64url')}`, 'cursor'],
  ])('of %s, which no database can look for, names the parameter', async (path, name) => {
    const answer = await api.get(path);
    expect([answer.status, answer.body.details.issues[0].path]).toEqual([422, name]);
    expectErrorForm(answer);
  });

  it('of a field comes however the text is marked as UTF-8', async () => {
    const marked = `\uFEFF${JSON.stringify({ turns: 0, setting: 'Ufer' })}`;
    const { body } = await api.send('POST', '/api/simulations', { headers: JSON_TYPE, body: marked });
    expect(body.details.issues.map(({ path }: { path: string }) => path)).toContain('turns');
  });

  it('of a method names those that are possible', async () => {
    expect((await api.send('PATCH', '/api/simulations')).headers.get('allow')).toBe(
      'GET, HEAD, OPTIONS, POST',
    );
    expect((await api.send('DELETE', '/health')).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('of a body that is not JSON says where it breaks, without quoting it', async () => {
    const { body, text } = await api.send('POST', '/api/simulations', {
      headers: JSON_TYPE,
      body: '{"key": hunter2}',
    });
    expect(body.message).toMatch(/^The body is not valid JSON/);
    expect(text).not.toContain('hunter2');
  });
});

const WEB_SOCKET =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';

it.each([
  ['GET /livez HTTP/9.9\r\n\r\n', 400, 'MALFORMED_REQUEST'],
  ['nonsense\r\n\r\n', 400, 'MALFORMED_REQUEST'],
  [`GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ['GET /livez HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n', 417, 'EXPECTATION_FAILED'],
  [`GET // HTTP/1.1\r\nHost: localhost\r\n${WEB_SOCKET}\r\n\r\n`, 404, 'ROUTE_NOT_FOUND'],
  [`GET http://[/ HTTP/1.1\r\nHost: localhost\r\n${WEB_SOCKET}\r\n\r\n`, 404, 'ROUTE_NOT_FOUND'],
])('what is no HTTP request at all is answered in the same form: %#', async (bytes, status, code) => {
  const { port } = new URL(api.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const part of socket) answer += String(part);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const error = JSON.parse(body);
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(error.details.error_code).toBe(code);
  expect(head).toContain(`X-Request-Id: ${error.details.request_id}`);
});

it('a wish for another protocol than WebSockets is not heeded, and the request is served', async () => {
  const body = JSON.stringify({ character_names: ['Alice', 'Bob'], setting: 'a wharf' });
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  // As Java's client begins: the first request of a connection, whatever it is.
  socket.write(
    `POST /api/simulations HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nHost: localhost\r\n` +
      `HTTP2-Settings: AAEAAEAA\r\nUpgrade: h2c\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n` +
      body.slice(0, 10),
  );
  socket.write(`${body.slice(10)}GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let answers = '';
  for await (const part of socket) answers += String(part);
  expect(answers.match(/HTTP\/1\.1 \d+|"alive":true/g)).toEqual([
    'HTTP/1.1 202',
    'HTTP/1.1 200',
    '"alive":true',
  ]);
  expect(api.submitted.at(-1)?.request.setting).toBe('a wharf');
});

it('such a request that is sent before the last one is answered waits for its turn', async () => {
  const body = JSON.stringify({ character_names: ['Alice', 'Bob'], setting: 'a quay' });
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  const wish = 'Host: localhost\r\nUpgrade: h2c\r\n';
  socket.write(
    'POST /api/simulations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${body.length}\r\n\r\n${body}` +
      `GET /readyz HTTP/1.1\r\nConnection: Upgrade\r\n${wish}\r\n` +
      `GET /livez HTTP/1.1\r\nConnection: Upgrade, close\r\n${wish}\r\n`,
  );
  let answers = '';
  for await (const part of socket) answers += String(part);
  expect(answers.match(/HTTP\/1\.1 \d+|"(?:ready|alive)":/g)).toEqual([
    'HTTP/1.1 202',
    'HTTP/1.1 200',
    '"ready":',
    'HTTP/1.1 200',
    '"alive":',
  ]);
});

describe('the request id', () => {
  it.each(['trace-1', 'A.b_c-9', 'x'.repeat(128)])('is the one that came: %s', async (id) => {
    expect((await api.get('/livez', { 'x-request-id': id })).headers.get('x-request-id')).toBe(id);
    const { headers, body } = await api.get('/nothing', { 'x-request-id': id });
    expect([headers.get('x-request-id'), body.details.request_id]).toEqual([id, id]);
  });

  it.each(['', 'has space', 'a"b', 'x'.repeat(129)])(
    'is a new one when what came is not sane: %s',
    async (id) => {
      expect((await api.get('/livez', { 'x-request-id': id })).headers.get('x-request-id')).toMatch(
        /^[0-9a-f-]{36}$/,
      );
    },
  );
});

describe('every answer', () => {
  it('carries headers that keep pages and caches away', async () => {
    const { headers } = await api.get('/livez');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('to HEAD has the headers of GET and no body', async () => {
    const id = await insertTask(database.db);
    const [get, head] = [await api.get(`/api/tasks/${id}`), await api.send('HEAD', `/api/tasks/${id}`)];
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')]);
  });

  it('to OPTIONS says what is possible', async () => {
    const { status, headers, text } = await api.send('OPTIONS', '/api/simulations');
    expect([status, headers.get('allow'), text]).toEqual([204, 'GET, HEAD, OPTIONS, POST', '']);
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
  });
});

it('a database that goes away answers 503 and is there again when it comes back', async () => {
  const id = await insertTask(database.db);
  const line = await openLine(database.url);
  const db = openDatabase({ url: line.url, poolSize: 2, name: 'novel-engine test' });
  const server = await startApi(db);
  expect((await server.get(`/api/tasks/${id}`)).status).toBe(200);
  await line.cut();
  const away = await server.get(`/api/tasks/${id}`);
  expect([away.status, away.body.details.error_code]).toEqual([503, 'STORE_UNAVAILABLE']);
  expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
  const health = await server.get('/health');
  expect([health.status, health.body.status]).toEqual([503, 'unhealthy']);
  expect((await server.get('/metrics')).text).toContain('novel_engine_database_up 0');
  await line.mend();
  expect((await server.get(`/api/tasks/${id}`)).status).toBe(200);
  await server.close();
  await db.close();
  await line.cut();
});

it('an accepted post is answered as accepted though the database goes away while its end is waited for', async () => {
  const id = await insertTask(database.db);
  const line = await openLine(database.url);
  const db = openDatabase({ url: line.url, poolSize: 2, name: 'novel-engine test' });
  const server = await startApi(db, {
    submit: async () => ({ id, kind: 'simulation', status: 'queued', createdAt: new Date() }),
  });
  const held = server.post('/api/simulations', { character_names: ['Alice', 'Bob'] }, { prefer: 'wait=30' });
  await server.changes.waiters(id, 1);
  await line.cut();
  server.changes.tell(id);
  const { status, body } = await held;
  expect([status, body.task_id, body.status]).toEqual([202, id, 'queued']);
  await server.close();
  await db.close();
});

/** A way to the database that can be cut and mended. */
async function openLine(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

function expectErrorForm({ headers, body }: Awaited<ReturnType<TestApi['get']>>): void {
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(Object.keys(body)).toEqual(['error', 'message', 'details', 'suggestions']);
  expect(body.suggestions.length).toBeGreaterThan(0);
  expect(body.details.request_id).toBe(headers.get('x-request-id'));
  expect(Math.abs(Date.parse(body.details.timestamp) - Date.now())).toBeLessThan(60_000);
}
