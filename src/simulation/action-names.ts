import { ACTION_RULES, type ActionRule, RULE_BY_ACTION } from './action-rules.js';

const RULE_BY_SYNONYM: ReadonlyMap<string, ActionRule> = new Map(
  ACTION_RULES.flatMap((rule) => rule.synonyms.map((synonym) => [synonym, rule] as const)),
);

/**
 * The rule that a model's word for an action means, if any: lower-cased, spaces and hyphens as underscores.
 * @param own actions by the words that the actor's profession has for them
 */
export function ruleNamed(word: string, own: Readonly<Record<string, string>> = {}): ActionRule | undefined {
  // Most answers have the table's own word.
  const written = RULE_BY_ACTION.get(word);
  if (written !== undefined && !Object.hasOwn(own, word)) return written;
  const name = word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const meant = Object.hasOwn(own, name) ? (own[name] ?? name) : name;
  return ruleCalled(meant);
}

/** The rule of an action or of one of its synonyms, written as the table writes it. */
export function ruleCalled(name: string): ActionRule | undefined {
  return RULE_BY_ACTION.get(name) ?? RULE_BY_SYNONYM.get(name);
}
