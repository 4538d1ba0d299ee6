import { bank } from '../chance.js';

/**
 * Ways to bring a line of speech. `{Q}` is the line without its quotation marks; with `{Q,}` its full stop has become
 * a comma. `{B}` is who is spoken to, `{gesture}` a tail for the speaker.
 */

/** The line first; only for lines that end in a full stop. */
export const SAID_AFTER = bank(
  'said-after',
  4,
  `
"{Q,}" {A} said, {flourish}.
"{Q,}" {A} said to {B}.
"{Q,}" {A} told {B}, {flourish}.
"{Q,}" said {A}.
"{Q,}" {A} said.
"{Q,}" said {A}, {flourish}.
"{Q,}" was what {A} said, and {B} had to make of it what {bhe} could.
"{Q,}" {A} put in.
"{Q,}" said {A} into the silence.
"{Q,}" {A} let {B} know.
"{Q,}" {A} offered, {flourish}.
"{Q,}" came from {A}, {gesture}.
"{Q,}" {A} said when {B} looked up.
"{Q,}" {A} said at last.
"{Q,}" {A} remarked, {flourish}.
"{Q,}" was {A}'s way of putting it.
"{Q,}" {A} said, {gesture}, and left {B} to think about it.
"{Q,}" said {A}, who had been [waiting|meaning] to say it for some time.
`,
);

/** The tag first; for any line. */
export const SAID_BEFORE = bank(
  'said-before',
  4,
  `
{A} turned to {B}: "{Q}"
{A} [cleared {his} throat|drew a breath]. "{Q}"
{A} spoke first, {gesture}: "{Q}"
{A} looked at {B} [for a moment|hard] before [speaking|{he} spoke]. "{Q}"
It was {A} who broke the silence: "{Q}"
{A} did not [raise {his} voice|go round it]. "{Q}"
{A} said it [plainly|quickly, before {he} could think better of it]: "{Q}"
It was [short|simple] enough, what {A} had to say to {B}: "{Q}"
"{b}," said {A}, and waited for {bhim} to look round. "{Q}"
{A} took {B} by the sleeve: "{Q}"
To {B}, {gesture}, {A} said: "{Q}"
{A} [stepped|moved] closer to {B}: "{Q}"
{A} weighed the words, then let {B} have them. "{Q}"
{A} waited until {B} was [near|still]. "{Q}"
{A} addressed {B} without [turning {his} head|preamble]: "{Q}"
For a while {A} said nothing; then, {gesture}: "{Q}"
{B} looked up, because {A} had begun to talk. "{Q}"
{A} could not keep it back any longer: "{Q}"
{A} chose that moment to speak to {B}: "{Q}"
{A} spoke as if they had been talking all along. "{Q}"
`,
);

/** Questions. */
export const ASKED = bank(
  'asked',
  3,
  `
{A} asked {B}, {gesture}: "{Q}"
{A} wanted to know one thing of {B}: "{Q}"
{A} turned on {B} with a question: "{Q}"
"{Q}" {A} asked {B}, {gesture}.
"{Q}" {A} [studied {B}'s face|kept {his} eyes on {B}] while {he} waited for the answer.
"{Q}" {A} had clearly been carrying the question about for a while.
"{Q}" {A} asked it [lightly|softly], but it was not a [light|soft] question.
There was a question that {A} had saved for {B}: "{Q}"
{A} put it to {B} without ornament: "{Q}"
{A} asked what had been in the air for some time: "{Q}"
"{Q}" That was {A}, {gesture}.
{A} let {B} finish what {bhe} was doing before asking: "{Q}"
"{Q}" The question was {A}'s, and it was meant for {B}.
{A} nodded toward {feature} and asked: "{Q}"
`,
);

