import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type PlayState, playStateOf } from '../../../src/game/hidden.js';
import type { SessionState } from '../../../src/game/outcome.js';
import type { TestDatabase } from '../../support/database.js';
import { GameClient } from '../../support/game-socket.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import type { Program } from '../../support/program.js';
import { until } from '../../support/until.js';

/**
 * Many games at once, on real processes, with a worker killed again and again: whatever was accepted is played once, in
 * the order in which it was accepted. GAME_SESSIONS and GAME_ACTIONS make it bigger.
 */

const SESSIONS = Number(process.env.GAME_SESSIONS ?? 6);
const ACTIONS = Number(process.env.GAME_ACTIONS ?? 10);
/** Long enough that a kill finds actions in hand. */
const LATENCY_MS = 150;

const WORDS = [
  'Look around',
  'Search the place from wall to wall',
  'Rest for a while and listen',
  'Talk to whoever is here',
  'Take what lies here',
  'Go on to the next place',
  'Hide and wait',
];

let pool: ModelPool | undefined;
afterEach(async () => {
  await pool?.close();
});

/** Calls that the model was asked, by what they asked. */
function countedModel(): { readonly asked: Map<string, number>; readonly options: object } {
  const asked = new Map<string, number>();
  const script = (call: { readonly body: unknown }) => {
    const identity = createHash('sha256').update(JSON.stringify(call.body)).digest('hex');
    asked.set(identity, (asked.get(identity) ?? 0) + 1);
    return undefined;
  };
  return { asked, options: { latency: LATENCY_MS, script } };
}

async function post(url: string, path: string, body: unknown, key?: string): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
}

/**
 * Kills a worker that has actions in hand, starts another, and does so again once those were played, until there is
 * nothing left to play. Resolves with the actions that were struck.
 */
async function killWorkers(
  { prisma }: TestDatabase['db'],
  start: () => Promise<Program>,
  workers: Program[],
): Promise<ReadonlySet<string>> {
  const struck = new Set<string>();
  const open = () => prisma.task.count({ where: { completedAt: null } });
  while ((await open()) > 0) {
    const running = await prisma.task.findFirst({ where: { status: 'running' } });
    const victim = workers.find(({ pid }) => running?.leaseOwner?.includes(`-${pid}-`));
    if (victim === undefined) {
      await delay(5);
      continue;
    }
    await victim.end('SIGKILL');
    workers.splice(workers.indexOf(victim), 1, await start());
    const hit = await prisma.task.findMany({
      where: { OR: [{ leaseOwner: { contains: `-${victim.pid}-` } }, { uncleanEnds: { gt: 0 } }] },
    });
    for (const { id } of hit) struck.add(id);
    // A task that is struck again and again would be taken for one that kills its workers.
    await until(
      async () =>
        (await prisma.task.count({ where: { id: { in: hit.map(({ id }) => id) }, completedAt: null } })) ===
        0,
    );
  }
  return struck;
}

/** Sends the actions of a session in any order, each twice under its key, half of them over a WebSocket. */
async function sendAll(urls: readonly string[], session: string, index: number): Promise<void> {
  const client = await GameClient.open(urls[index % urls.length] ?? '', session, { after: 0 });
  const numbers = Array.from({ length: ACTIONS }, (_, number) => (number * 7 + index) % ACTIONS);
  await Promise.all(
    numbers.map(async (number) => {
      const key = `${session}-${number}`;
      const action = `${WORDS[(number + index) % WORDS.length]}, for the ${number + 1}. time`;
      if (number % 2 === 0) {
        const message = { type: 'action', data: { action, client_id: key } };
        client.send(message);
        client.send(message);
        await client.next('ack', ({ data }) => data.client_id === key);
        return;
      }
      const path = `/api/game/sessions/${session}/action`;
      const answers = await Promise.all(
        urls.map(async (url) => {
          const response = await post(url, path, { action }, key);
          const body = (await response.json()) as { task_id: string };
          expect(response.status, JSON.stringify(body)).toBe(202);
          return body.task_id;
        }),
      );
      expect(new Set(answers).size).toBe(1);
    }),
  );
  await client.close();
}

/** Pieces of things that are owned or lie somewhere are those that were made and have not ended. */
function expectConserved({ session, hidden }: PlayState): void {
  const pieces = (items: readonly { readonly quantity: number }[]) =>
    items.reduce((sum, { quantity }) => sum + quantity, 0);
  const lying = Object.values(hidden.things).reduce((sum, items) => sum + pieces(items), 0);
  expect(pieces(session.inventory) + lying).toBe(hidden.ledger.created - hidden.ledger.removed);
}

