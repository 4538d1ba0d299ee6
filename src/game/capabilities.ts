import type { PlayState } from './hidden.js';
import type { RuleWorld } from './rule-world.js';

/** What not everybody can do, and by what it shows that a character can. */

interface Capability {
  /** As it stands in an action. */
  readonly used: RegExp;
  /** As it stands in an ability, a skill, a class, a thing or a power of the world that covers it. */
  readonly covered: RegExp;
  /** Whether it is paid for with mana. */
  readonly isMagic?: true;
}

const MAGIC = 'magic|mage|spell|sorcer|wizard|witch|warlock|druid|enchant|arcane|rune|ritual';

const CAPABILITIES: Readonly<Record<string, Capability>> = {
  cast: {
    // To cast a glance, a net or a vote takes no magic.
    used: /\bcast(?:s|ing)?\b(?!\s+(?:(?:an?|the|my|his|her|one|some|out|off|about|around|aside|away|down)\s+)?(?:\w+\s+)?(?:glance|look|eyes?|doubt|shadow|net|line|rod|lots?|vote|dice|anchor|by)\b)|\b(?:use|work|weave|channel)(?:s|ing)?\s+(?:\w+\s+){0,2}(?:magic|spells?)\b/i,
    covered: stems(MAGIC, 'cast'),
    isMagic: true,
  },
  summon: {
    used: /\bsummon(?:s|ed|ing)?\b(?!\s+(?:my |the |all my |up )*(?:courage|strength|nerve|will|help|a waiter|guards?)\b)/i,
    covered: stems(MAGIC, 'summon|conjur|invok|call forth'),
    isMagic: true,
  },
  conjure: {
    used: /\b(?:conjure|enchant|bewitch)(?:s|d|ed|es|ing)?\b/i,
    covered: stems(MAGIC, 'conjur|summon|bewitch'),
    isMagic: true,
  },
  fly: {
    used: /(?<!\b(?:the|an?)\s)\b(?:fly|flying|levitat(?:e|es|ing)|hover)\b(?!\s+into a rage)/i,
    covered: stems(
      'fly|flight|wing|levitat|hover|pilot|glider|airship|aircraft|spaceship|starship|shuttle|broom|jetpack',
    ),
  },
  teleport: {
    used: /\b(?:teleport(?:s|ing)?|blink to|phase through|walk through (?:the )?walls?)\b/i,
    covered: stems('teleport|blink|portal|phase|warp|translocat|transporter'),
  },
  transform: {
    used: /\b(?:transform(?:s|ing)? (?:into|myself)|shape-?shift(?:s|ing)?|(?:turn|change|morph) (?:myself into|into an?))\b/i,
    covered: stems('transform|shapeshift|shape-shift|polymorph|metamorph|morph|were|skin-?chang|disguise'),
  },
  'become invisible': {
    used: /\b(?:(?:turn|become|go|make myself) invisible|vanish into thin air)\b/i,
    covered: stems('invisib|unseen|cloak|illusion|vanish'),
  },
  'read minds': {
    used: /\b(?:(?:read|control|enter) (?:his|her|their|the|\w+'s) (?:mind|thoughts)|read minds|telepath\w*|mind[- ]control|hypnoti[sz]e)\b/i,
    covered: stems('telepath|mind|psych|psionic|hypno|empath'),
  },
  'raise the dead': {
    used: /\b(?:resurrect(?:s|ing)?|raise the dead|bring \w+ back (?:to life|from the dead))\b/i,
    covered: stems('resurrect|necromanc|raise the dead|revive'),
  },
  'stop time': {
    used: /\b(?:(?:stop|rewind|turn back|freeze|reverse) time|time[- ]travel|travel (?:back )?(?:in|through) time)\b/i,
    covered: stems('time travel|chronoman|stop time|rewind|temporal|time machine'),
  },
  'throw fire': {
    used: /\b(?:fireballs?|(?:throw|hurl|shoot|breathe) (?:fire|lightning|ice)|lightning bolts?)\b/i,
    covered: stems(MAGIC, 'fire|lightning|ice|flame|element|dragon|pyro|bend'),
    isMagic: true,
  },
};

function stems(...parts: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${parts.join('|')})`, 'i');
}

/** Whether an action is paid for with mana. */
export function isMagical(action: string): boolean {
  return Object.values(CAPABILITIES).some(({ used, isMagic }) => isMagic === true && used.test(action));
}

/** The word for what an action takes and nothing says that the character can do; undefined when it takes nothing such. */
export function uncoveredCapability(action: string, state: PlayState, world: RuleWorld): string | undefined {
  const used = Object.entries(CAPABILITIES).filter(([, capability]) => capability.used.test(action));
  if (used.length === 0) return undefined;
  const { character, inventory } = state.session;
  const told = [
    character.class_name,
    ...character.metadata.abilities,
    ...character.metadata.skills,
    ...inventory.flatMap(({ name, description = '' }) => [name, description]),
    ...world.systems,
  ];
  return used.find(([, { covered }]) => !told.some((text) => covered.test(text)))?.[0];
}
