import { type Bank, bank } from '../chance.js';
import { REPLIES } from './replies.js';

/**
 * Lines of speech by what they are for. `{B}` is the listener, `{fact}` something known, `{goal}` what the speaker wants
 * (an infinitive without "to"), `{thing}` and `{feature}` something in sight, `{exit}` a place next door, `{C}` a
 * third person who is there (who hears it, too), `{third}` nothing where there is one, `{from}` whoever told the speaker.
 */
export const LINES: Readonly<Record<string, Bank>> = {
  ...REPLIES,
  ask: bank(
    'line-ask',
    1,
    `
What do you make of {feature}, {B}?
{B}, have you looked at {feature}, I mean really looked?
How long do you think we have, {B}?
Who was {in:place} before us, do you suppose?
If it came to it, {B}, which of us would you trust?
Have you noticed how {C} keeps looking at {feature}?
What did you expect to find here, {B}?
Would you tell me if you had seen something?
Do you hear that, or is it only {place}?
Where would you hide something, {B}, if you had only a minute?
What would you do with {thing}, if you had the say?
Has anyone touched {thing} since we came?
Is there anything about {thing} that you recognise?
What is it about {exit} that nobody wants to go there?
Were you ever {in:exit}, {B}, before all this?
What are you not telling me, {B}?
Is it me, or has {place} changed since we started?
Can I count on you, {B}, if this goes badly?
{third}What do you think we are all after, {B}?
When did you last see {thing} in the right place?
Do you believe in luck, {B}?
If you had to leave one thing behind, what would it be?
What frightens you most about {place}?
`,
  ),
  confide: bank(
    'line-confide',
    1,
    `
I came here to {goal}, {B}, and I am no longer sure that it can be done.
All I want is to {goal}; the rest I can live without.
You know what I am here for: to {goal}.
I have told myself so often that I would {goal}, and look at me now.
If I don't {goal}, nobody will, and that is not vanity, only arithmetic.
Help me {goal}, {B}, and you can ask of me what you like.
There is one thing I mean to do before this is over, and that is to {goal}.
Somebody has to {goal}, and I seem to be the somebody.
I would give a good deal to {goal}, more than I would admit to anybody else.
To {goal} sounded simple when I said it at home.
I can't stop now, not before I have had a chance to {goal}.
What would you think of me if I failed to {goal}?
You asked me once what I wanted; I want to {goal}.
If you want to know why I am still here, it is to {goal}.
I lie awake over it, {B}, over how to {goal}.
They sent me to do something else, but I mean to {goal}.
I would not tell everybody this, but I have to {goal}, whatever it costs.
Wish me luck, {B}, because I still intend to {goal}.
It comes down to this, {B}: either I {goal}, or I go home and never speak of it.
I used to think that anybody could {goal}.
`,
  ),
  remark: bank(
    'line-remark',
    1,
    `
I don't like the look of {feature}.
There is something about {place} that does not add up.
Somebody has been at {feature} before us.
One gets used to {place}, and that is the worst of it.
We should keep an eye on {exit}.
I keep thinking that {feature} was somewhere else a moment ago.
Stay near me, {B}, and mind {feature}.
We are missing something, and I think it is right in front of us.
If these walls could talk, I would ask them to be brief.
I have a feeling about {thing}, and my feelings are usually expensive.
Don't touch {thing} until I have had a look, {B}.
We could do worse than to begin with {thing}.
I have seen {feature} in my sleep, or something very like.
You and I should talk, {B}, when there is time.
We will laugh about this one day, {B}, though not soon.
You look as tired as I feel.
Somebody is going to have to go to {exit}, and I think it will be me.
I was never any good at waiting.
`,
  ),
  muse: bank(
    'line-muse',
    1,
    `
Think, think; it was here, or it was nowhere.
So this is what it comes to, {feature} and me.
One thing at a time, and {feature} first.
There has to be a reason for {feature}.
If I were {thing}, where would I want to be?
It was easier when I did not know so much.
They will be wondering where I am.
Somebody stood here before me and was afraid.
Nearly there, or nearly lost, it feels the same.
I should have asked when there was still someone to ask.
All right then, what have you got for me?
Not yet, not yet, but soon.
Talking to myself again, and still the best company {in:place}.
It was here, I could swear that it was here.
What would they say if they could see me now?
Slowly does it, and no noise.
If the answer isn't here, I will eat my hat.
Count to ten, then look again.
I have been in worse places, though I can't think where.
There must be something that I have not thought of.
`,
  ),
  work: bank(
    'line-work',
    1,
    `
Hold the light a little closer, if you have one.
Give me a minute with this, {B}.
Don't look at me like that, {B}, I know what I am doing.
If this works, I will never complain again.
This would go faster with two, {B}.
Keep talking, {B}, it helps me to think.
Watch {exit} for me, will you?
There is more to this than meets the eye.
I have done this before, though never with so many people looking on.
Stand back a little, {B}, in case I am wrong.
Say nothing for a moment; I want to listen.
Somebody went to a great deal of trouble here.
I only want to be sure, {B}, that is all.
Nobody is to lean on {feature}, please.
I will take this side, {B}, and you take the other.
It has to be somewhere, and this is somewhere.
`,
  ),
  leave: bank(
    'line-leave',
    1,
    `
I am going to have a look at {exit}.
Somebody should see what is happening {in:exit}, and I have the longest legs.
Stay here, {B}, I won't be long.
If you hear me shout, {B}, come running or don't come at all.
I can't think in here; I will be {in:exit}.
There is nothing more for me {in:place}.
Wait for me, {B}, or better still, don't.
You hold {place}, {B}, and I will try my luck elsewhere.
Whatever we need, {B}, it is not here, so I am going.
If I am not back soon, {B}, don't wait for me.
Give me a quarter of an hour, {B}, and then begin to worry.
I want to see {exit} with my own eyes.
Don't follow me, {B}, not straight away.
I have had enough of {place} to last me a lifetime.
It is {exit} next, and I would rather go than be sent.
`,
  ),
  confront: bank(
    'line-confront',
    1,
    `
You have been keeping something back, {B}, and I want to know what.
Look at me, {B}, and tell me you had nothing to do with it.
Where were you, {B}, when it happened?
I have watched you, {B}, and you go round {feature} as if it burned.
You knew, {B}, before any of us did, and you let us walk into it.
Don't tell me it was chance, because I have stopped believing in chance.
How many times did you mean to let me ask, {B}?
I could forgive the thing itself, {B}, but not the silence about it.
What were you doing with {thing}?
Who are you protecting, {B}, if not yourself?
If you have an explanation, this would be the time for it.
Every time I turn round you are near {feature}, and every time you have a reason.
You can tell me now, {B}, or you can tell everyone later.
{third}Do the others know what you really came for?
I am done being polite about it, {B}.
You talk a great deal, {B}, and never about {exit}.
`,
  ),
  'confront-fact': bank(
    'line-confront-fact',
    1,
    `
Explain this to me, {B}: {fact}.
You knew that {fact}, and you said nothing.
Since {fact}, I would like to hear from you, {B}, what you were doing here.
How do you account for it, {B}, that {fact}?
I know that {fact}; what I don't know is your part in it.
When were you going to tell us that {fact}?
`,
  ),
  negotiate: bank(
    'line-negotiate',
    1,
    `
Let us not do this to each other, {B}; tell me what you need and I will tell you what I can spare.
I will give way about {feature}, if you give way about the rest.
We can be enemies tomorrow, {B}, and I promise to be good at it, but not today.
You want something and I want something, so let us see whether they fit.
I was hard on you, {B}, and I take it back.
Half each, {B}, and no questions; is that fair?
What would it cost me to have you on my side?
I would sooner have you with me than against me, and I am prepared to pay for it.
Suppose you have {thing}, and I have the first look at {exit}?
It does neither of us any good to go on like this, {B}.
I am sorry, {B}; there, I have said it, and nothing fell on my head.
Let {C} judge between us, if you don't trust my arithmetic.
Name one thing that would make you trust me, and I will see if I can do it.
`,
  ),
  plan: bank(
    'line-plan',
    1,
    `
Here is how I see it: you take {feature}, {B}, I take {exit}, and we meet in between.
We should go at it together, {B}, one to look and one to watch.
First {thing}, then {exit}, and nobody goes alone.
If we put together what you know and what I know, {B}, we have most of it.
Suppose we stop running about and do one thing properly.
We know enough by now to stop guessing, {B}, so let us be methodical.
You are better at this than I am, {B}; tell me where you would start.
Let us agree on a signal, in case one of us runs into trouble {in:exit}.
I say we try {exit} next, and leave {feature} for {C}.
There are three things to be done, and I can only do two of them.
Before it gets any later we ought to decide who goes and who stays.
{third}Keep everybody busy, {B}, and I will see to {thing}.
`,
  ),
  'plan-fact': bank(
    'line-plan-fact',
    1,
    `
We know that {fact}, so it follows that we begin there.
Given that {fact}, {B}, I would start with {exit}.
Take it as settled that {fact}; now, what is the next step?
If {fact}, then we ought to be looking for whoever it served.
Everything turns on one thing, {B}: {fact}.
Start from what is certain, {B}, and it is certain that {fact}.
I would not have thought of it, {B}, but since {fact}, there is only one place to look next.
The way I read it, {fact}, and so we had better divide the work.
You heard that {fact}; now help me to use it.
`,
  ),
  help: bank(
    'line-help',
    1,
    `
Easy, {B}, easy; look at me and breathe.
Sit down before you fall down, {B}.
Let me see that, and don't tell me it is nothing.
You are no use to anyone like this, {B}, so hold still.
Lean on me, {B}, I don't break.
You would do the same for me, or so I tell myself.
It looks worse than it is, {B}, and I have seen worse.
Take your time; nobody is going anywhere.
Stay with me, {B}, and talk to me about anything but {place}.
There now, the worst is over, and if it isn't, I am still here.
Give me your hand, {B}, and tell me where it hurts.
You don't have to be brave for my sake, {B}.
Drink something, {B}, and then tell me the rest.
One breath and then another, {B}, there is no trick to it.
I have you, {B}.
We will get you on your feet again, {B}, but not this minute.
`,
  ),
  guard: bank(
    'line-guard',
    1,
    `
Stay behind me, {B}, and don't argue.
Nobody is going to lay a hand on you while I am here.
You do what you have to do, {B}, and I will watch {exit}.
I will be right here, {B}, between you and {exit}.
If anything comes, {B}, you go, and I stay.
I have your back, whether you want me to or not.
Whatever it is, {B}, it will have to talk to me first.
Work on, {B}, and leave the looking round to me.
I am not going anywhere, {B}, so you may as well get used to me.
If I say down, {B}, you go down, and you ask me afterwards.
I don't like having {exit} behind us, so I will stand here if you don't mind.
You need not thank me, {B}, only stay where I can see you.
Consider me a wall, {B}, with opinions.
Two of us are harder to frighten than one.
Keep to this side of me, {B}, away from {feature}.
`,
  ),
  give: bank(
    'line-give',
    1,
    `
Here, {B}, you will need it more than I do.
Take this, and don't thank me yet.
I have carried it far enough, {B}; it is yours.
Hold on to this for me, {B}, and we will call it even.
Keep it, {B}; it was never much use to me.
It isn't a present, {B}, it is an argument.
You have better hands for this than I have, {B}.
Don't ask, {B}, just put it away.
I would feel easier if you had this, {B}.
Call it a loan, {B}, if that sits better with you.
Let it be of use to somebody, and you are somebody.
`,
  ),
  attack: bank(
    'line-attack',
    1,
    `
I warned you, {B}!
That is far enough, {B}!
You have had this coming, {B}!
Get away from {feature}, {B}, now!
No more talking, {B}!
You should have told me the truth!
`,
  ),
  warn: bank(
    'line-warn',
    1,
    `
We have to get out of {place}, {B}, and I mean at once.
Something is wrong, {B}, can't you feel it?
Whatever you are doing, {B}, do it faster.
Get back from {feature}!
It isn't safe here, {B}, it was never safe.
Not another step, {B}, not until we know what that was.
Keep your head down and your mouth shut until it has passed.
If it starts again, {B}, run for {exit} and don't look round.
We can argue about it later, if there is a later.
Do you feel that, {B}, under your feet?
Leave it, {B}, it isn't worth your neck.
Stay close to {feature}, and stay low.
I don't want to frighten you, {B}, so let us just walk, quite quickly.
This is how people die, {B}, standing about like this.
`,
  ),
  call: bank(
    'line-call',
    1,
    `
Help! Over here, {in:place}!
Is anybody there? We need hands {in:place}!
Somebody! Come quickly, and bring a light!
Here! We are here, by {feature}!
For pity's sake, will nobody come to {place}?
To me, everyone, to {feature}!
`,
  ),
};
