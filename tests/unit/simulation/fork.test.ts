import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ValidationError } from '../../../src/errors.js';
import { believes } from '../../../src/reality/belief-query.js';
import { characterSchema } from '../../../src/simulation/character.js';
import { arcPosition } from '../../../src/simulation/chronicle-data.js';
import { deltaText } from '../../../src/simulation/delta-text.js';
import { openChronicle, type SimulationState, writeChapter } from '../../../src/simulation/engine.js';
import { type ForkInput, forkSimulation } from '../../../src/simulation/fork.js';
import { forkChangesSchema } from '../../../src/simulation/fork-changes.js';
import { factsKnownTo } from '../../../src/simulation/known-facts.js';
import type { ObjectDelta } from '../../../src/simulation/state-delta.js';
import { character, playAll, playOne, professions, SILENT, snapshotOf } from './stage.js';

const snapshot = snapshotOf({ turns: 6 });
let parent: Awaited<ReturnType<typeof playAll>>;

beforeAll(async () => {
  parent = await playAll(snapshot);
});

/** The fork of the shared parent at turn k with changes as they come in. */
function forked(changes: object = {}, other: Partial<ForkInput> = {}, turn = 3) {
  return forkSimulation({
    snapshot,
    state: stateAt(turn),
    turns: 3,
    changes: forkChangesSchema.parse(changes),
    professions: professions(),
    ...other,
  });
}

function stateAt(turn: number): SimulationState {
  const state = parent.states[turn];
  if (state === undefined) throw new Error(`turn ${turn} wasn't played`);
  return state;
}

/** Paths of what is refused. */
function refused(changes: object, other: Partial<ForkInput> = {}): string[] {
  try {
    forked(changes, other);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.issues.map(({ path }) => path);
  }
}

describe('a fork without changes', () => {
  it('starts from the very state', () => {
    for (let turn = 0; turn <= 6; turn += 1) expect(forked({}, {}, turn).state).toBe(stateAt(turn));
  });

  it('plays what its parent plays, byte for byte', async () => {
    for (const turn of [0, 2, 5]) {
      const fork = forked({}, { turns: 6 - turn }, turn);
      const { record, state } = await playOne(fork.snapshot, fork.state);
      expect(JSON.stringify(record)).toBe(JSON.stringify(parent.records[turn]));
      expect(JSON.stringify(state)).toBe(JSON.stringify(stateAt(turn + 1)));
    }
  });

  it('opens its own story, and closes it with its last turn', async () => {
    const fork = forked({}, { turns: 1 });
    const { record } = await playOne(fork.snapshot, fork.state);
    const chronicle = openChronicle(3);
    expect(chronicle.nextTurn).toBe(4);
    const chapter = await writeChapter(
      { snapshot: fork.snapshot, simulationId: 'fork', clientId: 'client', record, chronicle },
      SILENT,
      new AbortController().signal,
    );
    expect(chapter.prose.startsWith(snapshot.stage.premise)).toBe(true);
    expect(chapter.chronicle.nextTurn).toBe(5);
  });

  it('has an arc of its own', () => {
    const { snapshot: own } = forked({}, { turns: 4 });
    const [record] = parent.records;
    if (record === undefined) throw new Error('turn 1 was not played');
    const arc = (turn: number) => arcPosition(own, { ...record, events: [], turn }, openChronicle(3));
    // Its first and last turns are 4 and 7; a story turns after three quarters at the latest.
    expect([4, 5, 6, 7].map(arc)).toEqual(['opening', 'rising', 'turning_point', 'closing']);
  });

  it('counts its own turns after those that it shares', () => {
    expect(forked({}, { turns: 2 }).snapshot).toMatchObject({ startsAfter: 3, turns: 5 });
  });
});

