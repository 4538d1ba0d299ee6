import { bank } from '../../../llm/offline/chance.js';

/**
 * What the player's character does and what comes of it, in the second person and the present. Slots: `place`, `exit`,
 * `feature`, `danger`, `thing`, `item`, `P` (somebody by the short name). `[a|b]` is a choice.
 */

export const TAKE = bank(
  'take',
  1,
  `
  You pick up {thing}, weigh it in your hand, and it stays there.
  Nobody says that {thing} is theirs, and so it is yours now.
  You take {thing} as if you had put it down yourself a moment ago.
  {thing} is lighter than it ought to be, and warmer. You put it away.
  Your hand has closed round {thing} before you have quite decided.
  You wait until nobody is looking your way, and then you have {thing}.
  It would be a pity to leave {thing} where it lies. You do not leave it.
  You stow {thing} where you can reach it without looking.
  {thing} comes away with a small sound, like a word that somebody swallows.
  You turn {thing} over once, find nothing that warns you, and keep it.
`,
);

export const NOTICED = bank(
  'noticed',
  1,
  `
  {P} has seen you do it, and looks away a little too late.
  You are almost sure that {P} did not see it. Almost.
  When you straighten up, {P} is watching the place where it was.
  A conversation behind you stops, and then goes on in a lower voice.
  {P} opens a mouth to say something, and thinks better of it.
  You feel {P}'s eyes on your hands for as long as it takes.
`,
);

export const MEND = bank(
  'mend',
  1,
  `
  You use {item}, and the worst of it draws back.
  {item} does what was promised of it, which is more than can be said of most things.
  You give {item} a moment to do its work, and your hands stop shaking.
  It tastes of nothing good. A little later you can feel that {item} was worth it.
  With {item} seen to, you can stand straight again.
  You take your time over {item}, and the ache goes to wait in another room.
  The good of {item} spreads slowly, like news in a small place.
  You shut your eyes until {item} has done its part.
`,
);

export const USE_TOOL = bank(
  'use tool',
  1,
  `
  You put {item} to use, and what was only a shape becomes {feature}.
  With {item} in your hand you go over {place} once more, and more slowly.
  {item} is not made for this, and does it all the same.
  You try {item} where you would have used your fingers before, and it is the better way.
  It is {item} that makes the difference: a thing that would not move, moves.
  You hold {item} close to {feature} and see what the light had been hiding.
  {item} earns the room it takes up: it gets you a hand's breadth further.
  A few people watch you work with {item}, and learn something about you.
`,
);

export const WEAR = bank(
  'wear',
  1,
  `
  You put {item} where it belongs, and feel the better for the weight.
  {item} sits as if it had been waiting for you.
  You shift {item} until it does not get in your way.
  With {item} at hand you catch yourself standing differently.
  You make {item} ready, without hurry, so that it can be seen.
`,
);

export const DROP = bank(
  'drop',
  1,
  `
  You put {item} down {in:place}, where somebody will find it who needs it more.
  {item} stays here. You have carried it long enough.
  You set {item} aside and feel the lighter for it.
  You leave {item} beside {feature} and do not look at it again.
`,
);

export const GIVE = bank(
  'give',
  1,
  `
  {P} takes {item} with both hands and does not ask what it costs.
  You hold out {item}. It takes {P} a moment to understand that it is meant.
  {item} changes hands. {P} looks from it to you, and something between you shifts.
  {P} says nothing about {item}, but puts it away as one puts away something that matters.
  You give {P} {item}, and for once nobody here is keeping count.
  {P} turns {item} over, finds no catch, and seems to look for it in your face.
`,
);

export const SHOW = bank(
  'show',
  1,
  `
  You let {P} see {item}, and keep a hand on it.
  {P} looks at {item} for longer than one looks at a thing for the first time.
  At the sight of {item} {P} stops in the middle of a movement.
  You lay {item} between you. {P} does not touch it.
  {P} knows what {item} is; that much is plain before a word is said.
`,
);

export const REST = bank(
  'rest',
  1,
  `
  You let your shoulders sink. Slowly the ache in them becomes something that can be borne.
  You find a spot by {feature} that is nearly comfortable, and give yourself the time.
  Sleep comes in pieces, but it comes.
  You sit until your thoughts stop walking up and down.
  You rest with one eye open, as one does {in:place}, and even so it helps.
  For an hour nothing is asked of you. It is longer than it sounds.
  You lean against {feature} and let the world go on without you for a while.
  You lie down meaning to think, and wake up having thought.
`,
);

export const SEARCH = bank(
  'search',
  1,
  `
  You go over {place} as if you had lost something here yourself.
  You begin with {feature}, since that is where others would have stopped.
  You look where people do not look: under, behind, and on the side away from the light.
  It is {feature} that you come back to a second time.
  You take {place} apart with your eyes and put it together again.
  You let the others pass, and then look at what they all stepped round.
  You listen to {place} for a while before you look at it.
  You read {place} as one reads a letter that was meant for somebody else.
  You kneel by {feature}, and from down there it is another place.
  You follow a line of wear in the floor to where it ends, at {feature}.
  You count the things that ought to be {in:place} and are not.
  You compare {feature} with what you were told of it.
`,
);

