import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/errors.js';
import { characterOfCard } from '../../../src/scenario/character-card.js';
import { type Card, cardInPng, readCardFile } from '../../../src/scenario/imports/card-file.js';
import { readBook } from '../../../src/scenario/imports/foreign-book.js';
import { withPngTexts } from '../../../src/scenario/imports/png-text.js';
import { smallPng } from './small-png.js';

const V2: Card = { spec: 'chara_card_v2', data: { name: 'Ilse', unknown: [1, { deep: 'ü' }] } };
const V3: Card = { spec: 'chara_card_v3', data: { name: 'Ilse the Third', nickname: 'Ilse' } };

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const pngWith = (texts: Readonly<Record<string, string>>) =>
  withPngTexts(smallPng(), new Map(Object.entries(texts)));

describe('a card', () => {
  it('is read from JSON, unknown keys and all', () => {
    expect(readCardFile(Buffer.from(JSON.stringify(V2)))).toEqual({ document: V2, kind: 'json' });
  });

  it('is read from a PNG, the newer form first', () => {
    expect(readCardFile(pngWith({ chara: base64(V2) }))).toEqual({ document: V2, kind: 'png' });
    expect(readCardFile(pngWith({ chara: base64(V2), ccv3: base64(V3) })).document).toEqual(V3);
  });

  it('is read from a text that comes in lines', () => {
    const lines = base64(V2).replace(/.{20}/g, '$&\n');
    expect(readCardFile(pngWith({ chara: `${lines}\n` })).document).toEqual(V2);
  });

  it.each([V2, V3])('comes back from the PNG that it is put into', (card) => {
    const both = pngWith({ chara: base64(V2), ccv3: base64(V3) });
    for (const png of [smallPng(), both]) expect(readCardFile(cardInPng(png, card)).document).toEqual(card);
  });
});

describe('a file is refused', () => {
  it.each([
    ['without a card', smallPng(), 'no card'],
    ['with a card that is no base64', pngWith({ chara: '{"spec":1}' }), 'base64'],
    ['with a card that is no JSON', pngWith({ chara: Buffer.from('{').toString('base64') }), 'JSON'],
    ['with a card that is no UTF-8', pngWith({ chara: Buffer.from([0xff]).toString('base64') }), 'UTF-8'],
    ['of another form', Buffer.from('{"name":"Ilse"}'), 'spec'],
    ['whose data is none', Buffer.from('{"spec":"chara_card_v2","data":[]}'), 'data'],
    ['that names nobody', Buffer.from('{"spec":"chara_card_v2","data":{"name":{}}}'), 'data.name'],
    ['that is too large', Buffer.alloc(11 * 1024 * 1024), 'more than'],
    ['whose card is too large', pngWith({ chara: 'A'.repeat(6 * 1024 * 1024) }), 'too large'],
  ])('%s', (_what, bytes, told) => {
    expect(() => readCardFile(bytes)).toThrow(ImportError);
    expect(() => readCardFile(bytes)).toThrow(told);
  });
});

const CARDS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'cards');

it.skipIf(!existsSync(CARDS))(
  'a real card is read, can be played, and comes back equal (shared data)',
  () => {
    const png = readFileSync(join(CARDS, 'default_Seraphina.png'));
    const { document } = readCardFile(png);
    expect(characterOfCard(document)).toMatchObject({ name: document.data.name });
    const book = document.data.character_book;
    expect(readBook(book ?? null)).toMatchObject({ entries: { length: 4 }, unmapped: [] });
    expect(readCardFile(cardInPng(png, document)).document).toEqual(document);
    expect(readCardFile(Buffer.from(JSON.stringify(document))).document).toEqual(document);
  },
);
