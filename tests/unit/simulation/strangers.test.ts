import { describe, expect, it } from 'vitest';
import { factsKnownTo } from '../../../src/simulation/known-facts.js';
import type { SimulationState } from '../../../src/simulation/state.js';
import type { Location, Persona } from '../../../src/simulation/types.js';
import { PLACE, plainPersona, stateOf } from './people.js';
import { decides, playOne, snapshotOf } from './stage.js';

const base = snapshotOf();
/** Seen from five metres, somebody there is no more than a figure to who has ordinary eyes. */
const NIGHT: Partial<Location> = { light: 'dark', weather: 'clear', terrain: 'open' };
const enemy = { affinity: -0.9, trust: 0.1, kind: 'enemy' };
const weapon = { name: 'a club', equipmentType: 'weapon', condition: 1, quantity: 1 };
const FACT = Object.keys(base.script.lore)[0] ?? '';

function opened(people: readonly Persona[], place: Partial<Location>) {
  const { locations } = base.world;
  const yard = locations[PLACE];
  if (yard === undefined) throw new Error('the yard is missing');
  const world = { ...base.world, locations: { ...locations, [PLACE]: { ...yard, ...place } } };
  return stateOf(people, { ...base, world, script: { ...base.script, complications: [] } });
}

/** Somebody whose senses are neither sharpened nor dulled by anything. */
function calm(id: string, fields: Partial<Persona> = {}): Persona {
  const { state } = plainPersona(id);
  const body = { ...state, alertness: 'relaxed', focus: 'unfocused', stress: 0, fatigue: 0 } as const;
  return plainPersona(id, { state: body, ...fields });
}

const memoriesOf = (state: SimulationState, id: string) => (state.memories[id]?.pages ?? []).flat();

describe('a stranger who is only a figure in the dark', () => {
  it('is not named by what others remember, feel or know of a deed', async () => {
    const { snapshot, state } = opened(
      [
        calm('ada', { relationships: { ben: enemy }, equipment: [weapon] }),
        calm('ben', { relationships: { ada: enemy } }),
        calm('cem'),
      ],
      NIGHT,
    );
    const { record, state: after } = await playOne(
      snapshot,
      state,
      decides('ada', { action: 'attack', target: 'ben' }),
    );
    const { eventId } = record.events.find(({ type }) => type === 'attack') ?? {};
    const seen = record.observations.find((each) => each.observerId === 'cem' && each.eventId === eventId);
    expect(seen).toMatchObject({ certainty: 'MEDIUM', content: { who: 'an unknown figure' } });
    const remembered = memoriesOf(after, 'cem').find(({ id }) => id === eventId);
    expect(remembered?.text).toContain('nknown figure');
    expect(remembered?.text).not.toMatch(/Ada|Ben/);
    expect(remembered?.entities).toEqual([]);
    expect(after.personas.cem?.relationships).toEqual({});
    expect(Object.keys(factsKnownTo(snapshot, after, 'cem'))).not.toContainEqual(
      expect.stringMatching(/^saw-/),
    );
    // Who takes part knows.
    expect(memoriesOf(after, 'ben').find(({ id }) => id === eventId)?.text).toContain('Ada');
  });

  it('comes in unknown, and meets nobody who hides', async () => {
    const cast = (affinity: number) => [
      calm('ada', { locationId: 'cottage' }),
      calm('ben', {
        relationships: affinity === 0 ? {} : { ada: { affinity, trust: 0.5, kind: 'friend' } },
      }),
      calm('cem', { state: { ...calm('cem').state, statusEffects: ['hidden'] } }),
    ];
    const metBy = async (affinity: number) => {
      const { snapshot, state } = opened(cast(affinity), NIGHT);
      const played = await playOne(snapshot, state, decides('ada', { action: 'move', target: PLACE }));
      expect(played.state.personas.ada?.locationId).toBe(PLACE);
      const met = played.record.events.find(({ type }) => type === 'arrival')?.participants ?? [];
      return { met, recalled: memoriesOf(played.state, 'ben').some(({ text }) => text.includes('Ada')) };
    };
    expect(await metBy(0)).toEqual({ met: [], recalled: false });
    expect(await metBy(0.4)).toEqual({ met: ['ben'], recalled: true });
  });
});

describe('a voice', () => {
  const words = `Listen: ${base.script.lore[FACT] ?? ''}.`;
  const heardBy = async (people: readonly Persona[], place: Partial<Location>, decision: object) => {
    const { snapshot, state } = opened([calm('ada'), ...people], place);
    const said = { dialogue: words, ...decision };
    const { record, state: after } = await playOne(snapshot, state, decides('ada', said));
    return Object.fromEntries(
      people.map(({ id }) => {
        const lines = after.minds[id]?.heard.filter(({ text }) => text === words) ?? [];
        const understood = record.observations.some(
          ({ observerId, content }) => observerId === id && content.said === words,
        );
        return [id, [lines.length > 0, understood]];
      }),
    );
  };
  const asleep = { ...calm('cem').state, alertness: 'sleeping' } as const;
  const keen = { ...calm('dan').stats, perception: 8 };

  it('is lost on those who sleep beside the one who is talked with', async () => {
    const people = [calm('ben'), calm('cem', { state: asleep }), calm('dan')];
    expect(
      await heardBy(people, { light: 'bright', weather: 'clear' }, { action: 'communicate', target: 'ben' }),
    ).toEqual({
      ben: [true, true],
      cem: [false, false],
      dan: [true, true],
    });
  });

  it('reaches no farther through a storm than ears do', async () => {
    const storm = { weather: 'storm', terrain: 'urban' } as const;
    const dull = { ...keen, perception: 1 };
    const people = [calm('ben', { stats: dull }), calm('dan', { stats: keen })];
    expect(await heardBy(people, storm, { action: 'observe' })).toEqual({
      ben: [false, false],
      dan: [true, true],
    });
  });
});
