import { cutAtWord } from '../../narrative/plain-text.js';
import { nameInText } from '../../scenario/play/wording.js';
import { inLine } from '../../scenario/sentences.js';
import { rng } from '../../simulation/random.js';
import type { Difficulty } from '../answer.js';
import { isOut } from '../reality/stand.js';
import type { ActionScene, SceneExit, ScenePerson } from '../scene.js';
import type { ProposedConsequence } from '../sections/consequences.js';
import type { Stat, VitalsChange } from '../sections/development.js';
import type { ItemChange } from '../sections/items.js';
import type { PersonUpdate } from '../sections/people.js';
import type { QuestUpdate } from '../sections/quests.js';
import type { FieldChange } from '../sections/world-change.js';
import type { Slots, Teller } from './teller.js';

/** An answer as it comes together. */
export interface Draft {
  /** Sentences of the deed, in order. */
  readonly told: string[];
  difficulty: Difficulty;
  readonly world: FieldChange[];
  vitals?: VitalsChange;
  readonly items: ItemChange[];
  readonly people: PersonUpdate[];
  readonly consequences: ProposedConsequence[];
  readonly quests: QuestUpdate[];
  /** What there is around the character once the action is done. */
  around: Around;
}

/** A place as far as suggestions and last sentences need it. */
export interface Around {
  readonly place: string;
  readonly feature: string | undefined;
  readonly people: readonly string[];
  readonly things: readonly string[];
  readonly exits: readonly string[];
}

export interface Stage {
  readonly scene: ActionScene;
  readonly teller: Teller;
  readonly draft: Draft;
  /** The slots that every template may use. */
  readonly slots: Slots;
}

export function openDraft(scene: ActionScene, teller: Teller): Stage {
  const { now, world } = scene;
  const features = shuffled(now.place.features, teller);
  const [feature] = features;
  const around: Around = {
    place: now.place.in_text,
    feature,
    people: now.people.filter(({ status }) => !isOut(status)).map(({ name }) => name),
    things: now.things.map(({ name }) => name),
    exits: now.exits.map(({ in_text }) => in_text),
  };
  const faction = drawn(world.factions, teller)?.name;
  return {
    scene,
    teller,
    draft: {
      told: [],
      difficulty: 'easy',
      world: [],
      items: [],
      people: [],
      consequences: [],
      quests: [],
      around,
    },
    slots: slotsOf(now.place.in_text, features, faction),
  };
}

/** No two sentences of an action are about the same feature, where there is more than one. */
function slotsOf(place: string, features: readonly string[], faction: string | undefined): Slots {
  let next = 0;
  return {
    place,
    faction: faction === undefined ? undefined : nameInText(faction),
    get feature() {
      next += 1;
      return features[next % Math.max(1, features.length)];
    },
  };
}

function shuffled<T>(items: readonly T[], { draw }: Teller): T[] {
  return items
    .map((item) => ({ item, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

export function drawn<T>(items: readonly T[], { draw }: Teller): T | undefined {
  return items[Math.floor(draw() * items.length)];
}

export type Roll = 'well' | 'dearly' | 'badly';

const BASE_ODDS = 0.55;
const PER_POINT = 0.03;
const AVERAGE = 10;
const PER_LEVEL = 0.02;
const DEARLY = 0.25;

/**
 * How an attempt ends, by a stat: half of them well at an average one, three in a hundred more for each point above it.
 * @param ease added to the odds
 */
export function roll({ scene }: Stage, stat: Stat, ease = 0): Roll {
  const { deck, now } = scene;
  const { stats, level } = now.character;
  const odds = BASE_ODDS + (stats[stat] - AVERAGE) * PER_POINT + (level - 1) * PER_LEVEL + ease;
  const thrown = rng(deck.seed, deck.actionSeq, 'outcome', stat).next();
  return thrown < odds ? 'well' : thrown < odds + DEARLY ? 'dearly' : 'badly';
}

/** Somebody here who can see what is done. */
export function witnessOf({ scene }: Stage): ScenePerson | undefined {
  return scene.now.people.find(({ status }) => !isOut(status));
}

/** Chance of something beside the attempt itself. */
export function happens({ scene: { deck } }: Stage, what: string, odds: number): boolean {
  return rng(deck.seed, deck.actionSeq, 'happens', what).chance(odds);
}

const LONGEST_CITED = 150;

/** Why something changes: the action itself, cited. */
export function citing({ scene }: Stage): string {
  return `“${cutAtWord(inLine(scene.action), LONGEST_CITED)}”`;
}

export function change(
  stage: Stage,
  field: FieldChange['field'],
  value: string,
  because = citing(stage),
): void {
  stage.draft.world.push({ field, value, because });
}

export function person(stage: Stage, name: string, update: Partial<PersonUpdate>): void {
  stage.draft.people.push({ name, disposition: 0, because: citing(stage), ...update });
}

export function handle(
  stage: Stage,
  what: ItemChange['change'],
  name: string,
  more: Partial<ItemChange> = {},
): void {
  stage.draft.items.push({
    change: what,
    name,
    quantity: 1,
    because: citing(stage),
    type: 'misc',
    rarity: 'common',
    weight: 1,
    ...more,
  });
}

export function vitals(stage: Stage, health: number, mana: number, more: Partial<VitalsChange> = {}): void {
  stage.draft.vitals = { health, mana, because: citing(stage), ...more };
}

/** What is around the character once it has gone somewhere. */
export function beyond({ in_text, people, things, onward }: SceneExit): Around {
  return {
    place: in_text,
    feature: undefined,
    people,
    things,
    exits: onward.map(nameInText),
  };
}
