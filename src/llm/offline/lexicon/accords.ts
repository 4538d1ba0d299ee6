import { type Bank, bank } from '../chance.js';

/**
 * What comes of two people wanting the same thing. `{A}` and `{B}` are the two; `{detail}` is a clause about what
 * it was over and how it stands.
 */

/** Settled: `{B}` yields. */
const AGREED = bank(
  'agreed',
  1,
  `
{A} and {B} settled it between the two of {bothus}: {detail}.
It took [a while|some patience] and no shouting, and {A} and {B} were agreed: {detail}.
[In the end|After some going back and forth] {A} and {B} found the middle of it; {detail}.
"Have it so," was said, and {A} and {B} both had the sense not to look pleased; {detail}.
{A} as well as {B} had asked for more than half, and each let something go: {detail}.
{A} and {B} could have quarrelled over it and did not; {detail}.
One of {bothus} had to yield, {A} or {B}, and it was done [without fuss|with a better grace than anyone expected]: {detail}.
What {A} and {B} both wanted only one of them could have; they found a way, and {detail}.
{A} and {B} named terms, struck some out, and on the rest {bothwe} shook hands: {detail}.
{A} looked at {B}, {B} looked at {A}, and the quarrel that was to have begun did not begin; {detail}.
There was a bargain in it for both, and {A} and {B} could each see it: {detail}.
It was agreed, if not loved, by {A} and by {B}: {detail}.
Between {A} and {B} the matter was closed with a nod apiece; {detail}.
Neither {A} nor {B} called it giving in, but {detail}.
`,
);

/** Settled without a word about what. */
const AGREED_BARE = bank(
  'agreed-bare',
  1,
  `
{A} and {B} came to terms, [quickly|slowly], and kept to them.
"Go ahead, then," was all that it took between {A} and {B}.
{A} and {B} divided the thing as one divides bread: one broke it, the other chose.
There was a pause between {A} and {B}, and at the end of it one of {bothus} made way.
It might have come to a quarrel between {A} and {B}; a little was offered and a little was taken.
One of {bothus} went first, and neither {A} nor {B} made a speech about it.
With two words apiece {A} and {B} had it settled.
`,
);

/** Talks that fail. */
const REFUSED = bank(
  'refused',
  1,
  `
{A} and {B} talked it through [fairly|as well as it could be talked], and the answer was no; it was not to be, for all that was said, that {detail}.
"No," it was, and there it stayed between {A} and {B}, whatever was said about whether {detail}.
It had been put forward that {detail}; {A} and {B} went over it to its end, and it was turned down.
That {detail} was the offer, and nothing that {A} could give was anything that {B} could use, or the other way about.
{A} and {B} talked past each other about whether {detail}, until there was nothing left to say.
[Three times|Twice] it was put in other words between {A} and {B} that {detail}, and each time it was declined.
It came to nothing between {A} and {B}, though it had been proposed in good faith that {detail}.
It was asked whether {detail}; before the last word was out, {A} and {B} both knew that the answer was no.
The talk between {A} and {B} broke down over very little, as talks do, and that was whether {detail}.
One had said that {detail}, the other would not hear of it, and {A} and {B} left it there.
The proposal was that {detail}; it was refused, and so {A} and {B} were quickly done.
That {detail} was no more than either would have asked in the other's place, and still {A} and {B} could not agree on it.
`,
);

/** Talks that fail, without a word about what. */
const REFUSED_BARE = bank(
  'refused-bare',
  1,
  `
{A} and {B} would not come to terms.
There was an offer between {A} and {B}, and it was left lying there.
"I can't," was said, and between {A} and {B} everyone knew that it meant: I won't.
Between {A} and {B} it stayed as it was: two wishes and one thing.
{A} and {B} parted over it no wiser and a little colder.
It was asked [twice|more than once], and neither {A} nor {B} was to be moved.
All that {A} and {B} could agree on was that they did not agree.
`,
);

/** Neither gives way. */
const STOOD_OFF = bank(
  'stood-off',
  1,
  `
The question was whether {detail}; {A} stood on one side of it and {B} on the other, and neither moved.
Neither {A} nor {B} gave way when it came to the point whether {detail}.
Whether {detail} was a thing on which {A} would not yield to {B}, nor {B} to {A}.
Was it to be that {detail}? It came down to who would look away first, {A} or {B}, and nobody did.
It had been said that {detail}, and for [a long moment|longer than was comfortable] {A} and {B} only looked at each other.
{A} wanted it and so did {B}, and the question whether {detail} was not going to be answered by looking at it.
{A} and {B} were well matched, and so it stayed open whether {detail}.
One held that {detail}; whatever {A} said, {B} said the opposite, until there were no opposites left.
{B} did not step back, and {A} did not ask again whether {detail}.
Two people can want one thing for only so long before it shows; {A} and {B} had come to that point over whether {detail}.
It ended as it had begun, with {A} here and {B} there and the question between them whether {detail}.
`,
);

