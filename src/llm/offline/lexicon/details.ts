import { bank } from '../chance.js';

/** Single sentences about a place: small things in passing, and the first sight of it. */

/** Small things seen or heard in passing, as whole sentences; for fuller tellings. */
export const DETAILS = bank(
  'details',
  5,
  `
{feature} [waited|kept still], as such things do.
Near {feature} something [dripped|clicked], stopped and [began again|did not begin again].
{one}'s [shadow|sleeve] brushed {feature}.
There was a [cough|scrape] from {one}, then quiet.
{one} [shifted|moved] {onehis} weight, and the floor of {place} had an opinion about it.
{feature} had been looked at so often that nobody saw it any more.
For some reason it was {feature} that {one} would remember.
A [moth|fly] circled {feature} and thought better of it.
{one} [rubbed|blew on] {onehis} hands.
Beyond {feature} the [rest|edges] of {place} faded out of notice.
Someone had left a mark on {feature}, [long ago|not long ago].
The [smell|cold] of {place} had got into everything.
{one} breathed in through {onehis} nose and out through {onehis} teeth.
{in:place} even silence had an echo.
{feature} gave back a little of the sound.
There was a draught around {feature} that came and went.
{one} [rolled|loosened] a stiff shoulder.
Of all the things {in:place}, {feature} looked the least [surprised|at home].
{one} hummed two notes and broke off.
{feature} [cast|threw] no shadow worth the name.
A thread of [cold|damp] air came from behind {feature}.
{one} counted what {onehe} could see: {feature}, and little else that mattered.
{one}'s hand strayed to {feature} and came away again.
It struck {one} how [old|tired|patient] {feature} looked.
Something [small|light] fell over near {feature}, and nobody picked it up.
The place had a smell of its own, and {one} would know it anywhere after this.
{one} found that {onehe} had been staring at {feature}.
From where {one} stood, {feature} hid half of what there was to see.
{one} heard {onehis} own pulse for a moment, and then it was only {place} again.
A [step|board|stone] gave under {one}'s heel.
The minutes had a grain to them, like wood.
Whoever had put {feature} there had done it in a hurry or in love.
{one} wiped {onehis} palms on {onehis} coat.
Every so often {feature} made a sound too small to have a cause.
{one} would have given something for a warm drink.
{feature} might have been there for ever, or hardly any time at all.
Without thinking, {one} touched wood, or what passed for wood.
The air had the flatness that comes before a decision.
There was time for {one} to notice {feature}, and to wish there were not.
One could have heard a pin drop {in:place}.
`,
);

/** First sights of a place, before its description. */
export const FIRST_SIGHT = bank(
  'first-sight',
  1,
  `
{who} were {in:place}.
{in:place} {who} were still getting {our} bearings.
{place} had brought {who} together.
It was {place} that held {who} just then.
That moment found {who} {in:place}.
{place} belonged to {who} for the time being.
`,
);

/** First sight of a place where nobody is. */
export const FIRST_SIGHT_EMPTY = bank(
  'first-sight-empty',
  1,
  `
There was nobody {in:place}.
{place} lay empty.
No one was {in:place} to see it.
Of {place} nobody was thinking just then.
{place} had been left to itself.
`,
);

/** First sight of a place by one person. */
export const FIRST_SIGHT_ALONE = bank(
  'first-sight-alone',
  1,
  `
{who} was {in:place}.
{who} found {onehimself} {in:place}.
That moment found {who} {in:place}, alone.
{who} had got as far as {place}.
{place} was new to {who}, or looked it.
For {who} it was {place}, and nobody to share it.
`,
);
