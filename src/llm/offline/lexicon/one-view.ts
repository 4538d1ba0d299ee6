import { bank } from '../chance.js';

/**
 * Sentences for stories that are told through one pair of eyes: what is seen of others' finds and aims from outside,
 * and what can be said of what goes on elsewhere. `{V}` is the one whose view it is, `{who}` whoever is not there.
 */

/** Another's find, of which only the finding shows. */
export const SEEN_FINDING = bank(
  'seen-finding',
  2,
  `
{A} [stopped|straightened up]; something had been found there, and {A} kept it to {himself}.
Whatever {A} had come upon, it stayed between {A} and {feature}.
{A} had found something: one could tell by how [still|busy] {he} had become.
Something passed over {A}'s face and was put away again.
{A} bent closer, drew a sharp breath and said nothing.
There was something there after all, to go by the way {A} looked round to see who was watching.
{A} stood a little too long over {feature} for it to have been nothing.
{A} turned something over, or read something, and then stood with {his} back to the rest of {place}.
What {A} had seen there {he} did not say, and {V} did not ask.
{A} made a small sound, the kind one makes at a wrong sum that comes right.
If ever a pair of shoulders had found something out, it was {A}'s.
{A} went quiet in a new way.
From where {V} stood, it looked as though {A} had got an answer; to what, there was no telling.
{A} nodded twice at something that only {he} could see.
{V} saw {A} find it, whatever it was, and saw {him} decide to keep it.
{A}'s hands stopped moving; that was all there was to see of it.
`,
);

/** Another's aim that is reached or lost. */
export const SEEN_GOAL = bank(
  'seen-goal',
  1,
  `
Something in {A} had come to rest; {V} could see that much, and no more.
For {A} something was over, well or badly.
{A} looked like somebody who has come to the end of a page.
What it meant to {A} was written on no part of {him} that {V} could read.
There was a change in how {A} stood, and {V} could only guess at its reason.
Whatever {A} had been carrying, it was lighter now or gone.
`,
);

/** Another's failure and its price. */
export const SEEN_SETBACK = bank(
  'seen-setback',
  1,
  `
It had not gone as it should have for {A}.
{A} swore under {his} breath at something or other.
{A} stepped back from it with empty hands.
To look at {A}, it had cost {him} something.
Whatever {A} had tried there, it had not come off.
{A} shook {his} head and let it be.
{V} did not need to be told that {A} had failed.
`,
);

/** Something whispered between two others. */
export const UNHEARD = bank(
  'unheard',
  1,
  `
{A} said something to {B}, too low to be heard.
{A} and {B} had their heads together, and not a word of it carried.
{A} spoke into {B}'s ear, and {V} had to make do with watching.
There was a whisper from {A} to {B}; it was not meant for {V} and did not reach {V}.
{A} drew {B} aside for a word that {V} did not catch.
`,
);

/** Words for the view, spoken when the view had just left: it learns of them afterwards. */
export const TOO_LATE_FOR_ME = bank(
  'too-late-for-me',
  1,
  `
{A} had something to say to {V} just then, as it came out later, and {V} had gone.
{V} missed by a moment what {A} would have said.
What {A} had wanted to say then, {V} was no longer there to hear.
{A} began to speak to {V}, by {his} own account, and spoke to an empty place.
There was a word that {A} meant for {V}; it came too late to reach {V}.
`,
);

