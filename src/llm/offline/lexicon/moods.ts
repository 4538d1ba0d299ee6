import { type Bank, bank } from '../chance.js';

/** Remarks by tone: one or so a turn. They hold at any place; `{place}`, `{one}` and `{feature}` tie them to one. */
export const TONES: Readonly<Record<string, Bank>> = {
  grim: bank(
    'tone-grim',
    2,
    `
Nobody said that it would [end badly|get worse], because nobody needed to.
There was a [price|reckoning] coming, and {place} seemed to know for whom.
{one} had seen hope do more harm than fear, and kept {onehis} share of it small.
It was the kind of hour that takes more than it gives.
Mercy, if there was any, was being kept for somebody else.
Even {feature} had the look of something left over after a loss.
What could break would break; {one} only wondered in which order.
The [quiet|silence] {in:place} was not peace, only the pause between two blows.
{one} thought of those who had been in as deep as this and had not come out.
There would be less of everything before there was more of anything.
Somewhere in {one} a small voice had started to count losses.
{company}It had made everyone {in:place} a little older.
Kindness was a luxury here, and even cheaper things were running short.
{one} no longer asked whether, only how much.
The facts were hard, and they were getting no softer for being known.
Something had been owed {in:place} for a long time, and the debt was falling due.
`,
  ),
  hopeful: bank(
    'tone-hopeful',
    2,
    `
It was not much, but [people have built on less|it was more than there had been to begin with].
{one} caught {onehimself} thinking that it might still come right.
There was a way through this, and somebody {in:place} was going to find it.
Small things were going well, and small things add up.
The worst had been looked in the face, and it had blinked.
Even {feature} seemed a little less forlorn.
{one} felt it without being able to prove it: the tide had begun to turn.
{company}{We} were better at this than {we} had been at the start.
Whatever had been broken here, not all of it was past mending.
For every door that had closed, {one} could name one that had not been tried.
{company}It is hard to give up in company, and {place} was not empty.
{one} almost hummed.
A beginning does not announce itself, and perhaps this was one.
{company}There was some comfort in having work to do and people to do it with.
Trust grows in odd corners; it was growing {in:place}.
{one} would tell this one day, and it would be a good story.
`,
  ),
  wry: bank(
    'tone-wry',
    2,
    `
As plans go, it had the merit of being short.
{one} had known worse, though not often and never on purpose.
If there was a sensible person {in:place}, nobody had noticed.
Dignity had been among the first things to go, and nobody had missed it.
{feature} had the air of having expected this.
It would have been funny somewhere else, and to somebody else.
There is a kind of luck that looks exactly like the other kind.
{one} made a note never to volunteer again, and knew what the note was worth.
{company}{We} were, all things considered, doing splendidly for people with no idea.
The universe had been asked for a sign and had sent a draught.
Somebody ought to have written it down, if only as a warning.
It was progress of the sort that one has to squint at.
{one} considered panicking and found that {onehe} could not spare the time.
Experience, as {one} was fond of saying, is what you get instead.
No one had been foolish enough to ask what else could go wrong.
{in:place} good ideas were scarce, and so the bad ones had to serve.
`,
  ),
  tense: bank(
    'tone-tense',
    2,
    `
[Every sound|Each small noise] {in:place} arrived a little too loud.
{one} realised that {onehis} hands had closed by themselves.
Something was about to happen; the only question was on which side of the door.
{company}No one turned a back on anybody.
Time had begun to run [in a different way|like water toward a drain].
{one} counted to ten and did not feel any safer at ten.
{company}{We} spoke less now, and moved less, and listened more.
A creak from the direction of {feature} made {one} turn round too fast.
The air {in:place} felt drawn tight, like a line with something heavy on it.
{company}It would take one wrong word, and everyone there was choosing words with care.
{one} kept looking at {feature} and could not have said why.
There was a moment in which all of it could have been stopped, and it passed.
Nerves were fraying strand by strand.
{company}The next few minutes mattered, and everybody {in:place} knew it.
{one} held still, the way one does when a step sounds on the stair.
Whatever was coming, it had stopped hiding its footsteps.
`,
  ),
  neutral: bank(
    'tone-neutral',
    2,
    `
So the minutes went, [one after the other|each with its own small task].
Things {in:place} were no longer [as|where] they had been.
{many}{one} [looked|glanced] at {feature} and then at the others, and kept {onehis} thoughts to {onehimself}.
There was more to be done than had been done.
Each of {us} knew a part of it, and no two parts were the same.
{one} had begun to see how it might fit together.
{company}It was hard to say who was leading and who was following.
{company}Talk and work went on side by side, as they do.
{place} had seen [stranger|other] company, but not lately.
What one of {us} did now changed what the next could do.
{one} reckoned up what was known, and it did not take long.
Nothing was settled, yet it was no longer all in the air.
The longer it went on, the more it mattered to {one} to see it through.
There was a rhythm to it by now, uneven but {our} own.
A thing half understood is heavier than a thing unknown, and {one} had several to carry.
{company}{one} was tired, and so was everybody, and there was no stopping.
`,
  ),
};

