import { bank } from '../chance.js';

/** How deeds turned out, what they cost, what they showed. Complete sentences; `{S}` is the doer as name or pronoun. */

/** Looking without finding. */
export const FAILED_SEARCH = bank(
  'failed-search',
  3,
  `
[All|The only thing] {S} had to show for it was [dust|dirt] under {his} nails.
It [gave up|yielded] nothing, [not yet|not to {him}|or nothing {he} knew how to see].
If there was anything there, it stayed where it was.
When {S} was done, {he} knew [no more than|exactly as much as] before[|, and felt the tiredness besides].
There was nothing, or {S} had walked right past it.
The answer, if it was there, looked like everything else.
{S} came away with [empty hands|a handful of maybe].
[Twice|More than once] {S} thought {he} had something, and each time it was only {his} own shadow.
It told {him} nothing that would have stood up in daylight.
For all {his} pains {S} could only [cross one place off|say where it was not].
Nothing came of it but a sore back and a [shorter temper|longer silence].
{S} stopped when {he} noticed that {he} was looking at the same spot for the third time.
The thing {S} was looking for was somewhere else, or someone had been there first.
[A rattle, a smell|A scratch, a stain], and then nothing: the trail, if it was one, ended there.
{S} would have liked to call it progress.
It was like asking a stone for directions.
Whatever it meant, it would not mean it for {A}.
{S} gave it up with bad grace.
`,
);

/** Any other deed that failed. */
export const FAILED_DEED = bank(
  'failed-deed',
  2,
  `
It did not [work|come off].
[Something|One small thing] went wrong [at the last moment|halfway], and that was that.
{S} had misjudged it, and [knew it at once|felt it before {he} saw it].
The attempt [came to nothing|fell short by a finger's width].
It [slipped|got away from {him}], and {S} was left with the noise of it.
What should have been easy was not, [and the reason stayed hidden|though nobody could have said why].
{S} tried once more and got the same [answer|nothing].
[Luck|Skill] was not with {him} this time.
{S} stepped back and looked at {his} hands as if they had lied.
For a heartbeat it seemed to go well; then it did not.
It was the right idea at the wrong [moment|end].
Nothing about it went as {S} had planned.
`,
);

/** Deeds that never came about; `{intent}` is an infinitive without "to". */
export const BLOCKED = bank(
  'blocked',
  2,
  `
{S} wanted to {intent}, but there was no way to do it, not then.
{S} had meant to {intent} and got no further than the thought.
{S} would have liked to {intent}; something stood in the way, and it was not going to move for {A}.
It was not possible to {intent}, and {S} needed a while to admit it.
If {S} had hoped to {intent}, {he} had to leave it at the hope.
{S} was held back before {he} could so much as begin to {intent}.
One look was enough to tell {A} that {he} could not {intent}, not for the present.
To {intent} was out of the question, and {S} stayed where {he} was.
{S} made up {his} mind to {intent} and unmade it again, for good reasons.
Before {S} could {intent}, the moment was gone.
`,
);

/** Work that somebody else had done already. */
export const NEEDLESS = bank(
  'needless',
  1,
  `
{S} turned to {T} and saw that {it} had been seen to already.
There was nothing left for {A} to do about {T}; somebody had been quicker.
{S} came to {T} a little too late to be of use.
By the time {S} got to {T}, there was nothing left to do.
{S} had made up {his} mind about {T}, but the matter had been settled without {him}.
{S} reached {T} just as {it} ceased to need anybody.
`,
);

