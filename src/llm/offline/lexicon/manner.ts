import { bank } from '../chance.js';

/**
 * Small pieces that hang on a sentence: openers (with their comma), tails (without it), gestures by temperament.
 * They hold for any place and any action, so that sentences can be composed from them.
 */

/** Sentence openers that fit anybody, alone or not. */
export const OPENERS = bank(
  'openers',
  4,
  `
After a [moment|breath|while],
Before long,
With no more than a nod to [caution|luck],
In the end,
Without hurrying,
Without being asked,
As soon as there was room to think,
When the quiet had gone on long enough,
Since waiting [solved|settled|mended] nothing,
Because somebody had to,
With one more look around,
On nothing firmer than a feeling,
For want of a better idea,
Almost at once,
Having weighed it up,
Against all good advice,
As though it had been decided long before,
Partly to keep [busy|calm] and partly out of stubbornness,
With the care of somebody who has been wrong before,
Because doubt was no use to anyone,
Once the first [unease|stiffness] had passed,
Rather than stand idle,
With a patience that surprised even {himself},
Knowing that it might lead nowhere,
Telling nobody why,
Having got this far,
In the time it takes to lose one's nerve,
Counting on a little luck,
Before [doubt|second thoughts] could get in the way,
By and by,
Out of habit as much as hope,
With half an eye on the way out,
Because the alternative was to do nothing,
Trusting {his} own judgement,
As if to prove a point,
Tired of guessing,
With both hands steady,
Now that there was no going back,
`,
);

/** Openers that need other people in the same place. */
export const COMPANY_OPENERS = bank(
  'company-openers',
  3,
  `
{many}While the others were busy,
While {other} [looked on|kept watch|hung back],
With {other} only a few steps away,
Before {other} could [object|ask|say a word],
Although {other} had not asked for it,
Under {other}'s eye,
Leaving {other} to [it|wonder],
A pace or two from {other},
Unlike {other},
Without a word to {other},
As {other} turned away,
When {other} made no move,
If {other} noticed, nothing showed, and
While {other} was still thinking,
With a glance at {other},
Glad of {other}'s company or else resigned to it,
Keeping {other} in view,
Not to be outdone by {other},
Since {other} seemed [occupied|content to wait],
With {other} in earshot,
`,
);

/** Tails that fit most deeds. */
export const TAILS = bank(
  'tails',
  4,
  `
with the same care {he} gave to everything
one small thing at a time
and made no secret of it
and did not look up until it was done
as quietly as {he} could manage
and took {his} time about it
as if time were something {he} could afford
with more stubbornness than hope
though {his} heart was not wholly in it
working from one side to the other
with {his} sleeves pushed back
and let nothing rush {him}
without once looking round
as carefully as if somebody were grading it
and kept {his} thoughts to {himself}
and listened between one breath and the next
with a frown that came and went
in a silence {he} had chosen
the way others might say a prayer
and found that {his} hands already knew how
holding {his} breath for the worst of it
half expecting to be stopped
with a thoroughness that bordered on spite
as though the next minute depended on it
and for once did not second-guess {himself}
and only then let out a breath
with no clear idea what came next
faster than was wise
though every instinct told {him} to leave it
with the last of {his} patience
`,
);

/** Tails that name something of the place. */
export const PLACE_TAILS = bank(
  'place-tails',
  3,
  `
beside {feature}
within reach of {feature}
with {feature} [at {his} back|close at hand|on one side]
a few steps from {feature}
not far from {feature}
in the lee of {feature}
keeping close to {feature}
going round {feature} rather than past it
and used {feature} as a mark to work from
stopping once beside {feature}
where {feature} [broke|narrowed] the view
within sight of {feature}
with a hand laid for a moment on {feature}
`,
);

