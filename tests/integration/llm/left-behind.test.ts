import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { requestOf, startGateway } from './gateway-fixture.js';

/** Timers that would keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('calls that time out leave no timer, no listener and no open socket behind', async () => {
  const { model, server } = await startGateway({ rates: { hang: 1 } }, { timeoutMs: 100 });
  const task = new AbortController();
  const before = timers();
  const replies = await Promise.all(
    Array.from({ length: 5 }, (_, call) =>
      model.generate(requestOf({ volatileTail: `Call ${call}` }), task.signal),
    ),
  );
  expect(replies.map((reply) => !reply.ok && reply.reason)).toEqual(replies.map(() => 'timeout'));
  expect(timers()).toBeLessThanOrEqual(before);
  expect(getEventListeners(task.signal, 'abort')).toHaveLength(0);
  // Every connection that reached the server was closed by us.
  await vi.waitFor(
    () => {
      const { calls, disconnects, inFlight } = server.stats();
      expect({ disconnects, inFlight }).toEqual({ disconnects: calls, inFlight: 0 });
    },
    { interval: 5, timeout: 10_000 },
  );
  expect(server.calls()).toBeGreaterThan(0);
});

test('a call that is answered in time leaves no timer behind', async () => {
  const { ask } = await startGateway();
  const before = timers();
  expect(await ask()).toMatchObject({ ok: true });
  expect(timers()).toBeLessThanOrEqual(before);
});
