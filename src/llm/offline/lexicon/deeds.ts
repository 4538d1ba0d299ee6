import { type Bank, bank } from '../chance.js';
import { ORDEALS } from './ordeals.js';

/**
 * What people do, one bank per kind of action. `{S}` is the doer as name or pronoun and stands first in templates
 * that take an opener; templates that end in a full stop take no tail. `{T}` is a thing or place, `{B}` a person.
 */

const search = bank(
  'search',
  3,
  `
{S} [searched|combed|went through] {T} [from end to end|inch by inch|a hand's breadth at a time]
{S} gave {T} a [slow|long|thorough], [patient|unsparing] going-over
{S} took {T} apart with {his} eyes before touching any of it
{S} started with {T}, because it was the [last|first|only] place anyone would [expect|think of|bother with]
{S} turned {his} attention to {T} and [did not spare it|let nothing pass]
{S} knelt by {X} and [felt along|ran {his} fingers over] every edge [that light did not reach|in reach]
Piece by piece, {S} emptied {T} of its [secrets|excuses]
Nothing about {T} looked wrong, which was why {S} [searched|tried] {them} [again|twice|all the same]
It was {T} that {S} [chose|settled on], and {he} went through {them} as a [thief|customs officer|locksmith] would
There was an order to the way {S} worked through {T}: [top to bottom, left to right|edges first, then the middle|what moved first, then what did not]
{T}, [inside and out|front and back|corner by corner]: {S} left no part of {them} alone
{S} pushed aside what could be pushed around {T} and looked behind the rest
{S} ran {his} hands over {X} as a doctor might, looking for the place that hurt
{S} put {T} through a closer search [than {it} had ever been given|than {it} deserved]
If anything had been [hidden|left] in or near {T}, {S} meant to be the one to find it
{S} began at {feature} and worked {his} way [outward|round|along]
{S} [searched|looked] where a [careless|frightened|hurried] person might have [dropped|left|hidden] something
{S} went over [the ground|every surface] near {feature} [twice|by touch as much as by sight]
{S} looked under, behind and on top of {feature}, in that order
The likeliest spot was {feature}, and {S} [tried|went over] it until {his} knees ached.
{S} hunted through {place} with the [air|look] of someone who has lost a [ring|name|year]
{S} picked through what lay about {feature}, setting each thing back where it had been
{S} had a method for this kind of work and went through {place} by it
Whatever {place} was keeping back, {S} [went after|set about] it with both hands
{S} got down on hands and knees and followed the floor of {place} with {his} fingertips
`,
);

const investigate = bank(
  'investigate',
  3,
  `
{S} [studied|examined] {T} [for a long minute|from three sides|as one studies a page]
{S} [bent|crouched] over {X} and asked {himself} what was [missing|wrong|new]
{S} turned to {T} with a question {he} had not had before
{S} compared {T} with what {he} remembered of {them}, and [did not like|was not sure of] the difference
{S} followed the [marks|signs] on and around {T} back toward their [beginning|cause]
{S} looked at {T} until {it} stopped being [ordinary|scenery]
Something about {T} had been bothering {A}, and now {he} gave it {his} full attention.
{S} tried to picture {T} as {it} must have been before any of this
{S} worked out, aloud and then in silence, how {T} came to be [as {it} was|where {it} was]
{S} tested [one guess after another|{his} suspicion] on {T}
What {T} could tell, {S} was [patient|stubborn] enough to hear.
{S} treated {T} as a witness and [took {its} statement|went over {its} story]
{S} traced the [outline|edges|history] of {T} with a fingertip that almost touched
It began with {T}, or so {S} [reasoned|believed], and {he} [went at it|began there] accordingly.
Too much about {T} made sense, and {S} did not trust {them}
{S} made a list in {his} head of all that {T} ought to be, and checked that against what {it} was
{S} spent the [next minutes|better part of the time] on {T}, [sure|hoping] that it would pay
{S} went at the puzzle of {T} [sideways|from the far end]
{S} looked into {T} the way one looks into a [well|letter addressed to someone else]
{S} asked of {T} what {he} would have asked of a person: [who, when and why|where {it} had been and with whom]
{S} pieced together what little {place} gave away
{S} sorted what {he} knew about {place} from what {he} had merely been told
{S} tried to read the story of {place} from {feature} [backward|down to the last scratch]
{S} paced off the distance from {feature} and did the sum twice
{S} measured {feature} against {his} memory
`,
);