/** A find; `{detail}` is a clause. */
export const DISCOVERED = bank(
  'discovered',
  3,
  `
{S} had found it: {detail}.
[And there it was|Then {he} had it]: {detail}.
{S} [saw|understood] now that {detail}.
It was [plain|clear enough] once seen: {detail}.
[A moment later|Little by little] {S} was sure that {detail}.
What {S} [learned|had turned up] there [changed the questions|was worth the trouble]: {detail}.
{S} read it twice in what lay before {him} and could read it no other way: {detail}.
So that was [how it stood|the truth of it]: {detail}.
{S} put the pieces side by side, and they said that {detail}.
"{Detail}," {S} said under {his} breath, to hear how it sounded.
There was no doubt about it: {detail}.
It took {A} [a moment|three breaths] to believe {his} own eyes, for {detail}.
The last thing {S} had expected was this: {detail}.
{S} knew something now that {he} had not known before, namely that {detail}.
{Detail}; {S} [sat back|stood very still] when {he} grasped it.
It had been there to be seen all along: {detail}.
For once the [evidence|world] spoke plainly, and it said that {detail}.
A cold little certainty [settled|took shape] in {A}: {detail}.
{S} would have to tell someone that {detail}.
The find was small to look at and large to think about: {detail}.
By the time {S} straightened up {he} had proof that {detail}.
What met {his} eyes left no room for argument: {detail}.
{S} drew a long breath, for {detail}.
If anybody had asked, {S} could now have told them that {detail}.
It was not what {he} had been looking for, but it was what {he} found: {detail}.
Bit by bit it came together, until {S} could only conclude that {detail}.
{S} checked it against everything {he} knew, and it stood: {detail}.
There are things one cannot explain away, and this was one of them: {detail}.
{S} gave a low whistle, because {detail}.
So much for accident, {S} thought; {detail}.
All at once the thing had a shape, and the shape was that {detail}.
Now {S} could have sworn to it: {detail}.
`,
);

/** A find that something else gave away than what was looked at: `{aim}` and `{T}`. */
export const FOUND_ASTRAY = bank(
  'found-astray',
  2,
  `
It was not {aim} that gave something away but {T}: {detail}.
While {S} was busy with {aim}, {his} eye fell on {T}, and there it was: {detail}.
{aim} had nothing to say; {T} had: {detail}.
{S} had been after one thing and came on another, close by {T}: {detail}.
One looks at {aim} and finds {T}; so it was, and {detail}.
From {aim} it was only a step to {T}, and that step paid: {detail}.
What {S} had not looked for found {him} instead, at {T}: {detail}.
{S} turned from {aim} to {T}, for no reason that {he} could name, and saw that {detail}.
It was while putting {aim} out of {his} mind that {S} noticed {T}: {detail}.
The answer, if it was one, lay a hand's breadth to the side, with {T}: {detail}.
`,
);

/** A find in the place as a whole, made while looking at one thing: `{aim}`. */
export const FOUND_ABOUT = bank(
  'found-about',
  2,
  `
It was not {aim} that paid but a look around it: {detail}.
{S} got nothing from {aim} and, when {he} stood up, everything from the place itself: {detail}.
With {his} mind on {aim} {S} nearly missed it: {detail}.
{aim} kept its own counsel, but {in:place} there was something else to be seen: {detail}.
{S} stepped back from {aim} to see the whole of {place}, and the whole said that {detail}.
One can look too closely; {S} looked up from {aim} and saw that {detail}.
All the time that {S} had given to {aim}, it had been there {in:place} for anyone to see: {detail}.
It was {place} that answered, and not {aim}: {detail}.
`,
);

/** What a find does to the one who made it, or to the rest. */
export const AFTER_DISCOVERY = bank(
  'after-discovery',
  2,
  `
That [changed|unsettled] more than {S} cared to say.
{S} filed it away [next to what {he} already knew|where {he} could reach it], and the pattern grew an edge.
It raised a worse question: who else knew?
{S} looked round to see who had been watching.
It fitted. That was what frightened {him}.
A thing like that could not be unlearned.
{S} thought of what {he} had come for, and of how much nearer or farther that now was.
One answer, and three new doors behind it.
{S} felt the small click of a lock, though there was no lock.
If it was true, then someone had [lied|been careless], and {S} meant to know which.
It was not enough, but it was a beginning.
{S} said it over in {his} head so as not to lose it.
Some of the fog went out of the matter, and what stood there instead had teeth.
It was the kind of fact that makes other facts move over.
Nobody had told {him} to expect that.
{S} wished {he} had found it sooner, or not at all.
`,
);

