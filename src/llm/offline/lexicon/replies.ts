import { type Bank, bank } from '../chance.js';
import { ANSWERS } from './answers.js';

/** Lines that pass on what is known, and lines that take it up. `{heard}` is the fact just heard; the rest as in `lines.ts`. */
export const REPLIES: Readonly<Record<string, Bank>> = {
  ...ANSWERS,
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
There is no good way to say it, {B}, so I will just say it: {fact}.
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
One of us was going to find it out sooner or later, that {fact}.
`,
  ),
  'tell-found': bank(
    'line-found',
    1,
    `
I found it out by looking, not by asking: {fact}.
I went over it twice to be sure, and {fact}.
I have seen it with my own eyes, {B}: {fact}.
Nobody told me that {fact}, I came on it by myself.
Come and see for yourself, if you doubt me, but {fact}.
It was there for anyone to find, and now I have found it: {fact}.
While you were busy I had a look round, and {fact}.
My hands are still dirty from it, so take my word that {fact}.
I was not looking for it, I swear, but {fact}.
It was staring me in the face the whole time: {fact}.
I would not have believed it either, but I was there, and {fact}.
Go and look, {B}, if you must, but I can tell you now that {fact}.
There is no doubt left in my mind, {B}, that {fact}.
You were looking in the wrong place, and so was I, for {fact}.
I have something for you, {B}, and you may not like it: {fact}.
It cost me some skin to find out that {fact}.
I found something, and the short of it is that {fact}.
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
Promise me nothing, just listen: {fact}.
`,
  ),
  'reply-fact': bank(
    'line-reply-fact',
    1,
    `
If {heard}, then we have been wrong about [a good deal|more than one thing].
So {heard}, and I wish I could say that it surprised me.
Say that again, {B}, slowly. You are telling me that {heard}?
And who else knows that {heard}?
If it is true that {heard}, then I know where I would look next.
You are sure of it, that {heard}?
Then it was no accident, if {heard}.
I had half guessed it, and I am sorry to be right, if {heard}.
If {heard}, it explains one thing at least: why everybody here is so careful.
Let us suppose that {heard}; what does it leave us to do?
Suppose {heard}, as you say; who gains by it?
Then I have to think again from the beginning, because if {heard}, nothing I believed until now holds.
Thank you for telling me, {B}; if {heard}, I can at least stop looking elsewhere.
It is hard to hear that {heard}, but better to hear it now.
`,
  ),
  'reply-news': bank(
    'line-reply-news',
    1,
    `
That changes [more than you think|a good deal], {B}.
And how long have you known, {B}?
I would not say it to the others just yet.
Then somebody has been lying to us from the [beginning|first hour].
I believe you, {B}, and I would rather not.
Who else have you told?
Give me a [minute|moment] with that, {B}.
It fits, and I wish that it did not.
Were you alone when you [came on it|heard of it], {B}?
Good, that is one thing fewer to guess at.
I had wondered about that, {B}, and never found the courage to look.
So that is what it was.
You might have told me sooner, {B}.
Then we have less time than I thought.
I don't see yet where it leads, but it leads somewhere.
Keep that to yourself, {B}, until we know who is listening.
I want to see it with my own eyes first.
If you had told me that yesterday, {B}, I would have laughed.
That leaves {C} with some explaining to do.
I was hoping that it would be something else.
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
That is what I would do in your place, {B}.
You need not persuade me any further.
I can live with that, {B}, if you can.
Very well, {B}, and if it goes wrong we will both have been wrong.
I have been thinking along the same lines ever since I saw {feature}.
If that is your advice, {B}, I will take it.
It is a relief to hear somebody say so.
Count me in, {B}, and count {C} in too, I should think.
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
That is what you want to be true, {B}, and it is not the same thing.
No, {B}, and no again.
I have heard that tune before, with other words to it.
You are guessing, {B}, and so am I, but I know that I am.
If I agreed with you, we would both be wrong.
Say what you came to say, {B}, and not all this around it.
There is a hole in that story, and you are standing in it.
It does not explain {feature}, {B}, and it has to.
`,
  ),
};
