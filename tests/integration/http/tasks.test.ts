import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertEvent, insertFinished, insertTask } from './rows.js';

let database: TestDatabase;
let db: Database;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  api = await startApi(db);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('a task', () => {
  it('is answered with everything its client follows', async () => {
    const id = await insertFinished(db);
    const { status, headers, body } = await api.get(`/api/tasks/${id}`);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(
      [
        'task_id kind status progress current_step attempt position result error usage created_at started_at',
        'completed_at links',
      ]
        .join(' ')
        .split(' ')
        .sort(),
    );
    expect(body).toMatchObject({
      task_id: id,
      kind: 'simulation',
      status: 'completed',
      progress: 100,
      position: null,
    });
    expect(body.result).toMatchObject({ turns_executed: 2, participants: ['Mira', 'Otto'] });
    expect(body.usage).toMatchObject({ model_calls: 6, cost_usd: 0 });
    expect(body.links).toMatchObject({ self: `/api/tasks/${id}`, story: `/api/simulations/${id}/story` });
    expect(headers.get('etag')).toMatch(/^"[\w-]{27}"$/);
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is found under an id in capitals, and under /api/v1', async () => {
    const id = await insertTask(db);
    expect((await api.get(`/api/tasks/${id.toUpperCase()}`)).body.task_id).toBe(id);
    expect((await api.get(`/api/v1/tasks/${id}`)).body.task_id).toBe(id);
  });

  it.each(['nonsense', randomUUID(), '%00', "'; DROP TABLE task; --"])(
    'that does not exist answers 404: %s',
    async (id) => {
      const { status, body } = await api.get(`/api/tasks/${encodeURIComponent(id).replace('%2500', '%00')}`);
      expect(status).toBe(404);
      expect(body.details.error_code).toBe('TASK_NOT_FOUND');
    },
  );

  it('that waits says its place in line, by priority and then by age', async () => {
    await db.prisma.task.deleteMany({ where: { status: 'queued' } });
    const later = await insertTask(db, { priority: 5 });
    const latest = await insertTask(db, { priority: 5 });
    const first = await insertTask(db, { priority: 1 });
    // Another server: this one may have a picture of the line from a moment ago.
    const fresh = await startApi(db);
    const places = [first, later, latest].map(
      async (id) => (await fresh.get(`/api/tasks/${id}`)).body.position,
    );
    expect(await Promise.all(places)).toEqual([1, 2, 3]);
    await fresh.close();
  });
});

describe('the ETag of a task', () => {
  it('stays while nothing changes, whatever the place in line, and changes with the task', async () => {
    const id = await insertTask(db);
    const before = (await api.get(`/api/tasks/${id}`)).headers.get('etag');
    await insertTask(db, { priority: 1 });
    expect((await api.get(`/api/tasks/${id}`)).headers.get('etag')).toBe(before);
    await db.prisma.task.update({ where: { id }, data: { progress: 50 } });
    expect((await api.get(`/api/tasks/${id}`)).headers.get('etag')).not.toBe(before);
  });

  it.each([
    ['alone', (tag: string) => tag],
    ['weakened by a proxy', (tag: string) => `W/${tag}`],
    ['in a list', (tag: string) => `"other", ${tag}`],
    ['as any', () => '*'],
  ])('answers 304 without a body when it is sent back %s', async (_how, headerOf) => {
    const id = await insertTask(db);
    const etag = (await api.get(`/api/tasks/${id}`)).headers.get('etag') ?? '';
    const again = await api.get(`/api/tasks/${id}`, { 'if-none-match': headerOf(etag) });
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
  });

  it('costs one query when it matches', async () => {
    let queries = 0;
    const counting: Database = {
      ...db,
      query: (strings, ...values) => {
        queries += 1;
        return db.query(strings, ...values);
      },
    };
    const counted = await startApi(counting);
    const id = await insertTask(db);
    const etag = (await counted.get(`/api/tasks/${id}`)).headers.get('etag') ?? '';
    expect(queries).toBe(2);
    await counted.get(`/api/tasks/${id}`, { 'if-none-match': etag });
    expect(queries).toBe(3);
    await counted.close();
  });
});

