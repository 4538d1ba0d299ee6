import { describe, expect, it } from 'vitest';
import { ModelRateLimitedError, ModelUnavailableError } from '../../../src/errors.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { ModelFailureReason, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { plainSentence } from '../../../src/narrative/plain-sentences.js';
import { chronicleEvent } from '../../../src/simulation/chronicle-event.js';
import type { DirectAnswer, DirectData } from '../../../src/simulation/direct-data.js';
import { directedBy } from '../../../src/simulation/direct-request.js';
import { rng } from '../../../src/simulation/random.js';
import { settleConflicts } from '../../../src/simulation/settle-conflicts.js';
import { TurnLog } from '../../../src/simulation/turn-log.js';
import type { Persona, ProposedAction } from '../../../src/simulation/types.js';
import { actionOf, plainPersona, stateOf } from './people.js';
import { answered, modelOf, playAll, snapshotOf } from './stage.js';

const NEVER = new AbortController().signal;
const SCOPE = { clientId: 'client', taskId: 'sim' };

/** Two or more in the yard who all want the winch for themselves. */
const wants = (actorId: string, fields: Partial<ProposedAction> = {}): ProposedAction =>
  actionOf({
    type: 'interact',
    verb: 'repair',
    target: 'winch',
    resources: ['winch'],
    goals: ['repair:winch'],
    actorId,
    ...fields,
  });
const feels = (id: string, affinity: number, fields: Partial<Persona> = {}) =>
  plainPersona(id, {
    relationships: Object.fromEntries(
      ['ada', 'ben', 'cy']
        .filter((other) => other !== id)
        .map((other) => [other, { affinity, trust: 0.5, kind: 'known' }]),
    ),
    ...fields,
  });

async function settle(
  people: readonly Persona[],
  actions: readonly ProposedAction[],
  answer: (request: ModelRequest) => ModelReply = () => ({ ok: false, reason: 'refused' }),
  director = true,
) {
  const { snapshot, state } = stateOf(people);
  const log = new TurnLog(state, 7, 1000);
  const asked: ModelRequest[] = [];
  const model = modelOf((request) => {
    asked.push(request);
    return answer(request);
  });
  const settled = await settleConflicts({ ...snapshot, director }, log, actions, SCOPE, model, NEVER);
  const done = (id: string) => settled.actions.find(({ actorId }) => actorId === id);
  return { settled, log, asked, done, types: log.events.map(({ type }) => type) };
}

/** Ada comes first: her action is more urgent. */
const both = [wants('ada', { priority: 'high' }), wants('ben')];

describe('people in each other’s way', () => {
  it('agree when they like each other: one goes first, the other waits', async () => {
    const { types, done, log, asked, settled } = await settle([feels('ada', 0.7), feels('ben', 0.7)], both);
    expect(types).toEqual(['agreement']);
    expect(asked).toEqual([]);
    expect(done('ada')).toMatchObject({ verb: 'repair', intensity: 'normal' });
    expect(done('ben')).toMatchObject({ verb: 'wait' });
    expect(log.events[0]).toMatchObject({
      agentId: 'ada',
      participants: ['ada', 'ben'],
      outcome: 'success',
      data: {
        verb: 'agree',
        targetPerson: 'ben',
        first: 'ada',
        yields: ['ben'],
        detail: 'it should be Ada who mended the boat winch while Ben stood by',
      },
    });
    expect(log.state.negotiations?.reputations).toEqual({ ada: 0.6, ben: 0.6 });
    expect(settled.negotiations).toEqual([expect.objectContaining({ status: 'resolved', mediated: false })]);
  });

  it('refuse when they can’t bear each other, and both go on', async () => {
    const { types, done, log } = await settle([feels('ada', -0.9), feels('ben', -0.9)], both);
    expect(types).toEqual(['refusal']);
    expect(log.events[0]).toMatchObject({ agentId: 'ben', data: { verb: 'refuse', targetPerson: 'ada' } });
    expect([done('ada')?.verb, done('ben')?.verb]).toEqual(['repair', 'repair']);
    expect(log.state.negotiations?.reputations).toEqual({ ada: 0.45, ben: 0.45 });
  });

  it('stand off when nobody helps: the first goes on more gently, the others wait, and all like each other less', async () => {
    const { types, done, log, asked } = await settle([feels('ada', 0), feels('ben', 0)], both);
    expect(asked.map(({ key, purpose }) => [key, purpose])).toEqual([['t0007-direct', 'direct']]);
    expect(types).toEqual(['standoff']);
    expect(done('ada')).toMatchObject({ verb: 'repair', intensity: 'low' });
    expect(done('ben')?.verb).toBe('wait');
    expect(log.state.personas.ada?.relationships.ben?.affinity).toBe(-0.05);
    expect(log.state.personas.ben?.relationships.ada?.affinity).toBe(-0.05);
  });

  it('share what they look for when they agree to', async () => {
    const look = (id: string, priority: 'high' | 'low') =>
      wants(id, {
        type: 'investigate',
        verb: 'investigate',
        resources: [],
        goals: ['learn:winch'],
        priority,
      });
    const kind = feels('ada', 0.3, { traits: { diplomatic: 0.9 } });
    const { settled, done } = await settle(
      [kind, feels('ben', 0.3)],
      [look('ada', 'high'), look('ben', 'low')],
    );
    expect(done('ben')?.verb).toBe('investigate');
    expect(Object.fromEntries(settled.partners)).toEqual({ ada: ['ben'], ben: ['ada'] });
  });

  it('win .7 in reputation by two talks that end well', async () => {
    const { snapshot, state } = stateOf([feels('ada', 0.7), feels('ben', 0.7)]);
    const log = new TurnLog(state, 7, 1000);
    const model = modelOf(() => ({ ok: false, reason: 'refused' }));
    for (let i = 0; i < 2; i += 1) await settleConflicts(snapshot, log, both, SCOPE, model, NEVER);
    expect(log.state.negotiations?.reputations).toEqual({ ada: 0.7, ben: 0.7 });
  });

  it('leave a talk open for half an hour when one is out of earshot', async () => {
    const { snapshot, state } = stateOf([feels('ada', 0.7), feels('ben', 0.7, { locationId: 'cottage' })]);
    const log = new TurnLog(state, 7, 1000);
    const model = modelOf(() => ({ ok: false, reason: 'refused' }));
    await settleConflicts(snapshot, log, both, SCOPE, model, NEVER);
    expect(log.events).toEqual([]);
    expect(log.state.negotiations?.sessions).toHaveLength(1);
    const later = new TurnLog(
      { ...log.state, world: { ...log.state.world, clock: log.state.world.clock + 1800 } },
      10,
      0,
    );
    await settleConflicts(snapshot, later, [], SCOPE, model, NEVER);
    expect(later.events.map(({ type }) => type)).toEqual(['refusal']);
    expect(later.state.negotiations).toEqual({ sessions: [], reputations: { ada: 0.45, ben: 0.45 } });
  });
});

