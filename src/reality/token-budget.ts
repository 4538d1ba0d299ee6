/** What goes into a prompt when not everything does. */

export type Tokenizer = (text: string) => number;

/** A quarter of a text's characters, rounded up. */
export const estimateTokens: Tokenizer = (text) => Math.ceil(text.length / 4);

export interface BudgetSection {
  readonly name: string;
  /** Its part of what is left beside the fixed text; the shares of all sections count by their proportion. */
  readonly share: number;
  /** Best first. */
  readonly entries: readonly string[];
}

export interface FittedSection {
  readonly name: string;
  /** The best entries of the section, best first. */
  readonly entries: readonly string[];
  /** How many were left out. */
  readonly dropped: number;
}

export interface FittedPrompt {
  readonly sections: readonly FittedSection[];
  /** Tokens of the fixed text and of what was kept. */
  readonly tokens: number;
}

/** The shares of a brief's variable part. */
export const BRIEF_SHARES = { scene: 0.25, beliefs: 0.25, memories: 0.2, lore: 0.15, other: 0.15 } as const;
export const BRIEF_BUDGET = 2000;

/**
 * Fits sections into a budget of tokens. Fixed text is never trimmed: when it takes more than the budget alone, no
 * entry is kept. Each section keeps its best entries as far as its share and what sections before it left over reach;
 * what is left in the end goes round once more, in the same order. An entry is never kept when a better one of its
 * section was left out.
 */
export function fitBudget(
  sections: readonly BudgetSection[],
  budget: number,
  fixedTokens: number,
  tokensOf: Tokenizer = estimateTokens,
): FittedPrompt {
  const variable = Math.max(0, budget - fixedTokens);
  const shares = sections.reduce((sum, { share }) => sum + share, 0);
  const costs = sections.map(({ entries }) => entries.map(tokensOf));
  const kept = sections.map(() => 0);
  let allotted = 0;
  let used = 0;
  const fill = (section: number, limit: number): void => {
    let next = costs[section]?.[kept[section] ?? 0];
    while (next !== undefined && used + next <= limit) {
      used += next;
      kept[section] = (kept[section] ?? 0) + 1;
      next = costs[section]?.[kept[section] ?? 0];
    }
  };
  sections.forEach(({ share }, section) => {
    allotted += shares === 0 ? 0 : Math.floor((variable * share) / shares);
    fill(section, Math.min(variable, allotted));
  });
  sections.forEach((_, section) => {
    fill(section, variable);
  });
  return {
    sections: sections.map(({ name, entries }, section) => ({
      name,
      entries: entries.slice(0, kept[section]),
      dropped: entries.length - (kept[section] ?? 0),
    })),
    tokens: fixedTokens + used,
  };
}
