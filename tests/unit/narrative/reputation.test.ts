import { describe, expect, it } from 'vitest';
import {
  type NegotiationEnd,
  negotiationConsequences,
  reputationOf,
} from '../../../src/narrative/reputation.js';

const reputationAfter = (...ends: NegotiationEnd[]) =>
  ends.reduce<Readonly<Record<string, number>>>(
    (reputation, end) => negotiationConsequences(end, ['a', 'b'], reputation).reputation,
    {},
  );

describe('reputation', () => {
  it('starts at .5 and is .7 after two resolved negotiations', () => {
    expect(reputationOf({}, 'constructor')).toBe(0.5);
    expect(reputationAfter('resolved', 'resolved')).toEqual({ a: 0.7, b: 0.7 });
  });

  it('falls by .05 when one fails, runs out of time or locks up', () => {
    for (const end of ['failed', 'timeout', 'deadlock'] as const)
      expect(reputationAfter(end).a, end).toBe(0.45);
  });

  it('stays between 0 and 1', () => {
    expect(reputationAfter(...Array<NegotiationEnd>(9).fill('resolved')).a).toBe(1);
    expect(reputationAfter(...Array<NegotiationEnd>(12).fill('failed')).a).toBe(0);
  });
});

describe('a deadlock', () => {
  it('costs each a little of its liking for each of the others', () => {
    expect(negotiationConsequences('deadlock', ['b', 'a', 'b'], {}).affinity).toEqual([
      { from: 'a', to: 'b', affinity: -0.05 },
      { from: 'b', to: 'a', affinity: -0.05 },
    ]);
    expect(negotiationConsequences('failed', ['a', 'b'], {}).affinity).toEqual([]);
  });
});
