import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locationTriple } from '../../../src/reality/event-triples.js';
import {
  canLookAround,
  isWithinReach,
  perceive,
  perceivesItsPlace,
  type Surroundings,
} from '../../../src/reality/perception.js';
import type { Entity, Location, Persona } from '../../../src/simulation/types.js';
import { personaAt, worldOf } from './people.js';
import { eventAt, observer, Stage } from './stage.js';

type Setting = Pick<Location, 'light' | 'weather' | 'terrain'>;
const DAY: Setting = { light: 'normal', weather: 'none', terrain: 'open' };
const NIGHT: Setting = { ...DAY, light: 'dark' };
const LAMP: Entity = { name: 'the lamp', kind: 'item', locationId: 'hall', properties: {} };

const withPerception = (persona: Persona, perception: number): Persona => ({
  ...persona,
  stats: { ...persona.stats, perception },
});

/** Ada looks round the hall, in which Ben and a lamp are. */
function look(setting: Setting, perception: number, more: Partial<Surroundings> = {}) {
  const ada = withPerception(personaAt('hall'), perception);
  const ben = personaAt('hall', {}, 'ben');
  const world = { ...worldOf({ hall: [] }, {}, setting), entities: { lamp: LAMP } };
  const around = { world, personas: { ada, ben }, ...more };
  return { around, ada, seen: perceive(around, ada) };
}

const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

const setting = fc.record<Setting>({
  light: fc.constantFrom('bright', 'normal', 'dim', 'dark'),
  weather: fc.constantFrom('none', 'fog', 'rain', 'storm'),
  terrain: fc.constantFrom('open', 'forest', 'urban', 'underground'),
});

describe('what somebody makes out', () => {
  it('follows the place as it is now, however often it was looked at before', () => {
    fc.assert(
      fc.property(fc.array(setting, { minLength: 2, maxLength: 6 }), fc.nat(10), (settings, perception) => {
        const { around, ada } = look(DAY, perception);
        for (const each of settings) {
          const world = { ...worldOf({ hall: [] }, {}, each), entities: { lamp: LAMP } };
          const unseen = structuredClone({ ...around, world, ada });
          expect(perceive({ ...around, world }, ada)).toEqual(perceive(unseen, unseen.ada));
          expect(perceivesItsPlace(world, ada)).toBe(perceivesItsPlace(unseen.world, unseen.ada));
        }
      }),
    );
  });
});

