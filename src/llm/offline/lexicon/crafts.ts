import { type Bank, bank } from '../chance.js';

/** Deeds that go by their own verb, whatever type they are mapped to. Slots as in `deeds.ts`. */

const take = bank(
  'take',
  2,
  `
{S} [picked up|lifted] {T} and [felt {its} weight|turned {them} over once]
{S} reached for {T} before anyone could lay claim to {them}
It seemed to {A} that {T} would be needed, and so {he} took charge of it
{S} closed {his} hand round {T}
{T} had been lying there for anyone to take; {S} was the one who [did|tried]
{S} bent down for {T}, [glancing round|thinking of what lay ahead]
{S} looked at {T}, looked away and then took {them} after all
There might be a use for {T}, so {S} held out {his} hand for {them}
`,
);

const open = bank(
  'open',
  2,
  `
{S} set about getting {T} open
{S} tried {T} at the [hinge|seam|edge] where such things usually give
{S} put {his} shoulder to {T}
{T} was shut, and {S} took that personally
Nobody closes up {T} for no reason, {S} reasoned, and [set to|went at it].
{S} worked at {T} with [patience first and force after|the flat of {his} hand and a few words under {his} breath]
{S} found the place where {T} opened, or ought to
Whatever was inside {T}, {S} wanted it out in the open
{S} leaned on {T} until something in {them} creaked
{S} listened at {T} as if {it} might confess, then tried to open {them}
`,
);

const repair = bank(
  'repair',
  2,
  `
{S} rolled up {his} sleeves and took on {T}
{S} went over {T} joint by joint, looking for what had failed
{S} tried to coax {T} back to life
{S} laid out what {he} had in front of {T} and began with the worst of the damage
{T} had to work again, and {S} was the one with {his} arms in it up to the elbow
{S} took {T} half to pieces and started putting {them} back in a better order
There was a fault in {T}, and {S} followed it the way one follows a leak
{S} tightened, cleaned and [cursed|coaxed] {T} in equal parts
{S} bent over {T} and did not straighten up for some time
{company}{S} bent over {T} and did not hear what was said to {him} for some time
Somebody had to see to {T}, and {S} had the hands for it
{S} patched {T} with what there was and hoped that {it} would not notice
Working by feel more than by sight, {S} got as far into {T} as {his} wrists would go
`,
);

const use = bank(
  'use',
  2,
  `
{S} [tried out|turned to] {T}, as one turns to [an old friend|a last coin]
{S} put {T} to work
{S} went to {T} and set {them} going
The time had come for {T}, {S} decided, and [got {them} ready|made use of {them}].
{S} checked {T} over and began
If {T} could not help, {S} reasoned, nothing would, and so {he} tried {them}
{S} relied on {T} for what {his} own hands could not do
{S} gave {T} {its} chance
{S} bent over {T} and did what had to be done with {them}
Nobody else had thought of {T}; {S} had, and now {he} used {them}
`,
);

const give = bank(
  'give',
  2,
  `
{S} held something out to {B}, [and did not let go at once|and waited for {bhim} to take it]
{S} pressed a thing of {his} own into {B}'s hand
{S} decided that {B} had more use for it, and handed it over
What {S} had been carrying {he} now gave to {B}
{S} parted with it unwillingly, but {he} gave it to {B} all the same
There was no speech about it: {S} put it into {B}'s keeping
{B} needed it more, or so {S} judged, and {he} passed it across
{S} [held out|handed over] {T} to {B}, and did not let go at once
{S} gave {T} to {B}, [who had not asked for {them}|and closed {bhis} fingers round {them}]
{T} changed hands: {S} thought that {B} had more use for it
{S} parted with {T} for {B}'s sake
What {S} had been carrying, {T}, {he} now gave to {B}
`,
);

const help = bank(
  'help',
  2,
  `
{S} went to {B} and [made {bhim} sit down|took {bhim} by the arm]
{S} saw what state {B} was in and did something about it
{S} tended to {B} with what came to hand
{S} looked {B} over and [did what could be done|saw to the worst of it]
{S} stayed with {B} until {bhis} breathing had slowed
{B} would not have asked, so {S} did not wait to be asked
{S} knelt by {B} and talked to {bhim} about nothing in particular, and kept {his} hands busy the while
{S} lent {B} an arm, and most of {his} patience
It was easy to see that {B} was not well, and {S} did not look away
{S} shared what strength {he} had with {B}
`,
);

const betray = bank(
  'betray',
  1,
  `
{S} smiled at {B} and did what {he} had meant to do from the first
{S} let {B} believe [every word|the better half of it], and used the time
{S} broke faith with {B} [as lightly as one breaks a thread|and did not look away while doing it]
{S} took {B} into {his} confidence, which was the first step of the fraud
What {B} had trusted {A} with, {he} turned to {his} own account.
{S} gave {B} {his} word and kept it for as long as it was useful
{S} had only to wait until {B} looked the other way
There was a moment when {A} might have dealt fairly with {B}, and {he} let it pass.
`,
);

