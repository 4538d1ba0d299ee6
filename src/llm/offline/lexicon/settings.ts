import { type Bank, bank } from '../chance.js';

/**
 * What a place is like at a certain hour. Every entry is a main clause without capital and full stop, so that a time,
 * a link or a second clause can be joined to it. `{place}` carries its own article.
 */

/** A place by its weather. */
export const WEATHER: Readonly<Record<string, Bank>> = {
  fog: bank(
    'weather-fog',
    2,
    `
fog [lay|leaned|hung] against {place}
the fog had [thickened|come closer] until {feature} was a [guess|rumour]
the fog let through a shape here and there and took it back
fog [beaded|gathered] on everything that was cold
{place} seemed to float in the fog with nothing under it
every sound came wrapped in fog
the fog had taken the far side of {place}
damp [crept|worked its way] into sleeves and collars
one could see as far as {feature} and no farther
the fog thinned, thought better of it and closed again
the fog made strangers of whoever stood ten steps away
`,
  ),
  rain: bank(
    'weather-rain',
    2,
    `
rain [drummed|ticked|ran] on everything {in:place}
the rain had settled in [to stay|for good]
water [ran|dripped] from {feature}
the rain fell [straight|slantwise] and without [haste|anger]
{place} smelled of wet [stone|wool|earth]
the rain talked over everybody
puddles had begun to join hands across {place}
the rain eased to a drizzle and then remembered itself
every coat {in:place} had given up being dry
small streams found their way around {feature}
`,
  ),
  storm: bank(
    'weather-storm',
    2,
    `
the storm had {place} by the [shoulders|scruff]
wind [tore|shoved|worried] at everything that was not tied down
the storm [flung|threw] another fistful of weather at {place}
thunder [walked|rolled] overhead
lightning showed {feature} in a single [white|flat] frame
people had to shout to be heard over the wind
the gusts came in threes, and the third was the worst
{feature} shuddered with every gust
the storm drew breath and began again
it was the sort of wind that leans on a door
`,
  ),
  clear: bank(
    'weather-clear',
    2,
    `
the air over {place} was clear and [still|sharp]
the sky above {place} [kept its distance|had nothing to add]
sound carried far in the clear air
not a breath moved {in:place}
a small wind came by, looked in on {place} and left
{place} lay open to the sky
one could see every detail of {feature}, and it was no help
it was fine weather, and nobody had asked it to be
the air had an edge to it
the weather held, which was more than anything else did
`,
  ),
  none: bank(
    'weather-none',
    2,
    `
the air {in:place} had been breathed before
no weather reached {place}
it was close {in:place}, and getting closer
a draught from nowhere stirred something near {feature}
{place} kept its own climate
the quiet of {place} had a hum at the bottom of it
dust turned slowly {in:place}
{place} ticked and settled around them
there was a smell of [metal|old wood|cold] about {feature}
the air hardly moved {in:place}
something behind {feature} creaked, as it must have done for years
{place} gave back every sound a little late
the air {in:place} lay as still as water in a basin
a smell of dust and old work hung about {feature}
one could hear how large {place} was, or how small
nothing stirred {in:place} that had not been stirred by hand
the chill of {place} came up through the soles
somewhere beyond {feature} something dripped, or ticked, or counted
{company}the stillness of {place} had got into people's voices
`,
  ),
};

/** A place by its light. */
export const LIGHT: Readonly<Record<string, Bank>> = {
  bright: bank(
    'light-bright',
    2,
    `
the light {in:place} left [nothing|no one] out
{feature} [threw|cast] a hard shadow
there was [light enough|more than enough light] {in:place} to see by, and too much to hide in
brightness lay on {feature} like a coat of paint
every scratch on {feature} showed
{company}the glare made people narrow their eyes
{company}faces had no corners to hide in
`,
  ),
  normal: bank(
    'light-normal',
    2,
    `
the light {in:place} was [plain|even] and asked no questions
an ordinary light lay on {feature}
{place} looked much as it always must have
there was light enough {in:place} for any honest purpose
{feature} stood where it had always stood
light fell across {place} at a slant
nothing about the light of {place} gave anything away
the light picked out {feature} and left the rest as it was
{place} showed itself as it was, no better and no worse
one could see from end to end of {place}, if there had been anything to see
a plain light made {feature} look plainer still
things {in:place} had their right colours and kept their distances
the light was good enough for work and too good for secrets
`,
  ),
  dim: bank(
    'light-dim',
    2,
    `
the light {in:place} [had thinned|was going|was giving out]
dimness [pooled|gathered] around {feature}
{place} had sunk into half-light
what light there was stopped short of {feature}
shadows had moved in on {feature} from both sides
in the poor light {feature} could have been anything
{company}faces {in:place} were mostly outline
the dimness gave everything a second, darker edge
one had to look twice at {feature} to be sure of it
{place} had been drawn in pencil and half rubbed out
what lay beyond {feature} was anyone's guess
eyes got used to {place} slowly, and never quite
`,
  ),
  dark: bank(
    'light-dark',
    2,
    `
the dark {in:place} was [almost solid|complete but for a seam of grey]
it was too dark to make out {feature}, and one steered by memory
darkness [stood|lay] {in:place} like water in a lock
somewhere in the dark was {feature}
{company}voices had no faces {in:place}
hands went ahead of feet {in:place}
one learned {place} by its echoes
the dark kept its own counsel about {feature}
`,
  ),
};

