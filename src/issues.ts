import type { z } from 'zod';
import type { Issue } from './errors.js';

/** Reads what came in through a schema, and says what is wrong in words that stand after the field's name. */

/** More issues than this help nobody and make the answer longer than the request. */
export const MAX_ISSUES = 100;

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: Issue[] };

export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  root: readonly PropertyKey[] = [],
): Validated<T> {
  const parsed = schema.safeParse(value, { error: describe });
  if (parsed.success) {
    return { ok: true, value: parsed.data };
  }
  return { ok: false, issues: parsed.error.issues.flatMap((issue) => wireIssues(issue, root)) };
}

/** `['characters', 0, 'name']` as `characters[0].name`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    // A name of nothing would look as if what it stands in was meant.
    const name = part === '' ? '""' : String(part);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function wireIssues(issue: z.core.$ZodIssue, root: readonly PropertyKey[]): Issue[] {
  const path = [...root, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({
      path: pathText(path),
      message: `has a name that ${message}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    // The form that the client meant is the one that it came furthest with.
    const depth = (issues: readonly z.core.$ZodIssue[]) =>
      Math.max(...issues.map((inner) => inner.path.length));
    const [meant] = [...issue.errors]
      .filter((issues) => issues.length > 0)
      .sort((a, b) => depth(b) - depth(a));
    if (meant !== undefined && depth(meant) > 0) {
      return meant.flatMap((inner) => wireIssues(inner, path));
    }
  }
  return [{ path: pathText(path), message: issue.message }];
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a time in ISO 8601 and UTC, such as 2026-01-31T12:00:00Z',
  guid: 'must be a UUID',
  url: 'must be a URL',
};

/** The wording of zod's own issues; a message that a schema carries goes before it. */
function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'has none of the accepted forms';
    case 'unrecognized_keys':
      return 'has unknown fields';
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'is not valid';
    default:
      return 'is not valid';
  }
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  switch (origin) {
    case 'string':
      return `have ${relation} ${limit} characters`;
    case 'array':
    case 'set':
      return `have ${relation} ${limit} entries`;
    default:
      return `be ${relation} ${limit}`;
  }
}
