import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerTo,
  carryOn,
  counterTo,
  NO_NEGOTIATIONS,
  openSession,
  type Proposal,
  reputationOf,
  type Session,
  statusOf,
  utility,
  viability,
} from '../../../src/simulation/negotiation.js';
import type { Persona } from '../../../src/simulation/types.js';
import { plainPersona } from './people.js';

const proposal: Proposal = {
  proposer: 'ada',
  first: 'ada',
  requirements: ['give_way', 'stand_by'],
  benefits: [],
};

describe('the viability of terms', () => {
  it.each([
    [{ requirements: ['give_way', 'stand_by'], benefits: ['share'] }, 0.5],
    [{ requirements: [], benefits: ['share'] }, 0.7],
    [{ requirements: ['give_way'], benefits: [] }, 0.4],
    [{ requirements: ['give_way', 'stand_by', 'keep_off'], benefits: [] }, 0.2],
    [{ requirements: [], benefits: [] }, 0],
    [undefined, 0],
  ] as const)('of %j is %d', (terms, value) => {
    expect(viability(terms)).toBe(value);
  });
});

describe('an answer', () => {
  it('weighs terms, affinity, diplomacy and reputation', () => {
    // .4*.5 + .3*(.2+1)/2 + .2*.5 + .1*.5
    expect(utility({ viability: 0.5, affinity: 0.2, diplomatic: 0.5, reputation: 0.5 })).toBe(0.53);
    expect(utility({ viability: 0, affinity: -1, diplomatic: 0, reputation: 0 })).toBe(0);
    expect(utility({ viability: 1, affinity: 1, diplomatic: 1, reputation: 1 })).toBe(1);
  });

  it('accepts from .5, counters from .35 and rejects below', () => {
    expect([0.5, 0.499999, 0.35, 0.349999].map(answerTo)).toEqual(['accept', 'counter', 'counter', 'reject']);
  });

  it('is no worse for somebody better liked or better known', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, unit, unit, unit, (viable, diplomatic, reputation, liked, more) => {
        const [low, high] = [Math.min(liked, more), Math.max(liked, more)];
        const worth = (affinity: number, standing: number) =>
          utility({ viability: viable, affinity: 2 * affinity - 1, diplomatic, reputation: standing });
        expect(worth(high, reputation)).toBeGreaterThanOrEqual(worth(low, reputation));
        expect(worth(liked, high)).toBeGreaterThanOrEqual(worth(liked, low));
      }),
    );
  });
});

describe('a counter-proposal', () => {
  it('asks one thing less and offers one more', () => {
    expect(counterTo(proposal, 'ben')).toEqual({
      proposer: 'ben',
      first: 'ada',
      requirements: ['give_way'],
      benefits: ['share'],
    });
  });

  it('is not to be had when nothing is left to change', () => {
    expect(
      counterTo({ ...proposal, requirements: [], benefits: ['share', 'favour'] }, 'ben'),
    ).toBeUndefined();
  });
});

describe('a round', () => {
  const [a, c, r] = ['accept', 'counter', 'reject'] as const;
  it.each([
    ['resolved when all accept', { ben: a, cy: a }, 'resolved'],
    ['failed when more reject than accept and nobody counters', { ben: r, cy: r }, 'failed'],
    ['countered when more reject than accept and somebody counters', { ben: r, cy: c }, 'countered'],
    ['for a mediator when as many reject as accept', { ben: a, cy: r }, 'mediation'],
    ['for a mediator when there are counters alone', { ben: c, cy: c }, 'mediation'],
    ['in progress until everybody has answered', { ben: a }, 'in_progress'],
  ] as const)('is %s', (_, answers, status) => {
    expect(statusOf(['ben', 'cy'], answers)).toBe(status);
  });
});

describe('a talk', () => {
  const words = () => 'it should be Ada who took the key';
  const people = (...all: Persona[]) => new Map(all.map((persona) => [persona.id, persona]));
  const ada = plainPersona('ada');
  const feels = (id: string, affinity: number, diplomatic = 0.5) =>
    plainPersona(id, {
      traits: { diplomatic },
      relationships: Object.fromEntries(
        ['ada', 'ben', 'cy', 'dot']
          .filter((other) => other !== id)
          .map((other) => [other, { affinity, trust: 0.5, kind: 'known' }]),
      ),
    });
  const open = (participants: string[], proposer = ada): Session =>
    openSession(
      { id: 't0001-n01', type: 'resource', about: 'key', participants, openedAt: 600 },
      proposer,
      words,
    );

  it('begins with what its proposer is like', () => {
    expect(open(['ada', 'ben']).proposal).toMatchObject({
      requirements: ['give_way', 'stand_by'],
      benefits: [],
    });
    const kind = plainPersona('ada', { traits: { diplomatic: 0.61 } });
    expect(open(['ada', 'ben'], kind).proposal.benefits).toEqual(['share']);
    const fierce = plainPersona('ada', { traits: { aggressive: 0.61 } });
    expect(open(['ada', 'ben'], fierce).proposal.requirements).toHaveLength(3);
  });

  it('is resolved among friends and fails between enemies', () => {
    const with_ = (ben: Persona) =>
      carryOn(open(['ada', 'ben']), people(ada, ben), NO_NEGOTIATIONS, 600).status;
    expect(with_(feels('ben', 0.6))).toBe('resolved');
    expect(with_(feels('ben', 0))).toBe('mediation');
    expect(with_(feels('ben', -0.9))).toBe('failed');
  });

  it('goes on with the most viable counter, in which the others answer, for 15 minutes', () => {
    const [ben, cy, dot] = [feels('ben', -0.9), feels('cy', -0.9), feels('dot', 0)];
    const talk = carryOn(open(['ada', 'ben', 'cy', 'dot']), people(ada, ben, cy, dot), NO_NEGOTIATIONS, 900);
    expect(talk.session).toMatchObject({
      round: 2,
      expiresAt: 900 + 15 * 60,
      proposal: { proposer: 'dot', first: 'ada', requirements: ['give_way'], benefits: ['share'] },
    });
    expect(Object.keys(talk.session.answers).sort()).toEqual(['ada', 'ben', 'cy']);
  });

  it('waits half an hour for those out of earshot', () => {
    const talk = carryOn(open(['ada', 'ben']), people(ada), NO_NEGOTIATIONS, 600);
    expect(talk).toMatchObject({ status: 'in_progress', session: { answers: {}, expiresAt: 600 + 30 * 60 } });
    expect(carryOn(talk.session, people(ada, feels('ben', 0.6)), NO_NEGOTIATIONS, 1200).status).toBe(
      'resolved',
    );
  });

  it('ends after three rounds at most', () => {
    const anyFeeling = fc.record({
      affinity: fc.double({ min: -1, max: 1, noNaN: true }),
      diplomatic: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyFeeling, { minLength: 3, maxLength: 3 }), (feelings) => {
        const others = ['ben', 'cy', 'dot'].map((id, i) =>
          feels(id, feelings[i]?.affinity ?? 0, feelings[i]?.diplomatic),
        );
        const talk = carryOn(open(['ada', 'ben', 'cy', 'dot']), people(ada, ...others), NO_NEGOTIATIONS, 600);
        expect(talk.session.round).toBeLessThanOrEqual(3);
        expect(['resolved', 'failed', 'mediation']).toContain(talk.status);
      }),
    );
  });

  it('takes a reputation of .5 from somebody without one, whatever the name', () => {
    expect(reputationOf(NO_NEGOTIATIONS, 'constructor')).toBe(0.5);
  });
});
