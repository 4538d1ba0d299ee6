import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/errors.js';
import { parseBoundedJson } from '../../../src/scenario/imports/bounded-json.js';
import { readPngTexts, withPngTexts } from '../../../src/scenario/imports/png-text.js';
import { pngChunk as chunk, smallPng as png } from './small-png.js';

describe('the texts of a PNG', () => {
  it('are read by keyword, the first of each', () => {
    const texts = readPngTexts(
      png(chunk('tEXt', 'chara\0one'), chunk('tEXt', 'chara\0two'), chunk('zTXt', 'x\0y')),
    );
    expect([...texts]).toEqual([['chara', 'one']]);
  });

  it('can be replaced, the rest staying as it is', () => {
    const image = chunk('IDAT', Buffer.from([1, 2, 3]));
    const old = png(chunk('tEXt', 'chara\0old'), image, chunk('tEXt', 'other\0kept'));
    const written = withPngTexts(old, new Map([['chara', 'new']]));
    expect([...readPngTexts(written)]).toEqual([
      ['other', 'kept'],
      ['chara', 'new'],
    ]);
    expect(written).toEqual(png(image, chunk('tEXt', 'other\0kept'), chunk('tEXt', 'chara\0new')));
  });

  it('come back as they were written', () => {
    const latin = fc.string({
      unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(latin, (text) => {
        expect(readPngTexts(withPngTexts(png(), new Map([['ccv3', text]]))).get('ccv3')).toBe(text);
      }),
    );
  });
});

describe('a damaged PNG is refused', () => {
  const whole = png(chunk('tEXt', 'chara\0text'));
  it.each([
    ['nothing', Buffer.alloc(0), 'signature'],
    ['another file', Buffer.from('GIF89a, which is no PNG'), 'signature'],
    ['cut off', whole.subarray(0, -6), 'ends'],
    ['cut off in the middle of a chunk', whole.subarray(0, 60), 'ends'],
    [
      'a chunk longer than the file',
      Buffer.concat([png().subarray(0, 8), Buffer.from('ffffffff49484452', 'hex'), Buffer.alloc(8)]),
      'ends',
    ],
    [
      'a flipped bit',
      Buffer.concat([whole.subarray(0, 50), Buffer.from([0]), whole.subarray(51)]),
      'checksum',
    ],
  ])('%s', (_what, bytes, told) => {
    expect(() => readPngTexts(bytes)).toThrow(ImportError);
    expect(() => readPngTexts(bytes)).toThrow(told);
  });
});

describe('imported JSON is refused', () => {
  it.each([
    ['that is too deep', Buffer.from('['.repeat(100_000)), 'nested'],
    ['that is too large', Buffer.alloc(5 * 1024 * 1024, 0x20), 'more than'],
    ['that is none', Buffer.from('{"a":'), 'no valid JSON'],
    ['that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'UTF-8'],
    ['that Postgres could not store', Buffer.from('{"a":"\\u0000"}'), 'NUL'],
    ['with half a surrogate pair in a key', Buffer.from('{"\\ud800":1}'), 'surrogate'],
    ['with too many values', Buffer.from(`[${'1,'.repeat(200_001)}1]`), 'values'],
  ])('%s', (_what, bytes, told) => {
    expect(() => parseBoundedJson(bytes, 'The file')).toThrow(ImportError);
    expect(() => parseBoundedJson(bytes, 'The file')).toThrow(told);
  });

  it('but brackets in a text are no depth', () => {
    expect(parseBoundedJson(Buffer.from(JSON.stringify({ a: `"${'['.repeat(500)}` })), 'x')).toHaveProperty(
      'a',
    );
  });
});

const CARDS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'cards');

it.skipIf(!existsSync(CARDS))('a real card keeps its image when its text is replaced (shared data)', () => {
  const card = readFileSync(join(CARDS, 'default_Seraphina.png'));
  const text = readPngTexts(card).get('chara') ?? '';
  expect(parseBoundedJson(Buffer.from(text, 'base64'), 'The card')).toMatchObject({ spec: 'chara_card_v2' });
  expect(withPngTexts(card, new Map([['chara', text]]))).toEqual(card);
});
