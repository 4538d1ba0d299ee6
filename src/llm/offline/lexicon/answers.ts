import { type Bank, bank } from '../chance.js';

/**
 * Lines that answer, by what they answer: questions of any kind, questions that want yes or no, questions about the place
 * and what is in it, accusations, confidences, help, and word of where somebody or something is.
 */
export const ANSWERS: Readonly<Record<string, Bank>> = {
  'reply-question': bank(
    'answer-question',
    1,
    `
I will tell you what I think when I am sure that it is I who think it.
What I know would fit in one hand, {B}, and you have heard it.
That is a question for another hour, {B}.
I could give you an answer, but it would only be a comfort.
Nobody has asked me that before, not in so many words.
You would not like my answer, {B}, and I do not like it either.
Not here, {B}, not with {C} listening.
Does it matter now, {B}?
Put it to {C}, and see whether you get a better answer.
That, {B}, is what I lie awake over.
What makes you ask it now?
Let us say that I have a suspicion and no manners to go with it.
It had not crossed my mind until you asked.
You first, {B}.
I was about to ask you the same.
Let me think about that one, {B}.
I will answer you when this is over, {B}, and not before.
If I begin to answer that, {B}, we will be here until morning.
Why do you want to know, {B}?
I would rather not say, {B}, and I would rather you did not guess.
That is the second time today that I have had no answer to something.
You have a way of asking what I have only just managed not to think about.
`,
  ),
  'reply-yes-no': bank(
    'answer-yes-no',
    1,
    `
Yes and no, {B}, and more no than yes.
Yes, {B}, since you ask.
No, {B}, or not so that I would swear to it.
If I say yes, {B}, will you leave it at that?
I would like to say yes, {B}.
No, and don't ask me why, {B}.
Perhaps, {B}; ask me again when this is over.
Not that I remember, {B}, and I have been trying.
I would say yes if I were surer of myself.
Yes, I think so, though I have been wrong all day.
No more than you do, {B}.
Somewhat, {B}, and less than I let on.
`,
  ),
  'reply-world': bank(
    'answer-world',
    1,
    `
I wish I knew, {B}.
I have no answer that would hold water, {B}, only a guess about {feature}.
Ask me again when I have had a better look at {feature}.
The honest answer is that I do not know yet.
It depends on what we find {in:exit}.
That is the right question, and I have been asking it myself.
Give me until I have been to {exit}, and I will answer you.
You would have to ask somebody cleverer, {B}.
I had hoped that you could tell me.
I don't know, and I would not trust anyone {in:place} who did.
Ask {feature}; it has been here longer.
More than I would like, {B}, and less than you think.
You ask as if I had been here longer than you have.
I used to be sure, {B}, and look where it got me.
Nobody {in:place} could tell you that, {B}, or nobody would.
`,
  ),
  'reply-accused': bank(
    'answer-accused',
    1,
    `
I have nothing to hide from you, {B}, and little else left.
Say that again when you have proof, {B}.
You are asking the wrong person, {B}.
I did what I did because there was no time to ask you.
Think what you like, {B}; you will anyway.
If I had wanted to deceive you, {B}, I would have done it better.
I kept quiet because I was not sure, and I am not sure now.
You have every right to ask, {B}, and I have no good answer.
It is not what you think, {B}, and I can see that you won't believe it.
Ask {C} where I was, if my word is not enough.
I will answer for my own part, {B}, and for nobody else's.
And where were you, {B}, while we are at it?
`,
  ),
  'reply-confided': bank(
    'answer-confided',
    1,
    `
Then we had better see to it that you get your chance, {B}.
I had no idea that it mattered to you so much, {B}.
Others have wanted harder things, {B}, and got them.
I will help you if I can, {B}, and keep out of your way if I can't.
Thank you for telling me, {B}; I won't make a joke of it.
You might have said so sooner, {B}.
Everybody wants something here, {B}, and yours is better than most.
And if it can't be done, {B}, what then?
I will not tell anybody, if that is what worries you.
Then you know what you are here for, {B}, which is more than I do.
`,
  ),
  'reply-thanks': bank(
    'answer-thanks',
    1,
    `
You did not have to do that, {B}.
I won't forget it, {B}.
I can look after myself, {B}, but I won't send you away.
That is more than anybody else has done for me today.
It is good of you, {B}, and I will say so only once.
Remind me of it when you need something, {B}.
Don't make a habit of it, {B}, or I shall come to rely on you.
I was doing well enough, {B}, but I thank you.
`,
  ),
  'reply-noted': bank(
    'answer-noted',
    1,
    `
I will bear it in mind, {B}.
That is worth knowing.
I hear you, {B}.
Good to know, {B}, if it is still so.
Then that is one thing less to look for.
I had wondered, {B}.
Noted, {B}, and thank you.
If you say so, {B}.
`,
  ),
};
