import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightOf } from '../../../src/game/reducers/carrying.js';
import { dependencyCycles } from '../../../src/game/reducers/quests.js';
import { gameSessionSchema, storyEntrySchema, TIMES_OF_DAY } from '../../../src/game/session.js';
import { anyGame, openedGame, type Played, playThrough } from './any-game.js';

/** Whatever models answer, however long a game is played: what must always be true of it. */

function expectAlways(check: (played: readonly Played[]) => void): void {
  fc.assert(
    fc.property(anyGame, (moves) => check(playThrough(moves))),
    { numRuns: 25 },
  );
}

describe('however a game is answered', () => {
  it('what is stored keeps its form, and comes back from JSON as it was', () => {
    expectAlways((played) => {
      for (const { state, story, result, events } of played) {
        expect(gameSessionSchema.safeParse(state.session).error?.issues).toBeUndefined();
        for (const entry of story) expect(storyEntrySchema.safeParse(entry).error?.issues).toBeUndefined();
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
        expect(JSON.parse(JSON.stringify({ result, events }))).toEqual({ result, events });
      }
    });
  });

  it('health and mana stay between 0 and their maxima, and whoever has no health is down', () => {
    expectAlways((played) => {
      for (const { state } of played) {
        const { health, max_health, mana, max_mana, metadata } = state.session.character;
        expect(health).toBeGreaterThanOrEqual(0);
        expect(health).toBeLessThanOrEqual(max_health);
        expect(mana).toBeGreaterThanOrEqual(0);
        expect(mana).toBeLessThanOrEqual(max_mana);
        expect(metadata.conditions.includes('downed')).toBe(health === 0);
      }
    });
  });

  it('every piece of every thing was made once and has ended at most once', () => {
    expectAlways((played) => {
      const movements = played.flatMap(({ state, before }) =>
        state.hidden.movements.slice(before.hidden.movements.length),
      );
      const last = played.at(-1)?.state ?? openedGame();
      const total = (kind: string) =>
        movements.filter((each) => each.kind === kind).reduce((sum, { quantity }) => sum + quantity, 0);
      const owned = last.session.inventory.reduce((sum, { quantity }) => sum + quantity, 0);
      const lying = Object.values(last.hidden.things)
        .flat()
        .reduce((sum, { quantity }) => sum + quantity, 0);
      const { created, removed } = last.hidden.ledger;
      expect(owned + lying).toBe(created - removed);
      if (last.hidden.movements.length < 100) {
        expect(3 + total('created')).toBe(created);
        expect(total('removed')).toBe(removed);
        expect(lying).toBe(3 + total('left') - total('taken'));
      }
    });
  });

  it('no more is carried than can be, each slot holds one whole thing that is owned, and ids differ', () => {
    expectAlways((played) => {
      for (const { state } of played) {
        const { inventory, character } = state.session;
        expect(weightOf(inventory)).toBeLessThanOrEqual(character.max_carry_weight);
        expect(new Set(inventory.map(({ id }) => id)).size).toBe(inventory.length);
        const worn = inventory.filter(({ equipped }) => equipped);
        expect(worn.map(({ id, equipment_slot }) => [equipment_slot, id]).sort()).toEqual(
          Object.entries(character.equipped_items).sort(),
        );
        expect(worn.every(({ durability }) => durability !== 0)).toBe(true);
      }
    });
  });

  it('experience never falls, and the level is the one that it is enough for', () => {
    expectAlways((played) => {
      for (const { state, before } of played) {
        const { experience, level } = state.session.character;
        expect(experience).toBeGreaterThan(before.session.character.experience);
        expect(experience).toBeLessThan(level * 100);
        expect(level === 1 || experience >= (level - 1) * 100).toBe(true);
      }
    });
  });

  it('every list has its bound', () => {
    expectAlways((played) => {
      for (const { state } of played) {
        const { session, hidden } = state;
        expect(session.world_state.special_conditions.length).toBeLessThanOrEqual(12);
        expect(session.world_state.world_events.length).toBeLessThanOrEqual(20);
        expect(session.world_state.location_history.length).toBeLessThanOrEqual(100);
        const pending = session.consequences.filter(({ status }) => status === 'pending');
        expect(pending.length).toBeLessThanOrEqual(50);
        expect(session.consequences.length - pending.length).toBeLessThanOrEqual(20);
        expect(hidden.patterns.length).toBeLessThanOrEqual(20);
        expect(hidden.movements.length).toBeLessThanOrEqual(100);
        expect(hidden.places.length).toBeLessThanOrEqual(20);
        expect(Object.values(session.reputation).every((level) => Math.abs(level) <= 100)).toBe(true);
        expect(session.quests.filter(({ status }) => status === 'active').length).toBeLessThanOrEqual(3);
      }
    });
  });

  it('the place is next to the one before, or on a way that the action goes', () => {
    expectAlways((played) => {
      for (const { state } of played) {
        expect(state.session.world_state.current_location).not.toBe('Sunken Isle');
        expect(state.session.world_state.current_location).toBe(
          state.session.world_state.location_history.at(-1),
        );
      }
    });
  });

  it('a day has its times in order, and the minutes that they take', () => {
    expectAlways((played) => {
      for (const { state, before } of played) {
        const times =
          (TIMES_OF_DAY.indexOf(state.session.world_state.time_of_day) -
            TIMES_OF_DAY.indexOf(before.session.world_state.time_of_day) +
            6) %
          6;
        expect(state.hidden.minutes - before.hidden.minutes).toBeGreaterThanOrEqual(10 + times * 240);
      }
    });
  });

  it('a consequence is applied once, never an action that follows from another at once, and no chain is deep or wide', () => {
    expectAlways((played) => {
      const applied: string[] = [];
      const followUps = new Map<string, number>();
      for (const { result, actionSeq } of played) {
        for (const consequence of result.action_result.consequences) {
          const { id, status, created_seq, depth, parent_id } = consequence;
          if (status === 'applied') applied.push(id);
          if (status === 'applied' && created_seq === actionSeq) expect(consequence.type).toBe('immediate');
          if (status === 'pending' && parent_id !== undefined) {
            followUps.set(parent_id, (followUps.get(parent_id) ?? 0) + 1);
          }
          expect(depth).toBeLessThanOrEqual(4);
        }
      }
      expect(new Set(applied).size).toBe(applied.length);
      expect([...followUps.values()].every((count) => count <= 2)).toBe(true);
    });
  });

  it('quests are as far as their objectives, end once, and wait for no circle', () => {
    expectAlways((played) => {
      const ended = new Map<string, string>();
      for (const { state } of played) {
        for (const { id, status, progress, objectives } of state.session.quests) {
          const done = progress.completed_objectives.filter((isDone) => isDone).length;
          expect([progress.current, progress.total]).toEqual([done, objectives.length]);
          expect(progress.percentage).toBe((100 * done) / objectives.length);
          if (status === 'completed') expect(done).toBe(objectives.length);
          expect(ended.get(id) ?? status).toBe(status);
          if (status === 'completed' || status === 'failed') ended.set(id, status);
        }
        expect(dependencyCycles(state.session.quests)).toEqual([]);
      }
    });
  });

  it('the version grows by one, entries have ids of their action, and the score counts the checks', () => {
    expectAlways((played) => {
      for (const { state, before, story, result, refused, actionSeq } of played) {
        expect(state.session.version).toBe(before.session.version + 1);
        expect(state.hidden.entries).toBe(before.hidden.entries + story.length);
        expect(story.map(({ id }) => id)).toEqual(
          story.map((_, index) => `a${String(actionSeq).padStart(4, '0')}-${index + 1}`),
        );
        const failed = new Set(refused.flatMap(({ check }) => check ?? [])).size;
        expect(result.consistency_score).toBeCloseTo(1 - failed / 5, 10);
      }
    });
  });

  it('the same moves give the same bytes', () => {
    fc.assert(
      fc.property(anyGame, (moves) => {
        expect(
          JSON.stringify(playThrough(moves).map(({ state, result, events }) => ({ state, result, events }))),
        ).toBe(
          JSON.stringify(playThrough(moves).map(({ state, result, events }) => ({ state, result, events }))),
        );
      }),
      { numRuns: 20 },
    );
  });
});
