import type { ModelUsage } from '../port.js';
import { CHARACTERS_PER_TOKEN } from '../rate/token-estimate.js';

/** What a reply has used up. */
export interface Usage extends ModelUsage {
  /** The reply doesn't tell what its prompt or its answer took: that is counted by the length. */
  readonly isEstimated?: true;
}

/** Far above any context window: a count beyond it is none. */
const MOST_TOKENS = 100_000_000;

/**
 * The tokens that a reply says it took. A count that can't be one (negative, a text, beyond any model) counts as not told.
 * Limits and prices go by these numbers, so that an answer whose own are missing is counted by its length rather than
 * not at all.
 * @param promptCharacters of the prompt, 0 if nothing was generated from it
 * @param answerCharacters of the answer
 */
export function readUsage(body: unknown, promptCharacters: number, answerCharacters: number): Usage {
  const told = metadataOf(body);
  const prompt = countOf(told.get('promptTokenCount'));
  const output = countOf(told.get('candidatesTokenCount'));
  const promptTokens = prompt ?? tokensIn(promptCharacters);
  // A count of nothing is left out.
  const isUntold =
    (prompt === undefined && promptCharacters > 0) || (output === undefined && answerCharacters > 0);
  return {
    promptTokens,
    cachedTokens: Math.min(promptTokens, countOf(told.get('cachedContentTokenCount')) ?? 0),
    outputTokens: output ?? tokensIn(answerCharacters),
    thoughtTokens: countOf(told.get('thoughtsTokenCount')) ?? 0,
    ...(isUntold && { isEstimated: true }),
  };
}

function metadataOf(body: unknown): ReadonlyMap<string, unknown> {
  const metadata = isObject(body) && 'usageMetadata' in body ? body.usageMetadata : undefined;
  return new Map(isObject(metadata) ? Object.entries(metadata) : []);
}

/** @returns undefined for what is no number of tokens */
function countOf(value: unknown): number | undefined {
  // The sum with nothing makes a zero of a negative one.
  return typeof value === 'number' && value >= 0 && value <= MOST_TOKENS ? Math.ceil(value) + 0 : undefined;
}

function tokensIn(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
