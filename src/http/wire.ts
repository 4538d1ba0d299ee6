import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { Json } from '../json.js';

/** How the engine's data looks outside: field names in snake_case, times in ISO 8601. */

/** Maps whose keys are data, not field names. */
const DATA_KEYS: ReadonlySet<string> = new Set(['properties', 'traits']);

/** Renames all fields of a value to snake_case. */
export function toWire(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map((entry: Json) => toWire(entry));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      snakeCase(key),
      DATA_KEYS.has(key) || entry === undefined ? entry : toWire(entry as Json),
    ]),
  );
}

/**
 * Answers with JSON that is a text already. Express's own way reads its settings, looks up media types and parses what it
 * found, for each answer anew.
 */
export function sendJson(response: Response, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(text);
}

/** A strong entity tag over a text. */
export function strongTag(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
}

/**
 * Whether an `If-None-Match` header names the tag. Weak forms count, since proxies that compress weaken tags; what
 * `Cache-Control` says doesn't, since browsers add `no-cache` whenever a page sets this header itself.
 */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) {
    return false;
  }
  // As whoever polls sends it.
  if (ifNoneMatch === tag) {
    return true;
  }
  const tags = ifNoneMatch.split(',').map((entry) => entry.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

function snakeCase(key: string): string {
  return key.replace(/[a-z0-9][A-Z]/g, ([before = '', capital = '']) => `${before}_${capital.toLowerCase()}`);
}
