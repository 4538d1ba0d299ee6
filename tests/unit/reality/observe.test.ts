import { describe, expect, it } from 'vitest';
import { believes } from '../../../src/reality/belief-query.js';
import { locationTriple, perceptible, tellingsOf, triplesOf } from '../../../src/reality/event-triples.js';
import { UNKNOWN_FIGURE } from '../../../src/reality/witnesses.js';
import type { Change, EngineEvent } from '../../../src/simulation/changes.js';
import { inClearSight, observer, Stage } from './stage.js';

const speech = { text: 'The lamp is out.', to: ['ben'], volume: 'normal' as const };

describe('an event', () => {
  it('is certain for who does it and takes part, and as certain as senses make it for others', () => {
    const stage = new Stage([observer('ada'), observer('ben'), observer('cem'), observer('dot')]);
    const { observations } = stage.play(
      { agentId: 'ada', participants: ['ben'], locationId: 'hall', triples: [locationTriple('lamp', 'ben')] },
      { ...stage.senses, perceives: (id) => (id === 'cem' ? 'HIGH' : null) },
    );
    expect(
      observations.map(({ observerId, certainty, reliability }) => [observerId, certainty, reliability]),
    ).toEqual([
      ['ada', 'ABSOLUTE', 1],
      ['ben', 'ABSOLUTE', 1],
      ['cem', 'HIGH', 0.85],
    ]);
    expect(observations[2]).toEqual({
      eventId: 'e1',
      observerId: 'cem',
      channel: 'sight',
      certainty: 'HIGH',
      reliability: 0.85,
      content: { what: 'interact', who: 'ada', about: ['lamp|location'] },
    });
    expect(believes(stage.beliefs, ['cem'], 'location', 'lamp')?.reliability).toBe(0.85);
    expect(believes(stage.beliefs, ['cem', 'ben'], 'location', 'lamp')?.reliability).toBe(0.85);
    expect(believes(stage.beliefs, ['dot'], 'location', 'lamp')).toBeNull();
  });

  it('hardly noticed tells no more than that something happened', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    const { observations } = stage.play(
      { agentId: 'ada', locationId: 'hall', triples: [locationTriple('lamp', 'trunk')] },
      { ...stage.senses, perceives: () => 'LOW' },
    );
    expect(observations[1]?.content).toEqual({ what: 'something', about: [] });
    expect(believes(stage.beliefs, ['ben'], 'location', 'lamp')).toBeNull();
    expect(believes(stage.beliefs, ['ada', 'ben'], 'location', 'lamp')).toBeNull();
  });

  it('dimly perceived is the deed of an unknown figure, unless the figure is known', () => {
    const bond = { affinity: 0, trust: 0.5, kind: 'colleague' };
    const stage = new Stage([
      observer('ada'),
      observer('ben'),
      observer('cem', { relationships: { ada: bond } }),
    ]);
    const { observations } = stage.play(
      {
        agentId: 'ada',
        locationId: 'hall',
        triples: [locationTriple('lamp', 'ada'), locationTriple('key', 'sill')],
      },
      { ...stage.senses, perceives: () => 'MEDIUM' },
    );
    expect(observations.map(({ content }) => content.who)).toEqual(['ada', UNKNOWN_FIGURE, 'ada']);
    expect(believes(stage.beliefs, ['ben'], 'location', 'lamp')).toBeNull();
    expect(believes(stage.beliefs, ['ben'], 'location', 'key')?.reliability).toBe(0.65);
    expect(believes(stage.beliefs, ['cem'], 'location', 'lamp')?.value).toBe('ada');
  });

  it('is understood by ear from MEDIUM on; below that somebody spoke', () => {
    const stage = new Stage([observer('ada'), observer('ben'), observer('cem'), observer('dot')]);
    const told = locationTriple('lamp', 'cellar');
    const { observations } = stage.play(
      {
        agentId: 'ada',
        locationId: 'hall',
        dialogue: speech,
        tellings: [{ from: 'ada', to: 'ben', triple: told }],
      },
      {
        ...stage.senses,
        perceives: (id, _, sense) => (sense === 'sight' ? null : id === 'cem' ? 'MEDIUM' : 'LOW'),
      },
    );
    expect(
      observations.slice(1).map(({ channel, content }) => [channel, content.what, content.said]),
    ).toEqual([
      ['hearing', 'interact', speech.text],
      ['hearing', 'interact', speech.text],
      ['hearing', 'speech', undefined],
    ]);
    expect(believes(stage.beliefs, ['cem', 'ben'], 'location', 'lamp')?.value).toBe('cellar');
    expect(believes(stage.beliefs, ['dot', 'ben'], 'location', 'lamp')).toBeNull();
  });

  it('heard through a wall shows nothing', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    stage.play(
      {
        agentId: 'ada',
        locationId: 'hall',
        dialogue: { ...speech, volume: 'loud' },
        triples: [locationTriple('lamp', 'trunk')],
        tellings: [{ from: 'ada', to: 'ben', triple: locationTriple('key', 'sill') }],
      },
      { perceives: () => null, sees: () => null },
    );
    expect(believes(stage.beliefs, ['ben'], 'location', 'key')?.value).toBe('sill');
    expect(believes(stage.beliefs, ['ben'], 'location', 'lamp')).toBeNull();
    expect(believes(stage.beliefs, ['ada', 'ben'], 'location', 'lamp')).toBeNull();
  });

  it('that brings a stranger in dimly seen does not say who came', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    stage.rooms.set('ada', 'yard');
    const senses = {
      ...stage.senses,
      perceives: (_: string, { locationId }: { readonly locationId?: string }) =>
        locationId === 'hall' ? ('MEDIUM' as const) : null,
    };
    stage.play(
      {
        agentId: 'ada',
        locationId: 'yard',
        triples: [locationTriple('ada', 'hall')],
        entrances: [{ personaId: 'ada', locationId: 'hall', scene: [] }],
      },
      senses,
    );
    expect(believes(stage.beliefs, ['ben'], 'location', 'ada')).toBeNull();
    expect(believes(stage.beliefs, [], 'location', 'ada')?.value).toBe('hall');
  });

  it('shows to some what it hides from others', () => {
    const stage = new Stage([observer('ada'), observer('ben'), observer('cem')]);
    const secret = { ...locationTriple('key', 'ada'), visibleTo: ['ada', 'ben'] };
    stage.play({ agentId: 'ada', locationId: 'hall', triples: [secret, locationTriple('lamp', 'shelf')] });
    expect(believes(stage.beliefs, ['ben', 'ada'], 'location', 'key')?.value).toBe('ada');
    expect(believes(stage.beliefs, ['cem'], 'location', 'key')).toBeNull();
    expect(believes(stage.beliefs, ['ada', 'cem'], 'location', 'key')).toBeNull();
    expect(believes(stage.beliefs, ['ada', 'cem'], 'location', 'lamp')?.value).toBe('shelf');
  });

  it('leads to the same beliefs in whatever order the personas are listed', () => {
    const ids = ['ada', 'ben', 'cem'];
    const outcome = (order: readonly string[]) => {
      const stage = new Stage(order.map((id) => observer(id)));
      stage.put('ada', 'lamp', 'shelf');
      stage.go('ben', 'yard');
      stage.tell('ada', 'cem', locationTriple('key', 'sill'));
      stage.go('ben', 'hall', [locationTriple('lamp', 'shelf')]);
      return ids.flatMap((a) => ids.map((b) => believes(stage.beliefs, [a, b], 'location', 'lamp')));
    };
    expect(outcome([...ids].reverse())).toEqual(outcome(ids));
  });

  it('makes a place be expected to hold what it held', () => {
    const stage = new Stage([observer('ada')]);
    stage.put('ada', 'lamp', 'shelf');
    stage.put('ada', 'lamp', 'trunk');
    expect(stage.beliefs.stores.ada?.hypotheses).toEqual({ spatial_hall: 0.2 });
  });
});

