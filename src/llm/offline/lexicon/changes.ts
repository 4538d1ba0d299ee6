import { type Bank, bank } from '../chance.js';

/** What changes in people, bonds and things. `{C}` is whose state changes, `{D}` toward whom. */

/** What becomes of a person who was hurt, tired, heartened or shaken. */
export const CHANGES: Readonly<Record<string, Bank>> = {
  hurt: bank(
    'hurt',
    1,
    `
{C} was [hurt|bleeding], not badly, but enough to [slow {chim}|remember it by].
It cost {C} [blood|skin] and a part of {chis} confidence.
Pain [ran|went] through {C}, and {che} had to [stop|lean on something] until it passed.
{C} pressed a hand to the place and found it wet.
There would be a scar, and {C} would have a reason to be more careful.
{C} said it was nothing, in the voice of somebody for whom it was not nothing.
The blow left {C} dizzy and short of breath.
{company}{C} tasted copper and kept upright by an effort that everyone could see.
`,
  ),
  badly: bank(
    'badly-hurt',
    1,
    `
{C} went down on one knee and [needed|took] too long to get up.
There was too much blood, and it was {C}'s.
{C} could hardly stand now, and there was no hiding it.
Another such blow would be the last that {C} took.
The colour had gone from {C}'s face altogether.
`,
  ),
  healed: bank(
    'healed',
    1,
    `
Some strength came back to {C}, a little at a time.
{C} moved more easily after that.
The pain let go of {C} by degrees.
{C} found that {che} could close {chis} hand again without wincing.
`,
  ),
  spent: bank(
    'spent',
    1,
    `
{C}'s legs had begun to feel like somebody else's.
It had taken more out of {C} than {che} wanted known.
{C} was running on will alone.
There was not much left in {C}, and {che} eked it out.
{C} had to stop and get {chis} breath.
Tiredness was making {C} clumsy.
`,
  ),
  heartened: bank(
    'heartened',
    1,
    `
{C} stood a little straighter for it.
It put some heart into {C}.
Something like hope crossed {C}'s face, and {che} let it stay.
{C} breathed out; for the first time in a while it did not feel like a siege.
After that {C} carried {chimself} as if the load had shifted to the better shoulder.
`,
  ),
  shaken: bank(
    'shaken',
    1,
    `
{C} did not say how much it had shaken {chim}.
It took the heart out of {C}, at least for now.
{C} looked older than {che} had a little while before.
Doubt had got in, and {C} could feel it making itself at home.
{C} folded {chis} arms so that nobody would see them tremble.
`,
  ),
  taken: bank(
    'taken',
    1,
    `
{C} [took|pocketed] {thing}[| and said nothing about it].
{thing} went with {C} from then on.
{C} picked up {thing}, [which had not been meant for {chim}|and it was heavier than it looked].
From that moment {thing} was in {C}'s keeping.
{C} did not leave {thing} behind.
`,
  ),
  dropped: bank(
    'dropped',
    1,
    `
{C} left {thing} where it lay.
{C} set down {thing} and did not look back at it.
{thing} stayed behind when {C} moved on.
`,
  ),
  used: bank(
    'used',
    1,
    `
{C} had put {thing} to work, and it showed.
{thing} had served its turn in {C}'s hands.
There was less of {thing} than there had been, thanks to {C}.
`,
  ),
  opened: bank(
    'opened',
    1,
    `
{thing} stood open now.
[With a groan|After some argument], {thing} came open.
Nothing held {thing} shut any longer.
{thing} gave way with a sigh of old air.
`,
  ),
  closed: bank(
    'closed',
    1,
    `
{thing} was shut again, and the sound of it was [final|small].
After that {thing} stayed closed.
`,
  ),
  broken: bank(
    'broken',
    1,
    `
{thing} was past saving.
Of {thing} there was not much left that worked.
{thing} broke with a noise that everybody heard.
That was the end of {thing}, at least until somebody mended it.
`,
  ),
  repaired: bank(
    'repaired',
    1,
    `
{thing} was whole again, or near enough.
[A cough, a shudder|A click, a hum], and {thing} was working.
{thing} did once more what it had been built to do.
Against expectation {thing} held.
`,
  ),
};

/** How a good opinion grows: `{C}` of `{D}`. */
export const WARMER = bank(
  'warmer',
  3,
  `
{C} [trusted|liked] {D} the better for it.
Something [eased|thawed] between {C} and {D}, no more than a degree.
{C} looked at {D} as if for the first time.
Between {C} and {D} there was a little less distance than before.
It did {D} no harm in {C}'s eyes.
{C} had not expected to agree with {D} and found it [pleasant|restful].
{C} moved half a step nearer to {D} without noticing.
For {C}, {D} was no longer quite so hard to [read|bear].
If {C} was keeping accounts, {D} had just paid something in.
{C} remembered why people put up with {D}.
Whatever {C} had been holding against {D}, some of it was put down just then.
{C} gave {D} the kind of nod that is worth more than thanks.
`,
);

/** How an opinion grows that nothing kind was said for. */
export const GRUDGING = bank(
  'grudging',
  2,
  `
{C} did not enjoy hearing it from {D}, and thought the more of {D} for saying it.
It had not been kind, but {C} preferred it to {D}'s silence.
{C} could do something with an honest enemy, and {D} was at least honest.
There was a hard sort of respect in the way {C} looked at {D}.
{C} gave {D} a look that was not friendly and not the opposite.
Plain words suited {C} better than soft ones, even from {D}.
{C} was stung, and found that {D} had not risen or fallen by it quite as {che} expected.
Better {D} said it aloud, {C} decided, than thought it quietly.
`,
);

/** How a good opinion shrinks. */
export const COOLER = bank(
  'cooler',
  2,
  `
{C} thought less of {D} after that.
A small coldness [came|opened] between {C} and {D}.
{C} would remember it, and {D} could see that {che} would.
Whatever trust {C} had had in {D}, there was less of it now.
{C} turned {chis} shoulder to {D}.
It put {D} in another light, and {C} did not care for it.
{C} said no more to {D} than {che} had to.
The look that {C} gave {D} would have soured milk.
`,
);

/** Changes of heart that a whole company shares. */
export const ALL_SHAKEN = bank(
  'all-shaken',
  1,
  `
{many}It took something out of all of {us}, and {we} avoided each other's eyes.
{pair}It took something out of both of {us}, and {we} avoided each other's eyes.
Nobody admitted to being afraid, and that was how one could tell.
For a while there was no heart in anything {we} did.
It went through {us} like a cold draught through a house.
{We} had been braver a minute before.
Something in the company had slipped, and {we} felt it go.
`,
);

/** A lift of heart that a whole company shares. */
export const ALL_HEARTENED = bank(
  'all-heartened',
  1,
  `
It did {us} good, more than it should have.
There was something like laughter, and nobody was ashamed of it.
{We} stood closer together after that.
For the first time it seemed possible.
`,
);
