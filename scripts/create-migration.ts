/**
 * Writes the SQL that leads from the committed prisma/schema.prisma to the one in the working tree, as a migration of
 * its own. Usage: npm run migration -- NAME
 * Partial indexes and checks, which the schema language can't say, are added to that file by hand.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/package.js';
import { openEmbeddedPostgres } from '../src/store/embedded/open.js';
import { diffSchemas, migrationsFolder } from '../src/store/schema-engine.js';

const name = process.argv[2] ?? '';
if (!/^[a-z0-9_]+$/.test(name)) {
  console.error(
    'Name the migration in lower-case letters, digits and _: npm run migration -- add_call_journal',
  );
  process.exit(2);
}
const root = packageRoot();
const committed = execFileSync('git', ['show', 'HEAD:prisma/schema.prisma'], { cwd: root, encoding: 'utf8' });
const changed = readFileSync(join(root, 'prisma', 'schema.prisma'), 'utf8');
const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-migration-'));
chmodSync(dataDir, 0o755);
const postgres = await openEmbeddedPostgres(dataDir);
const sql = await diffSchemas(postgres.url, committed, changed).finally(async () => {
  await postgres.close();
  rmSync(dataDir, { recursive: true, force: true });
});
const folder = join(
  migrationsFolder(),
  `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`,
);
mkdirSync(folder);
writeFileSync(join(folder, 'migration.sql'), sql);
console.log(`Wrote ${join(folder, 'migration.sql')}: read it, and add what the schema can't say.`);
