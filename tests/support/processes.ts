import { spawnSync } from 'node:child_process';

/** Whether a process with this id runs; one that has ended and waits to be collected does not. */
export function isRunning(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && !stdout.startsWith('Z');
}

/** The ids of all running processes whose command line or environment holds a text. */
export function processesNaming(text: string): readonly number[] {
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'pid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match?.[3]?.includes(text) === true && match[2]?.startsWith('Z') !== true ? [Number(match[1])] : [],
    );
}
