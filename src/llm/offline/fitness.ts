import type { PlaceSketch } from '../../simulation/model-data.js';

/** What a sentence can't say where it is told. */

/** Features that cannot be stood beside. */
export const INTANGIBLE =
  /\b(?:smell|scent|stench|odou?r|sound|noise|echo|echoes|silence|hum|draught|draft|breeze|glow|light|shadows?|view|chill|warmth|feeling|sense|taste|slick|stains?|smear|line|mark|price|puddle|water|smoke|dust)\b/iu;

/** What can't be seen, or can't be so, in a certain light; in small letters, as what it is looked for in. */
const UNFIT_LIGHT: Readonly<Record<string, RegExp>> = {
  dark: /\b(?:shadows?|bright|glare|hid half|from where \S+ stood|looked the least|kept \S+ eyes|half-light)\b/u,
  bright: /\b(?:too dark|the dark|darkness|half-light|shadow of|where .* was darkest)\b/u,
  normal: /\b(?:too dark|the dark|darkness|half-light|where .* was darkest)\b/u,
};

/** What all has some of that is unfit where it isn't dark. */
const OF_DARKNESS = /dar|half-|hadow/;

/** What wind and rain drown or drive away. */
const INDOORS_OR_CALM =
  /\b(?:quiet|quieter|silence|stillness|still \S+ \S+ place|pin drop|an echo|the echo|by its echoes|own (?:breath|steps|footsteps|pulse)|smell|dust|moth|fly|made a sound|sound too small|small sound|creaked)\b/u;
const UNFIT_WEATHER: Readonly<Record<string, RegExp>> = {
  rain: INDOORS_OR_CALM,
  storm: INDOORS_OR_CALM,
  fog: /\b(?:from end to end of|far side|one could see every)\b/u,
};

/** Gestures that nobody makes who is alone. */
export const FOR_OTHERS =
  /\b(?:to soften|softening|closed the matter|half turned away|leaning in|to a friend|meant it kindly|took the edge off|gentlest voice|an answer|for trust|be taken|anyone's eye|a bow|an audience|giving evidence|courtesy|inclination|too close|the room to differ|for an argument)\b/u;

/** What nobody can see of themselves. */
const OUTWARD =
  /\b(?:I|[Mm]y face|in me)\b[^.;]*\b(?:did not seem to|looked older|gone pale|looked like|looked as|crossed|would have taken for|with the (?:look|air) of)|colour had gone from my/u;

/** Whether light or weather at the place forbid what a filled template says; words that are given stand as they are. */
export function isUnfit(filled: string, { light, weather }: PlaceSketch): boolean {
  const given = filled.includes('\uE000') ? filled.replace(/\uE000[^\uE001]*\uE001/gu, '') : filled;
  const own = smallLetters(given);
  const mayHide = light === 'dark' || OF_DARKNESS.test(own);
  return (mayHide && UNFIT_LIGHT[light]?.test(own) === true) || UNFIT_WEATHER[weather]?.test(own) === true;
}

/** As regular expressions see letters that don't mind their case: to them a long s is one too. Takes half their time. */
function smallLetters(text: string): string {
  const small = text.toLowerCase();
  return small.includes('ſ') ? small.replaceAll('ſ', 's') : small;
}

/** Whether somebody tells of themselves in the first person what only others can see. */
export function isOutward(text: string): boolean {
  return OUTWARD.test(text);
}

/** Whether a clause that is given goes on with the word that joins it to the sentence: `for it was empty, for nobody …`. */
export function isEntangled(filled: string): boolean {
  return filled.includes('\uE000') && /\b(for|because|since) \uE000[^\uE001]*, \1 /u.test(filled);
}
