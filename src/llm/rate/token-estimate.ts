import type { ModelRequest, ModelUsage, Purpose } from '../port.js';

/** So much of the last answer's ratio goes into the next estimate. */
const LEARNING = 0.1;
const LEAST_RATIO = 0.02;
/** The usual rule of thumb, for English. */
export const CHARACTERS_PER_TOKEN = 4;

/**
 * What a call will take, before it is made: its prompt's characters and its output limit, times what calls of the same
 * purpose have taken of that lately. The first ones count in full.
 */
export class TokenEstimate {
  readonly #ratios = new Map<Purpose, number>();

  of(request: ModelRequest): number {
    return Math.ceil(ceiling(request) * (this.#ratios.get(request.purpose) ?? 1));
  }

  learn(request: ModelRequest, tokens: number): void {
    const { purpose } = request;
    const ratio = this.#ratios.get(purpose) ?? 1;
    const seen = Math.max(LEAST_RATIO, tokens / ceiling(request));
    this.#ratios.set(purpose, (1 - LEARNING) * ratio + LEARNING * seen);
  }
}

/** All tokens of a call, as a provider's quota counts them: cached ones are in the prompt's. */
export function tokensOf({ promptTokens, outputTokens, thoughtTokens }: ModelUsage): number {
  return promptTokens + outputTokens + thoughtTokens;
}

function ceiling({ stablePrefix, volatileTail, maxOutputTokens }: ModelRequest): number {
  return (stablePrefix.length + volatileTail.length) / CHARACTERS_PER_TOKEN + maxOutputTokens;
}
