import { type Issue, ValidationError } from '../errors.js';
import { MAX_ISSUES, pathText } from '../issues.js';
import { unstorableIn } from '../unstorable.js';

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

/** What no database could store: every text with NUL or half a surrogate pair, keys included, and bottomless nesting. */
export function unstorableParts(body: unknown): Issue[] {
  return unstorableIn(body, MAX_ISSUES).map(({ path, message }) => ({ path: pathText(path), message }));
}
