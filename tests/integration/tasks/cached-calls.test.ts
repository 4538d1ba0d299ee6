import { afterEach, expect, it } from 'vitest';
import { accepted, ended, type TaskBody } from '../../support/api.js';
import { openModelPool } from '../../support/model-pool.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const REQUEST = { character_names: ['Alice', 'Bob', 'pilot'], turns: 1, seed: 3 };
/** Three decisions and a chapter. */
const CALLS = 4;

it('a request’s `cache` and seed say what its calls may reuse, and its usage tells what that saved', async () => {
  const pool = await openModelPool();
  cleanups.push(() => pool.close());
  const url = await pool.api();
  await pool.start('workers/worker');
  const play = async (changes: object): Promise<TaskBody> => {
    const task = await ended(url, await accepted(url, { ...REQUEST, ...changes }));
    // So that the next one is played, and not its whole result reused.
    expect((await fetch(`${url}/api/simulations/${task.task_id}`, { method: 'DELETE' })).status).toBe(204);
    expect(task).toMatchObject({ status: 'completed', result: { degraded: false } });
    return task;
  };

  const first = await play({});
  expect(first.usage).toMatchObject({ model_calls: CALLS, cached_calls: 0, saved_usd: 0 });
  expect(first.usage.cost_usd).toBeGreaterThan(0);

  const again = await play({});
  expect(again.result?.story).toBe(first.result?.story);
  expect(again.usage).toEqual({
    model_calls: 0,
    cached_calls: CALLS,
    unconfirmed_calls: 0,
    prompt_tokens: 0,
    output_tokens: 0,
    cost_usd: 0,
    saved_usd: first.usage.cost_usd,
  });
  expect(pool.server.calls()).toBe(CALLS);

  const anew = { model_calls: CALLS, cached_calls: 0, saved_usd: 0 };
  expect((await play({ cache: 'refresh' })).usage).toMatchObject(anew);
  expect((await play({ cache: 'off' })).usage).toMatchObject(anew);
  expect(pool.server.calls()).toBe(3 * CALLS);
  expect((await play({})).usage).toMatchObject({ model_calls: 0, cached_calls: CALLS });

  // Whoever names no seed asks for something new, also where the drawn one is the same.
  const { seed: _seed, ...unseeded } = REQUEST;
  const drawn = await ended(url, await accepted(url, unseeded));
  expect(drawn.usage).toMatchObject({ cached_calls: 0 });
});
