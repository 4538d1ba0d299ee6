import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { accepted, ended, getTask } from '../../support/api.js';
import { createTestDatabase } from '../../support/database.js';
import { GameClient } from '../../support/game-socket.js';
import { hasNginx, startNginx } from '../../support/nginx.js';
import { type Program, startProgram } from '../../support/program.js';
import { until } from '../../support/until.js';

/** The proxy's own configuration, with nginx itself, in front of real API processes. */

const CONFIGURATION = join(import.meta.dirname, '..', '..', '..', 'deploy', 'nginx.conf');
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

interface Deployment {
  readonly url: string;
  readonly apis: readonly Program[];
  /** Starts an API process where that of the index was. */
  again(index: number): Program;
}

async function deploy(burst?: number): Promise<Deployment> {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const environment = { DATABASE_URL: database.url, QUEUE_PREFIX: 'test' };
  const start = (name: 'workers/api' | 'workers/worker', port = '0') => {
    const program = startProgram(name, { ...environment, PORT: port });
    cleanups.push(() => program.end('SIGKILL'));
    return program;
  };
  const apis = [start('workers/api'), start('workers/api')];
  await start('workers/worker').ready;
  const backends = await Promise.all(apis.map(({ ready }) => ready));
  const nginx = await startNginx(backends, burst);
  cleanups.push(() => nginx.stop());
  const again = (index: number) => start('workers/api', new URL(backends[index] ?? '').port);
  return { url: nginx.url, apis, again };
}

/** Polls from several clients at once until told to stop, and returns the statuses seen. */
function poll(url: string, clients: number): () => Promise<ReadonlyMap<number, number>> {
  const seen = new Map<number, number>();
  let done = false;
  const polling = Array.from({ length: clients }, async () => {
    while (!done) {
      const status = await fetch(url).then(
        (response) => response.status,
        () => 0,
      );
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
  });
  return async () => {
    done = true;
    await Promise.all(polling);
    return seen;
  };
}

describe.skipIf(!hasNginx)('nginx in front of two API processes', () => {
  it('fails no GET while one of them is killed under load', async () => {
    // However often it is asked until the story is told.
    const { url, apis } = await deploy(1_000_000);
    const id = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 30 });
    const stop = poll(`${url}/api/tasks/${id}`, 8);
    await until(async () => (await getTask(url, id)).progress > 10);
    await apis[0]?.end('SIGKILL');
    expect((await ended(url, id)).status).toBe('completed');
    const seen = await stop();
    expect([...seen.keys()]).toEqual([200]);
    expect(seen.get(200)).toBeGreaterThan(50);
  });

  it('fails no GET while one after the other is replaced', async () => {
    const { url, apis, again } = await deploy(1_000_000);
    const stop = poll(`${url}/livez`, 4);
    for (const [index, api] of apis.entries()) {
      await api.end('SIGTERM');
      await again(index).ready;
    }
    const seen = await stop();
    expect([...seen.keys()]).toEqual([200]);
  });

  it('lets go of a connection to the API before the API does, so that no request is sent into one that ends', async () => {
    const { apis } = await deploy();
    const response = await fetch(`${await apis[0]?.ready}/livez`);
    const kept = Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1]);
    const upstream = /upstream api \{.*?\n {2}\}/s.exec(readFileSync(CONFIGURATION, 'utf8'))?.[0];
    expect(kept).toBeGreaterThan(Number(/keepalive_timeout (\d+)s;/.exec(upstream ?? '')?.[1]));
  });

  it('passes events on as they happen', async () => {
    const { url } = await deploy();
    const id = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 40 });
    const response = await fetch(`${url}/api/tasks/${id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    let chunks = 0;
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      chunks += 1;
    }
    expect(text.match(/^event: turn$/gm)).toHaveLength(40);
    expect(text).toContain('event: completed');
    expect(chunks).toBeGreaterThan(5);
  });

  it('passes the events of a game and its WebSocket, which survives the end of an API process', async () => {
    const { url, apis } = await deploy();
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const opened = await fetch(`${url}/api/game/sessions`, { ...json, body: '{"seed": 7}' });
    const { session_id: id } = (await opened.json()) as { session_id: string };
    const events = await fetch(`${url}/api/game/sessions/${id}/events`, {
      headers: { 'last-event-id': '0' },
    });
    const reader = events.body?.getReader();
    const client = await GameClient.open(url, id, { after: 0 });
    client.send({ type: 'action', data: { action: 'Look around' } });
    await client.next('action_response');
    let text = '';
    while (!text.includes('event: action_response')) {
      text += new TextDecoder().decode((await reader?.read())?.value);
    }
    await reader?.cancel();
    client.break();
    await apis[0]?.end('SIGKILL');
    const again = await GameClient.open(url, id, { after: client.events.at(-1)?.seq ?? 0 });
    again.send({ type: 'action', data: { action: 'Look around once more' } });
    await again.next('action_response');
    const seen = [...client.events, ...again.events].map(({ seq }) => seq);
    expect(seen).toEqual(seen.map((_, index) => index + 1));
    again.break();
  });

  it('refuses what is too large in words, route by route, before it reaches the API', async () => {
    const { url } = await deploy();
    const send = (path: string, megabytes: number) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'x'.repeat(megabytes * 1024 * 1024) }),
      });
    const refused = await send('/api/simulations', 2);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ details: { error_code: 'PAYLOAD_TOO_LARGE' } });
    expect((await send('/api/simulations/batch', 3)).status).toBe(422);
    expect((await send('/api/simulations/batch', 5)).status).toBe(413);
  });

  it('counts the requests of whom the proxy before it names, and not those of that proxy', async () => {
    const { url } = await deploy(3);
    const ask = async (client: string) =>
      (await fetch(`${url}/livez`, { headers: { 'x-forwarded-for': client } })).status;
    const busy = await Promise.all(['203.0.113.1', '203.0.113.1', '203.0.113.1'].map(ask));
    expect(busy).toEqual([200, 200, 200]);
    expect(await ask('203.0.113.1')).toBe(429);
    expect(await ask('203.0.113.2')).toBe(200);
    // What a client itself has put before its address changes nothing.
    expect(await ask('203.0.113.9, 203.0.113.1')).toBe(429);
  });

  it('says in words that no API process is there', async () => {
    const { url, apis } = await deploy();
    await Promise.all(apis.map((api) => api.end('SIGKILL')));
    const response = await fetch(`${url}/api/health`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ error: 'Service unavailable' });
  });
});
