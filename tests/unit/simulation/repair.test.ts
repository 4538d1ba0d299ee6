import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjudicate } from '../../../src/simulation/laws/adjudicate.js';
import { ACTION_TYPES, type Persona, type ProposedAction } from '../../../src/simulation/types.js';
import { actionOf, plainPersona, viewOf } from './people.js';

const weapon = { name: 'an axe', equipmentType: 'weapon', condition: 1, quantity: 1 };
const armour = { name: 'a coat', equipmentType: 'armor', condition: 1, quantity: 1 };
const ada = plainPersona('ada', { equipment: [weapon] });
const ben = plainPersona('ben');

function mend(
  action: ProposedAction,
  people: readonly Persona[] = [ada, ben],
  options: Parameters<typeof viewOf>[1] = {},
) {
  const persona = people.find(({ id }) => id === 'ada');
  return adjudicate(action, 'ada', persona, viewOf(people, options));
}

const tired = (current: number): Persona => ({
  ...ada,
  resources: { ...ada.resources, stamina: { ...ada.resources.stamina, current } },
});

describe('repair', () => {
  it('sends somebody by the next step of the shortest way', () => {
    // From the yard the lamp room lies behind the foot of the tower.
    const report = mend(actionOf({ type: 'move', target: 'lamp_room' }));
    expect(report.overallResult).toBe('requires_repair');
    expect(report.finalAction).toMatchObject({ type: 'move', target: 'tower_foot' });
    expect(report.repairAttempts).toEqual(['E003: target lamp_room to tower_foot']);
  });

  it('steps an extreme effort of the spent down, and caps duration and range', () => {
    // Less than half of a great strength, and enough for what is left of the effort: 10 * 1.3 * 1.3 * 5.
    const stamina = { current: 90, maximum: 200, regenerationRate: 5 };
    const keen = {
      ...ada,
      resources: { ...ada.resources, stamina },
      stats: { ...ada.stats, perception: 9 },
    };
    const effort = actionOf({ type: 'observe', intensity: 'extreme', duration: 4, range: 80 });
    expect(mend(effort, [keen]).finalAction).toMatchObject({ intensity: 'high', duration: 2, range: 50 });
  });

  it('lowers the effort as far as strength asks for', () => {
    expect(mend(actionOf({ type: 'search', intensity: 'high' }), [tired(12)]).finalAction).toMatchObject({
      type: 'search',
      intensity: 'normal',
    });
    expect(mend(actionOf({ type: 'search', duration: 3 }), [tired(9)]).finalAction).toMatchObject({
      type: 'search',
      intensity: 'low',
      duration: 1,
    });
  });

  it('lets those who can’t do it defend, look on or wait', () => {
    const blow = actionOf({ type: 'attack', target: 'ben' });
    const bare = (equipment: Persona['equipment'], stamina: number) => ({ ...tired(stamina), equipment });
    expect(mend(blow, [bare([armour], 100), ben]).finalAction).toMatchObject({
      type: 'defend',
      verb: 'defend',
    });
    expect(mend(blow, [bare([armour], 10), ben]).finalAction).toMatchObject({ type: 'observe' });
    expect(mend(blow, [bare([], 100), ben]).finalAction).toMatchObject({ type: 'observe' });
    expect(mend(blow, [bare([], 0), ben])).toMatchObject({ refused: true, finalAction: { type: 'wait' } });
  });

  it('takes the top goal for a missing reason and the nearest that fits for a missing target', () => {
    const open = [{ action: 'communicate', targets: ['zoe', 'ben'] }];
    const goal = (id: string, text: string, priority: number) => ({
      id,
      text,
      priority,
      status: 'open' as const,
    });
    const driven = { ...ada, goals: [goal('a', 'go home', 0.2), goal('b', 'mend the lamp', 0.9)] };
    const report = mend(actionOf({ type: 'communicate', thought: '' }), [driven, ben, plainPersona('zoe')], {
      open,
    });
    expect(report.finalAction).toMatchObject({ target: 'ben', thought: 'to mend the lamp' });
    expect(mend(actionOf({ type: 'communicate' })).finalAction).toMatchObject({ type: 'observe' });
  });

  it('turns a blow at a friend into talk', () => {
    const fond = { ...ada, relationships: { ben: { affinity: 0.5, trust: 0.5, kind: 'friend' } } };
    expect(mend(actionOf({ type: 'attack', target: 'ben' }), [fond, ben]).finalAction).toMatchObject({
      type: 'communicate',
      target: 'ben',
    });
  });

  it('makes those hold who may not retreat, if they can', () => {
    const flight = actionOf({ type: 'retreat', target: 'cottage' });
    const ready = { ...ada, equipment: [armour] };
    expect(mend(flight, [ready], { retreatRank: 2 }).finalAction).toMatchObject({ type: 'defend' });
    expect(mend(flight, [ada], { retreatRank: 2 })).toMatchObject({
      refused: true,
      finalAction: { type: 'wait' },
    });
  });

  it('leaves what nothing helps as waiting', () => {
    expect(mend(actionOf({ type: 'observe', duration: -1 }))).toMatchObject({
      overallResult: 'requires_repair',
      refused: true,
      finalAction: { type: 'wait' },
    });
  });

  it('never lets a rejected action stand, and what it lets stand passes again', () => {
    const anyAction = fc.record({
      type: fc.constantFrom(...ACTION_TYPES),
      target: fc.constantFrom('ben', 'cottage', 'lamp_room', 'the moon', 'constructor'),
      aimed: fc.boolean(),
      intensity: fc.constantFrom('low', 'normal', 'high', 'extreme' as const),
      duration: fc.integer({ min: -1, max: 5 }),
      range: fc.integer({ min: 0, max: 90 }),
      stamina: fc.integer({ min: 0, max: 100 }),
      thought: fc.constantFrom('', 'ab', 'because'),
    });
    fc.assert(
      fc.property(anyAction, ({ aimed, target, stamina, ...fields }) => {
        const people = [tired(stamina), ben];
        const report = mend(actionOf({ ...fields, ...(aimed ? { target } : {}) }), people);
        expect(report.finalAction).toBeDefined();
        if (report.finalAction === undefined || report.finalAction.type === 'wait') return;
        expect(mend(report.finalAction, people).overallResult).toBe('valid');
      }),
      { numRuns: 300 },
    );
  });
});
