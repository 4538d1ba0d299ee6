import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { followAnswers } from '../../../src/http/answers-in-hand.js';
import { until } from '../../support/until.js';

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
});

/** A server whose answers are given by the test, and a client that keeps its connections. */
async function serve() {
  const server = createServer({ keepAliveTimeout: 60_000 });
  const answers = followAnswers(server);
  const held: ServerResponse[] = [];
  server.on('request', (_request, response) => void held.push(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const open = () => {
    const socket = connect(port, '127.0.0.1');
    cleanups.push(() => socket.destroy());
    let text = '';
    socket.on('data', (data: Buffer) => {
      text += data.toString('utf8');
    });
    const client = {
      text: () => text,
      ended: once(socket, 'end'),
      ask: async () => {
        const before = held.length;
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
        return until(() => held[before]);
      },
    };
    return client;
  };
  return { answers, open };
}

it('an answer keeps its connection until the server is to end', async () => {
  const { open } = await serve();
  const client = open();
  for (const word of ['first', 'second']) {
    (await client.ask()).end(word);
    await until(() => client.text().includes(word));
  }
  expect(client.text()).toMatch(/keep-alive.*keep-alive/is);
});

it('from then on those in hand and those to come are the last on their connections', async () => {
  const { answers, open } = await serve();
  const [waiting, later] = [open(), open()];
  const response = await waiting.ask();
  (await later.ask()).end('before');
  await until(() => later.text().includes('before'));
  answers.endConnections();
  response.end('in hand');
  (await later.ask()).end('after');
  await Promise.all([waiting.ended, later.ended]);
  expect(waiting.text()).toMatch(/connection: close/i);
  expect(later.text()).toMatch(/keep-alive.*connection: close/is);
});
