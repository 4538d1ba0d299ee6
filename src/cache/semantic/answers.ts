import { canonicalJson } from '../../canonical-json.js';
import { cosine } from './embedder.js';
import { hashedVector } from './hashed-embedder.js';

/**
 * When two answers to the same question count as the same. A model words each answer anew, so texts can't be compared
 * letter by letter; what is compared depends on what the purpose's callers act on.
 *
 * - `fields`: the named fields decide and must be equal; reasons and other prose beside them may differ.
 * - `facts`: every number, flag and one-word value must be equal wherever it stands, and each text like its counterpart.
 * - `text`: the texts, all of them together, must be alike.
 */
export type Comparison =
  | { readonly by: 'fields'; readonly fields: readonly string[] }
  | { readonly by: 'facts'; readonly least: number }
  | { readonly by: 'text'; readonly least: number };

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'validate-action': { by: 'fields', fields: ['is_valid'] },
  decide: { by: 'fields', fields: ['action', 'target'] },
  'scenario.analyze': { by: 'facts', least: 0.3 },
};
/** Prose: answers to one question share its people, places and things. */
const PROSE: Comparison = { by: 'text', least: 0.3 };

/** How answers of a purpose are compared. */
export function comparisonFor(purpose: string): Comparison {
  return (Object.hasOwn(COMPARISONS, purpose) ? COMPARISONS[purpose] : undefined) ?? PROSE;
}

export function sameAnswer(comparison: Comparison, one: unknown, other: unknown): boolean {
  switch (comparison.by) {
    case 'fields':
      return comparison.fields.every((field) => fieldOf(one, field) === fieldOf(other, field));
    case 'facts':
      return sameFacts(one, other, comparison.least);
    case 'text':
      return alike(textsOf(one).join('\n'), textsOf(other).join('\n'), comparison.least);
  }
}

function fieldOf(value: unknown, field: string): string {
  return isRecord(value) && value[field] !== undefined ? canonicalJson(value[field]) : 'absent';
}

function sameFacts(one: unknown, other: unknown, least: number): boolean {
  if (typeof one === 'string' && typeof other === 'string') {
    const isWord = !/\s/.test(one.trim()) || !/\s/.test(other.trim());
    return isWord ? one.trim().toLowerCase() === other.trim().toLowerCase() : alike(one, other, least);
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return alike(textsOf(one).join('\n'), textsOf(other).join('\n'), least);
  }
  if (isRecord(one) && isRecord(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => sameFacts(one[name], other[name], least));
  }
  return one === other;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isRecord(value) ? Object.values(value).flatMap(textsOf) : [];
}

function alike(one: string, other: string, least: number): boolean {
  return one === other || cosine(hashedVector(one), hashedVector(other)) >= least;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
