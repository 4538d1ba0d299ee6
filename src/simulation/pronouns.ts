import type { Pronouns } from './types.js';

const THEY: Pronouns = { subject: 'they', object: 'them', possessive: 'their', reflexive: 'themself' };

const SETS: Readonly<Record<string, Pronouns>> = {
  she: { subject: 'she', object: 'her', possessive: 'her', reflexive: 'herself' },
  he: { subject: 'he', object: 'him', possessive: 'his', reflexive: 'himself' },
  it: { subject: 'it', object: 'it', possessive: 'its', reflexive: 'itself' },
  they: THEY,
};

/** The forms of a pronoun named by its subject form, alone or first of a slashed list (`she`, `she/her`). */
export function pronounsOf(named: string | Pronouns | undefined): Pronouns {
  if (named === undefined) return THEY;
  if (typeof named !== 'string') return named;
  return SETS[named.toLowerCase().split('/')[0]?.trim() ?? ''] ?? THEY;
}

/** The pronouns of one person that a text uses most; undefined when it uses none that tell. */
export function pronounsIn(text: string): Pronouns | undefined {
  const count = (words: RegExp) => text.match(words)?.length ?? 0;
  const [she, he] = [count(/\b(?:she|her|hers|herself)\b/giu), count(/\b(?:he|him|his|himself)\b/giu)];
  return she === he ? undefined : pronounsOf(she > he ? 'she' : 'he');
}
