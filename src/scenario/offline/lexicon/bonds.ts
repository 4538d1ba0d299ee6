import type { Relationship } from '../../lorebook.js';

/**
 * What ties two people together, and the event that it comes from. `{x}` and `{y}` are the two, `{place}` is where it
 * happened. A title is a name: the event is spoken of by it.
 */
export interface BondSeed {
  readonly type: Relationship['type'];
  /** 0..1 or below, as strong as it is told. */
  readonly affinity: number;
  readonly mutual: boolean;
  readonly title: string;
  /** Sentence in the past. */
  readonly event: string;
  /** Clause in the past. */
  readonly consequence: string;
  /** Sentence in the present, with `{event}`. */
  readonly tie: string;
}

const seed = (
  type: BondSeed['type'],
  affinity: number,
  mutual: boolean,
  title: string,
  event: string,
  consequence: string,
  tie: string,
): BondSeed => ({ type, affinity, mutual, title, event, consequence, tie });

export const BONDS: readonly BondSeed[] = [
  seed(
    'friend',
    0.7,
    true,
    'The Long Night {in:place}',
    '{x} and {y} sat out a night {in:place} with one coat between them, and in the morning neither told what they had heard.',
    'the two have shared their luck ever since',
    'Since {event} {x} and {y} have shared whatever there was.',
  ),
  seed(
    'friend',
    0.6,
    true,
    'The Search of {place}',
    '{x} and {y} went through {place} stone by stone for something that {y} had made up.',
    '{x} laughed, in the end, and so it became a friendship',
    'In {event} {x} was fooled by {y}, and has been fond of {y} ever since.',
  ),
  seed(
    'friend',
    0.5,
    true,
    'The Wager {in:place}',
    '{x} bet {y} a year’s pay that nobody would come, and everybody came.',
    '{y} never collected',
    '{y} has not called in what {x} lost in {event}, and neither has forgotten.',
  ),
  seed(
    'enemy',
    -0.8,
    true,
    'The Verdict {in:place}',
    '{y} swore to a lie {in:place}, and {x} lost a home by it.',
    'the house was given to somebody who did not want it',
    '{x} has owed {y} a reckoning since {event}.',
  ),
  seed(
    'enemy',
    -0.7,
    true,
    'The Burning of {place}',
    'When {place} burned, {y} had the only key, and {x} was inside.',
    'it was rebuilt with a second door',
    '{x} came out of {event} alive and knows who locked the door: {y}.',
  ),
  seed(
    'enemy',
    -0.6,
    true,
    'The Betrayal {in:place}',
    '{x} had told {y} alone who would be {in:place} that evening, and others came in their stead.',
    'two people did not come back',
    'After {event} {x} has nothing left to say to {y}.',
  ),
  seed(
    'rival',
    -0.3,
    true,
    'The Contest {in:place}',
    '{x} and {y} were given the same task {in:place}, and each finished the other’s half.',
    'the prize was withheld',
    '{x} and {y} have been measuring themselves against each other since {event}.',
  ),
  seed(
    'rival',
    -0.2,
    true,
    'The Empty Post {in:place}',
    'One post fell vacant {in:place}, and {x} and {y} both had been promised it.',
    'it was given to a cousin of neither',
    'Since {event} neither {x} nor {y} can see the other get on.',
  ),
  seed(
    'mentor',
    0.6,
    true,
    'The Long Stay {in:place}',
    '{y} took {x} in for half a year {in:place} and taught what could be taught over supper.',
    '{x} left one morning, without a word',
    '{y} taught {x} in {event}, and has been waiting for thanks with great patience.',
  ),
  seed(
    'mentor',
    0.5,
    true,
    'The Lesson {in:place}',
    '{y} let {x} fail {in:place}, in front of everybody, and then showed how it was done.',
    '{x} has not failed at that again',
    '{x} learned from {y} in {event}, and it still stings.',
  ),
  seed(
    'family',
    0.6,
    true,
    'The Wedding {in:place}',
    'Two families who did not speak were joined {in:place}, and {x} and {y} found themselves cousins.',
    'they still do not speak, but they dine',
    '{x} and {y} have been kin since {event}, and behave like it.',
  ),
  seed(
    'family',
    0.3,
    true,
    'The Inheritance of {place}',
    'An old woman left {place} to whichever of {x} and {y} would forgive her, and both were her grandchildren.',
    'neither has signed',
    '{x} and {y} are of one blood, and {event} is between them.',
  ),
  seed(
    'romantic',
    0.7,
    true,
    'The Idle Month {in:place}',
    '{x} and {y} spent an idle month {in:place}, and it was nobody’s business.',
    'it became everybody’s',
    'What began between {x} and {y} in {event} has not been ended by either.',
  ),
  seed(
    'romantic',
    0.6,
    false,
    'The Farewell {in:place}',
    '{x} said goodbye to {y} {in:place} and meant to be contradicted.',
    '{y} wrote once',
    '{x} has loved {y} since before {event}; {y} was told only there.',
  ),
  seed(
    'ally',
    0.4,
    true,
    'The Bargain {in:place}',
    '{x} and {y} shook hands {in:place} on something that neither would write down.',
    'both have kept to it so far',
    '{x} and {y} are bound by {event}, and each holds one end of it.',
  ),
  seed(
    'ally',
    0.3,
    true,
    'The Rescue {in:place}',
    '{x} got {y} out of {place} by a window, for a fee that was agreed on the sill.',
    'the fee is still being paid',
    'Since {event} {y} works with {x}, and tells {x} nearly everything.',
  ),
];

