import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSimulation, takeSnapshot } from '../../../src/simulation/engine.js';
import { clamp, round6 } from '../../../src/simulation/numbers.js';
import { professionFileSchema } from '../../../src/simulation/profession-file.js';
import { professionRule } from '../../../src/simulation/professions.js';
import {
  actThreshold,
  adjustment,
  baseScore,
  fallbackScore,
  priorityOf,
} from '../../../src/simulation/scores.js';
import type { Persona, Threat } from '../../../src/simulation/types.js';
import { plainPersona } from './people.js';
import { answered, character, modelOf, playOne, professions, SILENT, snapshotOf, world } from './stage.js';

const ada = plainPersona('ada');
const friends = (count: number): Persona['relationships'] =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`p${i}`, { affinity: 0, trust: 0.5, kind: 'known' }]),
  );
const driven = (priority: number): Persona => ({
  ...ada,
  goals: [{ id: 'g', text: 'go on', priority, status: 'open' }],
});

describe('the fallback score', () => {
  it('is base, adjustment and moment, whatever was scored before for the same character', () => {
    const change = fc.record({
      threat: fc.constantFrom<Threat>('LOW', 'MODERATE', 'HIGH', 'CRITICAL'),
      bonds: fc.integer({ min: 0, max: 3 }),
      priority: fc.constantFrom(0.5, 0.9),
      weight: fc.constantFrom(0.2, 0.8),
      action: fc.constantFrom('communicate', 'guard', 'attack', 'retreat', 'observe'),
      moment: fc.double({ min: -0.2, max: 0.4, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 8 }), (changes) => {
        for (const { threat, bonds, priority, weight, action, moment } of changes) {
          const persona = {
            ...driven(priority),
            weights: { ...ada.weights, missionSuccess: weight, selfPreservation: weight },
            relationships: friends(bonds),
          };
          const sum =
            baseScore(action, persona, threat) + adjustment(action, persona, threat, undefined) + moment;
          const at = { threat, profession: undefined, recent: [] };
          expect(fallbackScore(action, persona, at, moment)).toBe(round6(clamp(sum, 0, 1)));
        }
      }),
    );
  });

  // Traits .5; weights: self-preservation .5, loyalty .7, relationships .6, mission .8.
  it.each([
    ['observe', 'LOW', 0.25],
    ['attack', 'LOW', 0.44],
    ['attack', 'CRITICAL', 0.19],
    ['retreat', 'HIGH', 0.16],
    ['retreat', 'LOW', -0.14],
    ['communicate', 'LOW', 0.38],
    ['investigate', 'LOW', 0.61],
    ['guard', 'LOW', 0.61],
  ] as const)('of %s at %s has a base of %d', (action, threat, base) => {
    expect(baseScore(action, ada, threat)).toBeCloseTo(base, 9);
  });

  it.each([
    ['attack', { aggressive: 0.71 }, 'LOW', 0.2],
    ['attack', { aggressive: 0.7 }, 'LOW', 0],
    ['observe', { cautious: 0.71 }, 'LOW', 0.15],
    ['retreat', { cautious: 0.71 }, 'LOW', 0.15],
    ['guard', { cautious: 0.71, loyal: 0.71 }, 'LOW', 0.3],
    ['retreat', {}, 'CRITICAL', 0.3],
    ['call_for_help', {}, 'CRITICAL', 0.3],
    ['attack', {}, 'CRITICAL', -0.2],
    ['investigate', {}, 'CRITICAL', -0.2],
  ] as const)('of %s with %j at %s is adjusted by %d', (action, traits, threat, sum) => {
    expect(adjustment(action, { ...ada, traits, relationships: friends(2) }, threat, undefined)).toBeCloseTo(
      sum,
      9,
    );
  });

  it('is lower for talk without a net of two, higher for duty with a pressing goal', () => {
    expect(adjustment('communicate', { ...ada, relationships: friends(1) }, 'LOW', undefined)).toBeCloseTo(
      -0.2,
    );
    expect(adjustment('communicate', { ...ada, relationships: friends(2) }, 'LOW', undefined)).toBe(0);
    expect(adjustment('investigate', driven(0.81), 'LOW', undefined)).toBeCloseTo(0.2);
    expect(adjustment('guard', driven(0.8), 'LOW', undefined)).toBe(0);
  });

  it('falls by .1 for each use in the last three turns and stays within 0 and 1', () => {
    const at = (...recent: string[]) => ({
      threat: 'LOW' as const,
      profession: undefined,
      recent: recent.map((action) => ({ action })),
    });
    expect(fallbackScore('investigate', ada, at())).toBe(0.61);
    expect(fallbackScore('investigate', ada, at('investigate', 'wait', 'investigate'))).toBe(0.41);
    expect(fallbackScore('investigate', ada, at('investigate', 'wait', 'wait', 'wait'))).toBe(0.61);
    expect(fallbackScore('retreat', ada, at())).toBe(0);
  });

  it.each([
    ['retreat', 0, 'critical'],
    ['call_for_help', 0, 'critical'],
    ['observe', 0.91, 'critical'],
    ['attack', 0, 'high'],
    ['defend', 0, 'high'],
    ['observe', 0.71, 'high'],
    ['observe', 0.51, 'normal'],
    ['observe', 0.5, 'low'],
  ] as const)('makes %s at %d %s', (action, score, priority) => {
    expect(priorityOf(action, score)).toBe(priority);
  });
});

