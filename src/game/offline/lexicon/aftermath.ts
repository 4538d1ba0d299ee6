import { type Bank, bank } from '../../../llm/offline/chance.js';
import type { Pattern } from '../../hidden.js';

/** What comes of deeds later on, told when it comes. Slots: `P` whom it came from, `faction`, `thing`, `place`, `danger`. */

export const FAVOUR = bank(
  'favour',
  1,
  `
  A boy whom you do not know puts {thing} into your hand, with a greeting from {P}, and is gone before you can say a word.
  {P} has not forgotten what you did. Wrapped in a cloth, without a note, {thing} is waiting for you.
  Word reaches you that {P} has been speaking well of you; and with the word comes {thing}.
  What you did for {P} comes back to you now: somebody leaves {thing} where only you will look.
  You find {thing} among your own belongings, and it takes you a while to think of {P}.
`,
);

export const GRUDGE = bank(
  'grudge',
  1,
  `
  Two strangers step into your way. They mention {P} by name, and what you did. Then they stop talking.
  What you did to {P} has got about. Somebody runs into you, hard, and it is no accident.
  You have {P} to thank for this: a stone, thrown well, from a place where nobody stands any more.
  Three people who are fond of {P} have been looking for you, and now they have found you.
  It was to be expected that {P} has friends. They are not talkers.
`,
);

export const TALK_OF_IT = bank(
  'talk of it',
  1,
  `
  It is being said that {thing} is gone, and who has it. The looks you get have changed.
  Somebody has put two and two together about {thing}. Conversations stop when you come near.
  You hear your own name and {thing} in one sentence, behind a door that is closed too late.
  They have missed {thing} by now. Nobody says a word to you about it, and everybody knows.
`,
);

export const DANGER_RETURNS = bank(
  'danger returns',
  1,
  `
  You had not seen the last of it: {danger}. This time it chooses the moment.
  What you drove off has thought about it and is back: {danger}.
  It comes again when you have stopped thinking of it: {danger}.
  People shout a warning, too late to be of use: {danger}.
`,
);

export const DANGER_GONE = bank(
  'danger gone',
  1,
  `
  The news has gone round that {place} is safer than it was, and by whose doing. A stranger shakes your hand and will not say why.
  Somebody has told the story of what you faced {in:place}, and told it well. {faction} is said to have listened.
  People have begun to go {into:place} again, and some of them say your name when asked who made it possible.
  A woman you have never seen pays for your next meal, and says that it is for what you did {in:place}.
`,
);

export const WATCHED = bank(
  'watched',
  1,
  `
  You had the feeling that somebody noticed you {in:place}. Now you know: a man in the pay of {faction} falls into step beside you, says that they would like to know what you saw there, and falls back again.
  {faction} has had somebody on your heels since {place}. Today he lets you see him.
  A note has been pushed into your pocket: “We know where you stood {in:place}, and what you could hear.” It is not signed. {faction} never signs.
  Somebody describes you, down to your shoes, to people of {faction}. You are close enough to hear it.
`,
);

export const CONFIDENCE = bank(
  'confidence',
  1,
  `
  What {P} told you was not meant for one pair of ears only. {faction} has heard by now that you know, and wonders what you will do with it.
  Since your talk with {P} people have begun to seek your company. Somebody from {faction} greets you like an old friend.
  {P} has told somebody that you can be talked to. It makes things easier, and it does not stay among friends.
  You notice that {P}'s name opens doors for you that were shut this morning.
`,
);

export const BACKLASH = bank(
  'backlash',
  1,
  `
  What you worked {in:place} has not quite let go of you. It takes its due now, all at once, and leaves you cold.
  The working {in:place} had a price, and it is asked for at an hour when you are not ready.
  Something that you called {in:place} has followed the call. It passes through you and is gone, and some of your strength with it.
`,
);

export const GOOD_NIGHT = bank(
  'good night',
  1,
  `
  The rest that you took {in:place} tells only now: a thought that would not come has come, and your step is lighter.
  You had slept on it {in:place} without knowing. Now it is as plain as a road.
  Whatever it was that you let go of {in:place}, you have not picked it up again. It is easier to breathe.
`,
);

/** What follows from what has followed. */
export const FOLLOWS = bank(
  'follows',
  1,
  `
  It does not end there. Somebody who had nothing to do with it has been drawn in, and looks to you.
  One thing has brought on the next: {faction} has begun to take an interest.
  The story has been told on, and has grown on the way. By now there are those who act on it.
  You had thought that it was over and done with. It was only getting its breath.
`,
);

/** Beginnings of what a quest is for, said by `P`. Slots: `exit`, `who`, `thing`, `want`. */
export const ERRANDS = {
  visit: bank(
    'errand visit',
    1,
    `
    Go {into:exit} for me, and speak with {who}. Say that I sent you.
    {who} is {in:exit} and does not answer my messages. Go and find out why.
    I cannot be seen {in:exit}. You can. Have a word with {who}.
    If you are going to {exit} anyway, talk to {who} for me.
    `,
  ),
  fetch: bank(
    'errand fetch',
    1,
    `
    There is a thing {in:exit}: {thing}. Bring it out before somebody else does.
    Fetch {thing} from {exit}, and I will make it worth your while.
    {thing} ought not to lie {in:exit}. You would do me a kindness if you took it into your keeping.
    `,
  ),
  look: bank(
    'errand look',
    1,
    `
    Somebody should look at {exit} with fresh eyes. You have fresh eyes.
    Go {into:exit} and see for yourself. Then you will know why I ask.
    I have not been {in:exit} since it began. Go there for me, and come back.
    `,
  ),
} as const satisfies Readonly<Record<string, Bank>>;

/** Skills by the conduct that shows them. */
export const SKILLS: Readonly<Record<Pattern, readonly string[]>> = {
  combat: ['Close fighting', 'Reading an opponent', 'Taking a blow'],
  diplomatic: ['Plain speaking', 'Hearing what is not said', 'Bargaining'],
  investigative: ['A second look', 'Putting two and two together', 'Knowing where to look'],
  magical: ['A steady working', 'Holding the thread', 'Cheap workings'],
  stealthy: ['A quiet step', 'Standing still', 'Forgettable face'],
  helpful: ['A helping hand', 'Being relied on', 'Field dressing'],
  selfish: ['Quick fingers', 'Looking after oneself', 'A good eye for value'],
  cautious: ['Weighing it up', 'A way out', 'Patience'],
  reckless: ['Jumping in', 'Luck of the bold', 'Not stopping to think'],
};

export const TRAITS: Readonly<Record<Pattern, string>> = {
  combat: 'Settles things with the hands when words run short',
  diplomatic: 'Would rather talk than strike',
  investigative: 'Does not leave a thing alone until it makes sense',
  magical: 'Reaches for the uncommon before the common has been tried',
  stealthy: 'Prefers to see without being seen',
  helpful: 'Stops for others',
  selfish: 'Sees to the own advantage first',
  cautious: 'Looks twice before the first step',
  reckless: 'Goes first and thinks on the way',
};