describe('an event of the engine', () => {
  const withEffects = (effects: readonly Change[]): EngineEvent => ({
    eventId: 't0001-e001',
    turn: 1,
    seq: 1,
    time: 60,
    type: 'interact',
    agentId: 'ada',
    participants: [],
    locationId: 'hall',
    outcome: 'success',
    effects,
    weight: 0.5,
    confidence: 1,
    requires: [],
    provides: [],
    data: {},
  });
  const short = (effects: readonly Change[]) =>
    triplesOf({ effects }).map(({ subject, property, value, visibleTo }) =>
      visibleTo === undefined ? [subject, property, value] : [subject, property, value, ...visibleTo],
    );

  it.each<[string, Change, unknown[][]]>([
    ['a move', { kind: 'move', persona: 'ada', to: 'yard' }, [['ada', 'location', 'yard']]],
    ['putting down', { kind: 'place', thing: 'lamp', locationId: 'hall' }, [['lamp', 'location', 'hall']]],
    ['taking', { kind: 'place', thing: 'lamp', containerId: 'ada' }, [['lamp', 'location', 'ada']]],
    ['opening', { kind: 'open', thing: 'trunk', open: true }, [['trunk', 'open', true]]],
    ['breaking', { kind: 'working', thing: 'pump', working: false }, [['pump', 'working', false]]],
    ['revealing', { kind: 'reveal', thing: 'hatch' }, [['hatch', 'hidden', false]]],
    ['hiding', { kind: 'status', persona: 'ada', effect: 'hidden', on: true }, [['ada', 'hidden', true]]],
    ['preparing oneself', { kind: 'status', persona: 'ada', effect: 'prepared', on: true }, []],
    [
      'an injury',
      { kind: 'injury', persona: 'ada', injury: 'burn', on: true },
      [['ada', 'injury:burn', true]],
    ],
    ['fainting', { kind: 'conscious', persona: 'ada', conscious: false }, [['ada', 'conscious', false]]],
    ['nightfall', { kind: 'light', locationId: 'hall', value: 'dark' }, [['hall', 'light', 'dark']]],
    ['stress', { kind: 'stress', persona: 'ada', delta: 0.1 }, []],
  ])('gives to perceive what %s changes', (_, change, expected) => {
    expect(short([change])).toEqual(expected);
  });

  it('lets those know a fact who learn it together', () => {
    const learn = (persona: string): Change => ({ kind: 'learn', persona, fact: 'saw-1', learned: 'saw' });
    expect(short([learn('ben'), learn('ada')])).toEqual([['saw-1', 'holds', true, 'ada', 'ben']]);
  });

  it('lets tellers tell each hearer once, as surely as they know it', () => {
    const told: Change = { kind: 'told', from: 'ada', to: 'ben', fact: 'f1', certainty: 'HIGH' };
    const effects = [told, told];
    expect(tellingsOf({ effects })).toMatchObject([
      { from: 'ada', to: 'ben', triple: { subject: 'f1' }, certainty: 'HIGH' },
    ]);
    expect(triplesOf({ effects })).toEqual([]);
  });

  it('that moves somebody is an entrance with what is to be seen there', () => {
    const scene = inClearSight([locationTriple('lamp', 'yard')]);
    const event = perceptible(withEffects([{ kind: 'move', persona: 'ada', to: 'yard' }]), (who, place) =>
      who === 'ada' && place === 'yard' ? scene : [],
    );
    expect(event.entrances).toEqual([{ personaId: 'ada', locationId: 'yard', scene }]);
  });
});
