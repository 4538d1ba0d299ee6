import { expect, it } from 'vitest';
import { ended, postSimulation } from '../support/api.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

it.each(['exit', 'memory'] as const)(
  'a run that ends its process by %s is isolated, and its neighbours complete',
  async (action) => {
    const world = await buildWorld({ simulations: 3, workers: 0 });
    const [victim = ''] = world.ids;
    // Every process that comes to this turn of this task dies of it: it can't be saved, but the others can.
    const environment = {
      FAULT_POINTS: `before-turn-commit@${victim}:${action}:1`,
      NODE_OPTIONS: '--max-old-space-size=128',
    };
    for (let worker = 0; worker < 3; worker += 1) {
      await world.startWorker(environment);
    }
    const tasks = await world.allEnded();
    expect(tasks.find(({ task_id }) => task_id === victim)).toMatchObject({
      status: 'failed',
      error: { error_code: 'POISONED' },
    });
    expectAllCompleted(tasks.filter(({ task_id }) => task_id !== victim));
    await checkHistory(world, tasks);
  },
);

it('an API killed between commit and answer has accepted the task, and the same key finds it', async () => {
  const world = await buildWorld({
    simulations: 0,
    environment: { FAULT_POINTS: 'after-submit-commit:kill' },
  });
  const request = { character_names: ['Alice', 'Bob'], turns: 2, seed: 5 };
  const key = { 'idempotency-key': 'the-same' };
  await expect(postSimulation(world.api.url, request, key)).rejects.toThrow();
  expect(await world.api.program.exited).toBe('SIGKILL');
  const [stored, ...others] = await world.database.db.prisma.task.findMany();
  expect(others).toEqual([]);
  const url = await world.startApi();
  const repeated = await postSimulation(url, request, key);
  expect(repeated.status).toBe(202);
  expect(await repeated.json()).toMatchObject({ task_id: stored?.id });
  expect(await ended(url, stored?.id ?? '')).toMatchObject({
    status: 'completed',
    result: { turns_executed: 2 },
  });
  expect(await world.database.db.prisma.task.count()).toBe(1);
});