export const FIND_OUT = bank(
  'find out',
  1,
  `
  And so it comes together for you: {fact}.
  It has been here all the time for anybody who looked: {fact}.
  What it tells you is that {fact}.
  You need no one to spell it out any more: {fact}.
  There is no mistaking it: {fact}.
  Piece by piece it says the same thing: {fact}.
  You had half guessed it. Now you know: {fact}.
  It is written here for those who can read it: {fact}.
`,
);

export const FIND_THING = bank(
  'find thing',
  1,
  `
  Half hidden by {feature} lies {thing}.
  What you took for a part of {feature} is {thing}.
  And there, where nobody would put it on purpose, is {thing}.
  Your eye falls on {thing} at last, and you wonder how it missed it before.
  {thing} is here; somebody has left it, or is coming back for it.
`,
);

export const FIND_NOTHING = bank(
  'find nothing',
  1,
  `
  Nothing comes to light, but you know {place} better for having looked.
  If there was ever anything to find, it has been found.
  You end where you began, with dust on your knees.
  {place} keeps what it knows, for today.
  What you find is that somebody else has searched here before you, and thoroughly.
  All you bring away from it is a feeling that the answer lies elsewhere.
`,
);

export const HELP = bank(
  'help',
  1,
  `
  You lend {P} a hand with what cannot be done alone, and it gets done.
  {P} does not ask for help, and does not refuse it either.
  You do the heavy half of it. {P} sees that, and says nothing, and will remember.
  For the space of an hour {P}'s trouble is yours, and then it is smaller.
  It is not much that you do for {P}. It is more than anybody else has done today.
  You stay until {P} can manage, and then a little longer.
  {P} shows you how it is done, lets you do it, and ends by trusting you with it.
`,
);

export const SEEK = bank(
  'seek',
  1,
  `
  You look for {P} {in:place}, and {P} is not here.
  Whoever has seen {P} today has not seen {P} {in:place}.
  You ask about {P} to left and right. Shoulders are shrugged.
  {P}'s name means something {in:place}, but {P} is not to be found.
  You wait for {P} as long as it makes sense to wait.
`,
);

export const SEEK_AT = bank(
  'seek at',
  1,
  `
  As far as you know, {P} is {in:where}.
  When you last heard of {P}, it was {in:where}.
  You would have to go {into:where} to speak with {P}.
  {in:where} you would have better luck, if what you know still holds.
`,
);

export const WAIT = bank(
  'wait',
  1,
  `
  You let the moment pass, and the next one, and watch what they carry by.
  You wait. {place} goes about its business and forgets that you are there.
  Nothing happens, in the way in which nothing happens before something does.
  You give your thoughts room, and they arrange themselves without you.
  You stay where you are until the pattern of comings and goings is clear to you.
  Time goes by, and takes some of your doubts along.
`,
);

export const FREE = bank(
  'free',
  1,
  `
  You do it with more confidence than you have, and that turns out to be enough.
  It goes as such things go: not quite as meant, and not for nothing.
  You see it through. {place} takes note of it in its own way.
  There is a risk in it, and you take the risk.
  You set about it step by step, and at the end of it something is different.
  People will say that they would have done it otherwise. You have done it.
  You try it, and nobody is in your way but yourself.
  It is the kind of thing that looks easy afterwards.
  You begin, and the beginning carries you over the rest.
  It takes longer than you thought and less than you feared.
  You put your mind to it, and for a while there is nothing else.
  Whatever comes of it, you have not stood by.
  You do as you said, and {feature} is no worse for it.
  It is done before anybody {in:place} has thought of stopping you.
  You take your time over it, with {feature} for company.
  Nobody {in:place} asks what it is for, and so you need not say.
  You get it [half|all but] right, which is more than you had hoped for {in:place}.
  Your hands know what they are doing. You let them.
  You do it once, look at what has come of it, and leave it at that.
  Somebody over by {feature} watches you at it and then no longer does.
  It is a small thing, and {place} has room for small things.
  You do it the way you were taught, and then a little better.
  With your back to {feature} you see to it, and nothing goes wrong.
  What you meant to do is done. {place} looks the same, and you don't.
  You have done harder things with less [light|sleep|reason].
  There: it is behind you, and {feature} has not moved.
  You keep at it for as long as it needs you.
  If it was a mistake, it is one that {place} forgives.
`,
);

export const HEARD = bank(
  'heard',
  1,
  `
  {P} is with you before you have finished, and gets an arm under yours.
  It is {P} who hears you, and who does not ask what it will cost.
  {P} swears under the breath, and comes, and helps you to your feet.
  You are not proud of how you sound. {P} comes all the same.
`,
);

/** Of somebody who is on its feet. */
export const COMES_OVER = bank(
  'comes over',
  1,
  `
  {P} comes over at once, looks you up and down, and waits to be told what for.
  It is {P} who looks round first, and who comes to stand beside you.
  “Here,” says {P}, and is. You are on your feet; the rest you will have to say.
  {P} has heard you, and makes sure that nobody else has.
`,
);

export const UNHEARD = bank(
  'unheard',
  1,
  `
  You call, and {place} gives you your own voice back.
  Nobody comes. Somebody must have heard it, and nobody comes.
  The call goes out over {place} and does not find anyone.
`,
);