describe('what somebody perceives where it is', () => {
  it('is all that is there, for sure, in good light', () => {
    const { seen } = look(DAY, 5);
    expect(ids(seen.people)).toEqual(['ben']);
    expect(seen.certainty).toEqual({ ben: 'ABSOLUTE' });
    expect(seen.things).toEqual([{ id: 'lamp', thing: LAMP, certainty: 'ABSOLUTE' }]);
    expect(seen.figures).toBe(0);
  });

  it.each([
    ['the dark', NIGHT],
    ['fog', { ...DAY, weather: 'fog' as const }],
  ])('is nothing in %s for weak senses', (_, setting) => {
    const { seen } = look(setting, 1);
    expect(seen.people).toEqual([]);
    expect(seen.things).toEqual([]);
  });

  it('is less sure in bad light', () => {
    // 30 m by .7: (1 - 5/21) * .85 = .648.
    expect(look({ ...DAY, light: 'dim' }, 5).seen.certainty).toEqual({ ben: 'HIGH' });
    // 30 m by .3: (1 - 5/9) * .85 = .378.
    expect(look(NIGHT, 5).seen.things).toMatchObject([{ id: 'lamp', certainty: 'MEDIUM' }]);
  });

  it('is an unknown figure where a person is obscured, unless that one is known to be there', () => {
    const stranger = look(NIGHT, 5).seen;
    expect(stranger.people).toEqual([]);
    expect(stranger.figures).toBe(1);
    const stage = new Stage([observer('ada'), observer('ben')]);
    stage.play({ agentId: 'ben', locationId: 'hall', triples: [locationTriple('ben', 'hall')] });
    const known = look(NIGHT, 5, { beliefs: stage.beliefs }).seen;
    expect(ids(known.people)).toEqual(['ben']);
    expect(known.certainty).toEqual({ ben: 'MEDIUM' });
    expect(known.figures).toBe(0);
  });

  it('is heard where it can’t be seen, by good ears', () => {
    // Pitch dark; whispering distance is 6 * 5 m of 60: (1 - 30/60) * 1 = .5.
    const cellar: Setting = { light: 'dark', weather: 'none', terrain: 'underground' };
    const { seen } = look(cellar, 10);
    expect(seen.certainty).toEqual({ ben: 'HIGH' });
    expect(seen.things).toEqual([]);
  });

  it('gets worse with distance where there are coordinates', () => {
    const at = (x: number) => ({ x, y: 0, z: 0 });
    const ada = { ...personaAt('hall'), position: at(0) };
    const near = { ...personaAt('hall', {}, 'ben'), position: at(4) };
    const far = { ...personaAt('hall', {}, 'cem'), position: at(40) };
    const world = {
      ...worldOf({ hall: [] }),
      entities: { lamp: { ...LAMP, properties: { position: at(29) } } },
    };
    const seen = perceive({ world, personas: { ada, ben: near, cem: far } }, ada);
    expect(seen.certainty).toEqual({ ben: 'ABSOLUTE' });
    expect(seen.things).toEqual([]);
  });

  it('includes one’s own hands in the dark, and not those of somebody who is only heard', () => {
    const ada = withPerception(personaAt('hall'), 10);
    const ben = personaAt('hall', {}, 'ben');
    const cellar: Setting = { light: 'dark', weather: 'none', terrain: 'underground' };
    const held = (by: string): Entity => ({ name: 'a thing', kind: 'item', containerId: by, properties: {} });
    const world = { ...worldOf({ hall: [] }, {}, cellar), entities: { key: held('ada'), rope: held('ben') } };
    expect(ids(perceive({ world, personas: { ada, ben } }, ada).things)).toEqual(['key']);
  });

  it('includes what somebody carries wherever that one goes, while the things of the world stay as they are', () => {
    const ada = personaAt('hall');
    const box: Entity = {
      name: 'the box',
      kind: 'container',
      containerId: 'ben',
      open: true,
      properties: {},
    };
    const key: Entity = { name: 'the key', kind: 'item', containerId: 'box', properties: {} };
    const world = { ...worldOf({ hall: [], yard: [] }), entities: { box, key, lamp: LAMP } };
    const thingsWithBenIn = (place: string) =>
      perceive({ world, personas: { ada, ben: personaAt(place, {}, 'ben') } }, ada).things.map(
        ({ id, heldBy }) => [id, heldBy],
      );
    const withBen = [
      ['box', 'ben'],
      ['key', 'ben'],
      ['lamp', undefined],
    ];
    expect(thingsWithBenIn('hall')).toEqual(withBen);
    expect(thingsWithBenIn('yard')).toEqual([['lamp', undefined]]);
    expect(thingsWithBenIn('hall')).toEqual(withBen);
    // Without Ben there is nobody who has them.
    expect(perceive({ world, personas: { ada } }, ada).things.map(({ id }) => id)).toEqual(['lamp']);
  });

  it('leaves in reach what is there unseen, and no proof of what isn’t', () => {
    const { around, ada } = look({ light: 'dark', weather: 'none', terrain: 'underground' }, 1);
    expect(isWithinReach(around, ada, 'lamp')).toBe(true);
    expect(isWithinReach(around, ada, 'rope')).toBe(false);
    expect(canLookAround(around, ada)).toBe(false);
    expect(canLookAround(look(DAY, 1).around, ada)).toBe(true);
  });

  it('tells who is there by the voice alone', () => {
    const stage = new Stage([observer('ada'), observer('ben')]);
    const dialogue = { text: 'Who goes there?', to: ['ada'], volume: 'normal' as const };
    const inTheDark = {
      perceives: (_: string, __: unknown, sense: string) => (sense === 'hearing' ? ('HIGH' as const) : null),
      sees: () => null,
    };
    stage.play({ ...eventAt(1), agentId: 'ben', locationId: 'hall', dialogue }, inTheDark);
    expect(stage.beliefs.stores.ada?.entries['ben|location']?.active).toMatchObject({
      value: 'hall',
      channel: 'hearing',
      base: 0.85,
    });
  });
});
