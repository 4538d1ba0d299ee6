import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/llm/offline/chance.js';
import { decide } from '../../../src/llm/offline/decide.js';
import { lineFor } from '../../../src/llm/offline/dialogue.js';
import { asSaidBy } from '../../../src/llm/offline/first-person.js';
import { asOwnClause } from '../../../src/llm/offline/first-person-prose.js';
import type { BeliefSketch, DecideData } from '../../../src/simulation/model-data.js';
import { decideData } from './decisions.js';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed + 1);
const SEEN: BeliefSketch = {
  subject: 'lamp',
  subjectName: 'the storm lamp',
  property: 'location',
  value: 'boathouse',
  valueName: 'the boathouse',
  reliability: 0.9,
  source: 'self',
  age: 0.2,
  certainty: 'HIGH',
};

/** What is said to Ben when there is nothing to pass on, over many seeds and turns. */
function talk(
  change: Partial<DecideData> & { beliefs?: readonly BeliefSketch[] },
  action = 'communicate',
): string[] {
  return SEEDS.flatMap((seed) => {
    const data = { ...decideData({ facts: [] }), turn: seed % 40, ...change };
    const [listener] = data.present;
    const draw = stream(seed, data.turn, 'test', 'talk');
    return lineFor(data, { action, listener, affinity: 0.3 }, 7, draw) ?? [];
  });
}

