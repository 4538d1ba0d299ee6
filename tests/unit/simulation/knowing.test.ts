import { describe, expect, it } from 'vitest';
import { believes } from '../../../src/reality/belief-query.js';
import { type BeliefsDraft, openBeliefs, triple } from '../../../src/reality/beliefs.js';
import type { InformationCategory } from '../../../src/reality/fragments.js';
import { chainKey } from '../../../src/reality/nested-beliefs.js';
import { deliberate } from '../../../src/simulation/deliberation.js';
import { openSimulation } from '../../../src/simulation/engine.js';
import { BEFORE_ALL, factKey, factsKnownTo } from '../../../src/simulation/known-facts.js';
import { optionsFor } from '../../../src/simulation/options.js';
import { sceneTriples } from '../../../src/simulation/scene-triples.js';
import type { SimulationSnapshot } from '../../../src/simulation/snapshot.js';
import type { SimulationState } from '../../../src/simulation/state.js';
import { restoreState, upgraded } from '../../../src/simulation/stored-state.js';
import type { Bond, Location, Persona } from '../../../src/simulation/types.js';
import { PLACE, plainPersona, stateOf } from './people.js';
import { decides, isDecide, modelOf, playOne, snapshotOf } from './stage.js';

const bond = (affinity: number): Bond => ({ affinity, trust: 0.5, kind: 'acquaintance' });
const FINDING = Object.keys(snapshotOf().script.discoveries).sort()[0] ?? '';
const FOUND = snapshotOf().script.discoveries[FINDING]?.text ?? '';

/** A state in which things are believed as the draft is told. */
function believing(state: SimulationState, fill: (draft: BeliefsDraft) => void): SimulationState {
  const draft = openBeliefs(state.beliefs);
  fill(draft);
  return { ...state, beliefs: draft.seal() };
}

function holds(
  draft: BeliefsDraft,
  id: string,
  key: string,
  value: string | boolean,
  time: number,
  reliability = 1,
): void {
  const category: InformationCategory = 'spatial';
  const seen = { value, category, reliability, channel: 'sight', source: 'self', time } as const;
  draft.inform(id, key, { ...seen, eventId: 't0000-e009' });
}

describe('somebody with poor senses', () => {
  const inLight = (state: SimulationState, light: Location['light']): SimulationState => {
    const place = state.world.locations[PLACE];
    if (place === undefined) throw new Error('the yard is missing');
    const locations = { ...state.world.locations, [PLACE]: { ...place, light, weather: 'fog' as const } };
    return { ...state, world: { ...state.world, locations } };
  };
  const ada = plainPersona('ada', {
    stats: { ...plainPersona('ada').stats, perception: 1 },
    relationships: { ben: bond(0.5) },
  });
  const LAMP = { name: 'the lamp', kind: 'item' as const, locationId: PLACE, properties: {} };
  const { snapshot, state: empty } = stateOf([ada, plainPersona('ben')]);
  const state = { ...empty, world: { ...empty.world, entities: { ...empty.world.entities, lamp: LAMP } } };
  const dark = inLight(state, 'dark');
  // The fog lifts with the light.
  const light = state;

  it('neither lists nor has open to it in the dark what it can’t sense, and does in the light', () => {
    const inDark = deliberate(snapshot, dark, 1, ada);
    expect(inDark.seen.people).toEqual([]);
    expect(inDark.seen.things).toEqual([]);
    const targets = (of: typeof inDark) => optionsFor(of).flatMap((option) => option.targets);
    expect(targets(inDark)).not.toContain('ben');
    expect(targets(inDark)).not.toContain('lamp');
    const inLightAgain = deliberate(snapshot, light, 1, ada);
    expect(inLightAgain.seen.people.map(({ id }) => id)).toEqual(['ben']);
    expect(targets(inLightAgain)).toContain('ben');
    expect(targets(inLightAgain)).toContain('lamp');
  });

  it('can’t act on it either, whatever a model says', async () => {
    const model = decides('ada', { action: 'communicate', target: 'ben', dialogue: 'Ben?' });
    const deeds = async (from: SimulationState) => {
      const { record } = await playOne(snapshot, from, model);
      expect(record.briefs.find(({ personaId }) => personaId === 'ada')?.figures).toBe(0);
      return record.events.flatMap(({ agentId, participants }) => (agentId === 'ada' ? participants : []));
    };
    expect(await deeds(dark)).not.toContain('ben');
    expect(await deeds(light)).toContain('ben');
  });

  it('sees little of a place that it comes to in bad light, and that without certainty', () => {
    expect(sceneTriples(dark, 'ada', PLACE)).toEqual([]);
    const sharp = { ...ada, stats: { ...ada.stats, perception: 8 } };
    const dim = inLight(state, 'normal');
    const scene = sceneTriples({ ...dim, personas: { ...dim.personas, ada: sharp } }, 'ada', PLACE);
    expect(scene.length).toBeGreaterThan(0);
    for (const { certainty } of scene) expect(certainty).not.toBe('ABSOLUTE');
  });
});