/** Neither gives way, without a word about what. */
const STOOD_OFF_BARE = bank(
  'stood-off-bare',
  1,
  `
{A} and {B} stood and measured each other, and nothing came of it but time lost.
Neither {A} nor {B} would be the first to let go.
{A} waited for {B} to give way; {B} was waiting for the same thing.
Between {A} and {B} it had come to a halt, as two people do in a narrow door.
{B} barred the way to what {A} wanted, and {A} did the same for {B}.
What should have been done by one of {bothus} was done by neither, since {A} and {B} would not agree on which.
There was no shouting; {A} and {B} simply stayed where they were, each in the other's light.
`,
);

/**
 * Somebody acts on a belief that proves false. `{T}` is the thing that was expected, `{detail}` a clause about how it is
 * instead.
 */
export const MISTAKEN_THING = bank(
  'mistaken-thing',
  2,
  `
{A} had been sure of {T}; but {detail}.
{S} went straight to where {T} had to be, and {detail}.
In {A}'s mind {T} had not moved since {he} last saw {them}; the world had not been told, and {detail}.
{A} put out a hand for {T} and closed it on nothing; {detail}.
It was the plainest thing in the world that {T} would be there, and it was not so: {detail}.
{S} looked for {T} where memory had put {them}, [twice|and then all round it], before the truth went in: {detail}.
What {A} remembered of {T} was right in every point but one, for {detail}.
{A} had told {himself} that {T} at least would be where {he} expected; {detail}.
All the way {S} had counted on {T}; now {he} stood there, and {detail}.
There had been a time when {T} was there, and {A} was still living in it: {detail}.
{S} stopped short, because {detail}; [somebody|something] had been here since {A} last knew anything of {T}.
{A} knew where {T} was, or had known; {detail}.
{S} had planned on {T}, and plans are made of what one has seen last; {detail}.
The place where {T} should have been was empty, and {A} felt the floor of {his} certainty give a little: {detail}.
While {A} had been thinking of {T} as safe in its place, others had been busy; {detail}.
`,
);

/** The same of a person, `{B}`. */
export const MISTAKEN_PERSON = bank(
  'mistaken-person',
  2,
  `
{A} had expected to find {B} there, and {detail}.
{S} came looking for {B} where {B} had last been seen; {detail}.
{A} had the words ready for {B}, and there was nobody to say them to: {detail}.
In {A}'s mind {B} was still where {he} had left {bhim}; but {detail}.
{S} called {B}'s name, not loudly, and only then took in that {detail}.
It had not crossed {A}'s mind that {B} might have gone; {detail}.
{S} looked for {B}, and {place} looked back without {bhim}; {detail}.
What {A} knew of {B}'s whereabouts was out of date: {detail}.
{A} had been so sure of {B} that it took {him} a moment to see it: {detail}.
Somebody ought to have told {A}, but nobody had, that {detail}.
{S} turned round with half a sentence already begun for {B}; {detail}.
{A} had reckoned with {B}, and the reckoning was wrong, since {detail}.
`,
);

/** The same without a clause to say how it is. */
export const MISTAKEN_BARE = bank(
  'mistaken-bare',
  1,
  `
{A} had counted on {T}, and {T} was not there.
{S} reached for {T} where {it} had last been, and found only the place.
Wherever {T} had got to, {it} was not where {A} had left {them}.
{S} would have sworn that {T} was there, and would have sworn falsely.
`,
);
/** The same of a person. */
export const MISTAKEN_PERSON_BARE = bank(
  'mistaken-person-bare',
  1,
  `
{A} had counted on {B}, and {B} was not there.
{S} had thought to find {B}, and found {place} without {bhim}.
Wherever {B} had gone, {A} had been the last to hear of it.
{S} would have sworn that {B} was there, and would have sworn falsely.
`,
);

/** What such a mistake leaves behind. */
export const AFTER_MISTAKE = bank(
  'after-mistake',
  1,
  `
{S} wondered what else {he} knew that had stopped being true.
So one went on living in a world that had been rearranged behind one's back.
It was a small thing to be wrong about, and it made everything else look less solid.
Either somebody had meddled or {A} had been dreaming, and {S} did not care for either.
{S} went over it again: who had been there, and when, and who had said so.
What one has not seen with one's own eyes since is only a story, even one's own.
{S} stood there a little longer, as if that might [change it|make it so].
After that {S} trusted {his} memory somewhat less and {his} eyes somewhat more.
From then on {S} would look before {he} counted on anything.
It was nobody's lie; it had only been true too long ago.
`,
);

/** What came of the talk, by type of event: with a clause about what it was over, and without. */
export const ACCORD_BANKS: Readonly<Record<string, readonly [Bank, Bank]>> = {
  agreement: [AGREED, AGREED_BARE],
  refusal: [REFUSED, REFUSED_BARE],
  standoff: [STOOD_OFF, STOOD_OFF_BARE],
};