describe('the director', () => {
  const compromise = (terms: Partial<DirectAnswer['compromises'][number]>) => (request: ModelRequest) => {
    const [mediation] = (request.data as DirectData).mediations;
    const plan = {
      id: mediation?.id ?? '',
      first: 'ben',
      requirements: ['give_way'],
      benefits: ['share'],
      ...terms,
    };
    return answered({ compromises: [plan], outcomes: [] });
  };
  const cool = [feels('ada', 0), feels('ben', 0)];

  it('settles what people can’t, if they accept it', async () => {
    const { types, done, settled } = await settle(cool, both, compromise({}));
    expect(types).toEqual(['agreement']);
    expect(done('ada')?.verb).toBe('wait');
    expect(settled.negotiations[0]).toMatchObject({ status: 'resolved', mediated: true });
    expect(settled.modelAnswers).toEqual([{ key: 't0007-direct', outcome: 'ok', source: 'model' }]);
  });

  it('does not settle it by terms that nobody accepts', async () => {
    const harsh = compromise({ requirements: ['give_way', 'stand_by', 'keep_off'], benefits: [] });
    expect((await settle(cool, both, harsh)).types).toEqual(['standoff']);
  });

  it('is asked once for everything, and decides the outcome of deeds that undo each other', async () => {
    const people = [...[feels('ada', -0.9), feels('ben', -0.9)], plainPersona('cy')];
    const opposed = [
      actionOf({ type: 'attack', target: 'cy' }),
      actionOf({ type: 'interact', verb: 'help', target: 'cy', actorId: 'ben' }),
    ];
    const { settled, asked } = await settle(people, opposed, (request) =>
      answered({
        compromises: [],
        outcomes: (request.data as DirectData).contests.map(({ actionId }) => ({
          action_id: actionId,
          outcome: 'failure',
        })),
      }),
    );
    expect(asked).toHaveLength(1);
    expect(Object.fromEntries(settled.rulings)).toEqual({
      't0001-a-ada': 'failure',
      't0001-a-ben': 'failure',
    });
  });

  it.each<ModelFailureReason>(['timeout', 'invalid', 'refused', 'truncated', 'over-budget'])(
    'that fails by %s leaves a standoff',
    async (reason) => {
      const { types, settled } = await settle(cool, both, () => ({ ok: false, reason }));
      expect(types).toEqual(['standoff']);
      expect(settled.modelAnswers).toEqual([{ key: 't0007-direct', outcome: reason }]);
    },
  );

  it.each([
    ['rate-limited', ModelRateLimitedError],
    ['unavailable', ModelUnavailableError],
  ] as const)('that is %s stops the turn', async (reason, error) => {
    await expect(
      settle(cool, both, () => ({ ok: false, reason, retryAt: new Date(0) })),
    ).rejects.toBeInstanceOf(error);
  });

  it('is not asked when a run does without', async () => {
    const { types, asked } = await settle(cool, both, undefined, false);
    expect([types, asked]).toEqual([['standoff'], []]);
  });

  it('must answer every case, and may name nobody else', () => {
    const party = (id: string) => ({ id, wants: 'mend the winch', answer: 'counter' as const, regard: {} });
    const data: DirectData = {
      turn: 1,
      turns: 2,
      stage: { title: 't', genre: 'g', premise: 'p' },
      people: [],
      mediations: [
        { id: 'n1', about: 'it should be so', place: 'the yard', parties: [party('ada'), party('ben')] },
      ],
      contests: [],
      recent: [
        { id: 't0001-e001', what: 'ada confront ben in yard' },
        { id: 't0001-e002', what: 'ben refuse ada in yard' },
      ],
      expected: [],
    };
    const plan = { id: 'n1', first: 'ada', requirements: [], benefits: [] };
    expect(
      directedBy({ compromises: [plan, { ...plan, id: 'n2' }], mood: 'calm' }, data)?.compromises,
    ).toEqual([plan]);
    const driven = { cause: 't0001-e001', effect: 't0001-e002', type: 'amplifier', strength: 0.7 };
    const invented = { ...driven, effect: 't0009-e001' };
    expect(
      directedBy({ compromises: [plan], relationships: [driven, invented] }, data)?.relationships,
    ).toEqual([driven]);
    for (const wrong of [
      null,
      {},
      { compromises: [{ ...plan, first: 'zoe' }] },
      { compromises: [{ ...plan, benefits: ['gold'] }] },
    ]) {
      expect(directedBy(wrong, data)).toBeUndefined();
    }
  });
});

