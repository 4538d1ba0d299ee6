import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { requestOf, signpost, startGateway } from './gateway-fixture.js';

const TASK = new AbortController().signal;

test('no more calls are in flight than allowed, and all of them are answered', async () => {
  const { model, server } = await startGateway({ latency: 50 }, { maxConcurrency: 3 });
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      model.generate(requestOf({ volatileTail: `Call ${index}` }), TASK),
    ),
  );
  expect(replies.filter((reply) => reply.ok)).toHaveLength(30);
  expect(server.stats()).toMatchObject({ calls: 30, peakInFlight: 3 });
});

test('waiting calls are served round-robin over clients', async () => {
  const { model, server } = await startGateway({ latency: 2 }, { maxConcurrency: 1 });
  const ask = (clientId: string, text: string) =>
    model.generate(requestOf({ scope: { clientId, taskId: text }, volatileTail: text }), TASK);
  await Promise.all([
    ask('busy', 'busy 1'),
    ask('busy', 'busy 2'),
    ask('busy', 'busy 3'),
    ask('busy', 'busy 4'),
    ask('calm', 'calm 1'),
  ]);
  const order = server.received().map((call) => call.body.contents[0]?.parts[0]?.text);
  expect(order).toEqual(['busy 1', 'busy 2', 'calm 1', 'busy 3', 'busy 4']);
});

test('an aborted call leaves at once, the server sees it go, and its slot is free', async () => {
  const { reached, reach } = signpost();
  const { model, server, ask } = await startGateway(
    {
      script: ({ ordinal }) => {
        if (ordinal > 1) return undefined;
        reach();
        return { kind: 'hang' };
      },
    },
    { maxConcurrency: 1 },
  );
  const caller = new AbortController();
  const reply = model.generate(requestOf(), caller.signal);
  await reached;
  caller.abort();
  // The server may have worked on it and charge for it.
  expect(await reply).toMatchObject({ ok: false, reason: 'aborted', unanswered: 1 });
  await vi.waitFor(() => expect(server.stats().disconnects).toBe(1), { interval: 5 });
  expect(await ask()).toMatchObject({ ok: true });
});

test('an aborted call leaves the line at once and nobody behind it is held up', async () => {
  const { reached, reach } = signpost();
  const { model, server } = await startGateway(
    {
      script: ({ ordinal }) => {
        if (ordinal > 1) return undefined;
        reach();
        return { kind: 'hang' };
      },
    },
    { maxConcurrency: 1 },
  );
  const first = new AbortController();
  const second = new AbortController();
  const holding = model.generate(requestOf(), first.signal);
  await reached;
  const waiting = model.generate(requestOf(), second.signal);
  const last = model.generate(requestOf(), TASK);
  second.abort();
  expect(await waiting).toEqual({ ok: false, reason: 'aborted' });
  expect(server.calls()).toBe(1);
  first.abort();
  await holding;
  expect(await last).toMatchObject({ ok: true });
  expect(server.calls()).toBe(2);
});

test('waiting in our own line is not counted against the deadline', async () => {
  const { model } = await startGateway(
    { script: ({ ordinal }) => (ordinal === 1 ? { kind: 'hang' } : undefined) },
    { maxConcurrency: 1, callDeadlineMs: 1_500 },
  );
  // The first holds the only slot for a whole deadline, which is how long the second stands in line.
  const replies = await Promise.all([1, 2].map(() => model.generate(requestOf(), TASK)));
  expect(replies).toMatchObject([{ ok: false, reason: 'timeout' }, { ok: true }]);
});

test('a call that waits to be tried again holds no slot, and can leave at once', async () => {
  const { model, ask, lines } = await startGateway(
    { script: [{ kind: 'rate-limit', retryDelay: '9.9s' }] },
    { maxConcurrency: 1 },
    'really waits',
  );
  const caller = new AbortController();
  const waiting = model.generate(requestOf(), caller.signal);
  await vi.waitFor(() => expect(lines).toMatchObject([{ fields: { waitMs: 9_900 } }]), { interval: 5 });
  expect(await ask()).toMatchObject({ ok: true });
  caller.abort();
  expect(await waiting).toMatchObject({ ok: false, reason: 'aborted' });
});

test("a call leaves no listener on its task's signal behind", async () => {
  const { model } = await startGateway({ script: [{ kind: 'error', status: 500 }] }, { maxConcurrency: 1 });
  const task = new AbortController();
  await Promise.all([1, 2, 3].map(() => model.generate(requestOf(), task.signal)));
  expect(getEventListeners(task.signal, 'abort')).toHaveLength(0);
});
