import { bank } from '../../../llm/offline/chance.js';

/** Setting out, being on the way and coming to a place. Slots as in `deeds.ts`; `goal` is where a longer way leads. */

export const LEAVE = bank(
  'leave',
  1,
  `
  You leave {place} behind you and do not look back [more than once|until you have to].
  The way to {exit} is [shorter|longer] than you remember hearing, and you keep to the edge of it.
  You set out for {exit} before anybody can ask you why.
  It takes you a while to get clear of {place}; then the going is easier.
  You walk with your head up, like somebody who is expected {in:exit}.
  Nobody stops you on the way to {exit}, which is a message of its own.
  You take the way to {exit} at an even pace and count the people who turn to see.
  Between {place} and {exit} you meet nobody whom you would care to meet again.
  You go {into:exit} by the way that people use who have nothing to hide.
  The last voices of {place} follow you for a while and then give up.
  You make for {exit}, and your feet decide on the pace.
  There is a moment on the road when you could still turn round. You let it pass.
  You go without a word of goodbye, and {place} closes behind you like water.
  Somebody nods to you on the way; you nod back and are {in:exit} before you have a name for the face.
`,
);

export const ARRIVE_AGAIN = bank(
  'arrive again',
  1,
  `
  {exit} has not changed, except in the way you look at it.
  You know your way about {in:exit} by now, and that has its uses.
  It is {exit} again, and this time you notice {feature}.
  You are back {in:exit}, and one or two people act as if they had expected it.
  The second look at {exit} is the more honest one.
  {exit} takes you in again without a question.
  Somebody has swept up {in:exit} since you were last here, and swept something away.
  Coming back to {exit}, you find that you kept a picture of it that was too kind.
  There is {feature}, just where you left it.
  You could find the way {into:exit} in the dark by now.
`,
);

export const SETS_OUT = bank(
  'sets out',
  1,
  `
  You set out for {goal}, which is not next door.
  It is a long walk to {goal}, and you begin it without a word.
  You leave {place} with {goal} in mind.
  For {goal} one has to start early or walk fast. You walk fast.
  You turn your back on {place}; from here to {goal} there is more than one way to lose heart.
  {goal}, then. You have walked farther for less.
`,
);

export const LONG_WAY = bank(
  'long way',
  1,
  `
  The way leads through {exit}, and you do not stop there.
  You pass {exit} without turning your head, though somebody calls after you.
  It is not the next place, nor the one after {exit}. You keep walking.
  Behind {exit} the way grows longer, as ways do that one has not measured.
  You cross {exit} at a quick pace, and the people there have forgotten you before you are out of sight.
  Half of the way lies before {exit}, half of it behind, and the second half is the longer one.
`,
);

export const WALKS_OFF = bank(
  'walks off',
  1,
  `
  {P} takes leave of nobody and sets out for {exit}.
  Somebody calls {P} away, in the direction of {exit}.
  You look round for {P}, and just catch a back on the way to {exit}.
  {P} remembers something, by the look of it, and leaves for {exit}.
  Without a word {P} makes off toward {exit}.
  {P} has business {in:exit}, it seems, and goes to see to it.
`,
);