describe('in play on the offline model', () => {
  const CAST = [
    'alice',
    'bob',
    'corvin',
    'engineer',
    'ines',
    'maud',
    'odile',
    'pilot',
    'scientist',
    'sol',
    'tomas',
    'wren',
  ];
  const WORLDS = ['hallow_tor', 'skerrow_light', 'tessaly_ring'];

  async function played(seed: number, cast = castOf(seed)) {
    const snapshot = snapshotOf({ seed, cast, turns: 10, worldId: WORLDS[seed % 3] ?? '' });
    return { snapshot, ...(await playAll(snapshot, new OfflineModel())) };
  }

  function castOf(seed: number): string[] {
    const dice = rng(seed, 0, 'test', 'cast');
    const pool = [...CAST];
    return Array.from(
      { length: 3 + (seed % 3) },
      () => pool.splice(dice.int(0, pool.length - 1), 1)[0] ?? '',
    );
  }

  const talksIn = (records: Awaited<ReturnType<typeof played>>['records']) =>
    records.flatMap(({ events }) => events).filter(({ type }) => /^(agreement|refusal|standoff)$/.test(type));

  it('talks happen in at least 20 of 100 runs, and are told naming both sides', {
    timeout: 60_000,
  }, async () => {
    let runs = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const { snapshot, records } = await played(seed);
      const names = { person: (id: string) => `<${id}>`, place: (id: string) => id };
      const talks = talksIn(records);
      if (talks.length > 0) runs += 1;
      for (const event of talks) {
        expect(event.data.detail).toMatch(/^it should be .*[^.]$/);
        const told = plainSentence(chronicleEvent(event, snapshot), names);
        for (const id of [event.agentId, event.data.targetPerson]) expect(told).toContain(`<${id}>`);
      }
    }
    expect(runs).toBeGreaterThanOrEqual(20);
  });

  it('end in all three ways among people who don’t all like each other', { timeout: 60_000 }, async () => {
    const ends = new Map<string, number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const { records } = await played(seed, ['corvin', 'tomas', 'alice', 'sol']);
      for (const { type } of talksIn(records)) ends.set(type, (ends.get(type) ?? 0) + 1);
    }
    expect([...ends.keys()].sort()).toEqual(['agreement', 'refusal', 'standoff']);
  });

  it('everybody has one report, and does what its final action says', async () => {
    for (const seed of [3, 4, 5]) {
      const { records } = await played(seed);
      for (const { decisions, reports, events, modelAnswers } of records) {
        expect(reports.map(({ actorId }) => actorId)).toEqual(decisions.map(({ actorId }) => actorId));
        expect(modelAnswers.filter(({ key }) => key.endsWith('-direct')).length).toBeLessThanOrEqual(1);
        for (const { actorId, finalAction, refused } of reports) {
          const deeds = events.filter(
            ({ agentId, data }) => agentId === actorId && (refused || data.verb === finalAction?.verb),
          );
          expect(deeds.length).toBeGreaterThan(0);
        }
      }
    }
  });
});
