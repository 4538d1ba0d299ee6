import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlayState } from '../../../src/game/hidden.js';
import { activateDue } from '../../../src/game/reducers/consequences.js';
import { defaultTrigger, isDue, triggerInWords } from '../../../src/game/reducers/triggers.js';
import type { ProposedConsequence } from '../../../src/game/sections/consequences.js';
import { type Consequence, DELAYS, SEVERITIES, type Trigger } from '../../../src/game/session.js';
import { act, item, smallGame, turnOf } from './small-game.js';

function proposed(parts: Partial<ProposedConsequence> = {}): ProposedConsequence {
  return {
    category: 'social',
    description: 'The guild hears of it',
    narrative_text: 'A pilot nods at you.',
    severity: 'minor',
    delay: 'short_term',
    effects: {},
    ...parts,
  };
}

function consequence(parts: Partial<Consequence> = {}): Consequence {
  return {
    id: 'c0001-1',
    category: 'social',
    description: 'The guild hears of it',
    narrative_text: 'A pilot nods at you.',
    severity: 'minor',
    delay: 'short_term',
    trigger: { kind: 'actions_elapsed', actions: 3 },
    effects: {},
    chain_id: 'c0001-1',
    depth: 0,
    status: 'pending',
    created_seq: 1,
    ...parts,
  };
}

const waitingIn = (consequences: readonly Consequence[], state = smallGame()): PlayState => ({
  ...state,
  session: { ...state.session, consequences: [...consequences] },
});
const due = (state: PlayState, actionSeq: number, text = 'I look around') =>
  activateDue(turnOf(text, actionSeq), state).consequences.map(({ id }) => id);
const statuses = ({ session }: PlayState) => session.consequences.map(({ id, status }) => `${id} ${status}`);

