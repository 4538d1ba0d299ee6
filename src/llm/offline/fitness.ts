import type { PlaceSketch } from '../../simulation/model-data.js';

/** What a sentence can't say where it is told. */

/** Features that cannot be stood beside. */
export const INTANGIBLE =
  /\b(?:smell|scent|stench|odou?r|sound|noise|echo|echoes|silence|hum|draught|draft|breeze|glow|light|shadows?|view|chill|warmth|feeling|sense|taste|slick|stains?|smear|line|mark|price|puddle|water|smoke|dust)\b/iu;

/** What can't be seen, or can't be so, in a certain light. */
const UNFIT_LIGHT: Readonly<Record<string, RegExp>> = {
  dark: /\b(?:shadows?|bright|glare|hid half|from where \S+ stood|looked the least|kept \S+ eyes|half-light)\b/iu,
  bright: /\b(?:too dark|the dark|darkness|half-light|shadow of|where .* was darkest)\b/iu,
  normal: /\b(?:too dark|the dark|darkness|half-light|where .* was darkest)\b/iu,
};

/** What all has some of that is unfit where it isn't dark. */
const OF_DARKNESS = /dar|half-|hadow/i;

/** What wind and rain drown or drive away. */
const INDOORS_OR_CALM =
  /\b(?:quiet|quieter|silence|stillness|still \S+ \S+ place|pin drop|an echo|the echo|by its echoes|own (?:breath|steps|footsteps|pulse)|smell|dust|moth|fly|made a sound|sound too small|small sound|creaked)\b/iu;
const UNFIT_WEATHER: Readonly<Record<string, RegExp>> = {
  rain: INDOORS_OR_CALM,
  storm: INDOORS_OR_CALM,
  fog: /\b(?:from end to end of|far side|one could see every)\b/iu,
};

/** What nobody can see of themselves. */
const OUTWARD =
  /\b(?:I|[Mm]y face|in me)\b[^.;]*\b(?:did not seem to|looked older|gone pale|looked like|looked as|crossed|would have taken for|with the (?:look|air) of)|colour had gone from my/u;

/** Whether light or weather at the place forbid what a filled template says; words that are given stand as they are. */
export function isUnfit(filled: string, { light, weather }: PlaceSketch): boolean {
  const own = filled.includes('\uE000') ? filled.replace(/\uE000[^\uE001]*\uE001/gu, '') : filled;
  const mayHide = light === 'dark' || OF_DARKNESS.test(own);
  return (mayHide && UNFIT_LIGHT[light]?.test(own) === true) || UNFIT_WEATHER[weather]?.test(own) === true;
}

/** Whether somebody tells of themselves in the first person what only others can see. */
export function isOutward(text: string): boolean {
  return OUTWARD.test(text);
}

/** Whether a clause that is given goes on with the word that joins it to the sentence: `for it was empty, for nobody …`. */
export function isEntangled(filled: string): boolean {
  return filled.includes('\uE000') && /\b(for|because|since) \uE000[^\uE001]*, \1 /u.test(filled);
}