/** Whatever the people of `{who}` do out of sight; `{V}` is the view. */
export const HEARSAY = bank(
  'hearsay',
  3,
  `
Elsewhere {who} [went about things of which {V} saw nothing|had business that did not reach {V}].
[Of|As to] what {who} did [meanwhile|in those minutes], {V} knew [nothing|only what one always knows: nothing].
{who} was out of sight [by then|all that while], and whatever happened there [happened without {V}|happened unseen].
Where {who} was just then [{V} could not have said|was not for {V} to know].
[Somewhere|Out of earshot] {who} had [a part of the story|a part of it all] that {V} would have to be told, if anybody ever told it.
{V} had not seen {who} for [a while|some time], and wondered[| without much hope of an answer|].
What {who} did out there [reached {V} only later, and only in pieces|is told by others, and told differently by each].
[It was said afterwards|One heard later] that {who} had not been idle either; {V} had not been there.
There was no sign of {who}, and [no sound either|{V} listened for one in vain].
{who} had gone [some other way|about it elsewhere], and that part of the [story|day] belongs to whoever was there.
If {who} had called, {V} would not have heard it.
[Meanwhile|All the while] {who} was doing something somewhere; [one is never the whole of a story|it is a large world for one pair of eyes].
{V} thought of {who} and did not know what to picture.
No word came from {who}.
{who} was elsewhere, and elsewhere was as good as [the moon|another year] to {V}.
[Without {V}'s knowing|Unknown to {V}], {who} was at work on something.
As for {who}, {V} had only a guess, which has no place here.
What {who} might have been doing, {V} could not even guess.
The place that {who} had left was all that {V} could see of {who}.
One may suppose that {who} was busy; {V} supposed it, and went on.
The rest of it happened to {who}, out of {V}'s sight.
Nothing is known here of {who} for those minutes.
{V} would have given something to know what {who} was about.
Between {V} and {who} there lay [a wall or a distance|too many walls], and news does not go through walls.
Later {V} would hear {who} speak of that time, and would not know how much of it to believe.
What there was to tell of {who}, {who} would have to tell.
`,
);

/** Something that befalls a place where the view is not. */
export const HEARSAY_EVENT = bank(
  'hearsay-event',
  1,
  `
Somewhere out of sight something had [happened|given way]; {V} [felt|heard] it only as one hears a door in another house.
A noise came from a long way off, and {V} could not have said what had made it.
Something was happening elsewhere; of that {V} was sure, and of nothing more.
{V} looked up at a sound that might have been anything.
Not all that befell that place befell it where {V} could see.
There was a far-off sound, and after it a silence with a different shape.
For a moment {V} had the feeling that something had changed somewhere else.
It was learned only afterwards that more had gone on just then than met {V}'s eye.
`,
);

/** Fronts for a place that the view has come to in the course of the turn. */
export const NEXT_PLACE = bank(
  'next-place',
  1,
  `
That was how {V} came {into:place}, where
After that it was {place};
{in:place}
Then there was {place};
{V} had {place} before {him} now;
From one moment to the next it was {place}, and
So much for that; {in:place}
{place} was another matter;
`,
);

/** Fronts for the place that the view has been at all the time, after another one. */
export const SAME_PLACE = bank(
  'same-place',
  1,
  `
{in:place}, where {V} was,
{in:place}, nearer at hand,
As for {place}, where {V} had stayed,
{V} had not left {place};
Back {in:place}
`,
);

/** Whole sentences for a place where the view is not, and from where it hears or sees something all the same. */
export const FROM_AFAR = bank(
  'from-afar',
  1,
  `
What happened {in:place} reached {V} from a distance, and some of it could be made out.
{V} was not {in:place}, but it was near enough for something of it to carry.
From {place} it came across, thinned by the distance and clear enough for {V}.
One could follow something of it from where {V} was: what came next came about {in:place}.
{place} was some way off, and yet not all that happened there escaped {V}.
Not everything stayed {in:place}; some of it carried as far as {V}.
A part of what happened {in:place} found its way to {V}.
`,
);

/** How the one who tells brings in themself; `{about}` is a description, `{goal}` in the first person. */
export const MYSELF = bank(
  'myself',
  1,
  `
My name is {A}. People would tell you that I am {about}. I had come to {goal}.
I am {A}, and anyone who knows me would say: {about}. What I wanted was to {goal}.
They call me {A}: {about}. I was there to {goal}, and I had told hardly anyone how much I wanted it.
I should say who is speaking: {A}, {about}. It had fallen to me to {goal}.
For those who don't know me, I am {A}, {about}. I had one thing in mind, which was to {goal}.
`,
);

/** The same of somebody without a purpose that can be told. */
export const MYSELF_BARE = bank(
  'myself-bare',
  1,
  `
My name is {A}, and people would tell you that I am {about}.
I am {A}: {about}. Why I was there is my own affair.
I should say who is speaking: {A}, {about}.
`,
);

/** The close of a story that one person tells. */
export const LAST_OF_MINE = bank(
  'last-of-mine',
  1,
  `
That is what I saw of it, and I have added nothing.
{many}The others would tell it differently, and they were there as well.
{pair}There is another who would tell it differently, and was there as well.
I was the last to leave {place}, or so it felt.
There is more to it than I know; there always was.
I have told it as it looked from where I stood, and I stood {in:place}.
`,
);
