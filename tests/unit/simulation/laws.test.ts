import { describe, expect, it } from 'vitest';
import { adjudicate } from '../../../src/simulation/laws/adjudicate.js';
import { staminaCost } from '../../../src/simulation/laws/costs.js';
import type { LawCode, LawView } from '../../../src/simulation/laws/law.js';
import type { Equipment, Persona, ProposedAction } from '../../../src/simulation/types.js';
import { actionOf, PLACE, plainPersona, viewOf } from './people.js';

const piece = (equipmentType: string, fields: Partial<Equipment> = {}): Equipment => ({
  name: `a plain ${equipmentType}`,
  equipmentType,
  condition: 1,
  quantity: 1,
  ...fields,
});
const ada = plainPersona('ada', { equipment: [piece('weapon')] });
const ben = plainPersona('ben');

function judge(
  action: ProposedAction,
  people: readonly Persona[] = [ada, ben],
  options: Parameters<typeof viewOf>[1] = {},
) {
  const view = viewOf(people, options);
  return adjudicate(
    action,
    action.actorId,
    people.find(({ id }) => id === action.actorId),
    view,
  );
}

/** `E001 error` and so on. */
function findings(
  action: ProposedAction,
  people?: readonly Persona[],
  options?: Parameters<typeof viewOf>[1],
) {
  return judge(action, people, options).violations.map(({ lawCode, severity }) => `${lawCode} ${severity}`);
}

const withResource = (resource: 'health' | 'stamina', current: number, persona = ada): Persona => ({
  ...persona,
  resources: { ...persona.resources, [resource]: { ...persona.resources[resource], current } },
});

describe('the cost of an action', () => {
  it.each([
    ['search', 'high', 2, 10, 20],
    ['attack', 'normal', 1, 10, 20],
    ['attack', 'extreme', 1, 10, 32],
    ['communicate', 'low', 1, 10, 4],
    ['cast_spell', 'normal', 1, 12, 30],
    ['wait', 'low', 1, 10, 1],
  ] as const)('of %s at %s, duration %d, range %d is %d', (type, intensity, duration, range, cost) => {
    expect(staminaCost(actionOf({ type, intensity, duration, range }))).toBe(cost);
  });

  it.each([
    ['analyze', 'investigate', 18],
    ['run', 'move', 15],
    ['juggle', 'special_ability', 10],
    ['rest', 'wait', 0],
  ] as const)('goes by the verb %s before its type', (verb, type, cost) => {
    expect(staminaCost(actionOf({ type, verb }))).toBe(cost);
  });
});

describe('causality', () => {
  it('wants a reason of three characters', () => {
    expect(findings(actionOf({ type: 'observe', thought: '  ab ' }))).toEqual(['E001 error']);
    expect(findings(actionOf({ type: 'observe', thought: 'abc' }))).toEqual([]);
  });

  it.each(['move', 'communicate', 'investigate', 'interact', 'use_item'] as const)(
    'wants a target for %s',
    (type) => {
      expect(findings(actionOf({ type }))).toEqual(['E001 error']);
    },
  );

  it('lets a cry be aimed at nobody', () => {
    expect(findings(actionOf({ type: 'communicate', verb: 'call_for_help' }))).toEqual([]);
  });

  it('finds a blow at nobody critical, and an end before the beginning wrong', () => {
    expect(findings(actionOf({ type: 'attack' }))).toEqual(['E001 critical']);
    expect(findings(actionOf({ type: 'observe', duration: -1 }))).toEqual(['E001 error']);
  });

  it('knows no target that its actor knows nothing of, even one that every object has', () => {
    expect(findings(actionOf({ type: 'investigate', target: 'the moon' }))).toEqual(['E001 error']);
    expect(findings(actionOf({ type: 'communicate', target: 'constructor' }))).toEqual(['E001 error']);
  });

  it('aims a deed only at what it can be done to: one of the things listed, or any of the people where one is', () => {
    const people = [ada, ben, plainPersona('cem')];
    const talk = (target: string, targets: readonly string[]) =>
      judge(actionOf({ type: 'communicate', target }), people, {
        open: [{ action: 'communicate', targets }],
      });
    expect(talk('cem', ['ben']).violations).toEqual([]);
    expect(talk('ada', ['ben'])).toMatchObject({
      violations: [{ lawCode: 'E001', severity: 'error' }],
      finalAction: { target: 'ben' },
    });
    expect(talk(PLACE, ['ben'])).toMatchObject({ finalAction: { verb: 'communicate', target: 'ben' } });
    const carry = actionOf({ type: 'interact', verb: 'take', target: 'ben' });
    const open = [{ action: 'take', targets: ['log_book'] }];
    expect(findings(carry, people, { open })).toEqual(['E001 error']);
  });

  it('does not let a leaked target stand', () => {
    const leak = { personaId: 'ada', entityId: 'ben', where: 'target' } as const;
    const talk = actionOf({ type: 'communicate', target: 'ben' });
    expect(findings(talk, [ada, ben], { leaks: [leak] })).toEqual(['E001 error']);
    expect(findings(talk, [ada, ben], { leaks: [{ ...leak, where: 'dialogue' }] })).toEqual([]);
    expect(findings(talk, [ada, ben], { leaks: [{ ...leak, personaId: 'ben' }] })).toEqual([]);
  });
});