const observe = bank(
  'observe',
  3,
  `
{S} [watched|kept {his} eyes on] {T} [and said nothing|without seeming to|through half-closed lids]
{S} stood where {he} could see {T} and [waited for {them} to change|let time do the work]
{S} [looked|gazed] long enough at {T} to [know {them} again|draw {them} from memory]
{S} let {his} eyes [rest|settle] on {T} and [listened|noticed what moved]
{S} [watched|studied] {B} as one watches [weather|a kettle|a card player]
{S} kept {B} at the edge of {his} sight
It was {B} whom {S} [watched|could not stop watching], [for reasons that had no name yet|hands first, then the face]
{S} took the measure of {B} in silence
{S} noticed how {B} stood, and what {bhis} hands were doing
{S} held back and [took stock|counted what could be counted] of {place}
{S} chose a spot by {feature} and [watched|looked on] from there
{S} made {himself} small beside {feature} and let {place} forget {him}
{S} took {in:place} by halves: [first what was there, then what was not|near things first, far things after]
{S} listened to {place} the way a [mechanic|midwife] listens
From beside {feature}, {S} had a clear view and [used it|gave nothing back].
Patience was the whole of {A}'s plan: {he} [stood|waited] by {feature} and looked
Very little moved {in:place} that {S} did not see
{S} kept watch, for want of a [surer|kinder] word
{S} [read|went over] the shapes and shadows that {place} had become
{S} counted: [exits|steps], [hands|voices], [shadows|doubts]
{S} stayed put and gave every sound a [name|cause]
With {his} back to {feature}, {S} watched the [way in|far side]
{S} looked from one thing to the next {in:place} until the pattern of it held still
`,
);

const move = bank(
  'move',
  3,
  `
{S} [left|set out] for {T}
{S} made {his} way to {T} [by the shortest line|without looking back|in {his} own time]
{S} went to {T}[ alone| at a pace just short of running|, counting {his} steps]
{S} crossed over to {T}, and what {he} left behind grew small
{S} turned toward {T} and [went|walked] before {he} could [change {his} mind|think better of it]
Having seen enough of where {he} was, {A} [headed|made] for {T}
{S} picked {his} way to {T} [with care|over uncertain ground|one hand out before {him}]
{T} was where {S} had to be, so {he} [went|walked there]
{S} took the way that led to {T}
It was a short way to {T}, and {S} [made it longer by stopping twice|took it at a walk]
Toward {T} {S} went, [collar up|head down|all eyes]
{S} quit {feature} and went on to {T}
It was time for {T}, {S} judged, and {he} went
{S} slipped away to {T} [while there was a chance|as softly as {he} knew how]
{S} followed the way to {T}, [thinking|listening] at every step
What {S} wanted lay {in:T} if it lay anywhere, and that decided {him}
There was nothing left for {A} where {he} stood, and {he} left for {T}
{S} let {his} feet carry {him} to {T} while {his} head was still arguing
`,
);

const arrival = bank(
  'arrival',
  3,
  `
{S} came in from {T}, [bringing the cold of the way along|a little out of breath|looking from face to face]
{S} arrived from {T} with the [look|air] of someone who has [made up {his} mind|been talking to {himself}]
From {T} came {A}, [earlier than anyone had looked for|and the place changed its shape around one person more]
{S} stepped {into:place} and [stopped|stood] a moment to [let {his} eyes catch up|get {his} bearings]
{S} reached {place} and found it [smaller|larger|stiller] than {he} had [expected|remembered]
{place} received {A} with [indifference|a draught and no welcome]
The way from {T} ended at last, and {S} stood {in:place}
{S} had hardly left {T} behind before {place} closed round {him}
{S} entered {place} as one enters a [church|courtroom|cold sea]
A step, a pause, another step: {S} was {in:place}
{S} got to {place} with {T} still [in {his} clothes|on {his} mind]
Out of the [direction|shadow] of {T} {S} came, and {place} had one more pair of eyes
It took {A} [longer|less time] than {he} had [thought|reckoned] to come from {T} to {place}
{S} was {in:place} before {he} had quite decided what to do there
{S} came to a halt beside {feature}; this, then, was {place}
{S} crossed the threshold of {place} [sideways|with one hand out|all attention]
`,
);

