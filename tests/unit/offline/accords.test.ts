import { describe, expect, it } from 'vitest';
import { chronicle } from '../../../src/llm/offline/chronicle.js';
import { splitSentences } from '../../../src/narrative/sentences.js';
import type { ChronicleData, ChronicleEvent } from '../../../src/simulation/model-data.js';
import { chapterData } from './chapters.js';
import { slips } from './prose-measures.js';

const LAMP = 'the lamp was not on the shelf where she had left it';

/** The chapter of one event of a kind, between Ada and Robin or of Ada alone, who may have been left by Robin. */
function chapterOf(
  change: Partial<ChronicleEvent> & { type: string },
  seed = 1,
  { robinIs = 'lamp', view }: { robinIs?: string; view?: ChronicleData['view'] } = {},
): string {
  const data = chapterData(1, 3, 2, 6, []);
  const event: ChronicleEvent = {
    eventId: 't2-e0',
    verb: change.type,
    time: 61_200,
    actor: 'p0',
    locationId: 'lamp',
    outcome: 'none',
    intensity: 'normal',
    weight: 0.6,
    changes: [],
    ...change,
  };
  const cast = data.cast.map((persona) => ({
    ...persona,
    locationId: persona.id === 'p2' ? robinIs : 'lamp',
  }));
  return chronicle({ ...data, cast, events: [event], ...(view === undefined ? {} : { view }) }, seed).prose;
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe('talks between two who want the same thing', () => {
  it.each(['refusal', 'standoff'])('never tell as settled what was only proposed: %s', (type) => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        { type, targetPerson: 'p2', detail: 'it should be Ada who took the key' },
        seed,
      );
      expect(prose).toMatch(/(?:[Ww]hether|[Tt]hat) it should be Ada/u);
      expect(prose).not.toMatch(/[;:,] (?:and |for |but )?it should be Ada/u);
    }
  });

  it('are those of us where one of the two tells the story', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf({ type: 'agreement', targetPerson: 'p2', detail: 'Robin waits' }, seed, {
        view: { persona: 'p0', person: 'first' },
      });
      expect(prose).not.toMatch(/Robin and I\b[^.]*\bthe(?:y|m)\b/u);
      expect(prose).not.toMatch(/One of them (?:had to yield|went first)|end of it one of them/u);
    }
  });

  it.each(['agreement', 'refusal', 'standoff'])('name both and say what about: %s', (type) => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        { type, targetPerson: 'p2', detail: 'Robin goes to the pier and Ada keeps the key' },
        seed,
      );
      expect(prose).toContain('Robin goes to the pier and Ada keeps the key');
      expect(prose).toContain('Ada');
      expect(slips(prose)).toEqual([]);
    }
  });

  it.each(['agreement', 'refusal', 'standoff'])(
    'are told in many ways, with nothing to say what about: %s',
    (type) => {
      const all = SEEDS.map((seed) => chapterOf({ type, targetPerson: 'p2' }, seed));
      const sentences = new Set(
        all
          .flatMap(splitSentences)
          .filter((sentence) => sentence.includes('Ada') && sentence.includes('Robin')),
      );
      expect(sentences.size).toBeGreaterThan(6);
      for (const prose of all) expect(slips(prose)).toEqual([]);
    },
  );
});

describe('a mistake', () => {
  it('is told with what was believed and what is so', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf({ type: 'mistake', targetName: 'the lamp', detail: LAMP }, seed);
      expect(prose).toContain(LAMP);
      expect(prose).toMatch(/\bAda\b/u);
      expect(slips(prose)).toEqual([]);
    }
  });

  it('about a person names that person', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        { type: 'mistake', targetPerson: 'p2', detail: 'Robin had left by the other door' },
        seed,
      );
      expect(prose).toContain('Robin had left by the other door');
      expect(slips(prose)).toEqual([]);
    }
  });

  it('needs no explanation', () => {
    for (const seed of SEEDS.slice(0, 10)) {
      expect(chapterOf({ type: 'mistake', targetName: 'the lamp' }, seed)).toMatch(/the lamp|The lamp/u);
    }
  });
});

describe('what reads as a contradiction', () => {
  it('is no warm echo of a hard word', () => {
    const WARM = /half a step nearer|thawed|agree with|restful|less distance|liked Ada|liked Robin/u;
    for (const seed of SEEDS) {
      const prose = chapterOf(
        {
          type: 'communicate',
          verb: 'confront',
          outcome: 'success',
          targetPerson: 'p2',
          dialogue: { text: 'You knew, Robin, and you said nothing.', to: ['p2'], volume: 'normal' },
          changes: [{ kind: 'affinity', from: 'p2', to: 'p0', delta: 0.2 }],
        },
        seed,
      );
      expect(prose).not.toMatch(WARM);
    }
  });

  it('is nobody who is called by name and told to be nobody', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        {
          type: 'search',
          targetName: 'the lamp room',
          outcome: 'failure',
          dialogue: { text: 'Hold this for me, Robin, will you.', to: ['p2'], volume: 'normal' },
        },
        seed,
        { robinIs: 'pier' },
      );
      expect(prose).toContain('Hold this for me, Robin, will you');
      expect(prose).not.toMatch(/said to nobody|empty air|no one to hear|talking aloud|muttered|murmured/u);
      expect(slips(prose)).toEqual([]);
    }
  });

  it('is no light described before it changes', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf(
        {
          type: 'complication',
          detail: 'All the lamps went out.',
          changes: [{ kind: 'light', locationId: 'lamp', value: 'dark' }],
        },
        seed,
      );
      const [before = ''] = prose.split('All the lamps went out.');
      expect(before).not.toMatch(/\b(?:dark|light|dim|bright|shadow)/iu);
    }
  });

  it('is no talk with somebody who has left', () => {
    const data = chapterData(1, 2, 2, 6, []);
    const line = { text: 'Wait for me.', to: ['p1'], volume: 'normal' };
    const base = {
      time: 1,
      locationId: 'lamp',
      outcome: 'success',
      intensity: 'normal',
      weight: 0.5,
      changes: [],
    } as const;
    const events: ChronicleEvent[] = [
      { ...base, eventId: 'e1', type: 'move', verb: 'move', actor: 'p1', targetName: 'the long pier' },
      {
        ...base,
        eventId: 'e2',
        type: 'communicate',
        verb: 'communicate',
        actor: 'p0',
        targetPerson: 'p1',
        dialogue: line,
      },
    ];
    const cast = data.cast.map((persona, at) => ({ ...persona, locationId: at === 0 ? 'lamp' : 'pier' }));
    for (const seed of SEEDS) {
      const { prose } = chronicle({ ...data, cast, events }, seed);
      expect(prose).toContain('Wait for me');
      expect(prose).not.toMatch(/(?:to|told) (?:Bela|Bela Orsini)\b[,.]/u);
    }
  });

  it('is no end at the time at which the last turn began', () => {
    const data = chapterData(1, 2, 6, 6, []);
    const { prose } = chronicle({ ...data, time: 16 * 3600, until: 17 * 3600 }, 3);
    const end = prose.slice(prose.length / 2);
    expect(end).toMatch(/five o'clock/u);
    expect(end).not.toMatch(/four o'clock/u);
  });
});