describe('a consequence', () => {
  it('that is immediate is applied in the same action, any other waits', () => {
    const { state, result } = act(smallGame(), {
      consequences: [
        proposed({ delay: 'immediate', effects: { health: -5 } }),
        proposed({ delay: 'long_term', effects: { health: -5 } }),
        proposed({ delay: 'immediate', trigger: { kind: 'location', location: 'Market' } }),
      ],
    });
    expect(statuses(state)).toEqual(['c0001-2 pending', 'c0001-3 pending', 'c0001-1 applied']);
    expect(state.session.character.health).toBe(95);
    expect(
      result.action_result.consequences.map(({ id, type, trigger_time }) => [id, type, trigger_time]),
    ).toMatchObject([
      ['c0001-1', 'immediate', 'at once'],
      ['c0001-2', 'delayed', expect.stringMatching(/^after \d+ actions$/)],
      ['c0001-3', 'delayed', 'on arrival at Market'],
    ]);
  });

  it('waits for as many actions as are drawn for its id: 2 to 5, or 8 to 20', () => {
    const drawn = new Map<string, Set<number>>(DELAYS.map((delay) => [delay, new Set()]));
    for (let seed = 0; seed < 400; seed += 1) {
      for (const delay of DELAYS) {
        const of = { seed, actionSeq: 3, id: 'c0003-1' };
        const trigger = defaultTrigger(delay, of);
        expect(defaultTrigger(delay, of)).toEqual(trigger);
        const first = trigger.kind === 'any' ? trigger.of[0] : trigger;
        if (first?.kind === 'actions_elapsed') drawn.get(delay)?.add(first.actions);
      }
    }
    const sorted = (delay: string) => [...(drawn.get(delay) ?? [])].sort((a, b) => a - b);
    expect(sorted('immediate')).toEqual([0]);
    expect(sorted('short_term')).toEqual([2, 3, 4, 5]);
    expect(sorted('long_term')).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(defaultTrigger('short_term', { seed: 1, actionSeq: 1, id: 'c0001-1' })).toMatchObject({
      of: [{}, { kind: 'next_encounter' }],
    });
  });

  it('comes due before the action in which its trigger holds, and once', () => {
    const state = waitingIn([consequence()]);
    expect([2, 3, 4].map((seq) => due(state, seq))).toEqual([[], [], ['c0001-1']]);
    const after = activateDue(turnOf('I wait', 4), state).state;
    expect(due(after, 5)).toEqual([]);
    expect(after.hidden.applied).toEqual(['c0001-1']);
  });

  it('never comes due in the action that it came of', () => {
    expect(due(waitingIn([consequence({ trigger: { kind: 'location', location: 'Harbour' } })]), 1)).toEqual(
      [],
    );
    expect(due(waitingIn([consequence({ trigger: { kind: 'location', location: 'Harbour' } })]), 2)).toEqual([
      'c0001-1',
    ]);
  });

  it('can wait for a place, a person, an encounter, a time, a quest, a reputation, and all or any of them', () => {
    const state = smallGame({ session: { reputation: { 'Pilots Guild': -12 } } });
    const holds = (trigger: Trigger, text = 'I look around') =>
      due(waitingIn([consequence({ trigger })], state), 2, text).length === 1;
    const yes: Trigger = { kind: 'location', location: 'the harbour' };
    const no: Trigger = { kind: 'npc_met', npc: 'Ada' };
    expect(holds(yes)).toBe(true);
    expect(holds(no)).toBe(false);
    expect(holds({ kind: 'npc_met', npc: 'cleo' })).toBe(true);
    expect(holds({ kind: 'next_encounter' })).toBe(false);
    expect(holds({ kind: 'next_encounter' }, 'I talk about the weather')).toBe(true);
    expect(holds({ kind: 'next_encounter' }, 'I wave at Cleo')).toBe(true);
    expect(holds({ kind: 'time_of_day', time_of_day: 'day' })).toBe(true);
    expect(holds({ kind: 'time_of_day', time_of_day: 'night' })).toBe(false);
    expect(holds({ kind: 'quest_status', quest_id: 'q0001-1', status: 'active' })).toBe(false);
    expect(holds({ kind: 'reputation', of: 'Pilots Guild', at_most: -10 })).toBe(true);
    expect(holds({ kind: 'reputation', of: 'pilots guild', at_least: -10 })).toBe(false);
    expect(holds({ kind: 'reputation', of: 'Ada', at_least: 0, at_most: 0 })).toBe(true);
    expect(holds({ kind: 'all', of: [yes, no] })).toBe(false);
    expect(holds({ kind: 'any', of: [no, yes] })).toBe(true);
  });

  it('expires when nothing has set it off in 60 actions', () => {
    const state = waitingIn([consequence({ trigger: { kind: 'npc_met', npc: 'Nobody' } })]);
    expect(statuses(activateDue(turnOf('I wait', 60), state).state)).toEqual(['c0001-1 pending']);
    expect(statuses(activateDue(turnOf('I wait', 61), state).state)).toEqual(['c0001-1 expired']);
    const inTime = waitingIn([consequence({ trigger: { kind: 'actions_elapsed', actions: 60 } })]);
    expect(due(inTime, 61)).toEqual(['c0001-1']);
  });

  it('gives way when more than 50 wait: the oldest of the minor ones first', () => {
    const waiting = Array.from({ length: 50 }, (_, index) =>
      consequence({
        id: `c0001-${index + 1}`,
        severity: index < 3 ? 'major' : 'minor',
        trigger: { kind: 'npc_met', npc: 'Nobody' },
      }),
    );
    const { state } = act(
      waitingIn(waiting),
      { consequences: [proposed({ severity: 'critical' })] },
      { actionSeq: 2 },
    );
    expect(statuses(state).filter((each) => each.endsWith('pending'))).toHaveLength(50);
    expect(statuses(state)).toContain('c0001-4 expired');
  });

  it('moves reputation by 2, 5, 10 or 20 in its direction, within 100 either way', () => {
    const moved = SEVERITIES.map((severity) => {
      const { session } = act(smallGame(), {
        consequences: [
          proposed({
            delay: 'immediate',
            severity,
            effects: { reputation: { 'pilots guild': 'up', Ada: 'down', Nobody: 'up' } },
          }),
        ],
      }).state;
      return session.reputation;
    });
    expect(moved).toEqual([2, 5, 10, 20].map((by) => ({ 'Pilots Guild': by, Ada: -by })));
    const famous = smallGame({ session: { reputation: { Ada: 95 } } });
    const critical = proposed({
      delay: 'immediate',
      severity: 'critical',
      effects: { reputation: { Ada: 'up' } },
    });
    expect(act(famous, { consequences: [critical] }).state.session.reputation).toEqual({ Ada: 100 });
  });

  it('touches everything through the reducers that own it', () => {
    const state = smallGame({
      session: { inventory: [item({ name: 'rope' })] },
      hidden: { ledger: { created: 1, removed: 0, ids: 1 } },
    });
    const { state: after } = act(state, {
      consequences: [
        proposed({
          delay: 'immediate',
          effects: {
            health: -400,
            mana: 10,
            condition: { add: 'wet' },
            world: { weather: 'storm', add_condition: 'the quay is flooded', event: 'The sea wall breaks.' },
            relationships: { Cleo: -30 },
            gain_item: 'pearl',
            lose_item: 'Rope',
          },
        }),
      ],
    });
    const { character, world_state, inventory } = after.session;
    expect(character).toMatchObject({ health: 0, mana: 50 });
    expect(character.metadata.conditions).toEqual(['wet', 'downed']);
    expect(world_state).toMatchObject({ weather: 'storm', special_conditions: ['the quay is flooded'] });
    expect(world_state.world_events.map(({ text }) => text)).toEqual(['The sea wall breaks.']);
    expect(world_state.npc_states.Cleo?.disposition).toBe(-30);
    expect(inventory.map(({ name }) => name)).toEqual(['pearl']);
    expect(after.hidden.ledger).toEqual({ created: 2, removed: 1, ids: 2 });
  });
});