describe('changes', () => {
  it('touch nothing but what they name', () => {
    const light = fc.constantFrom('bright', 'normal', 'dim', 'dark');
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(stateAt(3).world.locations)),
        light,
        fc.constantFrom(...Object.keys(stateAt(3).personas)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (place, value, person, stress) => {
          const { state } = forked({
            world: { locations: { [place]: { light: value } } },
            characters: { [person]: { state: { stress } } },
          });
          const delta: ObjectDelta = JSON.parse(deltaText(stateAt(3), state) ?? '{}');
          const { hash: _hash, ...set } = delta.set ?? {};
          expect([set, delta.remove ?? []]).toEqual([{}, []]);
          for (const branch of Object.keys(delta.change ?? {}))
            expect(['world', 'personas']).toContain(branch);
          expect(state.world.locations[place]?.light).toBe(value);
          expect(state.personas[person]?.state.stress).toBe(stress);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of a state leave no hash that stands for another', () => {
    expect(forked({ seed: 99 }).state.hash).toBe(stateAt(3).hash);
    expect(forked({ characters: { alice: { state: { stress: 0.9 } } } }).state.hash).toBe('');
  });

  it('of the seed lead elsewhere', async () => {
    const fork = forked({ seed: 99 });
    const { record } = await playOne(fork.snapshot, fork.state);
    expect(fork.snapshot.seed).toBe(99);
    expect(JSON.stringify(record.events)).not.toBe(JSON.stringify(parent.records[3]?.events));
  });

  it('of style are merged, of goals of the story replace them', () => {
    const { snapshot: changed } = forked(
      { style: { tone: 'wry' }, narrative_goals: ['peace'], difficulty: 0.9 },
      { snapshot: { ...snapshot, style: { pov: 'first person', tone: 'grim' }, narrativeGoals: ['war'] } },
    );
    expect(changed).toMatchObject({
      style: { pov: 'first person', tone: 'wry' },
      narrativeGoals: ['peace'],
      difficulty: 0.9,
    });
  });

  it('of a character are read like a new one: scales are recognised, names found, the rest stays', () => {
    const before = stateAt(3).personas.alice;
    const fork = forked({
      characters: {
        alice: {
          traits: { brave: 7 },
          weights: { mission_success: 0.2 },
          stats: { strength: 19 },
          goals: ['leave the island', { text: 'win Bob over', tracks: { kind: 'trust', who: 'Bob' } }],
          relationships: { bob: { affinity: -0.4 } },
          resources: { stamina: { maximum: 40 } },
        },
      },
    });
    const after = fork.state.personas.alice;
    expect(after?.traits).toEqual({ ...before?.traits, brave: 0.7 });
    expect(after?.weights).toEqual({ ...before?.weights, missionSuccess: 0.2 });
    expect(after?.stats).toEqual({ ...before?.stats, strength: 10 });
    expect(after?.goals.map(({ text, tracks }) => [text, tracks?.who])).toEqual([
      ['leave the island', undefined],
      ['win Bob over', 'bob'],
    ]);
    expect(after?.relationships.bob).toEqual({ ...before?.relationships.bob, affinity: -0.4 });
    expect(after?.resources.stamina).toMatchObject({
      current: Math.min(40, before?.resources.stamina.current ?? 0),
      maximum: 40,
    });
    expect(fork.state.minds.alice?.progress).toEqual({});
    // The story tells of the new goals, too.
    expect(fork.snapshot.cast.find(({ id }) => id === 'alice')?.goals).toEqual(after?.goals);
  });

  it('that name what is not there are refused, each by its path', () => {
    expect(
      refused({
        world: {
          locations: { constructor: { light: 'dark' } },
          things: { nothing: { open: true }, [aContainer()]: { at: 'nowhere', working: true } },
          conditions: [{ type: 'flood', affected_area: 'nowhere' }],
        },
        characters: {
          nobody: { state: { stress: 1 } },
          alice: { location_id: 'nowhere', relationships: { nobody: {}, alice: {} } },
        },
      }),
    ).toEqual([
      'changes.world.locations.constructor',
      'changes.world.things.nothing',
      `changes.world.things.${aContainer()}.at`,
      `changes.world.things.${aContainer()}.working`,
      'changes.world.conditions[0].affected_area',
      'changes.characters.nobody',
      'changes.characters.alice.location_id',
      'changes.characters.alice.relationships.nobody',
      'changes.characters.alice.relationships.alice',
    ]);
  });

  it('that put a container into itself are refused', () => {
    const box = aContainer();
    expect(refused({ world: { things: { [box]: { at: box } } } })).toEqual([
      `changes.world.things.${box}.at`,
    ]);
  });

  it.each([
    [{ charcters: {} }, []],
    [{ world: { locations: { a: { lihgt: 'dark' } } } }, ['world', 'locations', 'a']],
    [{ characters: { alice: { state: { asleep: true } } } }, ['characters', 'alice', 'state']],
  ])('with a field nobody knows are refused: %j', (changes, path) => {
    const [issue] = forkChangesSchema.safeParse(changes).error?.issues ?? [];
    expect(issue).toMatchObject({ code: 'unrecognized_keys', path });
  });
});

describe('a fact that a fork changes', () => {
  it('is true, with what was true before, and nobody knows it', () => {
    const { thing, from, to } = aThingToMove();
    const fork = forked({ world: { things: { [thing]: { at: to } } } });
    const { beliefs } = fork.state;
    expect(believes(beliefs, [], 'location', thing)).toMatchObject({ value: to, provenance: ['t0003-e000'] });
    expect(beliefs.truth[`${thing}|location`]?.past?.at(-1)?.[0]).toBe(from);
    expect(beliefs.stores).toEqual(stateAt(3).beliefs.stores);
    expect(beliefs.nested).toEqual(stateAt(3).beliefs.nested);
  });

  it('is believed by everybody conscious, and of everybody, once it is announced', () => {
    const { thing, to } = aThingToMove();
    const fork = forked({
      announce: true,
      world: { things: { [thing]: { at: to } } },
      characters: { bob: { state: { conscious: false } } },
    });
    const { beliefs } = fork.state;
    expect(believes(beliefs, ['alice'], 'location', thing)).toMatchObject({
      value: to,
      reliability: 1,
      source: 'lore',
    });
    expect(beliefs.stores.alice?.entries[`${thing}|location`]?.active.channel).toBe('told');
    expect(believes(beliefs, ['alice', 'corvin'], 'location', thing)?.value).toBe(to);
    expect(beliefs.stores.bob).toEqual(stateAt(3).beliefs.stores.bob);
  });

  it('that is hidden stays out of the announcement until it comes to light', () => {
    const { thing, to } = aThingToMove();
    const away = forked({ announce: true, world: { things: { [thing]: { at: to, hidden: true } } } });
    expect(away.state.beliefs.stores).toEqual(stateAt(3).beliefs.stores);
    const back = forked(
      { announce: true, world: { things: { [thing]: { hidden: false } } } },
      { snapshot: away.snapshot, state: away.state },
    );
    expect(believes(back.state.beliefs, ['alice'], 'location', thing)?.value).toBe(to);
  });
});

describe('somebody set down elsewhere', () => {
  it('has looked round there, while those left behind believe the old', () => {
    const { id, from, to, left } = somebodyToMove();
    const { state } = forked({ characters: { [id]: { location_id: to } } });
    expect(believes(state.beliefs, [], 'location', id)?.value).toBe(to);
    for (const other of left) {
      expect(believes(state.beliefs, [other], 'location', id)?.value).toBe(from);
    }
    expect(state.story.ledger.positions[id]).toEqual({ place: to });
  });

  it('can act there without a move that nobody made', async () => {
    const { id, to } = somebodyToMove();
    const fork = forked({ characters: { [id]: { location_id: to } } });
    const { record } = await playOne(fork.snapshot, fork.state);
    expect(record.story.coherence.corrected.filter(({ eventId }) => eventId.startsWith('t0004'))).toEqual([]);
    expect(record.briefs.find(({ personaId }) => personaId === id)?.locationId).toBe(to);
  });
});

describe('somebody who joins', () => {
  const member = {
    id: 'wren',
    character: characterSchema.parse({
      name: 'Wren',
      profession: 'engineer',
      secrets: ['the letter was never sent'],
      relationships: { Alice: { affinity: 0.6 } },
    }),
  };

  it('has what everybody has at a start, and has looked round', () => {
    const fork = forked({}, { added: [member] });
    const { state } = fork;
    const wren = state.personas.wren;
    expect(Object.keys(state.minds)).toContain('wren');
    expect(state.memories.wren).toEqual(parent.states[0]?.memories.alice);
    expect(wren?.relationships.alice?.affinity).toBe(0.6);
    expect(believes(state.beliefs, ['wren'], 'location', 'wren')).toMatchObject({ value: wren?.locationId });
    expect(state.facts['secret-wren-1']?.text).toBe('the letter was never sent');
    const lore = Object.keys(snapshot.script.lore);
    const known = factsKnownTo(snapshot, state, 'wren');
    for (const id of lore) expect(known[id]?.learned).toBe('lore');
    expect(known).toHaveProperty('secret-wren-1');
    expect(fork.snapshot.cast.map(({ id }) => id)).toEqual([...snapshot.cast.map(({ id }) => id), 'wren']);
    expect(fork.snapshot.professions?.wren?.id).toBe('engineer');
  });

  it('is seen by those who are there', () => {
    const at = stateAt(3).personas.alice?.locationId;
    const here = {
      ...member,
      character: { ...member.character, ...(at === undefined ? {} : { location_id: at }) },
    };
    const { state } = forked({ characters: { alice: { state: { conscious: true } } } }, { added: [here] });
    expect(believes(state.beliefs, ['alice'], 'location', 'wren')?.value).toBe(at);
  });

  it('plays along', async () => {
    const fork = forked({}, { added: [member] });
    const { record } = await playOne(fork.snapshot, fork.state);
    expect(record.decisions.map(({ actorId }) => actorId)).toContain('wren');
  });

  it('is refused as a second of the same, or as the seventh', () => {
    const alice = { id: 'alice2', character: { ...character('alice'), name: 'ALICE' } };
    expect(refused({}, { added: [alice] })).toEqual(['changes.add_characters[0]']);
    const two = ['one', 'two'].map((id) => ({ id, character: characterSchema.parse({ name: id }) }));
    expect(refused({}, { added: two })).toEqual(['changes.add_characters']);
  });
});

function aContainer(): string {
  const [id] = Object.entries(stateAt(3).world.entities).find(([, { kind }]) => kind === 'container') ?? [];
  return id ?? '';
}

/** A loose, visible thing and another place. */
function aThingToMove(): { thing: string; from: string; to: string } {
  const { entities, locations } = stateAt(3).world;
  const [thing, { locationId: from = '' } = {}] =
    Object.entries(entities).find(
      ([, entity]) =>
        entity.kind === 'item' && entity.locationId !== undefined && entity.properties.hidden !== true,
    ) ?? [];
  const to = Object.keys(locations).find((id) => id !== from);
  return { thing: thing ?? '', from, to: to ?? '' };
}

/** Somebody in company, and a place where nobody is. */
function somebodyToMove(): { id: string; from: string; to: string; left: string[] } {
  const { personas, world } = stateAt(3);
  const people = Object.values(personas);
  const one = people.find(
    ({ locationId }) => people.filter((each) => each.locationId === locationId).length > 1,
  );
  const from = one?.locationId ?? '';
  const to = Object.keys(world.locations).find((id) => people.every(({ locationId }) => locationId !== id));
  const left = people.filter((each) => each.id !== one?.id && each.locationId === from).map(({ id }) => id);
  return { id: one?.id ?? '', from, to: to ?? '', left };
}
