/** Brings the database up to date and ends: `npm run migrate`. */
import { readConfig } from '../src/config.js';
import { refuse } from './start-error.js';
import { openStore } from './store.js';

try {
  const config = readConfig({ ...process.env, MIGRATE_ON_START: 'true' });
  const store = await openStore(config);
  await store.close();
  const applied = store.applied.length === 0 ? 'nothing to do' : `applied ${store.applied.join(', ')}`;
  console.log(`The database is up to date (${store.description}): ${applied}.`);
  // Prisma's engine leaves the timer running for which it would have waited for its lock: ten seconds.
  process.exit();
} catch (error) {
  refuse(error);
}
