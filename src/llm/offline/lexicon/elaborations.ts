import { bank } from '../chance.js';

/** Second looks at what has just been told, for fuller tellings. Complete sentences, seen from outside. */

/** How somebody goes about a deed: `{A}` is the doer, `{S}` name or pronoun. */
export const DEED_CLOSER = bank(
  'deed-closer',
  3,
  `
[It took a while|It did not take long]; {feature} kept the time, and nobody else did.
There was [a small sound|a scrape and a knock], then another, then {A}'s breath.
{A}'s sleeve caught on something and came free.
{S} stopped halfway, changed hands and went on.
{S} wiped {his} palms and began again where {he} had left off.
The light, such as it was, lay along {A}'s arm.
{S} muttered a word or two, [to no one|as one does to a stubborn animal].
Dust came down on {A}'s shoulders and stayed there.
{A} had a way of going still between one movement and the next, and did so now.
A strand of hair fell across {A}'s face and was blown away again.
{S} moved round to the other side to come at it from there.
Twice {A} looked up, and twice {he} bent down to it again.
{S} [rolled|flexed] {his} fingers to get the stiffness out of them.
One could follow it by the sounds alone: a step, a touch, a pause.
Something gave a little under {A}'s hand, and held.
{S} leaned back to see the whole of it, then in again for the part.
{A}'s shadow went ahead of {him} and got there first.
Halfway through {S} changed {his} grip.
{S} paid for every inch of it in patience.
{A} let out a breath, drew another and held that one.
The floor creaked once under {A}, and {he} shifted to where it did not.
{S} had pushed up {his} sleeves, and there was a smear across one wrist.
What it cost could be seen in how {A} set {his} feet.
{S} listened, head bent, and then went on more slowly.
`,
);

/** The same of those who keep still: who watch, wait, guard or hide. */
export const QUIET_CLOSER = bank(
  'quiet-closer',
  2,
  `
{S} shifted {his} weight once and was still again.
{A}'s eyes went to {feature} and came back.
It took patience, and {A} had brought some.
Nothing about {A} moved but the eyes.
{S} let one breath go by, and then another.
From time to time {A} looked toward {feature}.
{A}'s hands hung open and ready.
{S} listened as much as {he} looked.
{A} had found the one spot from which most could be seen.
{A}'s shoulders came down by a finger's width and stayed there.
{S} did not lean on anything.
One might have walked past {A} and taken {him} for part of {place}.
`,
);

/** Faces and hands while people talk: `{A}` spoke, `{B}` heard. */
export const TALK_CLOSER = bank(
  'talk-closer',
  3,
  `
Neither {A} nor {B} looked at {feature}, although both of them were facing it.
{A}'s hands had not been still the whole time, and now they were.
{B} had moved half a step, [toward|away from] {A}, while the words were being said.
A pause followed, of the kind in which people count.
Somewhere in the middle of it {A}'s voice had dropped.
{B}'s eyes went to {feature} and came back.
There was a moment when either of the two could have laughed, and neither did.
{A} picked at a loose thread and let it go.
{B} stood with {bhis} head a little to one side.
The words stayed about {place} for a while, as words do in close quarters.
{A} had said it to {B}'s shoulder more than to {B}'s face.
{B} scraped one foot along the floor.
One of the two cleared a throat, and it was not clear which.
{A} and {B} had come to stand the way people stand at a counter, with something between them.
{B} drew a line with one finger on whatever was nearest.
There was a good deal more in the way {A} stood than in what had been said.
{A} and {B} were silent together, which is a kind of talk.
{B} kept quite still, as one does for a bird or a photographer.
`,
);
