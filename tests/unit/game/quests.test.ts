import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlayState } from '../../../src/game/hidden.js';
import {
  addQuest,
  dependencyCycles,
  newQuest,
  progressInWords,
  progressOf,
  type QuestPlan,
} from '../../../src/game/reducers/quests.js';
import type { OfferedQuest, QuestUpdate } from '../../../src/game/sections/quests.js';
import type { Quest } from '../../../src/game/session.js';
import { type Acted, act, item, smallGame } from './small-game.js';

const plan: QuestPlan = {
  id: 'q0000-1',
  title: 'The Keeper’s Lamp',
  description: 'Ada needs her lamp.',
  objectives: [
    { text: 'Find the brass lamp', trigger: { kind: 'item_owned', name: 'brass lamp' } },
    { text: 'Talk to Ada', trigger: { kind: 'npc_spoken_to', name: 'Ada' } },
  ],
  rewards: { experience: 30, reputation: { Ada: 5 }, items: ['silver key'] },
};
const offered: OfferedQuest = {
  title: 'The Debt',
  description: 'Bram wants it paid.',
  objectives: [{ text: 'Pay Bram' }],
  experience: 10,
  items: [],
  regard: [],
  after: [],
  failure_conditions: [],
};
const offer = (parts: Partial<OfferedQuest> = {}): QuestUpdate => ({
  change: 'offer',
  quest: { ...offered, ...parts },
  because: 'Bram asks for it',
});

const withQuests = (quests: readonly Quest[], hidden: Partial<PlayState['hidden']> = {}) =>
  smallGame({ session: { quests: [...quests] }, hidden });
const only = ({ session }: PlayState): Quest | undefined => session.quests[0];
const statusOf = ({ session }: PlayState, id: string) =>
  session.quests.find((quest) => quest.id === id)?.status;
const tell = (state: PlayState, updates: readonly QuestUpdate[], acted: Acted = {}) =>
  act(state, { quest_updates: updates }, acted);

describe('the progress of a quest', () => {
  it('is the share of its objectives that are done; of none it is all', () => {
    expect(progressOf([true, false, false, true])).toEqual({
      current: 2,
      total: 4,
      completed_objectives: [true, false, false, true],
      percentage: 50,
    });
    expect(progressOf([])).toMatchObject({ current: 0, total: 0, percentage: 100 });
    expect(progressInWords(progressOf([true, false, false]))).toBe('1/3');
  });
});

