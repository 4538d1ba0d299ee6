import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
/** The last one before there was anything to upgrade. */
const BEGINNING = '20261126212500_character_source';
/** What a process of the version before would stumble over. */
const TAKES_AWAY =
  /\bDROP (?:TABLE|COLUMN|TYPE)\b|\bRENAME\b|\bALTER COLUMN "\w+" (?:SET NOT NULL|SET DATA TYPE|TYPE)\b|\bADD COLUMN[^;,]*\bNOT NULL\b(?![^;,]*\bDEFAULT\b)/i;

const migrations = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name > BEGINNING)
  .map(({ name }) => [name, readFileSync(join(FOLDER, name, 'migration.sql'), 'utf8')] as const);

it.each(migrations)('%s takes nothing away that the version before it uses', (_name, sql) => {
  expect(TAKES_AWAY.exec(sql)?.[0]).toBeUndefined();
});

it('knows what would take something away', () => {
  for (const sql of [
    'ALTER TABLE "task" DROP COLUMN "usage";',
    'ALTER TABLE "task" RENAME COLUMN "usage" TO "spent";',
    'ALTER TABLE "task" ADD COLUMN     "owner" TEXT NOT NULL;',
    'ALTER TABLE "task" ALTER COLUMN "title" SET NOT NULL;',
  ]) {
    expect(sql).toMatch(TAKES_AWAY);
  }
  expect('ALTER TABLE "task" ADD COLUMN     "tries" INTEGER NOT NULL DEFAULT 0;').not.toMatch(TAKES_AWAY);
});
