import { nameInText } from '../../scenario/play/wording.js';

const TITLES =
  /^(?:the|old|captain|dr|doctor|mr|mrs|ms|miss|sir|lady|lord|sister|brother|father|mother|major|sergeant|inspector|king|queen|prince|princess|aunt|uncle|saint|st)\b/iu;

/** What somebody is called among those who know them: `Boxa`, of Boxa Hazelmore. */
export function shortName(name: string): string {
  const [first = name] = name.split(/\s+/u);
  return TITLES.test(first) ? nameInText(name) : first;
}

/** `the mill, the quay and the bridge` */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
