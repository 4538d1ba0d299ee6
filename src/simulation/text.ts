import { z } from 'zod';
import { plainText } from '../narrative/plain-text.js';

/** Lone halves of surrogate pairs and NUL: neither can be stored as text in Postgres. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const CONTROL = /\p{Cc}/u;
/** A short id of data files and cast members; safe in a path, a key and a prompt. */
export const SLUG = /^[a-z0-9][a-z0-9_-]{0,49}$/;

/** Free text of 1 to `max` characters, trimmed, that can be stored. */
export function storableText(max: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !UNSTORABLE.test(text), 'must not hold NUL or half a surrogate pair');
}

/** As `storableText`, on one line: names and labels. */
export function lineText(max: number): z.ZodString {
  return storableText(max).refine(
    (text) => !CONTROL.test(text),
    'must be one line without control characters',
  );
}

/** As `lineText`, for what is called by it: something to read is left without mark-up and what isn't printed. */
export function nameText(max: number): z.ZodString {
  return lineText(max).refine(
    (text) => plainText(text).trim() !== '',
    'must hold something that can be read, besides mark-up',
  );
}

export function slug(): z.ZodString {
  return z.string().regex(SLUG, 'must be 1 to 50 of a-z, 0-9, _ and -, and start with a letter or digit');
}
