import { ImportError } from '../../errors.js';
import type { Json } from '../../json.js';
import { isUnstorable } from '../../unstorable.js';

/** Limits of an imported document, so that nobody can be kept busy with one. */
export const MAX_DECODED_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_VALUES = 200_000;

/**
 * Parses imported JSON. What it holds must be storable: no NUL and no half surrogate pairs in texts or keys.
 * @param what names the document in messages
 * @throws ImportError for what is too large, too deep, no UTF-8 or no JSON
 */
export function parseBoundedJson(bytes: Buffer, what: string): Json {
  if (bytes.length > MAX_DECODED_BYTES) {
    throw new ImportError(`${what} takes ${bytes.length} bytes, more than ${MAX_DECODED_BYTES}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ImportError(`${what} is no valid UTF-8`, { cause });
  }
  // Before it is parsed: the parser itself goes as deep as the text does.
  assertShallow(text, what);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw new ImportError(`${what} is no valid JSON`, { cause });
  }
  assertStorable(value, what);
  return value;
}

function assertShallow(text: string, what: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) throw new ImportError(`${what} is nested deeper than ${MAX_DEPTH} levels`);
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
  }
}

function assertStorable(value: Json, what: string): void {
  let values = 0;
  const look = (each: Json): void => {
    values += 1;
    if (values > MAX_VALUES) throw new ImportError(`${what} holds more than ${MAX_VALUES} values`);
    if (typeof each === 'string') assertText(each, what);
    else if (typeof each === 'number' && !Number.isFinite(each)) {
      throw new ImportError(`${what} holds a number beyond those that can be kept`);
    } else if (Array.isArray(each)) each.forEach(look);
    else if (typeof each === 'object' && each !== null) {
      for (const [key, member] of Object.entries(each)) {
        assertText(key, what);
        if (member !== undefined) look(member);
      }
    }
  };
  look(value);
}

function assertText(text: string, what: string): void {
  if (isUnstorable(text)) {
    throw new ImportError(`${what} holds a text with NUL or half a surrogate pair`);
  }
}
