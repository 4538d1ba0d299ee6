import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { deleteOldEvents } from '../../../src/store/session-retention.js';
import { deleteSession } from '../../../src/store/session-statements.js';
import type { TaskWorker } from '../../../src/tasks/worker.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { GameClient } from '../../support/game-socket.js';
import { acted, insertSession } from '../../support/games.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';
import { rawRequest, startApi, type TestApi, type TestApiOptions } from '../http/api.js';

let test: TestDatabase;
let api: TestApi;
let worker: TaskWorker;

beforeAll(async () => {
  test = await createTestDatabase();
  const silent = { name: 'silent', generate: () => Promise.reject(new Error('nobody is asked')) };
  worker = await startTestWorker(test, silent);
  api = await startApi(test.db, { databaseUrl: test.url });
});
afterAll(async () => {
  await worker.stop();
  await api.close();
  await test.drop();
});

/** Another API process, as far as the database can tell. */
async function anotherApi(options: TestApiOptions = {}): Promise<TestApi> {
  const other = await startApi(test.db, { databaseUrl: test.url, ...options });
  onTestFinished(() => other.close());
  return other;
}

async function connect(
  sessionId: string,
  options: Parameters<typeof GameClient.open>[2] & { readonly to?: TestApi } = {},
): Promise<GameClient> {
  const client = await GameClient.open((options.to ?? api).url, sessionId, options);
  onTestFinished(() => client.break());
  return client;
}

const act = (action: string, clientId?: string) => ({
  type: 'action',
  data: { action, ...(clientId !== undefined && { client_id: clientId }) },
});

