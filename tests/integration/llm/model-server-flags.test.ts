import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../../loadtest/model-server/command-line.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** Starts it as a user would; resolves with the first line it prints. */
async function serve(...flags: readonly string[]): Promise<string> {
  const server = spawn(process.execPath, [join(ROOT, 'dist', 'loadtest', 'model-server.js'), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanups.push(async () => {
    const exited = once(server, 'exit');
    server.kill();
    await exited;
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return line.toString('utf8').trim();
}

function ask(url: string, text: string, key = 'k'): Promise<Response> {
  return fetch(`${url}/v1beta/models/gemini-2.5-flash:generateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': key },
    body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text }] }] }),
  });
}

it('misbehaves as its flags say, with the key it was given', async () => {
  const url = await serve('--seed', '3', '--key', 'mine', '--rate', 'error=0.5', '--error-status', '500');
  expect((await ask(url, 'Hello', 'other')).status).toBe(400);
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async (_, call) => (await ask(url, `Call ${call}`, 'mine')).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200, 500]));
  expect(await (await fetch(`${url}/stats`)).json()).toMatchObject({ calls: 21, fullestMinute: 21 });
});

it('says when to come back and which quota is spent', async () => {
  const url = await serve('--rate', 'rate-limit=1', '--retry-delay', '1.5s', '--quota', 'RequestsPerDay');
  const response = await ask(url, 'Hello');
  expect(response.status).toBe(429);
  const body = JSON.stringify(await response.json());
  expect(body).toContain('"retryDelay":"1.5s"');
  expect(body).toContain('"quotaId":"RequestsPerDay"');
});

it('takes as long as the latencies of a file', async () => {
  const { latency } = await parseCommandLine(['--latency', join(ROOT, 'data', 'llm-latency.json')]);
  expect(latency).toEqual({ medianMs: 6_000, p95Ms: 13_000, maxMs: 13_000 });
  expect((await parseCommandLine(['--latency', '200'])).latency).toBe(200);
});

it.each([
  [['--latency', 'soon'], /--latency soon: give milliseconds, or a file/],
  [['--rate', 'hang'], /--rate hang: give one of .* and a share/],
  [['--rate', 'rain=0.5'], /--rate rain=0.5/],
  [['--rate', 'hang=0.6', '--rate', 'drop=0.6'], /add up to 1.2/],
  [['--retry-delay', '5'], /give seconds, as 0.250s/],
  [['--error-status', 'x'], /--error-status x: give a whole number, 599 at most/],
  [['--speed', '1'], /--speed/],
])('refuses %j with words', async (flags, words) => {
  const parsed = parseCommandLine(flags);
  await expect(parsed).rejects.toThrow(UsageError);
  await expect(parsed).rejects.toThrow(words);
});
