import { describe, expect, it } from 'vitest';
import { BeliefQueryError, believes, remembers } from '../../../src/reality/belief-query.js';
import { newBeliefs, openBeliefs } from '../../../src/reality/beliefs.js';
import { locationTriple } from '../../../src/reality/event-triples.js';
import { observer, Stage } from './stage.js';

const where = (stage: Stage, chain: readonly string[], subject = 'lamp') =>
  believes(stage.beliefs, chain, 'location', subject)?.value ?? null;

/** Ada and Ben see the lamp on the shelf; Ben leaves; Ada puts it in the trunk. */
function lampStory(depth: 2 | 3 = 2): Stage {
  const stage = new Stage([observer('ada'), observer('ben'), observer('cem')], depth);
  stage.rooms.set('cem', 'yard');
  stage.put('ada', 'lamp', 'shelf');
  stage.go('ben', 'yard');
  stage.put('ada', 'lamp', 'trunk');
  return stage;
}

describe('a question about beliefs', () => {
  it('tells apart what is, what each believes, and what each thinks of the other', () => {
    const stage = lampStory();
    expect(where(stage, [])).toBe('trunk');
    expect(where(stage, ['ada'])).toBe('trunk');
    expect(where(stage, ['ben'])).toBe('shelf');
    expect(where(stage, ['ada', 'ben'])).toBe('shelf');
    expect(where(stage, ['ben', 'ada'])).toBe('shelf');
    expect(where(stage, ['cem'])).toBeNull();
  });

  it('finds what was held first, and before', () => {
    const { beliefs } = lampStory();
    expect(remembers(beliefs, ['ada'], 'location', 'lamp', 'first')?.value).toBe('shelf');
    expect(remembers(beliefs, ['ada'], 'location', 'lamp', 'previous')?.value).toBe('shelf');
    expect(remembers(beliefs, ['ben'], 'location', 'lamp', 'first')?.value).toBe('shelf');
    expect(remembers(beliefs, ['ben'], 'location', 'lamp', 'previous')).toBeNull();
    expect(remembers(beliefs, [], 'location', 'lamp', 'first')?.value).toBe('shelf');
    expect(remembers(beliefs, ['cem'], 'location', 'lamp', 'first')).toBeNull();
  });

  it('may refer to an earlier time', () => {
    const { beliefs } = lampStory();
    expect(believes(beliefs, ['ada'], 'location', 'lamp', { at: 100 })?.value).toBe('shelf');
    expect(believes(beliefs, [], 'location', 'lamp', { at: 100 })?.value).toBe('shelf');
    expect(believes(beliefs, [], 'location', 'lamp', { at: 10 })).toBeNull();
  });

  it('about later times gets fading answers', () => {
    const { beliefs } = lampStory();
    const at = 3 * 60 + 2 * 3600;
    expect(believes(beliefs, ['ada'], 'location', 'lamp', { at })?.reliability).toBe(0.8);
    expect(believes(beliefs, [], 'location', 'lamp', { at })?.reliability).toBe(1);
  });

  it('takes a neighbour named twice for one', () => {
    const stage = lampStory();
    expect(where(stage, ['ada', 'ada', 'ben', 'ben'])).toBe('shelf');
    expect(where(stage, ['ben', 'ben'])).toBe('shelf');
  });

  it('may assume that others believe the same, half as surely; but never that somebody knows what is', () => {
    const { beliefs } = lampStory();
    const assumed = believes(beliefs, ['ada', 'cem'], 'location', 'lamp', { assume: 'own' });
    expect(assumed).toMatchObject({ value: 'trunk', reliability: 0.5 });
    expect(believes(beliefs, ['ada', 'cem'], 'location', 'lamp')).toBeNull();
    expect(believes(beliefs, ['cem'], 'location', 'lamp', { assume: 'own' })).toBeNull();
    expect(believes(beliefs, ['ada', 'ben'], 'location', 'lamp', { assume: 'own' })?.value).toBe('shelf');
  });

  it('says what it rests on', () => {
    expect(believes(lampStory().beliefs, ['ben'], 'location', 'lamp')).toMatchObject({
      source: 'self',
      provenance: ['e1'],
    });
    expect(believes(lampStory().beliefs, [], 'location', 'lamp')).toEqual({
      value: 'trunk',
      reliability: 1,
      source: 'world',
      provenance: ['e3'],
    });
  });

  it.each([[['zoe']], [['ada', 'constructor']], [['ada', 'ben', 'ada']]])('is refused for %j', (chain) => {
    const { beliefs } = lampStory();
    expect(() => believes(beliefs, chain, 'location', 'lamp')).toThrow(BeliefQueryError);
    expect(() => remembers(beliefs, chain, 'location', 'lamp', 'first')).toThrow(BeliefQueryError);
  });

  it('about things and people with the names of properties of every object finds what is believed', () => {
    const stage = new Stage([observer('constructor'), observer('valueof')]);
    stage.put('constructor', 'tostring', 'hasownproperty');
    expect(where(stage, ['valueof', 'constructor'], 'tostring')).toBe('hasownproperty');
    expect(where(stage, ['constructor'], 'toString')).toBeNull();
  });
});