describe('a poll with wait', () => {
  it('is held until the task ends', async () => {
    const id = await insertTask(db);
    const held = api.get(`/api/tasks/${id}?wait=60`);
    await api.changes.waiters(id, 1);
    await db.prisma.task.update({ where: { id }, data: { progress: 10 } });
    api.changes.tell(id);
    await api.changes.waiters(id, 1);
    await db.prisma.task.update({ where: { id }, data: { status: 'failed', completedAt: new Date() } });
    api.changes.tell(id);
    expect((await held).body.status).toBe('failed');
  });

  it('and an ETag is held until the ETag differs', async () => {
    const id = await insertTask(db);
    const etag = (await api.get(`/api/tasks/${id}`)).headers.get('etag') ?? '';
    const held = api.get(`/api/tasks/${id}?wait=60`, { 'if-none-match': etag });
    await api.changes.waiters(id, 1);
    await db.prisma.task.update({ where: { id }, data: { progress: 10 } });
    api.changes.tell(id);
    expect(await held).toMatchObject({ status: 200, body: { progress: 10 } });
  });

  it('answers 304 when the time passes without a change', async () => {
    const id = await insertTask(db);
    const etag = (await api.get(`/api/tasks/${id}`)).headers.get('etag') ?? '';
    expect((await api.get(`/api/tasks/${id}?wait=0.05`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('answers what there is when the time passes without an ETag', async () => {
    const id = await insertTask(db);
    expect((await api.get(`/api/tasks/${id}?wait=0.05`)).body.status).toBe('queued');
  });

  it('is let go as soon as its client leaves', async () => {
    const id = await insertTask(db);
    const client = new AbortController();
    const held = fetch(`${api.url}/api/tasks/${id}?wait=60`, { signal: client.signal }).catch(() => 'left');
    await api.changes.waiters(id, 1);
    client.abort();
    expect(await held).toBe('left');
    await api.changes.waiters(id, 0);
  });

  it('is let go when the process is told to stop', async () => {
    const stopping = await startApi(db);
    const id = await insertTask(db);
    const held = stopping.get(`/api/tasks/${id}?wait=60`);
    await stopping.changes.waiters(id, 1);
    stopping.drain();
    stopping.changes.tell(id);
    expect((await held).status).toBe(200);
    await stopping.close();
  });

  it.each(['-1', '61', 'soon', '1&wait=2'])('refuses wait=%s', async (wait) => {
    const { status, body } = await api.get(`/api/tasks/${await insertTask(db)}?wait=${wait}`);
    expect(status).toBe(422);
    expect(body.details.issues[0].path).toBe('wait');
  });
});

describe('the events of a task', () => {
  it('are all sent, then those that come, and the stream closes with the end', async () => {
    const id = await insertTask(db);
    await insertEvent(db, id, 'progress', { progress: 0, current_step: 'Setting\nthe scene' });
    const stream = fetch(`${api.url}/api/tasks/${id}/events`);
    await api.changes.waiters(id, 1);
    await insertEvent(db, id, 'turn', { turn: 1 });
    await db.prisma.task.update({ where: { id }, data: { status: 'completed', completedAt: new Date() } });
    await insertEvent(db, id, 'completed', { status: 'completed' });
    api.changes.tell(id);
    const response = await stream;
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(eventsOf(await response.text())).toEqual([
      { id: '1', event: 'progress', data: { progress: 0, current_step: 'Setting\nthe scene' } },
      { id: '2', event: 'turn', data: { turn: 1 } },
      { id: '3', event: 'completed', data: { status: 'completed' } },
    ]);
  });

  it('go on after Last-Event-ID, and replay after the end', async () => {
    const id = await insertTask(db, { status: 'completed', completedAt: new Date() });
    for (let turn = 1; turn <= 150; turn += 1) await insertEvent(db, id, 'turn', { turn });
    const all = await api.get(`/api/tasks/${id}/events`);
    expect(eventsOf(all.text).map((event) => event.id)).toEqual(
      Array.from({ length: 150 }, (_, i) => `${i + 1}`),
    );
    const rest = await api.get(`/api/tasks/${id}/events`, { 'last-event-id': '147' });
    expect(eventsOf(rest.text).map((event) => event.id)).toEqual(['148', '149', '150']);
  });

  it('tell a browser that has the last one of an ended task to stop asking', async () => {
    const id = await insertTask(db, { status: 'completed', completedAt: new Date() });
    await insertEvent(db, id, 'completed', {});
    const none = await api.get(`/api/tasks/${id}/events`, { 'last-event-id': '1' });
    expect([none.status, none.text]).toEqual([204, '']);
  });

  it.each(['x; DROP', '2', '4000000000'])(
    'start over with %s, which is no event of it',
    async (lastEventId) => {
      const id = await insertTask(db, { status: 'completed', completedAt: new Date() });
      await insertEvent(db, id, 'completed', {});
      const { text } = await api.get(`/api/tasks/${id}/events`, { 'last-event-id': lastEventId });
      expect(eventsOf(text)).toHaveLength(1);
    },
  );

  it('of an unknown task answer 404 in the form of every error', async () => {
    const { status, body } = await api.get(`/api/tasks/${randomUUID()}/events`);
    expect([status, body.details.error_code]).toEqual([404, 'TASK_NOT_FOUND']);
  });

  it('answer HEAD without opening a stream', async () => {
    const { status, headers } = await api.send('HEAD', `/api/tasks/${await insertTask(db)}/events`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  it('stop being watched when the client leaves', async () => {
    const id = await insertTask(db);
    const client = new AbortController();
    const response = await fetch(`${api.url}/api/tasks/${id}/events`, { signal: client.signal });
    await api.changes.waiters(id, 1);
    client.abort();
    await response.text().catch(() => undefined);
    await api.changes.waiters(id, 0);
  });
});

function eventsOf(stream: string): { id: string; event: string; data: unknown }[] {
  return stream.split('\n\n').flatMap((block) => {
    const fields = new Map(
      block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)] as const),
    );
    const id = fields.get('id');
    return id === undefined
      ? []
      : [{ id, event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? 'null') }];
  });
}