describe('many games at once', () => {
  it(`are played whole and in order while workers are killed (${SESSIONS} × ${ACTIONS})`, async () => {
    const { asked, options } = countedModel();
    pool = await openModelPool(options);
    const { test, start } = pool;
    const urls = [await pool.api(), await pool.api()];
    const startWorker = () => start('workers/worker', { DISPATCH_TIMEOUT: '2', LEASE_SECONDS: '4' });
    const workers = [await startWorker(), await startWorker()];
    const sessions: string[] = [];
    for (let index = 0; index < SESSIONS; index += 1) {
      const response = await post(urls[0] ?? '', '/api/game/sessions', { seed: 100 + index });
      sessions.push(((await response.json()) as { session_id: string }).session_id);
    }
    const followers = await Promise.all(
      sessions.map((session, index) => GameClient.open(urls[(index + 1) % 2] ?? '', session, { after: 0 })),
    );
    const sending = Promise.all(sessions.map((session, index) => sendAll(urls, session, index)));
    const { prisma } = test.db;
    await until(async () => (await prisma.task.count()) > 0);
    const struck = await killWorkers(test.db, startWorker, workers);
    await sending;
    await until(async () => (await prisma.task.count({ where: { completedAt: null } })) === 0);

    // The faults struck: workers died with actions in hand.
    expect(struck.size).toBeGreaterThan(0);
    const tasks = await prisma.task.findMany({ orderBy: { serialNo: 'asc' } });
    expect(tasks).toHaveLength(SESSIONS * ACTIONS);
    expect(tasks.filter(({ attempt }) => attempt > 1).length).toBeGreaterThanOrEqual(struck.size);
    let unconfirmed = 0;
    for (const [index, session] of sessions.entries()) {
      const own = tasks.filter(({ serialKey }) => serialKey === session);
      expect(own.map(({ status }) => status)).toEqual(own.map(() => 'completed'));
      const numbers = own.map((_, number) => number + 1);
      expect(own.map(({ serialNo }) => serialNo)).toEqual(numbers);
      // Each began when the one before it had ended.
      for (const [number, task] of own.entries()) {
        const before = own[number - 1]?.completedAt?.getTime() ?? 0;
        expect(task.completedAt?.getTime()).toBeGreaterThanOrEqual(before);
      }
      const results = own.map(({ result }) => result as { success: boolean; version: number });
      // Versions rise by one with each that was applied, and stay with each that the rules refused.
      let version = 0;
      for (const result of results) {
        version += result.success ? 1 : 0;
        expect(result.version).toBe(version);
      }
      const row = await prisma.gameSession.findUniqueOrThrow({ where: { id: session } });
      expect(row).toMatchObject({ version, actionSeq: ACTIONS });
      expect(version).toBeGreaterThan(0);
      expectConserved(playStateOf(row.state as unknown as SessionState));
      const story = await prisma.sessionStory.findMany({
        where: { sessionId: session },
        orderBy: [{ actionSeq: 'asc' }, { n: 'asc' }],
      });
      expect(story).toHaveLength(row.storyLength);
      expect(new Set(story.map(({ entry }) => (entry as { id: string }).id)).size).toBe(story.length);
      const applied = own
        .filter((_, number) => results[number]?.success === true)
        .map(({ serialNo }) => serialNo);
      expect([...new Set(story.map(({ actionSeq }) => actionSeq))].filter((seq) => seq > 0)).toEqual(applied);
      expectTold(followers[index], row.eventSeq, numbers);
      for (const { usage } of own)
        unconfirmed += (usage as { unconfirmed_calls?: number }).unconfirmed_calls ?? 0;
    }
    // What was asked twice is no more than what died without an answer.
    const repeated = [...asked.values()].reduce((sum, times) => sum + times - 1, 0);
    expect(repeated, 'calls asked again although they were answered').toBeLessThanOrEqual(unconfirmed);
    for (const follower of followers) follower.break();
  });
});

/** Every event once, in order, and of each action its queueing, its start and its end, in the order of acceptance. */
function expectTold(follower: GameClient | undefined, last: number, actions: readonly number[]): void {
  const events = follower?.events ?? [];
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  const of = (type: string) => events.filter((event) => event.type === type);
  expect(of('action_queued').map(({ data }) => data.action_seq)).toEqual(actions);
  expect(of('action_started').map(({ data }) => data.action_seq)).toEqual(actions);
  const tasks = of('action_queued').map(({ data }) => data.task_id);
  expect(of('action_response').map(({ data }) => data.task_id)).toEqual(tasks);
  expect(of('action_failed')).toEqual([]);
}

describe('a worker that dies between the answer and the commit of an action', () => {
  it.each(['after-journal-answer:kill', 'before-action-commit:kill', 'after-action-commit:kill'])(
    '(%s) costs no second call, and the action is applied once',
    async (point) => {
      const { asked, options } = countedModel();
      pool = await openModelPool({ ...options, latency: 0 });
      const url = await pool.api();
      const worker = await pool.start('workers/worker', { FAULT_POINTS: point });
      const opened = await post(url, '/api/game/sessions', { seed: 7 });
      const { session_id: session } = (await opened.json()) as { session_id: string };
      const posted = await post(url, `/api/game/sessions/${session}/action`, { action: 'Look around' });
      const { task_id: id } = (await posted.json()) as { task_id: string };
      expect(await worker.exited).toBe('SIGKILL');
      await pool.start('workers/worker');
      const ended = await fetch(`${url}/api/tasks/${id}?wait=30`);
      expect(await ended.json()).toMatchObject({
        status: 'completed',
        attempt: point.startsWith('after-action-commit') ? 1 : 2,
        result: { success: true, version: 1, degraded: false },
        usage: { model_calls: 1, unconfirmed_calls: 0 },
      });
      expect([...asked.values()]).toEqual([1]);
      const rows = await pool.test.db.prisma.gameSession.findUniqueOrThrow({ where: { id: session } });
      expect(rows).toMatchObject({ version: 1, actionSeq: 1 });
    },
  );
});
