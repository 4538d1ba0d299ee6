import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterTurn } from '../../../src/simulation/body.js';
import { applyEvent, type Change, type EngineEvent } from '../../../src/simulation/changes.js';
import { inExecutionOrder } from '../../../src/simulation/order.js';
import { ALERTNESS, type Persona } from '../../../src/simulation/types.js';
import { actionOf, plainPersona, stateOf } from './people.js';

const ada = plainPersona('ada');
const body = (fields: Partial<Persona['state']> = {}): Persona['state'] => ({
  ...ada.state,
  alertness: 'alert',
  focus: 'unfocused',
  stress: 0,
  fatigue: 0,
  injuries: [],
  statusEffects: [],
  ...fields,
});
const quiet = { threat: 'LOW', nature: 'alert' } as const;

function changed(changes: readonly Change[], persona = plainPersona('ada', { state: body() })): Persona {
  const { state } = stateOf([persona]);
  const event: EngineEvent = {
    eventId: 't0001-e001',
    turn: 1,
    seq: 1,
    time: 0,
    type: 'search',
    participants: [],
    outcome: 'success',
    effects: changes,
    weight: 0.5,
    confidence: 1,
    requires: [],
    provides: [],
    data: {},
  };
  const now = applyEvent(state, event).personas.ada;
  if (now === undefined) throw new Error('Ada is missing');
  return now;
}

const stamina = (delta: number): Change => ({
  kind: 'resource',
  persona: 'ada',
  resource: 'stamina',
  delta,
  left: 50,
});

describe('a deed', () => {
  it('tires by a five-hundredth of the stamina that it costs', () => {
    expect(changed([stamina(-20)]).state.fatigue).toBe(0.04);
    expect(changed([stamina(20)]).state.fatigue).toBe(0);
  });

  it('of rest refreshes, as far as there is fatigue', () => {
    const tired = plainPersona('ada', { state: body({ fatigue: 0.4 }) });
    expect(changed([{ kind: 'fatigue', persona: 'ada', delta: -0.15 }], tired).state.fatigue).toBe(0.25);
    expect(changed([{ kind: 'fatigue', persona: 'ada', delta: -0.15 }]).state.fatigue).toBe(0);
  });

  it('leaves attention where it was needed', () => {
    const focus = (action: string) => afterTurn(body(), { ...quiet, action }).focus;
    expect(['search', 'repair', 'communicate', 'hide', 'rest'].map(focus)).toEqual([
      'environmental',
      'task',
      'target',
      'stealth',
      'unfocused',
    ]);
  });
});

describe('danger', () => {
  it('draws attention to itself, unless one hides from it', () => {
    const focus = (action: string) => afterTurn(body(), { ...quiet, action, threat: 'HIGH' }).focus;
    expect(focus('repair')).toBe('threat');
    expect(focus('hide')).toBe('stealth');
  });

  it('wakes by a level a turn as far as vigilance, and quiet brings everybody back to their nature', () => {
    const next = (alertness: Persona['state']['alertness'], threat: 'LOW' | 'HIGH') =>
      afterTurn(body({ alertness }), { threat, nature: 'alert', action: 'observe' }).alertness;
    expect(next('relaxed', 'HIGH')).toBe('alert');
    expect(next('alert', 'HIGH')).toBe('vigilant');
    expect(next('vigilant', 'HIGH')).toBe('vigilant');
    expect(next('vigilant', 'LOW')).toBe('alert');
    expect(next('alert', 'LOW')).toBe('alert');
  });

  it('strains: at CRITICAL stress rises by .06 a turn, in quiet it falls by .02', () => {
    expect(afterTurn(body({ stress: 0.5 }), { ...quiet, threat: 'CRITICAL' }).stress).toBe(0.56);
    expect(afterTurn(body({ stress: 0.5 }), quiet).stress).toBe(0.48);
  });
});

describe('rest', () => {
  it('relaxes, and doing something wakes sleepers', () => {
    expect(afterTurn(body(), { ...quiet, action: 'rest' }).alertness).toBe('relaxed');
    const asleep = { threat: 'LOW', nature: 'sleeping' } as const;
    expect(afterTurn(body({ alertness: 'sleeping' }), { ...asleep, action: 'wait' }).alertness).toBe(
      'sleeping',
    );
    expect(afterTurn(body({ alertness: 'sleeping' }), { ...asleep, action: 'move' }).alertness).toBe(
      'drowsy',
    );
  });

  it('never comes of being knocked out: alertness and attention stay as they were', () => {
    const out = body({ conscious: false, alertness: 'vigilant', focus: 'target' });
    expect(afterTurn(out, { ...quiet, action: 'wait' })).toMatchObject({
      alertness: 'vigilant',
      focus: 'target',
    });
  });
});

describe('the body', () => {
  it('stays within its bounds and changes by a level of alertness at most', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const level = fc.constantFrom(...ALERTNESS);
    fc.assert(
      fc.property(
        unit,
        unit,
        level,
        level,
        fc.constantFrom('LOW', 'MODERATE', 'HIGH', 'CRITICAL'),
        fc.constantFrom('rest', 'wait', 'move', 'toString', undefined),
        (stress, fatigue, alertness, nature, threat, action) => {
          const strain = { threat, nature, ...(action === undefined ? {} : { action }) } as const;
          const before = body({ stress, fatigue, alertness });
          const now = afterTurn(before, strain);
          for (const value of [now.stress, now.fatigue]) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
          expect(
            Math.abs(ALERTNESS.indexOf(now.alertness) - ALERTNESS.indexOf(alertness)),
          ).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('who acts first', () => {
  const actions = ['ada', 'ben'].map((actorId) => actionOf({ type: 'observe', actorId }));
  /** How often in 200 seeds Ben goes before Ada. */
  const firsts = (state: Persona['state']) => {
    const personas = { ada: plainPersona('ada', { state: body() }), ben: plainPersona('ben', { state }) };
    return Array.from(
      { length: 200 },
      (_, seed) => inExecutionOrder(seed, 1, { personas }, actions)[0]?.actorId,
    ).filter((first) => first === 'ben').length;
  };

  it('is decided by the die among equals, and by the time to react where somebody is worn out or half asleep', () => {
    const fair = firsts(body());
    expect(fair).toBeGreaterThan(70);
    expect(fair).toBeLessThan(130);
    expect(firsts(body({ fatigue: 0.3, stress: 0.6 }))).toBeLessThan(fair - 25);
    expect(firsts(body({ alertness: 'sleeping' }))).toBe(0);
  });
});
