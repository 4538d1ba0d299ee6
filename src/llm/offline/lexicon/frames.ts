import { bank } from '../chance.js';

/** The beginning and the end of a story, and changes of light and weather. */

/** The client's own line before the story. */
export const EPIGRAPH = bank(
  'epigraph',
  1,
  `
It is usually told with these words in front of it: "{quoted}"
Somebody had written on the first page: "{quoted}"
The account opens with a line in another hand: "{quoted}"
All that was known beforehand would have fitted on a card: "{quoted}"
`,
);

/** Where and when it begins. */
export const BEGINNING = bank(
  'beginning',
  1,
  `
It began at {clock}, {in:place}.
It was {clock} when the first of it happened, and it happened {in:place}.
At {clock} there was nothing yet to tell, except that there were people {in:place}.
{together}The story starts {in:place}, at {clock}.
Anyone who had looked {into:place} at {clock} would have seen nothing out of the ordinary.
By {clock} {list} had come to {place}, and it could begin.
`,
);

/** How each person is brought in. `{about}` is the description, without the name; `{goal}` what the person wants. */
export const INTRODUCTIONS = bank(
  'introductions',
  3,
  `
{A}, {about}, had come to {goal}.
There was {A}, {about}. What {A2} wanted was to {goal}.
{A}, {about}, was there to {goal}.
One wish had brought {A}, {about}: to {goal}.
{later}And then there was {A}, {about}. {A2} had one thing in mind, which was to {goal}.
{A}, {about}, wanted to {goal}, and had told [no one|hardly anyone] how much.
It fell to {A}, {about}, to {goal}.
{A}, {about}, had promised, if only in silence, to {goal}.
{later}{A} kept a little to one side: {about}. {A2} thought of little else than how to {goal}.
{later}There was also {A}, {about}. What {A2} wanted was simple to say and hard to do: to {goal}.
Nobody had sent for {A}, {about}. {A2} had come all the same, to {goal}.
{later}Among {us} was {A}, {about}; {he} would not rest before {he} had done what {he} came for, and that was to {goal}.
`,
);

/** People whose purpose is unknown. */
export const INTRODUCTIONS_BARE = bank(
  'introductions-bare',
  2,
  `
There was {A}, {about}.
{later}{A} had come too, {about}.
{A}, {about}, had reasons of {his} own for coming.
{later}And with {A} there was one more: {about}.
Nobody could have overlooked {A}, {about}.
{later}Then there was {A}, {about}; {he} kept {his} purpose to {himself}.
`,
);

/** People of whom nothing is known but what they want, and what somebody before them wanted as well. */
export const INTRODUCTIONS_PLAIN = bank(
  'introductions-plain',
  2,
  `
{A} had come to {goal}.
{A} was there to {goal}.
{later}{A} was of the company, and meant to {goal}.
{A} wanted one thing, which was to {goal}.
`,
);
/** The same of somebody who is described. */
export const INTRODUCTIONS_ALSO = bank(
  'introductions-also',
  1,
  `
{A}, {about}, had come for the same reason.
{A}, {about}, had no other wish.
It was the same with {A}, {about}.
`,
);

/** When there are no other words left. */
export const INTRODUCTIONS_LAST = bank(
  'introductions-last',
  1,
  `
There was {A}.
And there was {A}.
Of {A} there will be more to say.
`,
);
export const INTRODUCTIONS_SAME = bank(
  'introductions-same',
  1,
  `
{A} had come for the same reason.
{A} wanted nothing else either.
What had brought {A} was no different.
It was the same with {A}.
`,
);

/** Bonds and gaps between two of the cast at the start. */
export const TOGETHER = bank(
  'together',
  1,
  `
{many}None of {us} knew all that the others knew, and each of {us} thought that it was the others who were missing something.
{pair}Neither of {us} knew all that the other knew, and each thought that it was the other who was missing something.
{We} had not chosen each other, but there was no one else.
{all}{We} trusted each other about as far as one can see {in:place}.
{all}What {we} had in common was the hour and the place; the rest would have to be found out.
Each had a reason to be there, and kept the better half of it back.
`,
);

