import { type Bank, bank } from '../chance.js';

/** Deeds of body and nerve. Slots as in `deeds.ts`. */

const attack = bank(
  'attack',
  2,
  `
{S} went for {B} [without warning|before {bhe} could turn|head down]
{S} [struck out|swung] at {B} with everything {he} had
There was no more talking: {S} came at {B}
{S} closed with {B} in [two strides|a rush]
Whatever had held {A} back gave way, and {he} threw {himself} at {B}
{S} aimed for the place where {B} was least ready
{S} drove at {B}, [shoulder first|low and hard]
One moment {S} stood still; the next {he} was upon {B}
{S} hit first, because {B} [looked ready to|might have]
{S} brought the quarrel with {B} to blows
It was an ugly, short business: {S} and {B}, and no room to step aside
{S} made {B} [give ground|fall back] with blow on blow
{S} lashed out at {T} [in a fury|as if it were to blame]
`,
);

const defend = bank(
  'defend',
  2,
  `
{S} [braced|set {himself}] for whatever was coming
{S} put {himself} between {B} and the danger
{S} [took up|held] a place by {feature} and made ready to keep it
{S} raised {his} guard and did not lower it
{S} covered {B} as best {he} could
{S} stood firm, since there was [nowhere better to stand|no use in anything else]
{S} chose the ground by {feature} and meant to keep it
{S} got {his} back to {feature} and [waited|looked to {his} front]
Nobody would get past {A} without [trouble|a reckoning], and {he} made that plain
{S} squared up to the [threat|dark] and kept {his} hands where they would be needed
{S} kept {himself} ready, weight low, eyes wide
`,
);

const fortify = bank(
  'fortify',
  2,
  `
{S} [strengthened|shored up] {T} against [whatever might come|the worst]
{S} made {place} a little harder to [enter|take]
{S} dragged what could be dragged across the way by {feature}
{S} wedged, tied and blocked until {place} felt like somewhere that could be held
{S} looked at {place} as an enemy would, and mended what {he} saw
{S} turned {feature} into the makings of a barrier
Because {T} was the weak point, {S} [doubled|saw to] it
{S} checked every way in and made the worst of them worse
`,
);

const wait = bank(
  'wait',
  2,
  `
{S} waited
{S} did nothing, and did it [carefully|on purpose]
{S} stayed where {he} was [beside {feature}|{company}and let somebody else move first|and kept {his} own counsel]
{S} sat down by {feature} and let the minutes [pass|add up]
{S} rested, because {his} body [asked for it|had begun to send in its bills]
{S} held back; the moment was not right
{S} gathered {his} strength and {his} thoughts, in that order
{S} stood [idle|still] by {feature}, which was harder than it looked
For {A} it was a time to [breathe|think] and little else
Nothing called {A} to act, or nothing that {he} would own to
{S} let the chance go by and waited for a better
The hardest thing was to do nothing, and {S} did it
{S} watched {his} own hands for a time until they were calm
{S} leaned on {feature} and let the world come to {him}
`,
);

const hide = bank(
  'hide',
  2,
  `
{S} slid behind {feature} and [stopped|held] {his} breath
{S} made {himself} part of the shadow of {feature}
{S} went to ground near {feature}
{S} looked for a place to be nobody and found one [beside|behind] {feature}
{S} kept low, out of the way of any eye
{S} drew back to where {place} was darkest
Being seen was the one thing {S} could not afford, so {he} vanished behind {feature}
{S} flattened {himself} against {feature}
{S} got out of sight of {B}
`,
);

const retreat = bank(
  'retreat',
  2,
  `
{S} fell back [step by step|in good order|faster than pride allowed] to {T}
{S} gave up the ground and [withdrew|drew off]
{S} backed away, [hands open|eyes front], until {feature} was between {him} and the danger
There is a time to leave, and {S} [knew it|took it]
{S} left the field to whoever wanted it
{S} put distance behind {him}
{S} retreated, and counted it no shame
{S} broke off and made for safety
`,
);

const special = bank(
  'special',
  2,
  `
{S} did the one thing that nobody else there [could|knew how to] do
{S} drew on {his} [training|gift], as {he} did only when [it mattered|nothing else would serve]
{S} called up all the [skill|craft] {he} had and turned it on {T}
This was {A}'s own trade, and it showed in [every move|the quiet of {his} hands]
{S} tried something that {he} had [practised|promised {himself}] and never yet needed
{S} spent {his} best trick on {T}
{S} bent {his} whole mind to {T}
`,
);

const spell = bank(
  'spell',
  2,
  `
{S} spoke the words over {T} and felt the air [tighten|take notice]
{S} drew the sign that {he} had been taught and [held|fed] it
{S} reached for the power that lay under things and turned it on {T}
The words came out of {A} older than {his} voice
{S} shaped {his} breath to the spell, syllable by syllable
{S} let the working run down {his} arms and out through {his} fingers
{S} called, and something {in:place} answered
`,
);

/** The banks by action type. */
export const ORDEALS: Readonly<Record<string, Bank>> = {
  attack,
  defend,
  fortify,
  wait,
  hide,
  retreat,
  special_ability: special,
  cast_spell: spell,
};
