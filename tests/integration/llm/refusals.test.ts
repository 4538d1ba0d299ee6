import { expect, test } from 'vitest';
import { API_KEY, DECIDE_SCHEMA, requestOf, startGateway } from './gateway-fixture.js';

test.each(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'])(
  'an answer blocked for %s is refused and never sent again',
  async (reason) => {
    const { ask, server } = await startGateway({ script: [{ kind: 'blocked', by: 'answer', reason }] });
    const reply = await ask({ schema: DECIDE_SCHEMA });
    expect(reply).toMatchObject({ ok: false, reason: 'refused', code: reason });
    expect(server.calls()).toBe(1);
  },
);

test('a blocked prompt is refused and never sent again', async () => {
  const { ask, server } = await startGateway({
    script: [{ kind: 'blocked', by: 'prompt', reason: 'PROHIBITED_CONTENT' }],
  });
  expect(await ask()).toMatchObject({ ok: false, reason: 'refused', code: 'PROHIBITED_CONTENT' });
  expect(server.calls()).toBe(1);
});

test('half of a JSON answer is truncated, not a reply; half of a text is a shorter text', async () => {
  const { ask, server } = await startGateway({ script: [{ kind: 'truncated' }, { kind: 'truncated' }] });
  expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: false, reason: 'truncated' });
  expect(server.calls()).toBe(1);
  expect(await ask()).toMatchObject({ ok: true, value: expect.stringMatching(/\S/) });
});

test('a request that the API finds wrong is refused and never sent again', async () => {
  const { ask, server } = await startGateway({
    script: [{ kind: 'error', status: 400, message: 'schema too deep' }],
  });
  expect(await ask()).toMatchObject({ ok: false, reason: 'refused' });
  expect(server.calls()).toBe(1);
});

test('a wrong key makes the model unavailable after one call, and the log says so once', async () => {
  const { ask, server, lines } = await startGateway({ apiKey: 'another-key' });
  expect(await ask()).toMatchObject({ ok: false, reason: 'unavailable' });
  expect(server.calls()).toBe(1);
  await ask();
  const alarms = lines.filter(({ level }) => level === 'error');
  expect(alarms).toMatchObject([{ message: expect.stringContaining('GEMINI_API_KEY') }]);
});

test.each([401, 403, 404])('status %i makes the model unavailable after one call', async (status) => {
  const { ask, server } = await startGateway({ script: [{ kind: 'error', status }] });
  expect(await ask()).toMatchObject({ ok: false, reason: 'unavailable' });
  expect(server.calls()).toBe(1);
});

test('the key is in no reply and no log line, even if the server repeats it', async () => {
  const message = `The key ${API_KEY} is not valid (${encodeURIComponent(API_KEY)})`;
  const { ask, lines } = await startGateway({
    script: [
      { kind: 'error', status: 403, message },
      { kind: 'error', status: 400, message, details: [{ key: API_KEY }] },
      { kind: 'error', status: 500, message },
      { kind: 'drop' },
      { kind: 'page' },
    ],
  });
  const replies = [await ask(), await ask(), await ask()];
  expect(replies.map((reply) => reply.ok)).toEqual([false, false, false]);
  const told = JSON.stringify([replies, lines]);
  expect(told).toContain('[key]');
  expect(told).not.toContain(API_KEY);
});

test('a key that no header can carry is found before the first call, and not quoted', async () => {
  const start = startGateway({}, { geminiApiKey: 'key with\na line break' });
  await expect(start).rejects.toThrow(/GEMINI_API_KEY/);
  await expect(start).rejects.not.toThrow(/line break/);
});

test('a caller who has left before the call costs nothing', async () => {
  const { model, server } = await startGateway();
  expect(await model.generate(requestOf(), AbortSignal.abort())).toEqual({ ok: false, reason: 'aborted' });
  expect(server.calls()).toBe(0);
});
