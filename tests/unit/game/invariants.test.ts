import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionAnswer, actionAnswerSchema } from '../../../src/game/answer.js';
import { applyAnswer } from '../../../src/game/apply.js';
import type { PlayState } from '../../../src/game/hidden.js';
import { lay, weightOf } from '../../../src/game/reducers/carrying.js';
import { activateDue } from '../../../src/game/reducers/consequences.js';
import { dependencyCycles } from '../../../src/game/reducers/quests.js';
import { ITEM_CHANGES } from '../../../src/game/sections/items.js';
import { WORLD_FIELDS } from '../../../src/game/sections/world-change.js';
import {
  CONSEQUENCE_CATEGORIES,
  DELAYS,
  EQUIPMENT_SLOTS,
  gameSessionSchema,
  ITEM_TYPES,
  RARITIES,
  SEVERITIES,
  storyEntrySchema,
  TIMES_OF_DAY,
} from '../../../src/game/session.js';
import type { Applied } from '../../../src/game/turn.js';
import { HARBOUR_TOWN, smallGame, turnOf } from './small-game.js';

/** Whatever models answer, however long a game is played: what must always be true of it. */

const PLACES = [...HARBOUR_TOWN.places.map(({ name }) => name), 'Hidden Cellar', ''];
const PEOPLE = ['Ada', 'the keeper', 'BRAM', 'Cleo', 'Nobody', '__proto__', 'Wren'];
const THINGS = ['bread', 'Bread', 'rope', 'iron sword', 'tide crown', 'constructor', '★'];
const CONDITIONS = ['downed', 'poisoned', 'tired', 'wet'];

const word = fc.constantFrom(
  ...PLACES,
  ...PEOPLE,
  ...THINGS,
  ...CONDITIONS,
  ...TIMES_OF_DAY,
  'storm',
  'Pilots Guild',
);
const number = fc.oneof(
  fc.integer({ min: -200, max: 200 }),
  fc.double(),
  fc.constantFrom('12', 'many', null),
);
const because = fc.constantFrom('it was done', 'the action says so', '', 'the crowd wants it');
const orJunk = <T>(part: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: part, weight: 9 }, { arbitrary: junk, weight: 1 });
const junk = fc.oneof(fc.anything({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 3 }));
const list = <T>(of: fc.Arbitrary<T>, maxLength = 4) => fc.array(orJunk(of), { maxLength });
const part = <T extends object>(shape: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(shape, { requiredKeys: [] });

const effects = part({
  reputation: fc.oneof(
    list(
      part({
        of: fc.constantFrom('Ada', 'Pilots Guild', 'Nobody'),
        direction: fc.constantFrom('up', 'down'),
      }),
    ),
    fc.constant({ Ada: 'up', 'Pilots Guild': 'down' }),
  ),
  relationships: list(part({ npc: fc.constantFrom(...PEOPLE), change: number })),
  health: number,
  mana: number,
  add_condition: fc.constantFrom(...CONDITIONS),
  weather: word,
  add_world_condition: word,
  event: word,
  gain_item: fc.constantFrom(...THINGS),
  lose_item: fc.constantFrom(...THINGS),
  reveal_quest: fc.constantFrom('q0001-1', 'q0015-1'),
  fail_quest: fc.constantFrom('q0012-1', 'q0020-1'),
});
const plainTrigger = part({
  kind: fc.constantFrom(
    'actions_elapsed',
    'location',
    'npc_met',
    'next_encounter',
    'time_of_day',
    'reputation',
  ),
  actions: number,
  name: word,
  time_of_day: fc.constantFrom(...TIMES_OF_DAY),
  at_least: number,
  at_most: number,
});
const consequence = part({
  category: fc.constantFrom(...CONSEQUENCE_CATEGORIES),
  description: fc.constantFrom('the guild hears of it', 'the roof comes down'),
  narrative_text: fc.constant('It comes about.'),
  severity: fc.constantFrom(...SEVERITIES),
  delay: fc.constantFrom(...DELAYS),
  trigger: fc.oneof(
    fc.constant(null),
    plainTrigger,
    part({ join: fc.constantFrom('all', 'any'), of: list(plainTrigger) }),
  ),
  effects,
});
const landmark = part({
  kind: fc.constantFrom('place_visited', 'item_owned', 'npc_spoken_to', 'npc_dead', 'consequence_applied'),
  name: word,
});
const objective = part({ text: fc.constant('Do it'), trigger: fc.oneof(fc.constant(null), landmark) });
const quest = part({
  title: fc.constantFrom('The Lamp', 'The Crown', 'The Debt', 'The Way Out'),
  description: fc.constant('Somebody asks for it.'),
  objectives: list(objective),
  experience: number,
  items: list(fc.constantFrom(...THINGS)),
  regard: list(fc.constantFrom(...PEOPLE)),
  after: fc.constantFrom([], ['q0012-1'], ['q0099-1']),
  time_limit: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 500 })),
  failure_conditions: list(objective),
});
const answered = part({
  action_analysis: part({
    type: fc.constantFrom('attack', 'magic', 'rest', 'explore', 'dance'),
    difficulty: fc.constantFrom('trivial', 'easy', 'medium', 'hard', 'extreme', 'none'),
    confidence: number,
  }),
  world_change: part({
    confidence: number,
    changes: list(part({ field: fc.constantFrom(...WORLD_FIELDS), value: word, because })),
  }),
  character_development: part({
    confidence: number,
    stat: fc.constantFrom('strength', 'constitution', 'luck'),
    skills: list(word),
    trait: word,
    vitals: part({ health: number, mana: number, add_condition: word, remove_condition: word, because }),
  }),
  consequences: list(consequence),
  quest_updates: list(
    part({
      change: fc.constantFrom('offer', 'objective', 'fail'),
      quest,
      quest_id: fc.constantFrom('q0012-1', 'q0020-1', 'q0001-1'),
      index: fc.integer({ min: -1, max: 3 }),
      cites: fc.constantFrom('rest', 'the market', ''),
      because,
    }),
  ),
  items: list(
    part({
      change: fc.constantFrom(...ITEM_CHANGES),
      name: fc.constantFrom(...THINGS),
      quantity: number,
      because,
      type: fc.constantFrom(...ITEM_TYPES),
      rarity: fc.constantFrom(...RARITIES),
      weight: number,
      equipment_slot: fc.constantFrom(...EQUIPMENT_SLOTS),
      max_durability: number,
      effects: part({ health: number, mana: number, cures: fc.constantFrom(...CONDITIONS) }),
    }),
  ),
  npc_updates: list(
    part({
      name: fc.constantFrom(...PEOPLE),
      says: fc.constantFrom('Good day', null),
      does: word,
      status: fc.constantFrom('idle', 'hurt', 'dead', null),
      location: fc.constantFrom(...PLACES),
      disposition: number,
      because,
    }),
  ),
  suggested_actions: list(word),
});
const ACTIONS = [
  'I rest by the wall',
  'I walk to the Market',
  'I go to the Old Tower',
  'I attack Cleo',
  'I cast a spell of water',
  'I talk to Ada and learn',
  'I look around',
] as const;

