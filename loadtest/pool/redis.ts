import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';

/** Whether this machine has a redis-server; what needs one is skipped by name where it has not. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  readonly url: string;
  /** Runs one command, as `redis-cli` does, and returns what it prints. */
  command(...words: readonly string[]): string;
  /** Kills the server and starts it again on the same port: empty, unless it keeps a log. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of the caller's own, empty and without persistence unless it is to log what it is told (`appendOnly`). */
export async function startRedis({ appendOnly = false } = {}): Promise<RedisServer> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'novel-engine-redis-'));
  let server = await launch(port, dir, appendOnly);
  return {
    url: `redis://127.0.0.1:${port}`,
    command: (...words) => {
      const { stdout, stderr } = spawnSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' });
      return (stdout + stderr).trim();
    },
    restart: async () => {
      await end(server, 'SIGKILL');
      server = await launch(port, dir, appendOnly);
    },
    stop: async () => {
      await end(server, 'SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, dir: string, appendOnly: boolean): Promise<ChildProcess> {
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    appendOnly ? 'yes' : 'no',
    '--dir',
    dir,
  ];
  const server = spawn('redis-server', [...options, '--maxmemory-policy', 'noeviction'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('Ready to accept connections')) {
        resolve();
      }
    });
    server.once('exit', () => reject(new Error(`redis-server did not start: ${output}`)));
  });
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }
}
