import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeliefStore } from '../../../src/reality/belief-store.js';
import { conductOf, dangersOf } from '../../../src/reality/conduct.js';
import { type Circumstances, threatsTo } from '../../../src/reality/threat.js';
import type { EngineEvent } from '../../../src/simulation/changes.js';
import { personaAt } from './people.js';

const HOUR = 3600;
const KNIFE = { name: 'a knife', equipmentType: 'weapon', condition: 1, quantity: 1 };
const self = personaAt('hall');
const ben = personaAt('hall', {}, 'ben');
const armed = { ...ben, equipment: [KNIFE] };

function believed(property: string, value: string, base = 1): BeliefStore {
  const active = {
    value,
    base,
    confirmations: 0,
    channel: 'sight',
    source: 'self',
    acquiredAt: 0,
    provenance: [],
  } as const;
  return { entries: { [`ben|${property}`]: { active } }, hypotheses: {} };
}

function threats(given: Partial<Circumstances> = {}) {
  return threatsTo({
    self,
    store: undefined,
    people: [],
    conditions: [],
    alarms: [],
    now: 0,
    ...given,
  });
}

const regard = (affinity: number) => ({
  ...self,
  relationships: { ben: { affinity, trust: 0.5, kind: 'rival' } },
});

describe('what somebody has reason to fear', () => {
  it('is nothing among people of whom nothing is known, whatever they feel and carry', () => {
    const hating = { ...armed, relationships: { ada: { affinity: -1, trust: 0, kind: 'enemy' } } };
    expect(threats({ people: [hating] })).toEqual({ situation: 'LOW', subjects: [] });
  });

  it('is whoever was seen to attack, the more so with a weapon', () => {
    const store = believed('conduct', 'attack');
    expect(threats({ people: [ben], store }).subjects).toEqual([{ subject: 'ben', level: 'high', score: 2 }]);
    expect(threats({ people: [armed], store })).toEqual({
      situation: 'CRITICAL',
      subjects: [{ subject: 'ben', level: 'critical', score: 4 }],
    });
  });

  it('fades with the belief: after 6 h .4 of an attack is left, which is no threat any more', () => {
    const store = believed('conduct', 'attack');
    expect(threats({ people: [ben], store, now: 5 * HOUR }).subjects).toEqual([
      { subject: 'ben', level: 'medium', score: 1 },
    ]);
    expect(threats({ people: [ben], store, now: 6 * HOUR }).subjects).toEqual([]);
  });

  it('is whom one hates oneself, and no friend whatever one has heard', () => {
    expect(threats({ people: [ben], self: regard(-0.6) }).subjects).toEqual([
      { subject: 'ben', level: 'medium', score: 1.2 },
    ]);
    const store = believed('stance', 'hostile', 0.6);
    expect(threats({ people: [ben], store }).subjects).toHaveLength(1);
    expect(threats({ people: [ben], store, self: regard(0.3) }).subjects).toEqual([]);
  });

  it('is nobody who lies unconscious', () => {
    const down = { ...armed, state: { ...armed.state, conscious: false } };
    expect(threats({ people: [down], store: believed('conduct', 'attack') }).subjects).toEqual([]);
  });

  it('is a hazard where one stands, and none elsewhere', () => {
    const fire = { type: 'fire', severity: 0.8, affectedArea: 'hall', effects: {} };
    expect(threats({ conditions: [fire] })).toEqual({
      situation: 'CRITICAL',
      subjects: [{ subject: 'fire', level: 'critical', score: 3.2 }],
    });
    expect(threats({ conditions: [{ ...fire, severity: 0.4 }] }).subjects[0]?.level).toBe('medium');
    expect(threats({ conditions: [{ ...fire, affectedArea: 'yard' }] }).subjects).toEqual([]);
    expect(threats({ conditions: [{ ...fire, type: 'blocked' }] }).subjects).toEqual([]);
  });

  it('counts with what has happened lately: one grave turn and one grave threat make it HIGH', () => {
    const now = { people: [ben], store: believed('conduct', 'attack') };
    expect(threats(now).situation).toBe('LOW');
    expect(threats({ ...now, alarms: ['HIGH', 'LOW'] }).situation).toBe('HIGH');
    expect(threats({ alarms: ['MODERATE', 'LOW', 'MODERATE', 'MODERATE'] }).situation).toBe('MODERATE');
  });

  it('never falls when something is known more surely', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const words = fc.constantFrom('attack', 'hostile', 'suspicious', 'calm');
    fc.assert(
      fc.property(words, unit, unit, (value, a, b) => {
        const score = (base: number) =>
          threats({ people: [ben], store: believed('conduct', value, base) }).subjects[0]?.score ?? 0;
        expect(score(Math.max(a, b))).toBeGreaterThanOrEqual(score(Math.min(a, b)));
      }),
    );
  });
});

const event = (fields: Partial<EngineEvent>): EngineEvent => ({
  eventId: 't0001-e001',
  turn: 1,
  seq: 1,
  time: 0,
  type: 'interact',
  agentId: 'ben',
  participants: [],
  outcome: 'success',
  effects: [],
  weight: 0.5,
  confidence: 1,
  requires: [],
  provides: [],
  data: {},
  ...fields,
});

describe('conduct', () => {
  it('is what a deed shows of its agent', () => {
    expect(conductOf(event({ type: 'attack', data: { verb: 'attack' } }))).toEqual({
      subject: 'ben',
      property: 'conduct',
      value: 'attack',
      category: 'tactical',
      negative: true,
    });
    expect(conductOf(event({ data: { verb: 'help' } }))?.value).toBe('friendly');
    expect(conductOf(event({ type: 'hide', data: { verb: 'hide' }, outcome: 'failure' }))?.value).toBe(
      'suspicious',
    );
  });

  it('is not shown by what is commonplace, and not by what somebody was kept from', () => {
    expect(conductOf(event({ data: { verb: 'toString' } }))).toBeUndefined();
    expect(conductOf(event({ type: 'hide', data: { verb: 'hide' } }))).toBeUndefined();
    expect(conductOf(event({ type: 'wait', data: { verb: 'attack' }, outcome: 'blocked' }))).toBeUndefined();
  });

  it('alarms those who see it, and so do hazards and wounds', () => {
    const effects: EngineEvent['effects'] = [
      { kind: 'condition', type: 'fire', severity: 0.6, area: 'hall', turns: 2 },
      { kind: 'injury', persona: 'ada', injury: 'a burned hand', on: true },
      { kind: 'condition', type: 'blocked', severity: 0.9, turns: 2 },
    ];
    const { agentId: _nobody, ...fire } = event({ type: 'complication', effects });
    expect(dangersOf(fire)).toEqual([
      { property: 'fire', value: 'hostile', reliability: 0.6 },
      { property: 'a burned hand', value: 'attack', reliability: 1 },
    ]);
  });
});
