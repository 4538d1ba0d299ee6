import fc from 'fast-check';
import { type ActionAnswer, actionAnswerSchema, DIFFICULTIES } from '../../../src/game/answer.js';
import { applyAnswer } from '../../../src/game/apply.js';
import { PATTERNS, type PlayState } from '../../../src/game/hidden.js';
import { lay } from '../../../src/game/reducers/carrying.js';
import { activateDue } from '../../../src/game/reducers/consequences.js';
import { newQuest } from '../../../src/game/reducers/quests.js';
import { ITEM_CHANGES } from '../../../src/game/sections/items.js';
import {
  CONSEQUENCE_CATEGORIES,
  DELAYS,
  EQUIPMENT_SLOTS,
  ITEM_TYPES,
  LANDMARK_KINDS,
  RARITIES,
  SEVERITIES,
  TIMES_OF_DAY,
  WEATHERS,
} from '../../../src/game/session.js';
import type { Applied } from '../../../src/game/turn.js';
import { HARBOUR_TOWN, smallGame, turnOf } from './small-game.js';

/** Games of any length whose actions are answered with anything, from what fits to what makes no sense. */

const PLACES = HARBOUR_TOWN.places.map(({ name }) => name);
const SOMEWHERE = fc.constantFrom(...PLACES, 'Hidden Cellar', 'nowhere');
const SOMEBODY = fc.constantFrom('Ada', 'the keeper', 'BRAM', 'Cleo', 'Nobody', '__proto__', 'Wren');
const SOMETHING = fc.constantFrom('bread', 'Bread', 'rope', 'iron sword', 'tide crown', 'constructor', '★');
const THINGS = 'bread, rope, iron sword, tide crown, constructor';
const CONDITION = fc.constantFrom('downed', 'poisoned', 'tired', 'wet');
const QUEST = fc.constantFrom('q0000-1', 'q0000-2', 'q0012-1', 'q0020-1');

const number = fc.oneof(
  { arbitrary: fc.integer({ min: -30, max: 30 }), weight: 6 },
  { arbitrary: fc.oneof(fc.double(), fc.integer(), fc.constantFrom('12', 'many', null)), weight: 1 },
);
const confidence = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), number);
const because = fc.constantFrom('it was done', 'the action says so', 'the crowd wants it', '');
const junk = fc.oneof(fc.anything({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 3 }));
const orJunk = (part: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: part, weight: 12 }, { arbitrary: junk, weight: 1 });
const list = (of: fc.Arbitrary<unknown>, max = 4) => fc.array(orJunk(of), { maxLength: max });
const orNull = (of: fc.Arbitrary<unknown>) => fc.oneof(of, fc.constant(null));
/** All of some members, now and then without one of them. */
const whole = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .tuple(fc.record(shape), fc.constantFrom(...Object.keys(shape), ...Array(20).fill(null)))
    .map(([members, missing]) =>
      Object.fromEntries(Object.entries(members).filter(([name]) => name !== missing)),
    );
const part = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.record(shape, { requiredKeys: [] });

const worldChange = fc
  .oneof(
    fc.record({ field: fc.constant('location'), value: SOMEWHERE }),
    fc.record({ field: fc.constant('time_of_day'), value: fc.constantFrom(...TIMES_OF_DAY, 'noon') }),
    fc.record({ field: fc.constant('weather'), value: fc.constantFrom(...WEATHERS, 'frogs') }),
    fc.record({ field: fc.constantFrom('add_condition', 'remove_condition'), value: CONDITION }),
    fc.record({ field: fc.constantFrom('description', 'event', 'mood'), value: fc.string() }),
  )
  .chain((change) => because.map((why) => ({ ...change, because: why })));

