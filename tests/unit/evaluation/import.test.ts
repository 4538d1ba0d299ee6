import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importFile, importScenario } from '../../../loadtest/evaluation/import.js';
import { judge } from '../../../loadtest/evaluation/judge.js';
import { playScenario } from '../../../loadtest/evaluation/play.js';
import { ScenarioError } from '../../../loadtest/evaluation/seed.js';
import { waysBetween } from '../../../loadtest/evaluation/ways.js';
import { isClause, nounPhrase, withThe } from '../../../loadtest/evaluation/wording.js';
import { SMALL_SCENARIO } from './small-scenario.js';

/** Lies beside the project where it is developed; never part of it. */
const REAL_SCENARIOS = join(import.meta.dirname, '../../../../shared/data/evaluation-seeds');

const scenario = importScenario(parse(SMALL_SCENARIO));
const { world } = scenario;

/** Where everything in a parsed file is, branches and leaves. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [...path, key],
    ...pathsOf(member, [...path, key]),
  ]);
}

describe('an evaluation scenario', () => {
  it('becomes a world with its time, its places and the ways between them', () => {
    expect([world.id, world.title, world.start_time]).toEqual(['mill_01', 'The Old Mill', '19:45']);
    expect(world.premise).toBe('A mill by a stream. Nobody has ground here for years.');
    expect(world.locations.map(({ id, name, connections }) => [id, name, connections])).toEqual([
      ['yard', 'the Mill Yard', ['hall']],
      ['hall', 'the Grinding Hall', ['loft', 'yard']],
      ['loft', 'Loft 2', ['hall']],
    ]);
    expect(world.locations[0]).toMatchObject({
      light: 'dim',
      weather: 'rain',
      terrain: 'open',
      start: false,
    });
    expect(world.locations[1]).toMatchObject({ terrain: 'urban', start: true });
    expect(world.locations[1]?.description).toBe(
      'The Grinding Hall opened before them, a hall with two stones.',
    );
  });

  it('becomes things of three kinds, one of them inside another', () => {
    expect(world.things.map(({ id, kind, at }) => [id, kind, at])).toEqual([
      ['great_wheel', 'mechanism', 'hall'],
      ['flour_chest', 'container', 'loft'],
      ['ledger', 'item', 'flour_chest'],
      ['bucket', 'item', 'hall'],
    ]);
    expect(world.things[0]).toMatchObject({ working: false, description: 'is an oak wheel with iron teeth' });
    expect(world.things[1]).toMatchObject({ open: true, description: 'consists of sacks of flour' });
  });

  it('has something to be found about every thing, without the figures of the game', () => {
    expect(world.discoveries.map(({ thing, text }) => [thing, text])).toEqual([
      ['great_wheel', 'the Great Wheel is an oak wheel with iron teeth, and it is not powered and readable'],
      [
        'flour_chest',
        'the Flour Chest consists of sacks of flour, and it is not sealed, with grey flour as its contents',
      ],
      ['ledger', 'the Ledger is a document'],
      ['bucket', 'the Bucket is a tool'],
    ]);
  });

  it('brings its character with halved stats, traits under the engine’s names and goals from the objectives', () => {
    const ada = scenario.members.find(({ id }) => id === 'ada')?.character;
    expect(scenario.heroes).toEqual(['ada']);
    expect(ada).toMatchObject({
      name: 'Ada Quill',
      description: 'a surveyor',
      stats: { strength: 6, perception: 8 },
      traits: { cautious: 0.7, curious: 0.9, stubborn: 0.8, constructor: 0.5 },
      weights: { mission_success: 0.8 },
      resources: { health: { current: 80, maximum: 90 }, stamina: { current: 60, maximum: 70 } },
      state: { fatigue: 0.3, status_effects: ['wet feet'], conscious: true },
      location_id: 'hall',
      relationships: { 'Old Miller': { affinity: 0.5, trust: 0.7, kind: 'trusted uncle' } },
    });
    expect(ada?.equipment).toMatchObject([{ name: 'a brass rule', equipment_type: 'tool' }]);
    expect(ada?.goals).toMatchObject([
      {
        text: "look into the mill's machinery: the Great Wheel in the Grinding Hall",
        priority: 0.8,
        tracks: { kind: 'learn', count: 1 },
      },
    ]);
    expect(world.objectives).toMatchObject([{ id: 'look', reached: { found: ['find-great_wheel'] } }]);
  });

  it('warns of references that lead nowhere', () => {
    expect(scenario.warnings).toEqual([
      "yard leads to well, which isn't in the world",
      "bucket is in well, which isn't in the world",
      "ghost is left out: its place nowhere isn't in the world",
    ]);
    expect(scenario.members.map(({ id }) => id)).toEqual(['ada', 'miller']);
  });

  it.each([null, [], {}, { metadata: { seed_id: 'x' } }, { metadata: 7, world_state: 'y' }])(
    'is refused when it is none: %j',
    (raw) => {
      expect(() => importScenario(raw)).toThrow(ScenarioError);
    },
  );

  it('with any one value of another kind is imported all the same, or refused as none', () => {
    const leaves = pathsOf(parse(SMALL_SCENARIO));
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('...', '_', 'long '.repeat(800), '?!'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...leaves), odd, (path, value) => {
        const raw: unknown = parse(SMALL_SCENARIO);
        const owner = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(Object(at), key), raw);
        Reflect.set(Object(owner), path.at(-1) ?? '', value);
        try {
          importScenario(raw);
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('with one bare place and nothing else can still be played', async () => {
    const bare = importScenario({
      metadata: { seed_id: 'bare', estimated_turns: '2' },
      world_state: { locations: [{ id: 'Room #1' }] },
      characters: [{ name: 'Nim' }],
    });
    const { records } = await playScenario(bare, 1);
    expect(records).toHaveLength(2);
  });

  it('speaks of things with the article and number that they take', () => {
    expect(['Data Terminal', 'Corridor Alpha-7', 'The Pit'].map(withThe)).toEqual([
      'the Data Terminal',
      'Corridor Alpha-7',
      'The Pit',
    ]);
    expect(['Old well', 'Spare parts in a box', 'Glass of water', 'the end.'].map(nounPhrase)).toEqual([
      'an old well',
      'spare parts in a box',
      'a glass of water',
      'the end',
    ]);
    expect(isClause('the Crates', 'Standard crates')).toBe('are standard crates');
  });

  it('connects places without declared ways to their neighbours, and all of them with each other', () => {
    const at = (id: string, x: number, y: number) => ({ id, position: { x, y, z: 0 }, leadsTo: [] });
    // The two far corners see each other across a centre that lies on the sphere between them.
    const ways = waysBetween([
      at('centre', 0, 0),
      at('east', 30, 0),
      at('north', 0, 40),
      at('west', -25, 15),
    ]);
    expect(Object.fromEntries(ways)).toEqual({
      centre: ['east', 'north', 'west'],
      east: ['centre'],
      north: ['centre', 'west'],
      west: ['centre', 'north'],
    });
  });

  it.skipIf(!existsSync(REAL_SCENARIOS))(
    'of the wild is played to its end, breaks no law, and is judged either way (shared data)',
    async () => {
      const statuses: string[] = [];
      for (const file of readdirSync(REAL_SCENARIOS).filter((name) => name.endsWith('.yaml'))) {
        const real = importFile(join(REAL_SCENARIOS, file));
        const played = await playScenario(real, 1);
        const { objectives, laws } = judge(played);
        expect(played.records).toHaveLength(real.turns);
        expect([...laws.applied]).toEqual([]);
        statuses.push(...objectives.map(({ status }) => status));
      }
      expect(statuses).toContain('completed');
      expect(statuses).toContain('failed');
    },
  );
});
