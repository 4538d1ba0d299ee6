import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { checkDelivery, deliveryFaults } from '../../loadtest/pool/delivery.js';
import { stream } from '../../loadtest/traffic/open-loop.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { submitted } from '../support/simulations.js';
import { startTestWorker } from '../support/task-worker.js';
import { until } from '../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Two simulations that a worker has played to their end. */
async function delivered(): Promise<{ test: TestDatabase; ids: readonly string[] }> {
  const test = await createTestDatabase();
  cleanups.push(() => test.drop());
  const ids = [await submitted(test.db, { turns: 2 }), await submitted(test.db, { turns: 2, seed: 8 })];
  const worker = await startTestWorker(test, new OfflineModel());
  cleanups.push(() => worker.stop());
  await until(
    async () => (await test.db.prisma.task.count({ where: { status: 'completed' } })) === ids.length,
  );
  return { test, ids };
}

describe('the check of deliveries', () => {
  it('finds nothing where all is as it should be, and each thing that is not', async () => {
    const { test, ids } = await delivered();
    const { db } = test;
    const [id = ''] = ids;
    const faults = async () => deliveryFaults(await checkDelivery(db, ids), ids);
    expect(await checkDelivery(db, ids)).toEqual({
      tasks: 2,
      completed: 2,
      lost: 0,
      gaps: 0,
      doubles: 0,
      resumed: 0,
    });
    expect(await faults()).toEqual([]);

    await db.execute`UPDATE task SET event_seq = event_seq + 1 WHERE id = ${id}::uuid`;
    expect(await faults()).toEqual(['1 tasks have events twice, or gaps between them']);
    // A second last word, numbered as the row says.
    await db.execute`
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'completed', '{}'::jsonb FROM task WHERE id = ${id}::uuid`;
    expect(await faults()).toEqual(['1 tasks have events twice, or gaps between them']);
    await db.execute`UPDATE task SET event_seq = event_seq - 1 WHERE id = ${id}::uuid`;
    await db.execute`
      DELETE FROM task_event USING task WHERE task_id = task.id AND task_id = ${id}::uuid AND seq > event_seq`;
    expect(await faults()).toEqual([]);

    await db.execute`DELETE FROM chapter WHERE simulation_id = ${id}::uuid AND turn = 1`;
    expect(await faults()).toEqual(['1 tasks lack turns or chapters']);
    await db.execute`UPDATE task SET status = 'failed', progress = 99 WHERE id = ${id}::uuid`;
    expect(await faults()).toHaveLength(3);
    await db.execute`DELETE FROM task WHERE id = ${id}::uuid`;
    expect(await faults()).toEqual([
      '1 of 2 accepted tasks are not completed',
      '1 accepted tasks are not there',
    ]);
  });

  it('looks at what ended in a period only, when it is given one', async () => {
    const { test } = await delivered();
    const long = new Date(Date.now() + 3_600_000);
    const before = { from: new Date(0), to: new Date(1) };
    expect(await checkDelivery(test.db, [], before)).toMatchObject({ tasks: 0 });
    expect(await checkDelivery(test.db, [], { from: new Date(0), to: long })).toMatchObject({
      tasks: 2,
      completed: 2,
    });
  });
});

describe('a stream of requests', () => {
  async function serve(answer: (n: number) => { status: number; waitMs: number }): Promise<string> {
    let n = 0;
    const server: Server = createServer((request, response) => {
      if (request.url === '/livez') {
        response.end();
        return;
      }
      const { status, waitMs } = answer(n);
      n += 1;
      setTimeout(() => response.writeHead(status).end('{}'), waitMs);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(async () => server.close());
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  it('shows a stall in each request that was due in it, however few connections there are', async () => {
    // One connection, and the first answer takes 300 ms: the twenty that were due meanwhile wait for it.
    const url = await serve((n) => ({ status: 200, waitMs: n === 0 ? 300 : 0 }));
    const { sent, unexpected, latency } = await stream({
      url,
      rate: 100,
      seconds: 0.4,
      connections: 1,
      request: () => ({ path: '/' }),
      expected: [200],
    });
    expect({ sent, unexpected }).toEqual({ sent: 40, unexpected: 0 });
    expect(latency.max).toBeGreaterThan(290);
    expect(latency.p50).toBeGreaterThan(20);
  });

  it('counts answers with another status, and hands on their bodies', async () => {
    const url = await serve((n) => ({ status: n % 2 === 0 ? 200 : 503, waitMs: 0 }));
    const bodies: string[] = [];
    const { unexpected, instead } = await stream({
      url,
      rate: 200,
      seconds: 0.1,
      connections: 4,
      request: () => ({ method: 'POST', path: '/', body: '{}' }),
      expected: [200],
      onAnswer: (_, body) => bodies.push(body),
    });
    expect({ unexpected, instead }).toEqual({ unexpected: 10, instead: '503: 10' });
    expect(bodies).toEqual(Array(20).fill('{}'));
  });
});
