import { bank } from '../../../llm/offline/chance.js';

/** What is seen at a look. Slots as in `deeds.ts`; `people`, `things` and `ways` are lists, `it` somebody or something. */

export const YOU_ARE = bank(
  'you are',
  1,
  `
  You are {in:place}.
  You stand {in:place} and look about you.
  You let your eyes go round. This is {place}.
  You take your bearings {in:place}.
  Whichever way you turn, you are {in:place}.
`,
);

export const PEOPLE_HERE = bank(
  'people here',
  1,
  `
  With you here: {people}.
  Near enough to speak to: {people}.
  You are not alone. There is {people}.
  You can make out {people}.
  Within call: {people}.
`,
);

export const THINGS_HERE = bank(
  'things here',
  1,
  `
  Within reach: {things}.
  Lying here: {things}.
  You notice {things}.
  Somebody has left {things}.
  There for the taking: {things}.
`,
);

export const WAYS_HERE = bank(
  'ways here',
  1,
  `
  From here one can go to {ways}.
  The ways out lead to {ways}.
  You could go on to {ways}.
  Ways lead on to {ways}.
  Not far from here: {ways}.
`,
);

export const EXAMINES = bank(
  'examines',
  1,
  `
  You take a good look at {it}.
  You look {it} over, from one end to the other.
  For a while you have eyes for {it} and nothing else.
  You study {it} as if somebody were going to ask you about it.
  You come closer, and see of {it} what there is to be seen.
  You give {it} the time that one gives to what may matter.
`,
);

export const CARRIES = bank(
  'carries',
  1,
  `
  You go through what is yours: {things}.
  On you there is {things}.
  Your hands find, one after the other, {things}.
  What you carry is {things}.
  You count it over: {things}.
`,
);

export const WELL = bank(
  'well',
  1,
  `
  As for yourself, nothing is wrong with you that matters.
  You are sound, and might be worse.
  You feel well enough for what is coming.
  Nothing hurts that did not hurt before.
`,
);

export const SORE = bank(
  'sore',
  1,
  `
  You have taken some knocks, and feel them.
  You have been better, and you are on your feet.
  It hurts here and there, and it can be borne.
  A rest would do you good.
`,
);

export const BAD = bank(
  'bad',
  1,
  `
  You are badly hurt, and know it.
  There is not much left of your strength.
  It would not take much more to bring you down.
  You ought to see to your wounds before anything else.
`,
);
