import { bank } from '../../../llm/offline/chance.js';

/** What people say, and how. Slots: `P` who speaks, `fact` a clause, `subject`, `where`, `want`, `who` another person. */

export const TOLD = bank(
  'told',
  1,
  `
  It is no secret to me that {fact}.
  I will say it once: {fact}.
  Since you ask, {fact}.
  You did not hear it from me, but {fact}.
  Everybody walks round it, so I will say it: {fact}.
  What I know is this: {fact}.
  If it is of any use to you, {fact}.
  Mark this, for I will not repeat it: {fact}.
  I have known it for a while now: {fact}.
  You have an honest face. So listen: {fact}.
  Others would charge you for it: {fact}.
  I was there, or near enough. I can tell you that {fact}.
  Think what you like of it, but {fact}.
  There is something you should have been told: {fact}.
`,
);

export const PASSED_ON = bank(
  'passed on',
  1,
  `
  {who} told me that {fact}.
  I have it from {who} that {fact}, and I see no reason to doubt it.
  If {who} is to be believed, {fact}.
  It was {who} who let me know that {fact}.
`,
);

/** About whoever says it. */
export const OF_ONESELF = bank(
  'of oneself',
  1,
  `
  It is told of me that {fact}. It is true.
  If they knew everything, they would say that {fact}. And they would be right.
  One day somebody will tell you that {fact}. Hear it from me first.
  Behind my back it is said that {fact}. I have stopped denying it.
  Write it down, if you write things down: {fact}. That is how they will put it.
  There is a sentence that I am afraid of: {fact}. Now you have heard it.
`,
);

export const SECRET = bank(
  'secret',
  1,
  `
  I have never told anybody this: {fact}.
  Come closer. {fact}. Now you know what few know.
  I trust you with this, and I do not know why: {fact}.
  You will keep it to yourself: {fact}.
`,
);

export const SEEN_AT = bank(
  'seen at',
  1,
  `
  {subject} is {in:where}. I would put my hand in the fire for it.
  You will find {subject} {in:where}.
  {in:where}, that is where {subject} is.
  I know where {subject} is: {in:where}.
`,
);

export const HEARD_AT = bank(
  'heard at',
  1,
  `
  They say that {subject} is {in:where}. I have not seen it myself.
  I was told that {subject} is {in:where}, by somebody who was told.
  {in:where}, if you can believe what people say of {subject}.
  Try {where}. That is where {subject} is, by all I hear.
`,
);

export const HAS_IT = bank(
  'has it',
  1,
  `
  {who} has {subject}, as far as I know.
  You would have to ask {who} for {subject}.
  {subject} is with {who}, unless it has changed hands again.
`,
);

export const DOES_NOT_KNOW = bank(
  'does not know',
  1,
  `
  About that I know as much as you do.
  I cannot help you with that.
  Ask me another thing. That one I do not know.
  I have heard nothing that I would pass on.
  If I knew, I would be talking about it or running from it.
  That is a question for somebody else.
  No idea. And I have been trying to have one.
  I wish I could tell you.
  You are asking the wrong one.
  I have told you what there was to tell.
  My part of the story ends there.
  I would have to make something up.
`,
);

export const ASK_ANOTHER = bank(
  'ask another',
  1,
  `
  Ask {who}; you will find {who} {in:where}.
  {who} might know. Look {in:where}.
  I would try {who}, {in:where}.
  There is {who}, {in:where}, who hears more than I do.
`,
);

export const REFUSES = bank(
  'refuses',
  1,
  `
  I have nothing to say to you.
  You have a nerve, coming to me with that.
  Not to you, and not today.
  Go and ask somebody whom you have not wronged.
  I would rather talk to the wall.
  Find your answers where you found your manners.
  Leave me alone, or I will see to it that you do.
`,
);

export const WANTS = bank(
  'wants',
  1,
  `
  What I want is simple enough: to {want}.
  If you mean to be of use, help me {want}.
  I am here to {want}, and everything else can wait.
  I will tell you what keeps me awake: I have to {want}, and nobody helps.
  One day I will {want}, and then I shall sleep.
  Some people want money. I want to {want}.
`,
);

export const GREETS = bank(
  'greets',
  1,
  `
  So you are the one they are talking about.
  You took your time.
  Say what you have come to say.
  I was wondering when you would come to me.
  Sit, or stand, but do not hover.
  You look like somebody with a question.
  I know your kind of silence. Out with it.
  Good. I was tired of my own company.
`,
);

export const THANKS = bank(
  'thanks',
  1,
  `
  I will not forget this.
  That was decent of you. I do not say it often.
  You did not have to do that.
  Then I owe you one, and I pay what I owe.
  There are not many left who would have done it.
  If you ever need somebody to look the other way, think of me.
`,
);

