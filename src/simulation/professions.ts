import type { Profession } from './profession-file.js';

/** What somebody's profession comes to, as a run keeps it. */
export interface ProfessionRule {
  readonly id: string;
  /** Added to the score of an action, specialisation included, by action. */
  readonly bonuses: Readonly<Record<string, number>>;
  readonly threshold: number;
  readonly defaultAction: string;
  /** Actions of the game by the profession's own words for them. */
  readonly verbs: Readonly<Record<string, string>>;
}

const SPECIALISATION = 0.15;

/** The rule of a profession as a character sheet names it: of the first profession that one of its words means, if any. */
export function professionRule(
  name: string | undefined,
  professions: readonly Profession[],
): ProfessionRule | undefined {
  const said = new Set(wordsOf(name ?? ''));
  const means = (list: readonly string[]) => list.some((word) => said.has(word));
  const profession = professions.find((each) => means(each.words));
  if (profession === undefined) return undefined;
  const bonuses: Record<string, number> = { ...profession.bonuses };
  for (const { words: narrower, actions } of profession.specialisations) {
    if (!means(narrower)) continue;
    for (const each of actions) bonuses[each] = (bonuses[each] ?? 0) + SPECIALISATION;
  }
  return {
    id: profession.id,
    bonuses,
    threshold: profession.threshold,
    defaultAction: profession.default_action,
    verbs: profession.verbs,
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
