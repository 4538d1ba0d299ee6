import { nameInText } from '../../scenario/play/wording.js';

/** What people and things are called inside a sentence. */

const TITLES =
  /^(?:the|old|captain|dr|doctor|mr|mrs|ms|miss|sir|lady|lord|sister|brother|father|mother|major|sergeant|inspector|king|queen|prince|princess|aunt|uncle|saint|st)\b/iu;

/** What somebody is called among those who know them: `Boxa`, of Boxa Hazelmore. */
export function shortName(name: string): string {
  const [first = name] = name.split(/\s+/u);
  return TITLES.test(first) ? nameInText(name) : first;
}

/** A thing inside a sentence: `the Hollow Bell`, `the Coil of Rope`. */
export function theThing(name: string): string {
  const inText = nameInText(name);
  return /^(?:the|an?) /u.test(inText) ? inText : `the ${inText}`;
}
