/** What accepting work can't do without: a row, then a job that names it. */
import { v7 as uuidv7 } from 'uuid';
import { bareStore, openBareQueue } from './bare-queue.js';
import { bareApp, barePool, serve } from './serve.js';

const pool = barePool();
const queue = openBareQueue(bareStore(process.env));
const app = bareApp();

app.post('/', (request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const id = uuidv7();
    const values = [id, body];
    pool
      .query({ name: 'insert', text: 'INSERT INTO bare_task (id, request) VALUES ($1, $2)', values })
      .then(() => queue.add('run', { id, round: 0 }))
      .then(
        () => response.status(202).json({ id }),
        () => response.status(503).end(),
      );
  });
});
serve(app);