describe('a follow-up', () => {
  const applied = consequence({ status: 'applied', depth: 1, chain_id: 'c0000-1' });

  it('waits in the chain of what it follows from, one deeper', () => {
    const { state } = act(
      waitingIn([applied]),
      { consequences: [proposed({ follows: 'c0001-1', delay: 'immediate' })] },
      { actionSeq: 2 },
    );
    expect(state.session.consequences[0]).toMatchObject({
      id: 'c0002-1',
      chain_id: 'c0000-1',
      parent_id: 'c0001-1',
      depth: 2,
      status: 'pending',
      delay: 'short_term',
    });
  });

  it('is one of two at most, of something that was applied, down to depth 4', () => {
    const follow = proposed({ follows: 'c0001-1' });
    const three = act(waitingIn([applied]), { consequences: [follow, follow, follow] }, { actionSeq: 2 });
    expect(statuses(three.state)).toEqual(['c0002-1 pending', 'c0002-2 pending', 'c0001-1 applied']);
    expect(three.refused.map(({ why }) => why)).toEqual(['two others follow from the same one']);
    const later = act(three.state, { consequences: [follow] }, { actionSeq: 3 });
    expect(later.refused).toHaveLength(1);
    const deep = act(waitingIn([{ ...applied, depth: 4 }]), { consequences: [follow] }, { actionSeq: 2 });
    expect(deep.refused.map(({ why }) => why)).toEqual(['its chain has come to its end']);
    const waiting = act(waitingIn([consequence()]), { consequences: [follow] }, { actionSeq: 2 });
    expect(waiting.refused).toHaveLength(1);
  });

  it('never makes a chain longer than five or wider than two, however often it is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ of: fc.nat(8), count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 30 }),
        (rounds) => {
          let state = act(smallGame(), { consequences: [proposed({ delay: 'immediate' })] }).state;
          const children = new Map<string, number>();
          rounds.forEach(({ of, count }, round) => {
            const over = state.session.consequences.filter(({ status }) => status === 'applied');
            const follows = over[of % over.length]?.id ?? 'none';
            const at = { kind: 'actions_elapsed', actions: 1 } as const;
            const wanted = Array.from({ length: count }, () => proposed({ follows, trigger: at }));
            const { state: next, result } = act(state, { consequences: wanted }, { actionSeq: round + 2 });
            for (const { parent_id, created_seq, depth, status } of result.action_result.consequences) {
              expect(depth).toBeLessThanOrEqual(4);
              if (created_seq !== round + 2 || parent_id === undefined) continue;
              expect(status).toBe('pending');
              children.set(parent_id, (children.get(parent_id) ?? 0) + 1);
            }
            state = next;
          });
          expect([...children.values()].every((number) => number <= 2)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a trigger', () => {
  it('is told in words', () => {
    const said = (trigger: Trigger) => triggerInWords(trigger);
    expect(
      said({ kind: 'any', of: [{ kind: 'actions_elapsed', actions: 3 }, { kind: 'next_encounter' }] }),
    ).toBe('after 3 actions or at the next encounter');
    expect(
      said({
        kind: 'all',
        of: [
          { kind: 'npc_met', npc: 'Ada' },
          { kind: 'time_of_day', time_of_day: 'dawn' },
        ],
      }),
    ).toBe('on meeting Ada and at dawn');
    expect(said({ kind: 'reputation', of: 'Ada', at_least: 10 })).toBe(
      'while the reputation with Ada is at least 10',
    );
    expect(said({ kind: 'time_of_day', time_of_day: 'night' })).toBe('by night');
  });

  it('is looked at in the state before the action alone', () => {
    const moment = { state: smallGame(), actionSeq: 4, isEncounter: false };
    expect(isDue(consequence(), moment)).toBe(true);
    expect(isDue(consequence({ created_seq: 4 }), moment)).toBe(false);
  });
});