/** What a person of a certain temperament does with body and face, hung on a sentence as a tail. */
export const GESTURES: Readonly<Record<string, readonly string[]>> = {
  blunt: [
    'jaw set',
    'arms folded',
    'with {his} chin up',
    'not troubling to soften it',
    'with a shrug that closed the matter',
    'feet planted',
    'looking straight ahead',
    'with a short nod',
    'as flat as a slammed door',
    'and left it at that',
    'tapping two fingers on {his} sleeve',
    'with {his} shoulders squared',
    'already half turned away',
    'without blinking',
  ],
  warm: [
    'with a small smile',
    'leaning in a little',
    'with an open hand',
    'softening as {he} went',
    'with {his} head to one side',
    'as one speaks to a friend',
    'and meant it kindly',
    'with a warmth that took the edge off',
    'in the gentlest voice {he} had',
    'making room for an answer',
    'half smiling',
    'and tried to make it sound easy',
    'with a look that asked for trust',
    'and touched {his} own collar as if to straighten the world',
  ],
  wary: [
    'eyes on the way out',
    'weighing every word',
    'one hand kept free',
    'with a glance over {his} shoulder',
    'lowering {his} voice for no reason {he} could name',
    'ready to take it back',
    'holding very still',
    'choosing where to stand',
    'with {his} weight on the back foot',
    'watching what the silence did',
    'as though the air took notes',
    'measuring the distance to the nearest cover',
    'and waited to see how it would be taken',
    "not quite meeting anyone's eye",
  ],
  curious: [
    'already thinking of the next question',
    'eyes bright',
    'turning the thought over',
    'leaning closer',
    'counting the points off on {his} fingers',
    'with the frown of somebody doing sums',
    'talking half to {himself}',
    'as if the answer might be written somewhere',
    'forgetting for a moment to be careful',
    'with sudden interest',
    'head tilted',
    'one finger raised',
    'following a thread that only {he} could see',
    'and looked again to be sure',
  ],
  wry: [
    'with one eyebrow up',
    'and the corner of {his} mouth moved',
    'as dry as old paper',
    'with a bow that was not quite one',
    'as if it were a joke told at {his} own expense',
    'and very nearly laughed',
    'to nobody in particular',
    'with a grin that did not last',
    'in the tone of somebody reading out a bill',
    'and shrugged at the state of the world',
    'with a sigh made for an audience',
    'looking more amused than {he} had any right to',
    'and let the silence have the last laugh',
    'rolling {his} eyes at {himself}',
  ],
  formal: [
    'hands folded',
    'very upright',
    'with due care',
    'as if giving evidence',
    'choosing the exact word',
    'with grave courtesy',
    'in a level voice',
    'standing as straight as a post',
    'as rank or habit required',
    'and would not be hurried',
    'with a slight inclination of the head',
    'like one who keeps accounts',
    'giving each word its full weight',
    'as though it would be written down',
  ],
  fierce: [
    'with {his} fists closed',
    'breathing hard',
    'a step too close',
    'biting off the end of it',
    'with heat in {his} face',
    'as if {he} dared the room to differ',
    'too loud by half',
    'with an impatient cut of the hand',
    'spoiling for an argument',
    'already moving',
    'with a look that had an edge on it',
    'leaning into it',
  ],
  plain: [
    'after a pause',
    'rubbing {his} hands together',
    'and looked away',
    'with a nod',
    'shifting from one foot to the other',
    'brushing dust from one sleeve',
    'in an even voice',
    'and drew a breath',
    'scratching {his} neck',
    'thinking it through',
    'pushing the hair from {his} eyes',
    'with {his} hands in {his} pockets',
    'glancing up',
    'and waited',
  ],
};

/** Links from what has just happened at the same place to what a person does next. */
export const LINKS: Readonly<Record<string, readonly string[]>> = {
  complication: [
    'Because of it,',
    'With that to reckon with,',
    'With no time to lose over it,',
    'None the less,',
    'Shaken or not,',
    'That changed the order of things, so',
    'In spite of it all,',
    'As the shock wore off,',
    'With the new trouble fresh in mind,',
    'After that,',
  ],
  discovery: [
    'With that in mind,',
    'Now that there was something to go on,',
    'On the strength of it,',
    'So it was no accident that',
    'Following the thread,',
    'That was reason enough, and',
    'One thing known made the next worth trying, so',
    'Since one answer only bred more questions,',
    'Encouraged,',
    'With one question fewer,',
  ],
  failure: [
    'Warned by that,',
    'Since that had come to nothing,',
    'Where one way had failed,',
    'To make up the loss,',
    'Rather than dwell on it,',
    'With that attempt spent,',
    'Because something still had to work,',
    'Undeterred,',
    'As if to answer the disappointment,',
    'Learning from it or only stubborn,',
  ],
  spoken: [
    "With {prev}'s words still in the air,",
    'Turning over what {prev} had said,',
    'With something to think about from {prev},',
    "Perhaps because of {prev}'s words,",
    'Taking {prev} more seriously than it showed,',
    'By way of an answer to {prev},',
    'Having heard {prev} out,',
    'Prompted by {prev},',
    'Since {prev} had put it that way,',
    'As if {prev} had not spoken at all,',
  ],
  gone: [
    'With {prev} gone,',
    'Once {prev} had left,',
    "When {prev}'s steps could no longer be heard,",
    'Now that {prev} was out of the way,',
    'Left behind by {prev},',
    '{prev} had gone, and',
  ],
  deed: [
    'Meanwhile',
    'While {prev} was still at it,',
    'At the same time',
    'Not far off,',
    'For {his} part,',
    "Following {prev}'s example or ignoring it,",
    'As {prev} finished,',
    'No sooner was {prev} done than',
    'Seeing {prev} so occupied,',
  ],
  came: [
    'With {prev} there,',
    'Now that {prev} had come,',
    'With no more than a nod to {prev},',
    'As if {prev} had been there all along,',
    'After a look at {prev},',
  ],
};