describe('chains of three', () => {
  it('follow what all three perceive', () => {
    const stage = new Stage([observer('ada'), observer('ben'), observer('cem')], 3);
    stage.put('ada', 'lamp', 'shelf');
    stage.go('ben', 'yard');
    stage.put('ada', 'lamp', 'trunk');
    expect(where(stage, ['ada', 'cem', 'ada'])).toBe('trunk');
    expect(where(stage, ['ada', 'cem', 'ben'])).toBe('shelf');
    expect(where(stage, ['cem', 'ben', 'ada'])).toBe('shelf');
    expect(where(stage, ['ada', 'ben', 'cem'])).toBe('shelf');
  });
});

describe('a telling', () => {
  it('changes what the hearer believes and what all who hear it think of both, even if it is a lie', () => {
    const stage = new Stage([observer('ada'), observer('ben'), observer('cem'), observer('dot')]);
    stage.rooms.set('dot', 'yard');
    stage.put('ada', 'lamp', 'shelf');
    stage.go('ben', 'yard');
    stage.put('ada', 'lamp', 'trunk');
    stage.go('ben', 'hall');
    stage.tell('ada', 'ben', locationTriple('lamp', 'cellar'));
    expect(where(stage, ['ada'])).toBe('trunk');
    expect(where(stage, ['ada', 'ben'])).toBe('cellar');
    expect(where(stage, ['ben', 'ada'])).toBe('cellar');
    expect(where(stage, ['cem', 'ada'])).toBe('cellar');
    expect(where(stage, ['cem', 'ben'])).toBe('cellar');
    expect(where(stage, ['cem'])).toBe('trunk');
    expect(where(stage, ['dot'])).toBeNull();
  });

  it('is believed as far as its teller is liked and trusted', () => {
    const bond = (affinity: number, trust: number) => ({ affinity, trust, kind: 'known' });
    const stage = new Stage([
      observer('ada'),
      observer('ben', { relationships: { ada: bond(0.5, 0.3) } }),
      observer('cem', { relationships: { ada: bond(-0.5, 0.9) } }),
      observer('dot'),
    ]);
    for (const id of ['ben', 'cem', 'dot']) stage.tell('ada', id, locationTriple('lamp', 'shelf'));
    const sure = (id: string) => stage.beliefs.stores[id]?.entries['lamp|location']?.active.base;
    // ally .9 * (.5 + .3); enemy .5 * 1; neutral .7 * (.5 + .5)
    expect([sure('ben'), sure('cem'), sure('dot')]).toEqual([0.72, 0.5, 0.7]);
  });

  it('does not reach the unconscious', () => {
    const stage = new Stage([observer('ada'), observer('ben', { state: { conscious: false } })]);
    expect(stage.tell('ada', 'ben', locationTriple('lamp', 'shelf')).observations).toHaveLength(1);
    expect(where(stage, ['ben'])).toBeNull();
    expect(where(stage, ['ada', 'ben'])).toBeNull();
  });

  it('that is borne out or refuted by a look is reported with its teller', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    stage.tell('ada', 'ben', locationTriple('lamp', 'shelf'));
    const { judged } = stage.go('ben', 'yard', [locationTriple('lamp', 'trunk')]);
    expect(judged).toEqual([{ personaId: 'ben', source: 'ada', confirmed: false }]);
  });
});

