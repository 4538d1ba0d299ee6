/**
 * What people of any genre are like. In the templates `{they}`, `{them}`, `{their}`, `{themself}` are the pronouns of the
 * one who is described, `{s}`, `{es}` and `{is}`, `{has}`, `{was}` the verb forms that go with `{they}`; `{name}` is the
 * first name, `{other}` another character, `{home}` and `{place}` places.
 */

export const TEMPERS: readonly string[] = [
  'slow to trust and slower to let go',
  'cheerful in a way that wears others out',
  'exact to the point of rudeness',
  'generous with everything except time',
  'brave when watched and braver when not',
  'unable to leave a question alone',
  'calm in the manner of somebody who has already lost once',
  'funny when frightened',
  'proud of work and of nothing else',
  'quick to forgive and quick to be needed',
  'polite to the point of danger',
  'loyal to people rather than causes',
  'loyal to causes rather than people',
  'restless indoors',
  'patient with children, animals and machines',
  'suspicious of luck',
  'honest at the wrong moment',
  'reckless with promises',
  'careful with words, careless with sleep',
  'kind by decision and not by nature',
  'stubborn as a gatepost',
  'observant, and discreet about it',
  'vain about small things',
  'gentle until crossed',
  'at ease with silence and at odds with small talk',
  'a good loser and a dangerous winner',
  'methodical, with one superstition',
  'tender towards broken things',
  'hard to surprise and easy to hurt',
  'quick to act and slow to explain',
];

export const FLAWS: readonly string[] = [
  'cannot bear to be thanked',
  'keeps score without meaning to',
  'lies about sleeping well',
  'believes whoever spoke last',
  'will not ask for help twice',
  'mistakes silence for consent',
  'never finishes a goodbye',
  'owes more than anybody knows',
  'takes every joke for a verdict',
  'is jealous of the dead',
  'can be bought with attention',
  'goes back for things',
  'trusts paper over people',
  'is late whenever it matters',
  'holds on to the wrong end of a quarrel',
  'forgives in public only',
];

export const SPEECH: readonly string[] = [
  'answers a question with a better one',
  'never uses a name when a trade will do',
  'talks fast and stops dead',
  'says “as it were” before the truth',
  'counts on the fingers while arguing',
  'quotes a grandmother who may not have existed',
  'speaks so low that people lean in',
  'finishes other people’s sentences, wrongly',
  'swears by tools',
  'laughs first and then decides whether it was funny',
  'leaves out the subject of every other sentence',
  'apologises to furniture and to nobody else',
  'uses long words when cornered',
  'calls everybody “friend”, and means it about half of them',
  'says everything twice, the second time better',
  'pauses before every number',
];

/** Sentences. */
export const PASTS: readonly string[] = [
  '{name} grew up in sight of {home} and was told every day to look the other way.',
  '{name} came to {home} for a week, nine years ago, and has not unpacked.',
  '{name} was raised by an aunt near {home} who taught {them} to count exits.',
  '{name} was sent away from {home} at twelve and walked back at thirteen.',
  'As a child {name} fell asleep {in:home} during a funeral and woke up with an inheritance.',
  '{name} learned {their} trade {in:home} from somebody who would not admit to knowing it.',
  'Two hard years {in:home} left {name} with a cough, a trade and a certain patience.',
  '{name} was born the night the lights went out {in:home}, and is still blamed for it in one family.',
  '{name} married into {home}, was widowed out of it, and kept the key.',
  'Nobody {in:home} remembers {name} arriving; everybody remembers the first thing {they} said.',
  '{name} had a brother {in:home}, and speaks of him in the present tense.',
  '{name} was promised {home} as a child and was given a room in it.',
  'The first money that {name} earned {in:home} went to pay for a silence.',
  '{name} once ran {home} for a month, when nobody else would, and ran it well.',
];

/** Sentences about what an event did to somebody who was in it; `{event}` is its name. */
export const OWN_TURNS: readonly string[] = [
  'Of {event} {they} tell{s} three versions, all of them short.',
  'It was {event} that taught {them} to read faces.',
  'After {event} {they} stopped asking what things were for.',
  '{They} still {has} something that was lost in {event}, and {has} told nobody.',
  'Since {event} {they} {has} kept a bag packed.',
  '{They} dream{s} of {event} on the nights before anything important.',
];

