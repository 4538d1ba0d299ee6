import { tokensOf } from '../reality/name-index.js';
import { isMagical, uncoveredCapability } from './capabilities.js';
import type { PlayState } from './hidden.js';
import { NO_BLOW } from './idioms.js';
import { mapOf } from './map.js';
import { holdsWords, type Mention, mentionsIn } from './names.js';
import { possibleActions } from './possible.js';
import { lyingHere } from './reducers/carrying.js';
import { DOWNED } from './reducers/vitals.js';
import type { RuleWorld } from './rule-world.js';
import type { Turn, Verdict } from './turn.js';

/**
 * The rules that an action must pass before any model is asked, in this order. The player's text is data: it is looked
 * through for words and names, and nothing that it says of rules, stats or answers has any effect.
 */

type Rule = (turn: Turn, state: PlayState) => Verdict | undefined;

const SHORTEST = 2;
const TOO_HURT_TO_FIGHT = 10;
const MOST_SUGGESTIONS = 4;

const RULES: readonly Rule[] = [
  isLongEnough,
  staysInPlay,
  hasMana,
  isFitToFight,
  isUpOrGettingUp,
  ownsWhatItUses,
  knowsTheWay,
  isAble,
];

/** Whether an action can be played, by the first rule that has something to say. */
export function checkAction(turn: Turn, state: PlayState): Verdict {
  for (const rule of RULES) {
    const verdict = rule(turn, state);
    if (verdict !== undefined) return verdict;
  }
  return { outcome: 'allowed' };
}

/** Dots and question marks say nothing, however many they are. */
function isLongEnough({ world, action }: Turn, state: PlayState): Verdict | undefined {
  if (action.text.trim().length >= SHORTEST && /[\p{L}\p{N}]/u.test(action.text)) return undefined;
  return refusal('TOO_SHORT', 'Say in a few words what you do.', possibleActions(world, state));
}

const OUT_OF_PLAY = /\b(?:hack|cheat|exploit)(?:s|ed|ing)?\b/i;
/** What is no part of any world of a game. */
const THE_GAME =
  /\b(?:engine|rules|stats?|xp|experience points|save ?files?|god ?mode|cheats? codes?|cheats|codes|infinite|unlimited|prompt|developer|bugs?|glitch(?:es)?|server|the system|level up|my level|my inventory)\b/i;
/** The game itself, and not one of cards or dice that is played in it. */
const THIS_GAME =
  /\b(?:(?:the|this|your|whole)\s+|(?:hack|cheat|exploit)(?:s|ed|ing)?\s+(?:in |at )?)game\b(?!\s+(?:of|board|table|room|pieces?)\b)/i;
const BREAK_GAME = /\bbreak(?:s|ing)?\s+(?:the |this |your )?game\b(?!\s+(?:of|board|table|pieces?)\b)/i;
const USES_A_CHEAT =
  /\b(?:use|enable|activate|enter|type|apply|turn on)(?:s|ing)?\s+(?:an? |the |some |my )?(?:cheat|hack|exploit)s?\b/i;
/** Hacking a lock and cheating at cards are play; hacking the game isn't. */
function staysInPlay({ world, action }: Turn, state: PlayState): Verdict | undefined {
  const { text } = action;
  // A bare verb is about nothing in the world.
  const isBare = tokensOf(text).filter((word) => word !== 'i').length <= 1;
  const isAddressed = THE_GAME.test(text) || THIS_GAME.test(text) || USES_A_CHEAT.test(text) || isBare;
  if (!BREAK_GAME.test(text) && !(OUT_OF_PLAY.test(text) && isAddressed)) return undefined;
  return refusal(
    'OUT_OF_PLAY',
    'That is addressed to the game and not to the world in it.',
    possibleActions(world, state),
  );
}

function hasMana({ world, action }: Turn, state: PlayState): Verdict | undefined {
  if (state.session.character.mana > 0 || !isMagical(action.text)) return undefined;
  return refusal('NO_MANA', 'You have no mana left for magic.', ['Rest', ...possibleActions(world, state)]);
}

