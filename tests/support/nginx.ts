import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';
import { freePort } from './ports.js';
import { until } from './until.js';

/** Whether this machine has an nginx. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** nginx itself with the configuration of the deployment, in front of API processes. */
export interface TestNginx {
  readonly url: string;
  /** Kills all of its processes and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param backends origins of the API processes
 * @param burst requests that one address may send in a minute, instead of as many as the deployment takes
 */
export async function startNginx(backends: readonly string[], burst?: number): Promise<TestNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'novel-engine-nginx-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'nginx.conf'), configurationFor(port, backends, burst));
  let server = await launch(folder, url);
  return {
    url,
    restart: async () => {
      await end(server, 'SIGKILL');
      server = await launch(folder, url);
    },
    stop: async () => {
      await end(server, 'SIGTERM');
      rmSync(folder, { recursive: true });
    },
  };
}

/** The configuration with other addresses in it; each of its own must be there to be replaced. */
function configurationFor(port: number, backends: readonly string[], burst?: number): string {
  const configuration = readFileSync(join(packageRoot(), 'deploy', 'nginx.conf'), 'utf8');
  const replaced = (text: string, own: string, other: string) => {
    if (!text.includes(own)) throw new Error(`nginx.conf has no "${own}"`);
    return text.replace(own, other);
  };
  const servers = backends.map((backend) => `server ${new URL(backend).host} max_fails=0;`).join('\n');
  const replacements = [
    ['listen 8080', `listen 127.0.0.1:${port}`],
    ['server api:8000 resolve max_fails=0;', servers],
    ...(burst === undefined
      ? []
      : [
          ['rate=200r/s', 'rate=1r/m'],
          ['burst=1000', `burst=${burst - 1}`],
        ]),
  ];
  const own = replacements.reduce((text, [from = '', to = '']) => replaced(text, from, to), configuration);
  return `daemon off;\npid nginx.pid;\n${own}`;
}

async function launch(folder: string, url: string): Promise<ChildProcess> {
  // A group of its own: its workers outlive a master that is killed.
  const server = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: 'ignore',
    detached: true,
  });
  await until(() =>
    fetch(`${url}/livez`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const exited = once(server, 'exit');
  process.kill(-server.pid, signal);
  await exited;
}