/** What a long story falls back on: tags that a reader passes over, or the moment in which the line is said. */
export const SAID_PLAINLY = bank(
  'said-plainly',
  3,
  `
"{Q,}" {A} said.
"{Q,}" said {A}.
"{Q,}" {A} said to {B}.
"{Q,}" {A} told {B}.
{A} said to {B}: "{Q}"
{A} told {B}: "{Q}"
"{Q,}" said {A}, {aside}.
"{Q,}" {A} said to {B}, {aside}.
{aside}, {A} said to {B}: "{Q}"
{A} spoke to {B}, {aside}: "{Q}"
`,
);

/** The same for questions. */
export const ASKED_PLAINLY = bank(
  'asked-plainly',
  2,
  `
"{Q}" {A} asked.
"{Q}" asked {A}.
"{Q}" {A} asked {B}.
{A} asked {B}: "{Q}"
"{Q}" {A} asked {B}, {aside}.
{aside}, {A} asked {B}: "{Q}"
{A} turned to {B}, {aside}: "{Q}"
`,
);

/** The same without a listener. */
export const MUTTERED_PLAINLY = bank(
  'muttered-plainly',
  1,
  `
"{Q,}" {A} muttered.
"{Q,}" {A} murmured.
{A} said aloud: "{Q}"
{A} muttered, {aside}: "{Q}"
"{Q,}" {A} said aloud, {aside}.
{aside}, {A} murmured: "{Q}"
`,
);

/** Answers to somebody who spoke to the speaker a moment before. */
export const ANSWERED = bank(
  'answered',
  3,
  `
"{Q,}" {A} answered, {flourish}.
"{Q,}" {A} replied.
{A} did not make {B} wait for an answer: "{Q}"
{A} took {B}'s words, turned them over and answered: "{Q}"
"{Q,}" was all the answer that {B} got from {A}.
{A} took a moment over it. "{Q}"
{A}'s reply [was a while in coming|came at once]: "{Q}"
"{Q,}" {A} gave back, {flourish}.
To this {A} said: "{Q}"
{A} heard {B} out before {he} spoke. "{Q}"
"{Q,}" {A} said in answer to {B}.
{A} did not leave it there: "{Q}"
`,
);

/** Answers to what the listener said some time before. */
export const RETURNED_TO = bank(
  'returned-to',
  2,
  `
{A} came back to what {B} had said before: "{Q}"
{A} still owed {B} an answer, and gave it now: "{Q}"
It had taken {A} this long to find an answer for {B}: "{Q}"
{A} picked up the thread where {B} had dropped it: "{Q}"
Late, but not too late, {A} had an answer for {B}: "{Q}"
{A} took up again what {B} had begun before: "{Q}"
What {B} had said earlier had not been lost on {A}. "{Q}"
{A} went back to {B}'s words as one goes back for something left lying: "{Q}"
"{Q,}" {A} said, and {B} needed a moment to see what it answered.
"{Q,}" was {A}'s answer, now that {he} had one for {B}.
"{Q,}" {A} said to {B}, who had all but stopped waiting for an answer.
"{Q}" {A} said it as though {B} had spoken only now.
`,
);

/** What somebody says who has just been asked something else. */
export const PASSED_OVER = bank(
  'passed-over',
  1,
  `
{A} let the question lie: "{Q}"
{A} had something of {his} own to say to {B} first: "{Q}"
Instead of an answer {B} got this from {A}: "{Q}"
{A} did not seem to have heard the question: "{Q}"
{A} went past {B}'s question as one goes past a closed door: "{Q}"
{A} let {B} wait for an answer and said: "{Q}"
"{Q,}" {A} said, which was no answer.
"{Q,}" was what {B} got from {A} in place of an answer.
`,
);

/** Lines for one pair of ears. */
export const WHISPERED = bank(
  'whispered',
  2,
  `
"{Q,}" {A} whispered to {B}.
"{Q,}" {A} breathed, {flourish}.
{A} bent close to {B}'s ear: "{Q}"
{A} spoke so low that only {B} could hear it: "{Q}"
"{Q,}" {A} murmured, hardly moving {his} lips.
Under {his} breath, to {B} alone, {A} said: "{Q}"
`,
);

