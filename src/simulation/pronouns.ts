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
