import { expect, test } from 'vitest';
import { startGateway } from './gateway-fixture.js';

/** Seven calls of three tries each: more than the 20 failures that open the breaker. */
async function openBreaker() {
  let down = true;
  const gateway = await startGateway({
    script: () => (down ? { kind: 'error', status: 503 } : undefined),
  });
  for (let call = 0; call < 7; call += 1) await gateway.ask();
  return {
    ...gateway,
    repair: () => {
      down = false;
    },
  };
}

test('a provider that keeps failing is left alone', async () => {
  const { ask, server, lines } = await openBreaker();
  expect(server.calls()).toBe(20);
  expect(await ask()).toMatchObject({ ok: false, reason: 'unavailable', retryAt: expect.any(Date) });
  expect(server.calls()).toBe(20);
  expect(lines.some(({ message }) => message === 'model breaker is open')).toBe(true);
});

test('after fifteen seconds one call tries it, and its success lets all others through', async () => {
  const { ask, server, advance, repair } = await openBreaker();
  repair();
  advance(15_000);
  const [trial, meanwhile] = await Promise.all([ask(), ask()]);
  expect(trial).toMatchObject({ ok: true });
  expect(meanwhile).toMatchObject({ ok: false, reason: 'unavailable' });
  expect(server.calls()).toBe(21);
  expect(await ask()).toMatchObject({ ok: true });
});

test('a failed trial leaves it alone for another fifteen seconds', async () => {
  const { ask, server, advance } = await openBreaker();
  advance(15_000);
  await ask();
  expect(server.calls()).toBe(21);
  advance(14_000);
  await ask();
  expect(server.calls()).toBe(21);
});

test('failures of long ago and blocked answers do not open it', async () => {
  const { ask, server, advance } = await startGateway({
    script: ({ ordinal }) =>
      ordinal <= 18 ? { kind: 'error', status: 503 } : { kind: 'blocked', by: 'answer', reason: 'SAFETY' },
  });
  for (let call = 0; call < 6; call += 1) await ask();
  advance(31_000);
  for (let call = 0; call < 25; call += 1) await ask();
  expect(server.calls()).toBe(43);
});
