import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** An answer as it is kept: what the model said, and what it cost then. */
export interface KeptAnswer {
  readonly value: unknown;
  readonly model: string;
  /** What a call that is spared saves, in USD. */
  readonly costUsd: number;
}

/** First byte of a stored answer: its form, and whether it is compressed. */
const PLAIN = 0x11;
const DEFLATED = 0x12;
/** Compressing less costs more than it saves. */
const COMPRESSED_FROM = 1_024;
/** Far above any answer: what is larger, or inflates to more, is none. */
const LARGEST = 16 * 1_048_576;

const storedSchema = z.object({
  key: z.string(),
  value: z.unknown(),
  model: z.string(),
  costUsd: z.number().min(0),
});

/** An answer in a form, and how many bytes it takes when it isn't compressed. */
export interface Measured<Form> {
  readonly answer: Form;
  readonly size: number;
}

/** @param key goes into the bytes, so that an answer that got under another key is found out */
export function encodeAnswer(key: string, { value, model, costUsd }: KeptAnswer): Measured<Buffer> {
  const json = Buffer.from(JSON.stringify({ key, value, model, costUsd }));
  const answer =
    json.length > COMPRESSED_FROM
      ? Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(json)])
      : Buffer.concat([Buffer.of(PLAIN), json]);
  return { answer, size: json.length };
}

/** @returns undefined for bytes that are damaged, of another form, another key's, or too many */
export function decodeAnswer(key: string, bytes: Buffer): Measured<KeptAnswer> | undefined {
  const json = unpacked(bytes);
  if (json === undefined) return undefined;
  try {
    const stored = storedSchema.parse(JSON.parse(json.toString('utf8')));
    if (stored.key !== key || stored.value === undefined) return undefined;
    const { value, model, costUsd } = stored;
    return { answer: { value, model, costUsd }, size: json.length };
  } catch {
    return undefined;
  }
}

function unpacked(bytes: Buffer): Buffer | undefined {
  const body = bytes.subarray(1);
  if (body.length > LARGEST) return undefined;
  if (bytes[0] === PLAIN) return body;
  if (bytes[0] !== DEFLATED) return undefined;
  try {
    return inflateRawSync(body, { maxOutputLength: LARGEST });
  } catch {
    return undefined;
  }
}
