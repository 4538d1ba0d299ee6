import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decide } from '../../../loadtest/evaluation/demand.js';
import { importScenario, type ScenarioObjective } from '../../../loadtest/evaluation/import.js';
import { judge } from '../../../loadtest/evaluation/judge.js';
import { brokenByEvents } from '../../../loadtest/evaluation/laws.js';
import type { PlayedScenario } from '../../../loadtest/evaluation/play.js';
import type { Change, EngineEvent } from '../../../src/simulation/changes.js';
import { openSimulation, type TurnRecord, takeSnapshot } from '../../../src/simulation/engine.js';
import { SMALL_SCENARIO } from './small-scenario.js';

const small = importScenario(parse(SMALL_SCENARIO));
const opening = openSimulation(
  takeSnapshot({ seed: 1, turns: small.turns, members: small.members, world: small.world }),
);

interface Deed {
  readonly verb: string;
  readonly target?: string;
  readonly outcome?: EngineEvent['outcome'];
  readonly effects?: readonly Change[];
  readonly actor?: string;
  readonly type?: string;
  /** As an engine with laws reports it. */
  readonly report?: Readonly<Record<string, unknown>>;
}

/** A turn in which each deed is decided on and carried out. */
function recordOf(turn: number, deeds: readonly Deed[]): TurnRecord {
  const actionId = (index: number) => `t${turn}-a${index}`;
  const record = {
    turn,
    decisions: deeds.map(({ verb, target, actor = 'ada' }, index) => ({
      actionId: actionId(index),
      actorId: actor,
      verb,
      target,
    })),
    reports: deeds.flatMap(({ report }, index) =>
      report === undefined ? [] : [{ actionId: actionId(index), ...report }],
    ),
    events: deeds.map((deed, index) => eventOf(turn, index, deed)),
  };
  return record as unknown as TurnRecord;
}

function eventOf(turn: number, index: number, deed: Deed): EngineEvent {
  const { verb, target, outcome = 'success', effects = [], actor = 'ada', type = verb } = deed;
  return {
    eventId: `t${turn}-e${index}`,
    turn,
    seq: index + 1,
    time: 0,
    type,
    agentId: actor,
    participants: target === 'miller' ? [target] : [],
    outcome,
    effects,
    weight: 0.5,
    confidence: 1,
    requires: [],
    provides: [],
    data: { verb, targetName: opening.world.entities[target ?? '']?.name ?? null },
  };
}

function played(
  criteria: ScenarioObjective['criteria'],
  turns: readonly (readonly Deed[])[],
  stamina: number,
): PlayedScenario {
  const ada = opening.personas.ada;
  if (ada === undefined) throw new Error('the cast lacks its hero');
  const resources = { ...ada.resources, stamina: { ...ada.resources.stamina, current: stamina } };
  const last = { ...opening, personas: { ...opening.personas, ada: { ...ada, resources } } };
  return {
    scenario: { ...small, objectives: [{ id: 'goal', tier: 'primary', criteria }] },
    records: turns.map((deeds, index) => recordOf(index + 1, deeds)),
    states: [...Array.from({ length: turns.length }, () => opening), last],
  };
}

/** The verdict on one objective after three turns, unless the turns are given. */
function verdictOn(
  criteria: ScenarioObjective['criteria'],
  turns: readonly (readonly Deed[])[] = [[], [], []],
  stamina = 60,
) {
  return judge(played(criteria, turns, stamina)).objectives[0];
}

const wheel: Deed = { verb: 'investigate', target: 'great_wheel' };

describe('a criterion', () => {
  it.each([
    ['>= 50', 50, 'met'],
    ['>= 50', 49.9, 'violated'],
    ['= 0', 0, 'met'],
    ['> 2', 2, 'violated'],
    ['<= 20%', 0.2, 'met'],
    ['< 20%', 0.2, 'violated'],
    ['<= 5 turns', 5, 'met'],
    [0, 1, 'violated'],
    [true, true, 'met'],
    [true, false, 'violated'],
    ['if_beneficial', 3, 'undecided'],
    ['sensitively', true, 'undecided'],
    [true, 1, 'undecided'],
    ['>= 50', undefined, 'undecided'],
  ] as const)('%j of %j is %s', (demand, measured, verdict) => {
    expect(decide(demand, measured)).toBe(verdict);
  });

  it.each(['relationship_handled', 'constructor', 'ghost_investigated'])(
    'that only a reader can decide stays undecided: %s',
    (name) => {
      expect(verdictOn([[name, true]])?.status).toBe('undecided');
    },
  );
});