const effects = part({
  reputation: fc.oneof(
    list(whole({ of: SOMEBODY, direction: fc.constantFrom('up', 'down') })),
    fc.constant({ Ada: 'up', 'Pilots Guild': 'down' }),
  ),
  relationships: list(whole({ npc: SOMEBODY, change: number })),
  health: number,
  mana: number,
  add_condition: CONDITION,
  remove_condition: CONDITION,
  weather: fc.constantFrom(...WEATHERS),
  add_world_condition: CONDITION,
  event: fc.string(),
  gain_item: SOMETHING,
  lose_item: SOMETHING,
  reveal_quest: QUEST,
  fail_quest: QUEST,
});
const trigger = whole({
  kind: fc.constantFrom(
    'actions_elapsed',
    'location',
    'npc_met',
    'next_encounter',
    'time_of_day',
    'quest_status',
    'reputation',
  ),
  actions: number,
  name: fc.oneof(SOMEWHERE, SOMEBODY),
  time_of_day: fc.constantFrom(...TIMES_OF_DAY),
  quest_id: QUEST,
  status: fc.constantFrom('active', 'completed'),
  at_least: orNull(number),
  at_most: orNull(number),
});
const consequence = whole({
  category: fc.constantFrom(...CONSEQUENCE_CATEGORIES),
  description: fc.constantFrom('the guild hears of it', 'the roof comes down'),
  narrative_text: fc.constant('It comes about.'),
  severity: fc.constantFrom(...SEVERITIES),
  delay: fc.constantFrom(...DELAYS),
  trigger: fc.oneof(
    fc.constant(null),
    trigger,
    whole({ join: fc.constantFrom('all', 'any'), of: list(trigger) }),
  ),
  effects,
  /** Whether it follows from the newest one that was applied. */
  follows: fc.constantFrom(null, true),
});

const objective = whole({
  text: fc.constant('Do it'),
  trigger: orNull(
    whole({ kind: fc.constantFrom(...LANDMARK_KINDS), name: fc.oneof(SOMEWHERE, SOMEBODY, SOMETHING) }),
  ),
});
const quest = whole({
  title: fc.constantFrom('The Lamp', 'The Crown', 'The Debt', 'The Way Out'),
  description: fc.constant('Somebody asks for it.'),
  objectives: list(objective, 2),
  experience: number,
  items: list(SOMETHING, 2),
  regard: list(SOMEBODY, 2),
  after: fc.constantFrom([], [], ['q0000-1'], ['q0099-1']),
  time_limit: orNull(fc.integer({ min: 0, max: 500 })),
  failure_conditions: list(objective, 1),
});
const questUpdate = whole({
  change: fc.constantFrom('offer', 'objective', 'fail'),
  quest,
  quest_id: QUEST,
  index: fc.integer({ min: -1, max: 2 }),
  cites: fc.constantFrom('I', 'the market', ''),
  because,
});

const itemChange = whole({
  change: fc.constantFrom(...ITEM_CHANGES, 'gain', 'gain'),
  name: SOMETHING,
  quantity: number,
  because,
  type: fc.constantFrom(...ITEM_TYPES, 'consumable'),
  rarity: fc.constantFrom(...RARITIES),
  weight: fc.oneof(fc.double({ min: 0, max: 12, noNaN: true }), number),
  equipment_slot: fc.constantFrom(...EQUIPMENT_SLOTS, 'weapon', null),
  max_durability: fc.constantFrom(1, 2, 3, null),
  effects: part({ health: number, mana: number, cures: CONDITION }),
});
const personUpdate = whole({
  name: SOMEBODY,
  says: orNull(fc.constant('Good day')),
  does: orNull(fc.string()),
  status: fc.constantFrom('idle', 'hurt', null, null, null, null, 'dead'),
  location: orNull(SOMEWHERE),
  disposition: number,
  because,
});

