import { crc32 } from 'node:zlib';
import { ImportError } from '../../errors.js';

/**
 * The text chunks of a PNG, as far as character cards use them: `tEXt`, a keyword and a Latin-1 text. Compressed text
 * is left alone, so nothing here can grow beyond the file. What is no text chunk is only ever copied.
 */

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TEXT = 'tEXt';
/** Length, type and checksum around a chunk's data. */
const FRAME = 12;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The chunk as it stands in the file, frame and all. */
  readonly bytes: Buffer;
}

/**
 * The texts of a PNG by keyword; of several with one keyword the first.
 * @throws ImportError for what is no PNG, ends early or has a wrong checksum
 */
export function readPngTexts(png: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const chunk of chunksOf(png)) {
    const [keyword, text] = textOf(chunk) ?? [];
    if (keyword !== undefined && text !== undefined && !texts.has(keyword)) texts.set(keyword, text);
  }
  return texts;
}

/**
 * A copy of a PNG with these texts instead of any of the same keywords, before its end; all other chunks are copied.
 * @param texts by keyword, Latin-1
 * @throws ImportError as `readPngTexts`
 */
export function withPngTexts(png: Buffer, texts: ReadonlyMap<string, string>): Buffer {
  const kept = chunksOf(png).filter((chunk) => !texts.has(textOf(chunk)?.[0] ?? ''));
  const end = kept.findIndex(({ type }) => type === 'IEND');
  const added = [...texts].map(([keyword, text]) => textChunk(keyword, text));
  const bytes = kept.map((chunk) => chunk.bytes);
  return Buffer.concat([SIGNATURE, ...bytes.slice(0, end), ...added, ...bytes.slice(end)]);
}

function chunksOf(png: Buffer): readonly Chunk[] {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    throw new ImportError('The file is no PNG: its signature is wrong');
  }
  const chunks: Chunk[] = [];
  let at = SIGNATURE.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    if (at + FRAME > png.length) throw new ImportError('The PNG ends before its last chunk');
    const length = png.readUInt32BE(at);
    const end = at + FRAME + length;
    if (end > png.length) throw new ImportError('The PNG ends in the middle of a chunk');
    const type = png.toString('latin1', at + 4, at + 8);
    if (crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) {
      throw new ImportError(`The PNG is damaged: the checksum of its chunk ${JSON.stringify(type)} is wrong`);
    }
    chunks.push({ type, data: png.subarray(at + 8, end - 4), bytes: png.subarray(at, end) });
    at = end;
  }
  return chunks;
}

function textOf({ type, data }: Chunk): readonly [keyword: string, text: string] | undefined {
  const separator = type === TEXT ? data.indexOf(0) : -1;
  if (separator === -1) return undefined;
  return [data.toString('latin1', 0, separator), data.toString('latin1', separator + 1)];
}

function textChunk(keyword: string, text: string): Buffer {
  return chunkOf(TEXT, Buffer.from(`${keyword}\0${text}`, 'latin1'));
}

/** A PNG of these chunks. */
export function pngOf(chunks: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks.map(([type, data]) => chunkOf(type, data))]);
}

/** A chunk with its length and its checksum. */
function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
