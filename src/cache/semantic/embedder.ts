/** What a text is like, as a vector: texts that mean something similar have vectors that point the same way. */
export interface Embedder {
  /** Names model and version: vectors of two embedders are never compared. */
  readonly name: string;
  /** Cosine from which on a text is a candidate, where the namespace names none of its own. */
  readonly threshold: number;
  /**
   * One vector of length 1 per text, in their order, all of one dimension. A provider that fails is an outcome, not an
   * error: the cache then has no candidates and the call is made.
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding>;
}

export type Embedding =
  | { readonly ok: true; readonly vectors: readonly Float32Array[] }
  | { readonly ok: false; readonly detail: string };

/** Scales a vector to length 1, in place; one of length 0 stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) / length;
  return vector;
}

/** The cosine of two vectors of length 1. */
export function cosine(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}
