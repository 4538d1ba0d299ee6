import { type Bank, bank } from '../chance.js';

/**
 * What an event came of. `{cause}` is a clause in the pluperfect, `{Cause}` the same with a capital. Openers stand before
 * a sentence that names the doer; leads and afterthoughts are sentences of their own before and after what is done.
 */

const REASONS = bank(
  'cause-openers',
  1,
  `
Since {cause},
Now that {cause},
Because {cause},
It was because {cause} that
As {cause},
{cause}, and so
{cause}, and that was why
Seeing that {cause},
{cause}; [on the strength of that|that settled it, and]
Given that {cause},
Mindful that {cause},
{cause}, and [before long|by and by]
Not long after {cause},
`,
);

const MADE_POSSIBLE = bank(
  'cause-openers-enabler',
  1,
  `
Now that {cause},
Nothing stood in the way any longer, since {cause};
{cause}, and with that done
It took no more than this, that {cause}, and
Only after {cause} was there any use in it; then
`,
);

const IN_SPITE = bank(
  'cause-openers-contradiction',
  1,
  `
Although {cause},
For all that {cause},
Never mind that {cause};
{cause}; as if to have it the other way,
Even though {cause},
`,
);

/** Openers by the type of the link. */
export const CAUSE_OPENERS: Readonly<Record<string, Bank>> = {
  direct_cause: REASONS,
  catalyst: REASONS,
  indirect_cause: REASONS,
  enabler: MADE_POSSIBLE,
  contradiction: IN_SPITE,
};

/** Sentences before what is done. */
export const CAUSE_LEADS = bank(
  'cause-leads',
  1,
  `
{Cause}, and it had to lead somewhere.
{Cause}; what came next began there.
It went back to one thing: {cause}.
There was more behind what came next than chance; {cause}.
{Cause}, and the matter did not rest there.
What came next had been on its way for some time, for {cause}.
What followed was no bolt from the blue: {cause}.
It did not come from nowhere: {cause}.
One thing had been waiting for its consequence: {cause}.
`,
);

/** Sentences after it. */
export const CAUSE_AFTERTHOUGHTS = bank(
  'cause-afterthoughts',
  1,
  `
{Cause}, and this was what came of it.
One thing follows from another: {cause}.
Behind it stood the plain fact that {cause}.
The reason was not far to seek: {cause}.
{Cause}; the rest had been a matter of time.
It was not hard to see where that came from, since {cause}.
Had anybody asked for a reason, there was one at hand: {cause}.
It might have looked like a whim to somebody unaware that {cause}.
And all of it because {cause}.
There are things that pull others after them, and one of these was that {cause}.
`,
);

/** What hangs together with nothing else. */
export const UNCONNECTED = bank(
  'unconnected',
  1,
  `
It had to do with nothing else that day.
That led nowhere, and had come from nowhere.
Nothing that anybody had done had called for it.
It belonged to no plan, whoever might have had one.
It happened beside the point of everything else, and happened all the same.
There was no reason for it that anybody could name.
`,
);

/** What a story turns on. */
export const TURNED_ON = bank(
  'turned-on',
  1,
  `
[Later|Afterwards], whoever told of it would say: before that, and after that.
If there was one moment on which it all turned, it was this one.
What had been going one way was now going another.
From here on everything leaned on it.
There would be no going back behind it.
Everything up to then had been [a beginning|leading there].
That changed the question.
`,
);

/** Strands that are open at the end: `{cause}` is what one last came to. */
export const OPEN_STRANDS = bank(
  'open-strands',
  1,
  `
{Cause}, and that was not finished by a long way.
{Cause}, and the last word on it had not been said.
{Cause}; something would still come of that.
{Cause}; how that would end was anybody's guess.
Nobody had forgotten that {cause}.
{Cause}, and it would have to be gone into some day.
{Cause}, and the story of that was only half told.
Nor was there an end to another matter: {cause}.
`,
);

/** The same where there are no words for what it came to, only for `{who}` is in it. */
export const OPEN_STRANDS_BARE = bank(
  'open-strands-bare',
  1,
  `
What there was between {who} would go on without anyone to write it down.
{who} had not seen the last of each other.
Something was only beginning between {who}.
`,
);
