import { validate } from '../../issues.js';
import type { Json } from '../../json.js';
import {
  LORE_POSITIONS,
  type LoreEntry,
  loreEntrySchema,
  SECONDARY_LOGIC,
} from '../../simulation/lore-entry.js';

/**
 * Where a field of a lore entry stands in the entry of a foreign book: one table for reading and for writing back, so
 * that what was read and not changed is written just as it stood.
 */

export type SourceEntry = { readonly [key: string]: Json | undefined };

export interface EntryField {
  readonly field: keyof LoreEntry;
  /** Keys that lead to it, from the entry. */
  readonly path: readonly string[];
  /** The value for a lore entry; undefined when the source has none that fits. */
  readonly read: (value: Json) => unknown;
  readonly write: (value: Json) => Json;
}

/** What could not be taken over from an entry. */
export interface UnmappedField {
  readonly uid: string;
  readonly path: string;
  readonly message: string;
}

const same = (value: Json): Json => value;

export function plain(field: keyof LoreEntry, ...path: string[]): EntryField {
  return { field, path, read: same, write: same };
}

/** A field that counts the values of a list from 0. */
function coded(field: keyof LoreEntry, values: readonly string[], path: readonly string[]): EntryField {
  return {
    field,
    path,
    read: (value) => (typeof value === 'number' ? values[value] : undefined),
    write: (value) => values.indexOf(String(value)),
  };
}

export const codedPosition = (...path: string[]) => coded('position', LORE_POSITIONS, path);
export const codedLogic = (...path: string[]) => coded('logic', SECONDARY_LOGIC, path);
export const codedRole = (...path: string[]) => coded('role', ['system', 'user', 'assistant'], path);

/** A field whose source says the opposite. */
export function negated(field: keyof LoreEntry, ...path: string[]): EntryField {
  const not = (value: Json): Json => (typeof value === 'boolean' ? !value : value);
  return { field, path, read: not, write: not };
}

const NOT_KNOWN = { path: '', message: 'has a value that is not known' };

/** Reads an entry; what doesn't fit a field is told, and the field takes its default. */
export function readEntry(
  uid: string,
  source: SourceEntry,
  fields: readonly EntryField[],
): { readonly entry: LoreEntry | undefined; readonly unmapped: readonly UnmappedField[] } {
  const unmapped: UnmappedField[] = [];
  const values: Record<string, unknown> = { uid };
  const { shape } = loreEntrySchema;
  for (const { field, path, read } of fields) {
    const value = valueAt(source, path);
    if (value === undefined || value === null) continue;
    const meant = read(value);
    const parsed = validate<unknown>(shape[field], meant);
    if (parsed.ok && meant !== undefined) {
      values[field] = parsed.value;
      continue;
    }
    const [issue = NOT_KNOWN] = parsed.ok ? [] : parsed.issues;
    const within = issue.path === '' || issue.path.startsWith('[') ? issue.path : `.${issue.path}`;
    unmapped.push({ uid, path: `${path.join('.')}${within}`, message: issue.message });
  }
  const entry = validate(loreEntrySchema, values);
  if (entry.ok) return { entry: entry.value, unmapped };
  const [{ path, message } = NOT_KNOWN] = entry.issues;
  return { entry: undefined, unmapped: [...unmapped, { uid, path, message }] };
}

/** An entry as it stood in its source, with what was changed since written over it. */
export function writeEntry(
  entry: LoreEntry,
  source: SourceEntry,
  fields: readonly EntryField[],
): SourceEntry {
  const before =
    readEntry(entry.uid, source, fields).entry ?? readEntry(entry.uid, { content: '-' }, []).entry;
  return fields.reduce((written, { field, path, write }) => {
    const value = entry[field] as Json;
    const isSame = before !== undefined && JSON.stringify(before[field]) === JSON.stringify(value);
    return isSame ? written : withValueAt(written, path, write(value));
  }, source);
}

export function valueAt(source: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    source,
  );
}

/** A copy with another value at a path; objects that lead there are made where they are missing. */
export function withValueAt(
  source: SourceEntry,
  [key = '', ...rest]: readonly string[],
  value: Json,
): SourceEntry {
  const inner = Object.hasOwn(source, key) ? source[key] : undefined;
  const next = rest.length === 0 ? value : withValueAt(isObject(inner) ? inner : {}, rest, value);
  const members: [string, Json | undefined][] = Object.hasOwn(source, key)
    ? Object.entries(source).map(([name, member]) => [name, name === key ? next : member])
    : [...Object.entries(source), [key, next]];
  // Entries make own members of all keys, `__proto__` too.
  return Object.fromEntries(members);
}

export function isObject(value: Json | undefined): value is SourceEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
