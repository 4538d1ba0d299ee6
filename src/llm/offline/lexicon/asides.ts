import { type Bank, bank } from '../chance.js';

/**
 * Clauses that go with anything that happens at a place: its weather, its light, the hour, things and people in it. They
 * stand after a sentence or before it, joined by a comma, and so that they fit both they name nobody by a pronoun.
 * `{other}` is somebody there besides the one who acts.
 */

export const WEATHER_ASIDES: Readonly<Record<string, Bank>> = {
  rain: bank(
    'aside-rain',
    1,
    `
while [the rain|water] [ran|dripped|streamed] [from|down|off] {feature}
with the rain [drumming|ticking|beating] on {feature}
[through|under] [a rain that had no end to it|rain as fine as flour|the thick of the rain]
while [puddles|little pools] [joined|spread|shivered] [beside|before|around] {feature}
with [wet|mud|water] [underfoot|in every shoe|up to the laces]
[as|while] the rain [slackened|thickened|changed its mind|came on again]
with {feature} [dark|shining|streaming] [from|in] the rain
`,
  ),
  storm: bank(
    'aside-storm',
    1,
    `
while the wind [worried|shook|leaned on|tore at] {feature}
with the storm [shouting|howling|knocking] [about|around|behind] {feature}
[between|through] [one gust and the next|gusts that took the breath away|the worst of the gusts]
[as|while] thunder [rolled|walked|went] [overhead|away over {place}|from end to end of the sky]
while [spray|rain|grit] [flew|drove|came] [past|over|against] {feature}
with [a wind like that|half the sky coming down|such weather about]
[as|while] lightning [picked out|whitened|found] {feature}
`,
  ),
  fog: bank(
    'aside-fog',
    1,
    `
while the fog [closed|thickened|hung|drifted] [about|round|before] {feature}
with {feature} [no more than a stain|half gone|lost] in the fog
[in|through] [a fog that swallowed every step|the wet grey of the fog|air as thick as wool]
with [damp|fog] [beading|settling] on {feature}
[as|while] the fog [let go of|gave back|took] {feature} for a moment
[as|while] [a shape|something] in the fog [turned out to be|took the form of] {feature}
`,
  ),
  clear: bank(
    'aside-clear',
    1,
    `
under a sky that [had nothing to add|looked on|kept its distance]
in air so clear that {feature} [seemed nearer|stood out to the last edge]
while a [light|small|dry] wind [went|played|felt] [about|around|over] {feature}
with [the open sky|all that air] above {place}
[as|while] the air [sharpened|cooled|stirred] about {feature}
with [every stone|each edge] of {feature} plain to see
`,
  ),
  none: bank(
    'aside-none',
    1,
    `
in air that [had been breathed before|tasted of metal|did not move]
while [something|a pipe|a joint|some part] near {feature} [ticked|settled|knocked|sighed]
with [dust|a little dust|old dust] [turning|hanging|coming down] [above|about|before] {feature}
in the [close|stale|flat] air about {feature}
with a [draught|breath of cold|thread of cold] coming from {feature}
while [a sound|some small noise|a creak] [came|went] [from|past|behind] {feature}
with the [hum|chill|smell] of {place} [all round|in everything]
`,
  ),
};

export const LIGHT_ASIDES: Readonly<Record<string, Bank>> = {
  bright: bank(
    'aside-bright',
    1,
    `
in a light that [spared nothing|left no corners|showed every scratch]
with [the glare|the brightness] [lying|standing|thrown back] [on|from] {feature}
while {feature} [threw|laid|drew] a [hard|short|sharp] shadow
with [so much light|all that light] [about|to be seen in]
`,
  ),
  normal: bank(
    'aside-normal',
    1,
    `
in the [plain|even|ordinary] light [by|of|around] {place}
with {feature} [plain to see|in full view|in the corner of the eye]
while the light [moved|lay|slid] [along|across|over] {feature}
in full [view|sight] of {feature}
`,
  ),
  dim: bank(
    'aside-dim',
    1,
    `
in what light [there was|was left|reached {feature}]
with {feature} [little more than an outline|sinking into the dusk|half in shadow]
while the [shadows|dimness] [thickened|gathered|came closer] [about|round|behind] {feature}
[as|while] the light [drew back from|went from|let go of] {feature}
with [shadows|dusk] [enough|to spare] [about|round] {feature}
`,
  ),
  dark: bank(
    'aside-dark',
    1,
    `
in [the dark|a dark like felt|the thick of the dark] [about|near|beyond] {feature}
[by|with] [touch|feel|memory] for a guide and {feature} for a mark
with {feature} [somewhere|a little way off] in the dark
while the dark [stood|leaned|pressed] [about|against|round] {feature}
`,
  ),
};

/** `{part}` is the part of the day. */
export const HOUR_ASIDES = bank(
  'aside-hour',
  1,
  `
at [that|such an] hour of the {part}
while the {part} [wore on|went its way|ran out|got older]
with the {part} [going|running down|half spent|getting on]
as the {part} [went on|drew out|turned]
in the [middle|thick|long middle] of the {part}
`,
);

export const COMPANY_ASIDES = bank(
  'aside-company',
  1,
  `
[with|under the eyes of] {other} [not far off|close by|looking on]
while {other} [looked on|stood by|waited|kept still|watched {feature}]
in {other}'s [sight|hearing|presence]
with {other} [near|beside|standing by] {feature}
[as|while] {other} [turned|glanced|looked] [toward|away toward] {feature}
[as|while] {other} [glanced|looked] across at {feature}
[in front of|before] {other}[ and|, with] {feature} [for a witness|between them]
`,
);

export const PLACE_ASIDES = bank(
  'aside-place',
  1,
  `
[beside|close by|not far from|a step from|within reach of|in front of] {feature}
with {feature} [at hand|to one side|straight ahead|in the way|behind]
between {feature} and the [way out|far side|nearest corner|rest of {place}]
[on|to] the [far|near|blind|other] side of {feature}
where {feature} [stood|was] [in the way|closest|the only thing to see]
[three|five|a few|a dozen] steps [from|past|short of] {feature}
`,
);