const FIGHTING = new RegExp(`\\b(?:attack|fight)(?:s|ed|ing)?\\b${NO_BLOW}`, 'i');
const NOT_FIGHTING =
  /(?:\b(?:avoid|stop|end|flee|escape|leave|refuse|without|not|never|prevent|break up|watch|away from|out of)|n['’]t)\b(?:[ \t]+[\w'’]+){0,3}?[ \t]+(?:attack|fight)/i;

function isFitToFight({ world, action }: Turn, state: PlayState): Verdict | undefined {
  const { health } = state.session.character;
  if (health > TOO_HURT_TO_FIGHT || !FIGHTING.test(action.text) || NOT_FIGHTING.test(action.text)) {
    return undefined;
  }
  return refusal('TOO_WEAK', 'You are too badly hurt to fight.', ['Rest', ...possibleActions(world, state)]);
}

const GETTING_UP =
  /\b(?:rest|sleep|lie still|use|drink|eat|swallow|apply)(?:s|ing)?\b|\b(?:call|cry|shout|scream|yell|ask|beg|plead|signal)\w*\b.*\bhelp\b|^help\b/i;

function isUpOrGettingUp({ world, action }: Turn, state: PlayState): Verdict | undefined {
  if (!state.session.character.metadata.conditions.includes(DOWNED) || GETTING_UP.test(action.text)) {
    return undefined;
  }
  return refusal(
    'DOWNED',
    'You are down: you can rest, call for help, or use something that you carry.',
    possibleActions(world, state),
  );
}

/** Words by which something is used that one must have in hand. */
const USING = new Set(
  (
    'use uses using drink drinks drinking eat eats eating equip equips equipping wield wields wielding wear wears wearing ' +
    'throw throws throwing drop drops dropping give gives giving sell sells selling offer offers offering brandish light lights ' +
    'lighting read reads reading unsheathe sheathe quaff swallow apply draw draws drawing swing swings swinging fire ' +
    'with my unequip consume show shows showing hand hands handing'
  ).split(' '),
);
/** Words by which something is picked up where it lies. */
const TAKING = new Set(
  'take takes taking grab grabs grabbing pick picks picking collect collects'.split(' '),
);
/** Words after which a name is only what it is about. */
const SPEAKING_OF = new Set(
  (
    'ask asks asking talk talks talking tell tells telling search searches searching look looks looking find finds ' +
    'finding seek seeks seeking about of where whether examine examines inspect study watch for from need want beg begs begging ' +
    'demand demands persuade persuades convince convinces make makes let lets'
  ).split(' '),
);
/** Words between the verb and the name that it governs. */
const REACH = 5;

function ownsWhatItUses({ world, action }: Turn, state: PlayState): Verdict | undefined {
  const missing = clausesOf(action.text)
    .map((clause) => namedAndMissing(clause, world, state) ?? nounAndMissing(clause, state))
    .find((reason) => reason !== undefined);
  if (missing === undefined) return undefined;
  return refusal('ITEM_NOT_OWNED', missing, possibleActions(world, state));
}

/** Why a thing of this world that a clause uses or takes can't be. */
function namedAndMissing(clause: string, world: RuleWorld, state: PlayState): string | undefined {
  const { session, hidden } = state;
  const things = [...session.inventory, ...Object.values(hidden.things).flat()];
  // What was used up or given away is a thing of this world, too.
  const names = new Set([...world.items, ...[...things, ...hidden.movements].map(({ name }) => name)]);
  const words = tokensOf(clause);
  for (const mention of mentionsIn(clause, [...names])) {
    const verb = governing(words, mention);
    if (verb === undefined || isAtHand(mention.name, state)) continue;
    if (verb === 'using') return `You don't have ${mention.name}.`;
    // Who has it, or where it is to be found, may be for the story to tell.
    if (things.some(({ name }) => holdsWords(name, mention.name)))
      return `${capitalised(mention.name)} is not here.`;
  }
  return undefined;
}