describe('the contents of a closed container', () => {
  it('show to who enters only where the place says so', () => {
    const { state } = stateOf([plainPersona('ada')]);
    const chest = {
      name: 'the chest',
      kind: 'container' as const,
      locationId: PLACE,
      open: false,
      properties: {},
    };
    const coin = { name: 'the coin', kind: 'item' as const, containerId: 'chest', properties: {} };
    const scene = (isGlass: boolean) => {
      const place = state.world.locations[PLACE];
      if (place === undefined) throw new Error('the yard is missing');
      const properties = { contents_visible_on_entry: isGlass };
      const world = {
        ...state.world,
        locations: { ...state.world.locations, [PLACE]: { ...place, properties } },
        entities: { chest, coin },
      };
      return sceneTriples({ ...state, world }, 'ada', PLACE).map(({ subject, value }) => [subject, value]);
    };
    expect(scene(false)).not.toContainEqual(['coin', 'chest']);
    expect(scene(true)).toContainEqual(['coin', 'chest']);
  });
});

describe('what one believes that others believe', () => {
  const alone = (people: readonly Persona[]) => stateOf(people);
  /** Ada has found something out. */
  function finding(affinity: number): { snapshot: SimulationSnapshot; state: SimulationState } {
    const ada = plainPersona('ada', { relationships: { ben: bond(affinity) } });
    const { snapshot, state } = alone([ada, plainPersona('ben')]);
    const found = believing(state, (draft) => holds(draft, 'ada', factKey(FINDING), true, state.world.clock));
    return { snapshot, state: found };
  }
  const think = (
    draft: BeliefsDraft,
    a: string,
    b: string,
    key: string,
    value: string | boolean,
    time: number,
  ) => draft.model(chainKey([a, b]), key, [value, 1, time, 'self', BEFORE_ALL]);
  const mindOf = ({ snapshot, state }: ReturnType<typeof finding>, id = 'ben') => {
    const ada = state.personas.ada;
    if (ada === undefined) throw new Error('Ada is missing');
    return deliberate(snapshot, state, 1, ada).others[id];
  };

  it('decides to whom a fact is news, be that so or not', async () => {
    const run = finding(0);
    expect(mindOf(run)?.news).toEqual([FINDING]);
    // Ben knows, and Ada doesn't think so.
    const really = believing(run.state, (draft) =>
      holds(draft, 'ben', factKey(FINDING), true, run.state.world.clock),
    );
    expect(mindOf({ ...run, state: really })?.news).toEqual([FINDING]);
    // Ada thinks so, and Ben doesn't know.
    const supposed = believing(run.state, (draft) =>
      think(draft, 'ada', 'ben', factKey(FINDING), true, run.state.world.clock),
    );
    expect(mindOf({ ...run, state: supposed })?.news).toEqual([]);
    const talk = decides('ada', { action: 'communicate', target: 'ben' });
    const after = await playOne(run.snapshot, run.state, talk);
    expect(factsKnownTo(run.snapshot, after.state, 'ben')[FINDING]).toMatchObject({ from: 'ada' });
    expect(believes(after.state.beliefs, ['ada', 'ben'], 'holds', FINDING)?.value).toBe(true);
    expect(believes(after.state.beliefs, ['ben', 'ada'], 'holds', FINDING)?.value).toBe(true);
    const silent = await playOne(run.snapshot, supposed, talk);
    expect(factsKnownTo(run.snapshot, silent.state, 'ben')).not.toHaveProperty(FINDING);
  });

  it('keeps from an enemy what it is believed not to know', async () => {
    const run = finding(-0.5);
    expect(mindOf(run)).toMatchObject({ news: [], kept: [FINDING] });
    const talk = decides('ada', { action: 'communicate', target: 'ben' });
    const { record, state } = await playOne(run.snapshot, run.state, talk);
    expect(record.briefs.find(({ personaId }) => personaId === 'ada')?.minds.ben?.kept).toEqual([FINDING]);
    expect(factsKnownTo(run.snapshot, state, 'ben')).not.toHaveProperty(FINDING);
  });

  it('makes one whisper to a friend what an enemy at hand is believed not to know', async () => {
    const ada = plainPersona('ada', { relationships: { ben: bond(0.5), cem: bond(-0.5) } });
    const { snapshot, state } = alone([ada, plainPersona('ben'), plainPersona('cem')]);
    const say = decides('ada', { action: 'communicate', target: 'ben', dialogue: `Listen: ${FOUND}.` });
    const secret = believing(state, (draft) =>
      holds(draft, 'ada', factKey(FINDING), true, state.world.clock),
    );
    const volumeIn = async (from: SimulationState) => {
      const { record, state: after } = await playOne(snapshot, from, say);
      const { dialogue } = record.events.find(({ agentId }) => agentId === 'ada') ?? {};
      return { volume: dialogue?.volume, cem: FINDING in factsKnownTo(snapshot, after, 'cem') };
    };
    expect(await volumeIn(secret)).toEqual({ volume: 'whisper', cem: false });
    const open = believing(secret, (draft) =>
      think(draft, 'ada', 'cem', factKey(FINDING), true, state.world.clock),
    );
    expect(await volumeIn(open)).toMatchObject({ volume: 'normal' });
  });

  it('makes one put a friend right who is believed to be wrong, and let others be', async () => {
    const away = plainPersona('cem', { locationId: 'lamp_room' });
    const people = (affinity: number) => [
      plainPersona('ada', { relationships: { ben: bond(affinity) } }),
      plainPersona('ben'),
      away,
    ];
    const wrongly = (affinity: number) => {
      const { snapshot, state } = alone(people(affinity));
      const { clock } = state.world;
      const mistaken = believing(state, (draft) => {
        holds(draft, 'ada', triple('cem', 'location'), 'lamp_room', clock);
        holds(draft, 'ben', triple('cem', 'location'), 'cottage', clock - 60, 0.4);
        think(draft, 'ada', 'ben', triple('cem', 'location'), 'cottage', clock - 60);
      });
      return { snapshot, state: mistaken };
    };
    const friends = wrongly(0.5);
    expect(mindOf(friends)?.wrong).toMatchObject([{ subject: 'cem', believes: 'cottage', at: 'lamp_room' }]);
    expect(mindOf(wrongly(0))?.wrong).toEqual([]);
    const talk = decides('ada', { action: 'communicate', target: 'ben' });
    const { record, state } = await playOne(friends.snapshot, friends.state, talk);
    expect(record.briefs.find(({ personaId }) => personaId === 'ada')?.minds.ben?.wrong).toHaveLength(1);
    expect(record.events.find(({ agentId }) => agentId === 'ada')?.effects).toContainEqual(
      expect.objectContaining({ kind: 'tell', to: 'ben', subject: 'cem', at: 'lamp_room' }),
    );
    expect(believes(state.beliefs, ['ben'], 'location', 'cem')).toMatchObject({
      value: 'lamp_room',
      source: 'ada',
    });
  });

  it('stands in the prompt', async () => {
    const tails: string[] = [];
    const { snapshot, state } = finding(-0.5);
    const listen = modelOf((request) => {
      if (isDecide(request.data) && request.key.endsWith('-ada')) tails.push(request.volatileTail);
      return { ok: false, reason: 'refused' };
    });
    await playOne(snapshot, state, listen);
    expect(tails[0]).toContain('better kept from Ben');
  });
});