const interact = bank(
  'interact',
  3,
  `
{S} [put {his} hands to|set to work on|tried {his} hand at] {T}
{S} [worked|busied {himself}] with {T} until {it} [gave|answered] or {he} did
{S} took hold of {T} and [leaned|trusted to luck]
{S} reached for {T} [as if {it} might bite|with the ease of practice|before anyone else could]
{S} [pressed, turned and coaxed|handled] {T} the way {it} seemed to want
There was a knack to {T}, and {S} [looked for|went after] it
{S} dealt with {T} [first and asked {himself} why afterwards|as {he} would have dealt with a stubborn animal]
{T} did not [invite|welcome] handling, but {S} [handled|tried] it
{S} stooped to {T} and made a start
{S} laid both hands on {T} and waited for {them} to say something
{S} gave {T} what {it} needed: [a push|patience|a firm hand]
Whatever {T} was for, {S} was going to [see it done|know]
{S} fussed over {T} with a [tinker's|parent's] patience
{S} tried {T} once one way and once the other
For {A} it came down to {T}, and {he} [began|bent to it]
It was {T} that stood between {A} and the next step, so {S} [saw to|took on] it
{S} rolled {his} shoulders and took {T} in hand
`,
);

const useItem = bank(
  'use-item',
  2,
  `
{S} brought out {T} and [put {them} to use|let {them} earn {its} keep]
{S} made use of {T} [as it was meant|as it was never meant] to be used
{T} had been [waiting|saved] for a moment like this, and {S} [spent|used] {them}
{S} weighed {T} in {his} hand, then used {them}
{S} turned to {T}, as one turns to [an old friend|a last coin]
{S} fumbled with {T}, then had the way of it
It was a job for {T}, {S} decided, and [got {them} ready|set {them} going].
{S} relied on {T} for what {his} own hands could not do
Nobody else would have thought of {T}; {S} did
{S} took up {T}, checked {them} over and [began|went to work]
{S} set {T} [to the purpose|working] and watched what came of that
If {T} could not help, {S} reasoned, nothing would, and so {he} tried {them}
`,
);

/** Speaking without a line of speech to quote. */
const communicate = bank(
  'communicate',
  2,
  `
{S} spoke with {B} in a low voice, [heads close together|as if nobody else were there]
{S} drew {B} aside for a word
{S} and {B} talked [for a while|longer than either had planned]
{S} put {his} case to {B}
{S} tried to make {B} see what {he} saw
{S} asked {B} a question, then two more
{S} told {B} more than {he} had meant to
There was something {S} wanted {B} to know, and {he} came round to it slowly
{S} sought out {B} because the thing had to be said to somebody
{S} reasoned with {B} as far as reason would go
`,
);

/** Any action of the world's own: `{verbed}` is its verb in the past tense. */
const other = bank(
  'other',
  2,
  `
{S} {verbed} {T}
{S} {verbed} near {feature}
{S} turned to {T} and {verbed}
{S} {verbed}, as {he} had been trained or had taught {himself} to do
It fell to {A}: {he} {verbed} while there was time
{S} {verbed} by {feature} until {he} was satisfied
{S} {verbed} with {T} in mind
`,
);

/** The banks by action type; what has none of its own uses `other`. */
export const DEEDS: Readonly<Record<string, Bank>> = {
  ...ORDEALS,
  search,
  investigate,
  observe,
  move,
  arrival,
  interact,
  use_item: useItem,
  communicate,
  other,
};
