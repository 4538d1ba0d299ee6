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

const MAGIC = 'magic|mages?\\b|spell|sorcer|wizard|witch|warlock|druid|enchant|arcane|runes?\\b';

const CAPABILITIES: Readonly<Record<string, Capability>> = {
  cast: {
    // To cast a glance, a net or a vote takes no magic, nor does casting off.
    used: /\bcast(?:s|ing)?\b(?!\s+(?:off|aside|away|about|around|ashore|adrift|by)\b)(?!\s+(?:(?:an?|the|my|his|her|one|some|out|down)\s+){0,2}(?:\w+\s+)?(?:glance|look|eyes?|doubt|shadow|net|line|rod|lots?|vote|dice|anchor)\b)|\b(?:use|work|weave|channel)(?:s|ing)?\s+(?:\w+\s+){0,2}(?:magic|spells?)\b/i,
    covered: stems(MAGIC, 'casts?\\b|cast(?:er|ing)'),
    isMagic: true,
  },
  summon: {
    used: /\bsummon(?:s|ed|ing)?\b(?!\s+(?:my |the |all my |up )*(?:courage|strength|nerve|will|help|a waiter|guards?)\b)/i,
    covered: stems(MAGIC, 'summon(?:er|ing)?\\b|conjur|invok|familiar'),
    isMagic: true,
  },
  conjure: {
    used: /\b(?:conjure|enchant|bewitch)(?:s|d|ed|es|ing)?\b/i,
    covered: stems(MAGIC, 'conjur|summon(?:er|ing)?\\b|bewitch'),
    isMagic: true,
  },
  fly: {
    // Whoever flies a ship sits in it.
    used: /(?<!\b(?:the|an?)\s)\b(?:fly|flying|levitat(?:e|es|ing)|hover)\b(?!\s+(?:into a rage|the|an?|my|our|his|her|their|this|that)\b)/i,
    covered: stems(
      'fly|flies|flight|wings\\b|winged|levitat|hover|pilot|glider|airship|aircraft|broom|jetpack',
    ),
  },
  teleport: {
    used: /\b(?:teleport(?:s|ing)?|blink to|phase through|walk through (?:the )?walls?)\b/i,
    covered: stems('teleport|portal|phasing|warp|translocat|transporter'),
  },
  transform: {
    used: /\b(?:transform(?:s|ing)? (?:into|myself)|shape-?shift(?:s|ing)?|(?:turn|change|morph) (?:myself into|into an?))\b(?!\s+(?:\w+\s+)?(?:street|alley|road|lane|passage|corridor|path|doorway|hall|hallway|tunnel|court|courtyard)\b)/i,
    covered: stems('transform|shape-?shift|polymorph|metamorph|were(?:wol|bear|cat|beast)|skin-?chang'),
  },
  'become invisible': {
    used: /\b(?:(?:turn|become|go|make myself) invisible|vanish into thin air)\b/i,
    covered: stems('invisib|cloaking|illusion|vanish'),
  },
  'read minds': {
    used: /\b(?:(?:read|control|enter) (?:his|her|their|the|\w+'s) (?:mind|thoughts)|read minds|telepath\w*|mind[- ]control|hypnoti[sz]e)\b/i,
    covered: stems(
      'telepath|mind[- ]?(?:read|control|speech|link)|reads? minds|psychic|psionic|hypno|empath',
    ),
  },
  'raise the dead': {
    used: /\b(?:resurrect(?:s|ing)?|raise the dead|bring \w+ back (?:to life|from the dead))\b/i,
    covered: stems('resurrect|necromanc|raise the dead|revive'),
  },
  'stop time': {
    used: /\b(?:(?:stop|rewind|turn back|freeze|reverse) time|time[- ]travel|travel (?:back )?(?:in|through) time)\b/i,
    covered: stems('time[- ]travel|chronoman|stops? time|rewind|time machine'),
  },
  'throw fire': {
    used: /\b(?:fireballs?|(?:throw|hurl|shoot|breathe) (?:fire|lightning|ice)|lightning bolts?)\b/i,
    covered: stems(MAGIC, '(?:fire|water|ice)bend|pyromanc|elemental|dragon|flamethrower'),
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
