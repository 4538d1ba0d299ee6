import { byCodeUnit } from '../simulation/numbers.js';
import type { PersonaId } from '../simulation/types.js';
import { type NameIndex, namesIn, saysSequence, tokensOf } from './name-index.js';

/** What a decision gives away that its persona can't know: somebody or something it has no record of, or a true fact. */

export interface KnowledgeLeak {
  readonly turn: number;
  readonly personaId: PersonaId;
  /** The entity named, or the subject of the fact. */
  readonly entityId: string;
  readonly where: 'target' | 'dialogue';
  readonly kind: 'entity' | 'fact';
  /** The true value, when a fact leaked. */
  readonly value?: string;
}

/** A true fact in short: `value` is an id or a text. */
export interface SubjectValue {
  readonly subject: string;
  readonly value: string;
}

export interface LeakCheck {
  readonly turn: number;
  readonly personaId: PersonaId;
  readonly dialogue?: string | undefined;
  readonly target?: string | undefined;
  readonly names: NameIndex;
  /** Whether the persona has a record of somebody or something, has perceived it, or everybody knows of it. */
  readonly isKnown: (id: string) => boolean;
  /** Whether the persona holds anything that says this of the subject. */
  readonly hasEvidence: (subject: string, value: string) => boolean;
  readonly facts: readonly SubjectValue[];
}

/**
 * The leaks of one decision: of its target first, then of its line, each thing once. A name that several share is no
 * leak if one of them is known. A fact leaks when one sentence names its subject and its value.
 */
export function findLeaks(check: LeakCheck): KnowledgeLeak[] {
  const leaks: KnowledgeLeak[] = [];
  const report = (leak: Pick<KnowledgeLeak, 'entityId' | 'where' | 'kind' | 'value'>) => {
    leaks.push({ turn: check.turn, personaId: check.personaId, ...leak });
  };
  for (const entityId of leakedBy(check, check.target)) report({ entityId, where: 'target', kind: 'entity' });
  if (check.dialogue === undefined) return leaks;
  for (const entityId of new Set(unknownIn(check, check.dialogue))) {
    report({ entityId, where: 'dialogue', kind: 'entity' });
  }
  for (const { subject, value } of factsLeaked(check, check.dialogue)) {
    report({ entityId: subject, where: 'dialogue', kind: 'fact', value });
  }
  return leaks;
}

/** A target is an id, or else words that may name something. */
function leakedBy(check: LeakCheck, target: string | undefined): readonly string[] {
  if (target === undefined) return [];
  if (check.names.namesById.has(target)) return check.isKnown(target) ? [] : [target];
  return [...new Set(unknownIn(check, target))];
}

function unknownIn({ names, isKnown }: LeakCheck, text: string): string[] {
  return namesIn(names, text).flatMap((ids) => {
    const [first] = ids;
    return first === undefined || ids.some(isKnown) ? [] : [first];
  });
}

function factsLeaked({ names, facts, hasEvidence }: LeakCheck, dialogue: string): readonly SubjectValue[] {
  if (facts.length === 0) return NO_FACTS;
  const leaked = new Map<string, SubjectValue>();
  for (const sentence of sentencesOf(dialogue)) {
    const named = namesIn(names, sentence);
    if (named.length === 0) continue;
    const isNamed = (id: string) => named.some((ids) => ids.includes(id));
    let words: readonly string[] | undefined;
    for (const fact of facts) {
      if (!isNamed(fact.subject)) continue;
      if (!names.namesById.has(fact.value)) {
        words ??= tokensOf(sentence);
        if (!saysSequence(words, tokensOf(fact.value))) continue;
      } else if (!isNamed(fact.value)) continue;
      if (!hasEvidence(fact.subject, fact.value)) leaked.set(`${fact.subject}\u0000${fact.value}`, fact);
    }
  }
  return [...leaked].sort(([a], [b]) => byCodeUnit(a, b)).map(([, fact]) => fact);
}

const NO_FACTS: readonly SubjectValue[] = [];

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?…]["”’)]?)\s+|\n+/u);
}

/** Leaks by the number of lines spoken and targets chosen; 0 when there were none of either. */
export function leakRate(leaks: number, lines: number, targets: number): number {
  return lines + targets === 0 ? 0 : leaks / (lines + targets);
}