/** Last sentences of a turn by arc: they lead on. */
export const ENDINGS: Readonly<Record<string, Bank>> = {
  opening: bank(
    'end-opening',
    1,
    `
It had begun, and {one} was not sure that it could be called back.
{one} looked at {feature} and wondered what else had been in plain sight.
Nobody knew yet how little of it was chance.
There was a great deal to do, and {one} had only just found out how much.
That was the first step; the second would ask for more.
Nobody had said where this was going, but {one} could feel the ground begin to slope.
`,
  ),
  rising: bank(
    'end-rising',
    1,
    `
And still the question stood, and {one} could not leave it alone.
{one} had the feeling that {place} was [waiting for|listening to] what came next.
There was no [going back|time to rest] now; what had been [started|stirred up] would have to be [finished|faced].
{company}It was {one} who said what there was to say: it would have to go [faster|otherwise] from here.
[Somewhere|Not far off] a [door|board] creaked, and {one} raised {onehis} head.
{one} [marked|kept] the thought for later, and later was not far away.
The next move would have to be [a better one|the right one], and {one} meant to make it.
A little more was known and a little less was certain.
If {one} was right, there was [less time|farther to go] than anybody had said.
{one} took a last look at {feature} and made up {onehis} mind.
What was missing could not be far; {one} would have staked a good deal on it.
It had grown late {in:place} without anyone's leave.
So it came to the edge of the next thing, and {one} was already leaning forward.
{one} said nothing more, but {onehe} had begun to plan.
It could not stay like this, and it did not.
One thread had come loose; {one} was holding the end of it.
For {one} the matter had become personal.
Nothing had been moved, and yet {place} did not look the same any more.
By then {one} had stopped hoping that somebody else would see to it.
That left one thing to try, and {one} did not like it.
The hour turned over like a sleeper, and was not yet done with {us}.
{one} would have given much for one clear answer.
{company}Not everything had been said, and {one} knew it.
It would get harder before it was over; {one} squared {onehis} shoulders.
`,
  ),
  turning_point: bank(
    'end-turning',
    1,
    `
After this nothing {in:place} would be what it had been.
{one} understood that the thing had tipped, and that it would not tip back.
There are moments that divide before from after; {one} had just stood in one.
Whatever was done from here on would be done knowing.
It was all different now, and {one} was the first to feel it.
From that point the road ran downhill, for better or worse.
`,
  ),
  closing: bank(
    'end-closing',
    1,
    `
There was not much left to do, and very little time to do it in.
{one} could see the end from where {onehe} stood.
Soon there would be nothing more to decide.
{We} had come as far as {we} were going to come together.
What remained was to count up, and {one} had already begun.
The last of it was near enough to touch.
`,
  ),
};

/** Callbacks to an earlier turn; `{past}` is the log's line, as a clause. */
export const CALLBACKS = bank(
  'callbacks',
  1,
  `
No one had forgotten [how it had come to this|the turn things had taken]: {past}.
{one} kept [coming back|returning] to one thing: {past}.
What had happened [earlier|before] was still [with {us}|in the air]: {past}.
It was not so long since it had happened: {past}.
Much of it went back to a single moment: {past}.
When {one} tried to say where it had started, there was always this: {past}.
The thought of it was still fresh to {one}: {past}.
{past}; and since then things had not stood still.
Between then and now lay only [minutes|a few choices]: {past}.
One thing led to another, and this was the one: {past}.
`,
);
