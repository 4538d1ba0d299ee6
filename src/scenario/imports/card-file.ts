import { ImportError } from '../../errors.js';
import type { Json } from '../../json.js';
import { isCharacterCard } from '../character-card.js';
import { MAX_DECODED_BYTES, parseBoundedJson } from './bounded-json.js';
import { isObject } from './entry-fields.js';
import { readPngTexts, withPngTexts } from './png-text.js';

/**
 * Character cards as files: JSON by itself, or in the text of a PNG, under `ccv3` (which wins) or `chara`, as base64. The
 * card is given as it came; `character-card.ts` says what of it can be played, `foreign-book.ts` reads its book.
 */

/** Keywords of cards, the one that wins first, with what they may hold. */
const KEYWORDS = ['ccv3', 'chara'] as const;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const PNG_START = 0x89;

export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export interface Card {
  readonly spec: 'chara_card_v2' | 'chara_card_v3';
  readonly data: { readonly [key: string]: Json | undefined };
  readonly [key: string]: Json | undefined;
}

export interface CardFile {
  /** The whole document, unknown keys and all. */
  readonly document: Card;
  readonly kind: 'json' | 'png';
}

/** By its first byte, which no text in UTF-8 begins with. */
export function looksLikePng(bytes: Buffer): boolean {
  return bytes[0] === PNG_START;
}

/**
 * Reads a card from the bytes of a file.
 * @param isPng whether it is said to be one; otherwise its first byte tells
 * @throws ImportError naming what is wrong
 */
export function readCardFile(bytes: Buffer, isPng = looksLikePng(bytes)): CardFile {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new ImportError(`The file takes ${bytes.length} bytes, more than ${MAX_FILE_BYTES}`);
  }
  if (!isPng) {
    return { document: asCard(parseBoundedJson(bytes, 'The file')), kind: 'json' };
  }
  const texts = readPngTexts(bytes);
  const keyword = KEYWORDS.find((each) => texts.has(each));
  const text = keyword === undefined ? undefined : texts.get(keyword);
  if (text === undefined) throw new ImportError('The PNG holds no card: it has no text "ccv3" or "chara"');
  const what = `The card in the PNG's text "${keyword}"`;
  // White space first: a pattern that allowed it wherever it stands could be kept busy with it for hours.
  const digits = text.replace(/\s+/g, '');
  if (digits.length > (MAX_DECODED_BYTES * 4) / 3 + 4) throw new ImportError(`${what} is too large`);
  if (!BASE64.test(digits)) throw new ImportError(`${what} is no valid base64`);
  return { document: asCard(parseBoundedJson(Buffer.from(digits, 'base64'), what)), kind: 'png' };
}

/**
 * A card's PNG with another card in it; the image stays as it is, byte for byte.
 * @param png the file that the card came from
 * @throws ImportError when that is no PNG
 */
export function cardInPng(png: Buffer, card: Card): Buffer {
  const texts = readPngTexts(png);
  const value = Buffer.from(JSON.stringify(card)).toString('base64');
  const keyword = card.spec === 'chara_card_v3' ? 'ccv3' : 'chara';
  // A card left under the other keyword would be another one than this.
  const written = KEYWORDS.filter((each) => each === keyword || texts.has(each));
  return withPngTexts(png, new Map(written.map((each) => [each, value])));
}

function asCard(document: Json): Card {
  if (!isCharacterCard(document)) {
    throw new ImportError(
      'The file holds no character card: its "spec" is neither chara_card_v2 nor chara_card_v3',
    );
  }
  if (!isObject(document.data as Json)) throw new ImportError('The card has no "data"');
  const { name } = document.data as { readonly name?: unknown };
  if (typeof name !== 'string' || name.trim() === '') throw new ImportError('The card has no "data.name"');
  // The fields that are read are looked at one by one; all others are only kept.
  return document as unknown as Card;
}
