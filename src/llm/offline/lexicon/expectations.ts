import { type Bank, bank } from '../chance.js';

/** Second clauses that turn a setting into an expectation, joined by `and` or `but`. */
export const EXPECTATION: Readonly<Record<string, Bank>> = {
  opening: bank(
    'expect-opening',
    1,
    `
and nobody had yet said a true word
and there was still time to turn round
and everything seemed to be where it belonged
but the place did not feel empty enough
and something was already a little out of true
but {one} was not deceived by it
and {one} took it for a good sign
`,
  ),
  rising: bank(
    'expect-rising',
    2,
    `
and {one} had begun to count the minutes
but {one} had other things to think about
{company}and there was less talk than before
but the feeling of being late would not go away
and {one} wished it had been otherwise
and it did nothing for anybody's nerves
but nobody had come here for comfort
and the easy part was over
and {one} had stopped noticing
but there was work to do, and {one} did it
and {one} took that for a warning
and even so there was a kind of order in it
but {one} hardly looked
and it suited {one} well enough
and what {we} were after seemed as far off as ever
and no one remarked on it
but it was not that which kept {one} from sitting down
and {one} had given up expecting it to change
but one can get used to anything for a while
and {one} thought of it as one thinks of a bill
but there was no one to complain to
and something about it made {one} lower {onehis} voice
but that was the least of it
and {one} set {onehis} teeth and left it at that
and it would have been pleasant, at any other time
but {one} had made up {onehis} mind not to mention it
and the thought of going back had lost its comfort
but {one} saw no omen in it
and it was all the same to {one} by now
but nobody had promised anything else
and it could have been worse, as {one} well knew
but {one} had too much to do to mind
`,
  ),
  turning_point: bank(
    'expect-turning',
    1,
    `
and it could not go on like that much longer
and {one} felt it coming
and something had to give
but the stillness was about to end
and {one} would remember it afterwards in every detail
`,
  ),
  closing: bank(
    'expect-closing',
    1,
    `
and it would soon be over, one way or the other
and {one} looked at it as one looks at a place one is leaving
and nothing was left but to finish
but there was no going slow any more
and {one} knew that this was the last of it
`,
  ),
};
