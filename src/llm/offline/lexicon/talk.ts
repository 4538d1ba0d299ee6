import { type Bank, bank } from '../chance.js';

/**
 * Lines that have nothing to pass on and no danger to name: the small change of talk, by kind as in `lines.ts`, and what
 * is said of where people and things are. `{subject}` is a person or thing, `{where}` where it is thought to be, after a
 * preposition, `{spot}` the same if it is a place and nobody's hands, `{seen}` nothing where the speaker has seen it there,
 * `{from}` whoever said so.
 */
export const TALK: Readonly<Record<string, Bank>> = {
  ask: bank(
    'talk-ask',
    1,
    `
Which of us do you suppose will be the first to say it aloud, {B}?
Has it struck you that {feature} is the only thing {in:place} that makes sense?
What would your mother say if she saw you {in:place}?
Do you ever get the feeling that {exit} is listening?
When this is over, {B}, where will you go?
How would you describe {thing} to somebody who had never seen one?
Were you asleep when it started, {B}, or only pretending?
What was the last thing that went right?
Would you swap places with {C}, if you could?
Did you hear {C} just now, or did I imagine it?
Have you eaten anything since we came, {B}?
What do they pay you for this, {B}?
Is there a way out of {place} that I have not thought of?
If you were me, would you go to {exit} next?
Who taught you to stand like that, {B}, with your back to the wall?
Tell me honestly, {B}: am I making it worse?
What is that on your sleeve, {B}?
Do you trust {thing} any more than I do?
Are you cold, {B}, or is it {place}?
Whose idea was it to come to {place}, can you remember?
Did anybody count how many we were at the beginning?
What did you mean, {B}, by that look a moment ago?
`,
  ),
  remark: bank(
    'talk-remark',
    1,
    `
There is a kind of quiet I can't get used to, {B}, and {place} has it.
I had an uncle who kept a thing like {feature} in his parlour.
You can say what you like about {place}, {B}, but it does not flatter anybody.
My feet have opinions about {exit}, and none of them are kind.
I would feel better if {thing} were locked up somewhere.
Whoever was here before us had a strange idea of order, {B}.
It seems to me that {place} has got smaller since we came.
I have stopped asking what else can happen.
If I had a coin for every time somebody told me to be patient, {B}, I would buy {exit} and close it.
That smell again, {B}; don't tell me you don't notice it.
We have been polite for too long, you and I.
I had a list of what to worry about, {B}, and I have run out of paper.
The more I look at {feature}, the less I like whoever left it so.
Everybody keeps walking round {thing} as one walks round a sleeper.
I could sleep standing up, {B}, and I think I just did.
There is a draught from {exit} that was not there before.
One of these days I will do something useful, {B}, and nobody will be there to see it.
I keep my good boots for better occasions than this.
At least we know now what we don't know.
You are quiet, {B}, and it suits you less than it suits {C}.
I make it three things too many for a coincidence.
Nothing about {feature} is an accident, if you want my opinion.
`,
  ),
  muse: bank(
    'talk-muse',
    1,
    `
Left, then right, then what?
If I had any sense I would sit down and wait for somebody with more.
Patience, they said, as if it grew on trees.
It moved, or I did.
Start again from the beginning, and slower.
Whoever did this was left-handed, or in a hurry, or neither.
That makes four times I have looked at {feature}.
Somebody will have to explain {feature} to me one day.
No use shouting, there is nobody to shout at.
Well, {place}, it is you or me.
What was it they used to say about fools and open doors?
I know this, I know it, it is on the tip of my tongue.
Warm, warmer, cold again.
They could at least have left a note.
Careful now, this is how it always begins.
A little to the side, perhaps, and then down.
I wonder what the others are telling each other about me.
It can't be as simple as that, can it?
Keep your hands busy and your head will follow.
If only {thing} could talk, I would be out of here by now.
`,
  ),
  work: bank(
    'talk-work',
    1,
    `
Mind your fingers, {B}, I can't see from here.
There, did you feel that give?
It wants a knack, {B}, and I am looking for it.
Nobody has touched this in a long time, or somebody has been very careful.
Count to twenty, {B}, and tell me when you get there.
I would sooner do it twice than do it wrong.
Hand me whatever is nearest to you, {B}.
Go on talking, {B}; I listen better with my hands full.
One of us should be keeping an eye on {feature}.
It comes apart more easily than it should.
If I swear, {B}, take it as a good sign.
Remind me to be paid for this.
You could help, {B}, or you could go on being decorative.
Not that side, {B}, the other one.
Wait until I have this out of the way.
I have seen worse, {B}, but I was younger then and had better light.
`,
  ),
  leave: bank(
    'talk-leave',
    1,
    `
I will be {in:exit}, {B}, if anybody should ask.
My legs want to go to {exit}, and I have stopped arguing with them.
Keep talking, {B}, I will hear you as far as {exit}.
Something tells me to look {in:exit} before somebody else does.
Don't wait for me with the good ideas, {B}.
I would ask you to come, {B}, but one of us should stay.
We are wasting two pairs of eyes on one place.
Let me try {exit}; I can always come back and be wrong here.
It is time somebody went to {exit}, {B}, and I am somebody.
If anybody comes looking for me, say that I went the other way.
There is air {in:exit}, at least, and fewer people breathing it.
`,
  ),
  'reply-agree': bank(
    'talk-agree',
    1,
    `
There is sense in that, {B}, and I have been short of it.
Then we are of one mind for once, and we had better make use of it.
Say no more, {B}.
Put like that, I can't see what else there is to do.
I had got as far as that myself, and was afraid to go on alone.
So be it, {B}; lead on.
You have a way of saying it that makes it sound possible.
I would shake your hand on it, {B}, if mine were clean.
That is the first thing all day that I have had no quarrel with.
Done, and I hope that neither of us regrets it.
If you say so, {B}, I will stop doubting it, at least until tomorrow.
Agreed, and let {C} say what {C} likes.
You took the words out of my mouth, {B}, and put them in better order.
`,
  ),
  'reply-doubt': bank(
    'talk-doubt',
    1,
    `
It is a good story, {B}, and I should like to hear the other one.
You believe that because it is convenient, {B}.
There is something wrong with it, and give me a minute and I will tell you what.
I am not saying that you are mistaken, {B}, only that I would not bet on it.
Who told you that, {B}, and what did they want for it?
Half of that may be true; which half, I wonder?
You are very certain for somebody who was not there.
If it were so, {B}, then why is {feature} as it is?
I have no reason to trust it, {B}, and two not to.
That is what everybody thinks, and everybody has been wrong so far.
Say it again without looking at {C}.
I will need more than that, {B}.
`,
  ),
  plan: bank(
    'talk-plan',
    1,
    `
Two go, one stays, and whoever stays keeps {feature} in sight.
Suppose I draw them off toward {exit}, {B}, and you do the rest.
Give me one good reason, {B}, not to begin with {thing}.
We do the quick thing first and the clever thing afterwards.
If one of us is not back by then, {B}, the other goes to {exit} and does not wait.
Nothing grand, {B}: a look at {exit}, a word with {C}, and back here.
Let us each say what we are afraid of, and plan for that.
We need eyes {in:exit} and hands here, and there are only so many of us.
Whatever we do, {B}, let us do it before anybody thinks of a reason not to.
You watch, I work, and then the other way about.
`,
  ),
  negotiate: bank(
    'talk-negotiate',
    1,
    `
You keep your reasons, {B}, and I keep mine, and we carry the thing together.
Let me have this one, {B}, and the next is yours.
I would rather owe you something than fight you for it.
There is enough blame here for two, {B}; shall we share it?
We don't have to like it, {B}, we only have to stick to it.
What if we each give up the half that we want least?
Talk to me as you would to somebody you needed, {B}, because you may.
I will take your word, {B}, if you will take mine, and that is cheap at the price.
`,
  ),
  locate: bank(
    'talk-locate',
    1,
    `
If you are looking for {subject}, {B}, try {spot}.
{seen}When I last looked, {subject} was {in:where}.
You will find {subject} {in:where}, {B}, unless somebody has been quicker.
{seen}It was {in:where} that I last saw {subject}.
I know where {subject} is, {B}: {in:where}.
As far as I know, {subject} is still {in:where}.
{seen}Believe me, {B}, {subject} is {in:where}; I have it from my own eyes.
{seen}Nobody has asked me, but {subject} was {in:where} when I came away.
Nobody has asked me, but {subject} should be {in:where} by now.
My guess is a good one, {B}: {subject} is {in:where}.
One need not look long for {subject}, {B}, only {in:where}.
{seen}Somebody should look {in:where}, {B}, because that is where I last saw {subject}.
`,
  ),
  correct: bank(
    'talk-correct',
    1,
    `
You have it wrong, {B}: {subject} is {in:where}.
Not any more, {B}; {subject} is {in:where} now.
Don't look where you think, {B}. The place for {subject} is {spot}.
Whatever you have been told, {B}, {subject} is {in:where}.
Before you go and look for {subject}, {B}: it is {spot} you want.
I know what you believe, {B}, but {subject} is {in:where}.
If you still count on finding {subject} in the old place, don't: try {spot}.
`,
  ),
  'locate-told': bank(
    'talk-locate-told',
    1,
    `
I have it from {from} that {subject} is {in:where}.
{from} says that {subject} is {in:where}, {B}, and I have not been to look.
According to {from}, {B}, you would find {subject} {in:where}.
They tell me that {subject} is {in:where}; I have only their word for it.
Word is that {subject} is {in:where}, {B}.
I have heard, though I have not seen, that {subject} is {in:where}.
`,
  ),
  wonder: bank(
    'talk-wonder',
    1,
    `
I could have sworn that {subject} was {in:where}, {B}, but that was a while ago.
Do you know, {B}, whether {subject} is still {in:where}?
Where has {subject} got to? The last I knew was {spot}.
I am not so sure any more that {subject} is {in:where}.
Was it {in:where} that {subject} was, {B}, or am I thinking of something else?
{subject} used to be {in:where}, and I would not put money on it now.
Somebody told me {spot}, {B}, when I asked after {subject}, and I wonder.
Has anyone looked {in:where} lately, for {subject}?
`,
  ),
};
