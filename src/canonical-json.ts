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
  const ordered = inOrder(value, 0);
  // The runtime writes JSON several times faster than we do. What it would write otherwise than canonically is rare.
  const stringified = ordered === UNFIT ? undefined : JSON.stringify(ordered);
  if (stringified?.includes(HALF_SURROGATE) === false) return stringified;
  const writer: Writer = { text: '', above: [] };
  write(writer, value);
  return writer.text;
}

/** Says that a value is refused, or that JSON.stringify can't be led to write it in canonical order. */
const UNFIT = Symbol('unfit');
/** How the runtime begins to write half a surrogate pair; also what a text looks like that holds these very characters. */
const HALF_SURROGATE = '\\ud';
/** Nested deeper than this, a value may be a cycle. */
const DEEP = 64;

/** The value with the members of its objects in order; the value itself where they are already. */
function inOrder(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : UNFIT;
    case 'object':
      if (value === null) return value;
      if (depth > DEEP) return UNFIT;
      return Array.isArray(value) ? listInOrder(value, depth) : membersInOrder(value, depth);
    default:
      return UNFIT;
  }
}

function listInOrder(list: readonly unknown[], depth: number): unknown {
  let ordered: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    const next = inOrder(item, depth + 1);
    if (next === UNFIT) return UNFIT;
    if (next === item) continue;
    ordered ??= [...list];
    ordered[index] = next;
  }
  return ordered ?? list;
}

function membersInOrder(value: object, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return UNFIT;
  const members = value as Readonly<Record<string, unknown>>;
  let last = '';
  let ordered: Record<string, unknown> | undefined;
  for (const name in members) {
    if (isSetApart(name)) return UNFIT;
    // What has been put in order up to here is only looked through once more.
    if (name < last) return rearranged(ordered ?? members, depth);
    last = name;
    const member = members[name];
    if (typeof member === 'string' || member === undefined) continue;
    const next = inOrder(member, depth + 1);
    if (next === UNFIT) return UNFIT;
    if (next === member) continue;
    ordered ??= prototype === null ? Object.assign(bare(), members) : { ...members };
    ordered[name] = next;
  }
  return ordered ?? members;
}

function rearranged(members: Readonly<Record<string, unknown>>, depth: number): unknown {
  const ordered: Record<string, unknown> = Object.getPrototypeOf(members) === null ? bare() : {};
  for (const name of sorted(Object.keys(members))) {
    if (isSetApart(name)) return UNFIT;
    const member = members[name];
    if (member === undefined) continue;
    const next = inOrder(member, depth + 1);
    if (next === UNFIT) return UNFIT;
    ordered[name] = next;
  }
  return ordered;
}

/** For members of any names, as opposed to those that many objects have alike. */
function bare(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** Objects keep names that are numbers before all others, and don't take `__proto__` as a member. */
function isSetApart(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first <= 57 && first >= 48 && /^\d+$/.test(name)) || name === '__proto__';
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

/**
 * As `canonicalJson`, of a text.
 * @throws UnhashableValueError for half surrogates
 */
export function canonicalString(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : quoted({ text: '', above: [] }, text);
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

/** Up to so many names are put in order where they stand, which takes no memory. */
const FEW = 16;

/**
 * The names by code units, as sorting without a comparison does, in the list itself: most objects have few members, many
 * in order already.
 */
export function sorted(names: string[]): string[] {
  if (names.length > FEW) return names.sort();
  for (let end = 1; end < names.length; end += 1) {
    const name = names[end] ?? '';
    let at = end;
    for (; at > 0 && (names[at - 1] ?? '') > name; at -= 1) names[at] = names[at - 1] ?? '';
    names[at] = name;
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
