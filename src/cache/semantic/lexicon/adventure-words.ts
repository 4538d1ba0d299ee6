/** Groups of words that adventures are told with, one per line. */
export const ADVENTURE_WORDS = `
  crime offence offense
  thief robber burglar
  police cop
  fire blaze
  weapon arm
  sword blade
  attack strike assault
  fight battle combat
  kill slay murder
  hide conceal
  sneak creep
  steal rob
  escape flee
  leave exit depart
  enter into
  search examine
  take grab seize
  throw toss hurl
  jump leap
  push shove
  pull drag
  walk stroll wander
  climb scale
  shout yell scream
  whisper murmur
  convince persuade
  threaten menace
  trade barter
  rest sleep nap
  forest wood woods
  mountain peak
  sea ocean
  river stream
  path trail track
  cave cavern
  castle fortress stronghold keep
  village hamlet
  tavern inn pub
  king monarch ruler
  queen monarch ruler
  ruler sovereign
  soldier warrior fighter
  guard sentry watchman
  wizard mage sorcerer
  witch sorceress
  magic sorcery
  spell incantation enchantment
  potion elixir
  monster beast creature
  ghost spirit spectre specter
  enemy foe
  friend companion
  treasure loot
  torch lantern
  rope cord
  story tale
`;
