import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayedApi, startPlayedApi } from './played.js';

/** A card is imported over HTTP and played by a real worker: what its book says comes to mind, is traced and is told. */

let played: PlayedApi;

beforeAll(async () => {
  played = await startPlayedApi({
    keys: { a: { client: 'ana', role: 'client' }, b: { client: 'ben', role: 'client' } },
  });
});
afterAll(() => played.close());

const A = { authorization: 'Bearer a' };
const get = (path: string) => played.api.get(path, A);

const SAYING = 'Every lamp on this coast was lit by the same hand.';

function card(name: string, entries: readonly object[]) {
  return {
    spec: 'chara_card_v3',
    spec_version: '3.0',
    data: {
      name,
      description: '{{char}} is a lamplighter with soot in every fold of her coat',
      personality: 'curious and brave',
      first_mes: '"Mind the flame, {{user}}."',
      system_prompt: '{{original}} Never speak above a whisper.',
      character_book: {
        extensions: {},
        entries: entries.map((entry, id) => ({
          id,
          keys: [],
          enabled: true,
          insertion_order: 10 - id,
          extensions: {},
          ...entry,
        })),
      },
    },
  };
}
const ENTRIES = [
  { content: SAYING, constant: true },
  {
    content: '{{char}} was born at sea.',
    keys: [],
    constant: true,
    extensions: { novel_engine: { public: false } },
  },
  { content: 'Nobody speaks of the sunken bell.', keys: ['xylophone'] },
  { content: 'Out of use.', enabled: false },
];

async function simulate(body: object): Promise<string> {
  const { status, body: task } = await played.api.post('/api/simulations', body, A);
  expect([status, task.message]).toEqual([202, undefined]);
  await played.ended(task.task_id);
  return task.task_id;
}

const briefsOf = async (id: string) =>
  (await get(`/api/simulations/${id}/turns/1`)).body.briefs as { persona_id: string; lore?: string[] }[];