describe('resources', () => {
  it('are wanting without a persona', () => {
    expect(findings(actionOf({ type: 'observe', actorId: 'nobody' }))).toEqual(['E002 critical']);
  });

  it('are wanting when strength is', () => {
    const search = actionOf({ type: 'search' });
    expect(findings(search, [withResource('stamina', 12)])).toEqual([]);
    expect(findings(search, [withResource('stamina', 11)])).toEqual(['E002 error']);
  });

  it('never fail talk or waiting', () => {
    const tired = withResource('stamina', 0);
    expect(findings(actionOf({ type: 'communicate', target: 'ben' }), [tired, ben])).toEqual([]);
    expect(findings(actionOf({ type: 'wait' }), [tired])).toEqual([]);
  });

  it.each([
    ['attack', 'normal', [], 1],
    ['attack', 'normal', ['weapon'], 0],
    ['attack', 'high', ['weapon'], 1],
    ['attack', 'high', ['weapon', 'enhanced_weapon'], 0],
    ['attack', 'extreme', ['weapon', 'enhanced_weapon'], 1],
    ['attack', 'extreme', ['weapon', 'enhanced_weapon', 'targeting_system'], 0],
    ['defend', 'normal', [], 1],
    ['defend', 'normal', ['armour'], 0],
    ['cast_spell', 'normal', ['focus'], 0],
  ] as const)('of %s at %s with %j lack %d pieces', (type, intensity, kinds, missing) => {
    const strong = { strength: 9, dexterity: 9, intelligence: 9, willpower: 9, perception: 9, charisma: 9 };
    const armed = plainPersona('ada', { stats: strong, equipment: kinds.map((kind) => piece(kind)) });
    const found = findings(actionOf({ type, intensity, target: 'ben' }), [armed, ben]);
    expect(found.filter((each) => each === 'E002 error')).toHaveLength(missing);
  });

  it('count a piece by a whole word of its name, and warn of a worn one', () => {
    const named = (name: string, condition = 1) =>
      plainPersona('ada', { equipment: [piece('tool', { name, condition })] });
    const blow = actionOf({ type: 'attack', target: 'ben' });
    expect(findings(blow, [named('an old service weapon'), ben])).toEqual([]);
    expect(findings(blow, [named('a weaponsmith’s hat'), ben])).toEqual(['E002 error']);
    expect(findings(blow, [named('a weapon', 0.29), ben])).toEqual(['E002 warning']);
    expect(findings(blow, [named('a weapon', 0.3), ben])).toEqual([]);
  });

  it.each([
    ['normal', 4, 0],
    ['normal', 3, 1],
    ['high', 5, 1],
    ['high', 6, 0],
    ['extreme', 7, 1],
    ['extreme', 8, 0],
  ] as const)(
    'of a study at %s take an intelligence of 4, half as much more, or twice: %d',
    (intensity, intelligence, lacks) => {
      const able = plainPersona('ada', { stats: { ...ada.stats, intelligence, perception: 9 } });
      const found = findings(actionOf({ type: 'investigate', target: 'ben', intensity }), [able, ben]);
      expect(found.filter((each) => each === 'E002 error')).toHaveLength(lacks);
    },
  );
});