describe('somebody who enters', () => {
  it('sees what is there and who, is seen to come, and everyone there knows so of everyone', () => {
    const stage = lampStory();
    stage.go('ben', 'hall', [locationTriple('lamp', 'trunk')]);
    expect(where(stage, ['ben'])).toBe('trunk');
    expect(where(stage, ['ada', 'ben'])).toBe('trunk');
    expect(where(stage, ['ben', 'ada'])).toBe('trunk');
    expect(where(stage, ['ben'], 'ada')).toBe('hall');
    expect(where(stage, ['ada'], 'ben')).toBe('hall');
    expect(where(stage, ['cem'], 'ben')).toBe('hall');
    expect(where(stage, ['ada', 'ben'], 'ada')).toBe('hall');
  });

  it('where something is shut away goes on believing what it did', () => {
    const stage = lampStory();
    stage.go('ben', 'hall');
    expect(where(stage, ['ben'])).toBe('shelf');
    expect(where(stage, ['ada', 'ben'])).toBe('shelf');
  });
});

describe('what is kept', () => {
  it('of each model is the newest 64 beliefs', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    for (let index = 0; index < 70; index += 1) stage.put('ada', `thing${index}`, 'shelf');
    const model = stage.beliefs.nested['ada>ben'] ?? {};
    expect(Object.keys(model)).toHaveLength(64);
    expect(where(stage, ['ada', 'ben'], 'thing5')).toBeNull();
    expect(where(stage, ['ada', 'ben'], 'thing6')).toBe('shelf');
    expect(where(stage, ['ben'], 'thing5')).toBe('shelf');
  });

  it('of a history is the first value and the last eight, in models the last one', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    for (let index = 0; index < 15; index += 1) stage.put('ada', 'lamp', `shelf${index}`);
    const expected = [0, 6, 7, 8, 9, 10, 11, 12, 13].map((index) => `shelf${index}`);
    const { truth, stores, nested } = stage.beliefs;
    const kept = [truth, stores.ben?.entries, nested['ada>ben']].map((held) =>
      held?.['lamp|location']?.past?.map(([value]) => value),
    );
    expect(kept).toEqual([expected, expected, ['shelf0', 'shelf13']]);
    expect(remembers(stage.beliefs, ['ada', 'ben'], 'location', 'lamp', 'first')?.value).toBe('shelf0');
    expect(remembers(stage.beliefs, ['ada', 'ben'], 'location', 'lamp', 'previous')?.value).toBe('shelf13');
  });

  it('from turn to turn is shared where nothing happened', () => {
    const stage = lampStory();
    const draft = openBeliefs(stage.beliefs);
    draft.model('ada>ben', 'door|open', [true, 1, 900, 'self', 'e9']);
    const before = JSON.stringify(stage.beliefs);
    const after = draft.seal();
    expect(JSON.stringify(stage.beliefs)).toBe(before);
    expect(after.stores).toBe(stage.beliefs.stores);
    expect(after.truth).toBe(stage.beliefs.truth);
    expect(after.nested['ben>ada']).toBe(stage.beliefs.nested['ben>ada']);
    expect(after.nested['ada>ben']).not.toBe(stage.beliefs.nested['ada>ben']);
  });

  it('of what merely happened is the latest thirty, and all of how things stand', () => {
    const draft = openBeliefs(newBeliefs(['ada'], 0));
    const receiver = { biases: {}, trustIn: () => 0.5, outrankedBy: () => false };
    const see = (subject: string, property: string, time: number) =>
      draft.receive(
        'ada',
        `${subject}|${property}`,
        {
          value: true,
          category: 'social',
          reliability: 1,
          channel: 'sight',
          source: 'self',
          time,
          eventId: 'e1',
        },
        receiver,
      );
    see('door', 'open', 0);
    for (let index = 1; index <= 300; index += 1) see(`saw-${index}`, 'holds', index);
    const { entries } = draft.seal().stores.ada ?? { entries: {} };
    expect(entries).toHaveProperty(['door|open']);
    expect(Object.keys(entries)).toHaveLength(31);
    expect(entries).not.toHaveProperty(['saw-270|holds']);
    expect(entries).toHaveProperty(['saw-271|holds']);
  });
});
