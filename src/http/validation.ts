import type { z } from 'zod';
import { type Issue, ValidationError } from '../errors.js';

/** Reads what came in through a schema, and says what is wrong in words that stand after the field's name. */

/** More issues than this help nobody and make the answer longer than the request. */
const MAX_ISSUES = 100;

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

/** The error of a request with issues: its message tells the first, its list all of them. */
export function validationError(found: readonly Issue[], what = 'the request body'): ValidationError {
  const seen = new Set<string>();
  const issues = found.filter(({ path, message }) => {
    const key = `${path} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
  const [first] = issues;
  const lead =
    first === undefined ? 'is not valid' : `${first.path === '' ? what : first.path} ${first.message}`;
  const rest = issues.length - 1;
  return new ValidationError(rest > 0 ? `${lead} (and ${rest} more)` : lead, {
    issues: issues.slice(0, MAX_ISSUES),
  });
}

/** `['characters', 0, 'name']` as `characters[0].name`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

/** NUL, or half a surrogate pair. */
function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** No field that is taken lies deeper; what does is refused before anything else looks into it. */
const MAX_DEPTH = 64;

/** What no database could store: every text with NUL or half a surrogate pair, keys included, and bottomless nesting. */
export function unstorableParts(body: unknown): Issue[] {
  const issues: Issue[] = [];
  const note = (path: readonly PropertyKey[], message: string) =>
    issues.push({ path: pathText(path), message });
  // Without recursion: how deep a body is nested is the client's choice.
  const open: { readonly value: unknown; readonly path: readonly PropertyKey[] }[] = [
    { value: body, path: [] },
  ];
  for (let next = open.pop(); next !== undefined && issues.length < MAX_ISSUES; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && isUnstorable(value)) {
      note(path, 'must not hold NUL or half a surrogate pair');
    } else if (typeof value === 'object' && value !== null && path.length >= MAX_DEPTH) {
      note(path.slice(0, 1), `must not be nested deeper than ${MAX_DEPTH} levels`);
      break;
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) {
        if (isUnstorable(key)) {
          note(path, 'must not hold NUL or half a surrogate pair in a field name');
        }
        if (typeof entry === 'string' || typeof entry === 'object') {
          open.push({ value: entry, path: [...path, Array.isArray(value) ? Number(key) : key] });
        }
      }
    }
  }
  return issues.reverse();
}

function wireIssues(issue: z.core.$ZodIssue, root: readonly PropertyKey[]): Issue[] {
  const path = [...root, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), message: 'is not a known field' }));
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
