import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startModelServer } from '../../../loadtest/model-server.js';
import { cosine, type Embedder } from '../../../src/cache/semantic/embedder.js';
import { GeminiEmbedder } from '../../../src/cache/semantic/gemini-embedder.js';
import { HashedEmbedder } from '../../../src/cache/semantic/hashed-embedder.js';
import { until } from '../../support/until.js';

const { signal } = new AbortController();
const KEY = 'AIza-a-key-that-nobody-must-see';

const embedderAt = (baseUrl: string, timeoutMs = 10_000) =>
  new GeminiEmbedder({ apiKey: KEY, model: 'gemini-embedding-001', baseUrl, timeoutMs });

async function gemini({ taken }: { taken?: string } = {}) {
  const server = await startModelServer(taken === undefined ? {} : { apiKey: taken });
  onTestFinished(() => server.close());
  return { server, embedder: embedderAt(server.url) };
}

const EMBEDDERS: Readonly<Record<string, () => Promise<Embedder>>> = {
  'the offline embedder': async () => new HashedEmbedder(),
  "the provider's embedder": async () => (await gemini()).embedder,
};

for (const [name, open] of Object.entries(EMBEDDERS)) {
  describe(name, () => {
    const vectorsOf = async (...texts: string[]) => {
      const embedding = await (await open()).embed(texts, signal);
      if (!embedding.ok) throw new Error(embedding.detail);
      return embedding.vectors;
    };

    test('gives one vector of length 1 per text, all of 256 dimensions, in their order', async () => {
      const texts = Array.from(
        { length: 130 },
        (_, at) => `Where is the lamp of keeper ${'abcdef'[at % 6]}${at}?`,
      );
      const vectors = await vectorsOf(...texts);
      expect(vectors).toHaveLength(130);
      for (const vector of vectors) {
        expect(vector).toHaveLength(256);
        expect(cosine(vector, vector)).toBeCloseTo(1, 5);
      }
      const [last] = await vectorsOf(texts[129] ?? '');
      expect(vectors[129]).toEqual(last);
    });

    test('gives the same text the same vector, and a reworded one a nearer vector than a strange one', async () => {
      const [one, again, near, far] = await vectorsOf(
        'I open the iron gate',
        'I open the iron gate',
        'I open the gate of iron',
        'What does a loaf of bread cost?',
      );
      if (one === undefined || again === undefined || near === undefined || far === undefined)
        throw new Error();
      expect(again).toEqual(one);
      expect(cosine(one, near)).toBeGreaterThan(cosine(one, far));
    });

    test('takes texts without a word', async () => {
      expect(await vectorsOf('', '?!')).toHaveLength(2);
    });
  });
}

describe("the provider's embedder", () => {
  test('sends one text by itself and many in batches of a hundred', async () => {
    const { server, embedder } = await gemini();
    await embedder.embed(['one'], signal);
    await embedder.embed(Array.from({ length: 201 }, String), signal);
    expect(server.stats()).toMatchObject({ embeddings: 4, calls: 0 });
  });

  test('says why there are no vectors, without the key', async () => {
    const { embedder } = await gemini({ taken: 'another' });
    const embedding = await embedder.embed(['one'], signal);
    expect(embedding).toMatchObject({ ok: false, detail: expect.stringContaining('API key not valid') });
    expect(JSON.stringify(embedding)).not.toContain(KEY);
  });

  test('takes no vector that holds something else than numbers', async () => {
    const values = Array.from({ length: 256 }, (_, at) => (at === 7 ? 'many' : 0.1));
    const odd = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ embedding: { values } }));
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void odd.close());
    const { port } = odd.address() as AddressInfo;
    expect(await embedderAt(`http://127.0.0.1:${port}`).embed(['one'], signal)).toMatchObject({ ok: false });
  });

  test('gives up on a provider that does not answer in time, and leaves no timer, listener or socket', async () => {
    const open = new Set<object>();
    const silent = createServer(() => undefined).on('connection', (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const embedder = embedderAt(`http://127.0.0.1:${port}`, 1_500);
    const task = new AbortController();
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const embedding = embedder.embed(['one'], task.signal);
    await until(() => open.size === 1);
    expect(await embedding).toMatchObject({ ok: false });
    expect(timers()).toBeLessThanOrEqual(before);
    expect(getEventListeners(task.signal, 'abort')).toEqual([]);
    await until(() => open.size === 0);
  });

  test('sends nothing for a caller who has left', async () => {
    const { server, embedder } = await gemini();
    expect(await embedder.embed(['one'], AbortSignal.abort())).toMatchObject({ ok: false });
    expect(server.stats().embeddings).toBe(0);
  });
});
