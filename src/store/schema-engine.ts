import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { packageRoot } from '../package.js';

/**
 * Prisma's own schema engine, compiled to WebAssembly and run in this process: no binary is downloaded, and the table
 * `_prisma_migrations` is the one that `prisma migrate` keeps, so either may be used on the same database.
 */

/** Nothing in the database is managed by somebody else under our names. */
const NO_FILTERS = { externalTables: [], externalEnums: [] };

type Engine = bindings.SchemaEngine;

/** Applies the migrations of `prisma/migrations` that the database doesn't have; returns their names. */
export async function applyMigrations(url: string): Promise<readonly string[]> {
  return withEngine(url, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: readMigrations(),
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  });
}

/** The SQL that leads from one text of `prisma/schema.prisma` to another. The engine wants a server at `url` but reads nothing there. */
export async function diffSchemas(url: string, before: string, after: string): Promise<string> {
  const schema = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: join(packageRoot(), 'prisma', 'schema.prisma'), content }],
  });
  return withEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: schema(before),
      to: schema(after),
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    return stdout ?? '';
  });
}

/** Names of the migrations that this program was built with, oldest first. */
export function migrationNames(): readonly string[] {
  return readdirSync(migrationsFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function migrationsFolder(): string {
  return join(packageRoot(), 'prisma', 'migrations');
}

function readMigrations() {
  const baseDir = migrationsFolder();
  const lockfile = join(baseDir, 'migration_lock.toml');
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(lockfile, 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames().map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

async function withEngine<T>(url: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  await loadWasm();
  // A pool of ours, since the engine never closes the connections that it asks for.
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool)),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

let loading: Promise<void> | undefined;

function loadWasm(): Promise<void> {
  loading ??= (async () => {
    const require = createRequire(import.meta.url);
    const file = join(
      dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
      'schema_engine_bg.wasm',
    );
    const { instance } = await WebAssembly.instantiate(await readFile(file), {
      './schema_engine_bg.js': bindings,
    });
    bindings.__wbg_set_wasm(instance.exports);
    const start = instance.exports.__wbindgen_start;
    if (typeof start === 'function') {
      start();
    }
  })();
  return loading;
}
