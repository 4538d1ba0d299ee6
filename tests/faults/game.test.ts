import { describe, expect, it } from 'vitest';
import { GameClient } from '../support/game-socket.js';
import { until } from '../support/until.js';
import { buildWorld, tearDownAfterEach, type World } from './world.js';

/**
 * Actions of a game whose worker or API dies between every two writes: each is played once, in order, and no call is made
 * again whose answer was kept.
 */

tearDownAfterEach();

const ACTIONS = ['Look around', 'Rest for a while', 'Wait and listen'];

async function open(url: string): Promise<string> {
  const response = await fetch(`${url}/api/game/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seed: 7 }),
  });
  return ((await response.json()) as { session_id: string }).session_id;
}

async function act(url: string, session: string, action: string, key?: string): Promise<Response> {
  return fetch(`${url}/api/game/sessions/${session}/action`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify({ action }),
  });
}

/** Every action was applied once, in order, and told of in order; nothing that was answered was asked again. */
async function expectPlayed(world: World, session: string, actions: number): Promise<void> {
  const { prisma } = world.database.db;
  const tasks = await until(async () => {
    const rows = await prisma.task.findMany({ where: { serialKey: session }, orderBy: { serialNo: 'asc' } });
    return rows.length === actions && rows.every(({ completedAt }) => completedAt !== null) && rows;
  });
  expect(tasks.map(({ status, serialNo }) => [status, serialNo])).toEqual(
    tasks.map((_, index) => ['completed', index + 1]),
  );
  const row = await prisma.gameSession.findUniqueOrThrow({ where: { id: session } });
  expect(row).toMatchObject({ version: actions, actionSeq: actions });
  const story = await prisma.sessionStory.findMany({
    where: { sessionId: session, actionSeq: { gt: 0 } },
    orderBy: [{ actionSeq: 'asc' }, { n: 'asc' }],
  });
  expect([...new Set(story.map(({ actionSeq }) => actionSeq))]).toEqual(tasks.map((_, index) => index + 1));
  const events = await prisma.sessionEvent.findMany({
    where: { sessionId: session },
    orderBy: { seq: 'asc' },
  });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const ends = events.filter(({ type }) => type === 'action_response' || type === 'action_failed');
  expect(ends.map(({ data }) => (data as { task_id: string }).task_id)).toEqual(tasks.map(({ id }) => id));
  expect(events.filter(({ type }) => type === 'action_started')).toHaveLength(actions);
  const unconfirmed = tasks.reduce(
    (sum, { usage }) => sum + ((usage as { unconfirmed_calls?: number }).unconfirmed_calls ?? 0),
    0,
  );
  const repeated = [...world.asked.values()].reduce((sum, times) => sum + times - 1, 0);
  expect(repeated, 'calls that were asked again although their answer was kept').toBeLessThanOrEqual(
    unconfirmed,
  );
  expect(await prisma.modelCall.count()).toBe(0);
}

describe('a worker that dies between two writes of an action', () => {
  it.each([
    'before-dispatch-mark:kill:2',
    'after-dispatch-mark:kill',
    'after-claim:kill',
    'after-journal-note:kill',
    'after-journal-answer:kill:2',
    'before-action-commit:kill:2',
    'after-action-commit:kill',
  ])('(%s) costs nothing but time', async (point) => {
    const world = await buildWorld({ workers: 1, simulations: 0, firstWorker: { FAULT_POINTS: point } });
    const session = await open(world.api.url);
    for (const action of ACTIONS) expect((await act(world.api.url, session, action)).status).toBe(202);
    expect(await world.workers[0]?.exited).toBe('SIGKILL');
    await world.startWorker();
    await expectPlayed(world, session, ACTIONS.length);
  });
});

it('a worker that froze before it could commit an action is refused when it wakes up', async () => {
  const world = await buildWorld({
    workers: 1,
    simulations: 0,
    // Two such ends in a row would be a busy machine's doing.
    environment: { LEASE_SECONDS: '4' },
    firstWorker: { FAULT_POINTS: 'before-action-commit:freeze' },
  });
  const session = await open(world.api.url);
  await act(world.api.url, session, ACTIONS[0] ?? '');
  const [frozen] = world.workers;
  await until(() => frozen?.errors().includes('before-action-commit'));
  await world.startWorker();
  await expectPlayed(world, session, 1);
  expect(await world.refusals(frozen, 'result')).toEqual([]);
  frozen?.process.kill('SIGCONT');
  await until(async () => (await world.refusals(frozen, 'result')).length > 0);
  await expectPlayed(world, session, 1);
});

describe('an API process that dies after the commit of an action', () => {
  it('has accepted it: the same key finds it, and its events are at another process', async () => {
    const world = await buildWorld({
      workers: 1,
      simulations: 0,
      environment: { FAULT_POINTS: 'after-submit-commit:kill' },
    });
    const session = await open(world.api.url);
    await expect(act(world.api.url, session, ACTIONS[0] ?? '', 'the-key')).rejects.toThrow();
    const url = await world.startApi();
    const again = await act(url, session, ACTIONS[0] ?? '', 'the-key');
    expect(again.status).toBe(202);
    const client = await GameClient.open(url, session, { after: 0 });
    await client.next('action_response');
    expect(client.events.map(({ seq }) => seq)).toEqual(client.events.map((_, index) => index + 1));
    client.break();
    await expectPlayed(world, session, 1);
  });
});