describe('an objective', () => {
  it('is completed when everything that can be decided is met, at the end', () => {
    const criteria: ScenarioObjective['criteria'] = [
      ['investigate_action_on', ['great_wheel']],
      ['done_with_grace', true],
    ];
    expect(verdictOn(criteria, [[wheel], [], []])).toEqual({
      id: 'goal',
      tier: 'primary',
      status: 'completed',
      criteria: [
        { name: 'investigate_action_on', verdict: 'met' },
        { name: 'done_with_grace', verdict: 'undecided' },
      ],
    });
    expect(verdictOn(criteria, [[wheel]])?.status).toBe('undecided');
  });

  it('fails when its time has run out', () => {
    const criteria: ScenarioObjective['criteria'] = [['investigate_action_on', ['great_wheel', 'ledger']]];
    expect(verdictOn(criteria, [[wheel], []])?.status).toBe('undecided');
    expect(verdictOn(criteria, [[wheel], [], []])?.status).toBe('failed');
  });

  it.each([
    ['a look that failed', { ...wheel, outcome: 'failure' }],
    ['somebody else’s look', { ...wheel, actor: 'miller' }],
    ['a look at something else', { ...wheel, target: 'ledger' }],
    ['another deed with it', { ...wheel, verb: 'take', type: 'interact' }],
  ] as const)('that wants a thing investigated is not served by %s', (_what, deed) => {
    expect(verdictOn([['investigate_action_on', ['great_wheel']]], [[deed], [], []])?.status).toBe('failed');
  });

  it('that wants a thing investigated is served by a search that found what there is to know about it', () => {
    const search: Deed = { verb: 'search', effects: [{ kind: 'found', discovery: 'find-ledger' }] };
    expect(verdictOn([['investigate_action_on', ['ledger']]], [[search], [], []])?.status).toBe('completed');
  });

  it('about strength looks at what is left, and whether there was ever none', () => {
    const criteria: ScenarioObjective['criteria'] = [['stamina_remaining', '>= 10']];
    expect(verdictOn(criteria, undefined, 10)?.status).toBe('completed');
    expect(verdictOn(criteria, undefined, 9)?.status).toBe('failed');
    expect(verdictOn([['resource_exhaustion_avoided', true]], undefined, 0)?.status).toBe('failed');
  });

  it('about thrift counts deeds per turn and second looks', () => {
    const twice = [[wheel, { verb: 'wait' }], [wheel], []];
    expect(verdictOn([['actions_per_turn', '<= 1']], twice)?.status).toBe('failed');
    expect(verdictOn([['actions_per_turn', '<= 2']], twice)?.status).toBe('completed');
    expect(verdictOn([['revisit_count', '= 1']], twice)?.status).toBe('completed');
  });

  it('about the laws looks at what was carried out', () => {
    const error = { violations: [{ lawCode: 'E002', severity: 'error' }], checksPerformed: ['E001', 'E002'] };
    const repaired = { ...wheel, report: { ...error, finalAction: { verb: 'investigate' } } };
    const stopped = { ...wheel, outcome: 'blocked', report: error } as const;
    const ignored = { ...wheel, report: error };
    const none: ScenarioObjective['criteria'] = [['e002_violations', '= 0']];
    expect(verdictOn(none, [[repaired], [stopped], []])?.status).toBe('completed');
    expect(verdictOn(none, [[ignored], [], []])?.status).toBe('failed');
    expect(verdictOn([['zero_iron_laws_violations', true]], [[ignored], [], []])?.status).toBe('failed');
    expect(verdictOn([['repair_success_rate', '= 50%']], [[repaired], [stopped], []])?.status).toBe(
      'completed',
    );
    expect(verdictOn([['all_laws_tested', ['E001', 'E002']]], [[repaired], [], []])?.status).toBe(
      'completed',
    );
    expect(verdictOn([['all_laws_tested', true]], [[repaired], [], []])?.status).toBe('failed');
    expect(verdictOn([['all_laws_tested', true]])?.status).toBe('undecided');
  });
});

describe('events', () => {
  const broken = (deed: Deed, state = opening) => brokenByEvents([eventOf(1, 0, deed)], state);

  it('break a law on their face: a way that isn’t there, strength that isn’t there, a deed while unconscious', () => {
    expect(broken({ verb: 'move', effects: [{ kind: 'move', persona: 'ada', to: 'yard' }] })).toEqual([]);
    expect(broken({ verb: 'move', effects: [{ kind: 'move', persona: 'ada', to: 'nowhere' }] })).toEqual([
      'E003',
    ]);
    const spent: Change = { kind: 'resource', persona: 'ada', resource: 'stamina', delta: -70, left: -10 };
    expect(broken({ verb: 'search', effects: [spent] })).toEqual(['E002']);
    const ada = opening.personas.ada;
    if (ada === undefined) throw new Error('the cast lacks its hero');
    const asleep = { ...ada, state: { ...ada.state, conscious: false } };
    const state = { ...opening, personas: { ...opening.personas, ada: asleep } };
    expect(broken({ verb: 'search' }, state)).toEqual(['E000']);
    expect(broken({ verb: 'wait' }, state)).toEqual([]);
  });

  it('break a law when somebody attacks their own, unless they are enemies', () => {
    const { ada, miller } = opening.personas;
    if (ada === undefined || miller === undefined) throw new Error('the cast is short');
    const guild = (affinity: number) => ({
      ...opening,
      personas: {
        ada: {
          ...ada,
          faction: 'guild',
          relationships: { miller: { affinity, trust: 0.5, kind: 'fellow' } },
        },
        miller: { ...miller, faction: 'guild' },
      },
    });
    const attack: Deed = { verb: 'attack', target: 'miller' };
    expect(broken(attack, guild(-0.4))).toEqual(['E005']);
    expect(broken(attack, guild(-0.5))).toEqual([]);
    expect(broken(attack)).toEqual([]);
  });
});