const answered = whole({
  action_analysis: whole({
    type: fc.constantFrom('attack', 'magic', 'rest', 'explore', 'dance'),
    difficulty: fc.constantFrom(...DIFFICULTIES, 'none'),
    confidence,
  }),
  world_change: whole({ confidence, changes: list(worldChange) }),
  character_development: whole({
    confidence,
    stat: fc.constantFrom('strength', 'constitution', 'luck', null),
    skills: list(fc.constantFrom(...PATTERNS)),
    trait: orNull(fc.string()),
    vitals: orNull(
      whole({
        health: number,
        mana: number,
        add_condition: orNull(CONDITION),
        remove_condition: orNull(CONDITION),
        because,
      }),
    ),
  }),
  consequences: list(consequence),
  quest_updates: list(questUpdate),
  items: list(itemChange),
  npc_updates: list(personUpdate),
  suggested_actions: list(fc.string()),
});

const ACTIONS = [
  'I rest by the wall',
  'I walk to the Market',
  'I go to the Old Tower and the Lighthouse',
  'I attack Cleo',
  'I cast a spell of water',
  'I talk to Ada and learn',
  'I look around',
] as const;

export interface Move {
  readonly text: string;
  /** Without its narrative. */
  readonly answered: Readonly<Record<string, unknown>>;
  readonly degraded: boolean;
  /** Actions that were refused or failed before it: they have numbers as well. */
  readonly skipped: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  text: fc.constantFrom(...ACTIONS),
  answered: fc.oneof(
    { arbitrary: answered, weight: 7 },
    {
      arbitrary: fc.dictionary(fc.constantFrom('items', 'consequences', 'world_change', 'npc_updates'), junk),
      weight: 1,
    },
  ),
  degraded: fc.boolean(),
  skipped: fc.constantFrom(0, 0, 0, 0, 1, 7),
});

export const anyGame: fc.Arbitrary<readonly Move[]> = fc.array(move, {
  minLength: 1,
  maxLength: 25,
  size: 'large',
});

export interface Played extends Applied {
  readonly before: PlayState;
  readonly answer: ActionAnswer;
  readonly actionSeq: number;
}

/** A town in which three breads lie at the market, with a quest that can be done and one that waits for it. */
export function openedGame(): PlayState {
  const first = newQuest(
    {
      id: 'q0000-1',
      title: 'The Way Up',
      description: 'Somebody waits.',
      objectives: [
        { text: 'See the market', trigger: { kind: 'place_visited', name: 'Market' } },
        { text: 'Do it' },
      ],
      rewards: { experience: 120, items: ['silver key'], reputation: { Ada: 8 } },
    },
    0,
  );
  const second = newQuest(
    {
      id: 'q0000-2',
      title: 'The Way Down',
      description: 'Somebody else waits.',
      objectives: [{ text: 'Own bread', trigger: { kind: 'item_owned', name: 'bread' } }],
      dependencies: [{ quest_id: 'q0000-1', required_status: 'completed' }],
    },
    0,
  );
  const state = smallGame({ session: { quests: [first, second] } });
  const bread = { name: 'bread', type: 'consumable', rarity: 'common', quantity: 3, weight: 1 } as const;
  return lay(state, 'Market', bread, { actionSeq: 0, because: 'the opening' }).state;
}

/** Plays the moves through; every narrative names every thing, so that any can come into being. */
export function playThrough(moves: readonly Move[]): readonly Played[] {
  let [state, actionSeq] = [openedGame(), 0];
  return moves.map(({ text, answered: said, degraded, skipped }) => {
    actionSeq += 1 + skipped;
    const turn = turnOf(text, actionSeq);
    const before = state;
    const activated = activateDue(turn, before);
    const answer = actionAnswerSchema.parse({
      ...said,
      consequences: following(said.consequences, activated.state.hidden.applied.at(-1)),
      narrative: `There are ${THINGS}; you see the Hidden Cellar.`,
    });
    const applied = applyAnswer(turn, activated, { answer, degraded, unverified: false });
    state = applied.state;
    return { ...applied, before, answer, actionSeq };
  });
}

function following(consequences: unknown, id: string | undefined): unknown {
  if (!Array.isArray(consequences)) return consequences;
  return consequences.map((each: unknown) =>
    typeof each === 'object' && each !== null && 'follows' in each && each.follows === true
      ? { ...each, follows: id }
      : each,
  );
}
