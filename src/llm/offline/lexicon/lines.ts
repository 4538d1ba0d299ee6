import { type Bank, bank } from '../chance.js';

/**
 * Lines of speech by what they are for. `{B}` is the listener, `{fact}` something known, `{goal}` what the speaker wants
 * (an infinitive without "to"), `{thing}` and `{feature}` something in sight, `{exit}` a place next door, `{C}` a
 * third person who is there, `{from}` whoever told the speaker.
 */
export const LINES: Readonly<Record<string, Bank>> = {
  tell: bank(
    'line-tell',
    1,
    `
You should know that {fact}.
[Listen, {B}:|Here is something:] {fact}.
I have not said this to anyone here, but {fact}.
Before you do anything else, {B}, consider that {fact}.
I can tell you one thing for certain, which is that {fact}.
It took me a while to believe it myself, but {fact}.
Ask me how I know later; for now, {fact}.
If I am reading it rightly, {fact}.
There is no good way to say it, {B}. The fact is that {fact}.
What would you say if I told you that {fact}?
Did you know that {fact}?
Keep it to yourself if you can: {fact}.
You were right to worry, because {fact}.
I think it matters to you as much as to me that {fact}.
We have been looking at this from the wrong side; {fact}.
It may be nothing, {B}, and yet {fact}.
There is a piece you are missing, and it is that {fact}.
I would rather you had it from me than from somebody else: {fact}.
Whatever you were about to do, wait, because {fact}.
Put this next to what you know: {fact}.
So far I am the only one who has noticed that {fact}.
I owe you the truth about one thing at least, and here it is: {fact}.
Remember this if anything happens to me: {fact}.
One of us was going to find it out sooner or later. {fact}.
`,
  ),
  'tell-found': bank(
    'line-found',
    1,
    `
I found it out by looking, not by asking: {fact}.
I went over it twice to be sure, and {fact}.
I have seen it with my own eyes, {B}: {fact}.
Nobody told me, I came on it by myself. {fact}.
Come and see for yourself, if you doubt me, but {fact}.
It was there for anyone to find, and now I have found it: {fact}.
While you were busy I had a look round, and {fact}.
My hands are still dirty from it, so take my word that {fact}.
I was not looking for it, I swear, but {fact}.
`,
  ),
  'tell-told': bank(
    'line-passed-on',
    1,
    `
I have it from {from} that {fact}.
{from} says, and I see no reason to doubt it, that {fact}.
According to {from}, {fact}.
{from} told me something that you ought to hear: {fact}.
This comes from {from}, not from me, but {fact}.
If {from} is to be believed, {fact}.
I heard it from {from} and have been turning it over since: {fact}.
`,
  ),
  secret: bank(
    'line-secret',
    1,
    `
I have never said this aloud before, {B}, so let me get to the end of it: {fact}.
You may think less of me for it, but {fact}.
I am tired of carrying it alone: {fact}.
There is something about me that you ought to know; {fact}.
Promise me nothing, just listen. {fact}.
`,
  ),
  'reply-fact': bank(
    'line-reply-fact',
    1,
    `
If {heard}, then we have been wrong about [a good deal|more than one thing].
So {heard}; I wish I could say that it surprised me.
Say that again, {B}, slowly. You are telling me that {heard}?
And who else knows that {heard}?
If it is true that {heard}, then I know where I would look next.
You are sure of it, that {heard}?
Then it was no accident, if {heard}.
I had half guessed it, and I am sorry to be right, if {heard}.
That {heard} explains one thing at least: why everybody here is so careful.
Let us suppose that {heard}; what does it leave us to do?
Suppose {heard}, as you say; who gains by it?
Then I have to think again from the beginning, because if {heard}, nothing I believed this morning holds.
Thank you for telling me, {B}; if {heard}, I can at least stop looking elsewhere.
It is hard to hear that {heard}, but better to hear it now.
`,
  ),
  'reply-question': bank(
    'line-reply-question',
    1,
    `
I wish I knew, {B}.
You ask as if I had been here longer than you have.
I have no answer that would hold water, {B}, only a guess about {feature}.
Ask me again when I have had a better look at {feature}.
The honest answer is that I do not know yet.
I will tell you what I think when I am sure that it is I who think it.
Yes and no, {B}, and more no than yes.
What I know would fit in one hand, and you have heard it.
It depends on what we find {in:exit}.
That is the right question, and I have been asking it myself.
I could give you an answer, but it would only be a comfort.
Nobody has asked me that before, not in so many words.
If I had seen anything, you would have been the first to hear.
You would not like my answer, {B}, and I do not like it either.
Give me until I have been to {exit}, and I will answer you.
Not here, {B}, not with {C} listening.
`,
  ),
  'reply-agree': bank(
    'line-agree',
    1,
    `
All right, {B}, we do it your way this time.
I was going to say the same, only less well.
That makes sense to me, more than anything else I have heard here.
I am with you, {B}, as far as it goes.
You have a point, and I will not pretend otherwise.
Good; then there are two of us who think so.
I would have come round to it by myself, but you have saved me the time.
Fair enough, as long as we keep an eye on {feature}.
Then let us not waste it, {B}.
I believe you, for what that is worth to you.
`,
  ),
  'reply-doubt': bank(
    'line-doubt',
    1,
    `
I hear what you say, {B}, and I would like to see what you say.
Forgive me, but I will believe it when I have touched it.
That is one way to look at it, and I am not sure that it is yours.
You said it very well, {B}, which is what worries me.
There are easier explanations than that.
I have been lied to by better people in worse places than {place}.
Let us say that I am not convinced and leave it there.
You leave something out, {B}, you always do.
And what does {C} say to that?
I would not build on it, not with {feature} staring us in the face.
`,
  ),
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
What would you do with {thing}, if it were up to you?
Has anyone touched {thing} since we came?
Does {thing} mean anything to you?
What is it about {exit} that nobody wants to go there?
Were you ever {in:exit}, {B}, before all this?
What are you not telling me, {B}?
Why did you come here, when you could have stayed away?
Is it me, or has {place} changed since we started?
Can I count on you, {B}, if this goes badly?
What do you think {C} is after?
When did you last see {thing} where it belonged?
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
I have told myself every day that I would {goal}, and look at me now.
If I don't {goal}, nobody will, and that is not vanity, only arithmetic.
Help me {goal}, {B}, and you can ask of me what you like.
There is one thing I mean to do before this is over, and that is to {goal}.
Somebody has to {goal}, and I seem to be the somebody.
I would give a good deal to {goal}, more than I would admit to {C}.
To {goal} sounded simple when I said it at home.
I can't stop now, not before I have had a chance to {goal}.
What would you think of me if I failed to {goal}?
You asked me once what I wanted; I want to {goal}.
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
It is too quiet, {B}, even for {place}.
We are missing something, and I think it is right in front of us.
If these walls could talk, I would ask them to be brief.
I have a feeling about {thing}, and my feelings are usually expensive.
Don't touch {thing} until I have had a look at it, {B}.
We could do worse than begin with {thing}.
I have seen {feature} in my sleep, or one very like it.
You and I should talk, {B}, when there is time.
We will laugh about this one day, {B}, though not soon.
You look as tired as I feel.
Somebody is going to have to go to {exit}, and I think it will be me.
I was never any good at waiting.
At least we know where {thing} is.
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
All right, {place}, what have you got?
Not yet, not yet, but soon.
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
If I am not back soon, {B}, don't wait for me.
Say nothing for a moment; I want to listen.
Somebody went to a great deal of trouble here.
I only want to be sure, {B}, that is all.
Tell {C} to keep clear of {feature}.
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
One of us is lying, and I know that it is not me.
You knew, {B}, before any of us did, and you let us walk into it.
Don't tell me it was chance, because I have stopped believing in chance.
How many times did you mean to let me ask, {B}?
I could forgive the thing itself, {B}, but not the silence about it.
What were you doing with {thing}?
Who are you protecting, {B}, if not yourself?
If you have an explanation, this would be the time for it.
Every time I turn round you are near {feature}, and every time you have a reason.
You can tell me now, {B}, or you can tell everyone later.
Does {C} know what you really came for?
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
Keep {C} busy, {B}, and I will see about {thing}.
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

/** Words put before a line by temperament; a comma or full stop is part of them. */
export const LEADS: Readonly<Record<string, readonly string[]>> = {
  blunt: [
    'Look,',
    'Plainly,',
    'No point dressing it up.',
    'Short version:',
    'Right,',
    'Let me be plain.',
    'I will say this once.',
  ],
  warm: [
    'My dear {B},',
    'Bear with me, {B}.',
    'I am glad you are here.',
    'Between friends,',
    'Come closer.',
    'Now then,',
    'You have been good to me, {B}.',
  ],
  wary: [
    'Not so loud.',
    'I could be mistaken,',
    "Don't quote me on this.",
    'Quietly now.',
    'I say this with some care.',
    "Don't turn round yet.",
    'Between us,',
  ],
  curious: [
    'It is the strangest thing.',
    'I have been thinking.',
    'Now this is interesting.',
    'Follow me for a moment.',
    'Here is a puzzle.',
    'Oddly enough,',
    'I keep coming back to it.',
  ],
  wry: [
    'You will enjoy this.',
    'Brace yourself, {B}.',
    'As if the day were not long enough,',
    'For what it is worth,',
    'Not to spoil the mood,',
    'Cheer up, {B}.',
    'Good news and bad news.',
  ],
  formal: [
    'With respect,',
    'For the record,',
    'I think it right to say this.',
    'If I may,',
    'In fairness,',
    'As a matter of duty,',
    'I give you my word on this.',
  ],
  fierce: [
    'Damn it, {B},',
    'Enough.',
    'Hear me!',
    'I have had it up to here.',
    'By God,',
    "Don't you see?",
    'Listen!',
  ],
  plain: ['Well,', 'I mean,', 'So,', 'To be honest,', 'You know,', 'It is like this.', 'Wait.'],
};

/** Words put after a line that has ended in a full stop. */
export const AFTERS: Readonly<Record<string, readonly string[]>> = {
  blunt: [
    'That is all.',
    'Make of it what you like.',
    'Say I am wrong.',
    'So there it is.',
    'Do something about it.',
    "I won't repeat it.",
  ],
  warm: [
    'We will manage, you and I.',
    "Don't lose heart.",
    'I thought you should know.',
    'I mean it kindly.',
    'You are not alone in this.',
    'We have come this far together.',
  ],
  wary: [
    "Don't let it show.",
    'Forget that I said it.',
    'I would be careful.',
    'Trust nobody with it.',
    'We may be overheard.',
    'I hope I am wrong.',
  ],
  curious: [
    'What do you suppose it means?',
    "Doesn't that strike you as odd?",
    "I can't let it alone.",
    'There must be more to it.',
    'I would love to know why.',
    'It almost makes sense.',
  ],
  wry: [
    'I laughed, but not for long.',
    "Isn't life rich?",
    'Try to look surprised.',
    'I blame the weather.',
    'One has to admire it.',
    'My mother warned me about places like this.',
  ],
  formal: [
    'I take full responsibility.',
    'You have my word.',
    'I would ask you to remember it.',
    'It had to be said.',
    'I say it without malice.',
    'Judge it as you see fit.',
  ],
  fierce: [
    'And I am done waiting!',
    'Somebody will pay for this.',
    'Now move!',
    'Let them try and stop me.',
    "I won't stand for it.",
    'Are you with me or not?',
  ],
  plain: [
    'I just wanted to say it.',
    'That is how I see it.',
    'Anyway.',
    'I could be wrong.',
    'We will see.',
    'It has been a long day.',
  ],
};
