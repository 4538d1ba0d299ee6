import { createHash } from 'node:crypto';

/** A value that JSON can't hold; `path` says where in it. */
export class UnhashableValueError extends TypeError {
  constructor(
    readonly path: string,
    what: string,
  ) {
    super(`${path}: ${what} has no canonical JSON form`);
    this.name = 'UnhashableValueError';
  }
}

/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them.
 * Members that are undefined are left out and dates become ISO strings, as in JSON.stringify.
 * @throws UnhashableValueError for NaN, infinities, functions, symbols, bigints, half surrogates and cycles
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', new Set());
}

/** SHA-256 of the canonical JSON, as 64 hex digits. */
export function hashState(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function write(value: unknown, path: string, above: Set<object>): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) {
        throw new UnhashableValueError(path, 'a string with half a surrogate pair');
      }
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new UnhashableValueError(path, String(value));
      }
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : writeObject(value, path, above);
    default:
      throw new UnhashableValueError(path, `a value of type ${typeof value}`);
  }
}

function writeObject(value: object, path: string, above: Set<object>): string {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) {
      throw new UnhashableValueError(path, 'an invalid date');
    }
    return JSON.stringify(value);
  }
  if (above.has(value)) {
    throw new UnhashableValueError(path, 'a cycle');
  }
  above.add(value);
  const text = Array.isArray(value)
    ? `[${value.map((item, index) => write(item, `${path}[${index}]`, above)).join(',')}]`
    : `{${Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => `${write(name, path, above)}:${write(member, `${path}.${name}`, above)}`)
        .join(',')}}`;
  above.delete(value);
  return text;
}