/** What a failure costs. */
export const SETBACK = bank(
  'setback',
  2,
  `
It was no use: {detail}.
That was not the worst of it, for {detail}.
{S} had to stop, because {detail}.
And to make matters worse, {detail}.
The answer came at once: {detail}.
It left {A} no further than before, since {detail}.
{S} had cause to regret it: {detail}.
What {S} got for {his} trouble was that {detail}.
It was soon plain why nothing came of it: {detail}.
One more thing had gone against {him}: {detail}.
There was nothing to be done about it now: {detail}.
{S} cursed softly, because {detail}.
`,
);

/** The moment before something befalls them. */
export const BEFORE_COMPLICATION = bank(
  'before-complication',
  1,
  `
Then, with no warning, it [came|happened].
Nobody [saw|had seen] it coming.
It was at this [point|moment] that the world took a hand.
What happened next was no one's choice.
The next thing did not wait to be asked.
For [a moment|the space of a breath] nothing moved; then everything did.
Just when [things|matters] had begun to [settle|make sense], they came apart.
There had been signs, if anyone had cared to read them.
And all the while something else had been getting ready.
`,
);

/** How they take it. */
export const AFTER_COMPLICATION = bank(
  'after-complication',
  2,
  `
{company}It [left|found] {us} staring, {list}.
{company}{one} was the first to [move|find a voice].
{one} swore; it helped a little.
In the hush after it, {company}{one} counted heads.
Whatever plan {list} had made, it was an old one now.
There would be less time than anybody had [thought|hoped].
{one} felt it in the [teeth|soles of the feet] before understanding it.
{company}No one {in:place} pretended not to have noticed.
{one} had gone pale and did not seem to know it.
It would have to be reckoned with, and soon.
From then on {place} felt like a place with a clock in it.
{one} laughed once, without any mirth at all.
{one} had taken hold of {feature} without knowing it.
{one} found that {onehis} mouth had gone dry.
There was no telling yet what it had cost.
{company}{list} looked at each other, and nobody had a name for it.
{one} looked to {feature} as if for an explanation.
{one} took a step back and then, deliberately, a step forward.
What had been difficult was now urgent as well.
{many}{one} asked whether everyone was whole and had to ask it twice.
`,
);

/** A goal reached just now. */
export const GOAL_REACHED = bank(
  'goal-reached',
  2,
  `
{S} had come to {goal}, and now it was done.
That was the end of one long worry: {A} had managed to {goal}.
To {goal} had been {A}'s whole purpose, and {he} had achieved it.
It took {A} a while to grasp that {he} no longer had to {goal}; {he} had done so.
{S} had said {he} would {goal}, and {he} had kept {his} word.
What {A} had set out to do was accomplished: to {goal}.
So it was possible after all to {goal}, and {A} had proved it.
Something in {A} unclenched; {he} had wanted to {goal}, and nobody could take that from {him} now.
For {A} the circle had closed; {he} had wanted to {goal}, and had done it.
`,
);

/** A goal lost just now. */
export const GOAL_LOST = bank(
  'goal-lost',
  2,
  `
After that there was no longer any way for {A} to {goal}.
{S} had wanted to {goal}, and saw now that it would not happen.
It was too late to {goal}, and {A} was the last to admit it.
Whatever else might come, {A} had lost the chance to {goal}.
The chance to {goal} had come and gone while {A} was looking elsewhere.
{S} let go of the hope to {goal}, finger by finger.
To {goal}: that was what {A} had promised {himself}, and that was what {he} had lost.
For {A} a door had closed, the one that led to where {he} could {goal}.
`,
);
