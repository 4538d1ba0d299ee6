import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/llm/offline/chance.js';
import { lineFor } from '../../../src/llm/offline/dialogue.js';
import { expand } from '../../../src/llm/offline/grammar.js';
import { answersTo, kindOfLine } from '../../../src/llm/offline/heard.js';
import { ANSWERS } from '../../../src/llm/offline/lexicon/answers.js';
import { LINES } from '../../../src/llm/offline/lexicon/lines.js';
import { TALK } from '../../../src/llm/offline/lexicon/talk.js';
import { decideData } from './decisions.js';

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

/** What Ada says to Ben when Ben has said this, over many seeds. */
function replies(text: string, to: { readonly alone: boolean } = { alone: true }): string[] {
  return SEEDS.flatMap((seed) => {
    const base = decideData({ facts: [], heard: [{ from: 'ben', text }] });
    const [ben] = base.present;
    if (ben === undefined) return [];
    const present = to.alone ? [ben] : [ben, { ...ben, id: 'cid', name: 'Cid' }];
    const data = { ...base, turn: 1 + (seed % 20), present, beliefs: [] };
    const heard = { from: 'ben', text };
    const draw = stream(seed, data.turn, 'test', 'answers');
    return lineFor(data, { action: 'communicate', listener: ben, affinity: 0.3, heard }, seed, draw) ?? [];
  });
}

/** Whether a line has been made from one of the kind's templates. */
function isOf(kind: string): (line: string) => boolean {
  const pieces = (ANSWERS[kind] ?? LINES[kind])?.items.map((item) =>
    item
      .split(/\{[^}]*\}|\[[^\]]*\]/u)
      .map((part) => part.trim().replace(/^[,;.] ?|[.,;]$/gu, ''))
      .reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
  );
  return (line) => pieces?.some((piece) => line.toLowerCase().includes(piece.toLowerCase())) === true;
}

describe('an answer', () => {
  it('is told by the line that it answers', () => {
    for (const [kind, { items }] of [...Object.entries(LINES), ...Object.entries(TALK)]) {
      const lines = items.flatMap(
        (item) =>
          expand(
            item,
            (slot) => `<${slot}>`,
            () => 0,
          ) ?? [],
      );
      const known = lines.filter((line) => kindOfLine(line) === kind);
      // The few shortest lines have nothing of their own to be known by.
      expect(known.length / lines.length, kind).toBeGreaterThan(0.6);
    }
    expect(kindOfLine('The tide turns at nine.')).toBeUndefined();
  });

  it('says yes or no only to what can be answered so', () => {
    expect(answersTo('Can I count on you, Ada, if this goes badly?')[0]).toBe('reply-yes-no');
    expect(answersTo('Ada, have you looked at the bed?')[0]).toBe('reply-yes-no');
    expect(answersTo('What is that on your sleeve, Ada?')).toEqual(['reply-question']);
    expect(answersTo('How long do you think we have?')[0]).toBe('reply-world');
    for (const line of replies('What is that on your sleeve, Ada?'))
      expect(isOf('reply-yes-no')(line), line).toBe(false);
  });

  it('neither agrees nor doubts where nothing was proposed', () => {
    for (const small of [
      'I was never any good at waiting.',
      "Mind your fingers, Ada, I can't see from here.",
    ])
      for (const line of replies(small)) {
        expect(isOf('reply-doubt')(line), line).toBe(false);
        expect(isOf('reply-agree')(line), line).toBe(false);
      }
    const plan = replies('Suppose we stop running about and do one thing properly.');
    expect(plan.some((line) => isOf('reply-agree')(line) || isOf('reply-doubt')(line))).toBe(true);
  });

  it('is given by the one who was spoken to', () => {
    const asked = 'Were you asleep when it started, Cid, or only pretending?';
    const answered = (lines: readonly string[]) =>
      lines.filter((line) => isOf('reply-yes-no')(line) || isOf('reply-question')(line)).length;
    expect(answered(replies(asked.replace('Cid', 'Ada'), { alone: false }))).toBeGreaterThan(
      SEEDS.length / 3,
    );
    expect(answered(replies(asked, { alone: false }))).toBeLessThan(SEEDS.length / 20);
  });
});