describe('physics', () => {
  it('lets people go where an open way leads', () => {
    expect(findings(actionOf({ type: 'move', target: 'cottage' }))).toEqual([]);
    expect(findings(actionOf({ type: 'move', target: 'lamp_room' }))).toEqual(['E003 error']);
  });

  it('measures a way by coordinates where there are any: 4 + half of dexterity and strength', () => {
    const at = (x: number) => plainPersona('ben', { position: { x, y: 0, z: 0 } });
    // Whom she walks to she must know, too far to be seen or not.
    const relationships = { ben: { affinity: 0, trust: 0.5, kind: 'stranger' } };
    const walker = plainPersona('ada', { position: { x: 0, y: 0, z: 0 }, relationships });
    const walk = (x: number, duration = 1) =>
      findings(actionOf({ type: 'move', target: 'ben', duration }), [walker, at(x)]);
    expect(walk(9)).toEqual([]);
    expect(walk(9.1)).toEqual(['E003 error']);
    expect(walk(18, 2)).toEqual([]);
  });

  it('holds those who can’t move', () => {
    const lame = plainPersona('ada', { state: { ...ada.state, mobile: false } });
    expect(findings(actionOf({ type: 'move', target: 'cottage' }), [lame])).toEqual(['E003 error']);
  });

  it('warns of what is out of range', () => {
    const far = plainPersona('ben', { locationId: 'cottage' });
    const acquainted = { ...ada, relationships: { ben: { affinity: -0.5, trust: 0.2, kind: 'rival' } } };
    const shot = actionOf({ type: 'attack', target: 'ben' });
    expect(findings(shot, [acquainted, far])).toEqual(['E003 warning']);
    const look = actionOf({ type: 'observe', target: 'ben', range: 59 });
    expect(findings(look, [acquainted, far])).toEqual(['E003 warning']);
    expect(findings({ ...look, range: 60 }, [acquainted, far])).toEqual([]);
  });

  it('forbids extremes to the spent and warns the others', () => {
    const extreme = actionOf({ type: 'observe', intensity: 'extreme' });
    const keen = plainPersona('ada', { stats: { ...ada.stats, perception: 9 } });
    expect(findings(extreme, [keen])).toEqual(['E003 warning']);
    expect(findings(extreme, [withResource('health', 49, keen)])).toEqual(['E003 error']);
    expect(findings(extreme, [withResource('stamina', 49, keen)])).toEqual(['E003 error']);
  });
});

describe('narrative', () => {
  const blow = actionOf({ type: 'attack', target: 'ben' });

  it('forbids blows at allies: by feeling, by faction, or by the words of an unknown’s id', () => {
    const fond = (affinity: number) => ({
      ...ada,
      relationships: { ben: { affinity, trust: 0.5, kind: 'neighbour' } },
    });
    expect(findings(blow, [fond(0.21), ben])).toEqual(['E004 error']);
    expect(findings(blow, [fond(0.2), ben])).toEqual([]);
    const token = (id: string) => findings({ ...blow, target: id }, [ada, plainPersona(id)]);
    expect(token('old-friend')).toEqual(['E004 error']);
    expect(token('unfriendly')).toEqual([]);
  });

  it('does not search the reasons for such words', () => {
    expect(findings({ ...blow, thought: 'my friend, the ally of my commander' })).toEqual([]);
  });

  it.each([
    ['peaceful', actionOf({ type: 'attack', target: 'ben' })],
    ['aggressive', actionOf({ type: 'retreat', target: 'cottage' })],
    ['antisocial', actionOf({ type: 'communicate', target: 'ben' })],
  ] as const)('wonders at somebody %s', (trait, action) => {
    expect(findings(action, [{ ...ada, traits: { [trait]: 0.71 } }, ben])).toEqual(['E004 warning']);
    expect(findings(action, [{ ...ada, traits: { [trait]: 0.7 } }, ben])).toEqual([]);
  });

  it('wants no noise where stealth is all', () => {
    const loud = { ...blow, dialogue: { text: 'Have at you!', to: ['ben'], volume: 'loud' as const } };
    expect(findings(loud, [ada, ben], { stealth: true })).toEqual(['E004 error']);
    expect(findings(blow, [ada, ben], { stealth: true })).toEqual([]);
  });
});