/** Things that can only be used by whoever has them, though the world knows none of that name. */
const CARRIED =
  /\b(?:equip|wield|unsheathe|brandish)(?:s|ing|ed)?\s+(?:the |my |an? )?([\w' -]+)|\b(?:use|drink|quaff|swallow|consume|apply|read)(?:s|ing)?\s+(?:the |my |an? |one )?((?:[\w'-]+ ){0,3}(?:potion|elixir|draught|scroll|antidote|salve|bandage|medkit|grenade)s?)\b/i;

function nounAndMissing(clause: string, state: PlayState): string | undefined {
  const match = CARRIED.exec(clause);
  const noun = (match?.[1] ?? match?.[2])?.trim();
  if (noun === undefined) return undefined;
  const isNamed = tokensOf(noun).some((word) => word.length > 2 && isAtHand(word, state));
  return isNamed ? undefined : `You don't have ${noun}.`;
}

/** Whether something that is owned or lies here is called so, in part at least. */
function isAtHand(name: string, state: PlayState): boolean {
  return [...state.session.inventory, ...lyingHere(state)].some((item) => holdsWords(item.name, name));
}

/** Whether the words before a name use the thing, or take it; undefined when they do neither. */
function governing(words: readonly string[], { from }: Mention): 'using' | 'taking' | undefined {
  const before = words.slice(0, from);
  if (before.some((word) => SPEAKING_OF.has(word))) return undefined;
  const reached = before.slice(-REACH);
  const at = reached.findLastIndex((word) => USING.has(word) || TAKING.has(word));
  // What somebody is to give or show the player is in other hands.
  if (at < 0 || reached[at + 1] === 'me' || reached[at + 1] === 'us') return undefined;
  return USING.has(reached[at] ?? '') ? 'using' : 'taking';
}

/** Words of going somewhere, with those that may follow them. */
const GOING =
  /\b(?:go(?:es|ing)?|walk(?:s|ing)?|travel(?:s|ling|ing)?|head(?:s|ing)?|run(?:s|ning)?|return(?:s|ing)?|enter(?:s|ing)?|visit(?:s|ing)?|move(?:s)?|moving|leave(?:s)? for|leaving for|sail(?:s|ing)?|ride(?:s)?|riding|hurry|hurries|march(?:es|ing)?|make my way|set out|set off|journey(?:s)?|come|cross(?:es)? to|sneak(?:s|ing)?|climb(?:s|ing)?|follow the (?:road|path|way))\b(.*)/i;
const ABOUT =
  /\b(?:about|rumou?rs? of|map of|tell|ask|asks|talk|think|thinking|thoughts|dream|dreaming|because|from)\b.*/i;

function knowsTheWay({ world, action }: Turn, state: PlayState): Verdict | undefined {
  const map = mapOf(world, state);
  const here = state.session.world_state.current_location;
  if (map.place(here) === undefined) return undefined;
  const names = map.places.map(({ name }) => name);
  for (const clause of clausesOf(action.text)) {
    const towards = GOING.exec(clause)?.[1]?.replace(ABOUT, '');
    if (towards === undefined) continue;
    for (const { name } of mentionsIn(towards, names)) {
      if (map.path(here, name) !== undefined) continue;
      return refusal('NO_WAY', `No way leads from ${here} to ${name}.`, possibleActions(world, state));
    }
  }
  return undefined;
}

function isAble({ world, action }: Turn, state: PlayState): Verdict | undefined {
  const capability = uncoveredCapability(action.text, state, world);
  return capability === undefined ? undefined : { outcome: 'needs-model', capability };
}

/** Parts of a text that each have a verb of their own, as a rule. */
function clausesOf(text: string): readonly string[] {
  return text.split(/[.,;:!?]|\b(?:and|then|but|while|so that)\b/i);
}

function refusal(error: string, reason: string, suggestions: readonly string[]): Verdict {
  return {
    outcome: 'refused',
    error,
    reason,
    suggestions: [...new Set(suggestions)].slice(0, MOST_SUGGESTIONS),
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
