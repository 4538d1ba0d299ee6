import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findNativeFolder } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';

/**
 * Where the embedded Postgres lives and who runs it.
 *
 * Postgres refuses to run as root. Started by root, it runs as the system user `postgres`, who must be able to reach
 * both its program and its data: below a parent with mode 0700 (as `mktemp -d` makes) neither works. Then a folder of
 * the machine's lasting temporary directory that is derived from the wanted path takes both, and `note` says so.
 */
export interface Location {
  /** Folder of the cluster, its password, its log and the keeper's state file. */
  readonly home: string;
  /** Folder with Postgres's `bin`, `lib` and `share`. */
  readonly native: string;
  /** Who runs Postgres, when that isn't the caller. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** A line for the person who started the program. */
  readonly note?: string;
}

/**
 * Decides where the cluster of a data directory lives; creates the folder.
 * @throws EmbeddedPostgresError when Postgres isn't installed or there is nobody to run it
 */
export function locate(dataDir: string): Location {
  const wanted = resolve(dataDir);
  const native = findNativeFolder();
  if (process.getuid?.() !== 0) {
    makeFolder(wanted);
    return { home: wanted, native };
  }
  const user = systemUser('postgres');
  makeFolder(wanted);
  if (canEnter(wanted, user.uid) && canEnter(native, user.uid)) {
    return { home: wanted, native, user };
  }
  const digest = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const home = join(fallbackRoot(), `novel-engine-${digest}`);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const owner = statSync(home);
  if (owner.uid !== 0 || !canEnter(home, user.uid)) {
    throw new EmbeddedPostgresError(
      `Postgres can't run as root, and its user can reach neither ${wanted} nor ${home}. ` +
        'Set DATA_DIR to a directory that every user may enter, set DATABASE_URL, or start as another user.',
    );
  }
  return {
    home,
    native: reachableCopy(native, home),
    user,
    note: `${wanted} can't be entered by the user that runs Postgres; the database is in ${home}`,
  };
}

/** A cluster can only be begun in a folder that takes files; one that was made by somebody else may not. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `${path} can't be written (${cause instanceof Error ? cause.message : String(cause)}). ` +
        'Set DATA_DIR to a folder that is yours, or set DATABASE_URL to a Postgres of your own.',
      { cause },
    );
  }
}

/** `/var/tmp` outlives a reboot, `/tmp` often doesn't. */
function fallbackRoot(): string {
  return existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
}

/** Whether a user that isn't root and in no special group can pass every folder down to `path`. */
function canEnter(path: string, uid: number): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid: owner } = statSync(folder);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) {
      return false;
    }
    if (folder === dirname(folder)) {
      return true;
    }
  }
}

/** Copies the program into `home` once; renamed into place, so that no half copy is ever used. */
function reachableCopy(native: string, home: string): string {
  const target = join(home, 'native');
  if (!existsSync(target)) {
    const copy = `${target}.${process.pid}`;
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(copy, target);
    } catch (error) {
      rmSync(copy, { recursive: true, force: true });
      if (!existsSync(target)) {
        throw error;
      }
    }
  }
  return target;
}

/** Finds the system user, or creates it: embedded use as root must work on a bare machine. */
function systemUser(name: string): { uid: number; gid: number } {
  const lookUp = () => ({ uid: idOf('-u', name), gid: idOf('-g', name) });
  try {
    return lookUp();
  } catch {
    try {
      execFileSync(
        'useradd',
        ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name],
        {
          stdio: 'pipe',
        },
      );
      return lookUp();
    } catch (cause) {
      throw new EmbeddedPostgresError(
        `Postgres can't run as root, and the user ${name} could not be created. ` +
          'Start as another user, create that user, or set DATABASE_URL.',
        { cause },
      );
    }
  }
}

function idOf(flag: string, name: string): number {
  return Number(execFileSync('id', [flag, name], { stdio: 'pipe', encoding: 'utf8' }));
}

/** Gives a file or folder to the user that runs Postgres. */
export function giveTo(user: Location['user'], path: string): void {
  if (user !== undefined) {
    chownSync(path, user.uid, user.gid);
  }
}