describe('the social law', () => {
  const own = { faction: 'The Fleet' };

  it('warns of force towards a superior', () => {
    const junior = { ...ada, ...own, rank: 1, stats: { ...ada.stats, charisma: 9, intelligence: 9 } };
    const senior = { ...ben, ...own, rank: 2 };
    const talk = actionOf({ type: 'communicate', target: 'ben', intensity: 'high' });
    expect(findings(talk, [junior, senior])).toEqual(['E005 warning']);
    expect(findings({ ...talk, intensity: 'normal' }, [junior, senior])).toEqual([]);
    expect(
      findings(
        talk,
        [senior, junior].map((each, i) => ({ ...each, id: i === 0 ? 'ada' : 'ben' })),
      ),
    ).toEqual([]);
  });

  it('knows a superior without rank, faction or bond by the words of the id', () => {
    const able = { ...ada, stats: { ...ada.stats, charisma: 9, intelligence: 9 } };
    const to = (id: string) =>
      findings(actionOf({ type: 'communicate', target: id, intensity: 'high' }), [able, plainPersona(id)]);
    expect(to('night_commander')).toEqual(['E005 warning']);
    expect(to('uncommanded')).toEqual([]);
  });

  it('lets nobody retreat below the rank that may', () => {
    const flight = actionOf({ type: 'retreat', target: 'cottage' });
    expect(findings(flight, [ada], { retreatRank: 1 })).toEqual(['E005 error']);
    expect(findings(flight, [{ ...ada, rank: 1 }], { retreatRank: 1 })).toEqual([]);
  });

  it('forbids blows at one’s own faction, but not between those who have fallen out', () => {
    const blow = actionOf({ type: 'attack', target: 'ben' });
    const towards = (affinity: number) => ({
      ...ada,
      ...own,
      relationships: { ben: { affinity, trust: 0.5, kind: 'comrade' } },
    });
    const comrade = { ...ben, ...own };
    expect(findings(blow, [towards(-0.49), comrade])).toEqual(['E005 critical']);
    expect(findings(blow, [towards(-0.5), comrade])).toEqual(['E005 warning']);
  });

  it('warns of a special gift used without a plan', () => {
    const gift = actionOf({ type: 'special_ability' });
    expect(findings(gift)).toEqual(['E005 warning']);
    const prepared = { ...ada, state: { ...ada.state, statusEffects: ['prepared'] } };
    expect(findings(gift, [prepared])).toEqual([]);
  });
});

describe('a judgement', () => {
  it('is valid with warnings alone and leaves the action as it is', () => {
    const gift = actionOf({ type: 'special_ability' });
    expect(judge(gift)).toMatchObject({
      overallResult: 'valid',
      refused: false,
      repairAttempts: [],
      finalAction: gift,
      checksPerformed: ['E001', 'E002', 'E003', 'E004', 'E005'],
    });
  });

  it('is invalid with anything critical: the actor waits', () => {
    expect(judge(actionOf({ type: 'attack' }))).toMatchObject({
      overallResult: 'invalid',
      refused: true,
      finalAction: { type: 'wait', verb: 'wait' },
    });
  });

  it('is that nobody unconscious acts', () => {
    const felled = { ...ada, state: { ...ada.state, conscious: false } };
    expect(judge(actionOf({ type: 'observe' }), [felled])).toMatchObject({
      overallResult: 'invalid',
      violations: [{ lawCode: 'E000' }],
      finalAction: { type: 'wait' },
    });
  });

  it('is a catastrophe without an action, or when a law can’t be checked', () => {
    const view = viewOf([ada]);
    expect(adjudicate(null, 'ada', ada, view)).toMatchObject({
      overallResult: 'catastrophic_failure',
      violations: [{ lawCode: 'E000' satisfies LawCode }],
    });
    const broken: LawView = {
      ...view,
      knows: () => {
        throw new Error('the index is torn');
      },
    };
    expect(adjudicate(actionOf({ type: 'move', target: PLACE }), 'ada', ada, broken)).toMatchObject({
      overallResult: 'catastrophic_failure',
      finalAction: { type: 'wait' },
    });
  });
});
