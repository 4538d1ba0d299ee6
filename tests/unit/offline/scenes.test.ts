import { describe, expect, it } from 'vitest';
import { chronicle } from '../../../src/llm/offline/chronicle.js';
import { FOR_OTHERS } from '../../../src/llm/offline/fitness.js';
import { CRAFTS } from '../../../src/llm/offline/lexicon/crafts.js';
import { DEEDS } from '../../../src/llm/offline/lexicon/deeds.js';
import { GESTURES } from '../../../src/llm/offline/lexicon/manner.js';
import { Referent } from '../../../src/llm/offline/referent.js';
import type { ChronicleData, ChronicleEvent } from '../../../src/simulation/model-data.js';
import { chapterData } from './chapters.js';

/** Who is where, who speaks to whom and who has just been named: Ada is p0, Bela p1, Robin p2 and Edda p3. */

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
type Part = Partial<ChronicleEvent> & Pick<ChronicleEvent, 'type'>;

function chapterOf(
  parts: readonly Part[],
  seed: number,
  at: readonly string[] = ['lamp', 'lamp', 'lamp', 'wood'],
  change: Partial<ChronicleData> = {},
): string {
  const data = chapterData(1, at.length, 2, 6, []);
  const events = parts.map(
    (part, index): ChronicleEvent => ({
      eventId: `t2-e${index}`,
      verb: part.type,
      time: 61_200 + index * 5,
      locationId: 'lamp',
      outcome: 'success',
      intensity: 'normal',
      weight: 0.5,
      changes: [],
      ...part,
    }),
  );
  const cast = data.cast.map((persona, index) => ({ ...persona, locationId: at[index] ?? 'lamp' }));
  return chronicle({ ...data, cast, soFar: [], events, ...change }, seed).prose;
}

/** A telling that seldom sets a scene, so that nobody is named by it. */
const BARE: Partial<ChronicleData> = {
  style: { verbosity: 0.1 },
  places: chapterData(1, 4, 2, 6, []).places.map((place) => ({ ...place, description: '' })),
};

const says = (actor: string, to: string, text: string): Part => ({
  type: 'communicate',
  actor,
  targetPerson: to,
  outcome: 'none',
  dialogue: { text, to: [to], volume: 'normal' },
});
const paragraphOf = (prose: string, words: string): string =>
  prose.split('\n\n').find((paragraph) => paragraph.includes(words)) ?? '';

const ASKED = 'How long do you think we have?';
const NEWS = 'The oil was poured away, and somebody knows why.';
const LATE = 'I had no idea that it mattered to you so much, Ada.';
const AS_ANSWER =
  /answered|replied|(?:Bela|Robin) gave back|make Ada wait|Ada's words, turned|all the answer|a moment over it|reply|To this|heard Ada out|in answer|leave it there/u;

describe('words', () => {
  it('are an answer only to what was said to their speaker', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf([says('p0', 'p1', 'I am tired of this.'), says('p2', 'p0', NEWS)], seed);
      expect(paragraphOf(prose, NEWS.slice(0, -1))).not.toMatch(AS_ANSWER);
    }
  });

  it('are told to go past a question that they don’t answer', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf([says('p0', 'p1', ASKED), says('p1', 'p0', NEWS)], seed);
      expect(paragraphOf(prose, NEWS.slice(0, -1))).not.toMatch(AS_ANSWER);
      expect(paragraphOf(prose, NEWS.slice(0, -1))).toMatch(/question|answer|of his own to say/u);
    }
  });

  it('that answer something are told to come back to it: it was said in an earlier turn', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf([says('p0', 'p1', ASKED), says('p1', 'p0', LATE)], seed);
      expect(paragraphOf(prose, LATE.slice(0, -1))).toMatch(
        /came back|still owed|this long|picked up the thread|Late, but|took up again|earlier|went back|what it answered|now that he had|all but stopped|only now/u,
      );
    }
  });

  it('call nobody by a full name because it is the first time in a chapter', () => {
    for (const seed of SEEDS) {
      const parts = [{ type: 'wait', actor: 'p2' }, says('p2', 'p3', NEWS)];
      for (const turn of [2, 3, 4, 5]) {
        const at = ['pier', 'pier', 'lamp', 'lamp'];
        expect(chapterOf(parts, seed, at, { ...BARE, turn })).not.toContain('"Edda Wolff,"');
      }
    }
  });

  it('to oneself come with no gesture that is meant for others', () => {
    const forOthers = Object.values(GESTURES)
      .flat()
      .filter((gesture) => FOR_OTHERS.test(gesture) && !gesture.includes('{'));
    expect(forOthers.length).toBeGreaterThan(8);
    for (const seed of SEEDS) {
      const muttering: Part = {
        type: 'search',
        actor: 'p0',
        targetName: 'the lamp room',
        dialogue: { text: 'It was here.', to: [], volume: 'normal' },
      };
      const prose = chapterOf([muttering], seed, ['lamp', 'pier', 'pier', 'pier']);
      for (const gesture of forOthers) expect(prose).not.toContain(gesture);
    }
  });
});

