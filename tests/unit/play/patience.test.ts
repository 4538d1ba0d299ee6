import { describe, expect, it, vi } from 'vitest';
import { RefusedError, UnreachableError } from '../../../scripts/demo/connection.js';
import { patiently, patientlyRefused } from '../../../scripts/play/patience.js';

const { signal } = new AbortController();
vi.spyOn(console, 'log').mockImplementation(() => undefined);

const refused = (status: number, retryAfterSeconds?: number) =>
  new RefusedError(status, 'refused', '', retryAfterSeconds);
const away = () => new UnreachableError('away', '');

/** Fails by each of these in turn, and then succeeds. */
function failing(...errors: readonly Error[]) {
  const left = [...errors];
  return vi.fn(async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'played';
  });
}

describe('a server that can not take something now', () => {
  it.each([429, 502, 503, 504])('by %i is asked again once it has had its time', async (status) => {
    const ask = failing(refused(status, 0), refused(status, 0));
    await expect(patiently(ask, signal)).resolves.toBe('played');
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('for the rest of the day is not waited for', async () => {
    const ask = failing(refused(429, 7_200));
    await expect(patiently(ask, signal)).rejects.toMatchObject({ status: 429 });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it.each([400, 401, 404, 422])('at all, as it says by %i, is believed', async (status) => {
    const ask = failing(refused(status));
    await expect(patiently(ask, signal)).rejects.toMatchObject({ status });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('because it is away is asked again where that is safe, and only there', async () => {
    await expect(patiently(failing(away()), signal)).resolves.toBe('played');
    const unsafe = failing(away());
    await expect(patientlyRefused(unsafe, signal)).rejects.toBeInstanceOf(UnreachableError);
    expect(unsafe).toHaveBeenCalledTimes(1);
    await expect(patientlyRefused(failing(refused(503, 0)), signal)).resolves.toBe('played');
  });

  it('is not waited for by a player who leaves', async () => {
    const left = new AbortController();
    const waiting = patiently(failing(refused(503, 30)), left.signal);
    left.abort(new Error('left'));
    await expect(waiting).rejects.toThrow();
  });
});
