import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';

/** SHA-256 of a text in UTF-8, as 64 hex digits. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/**
 * SHA-256 of the canonical JSON, as 64 hex digits.
 * @throws UnhashableValueError for what JSON can't hold; see `canonicalJson`
 */
export function hashState(value: unknown): string {
  return sha256(canonicalJson(value));
}

const known = new WeakMap<object, string>();

/** The same, worked out once for an object that nobody changes. */
export function hashOnce(value: object): string {
  let found = known.get(value);
  if (found === undefined) {
    found = hashState(value);
    known.set(value, found);
  }
  return found;
}
