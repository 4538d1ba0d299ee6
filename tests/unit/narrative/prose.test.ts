import { describe, expect, it } from 'vitest';
import { plainSentence, SENTENCE_VARIANTS } from '../../../src/narrative/plain-sentences.js';
import { distinct2, measureProse, nearDuplicates } from '../../../src/narrative/prose-measures.js';
import { sentenceKey, speechKey, speechKeys } from '../../../src/narrative/sentences.js';
import type { ChronicleEvent } from '../../../src/simulation/model-data.js';

describe('the measures of a prose', () => {
  it('count sentences that come again when names and numbers are masked', () => {
    const prose = 'Ada takes the 2nd lamp. It rains. Ben takes the 3rd lamp.';
    expect(measureProse(prose, ['Ada', 'Ben'])).toMatchObject({ sentences: 3, repeated: 1 });
  });

  it('find near-duplicates behind other pronouns and number words, in what is said as in what is told', () => {
    const told = 'Ada lifts her two heavy boxes slowly. Ben lifts his three heavy boxes slowly.';
    expect(nearDuplicates(told, ['Ada', 'Ben'])).toHaveLength(1);
    const said =
      'Ada turned round. "I was never any good at waiting," she said.\n\n"I was never any good at waiting," came from Ben.';
    expect(nearDuplicates(said, ['Ada', 'Ben']).map(({ text }) => text)).toEqual([
      'I was never any good at waiting,',
    ]);
  });

  it('leave the short joints of prose alone', () => {
    expect(nearDuplicates('Ada said so. Ben said so. Ada said so.', ['Ada', 'Ben'])).toEqual([]);
  });

  it('see templates that were not filled', () => {
    expect(measureProse('He took {T}. It was undefined, an [object Object].', []).placeholders).toBe(4);
  });

  it('take the share of word pairs that are distinct', () => {
    // a b, b a, a b, b a: two of four.
    expect(distinct2('a b a b a')).toBe(0.5);
    expect(distinct2('one')).toBe(1);
  });
});

describe('the key of a line of speech', () => {
  it('is the same whatever stands around the line and however it ends', () => {
    const key = speechKey('I wish I knew.', []);
    expect(
      speechKeys('"I wish I knew," Ada said.\nBen, softly: "I wish I knew."\n“I wish I knew!”', []),
    ).toEqual([key, key, key]);
  });

  it('is none for one or two words, and never that of a sentence', () => {
    expect(speechKeys('"Go on," Ada said.', [])).toEqual([]);
    expect(speechKey('I wish I knew.', [])).not.toBe(sentenceKey('I wish I knew', []));
  });
});

describe('a plain sentence', () => {
  const names = {
    person: (id: string, as?: 'object') => (id === 'me' ? (as === 'object' ? 'me' : 'I') : id.toUpperCase()),
    place: () => 'the yard',
  };
  const event = (change: Partial<ChronicleEvent>): ChronicleEvent => ({
    eventId: 'e',
    type: 'agreement',
    verb: 'agree',
    time: 0,
    actor: 'ada',
    locationId: 'yard',
    outcome: 'success',
    intensity: 'normal',
    weight: 0.5,
    changes: [],
    ...change,
  });

  it('tells what came of talks and what somebody was mistaken about', () => {
    expect(plainSentence(event({ targetPerson: 'ben', detail: 'ben takes the lamp' }), names)).toBe(
      'ADA and BEN agreed that ben takes the lamp.',
    );
    const standoff = event({ type: 'standoff', targetPerson: 'ben', detail: 'ben takes the lamp' });
    expect(plainSentence(standoff, names)).toBe(
      'ADA and BEN could not agree that ben takes the lamp, and neither gave way.',
    );
    expect(
      plainSentence(
        event({ type: 'mistake', targetName: 'the lamp', detail: 'it was not on the shelf' }),
        names,
      ),
    ).toBe('ADA had counted on the lamp, but it was not on the shelf.');
  });

  it('puts each kind of place behind the preposition that it takes', () => {
    const at = (place: string) =>
      Array.from({ length: SENTENCE_VARIANTS }, (_, variant) =>
        plainSentence(event({ type: 'wait', verb: 'wait' }), { ...names, place: () => place }, variant),
      ).join(' ');
    expect(at('the landing')).toMatch(/[Oo]n the landing, ADA/u);
    expect(at('the gatehouse')).toContain('at the gatehouse');
    expect(at('the landing') + at('the gatehouse')).not.toMatch(/\bin the (?:landing|gatehouse)\b/iu);
    expect(at('the yard')).toContain('in the yard');
  });

  it('puts the one who tells in the case that the sentence needs', () => {
    expect(plainSentence(event({ type: 'communicate', verb: 'confront', targetPerson: 'me' }), names)).toBe(
      'ADA confronted me.',
    );
    expect(plainSentence(event({ type: 'wait', verb: 'wait', actor: 'me' }), names)).toBe('I waited.');
  });

  it('tells of what was not seen only that it was, in ways that differ', () => {
    const blind = { ...names, sees: () => false };
    const secret = event({ type: 'discovery', detail: 'the oil was poured away' });
    const all = Array.from({ length: SENTENCE_VARIANTS }, (_, variant) =>
      plainSentence(secret, blind, variant),
    );
    for (const sentence of all) {
      expect(sentence).toContain('ADA');
      expect(sentence).not.toContain('oil');
    }
    expect(new Set(all).size).toBeGreaterThan(20);
  });
});
