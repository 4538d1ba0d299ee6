import { bank } from '../chance.js';

/** Somebody comes back to words that the story has already quoted. */
export const SAID_AGAIN = bank(
  'said-again',
  1,
  `
{A} said to {B} what had been said before, [in so many words|almost to the letter].
{A} came back to [the old question|an old tune], and {B} heard it out.
What {A} told {B} was not new, [and was said all the same|but it had not become less true].
{B} had heard it before, or something like it, when {A} brought it up again.
{A} repeated to {B} what bore repeating.
{A} began as before, and {B} [nodded it through|knew the rest].
There are things one says more than once; {A} said one of them to {B}.
{A} tried it on {B} in the same words, which had been used already.
It had been said once, and {A} said it again, {flourish}, for {B}'s sake or {his} own.
{A} went over it for {B} once more.
{A} and {B} had the same talk as before, or one that had been had before them.
Again it was {A} who spoke, and {B} could have finished the sentence.
Nothing {A} said to {B} just then had not been said already, [and better|and louder].
{B} got from {A} the line that everyone there knew by now.
{A} spoke to {B} and heard {himself} use words that were worn smooth.
`,
);

/** The same without a listener. */
export const MUTTERED_AGAIN = bank(
  'muttered-again',
  1,
  `
{A} said under {his} breath what {he} had said before.
{A} muttered the old words, {gesture}.
There was only {A} to hear it, and {A} had heard it already.
{A} told {himself} the same thing as ever.
Talking to {himself} again, {A} found that {he} had nothing new to say.
{A} murmured a thing that had been murmured before, {gesture}.
What {A} said aloud was an old acquaintance by now.
{A}'s lips moved, and what they said they had said before.
`,
);