describe('a place', () => {
  it('isn’t empty when somebody has gone there before it is told of', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        [
          { type: 'move', actor: 'p0', targetName: 'the long pier' },
          { type: 'move', actor: 'p1', targetName: 'the long pier' },
          { type: 'arrival', actor: 'p1', locationId: 'pier', targetName: 'the lamp room' },
        ],
        seed,
        ['pier', 'pier', 'lamp'],
      );
      expect(prose).not.toMatch(
        /nobody (?:in|on) the long pier|long pier lay empty|No one was on the long pier|long pier nobody|long pier had been left/u,
      );
    }
  });

  it('is no scene for what somebody did who is elsewhere', () => {
    const soFar = ['Ada found that the rope was new.', 'Robin waited.'];
    for (const seed of SEEDS) {
      const prose = chapterOf([{ type: 'wait', actor: 'p1', outcome: 'none' }], seed, ['pier', 'lamp'], {
        soFar,
      });
      expect(prose).not.toContain('the rope was new');
    }
  });

  it('where the single view isn’t, is not described, and the view doesn’t come there', () => {
    const view = { persona: 'p0', person: 'third' } as const;
    for (const seed of SEEDS) {
      const far = { ...says('p1', 'p2', NEWS), locationId: 'pier', witnesses: ['p0', 'p1', 'p2'] };
      const near = { type: 'search', actor: 'p0', targetName: 'the lamp room', witnesses: ['p0'] };
      const prose = chapterOf([far, near], seed, ['lamp', 'pier', 'pier'], { view });
      expect(prose).toContain(NEWS.slice(0, -1));
      expect(prose).not.toContain('place of long pier');
      expect(prose).not.toMatch(
        /how Ada came|Ada had the (?:long pier|lamp room) before|After that it was|Then there was/u,
      );
    }
  });
});

describe('somebody', () => {
  it('who is there hears what is admitted before witnesses', () => {
    const view = { persona: 'p0', person: 'first' } as const;
    const told = 'the log was written twice';
    const admits: Part = { type: 'communicate', verb: 'admit', actor: 'p1', targetPerson: 'p2', told };
    for (const seed of SEEDS) {
      const heard = { ...admits, witnesses: ['p0', 'p1', 'p2'] };
      expect(chapterOf([heard], seed, ['lamp', 'lamp', 'lamp'], { view })).toContain(told);
    }
  });

  it('is called by the short name once named, and never by half of the full one', () => {
    const cause = {
      eventId: 't1-e0',
      turn: 1,
      type: 'direct_cause',
      text: 'Edda had found something out',
    } as const;
    const looks: Part = {
      type: 'communicate',
      actor: 'p3',
      cause,
      dialogue: { text: 'It was here.', to: [], volume: 'normal' },
    };
    for (const seed of SEEDS) {
      const prose = chapterOf([looks], seed, ['pier', 'pier', 'pier', 'lamp'], BARE);
      expect(prose).not.toMatch(/\b[Ss]he Wolff\b/u);
      const first = prose.search(/\bEdda\b/u);
      expect(prose.slice(first + 5).replace(/^ Wolff/u, '')).not.toContain('Edda Wolff');
    }
  });

  it('who goes alone is not they, where that would be everybody', () => {
    const they = { subject: 'they', object: 'them', possessive: 'their', reflexive: 'themself' };
    const sketch = { description: '', traits: {}, goals: [], locationId: 'lamp' };
    const robin = { ...sketch, id: 'r', name: 'Robin', pronouns: they };
    const referent = new Referent([robin]);
    referent.follow('Robin had found it.', robin);
    expect(referent.openedByPronoun('Robin looked up.')).toMatch(/^they/u);
    expect(referent.openedByPronoun('Robin went out to the pier.')).toMatch(/^Robin/u);
  });

  it('who guards another has not waited until that one is done', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        [
          { type: 'wait', actor: 'p1', outcome: 'none' },
          { type: 'fortify', verb: 'guard', actor: 'p0', targetPerson: 'p1' },
        ],
        seed,
      );
      expect(prose).not.toMatch(/(?:was Bela done|As Bela finished)/u);
    }
  });

  it('who tells the story is I before what is done after it', () => {
    const view = { persona: 'p0', person: 'first' } as const;
    for (const seed of SEEDS) {
      const parts = [
        { type: 'wait', actor: 'p0', outcome: 'none', witnesses: ['p0'] },
        { type: 'search', actor: 'p1', targetName: 'the lamp room', witnesses: ['p0'] },
      ] as const;
      expect(chapterOf(parts, seed, ['lamp', 'lamp', 'lamp'], { view })).not.toMatch(/sooner was me\b/u);
    }
  });

  it('who reaches a goal has not done so by another’s deed', () => {
    const goal: Part = { type: 'goal', verb: 'reach', actor: 'p0', detail: 'get home before dark' };
    for (const seed of SEEDS) {
      const prose = chapterOf([{ type: 'wait', actor: 'p1', outcome: 'none' }, goal], seed);
      const [told] = prose.split('\n\n').filter((paragraph) => paragraph.includes('home before dark'));
      expect(told?.split('home before dark')[0]).not.toMatch(/Bela|With that/u);
    }
  });
});

describe('a sentence', () => {
  it('makes no verb agree with what a preposition governs', () => {
    const governed =
      /\b(?:of|with|in|at|for|to|from|about|behind|between|beside|by|near) \{(?:T|X|feature|thing)\} (?:was|is|has|does)\b/u;
    for (const { items } of [...Object.values(DEEDS), ...Object.values(CRAFTS)])
      for (const item of items) expect(item).not.toMatch(governed);
  });
});
