import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRIEF_BUDGET, estimateTokens } from '../../../src/reality/token-budget.js';
import { decideTail } from '../../../src/simulation/decision-tail.js';
import { openSimulation } from '../../../src/simulation/engine.js';
import type { BeliefSketch, DecideData, KnownFact } from '../../../src/simulation/model-data.js';
import { decideData } from '../offline/decisions.js';
import { isDecide, modelOf, playAll, playOne, SILENT, snapshotOf, wilfulAnswer } from './stage.js';

const HEADINGS = [
  'Who is here',
  'Ways out',
  'Things here',
  'What you notice',
  'What you know',
  'Where you believe others and things to be (you may be wrong)',
  'What comes to mind',
  'What you knew before',
  'Said to you since your last turn',
  'Your last actions, the latest first',
  'New to you',
];

const fact = (id: string, learned: KnownFact['learned'] = 'found', text = `fact ${id}`): KnownFact => ({
  id,
  text,
  reliability: 1,
  learned,
  turn: 1,
  sharedWith: [],
  keptFrom: [],
});
const belief = (subject: string, uncertain?: BeliefSketch['uncertain']): BeliefSketch => ({
  subject,
  subjectName: `the ${subject}`,
  property: 'location',
  value: 'pier',
  valueName: 'the long pier',
  reliability: 0.4,
  source: 'self',
  age: 5,
  certainty: 'LOW',
  ...(uncertain === undefined ? {} : { uncertain }),
});

/** A prompt's headings, each with the lines under it up to the next blank one. */
function partsOf(text: string): Map<string, string[]> {
  return new Map(
    text.split('\n\n').flatMap((block) => {
      const [heading = '', ...lines] = block.split('\n');
      return HEADINGS.includes(heading) ? [[heading, lines] as const] : [];
    }),
  );
}

/** The ids in the lines that start with `- fact`. */
const factsIn = (text: string) => [...text.matchAll(/^- fact\b.*\[(\w+);/gmu)].map(([, id]) => id);

describe('the tail of a decide prompt', () => {
  it('says where there is nothing to say, and leaves out what is no news', () => {
    const { text } = decideTail(decideData({ facts: [], present: [], things: [], exits: [] }), 0, '');
    const parts = partsOf(text);
    expect(parts.get('Who is here')).toEqual(['- nobody that you can make out']);
    expect(parts.get('Ways out')).toEqual(['- none is open']);
    expect(parts.get('What you know')).toEqual(['- nothing yet']);
    expect(parts.has('What you knew before')).toBe(false);
    expect(parts.has('New to you')).toBe(false);
  });

  it('holds all there is while it fits', () => {
    const { text, promptTokens } = decideTail(
      decideData({ facts: [fact('f1'), fact('f2', 'lore')], memories: ['A cold night.'] }),
      0,
      'who you are',
    );
    const parts = partsOf(text);
    expect(factsIn(parts.get('What you know')?.join('\n') ?? '')).toEqual(['f1']);
    expect(factsIn(parts.get('What you knew before')?.join('\n') ?? '')).toEqual(['f2']);
    expect(parts.get('What comes to mind')).toEqual(['<<<MEMORIES', '- A cold night.', 'MEMORIES>>>']);
    expect(promptTokens).toBeGreaterThanOrEqual(estimateTokens(`who you are${text}`));
    expect(promptTokens).toBeLessThan(BRIEF_BUDGET);
  });

  it('lists the latest of one’s own actions first', () => {
    const recentActions = (['search', 'open', 'wait'] as const).map((action) => ({
      action,
      outcome: 'success' as const,
    }));
    const { text } = decideTail(decideData({ recentActions }), 0, '');
    expect(partsOf(text).get('Your last actions, the latest first')).toEqual([
      '- wait: success',
      '- open: success',
      '- search: success',
    ]);
  });

  it('says which beliefs not to rely on, and why', () => {
    const beliefs = [belief('lamp'), belief('rope', 'faded'), belief('key', 'contested')];
    const lines = partsOf(decideTail(decideData({ beliefs }), 0, '').text).get(HEADINGS[5] ?? '');
    expect(lines?.map((line) => /not to be relied on, (.*)\]/u.exec(line)?.[1])).toEqual([
      undefined,
      'it is old',
      'you heard otherwise',
    ]);
  });

  it('leaves out the worst of a part that is too long, and the heading with the last of it', () => {
    const facts = Array.from({ length: 40 }, (_, i) => fact(`f${i}`, 'found', `fact ${'x'.repeat(300)}`));
    const memories = ['m'.repeat(9000)];
    const { text } = decideTail(decideData({ facts, memories }), 0, '');
    const kept = factsIn(text);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(40);
    expect(kept).toEqual(facts.slice(0, kept.length).map(({ id }) => id));
    expect(text).not.toContain('What comes to mind');
  });

  it('keeps people in sight however much the prefix takes', () => {
    const { text } = decideTail(decideData(), 0, 'x'.repeat(40_000));
    expect(text).toContain('- Ben (ben, he/him)');
  });

  it('goes by the tokenizer that it is given', () => {
    const data = decideData({ memories: ['m'.repeat(60)] });
    const said = (tail: { readonly text: string }) => partsOf(tail.text).has('What comes to mind');
    expect(said(decideTail(data, 0, ''))).toBe(true);
    expect(said(decideTail(data, 0, '', { tokensOf: (text) => text.length * 10 }))).toBe(false);
  });

  it('never takes more than the budget beside what is fixed, and keeps the best', () => {
    const words = fc.string({ maxLength: 600, unit: 'grapheme-ascii' });
    const part = fc.array(words, { maxLength: 25 });
    fc.assert(
      fc.property(
        part,
        part,
        part,
        fc.integer({ min: 0, max: 3000 }),
        fc.nat(12_000),
        (a, b, c, budget, before) => {
          const data = decideData({
            facts: [
              ...a.map((_, i) => fact(`a${i}`, 'found', `fact ${a[i]?.length}`)),
              ...b.map((text, i) => fact(`b${i}`, 'lore', `fact ${text.replaceAll(/[[\];\n]/gu, '')}`)),
            ],
            memories: c,
            heard: a.map((text) => ({ from: 'ben', text })),
          });
          const empty = decideData({ present: [], things: [], exits: [], facts: [] });
          const prefix = 'x'.repeat(before);
          const { text, promptTokens } = decideTail(data, 0, prefix, { budget });
          // All headings and the description of the place are more than what is fixed.
          const fixed =
            estimateTokens(prefix) +
            estimateTokens(decideTail(empty, 0, '', { budget: 10_000 }).text) +
            estimateTokens(HEADINGS.join('\n\n'));
          expect(estimateTokens(prefix + text)).toBeLessThanOrEqual(promptTokens);
          expect(promptTokens).toBeLessThanOrEqual(Math.max(budget, fixed + Math.floor(budget / 4)));
          const kept = factsIn(text);
          for (const [kind, all] of [
            ['a', a],
            ['b', b],
          ] as const) {
            const ids = kept.filter((id) => id?.startsWith(kind));
            expect(ids).toEqual(all.slice(0, ids.length).map((_, i) => `${kind}${i}`));
          }
          // Every heading has something under it.
          for (const lines of partsOf(text).values()) expect(lines.length).toBeGreaterThan(0);
          for (const { action } of data.options) expect(text).toContain(`\n- ${action} (inclination`);
        },
      ),
    );
  });
});

