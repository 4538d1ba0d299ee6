import { bank } from '../../../llm/offline/chance.js';

/**
 * What can't be done here, told so that nobody takes it for done. Slots as in `deeds.ts`; `ways` are the places next to
 * this one, `way` is one of them.
 */

export const NO_WAY = bank(
  'no way',
  1,
  `
  You take a few steps that way and stop: nothing leads on. From {place} one goes to {ways}.
  There is no such way that you know of. What leads away from {place} leads to {ways}.
  You look for a way there and find none. The ways that there are lead to {ways}.
  That is not a place to which you know the way. From here you could go to {ways}.
  You turn that way, and it ends where {place} ends. Beyond {place} there are {ways}.
  Nobody goes that way, since it goes nowhere. People here come from {ways}, or are bound for there.
`,
);

export const HELD = bank(
  'held',
  1,
  `
  You have {item} already, and make sure of it.
  Your hand goes to {item}: it is where you keep it.
  {item} is with you, as it was before.
  You need not look for {item}. You feel the weight of it on you.
`,
);

export const PUT_AWAY = bank(
  'put away',
  1,
  `
  You put {item} away, where it is out of sight and not out of reach.
  {item} goes where you keep such things, and you feel the difference.
  You have {item} off and stowed before anybody remarks on it.
  For now you can do without {item}, and put it by.
`,
);

export const NOBODY_TO_DEAL = bank(
  'nobody to deal with',
  1,
  `
  There is nobody {in:place} to come to terms with, and you keep what you have.
  You look about for somebody to deal with. {place} has nobody to offer.
  A bargain takes two, and you are alone with yours.
`,
);

export const STRIKE_STILL = bank(
  'strike still',
  1,
  `
  {P} lies there and does not lift a hand. You strike, and there is nothing in it to be proud of.
  It is no fight any more: {P} does not know that you are there.
  You hit what does not hit back. {P} lies as {P} lay before.
  You stand over {P} and let it out on somebody who can't feel it.
`,
);
