import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.js';
import { processesNaming } from '../../support/processes.js';
import { startProgram } from '../../support/program.js';
import { startProxy } from '../../support/proxy.js';
import { until } from '../../support/until.js';

const PLAY = join(import.meta.dirname, '..', '..', '..', 'dist', 'scripts', 'play.js');

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

interface Terminal {
  readonly child: ChildProcess;
  output(): string;
  errors(): string;
  readonly exited: Promise<number | null>;
}

/** The player's terminal, its input piped: all lines at once. */
function play(lines: readonly string[], parameters: readonly string[], dataDir = '/nowhere'): Terminal {
  const terminal = openTerminal(parameters, dataDir);
  terminal.child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  return terminal;
}

/** One that waits for lines. */
function openTerminal(parameters: readonly string[], dataDir = '/nowhere'): Terminal {
  const child = spawn(process.execPath, [PLAY, ...parameters], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, GOVERNOR: 'false' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, output: () => output, errors: () => errors, exited };
}

async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const test = await createTestDatabase();
  cleanups.push(() => test.drop());
  const settings = { DATABASE_URL: test.url, QUEUE_PREFIX: 'test', WORKER_PROCESSES: '1', ...environment };
  const server = startProgram('workers/supervisor', settings);
  cleanups.push(() => server.end());
  return server.ready;
}

it('a game is played from a fresh start to its end, and nothing is left running', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-play-'));
  chmodSync(dataDir, 0o755);
  cleanups.push(async () => {
    await until(() => processesNaming(dataDir).length === 0);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const terminal = play(
    ['/sheet', 'Look around', '1', '/inventory', '/quests', '/quit'],
    ['--new', '--name', 'Mira'],
    dataDir,
  );
  expect(await terminal.exited, terminal.errors()).toBe(0);
  expect(terminal.errors()).toBe('');
  const output = terminal.output();
  expect(output).toContain('Mira, Adventurer, level 1');
  expect(output.match(/^> .+$/gm)).toEqual([
    '> /sheet',
    '> Look around',
    '> 1',
    '> /inventory',
    '> /quests',
    '> /quit',
  ]);
  expect(output).toMatch(/Weight [\d.]+ of 100/);
  // Nothing that only a terminal could show.
  expect(output).not.toContain('\u001b');
});

it('ten actions are played on a running server, and another terminal goes on with the game', async () => {
  const url = await startServer();
  const actions = ['Look around', '1', '2', '1', 'Rest for a while', '1', '3', '1', '2', '1'];
  const first = play(actions, ['--url', url, '--new', '--seed', '7', '--name', 'Mira']);
  expect(await first.exited, first.errors()).toBe(0);
  const id = /--session (\S+)/.exec(first.output())?.[1] ?? '';
  const { session, summary } = await read(url, id);
  expect(session.action_seq).toBe(10);
  expect(session.version).toBeGreaterThan(7);
  const told = session.story.filter(({ type }: { type: string }) => type !== 'player').at(-1)?.text ?? '';
  expect(flat(first.output())).toContain(flat(told));

  const second = play(['Look around', '/quit'], ['--url', url, '--session', id]);
  expect(await second.exited, second.errors()).toBe(0);
  expect(flat(second.output())).toContain(flat(told));
  expect((await read(url, id)).summary.story_length).toBeGreaterThan(summary.story_length);
});

it('a world is generated for a series that is named in the menu, and one of its people is played', async () => {
  const url = await startServer();
  const terminal = play(
    ['2', 'The Drowned Coast', '1', 'Look around', '/quit'],
    ['--url', url, '--seed', '7'],
  );
  expect(await terminal.exited, terminal.errors()).toBe(0);
  const id = /--session (\S+)/.exec(terminal.output())?.[1] ?? '';
  const { session } = await read(url, id);
  expect(session.scenario_id).toBeDefined();
  const [, name] = /Whom do you play\?\n {2}1 {2}([^:\n]+)/.exec(terminal.output()) ?? [];
  expect(session.character.name).toBe(name);
  const again = play(['/quit'], ['--url', url]);
  expect(await again.exited).toBe(0);
  expect(again.output()).toContain(`Go on as ${name}`);
});

it('words that the server can not take are told, and the game goes on', async () => {
  const url = await startServer();
  const lines = ['m'.repeat(121), 'Mira', 'I walk on. '.repeat(100), '99', 'Look around', '/quit'];
  const terminal = play(lines, ['--url', url, '--new', '--seed', '7']);
  expect(await terminal.exited, terminal.errors()).toBe(0);
  const output = terminal.output();
  expect(flat(output)).toContain('character_name must have at most 120 characters');
  expect(flat(output)).toContain('action must have at most 1000 characters');
  expect(output).toContain('No suggestion has that number.');
  const id = /--session (\S+)/.exec(output)?.[1] ?? '';
  expect((await read(url, id)).session.action_seq).toBe(1);
});

it('a name that leaves begins no game', async () => {
  const url = await startServer();
  const terminal = play(['/quit'], ['--url', url, '--new']);
  expect(await terminal.exited, terminal.errors()).toBe(0);
  expect(terminal.output()).not.toContain('--session');
});

it('a server that is away for a while is waited for, and what was typed meanwhile is played once', async () => {
  const url = await startServer();
  const proxy = await startProxy(url);
  cleanups.push(() => proxy.close());
  const terminal = openTerminal(['--url', proxy.url, '--new', '--seed', '7', '--name', 'Mira']);
  const type = (line: string) => terminal.child.stdin?.write(`${line}\n`);
  type('Look around');
  const prompts = () => terminal.output().match(/^> /gm)?.length ?? 0;
  await until(() => prompts() === 2);
  const id = /^Session (\S+)$/m.exec(terminal.output())?.[1] ?? '';
  await proxy.cut();
  type('Wait and listen');
  await until(() => terminal.output().includes('Waiting for it'));
  await proxy.mend();
  terminal.child.stdin?.end('/quit\n');
  expect(await terminal.exited, terminal.errors()).toBe(0);
  const { session } = await read(url, id);
  expect(session.action_seq).toBe(2);
  const told = session.story.filter(({ type }: { type: string }) => type === 'narration').at(-1)?.text ?? '';
  expect(flat(terminal.output())).toContain(flat(told));
});

it('says what is wrong and what to do', async () => {
  const wrong = play([], ['--seed', 'seven']);
  expect(await wrong.exited).toBe(1);
  expect(wrong.errors()).toContain('--seed takes a whole number.');
  const away = play([], ['--url', 'http://127.0.0.1:9', '--new', '--name', 'Mira']);
  expect(await away.exited).toBe(1);
  expect(away.errors()).toContain('does not answer');
});

const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

async function read(url: string, id: string) {
  const response = await fetch(`${url}/api/game/sessions/${id}`);
  expect(response.status).toBe(200);
  // biome-ignore lint/suspicious/noExplicitAny: fields of the answer, which its own test checks
  return (await response.json()) as any;
}
