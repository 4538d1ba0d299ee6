/** What answering a poll can't do without: one row of the same table, by its key, as JSON. */
import { bareApp, barePool, serve } from './serve.js';

const pool = barePool();
const app = bareApp();
const text = `
  SELECT id, kind, status, progress, current_step, attempt, result, error, usage, created_at, started_at, completed_at
  FROM task WHERE id = $1`;

app.get('/:id', (request, response) => {
  pool.query({ name: 'select', text, values: [request.params.id] }).then(
    ({ rows: [task] }) => (task === undefined ? response.status(404).end() : response.json(task)),
    () => response.status(503).end(),
  );
});
serve(app);
