import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startModelServer } from '../../loadtest/model-server.js';
import { createTestDatabase } from '../support/database.js';
import { processesNaming } from '../support/processes.js';
import { type Program, startProgram } from '../support/program.js';
import { until } from '../support/until.js';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

/** A folder of its own for all that a demo leaves; removed when nothing works on it any more. */
function dataFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-demo-'));
  chmodSync(dataDir, 0o755);
  cleanups.push(async () => {
    await until(() => processesNaming(dataDir).length === 0);
    rmSync(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}

function demo(dataDir: string, ...parameters: string[]): Program {
  return demoWith({ DATA_DIR: dataDir }, ...parameters);
}

function demoWith(settings: Readonly<Record<string, string>>, ...parameters: string[]): Program {
  const started = startProgram('scripts/demo', settings, parameters);
  cleanups.push(() => started.end('SIGKILL'));
  return started;
}

/** What the line of the last part that begins with `label` says. */
function told(program: Program, label: string): string {
  return new RegExp(`^${label}: +(.+)$`, 'm').exec(program.output())?.[1] ?? '';
}

describe('the demo', () => {
  it('starts everything, tells how each turn went, prints the story and leaves nothing running', async () => {
    const dataDir = dataFolder();
    const program = demo(dataDir, '--turns', '3', '--seed', '7');
    expect(await program.exited, program.errors()).toBe(0);
    expect(processesNaming(dataDir)).toEqual([]);

    const output = program.output();
    expect(program.errors()).toBe('');
    for (const turn of [1, 2, 3]) {
      expect(output).toMatch(new RegExp(`^ {2}turn ${turn} of 3: \\d+ events?, [\\d.]+ s$`, 'm'));
    }
    // Nothing that only a terminal could show.
    expect(output).not.toContain('\r');
    expect(output).not.toContain('\u001b');
    expect(output).toMatch(/^# .+$/m);
    expect(output.match(/^## /gm)).toHaveLength(3);
    expect(told(program, 'Participants')).toMatch(/^Alice, Bob, .+$/);
    expect(told(program, 'Turns')).toBe('3');
    expect(told(program, 'Duration')).toMatch(/^[\d.]+ s$/);

    const file = told(program, 'Record');
    expect(file.startsWith(dataDir)).toBe(true);
    const record = JSON.parse(readFileSync(file, 'utf8')) as {
      task: { status: string; result: { story: string } };
      turns: unknown[];
    };
    expect(record).toMatchObject({ task: { status: 'completed' }, simulation: expect.anything() });
    expect(record.turns).toHaveLength(3);
    expect(output).toContain(record.task.result.story.trim());
    expect(readFileSync(file.replace(/\.json$/, '.md'), 'utf8')).toBe(record.task.result.story);
  });

  it('shows, as it comes, two characters who act on different beliefs about the same thing', async () => {
    const program = demo(dataFolder());
    expect(await program.exited, program.errors()).toBe(0);
    const minds = /^What they believed\n([\s\S]+?)\n\n/m.exec(program.output())?.[1] ?? '';
    // One is wrong, goes there and finds it out; another is right, and does something else.
    expect(minds).toMatch(/^Turn \d: where is .+\?$/m);
    expect(minds).toMatch(/^ {2}.+ believed: .+; chose to move .+ — .+ was not in .+$/m);
    expect(minds).toMatch(/^ {2}.+ believed: .+, and was right; chose to .+$/m);
  });

  it('runs a second time on what the first has left, and the same seed tells the same story', async () => {
    const dataDir = dataFolder();
    const stories: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const program = demo(dataDir, '--cast', 'engineer, scientist', '--turns', '2', '--seed', '3');
      expect(await program.exited, program.errors()).toBe(0);
      stories.push(readFileSync(told(program, 'Record').replace(/\.json$/, '.md'), 'utf8'));
    }
    expect(stories[1]).toBe(stories[0]);
    expect(readdirSync(join(dataDir, 'records'))).toHaveLength(4);
    expect(processesNaming(dataDir)).toEqual([]);
  });

  it('tells a story by a model over HTTP where there is a key', async () => {
    const model = await startModelServer();
    cleanups.push(() => model.close());
    const dataDir = dataFolder();
    const settings = { DATA_DIR: dataDir, GEMINI_API_KEY: 'a-key', GEMINI_BASE_URL: model.url };
    const program = demoWith(settings, '--cast', 'Alice,Bob', '--turns', '2', '--seed', '7');
    expect(await program.exited, program.errors()).toBe(0);
    const { task } = JSON.parse(readFileSync(told(program, 'Record'), 'utf8')) as {
      task: { usage: { model_calls: number; cost_usd: number }; result: { degraded: boolean } };
    };
    expect(task).toMatchObject({ usage: { model_calls: model.calls() }, result: { degraded: false } });
    expect(task.usage.cost_usd).toBeGreaterThan(0);
  });

  it('fails for a character that nobody knows, in the words of the API', async () => {
    const dataDir = dataFolder();
    const program = demo(dataDir, '--cast', 'Alice,Bbo');
    expect(await program.exited).toBe(1);
    expect(program.errors()).toMatch(/The demo failed\. .*404.*"Bbo"/);
    expect(program.errors()).toContain('Did you mean Bob');
    expect(processesNaming(dataDir)).toEqual([]);
  });

  it.each([
    ['--turns', '0'],
    ['--turns', '101'],
    ['--turns', 'many'],
    ['--cast', 'Alice'],
    ['--seed', '1.5'],
    ['--url', 'nonsense'],
    ['--wrong', 'x'],
  ])('fails for %s %s with how it is used, and starts nothing', async (option, value) => {
    const dataDir = dataFolder();
    const program = demo(dataDir, option, value);
    expect(await program.exited).toBe(1);
    expect(program.errors()).toContain(option);
    expect(program.errors()).toContain('Usage: npm run demo');
    expect(program.output()).toBe('');
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('says in plain words that it can not write where it was told to', async () => {
    const dataDir = join(dataFolder(), 'file', 'data');
    writeFileSync(dirname(dataDir), '');
    const program = demo(dataDir);
    expect(await program.exited).toBe(1);
    expect(program.errors()).toContain(`The demo failed. ${dataDir} can't be written`);
    expect(program.errors()).toContain('Set DATA_DIR');
    expect(program.errors()).not.toMatch(/^ +at /m);
  });

  it('explains itself when asked', async () => {
    const program = demo(dataFolder(), '--help');
    expect(await program.exited).toBe(0);
    expect(program.output()).toMatch(/^Usage: npm run demo/);
  });
});

describe('a demo that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s in the middle stops all that it started',
    async (signal) => {
      const dataDir = dataFolder();
      const program = demo(dataDir, '--turns', '100');
      await until(() => program.output().includes('turn 1 of 100'));
      expect(await program.end(signal)).toBe(1);
      expect(processesNaming(dataDir)).toEqual([]);
      expect(program.errors()).toContain(`Stopped by ${signal}`);
      expect(program.output()).not.toContain('Record:');
    },
  );

  it('by whoever read its output going away stops all that it started', async () => {
    const dataDir = dataFolder();
    const program = demo(dataDir, '--turns', '100');
    await until(() => program.output().includes('turn 1 of 100'));
    program.process.stdout?.destroy();
    expect(await program.exited).toBe(1);
    expect(processesNaming(dataDir)).toEqual([]);
    expect(program.errors()).toMatch(/nobody reads the output any more\.\nNothing is left running\.\n$/);
    expect(program.errors()).not.toMatch(/^ +at /m);
  });

  it('while it starts stops all that is there by then', async () => {
    const dataDir = dataFolder();
    const program = demo(dataDir);
    await until(() => readdirSync(dataDir).some((file) => file.startsWith('initdb-')));
    expect(await program.end('SIGINT')).toBe(1);
    expect(processesNaming(dataDir)).toEqual([]);
    expect(program.errors()).toContain('Stopped by SIGINT');
  });

  it('by its death takes everything with it', async () => {
    const dataDir = dataFolder();
    const program = demo(dataDir, '--turns', '100');
    await until(() => program.output().includes('turn 1 of 100'));
    await program.end('SIGKILL');
    await until(() => processesNaming(dataDir).length === 0);
  });
});

describe('a demo on a running server', () => {
  it('uses it and leaves it running', async () => {
    const test = await createTestDatabase();
    cleanups.push(() => test.drop());
    const server = startProgram('workers/supervisor', {
      DATABASE_URL: test.url,
      QUEUE_PREFIX: 'test',
      WORKER_PROCESSES: '1',
    });
    cleanups.push(() => server.end());
    const url = await server.ready;
    const dataDir = dataFolder();
    const program = demo(dataDir, '--url', `${url}/`, '--turns', '2');
    expect(await program.exited, program.errors()).toBe(0);
    expect(told(program, 'Turns')).toBe('2');
    expect(dirname(told(program, 'Record'))).toBe(join(dataDir, 'records'));
    expect(readdirSync(dataDir)).toEqual(['records']);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('that is not there says so and what to do', async () => {
    const program = demo(dataFolder(), '--url', 'http://127.0.0.1:9');
    expect(await program.exited).toBe(1);
    expect(program.errors()).toContain('http://127.0.0.1:9 does not answer');
    expect(program.errors()).toContain('npm start');
  });
});

/** `script` of util-linux gives a program a terminal. */
const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!hasTerminals)('a demo in a terminal', () => {
  const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'scripts', 'demo.js');

  /** Back to the line's beginning, and all that stood there gone. */
  const WIPED = '\r\u001b[2K';

  interface Terminal {
    readonly process: ChildProcess;
    readonly exited: Promise<unknown>;
    screen(): string;
    type(keys: string): void;
  }

  function inTerminal(dataDir: string, parameters: string): Terminal {
    const child = spawn(
      'script',
      ['-qec', `exec ${process.execPath} ${PROGRAM} ${parameters}`, '/dev/null'],
      {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    let screen = '';
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString('utf8');
    });
    const exited = once(child, 'close').then(() => child.exitCode);
    cleanups.push(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    return {
      process: child,
      exited,
      screen: () => screen,
      type: (keys) => child.stdin.write(keys),
    };
  }

  it('shows what is under way in a line that is drawn over and over, and takes it away at the end', async () => {
    const dataDir = dataFolder();
    const terminal = inTerminal(dataDir, '--turns 2 --seed 1');
    expect(await terminal.exited, terminal.screen()).toBe(0);
    expect(terminal.screen()).toContain(`${WIPED}  [`);
    expect(terminal.screen()).toContain('turn 2 of 2');
    // What stays on the screen: the line's last trace is that it was wiped.
    const [end] = terminal.screen().split(WIPED).slice(-1);
    expect(end).toContain('Record:');
    expect(processesNaming(dataDir)).toEqual([]);
  });

  it('is stopped in order by Ctrl-C', async () => {
    const dataDir = dataFolder();
    const terminal = inTerminal(dataDir, '--turns 100');
    await until(() => terminal.screen().includes('turn 1 of 100'));
    terminal.type('\u0003');
    expect(await terminal.exited, terminal.screen()).toBe(1);
    expect(terminal.screen()).toContain('Stopped by SIGINT');
    expect(processesNaming(dataDir)).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres-keeper.json'))).toBe(false);
  });
});