describe('a quest', () => {
  it('is offered while fewer than two are active, after ten entries, and 15 after the last one', () => {
    const can = (hidden: Partial<PlayState['hidden']>, quests: readonly Quest[] = []) =>
      tell(withQuests(quests, hidden), [offer()]).state.session.quests.length > quests.length;
    const other = (id: string) => newQuest({ ...plan, id, title: id }, 0);
    expect(can({ entries: 10 })).toBe(false);
    expect(can({ entries: 11 })).toBe(true);
    expect(can({ entries: 30, quest_offered_at: 16 })).toBe(false);
    expect(can({ entries: 30, quest_offered_at: 15 })).toBe(true);
    expect(can({ entries: 11 }, [other('q0000-1')])).toBe(true);
    expect(can({ entries: 11 }, [other('q0000-1'), other('q0000-2')])).toBe(false);
    const { state } = tell(withQuests([], { entries: 11 }), [offer(), offer({ title: 'Another' })]);
    expect(state.session.quests.map(({ id, title }) => [id, title])).toEqual([['q0001-1', 'The Debt']]);
    expect(state.hidden.quest_offered_at).toBe(11);
  });

  it('is completed by what the rules can see, and gives its rewards once', () => {
    const start = smallGame({
      session: { quests: [newQuest(plan, 0)], inventory: [item({ name: 'brass lamp' })] },
      hidden: { ledger: { created: 1, removed: 0, ids: 1 } },
    });
    const first = act(start);
    expect(only(first.state)?.progress).toMatchObject({ current: 1, percentage: 50 });
    expect(first.result.action_result.quest_updates).toMatchObject([
      { change: 'progress', objective: 'Find the brass lamp', progress: '1/2', percentage: 50 },
    ]);
    const atLighthouse = act(first.state, {
      world_change: {
        confidence: 0,
        changes: [{ field: 'location', value: 'Lighthouse', because: 'you walk' }],
      },
    });
    expect(only(atLighthouse.state)?.status).toBe('active');
    const done = act(atLighthouse.state, {}, { text: 'I talk to the keeper' });
    expect(only(done.state)?.status).toBe('completed');
    expect(done.state.session.reputation).toEqual({ Ada: 5 });
    expect(done.state.session.inventory.map(({ name }) => name)).toEqual(['brass lamp', 'silver key']);
    const gained = done.state.session.character.experience - atLighthouse.state.session.character.experience;
    expect(gained).toBe(33);
    expect(done.story.at(-1)).toMatchObject({
      type: 'system',
      text: 'Objective reached: Talk to Ada\nQuest completed: The Keeper’s Lamp',
    });
    const after = act(done.state, {}, { text: 'I talk to Ada' });
    expect(after.state.session.inventory).toHaveLength(2);
    expect(after.state.session.character.experience - done.state.session.character.experience).toBe(3);
  });

  it('counts a place that was passed, a person who answers or is dead, and a consequence', () => {
    const triggers = [
      { kind: 'place_visited', name: 'market' },
      { kind: 'npc_spoken_to', name: 'Cleo' },
      { kind: 'npc_dead', name: 'Bram' },
      { kind: 'consequence_applied', name: 'c0001-1' },
    ] as const;
    const quest = newQuest(
      { ...plan, objectives: triggers.map((trigger) => ({ text: trigger.name, trigger })) },
      0,
    );
    const { state } = act(
      withQuests([quest]),
      {
        world_change: {
          confidence: 0,
          changes: [{ field: 'location', value: 'Old Tower', because: 'you walk' }],
        },
        npc_updates: [
          { name: 'Cleo', says: 'Go well.', disposition: 0, because: 'you leave' },
          { name: 'Bram', status: 'Dead', disposition: 0, because: 'the roof fell' },
        ],
        consequences: [
          {
            category: 'narrative',
            description: 'The roof falls',
            narrative_text: 'Dust.',
            severity: 'major',
            delay: 'immediate',
            effects: {},
          },
        ],
      },
      { text: 'I walk to the Old Tower' },
    );
    expect(only(state)?.progress.completed_objectives).toEqual([true, true, true, true]);
  });

  it('takes an update that cites the action, of an objective that nothing else completes', () => {
    const quest = newQuest({ ...plan, objectives: [{ text: 'Pay' }, ...plan.objectives] }, 0);
    const pay = (parts: object): QuestUpdate =>
      ({
        change: 'objective',
        quest_id: quest.id,
        index: 0,
        cites: 'pay Bram',
        because: 'he is paid',
        ...parts,
      }) as QuestUpdate;
    const done = (parts: object) =>
      only(tell(withQuests([quest]), [pay(parts)], { text: 'Then I pay Bram his due' }).state)?.progress
        .current;
    expect(done({})).toBe(1);
    expect(done({ cites: 'PAY, BRAM' })).toBe(1);
    expect(done({ cites: 'pay Ada' })).toBe(0);
    expect(done({ cites: '...' })).toBe(0);
    expect(done({ index: 1 })).toBe(0);
    expect(done({ index: 3 })).toBe(0);
    expect(done({ quest_id: 'q0009-1' })).toBe(0);
  });

  it('fails by a condition or when its time is over, and stays so', () => {
    const failing = newQuest(
      { ...plan, failures: [{ text: 'Ada dies', trigger: { kind: 'npc_dead', name: 'Ada' } }] },
      0,
    );
    const dead = act(withQuests([failing]), {
      npc_updates: [{ name: 'Ada', status: 'dead', disposition: 0, because: 'she fell' }],
    });
    expect(only(dead.state)?.status).toBe('failed');
    expect(dead.story.at(-1)?.text).toBe('Quest failed: The Keeper’s Lamp');

    const timed = newQuest({ ...plan, time_limit: 60 }, 0);
    expect(only(act(withQuests([timed], { minutes: 60 })).state)?.status).toBe('active');
    const late = act(withQuests([timed], { minutes: 61 })).state;
    expect(only(late)?.status).toBe('failed');
    expect(only(act(late, {}, { text: 'I talk to Ada' }).state)?.status).toBe('failed');

    const broken = newQuest({ ...plan, failures: [{ text: 'You tell Bram' }] }, 0);
    const fail: QuestUpdate = {
      change: 'fail',
      quest_id: plan.id,
      index: 0,
      cites: 'tell Bram',
      because: 'he knows',
    };
    expect(only(tell(withQuests([broken]), [fail], { text: 'I tell Bram' }).state)?.status).toBe('failed');
  });

  it('that is hidden begins when what it depends on stands as it must, and what depends on it after that', () => {
    const needs = (quest_id: string, required_status: 'completed' | 'active') => ({
      dependencies: [{ quest_id, required_status }],
    });
    const first = newQuest({ ...plan, objectives: [] }, 0);
    const second = newQuest({ ...plan, id: 'second', title: 'Second', ...needs(plan.id, 'completed') }, 0);
    const third = newQuest({ ...plan, id: 'third', title: 'Third', ...needs('second', 'active') }, 0);
    const { state } = act(withQuests([third, second, first]));
    expect(['second', 'third'].map((id) => statusOf(state, id))).toEqual(['active', 'active']);
    const waiting = act(withQuests([third, second])).state;
    expect(['second', 'third'].map((id) => statusOf(waiting, id))).toEqual(['hidden', 'hidden']);
  });

  it('is refused when it would depend on itself, or is there already', () => {
    const dependsOn = (id: string, on: string) =>
      newQuest({ ...plan, id, title: id, dependencies: [{ quest_id: on, required_status: 'completed' }] }, 0);
    const first = addQuest(smallGame(), dependsOn('a', 'b'));
    expect(first.refused).toEqual([]);
    expect(addQuest(first.state, dependsOn('b', 'a')).refused).toHaveLength(1);
    expect(addQuest(first.state, dependsOn('c', 'c')).refused).toHaveLength(1);
    expect(addQuest(first.state, { ...dependsOn('d', 'x'), title: 'A' }).refused).toHaveLength(1);
  });

  it('is part of a circle exactly when following what it waits for leads back to it', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const edges = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), { maxLength: 8 });
    fc.assert(
      fc.property(edges, (links) => {
        const quests = ids.map((id) =>
          newQuest(
            {
              ...plan,
              id,
              dependencies: links
                .filter(([from]) => from === id)
                .map(([, quest_id]) => ({ quest_id, required_status: 'completed' as const })),
            },
            0,
          ),
        );
        // The closure by repeated squaring of the relation, which shares nothing with a search.
        let reach = new Set(links.map(([from, to]) => `${from}${to}`));
        for (let round = 0; round < ids.length; round += 1) {
          const more = [...reach].flatMap((one) =>
            [...reach].filter((other) => one[1] === other[0]).map((other) => `${one[0]}${other[1]}`),
          );
          reach = new Set([...reach, ...more]);
        }
        expect(dependencyCycles(quests)).toEqual(ids.filter((id) => reach.has(`${id}${id}`)));
      }),
    );
  });
});
