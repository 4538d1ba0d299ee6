/**
 * What playing a simulation can't do without: a job, and a commit for everything that must not be lost. Each job inserts
 * a row and then updates it, one commit after the other, without anything worth committing.
 *
 * Usage, as a child process with IPC: node dist/loadtest/baselines/commit-worker.js COMMITS CONCURRENCY CONNECTIONS
 */
import { bareStore, openBareWorker } from './bare-queue.js';
import { barePool } from './serve.js';

const [commits = 1, concurrency = 1, connections = 1] = process.argv.slice(2).map(Number);
const pool = barePool(connections);
const insert = { name: 'insert', text: 'INSERT INTO bare_task (id, round) VALUES ($1, $2)' };
const update = { name: 'update', text: 'UPDATE bare_task SET progress = progress + 1 WHERE id = $1' };
const finish = {
  name: 'finish',
  text: 'UPDATE bare_task SET progress = progress + 1, done_at = clock_timestamp() WHERE id = $1',
};

openBareWorker(
  bareStore(process.env),
  async ({ data: { id, round } }) => {
    await pool.query({ ...insert, values: [id, round] });
    for (let commit = 2; commit < commits; commit += 1) {
      await pool.query({ ...update, values: [id] });
    }
    await pool.query({ ...finish, values: [id] });
  },
  concurrency,
);
process.once('disconnect', () => process.exit(0));
await pool.query('SELECT 1');
process.send?.({ type: 'ready' });