/** Ties that need no event: they come of who people are and where they live. `{home}` is the home of `x`. */
export const PLAIN_TIES: readonly {
  readonly type: Relationship['type'];
  readonly affinity: number;
  readonly mutual: boolean;
  readonly text: string;
}[] = [
  {
    type: 'friend',
    affinity: 0.4,
    mutual: true,
    text: '{x} and {y} eat together {in:home} on most days and agree about nothing.',
  },
  {
    type: 'neutral',
    affinity: 0.05,
    mutual: true,
    text: '{x} has dealings with {y} {in:home} and has never asked a question.',
  },
  {
    type: 'ally',
    affinity: 0.3,
    mutual: true,
    text: '{x} hears things {in:home} and passes them on to {y}, for reasons of {x}’s own.',
  },
  {
    type: 'rival',
    affinity: -0.25,
    mutual: true,
    text: '{x} and {y} have been rude to each other {in:home} for so long that it passes for manners.',
  },
  {
    type: 'family',
    affinity: 0.5,
    mutual: true,
    text: '{x} brought {y} up {in:home}, or the other way round, depending on who tells it.',
  },
  { type: 'mentor', affinity: 0.45, mutual: true, text: 'What {x} knows of {home} was learned from {y}.' },
  {
    type: 'friend',
    affinity: 0.5,
    mutual: false,
    text: '{x} would do anything for {y}, who has noticed, and tries not to ask.',
  },
  {
    type: 'neutral',
    affinity: -0.1,
    mutual: false,
    text: '{x} owes {y} for something small {in:home} and goes round by the back.',
  },
  {
    type: 'romantic',
    affinity: 0.5,
    mutual: false,
    text: '{x} is sure to be {in:home} whenever {y} comes by, and has not said why.',
  },
  {
    type: 'enemy',
    affinity: -0.5,
    mutual: true,
    text: '{x} will not stay in a room with {y}, and {home} has few rooms.',
  },
  {
    type: 'ally',
    affinity: 0.35,
    mutual: true,
    text: '{x} carries messages for {y} out of {home}, unread, or so {y} believes.',
  },
  {
    type: 'friend',
    affinity: 0.45,
    mutual: true,
    text: '{x} and {y} learned to swim, to lie and to count together {in:home}.',
  },
];