describe('somebody who keeps drawing conclusions', () => {
  it('forgets the oldest of them, and nothing of what it knew', () => {
    const { snapshot, state } = stateOf([plainPersona('ada'), plainPersona('ben')]);
    const known = Object.keys(state.beliefs.stores.ada?.entries ?? {});
    const thoughtful = believing(state, (draft) => {
      for (let at = 0; at < 300; at += 1) {
        draft.inform('ada', triple('ben', `mood_${at}`), {
          value: 'odd',
          category: 'social',
          reliability: 0.6,
          channel: 'inferred',
          source: 'self',
          time: state.world.clock + at,
          eventId: 't0001-a-ada',
        });
      }
    });
    const held = Object.keys(thoughtful.beliefs.stores.ada?.entries ?? {});
    expect(held).toEqual(expect.arrayContaining(known));
    expect(held).toContain(triple('ben', 'mood_299'));
    expect(held).not.toContain(triple('ben', 'mood_0'));
    expect(Object.keys(factsKnownTo(snapshot, thoughtful, 'ada'))).toEqual(
      expect.arrayContaining(Object.keys(snapshot.script.lore)),
    );
  });
});

describe('a state of an earlier schema', () => {
  it('has its facts as beliefs, with what was shared as what is believed of others', () => {
    const snapshot = snapshotOf({ cast: ['alice', 'bob'] });
    const opening = openSimulation(snapshot);
    const fact = {
      reliability: 0.7,
      learned: 'told',
      from: 'bob',
      turn: 1,
      eventId: 't0001-e002',
      sharedWith: ['bob'],
    };
    const knowledge = { alice: { [FINDING]: fact }, bob: {} };
    const old = { ...opening, schemaVersion: 2, knowledge } as unknown as SimulationState;
    const check = (state: SimulationState) => {
      expect(state).not.toHaveProperty('knowledge');
      expect(state.schemaVersion).toBe(opening.schemaVersion);
      const known = factsKnownTo(snapshot, state, 'alice')[FINDING];
      expect(known).toMatchObject({ learned: 'told', from: 'bob', turn: 1, record: { base: 0.7 } });
      expect(believes(state.beliefs, ['alice', 'bob'], 'holds', FINDING)?.value).toBe(true);
      expect(factsKnownTo(snapshot, state, 'bob')).not.toHaveProperty(FINDING);
    };
    check(upgraded(snapshot, old));
    check(restoreState(snapshot, opening, [{ schemaVersion: 2, delta: { set: { knowledge } } }]));
    const lore = Object.keys(snapshot.script.lore)[0] ?? '';
    expect(factsKnownTo(snapshot, upgraded(snapshot, old), 'alice')[lore]?.learned).toBe('lore');
  });
});
