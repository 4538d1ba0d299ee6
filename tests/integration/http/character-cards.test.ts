import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withPngTexts } from '../../../src/scenario/imports/png-text.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { pngChunk, smallPng } from '../../unit/scenario/small-png.js';
import { type Answer, startApi, type TestApi } from './api.js';

const KEYS = {
  ana: { client: 'ana', role: 'client' },
  ben: { client: 'ben', role: 'client' },
} as const;
const IMPORT = '/api/characters/import';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi(database.db, { keys: KEYS });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const as = (key: keyof typeof KEYS) => ({ 'x-api-key': key });

const ENTRY = {
  id: 7,
  keys: ['lamp'],
  secondary_keys: [],
  content: 'The lamp burns {{char}}’s oil.',
  extensions: { position: 1, another_program: { deep: [1, null] } },
  enabled: true,
  insertion_order: 5,
  selective: false,
  x_unknown: 'kept',
};

function card(name: string, data: Readonly<Record<string, unknown>> = {}) {
  return {
    spec: 'chara_card_v2',
    spec_version: '2.0',
    name,
    description: 'in the form of the first cards',
    data: {
      name,
      description: '{{char}} minds the lamp. <START>{{user}}: Who are you?',
      personality: 'Brave, curious',
      scenario: '{{user}} comes ashore.',
      first_mes: '"Mind the step, {{user}}."',
      mes_example: '<START>\n{{char}}: "It burns all night."\n{{user}}: "Why?"',
      system_prompt: '{{original}} Speak in short sentences.',
      post_history_instructions: '',
      alternate_greetings: ['Again?'],
      character_book: { name: 'Lamps', extensions: {}, entries: [ENTRY] },
      tags: ['sea', 'keeper'],
      creator: 'somebody',
      extensions: { talkativeness: '0.5', 'another/program': [{ a: 1 }] },
      ...data,
    },
    'x-unknown': { '0': 1, z: 2, a: [3] },
  };
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const picture = (...chunks: readonly Buffer[]) =>
  smallPng(...chunks, pngChunk('IDAT', deflateSync(Buffer.alloc(64, 7))));
const pngWith = (text: string, keyword = 'chara') => withPngTexts(picture(), new Map([[keyword, text]]));

function upload(
  body: string | Buffer,
  type = 'application/json',
  { key = 'ana', path = IMPORT }: { key?: keyof typeof KEYS; path?: string } = {},
): Promise<Answer> {
  return api.send('POST', path, {
    headers: { ...as(key), 'content-type': type },
    body: new Uint8Array(Buffer.from(body)),
  });
}
const importCard = (value: unknown, options?: Parameters<typeof upload>[2]) =>
  upload(JSON.stringify(value), 'application/json', options);

async function uploadForm(parts: FormData, key: keyof typeof KEYS = 'ana'): Promise<Answer> {
  const form = new Response(parts);
  return upload(Buffer.from(await form.arrayBuffer()), form.headers.get('content-type') ?? '', { key });
}

async function exported(id: string, format: 'json' | 'png', key: keyof typeof KEYS = 'ana') {
  const response = await fetch(`${api.url}/api/characters/${id}/export?format=${format}`, {
    headers: as(key),
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}
const exportedCard = async (id: string) => JSON.parse((await exported(id, 'json')).bytes.toString());

/** The chunks of a PNG but its texts, as they stand in the file. */
function withoutTexts(png: Buffer): Buffer {
  return Buffer.concat([...chunksOf(png)].filter((chunk) => chunk.toString('latin1', 4, 8) !== 'tEXt'));
}
function* chunksOf(png: Buffer): Generator<Buffer> {
  for (let at = 8; at < png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    yield png.subarray(at, end);
    at = end;
  }
}

describe('a card that is imported', () => {
  it('becomes a character: its words, its examples, its tags and its book', async () => {
    const { status, headers, body } = await importCard(card('Nella'));
    expect([status, headers.get('location')]).toEqual([201, '/api/characters/nella']);
    expect(body).toMatchObject({
      id: 'nella',
      created: true,
      dry_run: false,
      spec: 'chara_card_v2',
      unmapped: [],
    });
    const { body: character } = await api.get('/api/characters/nella', as('ana'));
    expect(character).toMatchObject({
      name: 'Nella',
      description: '{{char}} minds the lamp.',
      sayings: ['Mind the step, {{user}}.', 'It burns all night.'],
      traits: { brave: 0.8, curious: 0.8 },
      scenario: '{{user}} comes ashore.',
      guidance: '{{original}} Speak in short sentences.',
      tags: ['sea', 'keeper'],
      lore: [{ uid: '7', keys: ['lamp'], order: 5, position: 'after_char' }],
    });
  });

  it('is the same however often it comes, and in whatever order its keys', async () => {
    const value = card('Once');
    const first = await importCard(value);
    const { data, ...head } = value;
    const again = await importCard({ data, ...head });
    expect([first.status, again.status, again.body.id, again.body.created]).toEqual([
      201,
      200,
      'once',
      false,
    ]);
    const crowd = await Promise.all(Array.from({ length: 6 }, () => importCard(card('Crowd'))));
    expect(crowd.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(crowd.map(({ body }) => body.id))).toEqual(new Set(['crowd']));
    expect((await importCard(value, { key: 'ben' })).status).toBe(201);
  });

  it('gets an id of its own where its name is taken, by another card or the starter cast', async () => {
    await importCard(card('Taken'));
    expect((await importCard(card('Taken', { creator: 'another' }))).body.id).toBe('taken_2');
    expect((await importCard(card('Alice'))).body.id).toBe('alice_2');
    expect((await importCard(card('../../etc/passwd'))).body.id).toBe('etc_passwd');
    expect((await importCard(card('Import'))).body.id).toBe('import_2');
  });

  it('is only told of when it is tried', async () => {
    const tried = await importCard(card('Tried'), { path: `${IMPORT}?dry_run=true` });
    expect([tried.status, tried.body.id, tried.body.dry_run]).toEqual([200, null, true]);
    expect(tried.body.character.name).toBe('Tried');
    expect((await api.get('/api/characters/tried', as('ana'))).status).toBe(404);
    await importCard(card('Tried'));
    expect((await importCard(card('Tried'), { path: `${IMPORT}?dry_run=1` })).body.id).toBe('tried');
  });

  it('comes as the body, as a picture or in a form, which may ask for a trial', async () => {
    const png = pngWith(base64(card('Formed')));
    const form = (file: Blob, fields: Readonly<Record<string, string>> = {}) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(fields)) data.append(name, value);
      data.append('file', file, '../../../tmp/evil.png');
      return data;
    };
    const tried = await uploadForm(
      form(new Blob([new Uint8Array(png)], { type: 'image/png' }), { dry_run: 'true' }),
    );
    expect([tried.status, tried.body.id]).toEqual([200, null]);
    expect((await uploadForm(form(new Blob([new Uint8Array(png)])))).status).toBe(201);
    expect((await upload(png, 'image/png')).status).toBe(200);
    const json = new Blob([JSON.stringify(card('Formed'))], { type: 'application/json' });
    expect((await uploadForm(form(json))).body.id).toBe('formed_2');
  });

  it('is told of what could not be taken over, and keeps it', async () => {
    const entries = [
      { ...ENTRY, id: 1, insertion_order: 'first' },
      { ...ENTRY, id: 2, content: 7 },
      { ...ENTRY, id: 3, keys: ['/(?<=x)y/'] },
    ];
    const value = card('Patchy', { character_book: { extensions: {}, entries } });
    const { status, body } = await importCard(value);
    expect([
      status,
      body.unmapped.map(({ uid, path }: { uid: string; path: string }) => `${uid} ${path}`),
    ]).toEqual([201, ['1 insertion_order', '2 content', '2 content', '3 keys']]);
    expect(body.character.lore.map(({ uid }: { uid: string }) => uid)).toEqual(['1', '3']);
    expect(await exportedCard(body.id)).toEqual(value);
    const bookless = await importCard(card('Bookless', { character_book: 'none' }));
    expect(bookless.body.unmapped).toEqual([
      { uid: '', path: 'character_book', message: 'is no book with entries' },
    ]);
  });
});

describe('a card that is exported', () => {
  it('is what was imported when nothing was changed, down to the order of its keys', async () => {
    const value = card('Whole');
    await importCard(value);
    const { bytes, headers } = await exported('whole', 'json');
    expect(bytes.toString()).toBe(JSON.stringify(value));
    expect(headers.get('content-disposition')).toBe('attachment; filename=whole.json');
  });

  it('differs only where the character was changed', async () => {
    const value = card('Edited');
    const { body } = await importCard(value);
    const lore = [
      { ...body.character.lore[0], content: 'The lamp is out.' },
      { uid: 'new', content: 'A new lamp is on its way.', public: false, subjects: ['Bob'] },
    ];
    const edited = {
      ...body.character,
      name: 'Edith',
      description: 'a keeper',
      goals: ['light the lamp'],
      lore,
    };
    const saved = await api.send('PUT', '/api/characters/edited', {
      headers: { ...as('ana'), 'content-type': 'application/json' },
      body: JSON.stringify(edited),
    });
    expect(saved.status).toBe(200);
    const out = await exportedCard('edited');
    expect(out).toEqual({
      ...value,
      name: 'Edith',
      data: {
        ...value.data,
        name: 'Edith',
        description: 'a keeper<START>{{user}}: Who are you?',
        extensions: { ...value.data.extensions, novel_engine: { goals: ['light the lamp'] } },
        character_book: {
          name: 'Lamps',
          extensions: {},
          entries: [
            { ...ENTRY, content: 'The lamp is out.' },
            expect.objectContaining({
              id: 'new',
              content: 'A new lamp is on its way.',
              enabled: true,
              insertion_order: 100,
              extensions: expect.objectContaining({
                novel_engine: { public: false, subjects: ['Bob'], character_filter: null },
              }),
            }),
          ],
        },
      },
    });
    const back = await importCard(out);
    expect(back.body.character).toEqual({
      ...saved.body,
      id: undefined,
      owner: undefined,
      created_at: undefined,
      updated_at: undefined,
    });
  });

  it('keeps the picture and carries what was changed; unchanged it is the very file', async () => {
    const png = pngWith(base64(card('Pictured')));
    const { body } = await upload(png, 'image/png');
    expect((await exported('pictured', 'png')).bytes.equals(png)).toBe(true);
    expect(await exportedCard('pictured')).toEqual(card('Pictured'));
    await api.send('PUT', '/api/characters/pictured', {
      headers: { ...as('ana'), 'content-type': 'application/json' },
      body: JSON.stringify({ ...body.character, tags: ['new'] }),
    });
    const { bytes } = await exported('pictured', 'png');
    expect(withoutTexts(bytes).equals(withoutTexts(png))).toBe(true);
    const again = await upload(bytes, 'image/png');
    expect([again.status, again.body.character.tags]).toEqual([201, ['new']]);
  });

  it('gets a picture where it came without one, by Accept too', async () => {
    await importCard(card('Plain'));
    const response = await fetch(`${api.url}/api/characters/plain/export`, {
      headers: { ...as('ana'), accept: 'image/png' },
    });
    expect(response.headers.get('content-type')).toBe('image/png');
    const again = await upload(Buffer.from(await response.arrayBuffer()), 'image/png');
    expect([again.status, again.body.id]).toEqual([201, 'plain_2']);
    expect(await exportedCard('plain_2')).toEqual(card('Plain'));
    expect(
      (await api.get('/api/characters/plain/export', { ...as('ana'), accept: 'text/html' })).status,
    ).toBe(406);
  });

  it('of a character that came from no card makes the same character again', async () => {
    const { body: alice } = await api.get('/api/characters/alice', as('ana'));
    const { bytes } = await exported('alice', 'png');
    const { body } = await upload(bytes, 'image/png');
    const { id: _id, owner: _owner, created_at: _made, updated_at: _changed, ...profile } = alice;
    expect(body.character).toEqual(profile);
  });

  it('is nobody else’s', async () => {
    await importCard(card('Private'));
    expect((await exported('private', 'json', 'ben')).status).toBe(404);
  });
});

describe('a hostile file', () => {
  const big = 'A'.repeat(11 * 1024 * 1024);
  const nested = `{"spec":"chara_card_v2","data":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`;
  const broken = Buffer.from(pngWith(base64(card('Broken'))));
  broken[broken.length - 30] = (broken[broken.length - 30] ?? 0) ^ 1;
  const many = Array.from({ length: 2_001 }, () => ENTRY);

  it.each<[string, string | Buffer, string, number, RegExp]>([
    ['that is empty', '', 'application/json', 400, /empty/],
    ['that is no JSON', '{"spec":', 'application/json', 422, /JSON/],
    ['that is no UTF-8', Buffer.from([0x7b, 0xff]), 'application/json', 422, /UTF-8/],
    ['of another kind', '{"name":"x"}', 'application/json', 422, /spec/],
    ['that is nested without end', nested, 'application/json', 422, /nested/],
    [
      'with a name that is a list',
      JSON.stringify(card('x', { name: ['x'] })),
      'application/json',
      422,
      /name/,
    ],
    [
      'with a name that is only mark-up',
      JSON.stringify(card('x', { name: '<b></b>' })),
      'application/json',
      422,
      /name/,
    ],
    ['with NUL in a text', JSON.stringify(card('N\0l')), 'application/json', 422, /NUL/],
    [
      'with half a surrogate',
      JSON.stringify(card('x', { creator: '\ud800' })),
      'application/json',
      422,
      /surrogate/,
    ],
    [
      'with a number beyond all',
      '{"spec":"chara_card_v2","data":{"name":"x","n":1e999}}',
      'application/json',
      422,
      /number/,
    ],
    [
      'with too many entries',
      JSON.stringify(card('x', { character_book: { entries: many } })),
      'application/json',
      422,
      /2001 entries/,
    ],
    [
      'with an entry that is none',
      JSON.stringify(card('x', { character_book: { entries: [7] } })),
      'application/json',
      422,
      /no object/,
    ],
    [
      'whose text is endless',
      JSON.stringify(card('x', { description: 'A'.repeat(5 * 1024 * 1024) })),
      'application/json',
      422,
      /more than/,
    ],
    ['that is too large', big, 'application/json', 413, /larger/],
    ['that is no PNG', 'GIF89a', 'image/png', 422, /signature/],
    ['that is cut off', picture().subarray(0, 40), 'image/png', 422, /ends/],
    ['with a damaged chunk', broken, 'image/png', 422, /checksum/],
    ['without a card', picture(), 'image/png', 422, /no card/],
    ['whose card is no base64', pngWith('!!'), 'image/png', 422, /base64/],
    ['whose card is white space and no end', pngWith(`${' '.repeat(500_000)}!`), 'image/png', 422, /base64/],
    ['whose card is too large', pngWith('A'.repeat(6 * 1024 * 1024)), 'image/png', 422, /too large/],
    ['of a type that is not taken', 'x', 'text/plain', 415, /not taken/],
    ['in a form without an end', '--b\r\n', 'multipart/form-data; boundary=b', 400, /form/],
    ['in a form without a boundary', 'x', 'multipart/form-data', 400, /boundary/],
  ])('%s is refused, and the reason named', async (_what, body, type, status, reason) => {
    const answer = await upload(body, type);
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(reason)]);
  });

  it('in a form that lacks a file, or has two, is refused', async () => {
    const none = new FormData();
    none.append('name', 'x');
    const two = new FormData();
    for (const name of ['a', 'b']) two.append('file', new Blob([JSON.stringify(card(name))]), `${name}.json`);
    for (const form of [none, two]) {
      const { status, body } = await uploadForm(form);
      expect([status, body.details.issues[0].path]).toEqual([422, 'file']);
    }
  });

  it('that grows when it is unpacked is refused by its size', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    const { status } = await api.send('POST', IMPORT, {
      headers: { ...as('ana'), 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(bomb),
    });
    expect(status).toBe(413);
  });

  it('with as many patterns as can be is read in a moment', async () => {
    const keys = Array.from({ length: 200 }, (_, n) => `/${'(a|b)*'.repeat(20)}${n}/`);
    const entries = Array.from({ length: 60 }, (_, id) => ({ ...ENTRY, id, keys }));
    const started = performance.now();
    expect((await importCard(card('Patterns', { character_book: { entries } }))).status).toBe(201);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('is kept without harm where its keys are those of objects', async () => {
    const text =
      '{"spec":"chara_card_v2","__proto__":{"spec":1},"data":{"name":"Proto","__proto__":{"name":"Evil"},"constructor":1,"extensions":{"novel_engine":{"__proto__":{"rank":9},"rank":5,"id":"evil"}}}}';
    const { status, body } = await upload(text);
    expect([status, body.id, body.character.rank]).toEqual([201, 'proto', 5]);
    expect((await exported('proto', 'json')).bytes.toString()).toBe(text);
  });
});

const CARDS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'cards');

describe.skipIf(!existsSync(CARDS))('a real card (shared data)', () => {
  it('is imported, exported and imported again without a difference', async () => {
    const png = readFileSync(join(CARDS, 'default_Seraphina.png'));
    const first = await upload(png, 'image/png');
    expect([first.status, first.body.unmapped, first.body.character.lore.length]).toEqual([201, [], 4]);
    const out = await exported(first.body.id, 'png');
    expect(out.bytes.equals(png)).toBe(true);
    const json = await exportedCard(first.body.id);
    const second = await importCard(json);
    expect(second.body.character).toEqual(first.body.character);
    expect(await exportedCard(second.body.id)).toEqual(json);
    expect((await upload(out.bytes, 'image/png')).body.id).toBe(first.body.id);
  });
});
