import type { ModelUsage } from './port.js';

/**
 * What the models cost, in USD per million tokens: Google's price list for the paid tier, text, standard service, as
 * read on 2026-10-07 (https://ai.google.dev/gemini-api/docs/pricing). Output includes thinking.
 */
export interface Price {
  readonly prompt: number;
  /** Prompt tokens that the provider had in its cache. */
  readonly cached: number;
  readonly output: number;
  /** Prices of a whole call whose prompt is longer than 200,000 tokens, where they differ. */
  readonly long?: { readonly prompt: number; readonly cached: number; readonly output: number } | undefined;
}

const LONG_PROMPT_TOKENS = 200_000;

/** Prices by model name. */
export type PriceList = Readonly<Record<string, Price>>;

export const LISTED_PRICES: PriceList = {
  // Introductory price until 2026-12-31; 1.50, 0.15 and 7.50 from then on.
  'gemini-3.8-flash': { prompt: 0.75, cached: 0.075, output: 3.75 },
  'gemini-3.5-flash': { prompt: 1.5, cached: 0.15, output: 9 },
  'gemini-3.5-flash-lite': { prompt: 0.3, cached: 0.03, output: 2.5 },
  'gemini-3.1-pro': {
    prompt: 2,
    cached: 0.2,
    output: 12,
    long: { prompt: 4, cached: 0.4, output: 18 },
  },
  'gemini-3.1-flash-lite': { prompt: 0.25, cached: 0.025, output: 1.5 },
  'gemini-3-flash': { prompt: 0.5, cached: 0.05, output: 3 },
  'gemini-2.5-pro': {
    prompt: 1.25,
    cached: 0.125,
    output: 10,
    long: { prompt: 2.5, cached: 0.25, output: 15 },
  },
  'gemini-2.5-flash': { prompt: 0.3, cached: 0.03, output: 2.5 },
  'gemini-2.5-flash-lite': { prompt: 0.1, cached: 0.01, output: 0.4 },
};

/** The dearest of the list: a budget that ends a task too early does less harm than one that never ends it. */
const UNKNOWN_PRICE: Price = { prompt: 4, cached: 0.4, output: 18 };

/**
 * The price of a model: of its own name, or of the name that it extends (`gemini-2.5-flash-preview-09-2025`).
 * @returns nothing for a model that isn't in the list
 */
export function priceOf(model: string, list: PriceList = LISTED_PRICES): Price | undefined {
  const id = model.slice(model.lastIndexOf('/') + 1);
  const listed = Object.keys(list)
    .filter((name) => id === name || id.startsWith(`${name}-`))
    .sort((one, other) => other.length - one.length)[0];
  return listed === undefined ? undefined : list[listed];
}

/** What a call cost in USD; one of a model without a listed price is counted at the dearest. */
export function costOf(usage: ModelUsage, price: Price | undefined): number {
  const { prompt, cached, output } = tierOf(price ?? UNKNOWN_PRICE, usage.promptTokens);
  const fresh = Math.max(0, usage.promptTokens - usage.cachedTokens);
  const outgoing = usage.outputTokens + usage.thoughtTokens;
  return (fresh * prompt + usage.cachedTokens * cached + outgoing * output) / 1_000_000;
}

function tierOf(price: Price, promptTokens: number): Price {
  return promptTokens > LONG_PROMPT_TOKENS && price.long !== undefined ? price.long : price;
}
