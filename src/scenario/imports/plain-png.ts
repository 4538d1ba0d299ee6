import { deflateSync } from 'node:zlib';
import { fnv1a } from '../../simulation/random.js';
import { pngOf } from './png-text.js';

const WIDTH = 64;
const HEIGHT = 96;
/** Colour type of red, green and blue, a byte each. */
const TRUE_COLOUR = 2;

/** A small picture for a card that came without one: a colour that a name gives, darker towards the bottom. */
export function plainPng(name: string): Buffer {
  const shade = fnv1a(name);
  const colour = [0, 8, 16].map((bits) => 96 + ((shade >>> bits) & 0x7f));
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0; y < HEIGHT; y += 1) {
    // A row begins with the number of its filter: none.
    const row = rows.subarray(y * (1 + WIDTH * 3) + 1, (y + 1) * (1 + WIDTH * 3));
    const pixel = Buffer.from(colour.map((part) => Math.round(part * (1 - (y / HEIGHT) * 0.6))));
    row.fill(pixel);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, TRUE_COLOUR], 8);
  return pngOf([
    ['IHDR', head],
    ['IDAT', deflateSync(rows)],
    ['IEND', Buffer.alloc(0)],
  ]);
}