/** When it ended. */
export const CLOSING_TIME = bank(
  'closing-time',
  1,
  `
By {clock} it was over.
It ended at {clock}, as far as such things end.
At {clock} there was no more to be done that could be done at once.
When {clock} came, it stopped, as a clock stops: between one beat and the next.
And so it came to {clock}, and to the end.
`,
);

/** The last sight of a company that is together. */
export const CLOSING_SCENE = bank(
  'closing-scene',
  1,
  `
{place} was quiet again, though not in the way it had been quiet before.
{in:place} nothing had moved that anyone could point to, and nobody saw it with the same eyes.
{list} stayed on for a while, since nobody wished to be the first to go.
{We} left {place} as one leaves a table after a long dinner at which too much was said.
Somebody had to turn and look back at {place}, and it was {one}.
`,
);

/** The last sight of one that is not. */
export const CLOSING_APART = bank(
  'closing-apart',
  1,
  `
{We} were not in one place when it ended, and each of {us} heard the quiet separately.
{alone}{one} waited {in:place} a while longer, in case somebody should come.
{place} was quiet, and {one} let it be quiet.
It takes time for people to come together again after such things, and nobody hurried {us}.
`,
);

/** Tasks that nobody has done; `{goal}` is an infinitive without "to". */
export const LOOSE_TASKS = bank(
  'loose-tasks',
  2,
  `
It was left to somebody to {goal}.
Nobody had yet managed to {goal}, and it would have to be done.
There was still work for whoever came after: to {goal}.
What no one had done was to {goal}.
One thing would not wait much longer; somebody had to {goal}.
And who was going to {goal} was a question that nobody asked aloud.
`,
);

/** What was found out, as a list of clauses. */
export const GATHERED = bank(
  'gathered',
  1,
  `
Of what had come to light, this weighed most: {facts}.
Some things were known now that had not been known before: {facts}.
The heart of what had been found was soon told: {facts}.
This much stood on record, in {our} heads if nowhere else: {facts}.
Out of all the looking and asking this remained: {facts}.
`,
);

/** A goal reached, looking back. */
export const CLOSE_DONE = bank(
  'close-done',
  2,
  `
{A} had come to {goal}, and could say that {he} had done it.
For {A} it had been worth it: {he} had managed to {goal}.
{A} went home, if one can call it that, with the thing done that {he} had meant to do, which was to {goal}.
{main}What {A} had wanted most, to {goal}, was behind {him} now, and {he} hardly knew what to want next.
It was given to {A} to {goal}, and that is more than most are given.
{A} had said that {he} would {goal}, and nobody could say any longer that it had been idle talk.
{A} no longer had to {goal}; that was done, and it would stay done.
Whatever else had gone wrong, {A} had set out to {goal}, and had got there.
To {goal} was what {A} would be able to tell of that day, and it would be true.
{A} had managed to {goal}, though nobody had made it easy for {him}.
Of {A} it has to be said that {he} set out to {goal} and did.
`,
);

/** A goal lost, looking back. */
export const CLOSE_LOST = bank(
  'close-lost',
  2,
  `
{A} had not been able to {goal}, and would have to live with that.
For {A} it ended in loss, because {he} had come to {goal} and had not done it.
{main}To {goal} had been the point of it for {A}, and the point was gone.
{A} did not speak of what {he} had failed to do, which was to {goal}.
It had not been granted to {A} to {goal}, and {he} was not one to forget it.
`,
);

/** A goal still ahead. */
export const CLOSE_OPEN = bank(
  'close-open',
  3,
  `
{A} still hoped to {goal}.
Nothing had yet come of {A}'s wish to {goal}, but nothing had ended it either.
What {A} wanted was where it had been at the start, some way ahead: to {goal}.
Whether {A} would ever {goal} was more than anybody could say.
Ask {A} and {he} would have said that to {goal} was only a matter of time.
One piece of business was still open, and it was {A}'s: to {goal}.
There would be another day for {A} to {goal}.
{A} had not given up; {he} still meant to {goal}.
If it took {A} the rest of {his} life to {goal}, then that was what it would take.
{A} went over it once more, what it would need to {goal}.
There was something left for {A} to do, and it was to {goal}.
{main}What {A} had come for, to {goal}, was still ahead of {him}.
{A} had learned how hard it was to {goal}, and had not learned to stop wanting it.
`,
);

