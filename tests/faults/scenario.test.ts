import { describe, expect, it } from 'vitest';
import { userText } from '../../loadtest/model-server/wire.js';
import { STEP_NAMES, type StepName } from '../../src/scenario/steps.js';
import { generate, type ScenarioStatus, scenarioEnded } from '../support/scenarios.js';
import { until } from '../support/until.js';
import { buildWorld, tearDownAfterEach, type World } from './world.js';

/**
 * A scenario whose worker dies at every step and between every two writes: it is completed all the same, and no call is
 * made again whose answer was kept.
 */

tearDownAfterEach();

/** Slow enough that several steps are in flight when the fault strikes. */
const LATENCY_MS = 400;

const stepOf = (text: string) => /^Step: ([a-z_]+)$/m.exec(text)?.[1];

/** How often each step was asked of the model. */
function timesAsked(world: World): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { body } of world.model.received()) {
    const step = stepOf(userText(body)) ?? 'other';
    times.set(step, (times.get(step) ?? 0) + 1);
  }
  return times;
}

/** Everything is done once, and what was asked twice is no more than what may have been paid for without an answer. */
async function expectWhole(world: World, id: string, status: ScenarioStatus): Promise<void> {
  expect(status).toMatchObject({ status: 'completed', progress: 100, result: { degraded_steps: [] } });
  expect(status.steps.map(({ state }) => state)).toEqual(STEP_NAMES.map(() => 'done'));
  const { db } = world.database;
  const events = await db.prisma.taskEvent.findMany({ where: { taskId: id }, orderBy: { seq: 'asc' } });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const told = events.map(({ data }) => (data as { progress?: number }).progress ?? 100);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(events.at(-1)?.type).toBe('completed');
  expect(await db.prisma.lorebook.count()).toBe(1);
  expect(await db.prisma.scenarioTemplate.count()).toBe(1);
  const { usage } = await db.prisma.task.findUniqueOrThrow({ where: { id } });
  const { unconfirmed_calls: unconfirmed, model_calls: calls } = usage as Record<string, number>;
  const repeated = [...world.asked.values()].reduce((sum, times) => sum + times - 1, 0);
  expect(repeated, 'calls that were asked again although their answer was kept').toBeLessThanOrEqual(
    unconfirmed ?? 0,
  );
  expect(calls).toBe(STEP_NAMES.length);
}

describe('a worker that is killed in the middle of a step', () => {
  it.each(STEP_NAMES)('(%s) costs nothing that was finished before', async (step: StepName) => {
    const world = await buildWorld({ workers: 1, simulations: 0, latencyMs: LATENCY_MS });
    const id = await generate(world.api.url);
    await until(() => timesAsked(world).has(step));
    await world.workers[0]?.end('SIGKILL');
    const { prisma } = world.database.db;
    const finished = await prisma.scenarioStep.findMany({ where: { taskId: id, state: 'done' } });
    await world.startWorker();
    const status = await scenarioEnded(world.api.url, id);
    await expectWhole(world, id, status);
    const asked = timesAsked(world);
    // The fault struck: the step that was in flight was begun twice.
    expect(status.steps.find(({ name }) => name === step)?.attempts).toBe(2);
    for (const { step: key } of finished) {
      expect([key, asked.get(key.replace(/-\d+$/, ''))]).toEqual([key, 1]);
    }
  });
});

describe('a worker that dies between two writes of a step', () => {
  it.each([
    'after-step-begin:kill:3',
    'after-journal-answer:kill:2',
    'before-step-commit:kill:4',
    'after-step-commit:kill:5',
    'before-finish:kill',
  ])('(%s) costs nothing but time', async (point) => {
    const world = await buildWorld({
      workers: 1,
      simulations: 0,
      latencyMs: LATENCY_MS,
      firstWorker: { FAULT_POINTS: point },
    });
    const id = await generate(world.api.url);
    expect(await world.workers[0]?.exited).toBe('SIGKILL');
    await world.startWorker();
    await expectWhole(world, id, await scenarioEnded(world.api.url, id));
  });
});

it('a worker that is told to stop finishes the steps in hand, and another goes on from them', async () => {
  const world = await buildWorld({ workers: 1, simulations: 0, latencyMs: LATENCY_MS });
  const id = await generate(world.api.url);
  await until(() => timesAsked(world).has('main_cast'));
  expect(await world.workers[0]?.end('SIGTERM')).toBe(0);
  const { prisma } = world.database.db;
  expect(await prisma.task.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'queued',
    failures: 0,
    uncleanEnds: 0,
  });
  await world.startWorker();
  const status = await scenarioEnded(world.api.url, id);
  await expectWhole(world, id, status);
  expect([...timesAsked(world).values()]).toEqual(STEP_NAMES.map(() => 1));
});
