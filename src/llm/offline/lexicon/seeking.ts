import { bank } from '../chance.js';

/**
 * Going where somebody or something is believed to be, and finding out. `{T}` is the place, `{Y}` whom or what is sought,
 * `{Yhim}` and `{Yhe}` its pronouns, `{from}` whose word was taken for it.
 */

/** On the strength of what one has seen. */
export const SEEKING = bank(
  'seeking',
  1,
  `
{S} went {into:T} to look for {Y}.
Thinking to find {Y} there, {A} went {into:T}.
It was {Y} that {A} wanted, and {T} that {he} made for.
{S} set out for {T}, where {Y} had to be.
The last that {A} knew of {Y} had been {T}, so that was where {he} went.
With {Y} in mind, {A} took the way to {T}.
{S} went to see whether {Y} was still {in:T}.
{S} left {place} and went to find {Y}, {in:T} as {he} supposed.
If {Y} was to be found anywhere, {A} thought, it was {in:T}; {he} went [over|across] to see.
{S} had {Y} to find, and started with {T}.
Because {A} had every reason to think {Y} {in:T}, {he} went there first.
`,
);

/** On somebody's word. */
export const SEEKING_ON_WORD = bank(
  'seeking-on-word',
  1,
  `
{from} had spoken of {Y} being {in:T}, and {A} went there to see.
On {from}'s word that {Y} was {in:T}, {A} set out for it.
{S} took {from} at {from}'s word and went {into:T} to find {Y}.
Going by what {from} had said, {A} went {into:T} to look for {Y}.
{S} went {into:T}, since {from} had said that {Y} was to be found there.
If {from} was right, {Y} was {in:T}; {A} went to see.
`,
);

/** What is so instead: a clause about a person or thing that one has seen there. */
export const GONE = bank(
  'gone',
  1,
  `
there was no sign of {Yhim}
{Yhe} was not {in:place}
there was no sign of {Yhim} {in:place}
{Yhe} had gone
not a trace of {Yhim} was left {in:place}
`,
);

/** The same where it was somebody's word. */
export const GONE_DESPITE_WORD = bank(
  'gone-despite-word',
  1,
  `
{from} had been wrong about it
what {from} had said was not so, or no longer
{from} had sent {him} to the wrong place
there was no sign of {Yhim}, whatever {from} had said
{from} must have been told the same by somebody else, and believed it too
{from} had been sure, and {Yhe} was not {in:place} all the same
`,
);