/** Puts events into a session's stream, as many commits would. */
async function tell(sessionId: string, count: number, data: object = {}): Promise<void> {
  await test.db.execute`
    WITH told AS (
      UPDATE game_session SET event_seq = event_seq + ${count}::int WHERE id = ${sessionId}::uuid RETURNING id, event_seq
    )
    INSERT INTO session_event (session_id, seq, type, data)
    SELECT id, event_seq - ${count}::int + n, 'world_update', ${JSON.stringify(data)}::jsonb
    FROM told, generate_series(1, ${count}::int) AS n`;
  await test.db.execute`SELECT pg_notify('novel_engine_changed', ${sessionId})`;
}

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('a WebSocket of a game', () => {
  it('begins with the state, and tells what an action sent over it does', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session);
    const first = await client.next('session_update');
    expect(first).toMatchObject({
      session_id: session,
      seq: 0,
      data: { session: { version: 0, story: [{ id: 'a0000-1' }] }, summary: { character_level: 1 } },
    });
    client.send(act('look around', `look-${session}`));
    const ack = await client.next('ack');
    expect(ack.data).toMatchObject({ client_id: `look-${session}`, status: 'queued' });
    const { data } = await client.next('action_response');
    expect(data).toEqual({ success: true, task_id: ack.data.task_id, version: 1 });
    expect(client.events.map(({ type, seq }) => [type, seq])).toEqual([
      ['session_update', 0],
      ['action_queued', 1],
      ['action_started', 2],
      ['narrative_response', 3],
      ['action_response', 4],
    ]);
    for (const { timestamp } of client.messages) expect(Date.parse(timestamp)).not.toBeNaN();
  });

  it('answers pings, tells the state when asked, and lets pass that somebody types', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0 });
    client.send({ type: 'typing', data: { is_typing: true } });
    client.send({ type: 'ping' });
    client.send({ type: 'request_update' });
    await client.next('session_update');
    expect(client.messages.map(({ type }) => type)).toEqual(['pong', 'session_update']);
  });

  it.each([
    ['{"type": "action"', 'MALFORMED_JSON'],
    ['7', 'VALIDATION_FAILED'],
    [JSON.stringify({ type: 'dance' }), 'VALIDATION_FAILED'],
    [JSON.stringify({ type: 'action' }), 'VALIDATION_FAILED'],
    [JSON.stringify(act('')), 'ACTION_REQUIRED'],
    [JSON.stringify(act('x'.repeat(1_001))), 'VALIDATION_FAILED'],
    [JSON.stringify({ type: 'action', data: { action: 'wait', client_id: '' } }), 'VALIDATION_FAILED'],
    [JSON.stringify(act('half of a pair: \ud800')), 'VALIDATION_FAILED'],
    [JSON.stringify(act('nothing: \u0000')), 'VALIDATION_FAILED'],
  ])('answers what it can not read with an error, and stays open: %s', async (message, code) => {
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0 });
    client.send(message);
    expect((await client.next('error')).data).toMatchObject({ success: false, error: code });
    client.send({ type: 'ping' });
    await client.next('pong');
    expect(client.closed).toBeUndefined();
  });

  it('takes an action once, however often its client_id is sent, and names it in its errors', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0 });
    const id = `knock-${session}`;
    for (const message of [act('knock', id), act('knock', id), act('ring', id)]) client.send(message);
    const error = await client.next('error');
    expect(error.data).toMatchObject({ error: 'IDEMPOTENCY_KEY_REUSED', client_id: id });
    const acks = client.messages.filter(({ type }) => type === 'ack');
    expect(new Set(acks.map(({ data }) => data.task_id)).size).toBe(1);
    await client.next('action_response');
    expect(client.events.filter(({ type }) => type === 'action_queued')).toHaveLength(1);
  });

  it('accepts actions in the order in which they were sent, however many come at once', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0 });
    const actions = Array.from({ length: 40 }, (_, index) => `say ${index}`);
    for (const action of actions) client.send(act(action));
    await until(() => client.messages.filter(({ type }) => type === 'action_response').length === 40);
    const queued = client.messages.filter(({ type }) => type === 'action_queued');
    expect(queued.map(({ data }) => [data.action_seq, data.action])).toEqual(
      actions.map((action, index) => [index + 1, action]),
    );
  });

  it('says when a session takes no more', async () => {
    const strict = await anotherApi({ sessionLimits: { perMinute: 1 } });
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0, to: strict });
    client.send(act('one'));
    client.send(act('two', `two-${session}`));
    const { data } = await client.next('error');
    expect(data).toMatchObject({ error: 'RATE_LIMITED', client_id: `two-${session}` });
    expect(data.retry_after).toBeGreaterThan(30);
  });

  it('is closed when its session is deleted, with a code that says so', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session);
    await client.next('session_update');
    await deleteSession(test.db, { clientId: 'local', role: 'client' }, session);
    expect((await client.end()).code).toBe(4404);
  });

  it('is closed when the process stops, and goes on at another without gap or repeat', async () => {
    const stopping = await startApi(test.db, { databaseUrl: test.url });
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0, to: stopping });
    client.send(act('one'));
    await client.next('action_response');
    await stopping.close();
    expect((await client.end()).code).toBe(1012);
    await acted(test.db, session, 'two');
    const again = await connect(session, { after: client.events.at(-1)?.seq ?? 0 });
    await again.next('action_response');
    expect([...client.events, ...again.events].map(({ seq }) => seq)).toEqual(numbers(1, 8));
  });
});

