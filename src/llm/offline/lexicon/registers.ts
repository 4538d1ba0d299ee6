import { type Bank, bank } from '../chance.js';

/** What a way of telling adds: remarks of its own, openers (with their comma) and tails (without it). */
export interface Register {
  readonly remarks: Bank;
  readonly openers: Bank;
  readonly tails: Bank;
}

const noir: Register = {
  remarks: bank(
    'noir-remarks',
    2,
    `
Somebody was lying. Somebody always is.
The truth was somewhere {in:place}, keeping its hat on.
Trouble has a smell, and {place} was wearing it.
{feature} looked like the kind of witness that remembers nothing.
You could buy a lot of silence {in:place}, and it looked as if somebody had.
Nobody {in:place} was clean. It was only a question of where the dirt was.
{one} had trusted people before. It had come out of {onehis} pay.
There are places that keep a secret, and places that keep the bill. This was the second kind.
Luck had walked out some time ago and had not said when it would be back.
{one} had seen better odds on worse horses.
Everybody wanted something. The trick was to find out who wanted it most.
The quiet had the flat sound of a door that has just been locked.
It was the kind of place where even {feature} wanted an alibi.
Nice people don't end up {in:place}. Neither do stupid ones, not for long.
{one} lit nothing, drank nothing and felt the want of both.
Facts are cheap. It is the ones who keep them who charge.
`,
  ),
  openers: bank(
    'noir-openers',
    2,
    `
With no faith in it,
For what it was worth,
Because nobody else was fool enough,
The way one opens a bill,
With a poker face,
On a hunch,
As if there were a fee in it,
Tired of being polite,
Having nothing to lose but time,
With one eye on the door,
`,
  ),
  tails: bank(
    'noir-tails',
    2,
    `
like somebody counting another's money
and kept the face that went with it
as if the place were wired
and asked no favours
with the patience of a bailiff
and left the manners for later
as though it had been done before and had ended badly
like a card held a second too long
`,
  ),
};

const epic: Register = {
  remarks: bank(
    'epic-remarks',
    2,
    `
Of such hours the songs are made, though those who live in them seldom feel like singing.
{place} had seen the coming and the going of greater companies, and it had outlasted them.
Long after, when the tale was told, there would be some who did not believe this part of it.
So small a company had never stood before so great a matter.
There is a courage that shouts, and there is a courage that stays; {one} had the second.
The world turns upon little hinges, and one of them was {in:place}.
Old powers do not hurry, and neither do they forget.
What had been set in motion before any of {us} was born came on, step by step.
{feature} had stood when kings were young, or seemed to have.
{one} bore it as one bears a banner, because somebody must.
Not by strength would it be won, if it was to be won at all.
The fate of many lay in few hands, and the hands were tired.
It is written of that time that even the stones {in:place} listened.
Great was the need, and small the hope, and the one did not measure itself by the other.
Far away, perhaps, somebody was already making a legend of it and getting it wrong.
{one} thought of those who had gone before, and stood a little taller among them.
`,
  ),
  openers: bank(
    'epic-openers',
    2,
    `
Undaunted,
As had been sworn,
Though the heart misgave,
With a vow unspoken,
In that grave hour,
As their like had done in elder days,
Steadfast,
Mindful of what was at stake,
Against the gathering dark,
With head held high,
`,
  ),
  tails: bank(
    'epic-tails',
    2,
    `
as one who goes to meet a doom and will not be late for it
while the very air seemed to stand back
with a resolve that would be spoken of
as though a great host were watching
and did not count the cost
as the mighty of old were said to do
with the patience of mountains
and set {his} will against it
`,
  ),
};

const literary: Register = {
  remarks: bank(
    'literary-remarks',
    2,
    `
It is possible to be in a place for a long time before one arrives there; {one} was just now arriving.
What we call an event is mostly the moment at which we notice.
{feature} had the composure of things that will be here afterwards.
{one} was aware, as one is of a clock that has stopped, that nobody had laughed for some time.
There are silences that are held between people like a cloth, each with a corner.
Memory would later tidy this, and in tidying it lose the one thing that mattered, which was how ordinary it was.
The light of the mind is narrow, and it fell, for no reason, upon {feature}.
{one} felt the small shame of having been seen thinking.
One lives forwards with one's face turned round.
Perhaps it was kindness, and perhaps only tiredness that had learned its manners.
{place} had got into the way people spoke: they left gaps in it.
It seemed to {one} that everything had been said once already, in another room, by people better at it.
To be precise about fear is already to be a little less afraid.
Somewhere a sentence was being prepared that nobody would say.
{one} noticed {onehis} own hands, and that they had grown older without asking.
What was between them had the shape of a thing that is talked around.
`,
  ),
  openers: bank(
    'literary-openers',
    2,
    `
With the slight delay of somebody translating,
As though remembering how,
Not quite on purpose,
Under the pretext of having something to do,
In the tone, almost, of an apology,
Because the silence had acquired an edge,
With that attention which is the better part of tact,
As if from a great way off,
For reasons that would later seem clear,
Having waited a moment longer than was natural,
`,
  ),
  tails: bank(
    'literary-tails',
    2,
    `
with a gesture that outlived its purpose by a moment
as one touches a sentence in a book that one has loved
with a care that had nothing to do with the matter
while something in the room altered its weight
as though {he} were being remembered doing it
with the inwardness of people who believe themselves alone
with some surprise at how simple it was
as one might close a window in another person's house
`,
  ),
};

const tale: Register = {
  remarks: bank(
    'tale-remarks',
    2,
    `
Now, as everybody knows, such things come in threes.
And whether {place} heard it or not, it said nothing.
There was once a time when this would have been easy, but that time was over.
{one} had been told as a child never to do such a thing, and for good reason.
If {feature} could have spoken, it would have saved {us} all a great deal of trouble.
But that is how it goes with wishes: they are short, and their shadows are long.
And it was neither too early nor too late, but just before.
The wise would have turned round here, and so the tale is not about the wise.
{one} put it in a pocket of the heart and buttoned it up.
Nothing is so well hidden as what lies before one's nose.
So {one} went on, for there was nothing behind but the way back.
A promise is a small thing until somebody asks for it.
And the night, or what served for night, pricked up its ears.
`,
  ),
  openers: bank(
    'tale-openers',
    2,
    `
Not being one to wait for the spring,
As the old ones advise,
Quick as a wink,
With a heart that went up and down,
For luck does not knock twice,
Once, twice and a third time,
Without asking what it might cost,
Brave as a mouse in a church,
`,
  ),
  tails: bank(
    'tale-tails',
    2,
    `
and that was that
as if {he} had never done anything else
while nobody said a word against it
the way one picks up a sleeping bird
while the moment held its breath
with one eye shut for luck
and thought no more of it until later
`,
  ),
};

/** The registers by name. */
export const REGISTERS: Readonly<Record<'noir' | 'epic' | 'literary' | 'tale', Register>> = {
  noir,
  epic,
  literary,
  tale,
};