export const HURT = bank(
  'hurt',
  1,
  `
  You will be sorry for that.
  Have you lost your mind?
  Remember my face. I shall remember yours.
  Enough. Enough!
  Everybody saw that. Everybody.
  So that is what you are.
`,
);

export const GIVES_WAY = bank(
  'gives way',
  1,
  `
  All right. All right. There is no need for that tone.
  You do not have to shout at me.
  I will talk, if only so that you go away.
  Put that look away, and I will tell you.
`,
);

/** To an offer to buy or sell. */
export const NO_DEAL = bank(
  'no deal',
  1,
  `
  I neither buy nor sell. Keep what is yours.
  There is nothing between us that has a price.
  Not for anything that you could offer. Leave it as it is.
  Ask somebody who trades. I do not.
  Put it away. I will not come to terms over that.
  You have come to the wrong counter.
`,
);

export const KNOWS_IT = bank(
  'knows it',
  1,
  `
  Where did you get that?
  I did not think that I would see it again.
  Put it away before somebody sees you with it.
  So it is true, then. It exists.
  Do you have any idea what you are carrying about?
`,
);

/** Said to somebody who has told something. */
export const TAKES_NOTE = bank(
  'takes note',
  1,
  `
  So that is how it is. I shall remember that you told me.
  Is it? Then I have been looking in the wrong direction.
  I will keep it in mind, and not to myself.
  You are sure of that? Then I know what to do about it.
  That is news to me. Most things are, lately.
  I had heard otherwise. We shall see who is right.
`,
);

/** How a line is brought in; `line` has its quotation marks. */
export const SPEAKS = bank(
  'speaks',
  1,
  `
  {P} considers you for a moment. {line}
  {line} {P} does not look at you while saying it.
  {P} lowers a voice that was low already. {line}
  {P} puts down what there was to hold. {line}
  {line} With that {P} turns half away, and waits.
  {P} looks past you first, to see who else is listening. {line}
  {P} answers at once, as one does who has been waiting to be asked. {line}
  There is a pause, and {P} lets it grow. {line}
  {line} {P} says it to the floor rather than to you.
  {P} takes a breath. {line}
  {P} hears you out to the end. {line}
  {line} It comes out of {P} like something rehearsed.
  {P} rubs a spot on one sleeve that is not there. {line}
  {P} almost smiles. {line}
  {P} tilts a head at you. {line}
  {line} And {P} means it, as far as you can tell.
`,
);

export const SPEAKS_COLDLY = bank(
  'speaks coldly',
  1,
  `
  {P} does not move to make room for you. {line}
  {P} looks you up and down. {line}
  {line} {P} has already turned away.
  {P} speaks without opening the teeth. {line}
  {P} lets you stand there long enough for everybody to see it. {line}
  {line} There is no more to be had from {P} today.
`,
);

/** How the player's character begins. Slots: `P`, `place`, `feature`. */
export const TURNS_TO = bank(
  'turns to',
  1,
  `
  You go up to {P} and wait to be noticed.
  You find {P} by {feature} and say what you have to say.
  {P} has a moment. You take it.
  You ask, and {P} does not pretend not to have heard.
  You put it to {P} as plainly as you can.
  {P} makes room for you, by about a foot.
  You walk a few steps with {P}, out of the others' hearing.
  You choose your words with care. {P} can tell.
  You catch {P} alone, or as alone as one gets {in:place}.
  You begin with something harmless, and {P} waits until you are through with it.
  You lean on {feature}, next to {P}, as if you had all day.
  {P} looks up. You come to the point.
  It takes you two sentences to get {P} to listen.
  You say good day to {P}, and then the other thing.
`,
);

export const PRESSES = bank(
  'presses',
  1,
  `
  You step closer to {P} than is polite.
  You let {P} see that you will not go away.
  You say it quietly, so that {P} has to lean in to be threatened.
  You put a hand flat on {feature}, next to {P}, and leave it there.
  You do not raise your voice. {P} would have liked it better if you had.
`,
);

/** Said of somebody who can't answer. */
export const SILENT = bank(
  'silent',
  1,
  `
  {P} does not hear you. It will be a while before {P} hears anything.
  You say it to {P} all the same. There is no answer.
  {P} lies where {P} fell, and gives no sign.
  Whatever {P} knows, you will not learn it like this.
`,
);

/** How a line comes from somebody who has just been struck at. */
export const CRIES = bank(
  'cries',
  1,
  `
  {line} {P} spits it out like a tooth.
  {P} backs off a step, breathing hard. {line}
  {P} wipes a mouth with the back of one hand. {line}
  {line} It is loud enough for all of {place} to hear.
  {P} gets it out between two breaths. {line}
  {line} {P} has both hands up by now.
`,
);