describe('the stream of a session', () => {
  it('is the same at every process, in order, for sockets and Server-Sent Events', async () => {
    const other = await anotherApi();
    const session = await insertSession(test.db);
    const clients = [await connect(session, { after: 0 }), await connect(session, { after: 0, to: other })];
    const sse = await readStream(other, session, '0');
    for (let index = 0; index < 5; index += 1) await acted(test.db, session, `say ${index}`);
    for (const client of clients) {
      await until(() => client.events.length === 20);
      expect(client.events.map(({ seq }) => seq)).toEqual(numbers(1, 20));
      expect(client.events.map(({ type }) => type)).toEqual(clients[0]?.events.map(({ type }) => type));
    }
    await until(() => sse.events.length === 20);
    expect(sse.events).toEqual(
      clients[0]?.events.map(({ seq, type, data }) => ({ id: String(seq), event: type, data })),
    );
    sse.stop();
  });

  it('is taken up at another process after each break, without a gap or a repeat', async () => {
    const other = await anotherApi();
    const session = await insertSession(test.db);
    const seen: number[] = [];
    let told = 0;
    for (let round = 0; round < 6; round += 1) {
      const client = await connect(session, { after: seen.at(-1) ?? 0, to: round % 2 === 0 ? api : other });
      await tell(session, 7);
      told += 7;
      await until(() => (client.events.at(-1)?.seq ?? 0) > (seen.at(-1) ?? 0));
      client.break();
      // What it got before it broke counts; the rest comes to the next.
      seen.push(...client.events.flatMap(({ seq }) => seq ?? []));
    }
    const last = await connect(session, { after: seen.at(-1) ?? 0 });
    await tell(session, 1);
    await until(() => last.events.at(-1)?.seq === told + 1);
    seen.push(...last.events.flatMap(({ seq }) => seq ?? []));
    expect(seen).toEqual(numbers(1, told + 1));
  });

  it('of which the position is too old, or of none, begins with the state and goes on from there', async () => {
    const session = await insertSession(test.db);
    await tell(session, 230);
    while ((await deleteOldEvents(test.db, 100)) > 0);
    const old = await connect(session, { after: 29 });
    const kept = await connect(session, { after: 30 });
    const strange = await connect(session, { after: 999 });
    await tell(session, 2);
    await until(() => [old, kept, strange].every(({ events }) => events.at(-1)?.seq === 232));
    expect(old.events.map(({ type, seq }) => [type, seq]).slice(0, 2)).toEqual([
      ['session_update', old.events[0]?.seq],
      ...(old.events[0]?.seq === 232 ? [] : [['world_update', (old.events[0]?.seq ?? 0) + 1]]),
    ]);
    expect(old.events[0]?.seq).toBeGreaterThanOrEqual(230);
    expect(kept.events.map(({ seq }) => seq)).toEqual(numbers(31, 232));
    expect(strange.events[0]?.type).toBe('session_update');
  });

  it('of a client that takes nothing any more is closed, and goes on where it was', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0 });
    await tell(session, 1);
    await client.next('world_update');
    client.socket.pause();
    const large = { text: 'x'.repeat(100_000) };
    for (let round = 0; round < 5; round += 1) await tell(session, 80, large);
    await until(() => api.logged.some((line) => line.includes('closing') && line.includes(session)));
    client.socket.resume();
    expect(await client.end()).toMatchObject({ code: 4008, reason: expect.stringContaining('256') });
    const last = client.events.at(-1)?.seq ?? 0;
    expect(last).toBeLessThan(401);
    const again = await connect(session, { after: last });
    await until(() => again.events.at(-1)?.seq === 401);
    expect([...client.events, ...again.events].map(({ seq }) => seq)).toEqual(numbers(1, 401));
  });

  it('that has much to catch up with is not taken for slow', async () => {
    const session = await insertSession(test.db);
    await tell(session, 1_000, { text: 'x'.repeat(1_000) });
    const client = await connect(session, { after: 0 });
    await until(() => client.events.length === 1_000);
    expect(client.events.map(({ seq }) => seq)).toEqual(numbers(1, 1_000));
    expect(client.closed).toBeUndefined();
  });
});