/** A goal that consists in keeping something safe or secret, so far kept. */
export const CLOSE_KEPT = bank(
  'close-kept',
  2,
  `
{A} had promised to {goal}, and so far {he} had kept to it.
It had been for {A} to {goal}, and nobody could say that {he} had failed in it.
So far {A} had managed to {goal}, and so far was as much as anyone can say.
To {goal}: {A} had held to that from the start, and was holding to it still.
Nothing had yet forced {A} to give up what {he} had set out to do, to {goal}.
{A} had meant to {goal}, and meant it still.
`,
);

/** More findings, after the weightiest. */
export const GATHERED_MORE = bank(
  'gathered-more',
  1,
  `
Besides that there was this: {facts}.
And there was more, for whoever cared to add it up: {facts}.
Nor was that all: {facts}.
To which belonged, one way or another, the rest: {facts}.
Smaller things had come out as well: {facts}.
`,
);

/** The story's last sentence, by tone. */
export const LAST_LINES: Readonly<Record<string, ReturnType<typeof bank>>> = {
  grim: bank(
    'last-grim',
    1,
    `
Nobody said that it could have been worse, though it could.
{one} was the last to go, and did not look back at what it had cost.
What was left of the hour belonged to {place}, and to the cold.
`,
  ),
  hopeful: bank(
    'last-hopeful',
    1,
    `
{one} looked round once more, and found it possible to smile.
There would be a morning, and somebody would be glad of it.
It had been worth doing, and worth doing together.
`,
  ),
  wry: bank(
    'last-wry',
    1,
    `
{one} said that next time somebody else could have the idea, and everyone knew better.
Nobody had behaved well, and it had very nearly been enough.
All in all it might have gone worse, and {one} was already working on how.
`,
  ),
  tense: bank(
    'last-tense',
    1,
    `
{one} listened a while longer, out of habit, before {onehe} believed the silence.
Only now did {one} notice how hard {onehe} had been holding on.
It was still again {in:place}, and this time it stayed still.
`,
  ),
  neutral: bank(
    'last-neutral',
    1,
    `
{company}{one} was the last to leave {place}, and pulled the silence shut behind {onehim}.
That is all that is known of it, and {one} has never added a word.
The rest is another story, and {one} is in that one too.
After that {we} went {our} ways, and {place} kept what it had heard.
`,
  ),
};

/** A change of light, by what it becomes. */
export const LIGHT_CHANGED: Readonly<Record<string, readonly string[]>> = {
  bright: [
    'Light [flooded|filled] {place}.',
    'All at once there was light {in:place}, more than anyone had wanted.',
  ],
  normal: ['The light {in:place} steadied.', '{place} had its ordinary light again.'],
  dim: [
    'The light {in:place} sank.',
    '{in:place} the light drew back toward its source.',
    'It grew dim {in:place}.',
  ],
  dark: [
    'Darkness came down on {place}.',
    '{in:place} the last of the light went out.',
    '{place} went dark from one end to the other.',
  ],
};

/** A change of weather, by what it becomes. */
export const WEATHER_CHANGED: Readonly<Record<string, readonly string[]>> = {
  clear: ['Over {place} the weather broke up and let the sky through.', 'It cleared over {place}.'],
  fog: [
    'Fog came in over {place}.',
    'By degrees {place} went under in fog.',
    'The fog found its way to {place}.',
  ],
  rain: ['It began to rain on {place}.', 'The first drops fell {in:place}, then all the others.'],
  storm: ['The wind got up, and over {place} it turned into a storm.', 'A storm came down on {place}.'],
  none: ['The weather let go of {place}.'],
};