describe('what characters say', () => {
  it('names where a thing was seen when they believe to know it', () => {
    const lines = talk({ beliefs: [SEEN] }).filter((line) => line.includes('storm lamp'));
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.every((line) => line.includes('boathouse'))).toBe(true);
    expect(lines.join(' ')).not.toMatch(/not so sure|used to be|could have sworn/u);
  });

  it('wonders about it when the belief has grown old', () => {
    const lines = talk({ beliefs: [{ ...SEEN, reliability: 0.3 }] }).filter((line) =>
      line.includes('storm lamp'),
    );
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.join(' ')).toMatch(/not so sure|used to be|could have sworn|Do you know|Has anyone looked/u);
    expect(lines.join(' ')).not.toMatch(/I know where/u);
  });

  it('says with whom something is, where somebody has it', () => {
    const held = { ...SEEN, value: 'cid', valueName: 'Dr. Cid Marsh', isHeld: true as const };
    const told = talk({ beliefs: [held] }).filter((line) => line.includes('storm lamp'));
    expect(told.length).toBeGreaterThan(20);
    for (const line of told) expect(line).toContain("in Cid's hands");
  });

  it('puts nobody right about a person as about a thing', () => {
    const wrong = {
      persona: 'ben',
      subject: 'cid',
      subjectName: 'Cid',
      believes: 'pier',
      believesName: 'the long pier',
    };
    const lines = talk({ misbeliefs: [{ ...wrong, at: 'boathouse', atName: 'the boathouse' }] });
    expect(lines.filter((line) => line.includes('Cid')).length).toBeGreaterThan(20);
    expect(lines.join(' ')).not.toMatch(/where it was|that was moved/u);
  });

  it('says I of oneself, by whichever name the fact goes', () => {
    const speaker = { name: 'Dr. Ada Wolff', pronouns: decideData().self.pronouns };
    for (const name of ['Dr. Ada Wolff', 'Ada Wolff', 'Ada'])
      expect(asSaidBy(`${name} dreams of the sea`, speaker)).toBe('I dream of the sea');
    expect(asSaidBy('Adam dreams of the sea', speaker)).toBe('Adam dreams of the sea');
  });

  it.each([
    ['The Warden', 'The keys of the tower lie in the well'],
    ['Captain Ash', "Captain Bell's dog knows the way"],
    ['Old Tom', 'Old letters lie in the well'],
    ['Ann Lee', 'Ann Moor keeps the keys'],
  ])('says for %s nothing of oneself that is of somebody or something else: %s', (name, fact) => {
    expect(asSaidBy(fact, { name, pronouns: decideData().self.pronouns })).toBe(fact);
    expect(asOwnClause(fact, { name, pronouns: decideData().self.pronouns })).toBe(fact);
  });

  it('claims to have seen somebody nowhere: people are believed to be where they were seen to go', () => {
    const person = { ...SEEN, subject: 'cid', subjectName: 'Cid', isPerson: true as const };
    const lines = talk({ beliefs: [person] }).filter((line) => line.includes('Cid'));
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.join(' ')).not.toMatch(/own eyes|last saw|last looked|came away|where I left/u);
  });

  it('keeps nothing from somebody who stands by and hears it', () => {
    const [ben] = decideData().present;
    if (ben === undefined) throw new Error('nobody is there');
    const present = [ben, { ...ben, id: 'cid', name: 'Cid' }];
    for (const action of ['communicate', 'move', 'search', 'plan', 'confront'])
      expect(talk({ present }, action).join(' ')).not.toMatch(
        /(?:tell|admit to|keep|if) Cid\b (?:this|to keep|busy|comes)|admit to Cid|not tell Cid|Does Cid know|Cid is after/iu,
      );
  });

  it('is said by nobody who stays that there is no waiting for a return', () => {
    expect(talk({}, 'search').join(' ')).not.toContain('If I am not back soon');
  });

  it('comes in other words from each of those who speak in the same turn', () => {
    const ada = decideData({ facts: [] });
    const [ben] = ada.present;
    if (ben === undefined) throw new Error('nobody is there');
    const asBen = { ...ada.self, id: 'ben', name: 'Ben' };
    const sketch = { ...ben, id: 'ada', name: 'Ada' };
    const words = (data: DecideData, seed: number): string => {
      const [listener] = data.present;
      const line = lineFor(data, { action: 'guard', listener, affinity: 0.3 }, seed, () => 0.99) ?? '';
      return line.replace(/Ada|Ben/gu, '');
    };
    for (const seed of SEEDS) {
      const turn = seed % 40;
      const own = words({ ...ada, turn }, seed);
      expect(own).not.toBe('');
      expect(words({ ...ada, turn, self: asBen, present: [sketch] }, seed)).not.toBe(own);
    }
  });

  it('gives no advice about what is here or about the listener', () => {
    const here = { ...SEEN, value: 'lamp' };
    const listener = { ...SEEN, subject: 'ben', subjectName: 'Ben' };
    expect(talk({ beliefs: [here, listener] }).join(' ')).not.toMatch(/boathouse/u);
  });

  it('puts nothing that ends in a comma before a question or an order', () => {
    for (const line of talk({ self: { ...decideData().self, traits: { analytic: 0.9, cautious: 0.8 } } })) {
      expect(line).not.toMatch(
        /^(?:As it happens|Plainly|Right|With respect|In fairness|I could be mistaken|Between us),? (?:do|don't|is|are|how|what|stay|tell|has|have|would|were|which)\b/iu,
      );
    }
  });

  it('calls nobody closer, and hushes nobody, but to tell something', () => {
    const warm = { ...decideData().self, traits: { empathetic: 0.9, diplomatic: 0.9, cautious: 0.8 } };
    const lines = ['examine', 'move', 'plan', 'help', 'communicate'].flatMap((action) =>
      talk({ self: warm }, action),
    );
    expect(lines.length).toBeGreaterThan(1_000);
    expect(lines.filter((line) => /^(?:Come closer|Not so loud)\b/u.test(line))).toEqual([]);
  });

  it('hardly ever comes twice in forty turns of one person’s talk', () => {
    const stories = [3, 7, 11, 19];
    const counts = stories.map((story) => {
      const lines = Array.from({ length: 40 }, (_, turn) => {
        const data = { ...decideData({ facts: [] }), turn };
        const [listener] = data.present;
        const draw = stream(story, turn, 'test', 'talk');
        return lineFor(data, { action: 'communicate', listener, affinity: 0.3 }, story, draw) ?? '';
      });
      return new Set(lines).size;
    });
    expect(Math.min(...counts)).toBeGreaterThan(34);
  });
});

describe('what the story is meant to come to', () => {
  const share = (narrativeGoals: readonly string[], action: string): number =>
    SEEDS.filter((seed) => decide(decideData({ narrativeGoals }), seed).action === action).length /
    SEEDS.length;

  it('moves people toward deeds of that kind', () => {
    expect(share(['Reveal the truth about the wreck'], 'search')).toBeGreaterThan(1.3 * share([], 'search'));
    expect(share(['A story of reconciliation'], 'communicate')).toBeGreaterThan(
      1.2 * share([], 'communicate'),
    );
    expect(share(['A desperate escape'], 'move')).toBeGreaterThan(1.3 * share([], 'move'));
  });
});