/** Lines that carry. */
export const CALLED = bank(
  'called',
  2,
  `
"{Q,}" {A} called out.
{A} raised {his} voice until it [rang|carried]: "{Q}"
{A} shouted it, and did not care who else was listening: "{Q}"
"{Q,}" {A} called across to {B}.
Loud enough for everybody to hear, {A} cried: "{Q}"
{A} cupped {his} hands around {his} mouth: "{Q}"
`,
);

/** Lines spoken to nobody, or to nobody who is there. */
export const MUTTERED = bank(
  'muttered',
  2,
  `
"{Q,}" {A} said to nobody.
"{Q,}" {A} muttered, {flourish}.
{A} caught {himself} talking aloud: "{Q}"
{A} said it to the empty air: "{Q}"
"{Q,}" {A} murmured, as much to {place} as to {himself}.
There was no one to hear {A} say it: "{Q}"
"{Q,}" {A} told {feature}.
`,
);

/** Lines for somebody who has just left. */
export const SAID_TOO_LATE = bank(
  'said-too-late',
  1,
  `
"{Q,}" {A} said, but {gone} had gone.
"{Q,}" {A} said, to where {gone} had been standing.
{A} was still speaking to {gone} when {he} noticed that {gone} had left: "{Q}"
"{Q}" {A} had begun before {gone} went, and finished it to nobody.
{A} called it after {gone}, too late to be heard: "{Q}"
There was no {gone} any longer to hear {A} say it: "{Q}"
"{Q,}" {A} told the place where {gone} was not.
`,
);

/** Lines that go with a deed just told: the speaker is clear and close. */
export const SAID_WHILE = bank(
  'said-while',
  3,
  `
"{Q,}" {he} said over {his} shoulder.
"{Q,}" {A} said as {he} worked.
"{Q,}" {he} remarked to {B} without looking up.
{A} spoke to {B} across the work: "{Q}"
{he} had breath enough left to talk: "{Q}"
"{Q,}" {A} said to {B} meanwhile.
Halfway through, {A} looked up at {B}. "{Q}"
"{Q,}" {A} let fall, {flourish}.
It did not keep {A} from talking: "{Q}"
{A} straightened up for a moment to say to {B}: "{Q}"
"{Q,}" said {A} when it was done.
Afterwards {A} said to {B}, {gesture}: "{Q}"
`,
);

/** Lines of somebody who is on the way out. */
export const SAID_LEAVING = bank(
  'said-leaving',
  2,
  `
"{Q,}" {he} said in going.
"{Q,}" {A} said to {B} from the way out.
{A} stopped only to say to {B}: "{Q}"
Before {he} was gone {A} turned to {B}: "{Q}"
"{Q,}" was the last that {B} heard of {A} for the time being.
"{Q,}" {A} said over {his} shoulder to {B}.
{A} had a word for {B} first: "{Q}"
"{Q,}" said {A}, already out of reach.
`,
);

/** A fact passed on without being quoted. */
export const TOLD = bank(
  'told',
  2,
  `
{B} now knew [it too|as much as {A}]: {told}.
{A} told {B} that {told}.
So {B} [heard|learned] from {A} that {told}.
Two people knew it now, {A} and {B}: {told}.
The heart of it, as {A} gave it to {B}, was that {told}.
{A} kept back nothing: {told}.
Now it lay between {A} and {B}, said aloud: {told}.
`,
);

/** People who overhear. `{one}` is a bystander. */
export const OVERHEARD = bank(
  'overheard',
  2,
  `
{one} [had been listening|heard it too] and [said nothing|drew {onehis} own conclusions].
A few steps off, {one} [stopped|paused] in the middle of what {onehe} was doing.
{one} looked from {A} to {B} and back.
{one} pretended not to have heard.
By {feature} {one} [raised {onehis} head|turned {onehis} head].
{one} kept out of it, for now.
It was not meant for {one}, but {one} took it in all the same.
{one} and {B} exchanged a look.
`,
);