/** The same, of an event that shook everybody, a while ago. */
export const PUBLIC_TURNS: readonly string[] = [
  'What changed {them} was {event}: {they} {was} there, and {they} did nothing.',
  '{event} cost {them} a friend, and gave {them} an enemy to be going on with.',
  '{event} made {their} name, which is not the same as making {them} happy.',
  '{They} left on the morning after {event} and came back within the year.',
  'In {event} {they} {was} on the side that lost, and {is} on it still.',
  '{They} paid for {event} with a house and two teeth.',
  'Whoever blames {them} for {event} is not altogether wrong.',
];

/** The same, of what has only just begun. */
export const FRESH_TURNS: readonly string[] = [
  'Since {event} {they} {has} been counting what could be carried.',
  '{They} slept through {event} and {has} not been forgiven for it.',
  'When {event} came, {they} {was} the only one who was not surprised.',
  'Before {event} {they} had meant to leave; now that would look like an answer.',
  '{event} found {them} with the wrong people, at the wrong hour, and with a good excuse.',
  'About {event} {they} {has} said one thing to each side, and both are true.',
];

/** Sentences on a theme of the series. */
export const ON_THEMES: readonly string[] = [
  'If {they} had to say what {their} life is about, it would be {theme}.',
  '{They} think{s} about {theme} more than is good for {them}.',
  'On the subject of {theme} {they} cannot be joked with.',
  'Ask about {theme}, and {they} change{s} the subject.',
  '{They} {has} paid for {theme} once, and would again.',
  'What {they} want{s} settled, before {they} die{s}, is {theme}.',
];

/** Infinitives; `{other}` is somebody of the cast, `{place}` a place, `{relic}` the thing that is sought. */
export const GOALS: readonly string[] = [
  'find out what {other} is keeping {in:place}',
  'get {other} away from {place} before it is too late',
  'win back the trust of {other}',
  'prove that {other} was wronged',
  'keep {other} from learning what happened {in:place}',
  'pay {other} what is owed, to the last',
  'stand {in:place} once without being afraid',
  'hear the truth about {place} from {other}',
  'protect {other} from a quarrel that began with somebody else',
  'be the one who decides what becomes of {place}',
  'bring {other} home',
  'see {place} given back to those who live there',
  'learn who told {other} about {place}',
  'leave {place} for good, and with clean hands',
  'find the way into {place} that {other} uses',
  'make {other} laugh before the end of the year',
  'get a name taken off the books {in:place}',
  'restore {place} to what it was',
  'have {other} say it in front of people',
  'hide from {other} what it has cost',
  'be welcome {in:place} once more',
  'deliver a letter to {other} that is four years late',
  'guard {place} until somebody better comes',
  'learn from {other} how it is done',
  'find out why nobody goes to {place} after dark',
  'save {other} from a good intention',
];

export const VILLAIN_GOALS: readonly string[] = [
  'keep {hero} from ever setting foot in {place}',
  'have {relic} before {hero} knows what it is',
  'make {hero} an ally or an example',
  'bury what lies {in:place} under something useful',
  'be thanked for it in the end',
  'see {place} fall to the right people',
];

/** What a part in the story asks of a character, with the article of the role. */
/** What a part in the story asks of somebody, as a predicate. */
export const ROLE_WORDS: Readonly<Record<string, readonly string[]>> = {
  protagonist: ['was the first to notice and the last to say so', 'is about to be drawn in'],
  deuteragonist: ['goes along and keeps count', 'would rather be asked than told'],
  antagonist: ['has good reasons and uses them', 'is never seen to hurry'],
  mentor: ['has seen this before', 'gives advice and hides the bill'],
  rival: ['wants the same thing for another reason', 'has never lost gracefully'],
  confidant: [
    'is told everything and repeats the half of it',
    'can be relied on, up to a point that is known',
  ],
  supporting: [
    'hears more than is said',
    'is owed a favour on every corner',
    'has one story, and it is true',
    'knows where everything is kept',
    'came for a day',
    'would like to be left out of it',
    'has been waiting for somebody to ask',
    'is older than the quarrel',
    'has changed sides once',
    'counts on being underestimated',
  ],
};