/** What is answered, beside a narrative that names every thing, so that any can come into being. */
const move = fc.record({
  text: fc.constantFrom(...ACTIONS),
  answered: fc.oneof(
    { arbitrary: answered, weight: 5 },
    {
      arbitrary: fc.dictionary(fc.constantFrom('items', 'consequences', 'world_change', 'npc_updates'), junk),
      weight: 1,
    },
  ),
  degraded: fc.boolean(),
  /** Actions that were refused or failed before it: they have numbers as well. */
  skipped: fc.constantFrom(0, 0, 0, 1, 7),
});

interface Played extends Applied {
  readonly before: PlayState;
  readonly answer: ActionAnswer;
  readonly actionSeq: number;
}

function play(moves: readonly (typeof move extends fc.Arbitrary<infer M> ? M : never)[]): readonly Played[] {
  const start = lay(
    smallGame(),
    'Market',
    { name: 'bread', type: 'consumable', rarity: 'common', quantity: 3, weight: 1 },
    {
      actionSeq: 0,
      because: 'the opening',
    },
  ).state;
  let [state, actionSeq] = [start, 0];
  return moves.map(({ text, answered: said, degraded, skipped }) => {
    actionSeq += 1 + skipped;
    const turn = turnOf(text, actionSeq);
    const answer = actionAnswerSchema.parse({
      ...said,
      narrative: `There are ${THINGS.join(', ')}; Hidden Cellar.`,
    });
    const before = state;
    const applied = applyAnswer(turn, activateDue(turn, before), { answer, degraded, unverified: false });
    state = applied.state;
    return { ...applied, before, answer, actionSeq };
  });
}

function expectAlways(check: (played: readonly Played[]) => void): void {
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 25 }), (moves) => check(play(moves))),
    { numRuns: 60 },
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
      const last = played.at(-1)?.state ?? smallGame();
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
      fc.property(fc.array(move, { minLength: 1, maxLength: 15 }), (moves) => {
        expect(
          JSON.stringify(play(moves).map(({ state, result, events }) => ({ state, result, events }))),
        ).toBe(JSON.stringify(play(moves).map(({ state, result, events }) => ({ state, result, events }))));
      }),
      { numRuns: 20 },
    );
  });
});
