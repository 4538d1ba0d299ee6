import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLeaks, type LeakCheck, leakRate } from '../../../src/reality/leaks.js';
import { buildNameIndex, namesIn, tokensOf } from '../../../src/reality/name-index.js';

const names = buildNameIndex({
  lamp: ['the lamp'],
  lamp_room: ['the lamp room'],
  brass_key: ['the brass key', 'the old key'],
  trunk: ['the trunk'],
  ben: ['Ben Carrow', 'Ben', 'Carrow'],
  carrow_ann: ['Ann Carrow', 'Ann', 'Carrow'],
  will: ['Will'],
  constructor: ['the constructor'],
});
const named = (text: string) => namesIn(names, text).flat();

describe('the words of a text', () => {
  it('are its runs of letters and digits in any script, in lower case', () => {
    const character = fc.oneof(
      fc.constantFrom('a', 'Z', '9', ' ', "'", '’', 'é', 'İ', 'ß', '漢', '𝒜', '😀', '\ud800', '\udc00', '_'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 30 }), (characters) => {
        const text = characters.join('');
        const expected =
          text
            .normalize('NFKC')
            .toLowerCase()
            .match(/[\p{L}\p{N}]+/gu) ?? [];
        expect(tokensOf(text)).toEqual([...expected]);
      }),
    );
  });
});

describe('names in a text', () => {
  it('are found as whole tokens, whatever their case and article', () => {
    expect(named('Bring THE LAMP, please.')).toEqual(['lamp']);
    expect(named('Is this your lamp?')).toEqual(['lamp']);
    expect(named('The lamplight fades among lamps.')).toEqual([]);
  });

  it('of several words must stand there in full', () => {
    expect(named('The brass key fits.')).toEqual(['brass_key']);
    expect(named('A key of brass is the key to it all.')).toEqual([]);
  });

  it('give way to longer ones', () => {
    expect(named('Meet me in the lamp room.')).toEqual(['lamp_room']);
  });

  it('are not common nouns with an indefinite article', () => {
    expect(named('I would give a lamp for some trunk or another lamp.')).toEqual([]);
  });

  it('may be possessive', () => {
    expect(named("That is Ben's, not Ben’s brother’s.")).toEqual(['ben', 'ben']);
  });

  it('may belong to several', () => {
    expect(namesIn(names, 'Ask Carrow.')).toEqual([['ben', 'carrow_ann']]);
  });

  it('that are common words count only as proper names', () => {
    expect(named('Will you come? I will. Good will to all.')).toEqual([]);
    expect(named('Tell Will. Will, come here! “Will,” she said. Will’s hat.')).toEqual([
      'will',
      'will',
      'will',
      'will',
    ]);
  });

  it('are given by any id', () => {
    expect(named('Who was the constructor?')).toEqual(['constructor']);
    expect(named('the toString of it')).toEqual([]);
  });
});

describe('leaks', () => {
  const check = (more: Partial<LeakCheck>): LeakCheck => ({
    turn: 3,
    personaId: 'ada',
    names,
    isKnown: () => false,
    hasEvidence: () => false,
    facts: [],
    ...more,
  });
  const entity = (entityId: string, where: 'target' | 'dialogue') => ({
    turn: 3,
    personaId: 'ada',
    entityId,
    where,
    kind: 'entity',
  });

  it('are unknown things in target and line, each once', () => {
    expect(findLeaks(check({ target: 'lamp', dialogue: 'The lamp! The lamp and the trunk!' }))).toEqual([
      entity('lamp', 'target'),
      entity('lamp', 'dialogue'),
      entity('trunk', 'dialogue'),
    ]);
  });

  it('are none where all is known or nothing is named', () => {
    expect(findLeaks(check({ target: 'lamp', dialogue: 'The lamp!', isKnown: () => true }))).toEqual([]);
    expect(findLeaks(check({ dialogue: 'I wonder.' }))).toEqual([]);
    expect(findLeaks(check({ target: 'nowhere' }))).toEqual([]);
  });

  it('are found in a target given by name', () => {
    expect(findLeaks(check({ target: 'the old key' }))).toEqual([entity('brass_key', 'target')]);
  });

  it('are none by a name that somebody known shares', () => {
    const isKnown = (id: string) => id === 'carrow_ann';
    expect(findLeaks(check({ dialogue: 'Carrow was here.', isKnown }))).toEqual([]);
    expect(findLeaks(check({ dialogue: 'Ben Carrow was here.', isKnown }))).toEqual([
      entity('ben', 'dialogue'),
    ]);
  });

  it('are facts when one sentence names a subject and its true value without evidence', () => {
    const facts = [
      { subject: 'lamp', value: 'trunk' },
      { subject: 'trunk', value: 'locked twice' },
    ];
    const said = (dialogue: string, more: Partial<LeakCheck> = {}) =>
      findLeaks(check({ dialogue, facts, isKnown: () => true, ...more }));
    expect(said('The lamp is in the trunk.')).toEqual([
      { turn: 3, personaId: 'ada', entityId: 'lamp', where: 'dialogue', kind: 'fact', value: 'trunk' },
    ]);
    expect(said('I saw the lamp. Then I sat on the trunk.')).toEqual([]);
    expect(said('The lamp is in the trunk.', { hasEvidence: () => true })).toEqual([]);
    expect(said('They locked the trunk twice.')).toEqual([]);
    expect(said('The trunk is locked twice!')).toMatchObject([{ entityId: 'trunk', value: 'locked twice' }]);
  });

  it('are rated by lines and targets', () => {
    const leaks = findLeaks(check({ target: 'lamp', dialogue: 'The trunk.' }));
    expect(leakRate(leaks.length, 5, 3)).toBe(0.25);
    expect(leakRate(0, 0, 0)).toBe(0);
  });
});
