import { describe, expect, it } from 'vitest';
import { RULE_BY_ACTION } from '../../../src/simulation/action-rules.js';
import { hitChance } from '../../../src/simulation/deeds-bodily.js';
import { resolveActions } from '../../../src/simulation/resolve.js';
import { TurnLog } from '../../../src/simulation/turn-log.js';
import type { Persona, ProposedAction } from '../../../src/simulation/types.js';
import { actionOf, plainPersona, stateOf } from './people.js';

/** Carries actions out in the order given, once per seed; gives the share of successes of the first and the last log. */
function carriedOut(
  people: readonly Persona[],
  actions: readonly ProposedAction[],
  seeds = 1,
  ruling?: 'success' | 'failure',
) {
  let successes = 0;
  let last: TurnLog | undefined;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { snapshot, state } = stateOf(people);
    last = new TurnLog(state, 1, 0);
    const rulings = new Map(ruling === undefined ? [] : [[actions[0]?.actionId ?? '', ruling] as const]);
    resolveActions({ ...snapshot, seed }, last, { actions, rulings, partners: new Map() }, [], actions);
    if (last.events.find(({ agentId }) => agentId === actions[0]?.actorId)?.outcome === 'success')
      successes += 1;
  }
  if (last === undefined) throw new Error('nothing was played');
  return { share: successes / seeds, log: last };
}

const axe = { name: 'an axe', equipmentType: 'weapon', condition: 1, quantity: 1 };
const coat = { name: 'a coat', equipmentType: 'armor', condition: 1, quantity: 1 };
const bond = (id: string, affinity: number, trust = 0.5) => ({
  relationships: { [id]: { affinity, trust, kind: 'known' } },
});
const stats = (fields: Partial<Persona['stats']>) => ({ stats: { ...plainPersona('x').stats, ...fields } });
const RUNS = 600;

describe('the odds', () => {
  it.each([
    ['search', {}, {}, undefined, 0.6],
    ['search', { traits: { cautious: 0.61 } }, {}, undefined, 0.8],
    ['communicate', {}, {}, 'ben', 0.5],
    ['communicate', { traits: { charismatic: 0.61 } }, {}, 'ben', 0.7],
    ['negotiate', { traits: { diplomatic: 1 }, ...bond('ben', 1) }, {}, 'ben', 0.9],
    ['negotiate', { traits: { diplomatic: 0 }, ...bond('ben', -1) }, {}, 'ben', 0.2],
    ['betray', stats({ charisma: 9 }), stats({ perception: 4 }), 'ben', 0.65],
    ['attack', stats({ strength: 9 }), stats({ dexterity: 3 }), 'ben', 0.8],
    ['attack', stats({ strength: 1 }), stats({ dexterity: 10 }), 'ben', 0.1],
    ['hide', stats({ dexterity: 8 }), stats({ perception: 4 }), undefined, 0.7],
  ] as const)('of %s for %j against %j are as the table says', (verb, mine, theirs, target, odds) => {
    const type = RULE_BY_ACTION.get(verb)?.type ?? 'wait';
    const people = [plainPersona('ada', { ...mine, equipment: [axe] }), plainPersona('ben', theirs)];
    const action = actionOf({ type, verb, ...(target === undefined ? {} : { target }) });
    const { share } = carriedOut(people, [action], RUNS);
    expect(Math.abs(share - odds)).toBeLessThan(0.07);
  });

  it('of a blow are .15 less while somebody keeps guard', () => {
    const guarding = plainPersona('ben', {
      state: { ...plainPersona('ben').state, statusEffects: ['guarding'] },
    });
    const [ada, ben] = [plainPersona('ada'), plainPersona('ben')];
    expect(hitChance(stateOf([ada, ben]).state, ada, ben)).toBe(0.5);
    expect(hitChance(stateOf([ada, guarding]).state, ada, guarding)).toBe(0.35);
  });

  it('give way to what the director decided', () => {
    const people = [
      plainPersona('ada', { ...stats({ strength: 9 }), equipment: [axe] }),
      plainPersona('ben'),
    ];
    const blow = actionOf({ type: 'attack', target: 'ben' });
    expect(carriedOut(people, [blow], 40, 'failure').share).toBe(0);
    expect(carriedOut(people, [blow], 40, 'success').share).toBe(1);
  });
});

describe('what comes of it', () => {
  const ada = plainPersona('ada', { equipment: [axe] });
  const affinity = (log: TurnLog, from: string, to: string) =>
    log.state.personas[from]?.relationships[to]?.affinity ?? 0;

  it.each([
    ['low', [], 7],
    ['normal', [], 10],
    ['normal', [coat], 5],
    ['high', [coat], 6.5],
    ['extreme', [], 16],
  ] as const)(
    'is damage of ten times the intensity (%s), halved by armour',
    (intensity, equipment, damage) => {
      const blow = actionOf({ type: 'attack', target: 'ben', intensity });
      const { log } = carriedOut([ada, plainPersona('ben', { equipment })], [blow], 1, 'success');
      expect(log.state.personas.ben?.resources.health.current).toBe(100 - damage);
    },
  );

  it('is regard: .1 for good talk, .15 for peace made', () => {
    const talk = (verb: string) =>
      affinity(
        carriedOut(
          [ada, plainPersona('ben')],
          [actionOf({ type: 'communicate', verb, target: 'ben' })],
          1,
          'success',
        ).log,
        'ben',
        'ada',
      );
    expect(talk('communicate')).toBe(0.1);
    expect(talk('negotiate')).toBe(0.15);
  });

  it.each(['success', 'failure'] as const)(
    'is a betrayed one’s regard .5 lower and trust halved, in %s',
    (ruling) => {
      const ben = plainPersona('ben', bond('ada', 0.2, 0.8));
      const { log } = carriedOut(
        [ada, ben],
        [actionOf({ type: 'interact', verb: 'betray', target: 'ben' })],
        1,
        ruling,
      );
      expect(log.state.personas.ben?.relationships.ada).toMatchObject({ affinity: -0.3, trust: 0.4 });
      expect(log.events[0]?.weight).toBe(0.9);
    },
  );

  it('is failure when the target has gone by then', () => {
    const people = [ada, plainPersona('ben')];
    const leaves = actionOf({ type: 'move', actorId: 'ben', target: 'cottage' });
    const talks = actionOf({ type: 'communicate', target: 'ben' });
    const { log } = carriedOut(people, [leaves, talks]);
    expect(log.events.find(({ agentId }) => agentId === 'ada')).toMatchObject({
      type: 'communicate',
      outcome: 'failure',
      data: { gone: true },
    });
    expect(affinity(log, 'ben', 'ada')).toBe(0);
  });

  it('is nothing for somebody felled before its turn', () => {
    const weak = plainPersona('ben', {
      resources: { ...ada.resources, health: { current: 5, maximum: 100, regenerationRate: 0 } },
    });
    const blow = actionOf({ type: 'attack', target: 'ben' });
    const look = actionOf({ type: 'observe', actorId: 'ben' });
    const { log } = carriedOut([ada, weak], [blow, look], 1, 'success');
    expect(log.events.find(({ agentId }) => agentId === 'ben')).toMatchObject({
      outcome: 'blocked',
      data: { law: 'E000' },
    });
  });
});
