import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimsOf } from '../../../src/simulation/claims.js';
import {
  conflictScore,
  conflictsAmong,
  isNegotiated,
  type PlacedAction,
} from '../../../src/simulation/conflicts.js';
import type { Goal, ProposedAction } from '../../../src/simulation/types.js';
import { actionOf, PLACE, plainPersona } from './people.js';

const placed = (
  actorId: string,
  fields: Partial<ProposedAction>,
  locationId: string | undefined = 'hall',
): PlacedAction => ({
  action: actionOf({ type: 'interact', ...fields, actorId }),
  ...(locationId === undefined ? {} : { locationId }),
});

describe('the score of a conflict', () => {
  const key = { resources: ['key'] };
  const goal = { goals: ['learn:key'] };

  it('is .9 for a shared resource and goal in different places', () => {
    expect(
      conflictScore(placed('ada', { ...key, ...goal }, 'hall'), placed('ben', { ...key, ...goal }, 'attic')),
    ).toBe(0.9);
  });

  it.each([
    ['one place and one resource', key, key, 0.7],
    ['one place and one goal', goal, goal, 0.8],
    ['one place and deeds that undo each other', { verb: 'attack' }, { verb: 'help' }, 0.9],
    ['everything at once', { ...key, ...goal, verb: 'attack' }, { ...key, ...goal, verb: 'help' }, 1],
    ['one place alone', {}, {}, 0.3],
  ] as const)('with %s is %#', (_, one, other, score) => {
    expect(conflictScore(placed('ada', one), placed('ben', other))).toBe(score);
  });

  it('counts no place that isn’t known', () => {
    const nowhere = (id: string) => ({
      action: actionOf({ type: 'interact', actorId: id, goals: ['learn:key'] }),
    });
    expect(conflictScore(nowhere('ada'), nowhere('ben'))).toBe(0.5);
  });

  it('is the same from either side', () => {
    const some = fc.record({
      resources: fc.subarray(['key', 'lamp']),
      goals: fc.subarray(['learn:key', 'repair:lamp']),
      verb: fc.constantFrom('attack', 'help', 'take', 'create', 'destroy'),
    });
    const place = fc.constantFrom('hall', 'attic');
    fc.assert(
      fc.property(some, some, place, place, (one, other, here, there) => {
        const [a, b] = [placed('ada', one, here), placed('ben', other, there)];
        expect(conflictScore(a, b)).toBe(conflictScore(b, a));
        expect(conflictScore(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the conflicts of a turn', () => {
  it('are recorded above .5 and negotiated above .7', () => {
    const share = (goals: string[], resources: string[], there: string) =>
      conflictsAmong([placed('ada', { goals, resources }), placed('ben', { goals, resources }, there)]);
    expect(share(['g'], [], 'attic')).toEqual([]);
    const [mild] = share([], ['key'], 'hall');
    expect(mild).toMatchObject({ type: 'resource', score: 0.7, about: 'key' });
    expect(mild !== undefined && isNegotiated(mild)).toBe(false);
    const [grave] = share(['g'], [], 'hall');
    expect(grave).toMatchObject({ type: 'goal', score: 0.8, about: 'g' });
    expect(grave !== undefined && isNegotiated(grave)).toBe(true);
  });

  it('are of the first type that fits', () => {
    const [both] = conflictsAmong([
      placed('ada', { verb: 'attack', target: 'zoe', goals: ['g'], resources: ['key'] }),
      placed('ben', { verb: 'help', target: 'zoe', goals: ['g'], resources: ['key'] }),
    ]);
    expect(both?.type).toBe('resource');
    const [opposed] = conflictsAmong([
      placed('ada', { verb: 'attack', target: 'zoe' }),
      placed('ben', { verb: 'help', target: 'zoe' }),
    ]);
    expect(opposed).toMatchObject({ type: 'opposition', score: 0.9, about: 'zoe', actors: ['ada', 'ben'] });
  });

  it('are none between deeds that share nothing, and none with oneself', () => {
    expect(
      conflictsAmong([
        placed('ada', { verb: 'attack', target: 'zoe' }),
        placed('ben', { verb: 'help', target: 'max' }),
      ]),
    ).toEqual([]);
    expect(conflictsAmong([placed('ada', { goals: ['g'] }), placed('ada', { goals: ['g'] })])).toEqual([]);
  });
});

describe('what an action lays claim to', () => {
  const goal = (kind: 'learn' | 'trust' | 'protect', who?: string): Goal => ({
    id: kind,
    text: 'do something',
    priority: 0.5,
    status: 'open',
    tracks: { kind, count: 1, ...(who === undefined ? {} : { who }) },
  });
  const ada = plainPersona('ada', { goals: [goal('learn'), goal('trust', 'ben'), goal('protect')] });
  const lamp = {
    id: 'light',
    text: 'light the lamp',
    reached: { found: [], working: ['great_lamp'], open: [] },
  };

  it.each([
    ['take', 'key', ['key'], ['learn:key']],
    ['investigate', 'key', [], ['learn:key']],
    ['repair', 'great_lamp', ['great_lamp'], ['objective:light']],
    ['communicate', 'ben', [], ['trust:ben']],
    ['communicate', 'zoe', [], []],
    ['guard', 'ben', [], []],
    ['move', 'cottage', [], []],
    ['search', undefined, [], [`learn:${PLACE}`]],
    ['hide', undefined, [`hiding:${PLACE}`], []],
  ] as const)('by %s of %s', (verb, target, resources, goals) => {
    expect(claimsOf({ verb, ...(target === undefined ? {} : { target }) }, ada, [lamp])).toEqual({
      resources,
      goals,
    });
  });
});
