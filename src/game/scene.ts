import type { ProfileStats } from '../scenario/lorebook.js';
import type { GenreId } from '../scenario/offline/lexicon/genre.js';
import type { ActionType } from './action-type.js';
import type { InventoryItem, QuestStatus, Severity, TimeOfDay } from './session.js';

/**
 * What an action is answered from. All that stands in `world` and `now` stands in the prompt as well, in the same words;
 * the rest says in which genre and in what order the offline game master deals its sentences.
 */
export interface ActionScene {
  /** The player's words. */
  readonly action: string;
  readonly type: ActionType;
  readonly world: SceneWorld;
  readonly now: SceneNow;
  readonly deck: {
    readonly seed: number;
    readonly actionSeq: number;
    readonly register: GenreId;
    /** Keys of sentences that were told lately. */
    readonly told: readonly string[];
    /** Keys of the last ones with their names aside. */
    readonly forms: readonly string[];
    /** The place before this one; null where the story has begun here. */
    readonly cameFrom: string | null;
  };
}

/** The same from action to action. */
export interface SceneWorld {
  readonly title: string;
  readonly genre: string;
  readonly tone: string;
  readonly premise: string;
  readonly factions: readonly {
    readonly name: string;
    readonly wants: string;
    readonly rivals: readonly string[];
  }[];
  readonly systems: readonly {
    readonly name: string;
    readonly is: string;
    readonly limits: readonly string[];
  }[];
  readonly common_knowledge: readonly string[];
  readonly character: {
    readonly name: string;
    readonly class_name: string;
    readonly background: string;
    readonly abilities: readonly string[];
    readonly personality: readonly string[];
  };
}

export interface SceneNow {
  readonly character: {
    readonly level: number;
    readonly health: number;
    readonly max_health: number;
    readonly mana: number;
    readonly max_mana: number;
    readonly stats: ProfileStats;
    readonly skills: readonly string[];
    readonly conditions: readonly string[];
  };
  readonly place: ScenePlace;
  readonly exits: readonly SceneExit[];
  /** When the action names a place that is farther off. */
  readonly route: { readonly to: SceneExit; readonly through: readonly string[] } | null;
  readonly time_of_day: TimeOfDay;
  readonly weather: string;
  readonly conditions: readonly string[];
  /** What happened here before. */
  readonly events: readonly string[];
  readonly people: readonly ScenePerson[];
  /** Of whom the action speaks though they are not here; where, if the character believes anything about it. */
  readonly absent: readonly { readonly name: string; readonly believed_at: string | null }[];
  readonly things: readonly SceneThing[];
  /** What a search here could bring to light, as clauses; nobody knows of it by being here. */
  readonly to_be_found: readonly string[];
  readonly inventory: readonly SceneItem[];
  readonly quests: readonly SceneQuest[];
  /** Whether a new quest may be offered. */
  readonly may_offer_quest: boolean;
  /** Consequences of earlier actions that come due with this one: they have to be told. */
  readonly comes_back: readonly {
    readonly id: string;
    readonly text: string;
    readonly severity: Severity;
    /** How many came before it in its chain; one of 4 is not followed by another. */
    readonly depth: number;
  }[];
  readonly pending: readonly string[];
  readonly reputation: Readonly<Record<string, number>>;
  /** Kinds of conduct of the last actions, the most frequent first. */
  readonly conduct: readonly string[];
  readonly development_due: boolean;
  readonly lore: readonly string[];
  /** Oldest first. */
  readonly recent: readonly { readonly type: string; readonly text: string }[];
  /** A line each for what is longer ago. */
  readonly before: readonly string[];
}

export interface ScenePlace {
  readonly name: string;
  readonly in_text: string;
  readonly description: string;
  readonly atmosphere: string;
  readonly features: readonly string[];
  readonly dangers: readonly string[];
  readonly light: string;
  /** How often it was entered, this time included. */
  readonly visits: number;
}

/** A place next to this one, and what somebody finds who goes there. */
export interface SceneExit {
  readonly name: string;
  readonly in_text: string;
  readonly been_there: boolean;
  /** Sentences. */
  readonly what: string;
  readonly people: readonly string[];
  readonly things: readonly string[];
  /** Names of the places next to it. */
  readonly onward: readonly string[];
}

export interface ScenePerson {
  readonly name: string;
  /** `a bell founder who has been waiting for somebody to ask` */
  readonly who: string;
  readonly faction: string | null;
  readonly personality: readonly string[];
  readonly speech: readonly string[];
  readonly wants: readonly string[];
  /** Towards the character, -100..100. */
  readonly disposition: number;
  readonly status: string;
  /** All that it knows and may speak of, what has to do with the action first. */
  readonly knows: readonly SceneFact[];
  /** Where it believes things and people to be, rightly or not. */
  readonly believes: readonly SceneBelief[];
}

export interface SceneFact {
  /** A clause that can follow "that". */
  readonly text: string;
  readonly secret: boolean;
  /** Whether the character knows it by now. */
  readonly shared: boolean;
  readonly heard_from: string | null;
}

export interface SceneBelief {
  readonly subject: string;
  readonly kind: 'thing' | 'person';
  readonly at: string;
  readonly sure: number;
  readonly heard_from: string | null;
}

export interface SceneThing {
  readonly name: string;
  readonly type: InventoryItem['type'];
  readonly description: string;
  /** Whether the character has put it down here. */
  readonly left_here: boolean;
}

export interface SceneItem {
  readonly name: string;
  readonly type: InventoryItem['type'];
  readonly quantity: number;
  readonly equipped: boolean;
  readonly slot: string | null;
  readonly description: string;
  readonly effects: InventoryItem['effects'] | null;
}

export interface SceneQuest {
  readonly id: string;
  readonly title: string;
  readonly status: QuestStatus;
  readonly objectives: readonly {
    readonly text: string;
    readonly done: boolean;
    /** What brings it about by itself. */
    readonly when: string | null;
    readonly name: string | null;
  }[];
}