describe('a brief', () => {
  it('recommends what is open and lies near to the character, by the names on offer', async () => {
    const snapshot = snapshotOf({ cast: ['alice', 'bob'] });
    const cast = snapshot.cast.map((persona) => ({
      ...persona,
      traits: { curious: 0.9, sociable: 0.5, cautious: 0.8 },
    }));
    const recommended: (readonly string[])[] = [];
    const prompts: string[] = [];
    const model = modelOf((request) => {
      if (isDecide(request.data)) {
        recommended.push([...request.data.recommended].sort());
        prompts.push(request.volatileTail);
        expect(request.data.options.map(({ action }) => action)).toEqual(
          expect.arrayContaining([...request.data.recommended]),
        );
      }
      return wilfulAnswer(request);
    });
    await playOne({ ...snapshot, cast }, openSimulation({ ...snapshot, cast }), model);
    for (const names of recommended)
      expect(names.filter((name) => name !== 'investigate')).toEqual(['observe', 'search']);
    for (const prompt of prompts)
      expect(prompt).toMatch(/^What lies nearest to your character: .*\bsearch\b/mu);
  });

  it('is recorded with the length of its prompt only if the prompt was read', async () => {
    const snapshot = snapshotOf({ cast: ['alice', 'bob'], turns: 1 });
    const silent = await playOne(snapshot, openSimulation(snapshot), SILENT);
    for (const brief of silent.record.briefs) expect(brief.promptTokens).toBeUndefined();
    const lengths = new Map<string, number>();
    const reader = modelOf((request) => {
      if (isDecide(request.data)) {
        const { self } = request.data;
        lengths.set(self.id, estimateTokens(request.stablePrefix + request.volatileTail));
        expect(request.volatileTail).toBe(request.volatileTail);
      }
      return wilfulAnswer(request);
    });
    const { record } = await playOne(snapshot, openSimulation(snapshot), reader);
    for (const { personaId, promptTokens } of record.briefs) {
      expect(promptTokens).toBeGreaterThanOrEqual(lengths.get(personaId) ?? Number.NaN);
    }
  });

  it('stays within its budget in play, and says how reliable it is', async () => {
    const datas: DecideData[] = [];
    const { records } = await playAll(
      snapshotOf({ turns: 12 }),
      modelOf((request) => {
        if (isDecide(request.data)) {
          datas.push(request.data);
          expect(estimateTokens(request.stablePrefix + request.volatileTail)).toBeLessThanOrEqual(
            BRIEF_BUDGET,
          );
        }
        return wilfulAnswer(request);
      }),
    );
    for (const { uncertain, reliability } of datas.flatMap(({ beliefs }) => beliefs)) {
      if (reliability < 0.5) expect(uncertain).toBeDefined();
      else if (uncertain !== undefined) expect(uncertain).toBe('contested');
    }
    for (const { briefs } of records) {
      for (const { confidence, situation } of briefs) {
        expect(['social', 'tactical', 'resource', 'exploration', 'mystery']).toContain(situation);
        for (const value of Object.values(confidence)) {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }
    }
  });
});