const defend = bank(
  'defend',
  1,
  `
{S} set {his} back to {feature} and [waited for it|made ready]
{S} took up a stance that would cost somebody dear to move
{S} [pulled {his} coat closer|squared {his} shoulders] and kept both hands free
{S} put {feature} between {himself} and whatever was coming
{S} found the one spot {in:place} that could be held, and held it
{S} braced {himself} and gave up nothing
Nobody was going to come at {A} unseen: {he} made sure of that.
`,
);

const guard = bank(
  'guard',
  2,
  `
{S} [took up|chose] a place between {B} and the way in
{S} kept close to {B}, [where {he} could do some good|near enough to reach {bhim}]
{S} stood watch over {B} [and said nothing of it|without making a show of it]
{S} made it {his} business that nothing should happen to {B}
Whoever wanted to get at {B} would have had to pass {A} first
{S} let {B} work and kept {his} own eyes on everything else
{S} moved when {B} moved, half a step behind {bhim}
Without being asked {S} had become the wall at {B}'s back
{S} looked to {B}'s safety, as {he} had promised or as {he} could not help doing
{S} placed {himself} so that {feature} covered one side of {B} and {he} the other
`,
);

const rest = bank(
  'rest',
  2,
  `
{S} let {himself} down beside {feature} and closed {his} eyes for a while
{S} sat, because {his} legs had [decided it for {him}|asked more than once]
{S} rested with {his} back against {feature}
It was time for {A} to stop, if only for as long as it takes to breathe evenly again
{S} rubbed the tiredness out of {his} face and had only moved it about
{S} took a few minutes for {himself} and guarded them
{S} allowed {himself} what {he} would have allowed anybody else: a little rest
For a while {S} did nothing but get {his} breath back
{S} stretched out {his} aching hands and looked at nothing
Nothing could be done with a head as heavy as {A}'s, so {he} rested it
`,
);

const retreat = bank(
  'retreat-to',
  2,
  `
{S} fell back to {T}, [step by step|faster than pride allowed]
{S} gave up the ground and made for {T}
There is a time to leave, and {S} left, toward {T}
{S} backed away until {T} was behind {him}, and then {he} turned and went
{S} counted it no shame to withdraw to {T}
{S} put {T} between {himself} and the danger
`,
);

const callForHelp = bank(
  'call',
  1,
  `
{S} called for help, and the call went out and did not come back
{S} shouted until {his} throat was raw
{S} cried out for anyone who might hear
There was no pride left in {A}: {he} called for help
`,
);

const confront = bank(
  'confront',
  1,
  `
{S} had it out with {B}
{S} would not let {B} pass without an answer
{S} put to {B} what nobody else had dared to
{S} laid it at {B}'s door and waited
Without any softening {S} asked {B} to account for {bhimself}
`,
);

const negotiate = bank(
  'negotiate',
  1,
  `
{S} looked for terms that {B} could live with
{S} offered {B} half of what {bhe} wanted, to begin with
{S} tried to make peace with {B}
{S} and {B} went back and forth about who owed what to whom
Between {A} and {B} it became a matter of give and take
`,
);

const plan = bank(
  'plan',
  1,
  `
{S} went over the next moves with {B}
{S} drew it for {B} with a finger in the dust
{S} and {B} put their heads together and made something like a plan
{S} explained to {B} who should be where and when
What {S} proposed to {B} had three steps, and the second was the hard one
`,
);

const admit = bank(
  'admit',
  1,
  `
{S} held out a little longer and then [gave way|told {B}]
It came out of {A} in pieces, but it came out
Cornered, {S} told {B} what {he} had kept back
{S} looked at the ground while {he} said it to {B}
In the end {S} could not hold it back from {B}
There was nothing for it: {S} let {B} have the truth, or that much of it
{B} had pressed the right place, and {S} talked
`,
);

/** What somebody was about to do, as an infinitive without "to", for deeds that never came about. */
export const INTENTIONS: Readonly<Record<string, string>> = {
  admit: 'make a clean breast of it',
  attack: 'go for {T}',
  betray: 'play {T} false',
  call_for_help: 'call for help',
  communicate: 'speak with {T}',
  confront: 'have it out with {T}',
  defend: 'make a stand',
  give: 'hand something to {T}',
  guard: 'watch over {T}',
  help: 'help {T}',
  hide: 'get out of sight',
  investigate: 'look into {T}',
  move: 'go to {T}',
  negotiate: 'come to terms with {T}',
  observe: 'look on',
  open: 'open {T}',
  plan: 'make a plan with {T}',
  repair: 'mend {T}',
  rest: 'rest',
  retreat: 'fall back to {T}',
  search: 'search {place}',
  take: 'take {T}',
  use: 'make use of {T}',
  wait: 'wait',
};

/** The banks by verb. */
export const CRAFTS: Readonly<Record<string, Bank>> = {
  admit,
  betray,
  defend,
  take,
  open,
  repair,
  use,
  give,
  help,
  guard,
  rest,
  retreat,
  call_for_help: callForHelp,
  confront,
  negotiate,
  plan,
};
