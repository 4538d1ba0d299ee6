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
  const writer: Writer = { text: '', above: [] };
  write(writer, value);
  return writer.text;
}

/** SHA-256 of the canonical JSON, as 64 hex digits. */
export function hashState(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** One text that only ever grows at its end: far cheaper to make flat than the texts of all branches put together. */
interface Writer {
  text: string;
  /** The objects that hold what is being written, outermost first. */
  readonly above: object[];
}

/** Text that stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function write(writer: Writer, value: unknown): void {
  switch (typeof value) {
    case 'string':
      writer.text += quoted(writer, value);
      return;
    case 'boolean':
      writer.text += value;
      return;
    case 'number':
      if (!Number.isFinite(value)) throw unhashable(writer, value, String(value));
      // -0 becomes 0, as in JSON.stringify.
      writer.text += value;
      return;
    case 'object':
      if (value === null) writer.text += 'null';
      else if (value instanceof Date) writeDate(writer, value);
      else writeObject(writer, value);
      return;
    default:
      throw unhashable(writer, value, `a value of type ${typeof value}`);
  }
}

function quoted(writer: Writer, text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw unhashable(writer, text, 'a string with half a surrogate pair');
  return JSON.stringify(text);
}

function writeDate(writer: Writer, date: Date): void {
  if (Number.isNaN(date.getTime())) throw unhashable(writer, date, 'an invalid date');
  writer.text += JSON.stringify(date);
}

function writeObject(writer: Writer, value: object): void {
  if (writer.above.includes(value)) throw unhashable(writer, value, 'a cycle');
  writer.above.push(value);
  if (Array.isArray(value)) writeList(writer, value);
  else writeMembers(writer, value as Readonly<Record<string, unknown>>);
  writer.above.pop();
}

function writeList(writer: Writer, list: readonly unknown[]): void {
  writer.text += '[';
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0) writer.text += ',';
    write(writer, list[index]);
  }
  writer.text += ']';
}

function writeMembers(writer: Writer, members: Readonly<Record<string, unknown>>): void {
  let before = '{';
  for (const name of sorted(Object.keys(members))) {
    const value = members[name];
    if (value === undefined) continue;
    writer.text += `${before}${quoted(writer, name)}:`;
    before = ',';
    write(writer, value);
  }
  writer.text += before === '{' ? '{}' : '}';
}

/** By code units, as sorting without a comparison does; most objects have few members, many in order already. */
function sorted(names: string[]): string[] {
  for (let at = 1; at < names.length; at += 1) {
    if ((names[at - 1] ?? '') > (names[at] ?? '')) return names.sort();
  }
  return names;
}

/** What is wrong and where: the path is worked out only now. */
function unhashable({ above }: Writer, value: unknown, what: string): UnhashableValueError {
  const path = above.map((object, depth) => {
    const child = depth + 1 < above.length ? above[depth + 1] : value;
    const [name = '?'] =
      Object.entries(object).find(([key, member]) => key === child || Object.is(member, child)) ?? [];
    return Array.isArray(object) ? `[${name}]` : `.${name}`;
  });
  return new UnhashableValueError(`$${path.join('')}`, what);
}
