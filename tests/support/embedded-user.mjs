/**
 * A process that uses the embedded Postgres of the data directory given: sends what it got, and lets go when told
 * anything. Run against the build, since the keeper is started from there.
 */
import { openEmbeddedPostgres } from '../../dist/src/store/embedded/open.js';

const dataDir = process.argv[2] ?? '';
const postgres = await openEmbeddedPostgres(dataDir);
process.once('message', async () => {
  await postgres.close();
  process.disconnect();
});
process.send?.({ url: postgres.url, note: postgres.note });
