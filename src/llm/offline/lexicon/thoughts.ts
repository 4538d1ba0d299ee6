import { type Bank, bank } from '../chance.js';

/** Reasons for acting, in the first person and the present: `{goal}`, `{T}`, `{B}`, `{fact}`, `{place}`, `{exit}`. */
export const THOUGHTS: Readonly<Record<string, Bank>> = {
  goal: bank(
    'thought-goal',
    1,
    `
I want to {goal}, and {T} may bring me a step closer.
If I am to {goal}, I have to know what {T} can tell me.
I can't {goal} by standing still, so I start with {T}.
Nothing I have seen so far helps me {goal}; {T} might.
I came here to {goal}, and this is the nearest I can get to it.
To {goal} I need more than guesses.
I have to {goal}, and time is not on my side.
Every step toward what I want, to {goal}, starts with a small one like this.
`,
  ),
  fact: bank(
    'thought-fact',
    1,
    `
I know that {fact}, and I can't leave it at that.
Since {fact}, this is the next thing to try.
If {fact}, then it matters what I do now.
What I learned, that {fact}, points this way.
`,
  ),
  share: bank(
    'thought-share',
    1,
    `
{B} ought to know that {fact}.
I can't carry it alone that {fact}, and {B} may see what I miss.
If {fact}, {B} is in it as deep as I am.
I would rather {B} heard it from me that {fact}.
`,
  ),
  bond: bank(
    'thought-bond',
    1,
    `
I trust {B}, and I need to hear what {B} thinks.
I don't trust {B}, and I want to see the answer on that face.
{B} matters to me, and silence would look like distance.
I have to find out where {B} stands before I go on.
`,
  ),
  answer: bank(
    'thought-answer',
    1,
    `
{B} spoke to me, and it would be wrong to leave it unanswered.
What {B} said is still in my head; I owe a reply.
If I say nothing now, {B} will take it for a no.
`,
  ),
  danger: bank(
    'thought-danger',
    1,
    `
It is not safe {in:place}, and I would rather act than wait for it.
With danger this close I do what keeps us alive.
I can feel it coming, and this is all I can do about it.
`,
  ),
  look: bank(
    'thought-look',
    1,
    `
I don't know enough about {place}, and what I don't know can hurt me.
Somebody has to watch while the others are busy.
I have missed something {in:place}; I am sure of it.
Before I trust {place} I want to look at it longer.
`,
  ),
  go: bank(
    'thought-go',
    1,
    `
I have seen what there is to see {in:place}, and nobody has looked in {T}.
What I am looking for is not {in:place}, so I try {T}.
If I want to {goal}, {T} is the next place to look.
`,
  ),
  rest: bank(
    'thought-rest',
    1,
    `
I am no use to anybody as tired as this.
A few quiet minutes now will save me a mistake later.
My strength is nearly gone, and I may need it soon.
`,
  ),
};