describe('who may open a WebSocket', () => {
  const keys = {
    ann: { client: 'ann', role: 'client' },
    ben: { client: 'ben', role: 'client' },
  } as const;

  it('is who has the key, in a header or by a ticket that opens one', async () => {
    const guarded = await anotherApi({ keys });
    const session = await insertSession(test.db, 'ann');
    const bearer = { authorization: 'Bearer ann' };
    await connect(session, { to: guarded, headers: bearer });
    await connect(session, { to: guarded, headers: { 'x-api-key': 'ann' } });
    const { status, body } = await guarded.post('/api/tickets', undefined, bearer);
    expect(status).toBe(201);
    await connect(session, { to: guarded, query: `?ticket=${body.ticket}` });
    const open = (options: object) => GameClient.open(guarded.url, session, options);
    await expect(open({ query: `?ticket=${body.ticket}` })).rejects.toThrow('401 UNAUTHORIZED');
    await expect(open({})).rejects.toThrow('401 UNAUTHORIZED');
    await expect(open({ headers: { authorization: 'Bearer nobody' } })).rejects.toThrow('401 UNAUTHORIZED');
    await expect(open({ headers: { authorization: 'Bearer ben' } })).rejects.toThrow('404 SESSION_NOT_FOUND');
  });

  it('is nobody with a ticket whose time is over', async () => {
    const guarded = await anotherApi({ keys });
    const session = await insertSession(test.db, 'ann');
    const { body } = await guarded.post('/api/tickets', undefined, { authorization: 'Bearer ann' });
    await test.db.execute`UPDATE socket_ticket SET expires_at = now() - interval '1 second'`;
    await expect(GameClient.open(guarded.url, session, { query: `?ticket=${body.ticket}` })).rejects.toThrow(
      '401 UNAUTHORIZED',
    );
  });

  it('is no page from elsewhere, on a server without keys', async () => {
    const session = await insertSession(test.db);
    const open = (headers: Record<string, string>) => GameClient.open(api.url, session, { headers });
    await expect(open({ origin: 'http://evil.example' })).rejects.toThrow('403 FORBIDDEN');
    await expect(open({ host: 'evil.example' })).rejects.toThrow('403 FORBIDDEN');
    (await open({ origin: api.url })).break();
  });

  it('needs a session that is there, its feature, and a process that stays', async () => {
    const session = await insertSession(test.db);
    await expect(GameClient.open(api.url, randomUUID())).rejects.toThrow('404 SESSION_NOT_FOUND');
    await expect(GameClient.open(api.url, 'nonsense')).rejects.toThrow('404 SESSION_NOT_FOUND');
    await expect(GameClient.open(api.url, `${session}/more`)).rejects.toThrow('404 ROUTE_NOT_FOUND');
    const closed = await anotherApi({ features: { game_sockets: 0 } });
    await expect(GameClient.open(closed.url, session)).rejects.toThrow('403 FEATURE_OFF');
    const draining = await anotherApi();
    draining.drain();
    await expect(GameClient.open(draining.url, session)).rejects.toThrow('503 SHUTTING_DOWN');
  });

  it('asks for the upgrade: anything else at this address is answered as any address', async () => {
    const session = await insertSession(test.db);
    const { status } = await rawRequest(api.url, `/ws/game/${session}`, { host: new URL(api.url).host });
    expect(status).toBe(404);
  });

  it('may not send more than 64 KiB in a message', async () => {
    const session = await insertSession(test.db);
    const client = await connect(session, { after: 0 });
    client.send('x'.repeat(70_000));
    expect((await client.end()).code).toBe(1009);
  });
});

interface Streamed {
  readonly events: { readonly id: string; readonly event: string; readonly data: unknown }[];
  stop(): void;
}

/** Reads a session's Server-Sent Events until told to stop. */
async function readStream(from: TestApi, session: string, lastEventId: string): Promise<Streamed> {
  const stopping = new AbortController();
  const events: Streamed['events'] = [];
  const response = await fetch(`${from.url}/api/game/sessions/${session}/events`, {
    headers: { 'last-event-id': lastEventId },
    signal: stopping.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const decoder = new TextDecoder();
  void (async () => {
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
        if (id !== undefined && event !== undefined) events.push({ id, event, data: JSON.parse(data ?? '') });
      }
    }
  })().catch(() => undefined);
  return { events, stop: () => stopping.abort() };
}
