/** Sentences about a whole series. Slots are those of a plan, and `title`, `realm`, `sign`, `root`, `stakes`, `task`. */

export const OPENERS: readonly string[] = [
  '{title} begins on a day like any other, except that {sign}.',
  'In {title} it is no secret that {sign}.',
  'When {title} opens, {sign}, and nobody {in:hub} wants to be the first to say why.',
  '{title} is set off by a small thing: {sign}.',
];

export const BACKGROUNDS: readonly string[] = [
  'What few people know is older: {root}.',
  'It goes back to the time when {root}.',
  'Long before, and not by accident, {root}.',
];

export const STAKES: readonly string[] = [
  'If it goes on, {stakes}.',
  'Unless somebody acts, {stakes}.',
  'Left alone, it can end one way only: {stakes}.',
];

export const LEADS: readonly string[] = [
  'It falls to {hero}, {heroTrade}, to {task}; in the way stands {villain}, {villainTrade}, who has reasons.',
  '{hero}, {heroTrade}, sets out to {task} and finds {villain}, {villainTrade}, there before.',
  'Nobody asks {hero}, {heroTrade}, to {task}, and least of all {villain}, {villainTrade}.',
];

export const POWERS: readonly string[] = [
  '{A} and {B} both want it settled, and would rather see it unsettled than settled by the other.',
  'Between {A} and {B} there is a peace that depends on nobody asking.',
  '{A} has the law on its side and {B} has the people, or each says so.',
];

export const THEMED: readonly string[] = [
  'Under it all runs one question: {themes}.',
  'Again and again it comes back to {themes}.',
  'What it is really about is {themes}.',
];

export const TONED: readonly string[] = ['The tone is {tone}.', 'It is told in a tone that is {tone}.'];