describe('an imported card', () => {
  let id: string;
  beforeAll(async () => {
    const imported = await played.api.post('/api/characters/import', card('Wick Marrow', ENTRIES), A);
    expect(imported.body).toMatchObject({ id: 'wick_marrow', unmapped: [] });
    id = await simulate({ character_names: ['wick marrow', 'Bob'], turns: 3, seed: 4 });
  });

  it('plays by its name: as it is described, with its book in the briefs of those who may know it', async () => {
    const { body } = await get(`/api/simulations/${id}`);
    expect(body).toMatchObject({ status: 'completed', participants: ['Wick Marrow', 'Bob'] });
    const { body: character } = await get(`/api/simulations/${id}/turns/1`);
    expect(JSON.stringify(character)).not.toContain('{{char}}');
    expect(await briefsOf(id)).toMatchObject([
      { persona_id: 'bob', lore: ['wick_marrow/0'] },
      { persona_id: 'wick_marrow', lore: ['wick_marrow/1', 'wick_marrow/0'] },
    ]);
  });

  it('plays by its id, and in full within a request', async () => {
    const byId = await simulate({ character_names: ['wick_marrow', 'Bob'], turns: 1, seed: 4 });
    const inline = await simulate({
      character_names: ['Bob'],
      characters: [card('Wick Marrow', ENTRIES)],
      turns: 1,
      seed: 4,
    });
    const loreOf = async (of: string) =>
      (await briefsOf(of)).map(({ persona_id, lore }) => ({ persona_id, lore }));
    expect(await loreOf(byId)).toEqual(await loreOf(id));
    expect(await loreOf(inline)).toEqual(await loreOf(id));
  });

  it('is told of: what everybody knows stands in the story, and not what only one does', async () => {
    const { text } = await played.api.get(`/api/simulations/${id}/story`, { ...A, accept: 'text/plain' });
    expect(text).toContain(SAYING);
    expect(text.split(SAYING)).toHaveLength(2);
    expect(text).toContain('lamplighter');
    expect(text).not.toContain('born at sea');
    expect(text).not.toContain('{{');
  });

  it('is traced turn by turn: what came and why, what did not, and who had it before it', async () => {
    const { status, body } = await get(`/api/simulations/${id}/lore-trace`);
    expect([status, body.turns.length, body.next_cursor]).toEqual([200, 3, null]);
    expect(body.turns[0]).toMatchObject({
      turn: 1,
      message_count: 1,
      inserted: [
        { uid: 'wick_marrow/0', reason: 'constant', loop: 0, given_to: ['bob', 'wick_marrow'] },
        { uid: 'wick_marrow/1', reason: 'constant', given_to: ['wick_marrow'] },
      ],
      rejected: [
        { uid: 'wick_marrow/3', rejected: 'disabled' },
        { uid: 'wick_marrow/2', rejected: 'no_key' },
      ],
    });
    expect(body.turns[2]).toMatchObject({ turn: 3, message_count: 3, messages_read: 2 });
  });

  it.each([
    ['turns=2-3', [2, 3], 4, 4],
    ['uid=wick_marrow/0', [1, 2, 3], 3, 0],
    ['character=bob', [1, 2, 3], 3, 0],
    ['outcome=inserted', [1, 2, 3], 6, 0],
    ['outcome=rejected&turns=1', [1], 0, 2],
    ['rejected=disabled', [1, 2, 3], 0, 3],
  ])('is traced as far as it is asked for: %s', async (query, turns, inserted, rejected) => {
    const { body } = await get(`/api/simulations/${id}/lore-trace?${query}`);
    type Turn = { turn: number; inserted: unknown[]; rejected: unknown[] };
    expect(body.turns.map(({ turn }: Turn) => turn)).toEqual(turns);
    expect(body.turns.flatMap((each: Turn) => each.inserted)).toHaveLength(inserted);
    expect(body.turns.flatMap((each: Turn) => each.rejected)).toHaveLength(rejected);
  });

  it('is traced in pages that keep what was asked for', async () => {
    const first = await get(`/api/simulations/${id}/lore-trace?limit=2&uid=wick_marrow/0`);
    expect(first.headers.get('link')).toContain('uid=wick_marrow%2F0');
    const next = /<(.+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect((await get(next)).body).toMatchObject({ turns: [{ turn: 3 }], next_cursor: null });
  });

  it('has a trace that nobody else reads, and that is empty where nobody brought lore', async () => {
    const { api } = played;
    const B = { authorization: 'Bearer b' };
    expect((await api.get(`/api/simulations/${id}/lore-trace`, B)).status).toBe(404);
    expect((await get(`/api/simulations/${randomUUID()}/lore-trace`)).status).toBe(404);
    expect((await get(`/api/simulations/${id}/lore-trace?rejected=never`)).status).toBe(422);
    const without = await simulate({ character_names: ['Alice', 'Bob'], turns: 1 });
    expect((await get(`/api/simulations/${without}/lore-trace`)).body).toEqual({
      simulation_id: without,
      turns: [],
      next_cursor: null,
    });
  });

  it('goes on playing when it is deleted, in what began with it', async () => {
    const { body: task } = await played.api.post(
      '/api/simulations',
      { character_names: ['wick_marrow', 'Bob'], turns: 2 },
      A,
    );
    expect((await played.api.send('DELETE', '/api/characters/wick_marrow', { headers: A })).status).toBe(204);
    await played.ended(task.task_id);
    expect((await get(`/api/simulations/${task.task_id}`)).body.status).toBe('completed');
  });
});

describe('a card whose book is none', () => {
  it.each([
    [[7], 'is no book'],
    [Array.from({ length: 2_001 }, () => ({ content: 'x' })), '2001 entries'],
  ])('is refused within a request, and the field named', async (entries, told) => {
    const broken = { ...card('Broken', []), spec: 'chara_card_v2' };
    const data = { ...broken.data, character_book: { entries } };
    const { status, body } = await played.api.post(
      '/api/simulations',
      { character_names: ['Bob'], characters: [{ ...broken, data }] },
      A,
    );
    expect([status, body.details.issues[0]]).toEqual([
      422,
      { path: 'characters[0].data.character_book', message: expect.stringContaining(told) },
    ]);
  });
});
