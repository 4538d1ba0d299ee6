import { bank } from '../chance.js';

/** How `{B}` takes what `{A}` has said, by what it was and how it went. */

/** How the listener takes a hard word that goes home. */
export const STRUCK_HOME = bank(
  'struck-home',
  2,
  `
{B} took it without flinching, which was an answer of a kind.
It hit {B} where it was meant to, and {B} let it.
{B} opened {bhis} mouth, shut it again and nodded once, stiffly.
For a while {B} said nothing; then {bhe} allowed that it was fair, {bgesture}.
{B} coloured, but {bhe} did not deny it.
{B} owned to having had that coming, {bgesture}.
It was a hard word, and {B} seemed to know that it was not a false one.
{B} looked away first.
Something in {B} gave, a little, in spite of the tone.
{B} did not like it and did not walk away from it.
{B} turned it over with a sour face and kept it.
{B} observed that nobody was being spared, {bgesture}.
`,
);

/** Anything but questions, when it went well. */
export const HEEDED = bank(
  'heeded',
  3,
  `
{B} [listened|heard it out] to the end, and nodded.
{B} [thought about it|turned that over] and found nothing to [set against it|object to].
[It was enough|That was what it took] for {B} to [unbend|come round].
{B} said neither yes nor no, but {bhis} face had [opened|cleared] by the width of a door.
The words [went in|found their mark], and {A} saw it.
{B} let {A} know that it had been heard.
{B} let out a breath that {bhe} seemed to have been [keeping|saving up].
{B}, who had [come|stood] there ready to argue, did not argue.
The answer was in the way {B} [shifted|turned]: toward {A}, not away.
{B} only nodded, but {bhe} nodded twice.
From {B} came a grunt that those who knew {bhim} would have taken for consent.
A little of the stiffness went out of {B}.
{B} looked at {feature}, then back at {A}, and gave way.
For once the two of them meant the same thing by the same words.
{B} was slow to answer; when {bhe} did, it was with a hand held out.
It was received better than {A} had feared.
{B} put away whatever {bhe} had been about to say.
{B} smiled, as if in spite of {bhimself}.
There was no argument from {B}, for once.
{B} made room beside {bhim}, which said more than an answer.
{A} had expected a quarrel and got a nod.
`,
);

/** News, when it is believed. */
export const LEARNED = bank(
  'learned',
  2,
  `
{B} [asked for it again|made {A} say it again], slower, and then believed it.
{B} [repeated|went over] the important part under {bhis} breath, like somebody learning it.
It was good sense, and {B} knew good sense when {bhe} heard it.
After that {B} began to ask the right questions.
{B} told {A} to go on, {bgesture}.
{B} believed {A}, perhaps against {bhis} own judgement.
{B} fitted it to what {bhe} knew, and it fitted.
It was news to {B}, and {bhe} took it as one takes a coin: turned it over, and kept it.
{B} had half known it, and it was a relief to hear the other half.
{B} did not doubt it for a moment, which was a change.
`,
);

/** News, when it is not. */
export const DISBELIEVED = bank(
  'disbelieved',
  2,
  `
{B} granted that it might be so, and that closed the subject without settling it.
{B} took half of it in and [bristled|balked] at the rest.
{B} remarked that saying so did not make it so, {bgesture}.
{B} wanted proof, and {A} had none to give.
{B} did not believe a word, or believed it and did not like it.
{B} had heard better stories, and said so.
There was a hole in it, {B} thought, and it was the size of {A}.
`,
);

/** Anything but questions, when it went badly. */
export const UNHEEDED = bank(
  'unheeded',
  3,
  `
{B} [looked past {A}|gave no sign of having heard].
If it [reached|moved] {B}, nothing showed.
{B} [shook {bhis} head|lifted one shoulder] and would not be drawn.
All that {B} said was perhaps, in the tone that means no.
{A} waited for more, and more did not come.
{B} had stopped listening somewhere before the end.
It was the wrong thing to say, or the wrong moment to say it to {B}.
The words fell between the two and lay there.
{B} heard it as a reproach, whether or not {A} had meant it so.
Whatever {A} had hoped for, it was not this silence.
{B} listened with {bhis} arms crossed, and they stayed crossed.
That got {A} nowhere.
{B} made a noise that could have meant anything.
For {B} the matter was not so simple.
{A} might as well have talked to {feature}.
A muscle moved in {B}'s jaw; that was all the reply there was.
It only made {B} more careful.
{B} turned the talk to other things, and {A} let {bhim}.
{B} had no use for it, not at that moment.
{B} went on with what {bhe} was doing.
`,
);

/** Questions that get an answer of a kind. */
export const ANSWERED_IN_BRIEF = bank(
  'answered-in-brief',
  2,
  `
{B} thought before answering, and then answered in few words.
{B} answered as well as {bhe} could, {bgesture}.
What {B} said to that was short and, as far as it went, honest.
{B} told {A} what {bhe} could, which was not much.
It was not a question that {B} minded.
{B} had an answer ready, as if {bhe} had been waiting to be asked.
{B} gave {A} half an answer and a look for the rest.
{B} turned the question over before answering it, {bgesture}.
It made {B} think, and {bhe} said as much.
{A} got an answer, and it was a better one than {he} had hoped for.
`,
);

/** Questions that get none. */
export const LEFT_UNANSWERED = bank(
  'left-unanswered',
  2,
  `
{B} [found something to look at|took an interest] in {feature} and kept {bhis} answer to {bhimself}.
{B} did not answer that.
The question hung about {place} and was not taken down.
{B} pretended that it had not been a question.
{A} waited for an answer, and none came.
{B} shrugged, and that was all the answer there was.
{B} said that this was hardly the time.
{B} asked {A} not to ask {bhim} that.
What {A} got for an answer was {B}'s back.
{B} began to answer, thought better of it and shook {bhis} head.
`,
);