describe('a profession', () => {
  it.each([
    ['marine engineer', 'engineer', 0.4],
    ['Pilot', 'pilot', 0.1],
    ['mad scientist', 'scientist', 0.2],
    ['nurse', 'healer', 0.3],
  ])('"%s" is read as %s and acts from %d', (name, id, threshold) => {
    const rule = professionRule(name, professions());
    expect(rule?.id).toBe(id);
    expect(actThreshold(ada, rule)).toBe(threshold);
  });

  it('makes the cautious wait for more, up to .5', () => {
    const wary = { ...ada, traits: { cautious: 0.71 } };
    expect(actThreshold(wary, undefined)).toBe(0.45);
    expect(actThreshold(wary, professionRule('engineer', professions()))).toBe(0.5);
  });

  it('is none of ours when no word of it is known, and none of its words is part of another', () => {
    expect(professionRule('benefactor of orphans', professions())).toBeUndefined();
    expect(professionRule(undefined, professions())).toBeUndefined();
  });

  it('adds its bonus, and .15 for what it is specialised in', () => {
    const file = professionFileSchema.parse({
      professions: [
        {
          id: 'diver',
          words: ['diver'],
          bonuses: { search: 0.2, attack: -0.3 },
          specialisations: [{ words: ['wreck'], actions: ['search', 'repair'] }],
        },
      ],
    });
    const plain = professionRule('diver', file.professions);
    const special = professionRule('wreck diver', file.professions);
    expect(adjustment('search', ada, 'LOW', plain)).toBe(0.2);
    expect(adjustment('search', ada, 'LOW', special)).toBeCloseTo(0.35);
    expect(adjustment('repair', ada, 'LOW', special)).toBe(0.15);
    expect(adjustment('attack', ada, 'LOW', special)).toBe(-0.3);
  });

  it('gives no more than .3 and names only actions of the game', () => {
    const file = (profession: object) =>
      professionFileSchema.safeParse({ professions: [{ id: 'diver', words: ['diver'], ...profession }] })
        .success;
    expect(file({})).toBe(true);
    expect(file({ bonuses: { search: 0.31 } })).toBe(false);
    expect(file({ bonuses: { fly: 0.1 } })).toBe(false);
    expect(file({ default_action: 'fly' })).toBe(false);
    expect(file({ verbs: { search: 'investigate' } })).toBe(false);
  });

  it('lets its people use its own words', async () => {
    const snapshot = snapshotOf({ cast: ['pilot', 'bob'] });
    const model = modelOf(() =>
      answered({
        thought: 'habit',
        action: 'survey',
        target: null,
        dialogue: null,
        intensity: 'low',
        belief_updates: [],
      }),
    );
    const { record } = await playOne(snapshot, openSimulation(snapshot), model);
    expect(record.decisions.find(({ actorId }) => actorId === 'pilot')).toMatchObject({ verb: 'observe' });
    expect(record.decisions.find(({ actorId }) => actorId === 'bob')).toMatchObject({ degraded: 'invalid' });
  });

  it('is kept with the run, and runs from before there were any play on', async () => {
    const snapshot = snapshotOf({ cast: ['engineer', 'bob'] });
    expect(snapshot.professions?.engineer?.id).toBe('engineer');
    const { professions: _none, ...older } = snapshot;
    const played = await playOne(older, openSimulation(older), SILENT);
    expect(played.record.decisions).toHaveLength(2);
    const without = takeSnapshot({
      seed: 1,
      turns: 1,
      members: [{ id: 'bob', character: character('bob') }],
      world: world(),
    });
    expect(without.professions).toEqual({});
  });
});