/** A place where nobody is, of which neither light nor weather can be told. */
export const UNSETTLED = bank(
  'unsettled',
  1,
  `
there was nobody {in:place}
{place} lay as it had been left
nothing moved {in:place} yet
{feature} kept {place} company
no one had any business {in:place} just then
{place} had only itself to attend to
`,
);

/** How people stand about a place; `{who}` is a list of names, `{someone}` one of them. */
export const COMPANY = bank(
  'company',
  2,
  `
{who} had {place} to themselves
{who} stood {in:place}, [not quite|barely] out of each other's reach
{place} held {who} and more silence than one would think
{who} had not moved far from {feature}
{who} [stood|were standing] {in:place}, each a little apart
there were {count} of {us} {in:place}: {who}
around {feature} {who} made an uneven ring
{who} shared {place} without [sharing much else|crowding it]
the small world of {place} had room for {who}
{someone} had found a place by {feature}, and the others stood where there was room
`,
);

/** How one person is at a place; `{who}` is the name. */
export const ALONE = bank(
  'alone',
  2,
  `
{who} had {place} to {onehimself}
{who} was alone {in:place}
there was nobody {in:place} but {who}
{in:place} {who} could hear {onehis} own [breath|steps]
{place} had only {who} to [look after it|contend with]
nobody had come after {who} {into:place}
{who} stood by {feature} with no one to [see|ask]
company seemed a long way off to {who}, {in:place}
{who} had only {onehis} own thoughts for company {in:place}
{place} answered {who} with {onehis} own footsteps
{who} had got used to the quiet of {place}
{who} kept moving {in:place}, so as not to listen
for the time being {place} was {who}'s affair and nobody else's
{who} had stopped expecting anyone {in:place}
nobody but {who} had made a sound {in:place} for some time
{place} seemed to have been waiting for {who}
{who} went about {place} as quietly as if somebody were asleep there
{who} might have been the last person in the world, {in:place}
`,
);

/** Times as openers; `{clock}` is the hour in words, `{part}` a part of the day. */
export const WHEN = bank(
  'when',
  2,
  `
By {clock}
At {clock}
Toward {clock}
Shortly before {clock}
By the time it was {clock}
It was {clock}, and
{elapsed} later
{elapsed} had gone by, and
And then it was {clock}, and
When {clock} came
{clock} came and went;
Now, at {clock},
The clock, had there been one, would have said {clock};
Somewhere around {clock}
It had got to be {clock};
A little after {clock}
Not long after {clock}
`,
);

/** Links to what goes on elsewhere at the same time. */
export const ELSEWHERE = bank(
  'elsewhere',
  3,
  `
{in:place}, meanwhile,
At the same time, {in:place},
{place} saw none of this;
Away from all that, {in:place},
All this while, {in:place},
Out of sight of all that, {in:place},
Of this nothing was known {in:place}, where
Things went differently {in:place}:
While that was going on,
Elsewhere, {in:place},
It was another story {in:place};
Meanwhile, over {in:place},
Another part of it took place {in:place};
Of all that, {place} had only the echo;
Somewhere else, {in:place},
There was also {place}, where
Not everything happened there; {in:place}
Farther off, {in:place},
In those same minutes, {in:place},
One has to imagine {place} at that moment:
Time went its way {in:place}, too;
Nothing of this was heard {in:place};
It might as well have been in another country; {in:place}
Time ran no slower {in:place};
As for {place},
Word had not yet come to {place};
`,
);
