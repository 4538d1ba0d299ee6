import { buildNameIndex, namesIn } from '../../reality/name-index.js';
import { distinctWords } from '../names.js';
import type { SceneExit, SceneItem, SceneNow, ScenePerson, SceneThing } from '../scene.js';

/** What of the scene a player's words name. */
export interface Named {
  readonly person: ScenePerson | undefined;
  readonly item: SceneItem | undefined;
  readonly thing: SceneThing | undefined;
  readonly exit: SceneExit | undefined;
}

const SHORT = 3;

const BACK =
  /\b(?:go|goes|going|went|walk|run|head|turn|come|travel|hurry|ride|sail)(?:s|ing)?\s+back\b(?!\s+(?:to|into|towards?|and forth)\b)|^\W*(?:back|return)\W*$/iu;

/**
 * People go also by one of their names, and the place before this one as the way back.
 * @param inPart whether all else goes by a word of its name, too, that no other name here has: the bridge, the staff
 */
export function namedIn(action: string, now: SceneNow, cameFrom: string | null, inPart: boolean): Named {
  const { people, inventory, things, exits, route } = now;
  const words = distinctWords([...people, ...inventory, ...things, ...exits].map(({ name }) => name));
  const called = (kind: string, name: string) =>
    [`${kind}:${name}`, inPart ? [name, ...(words.get(name) ?? [])] : [name]] as const;
  const index = buildNameIndex(
    Object.fromEntries([
      ...people.map(({ name }) => [`person:${name}`, [name, ...partsOf(name)]] as const),
      ...inventory.map(({ name }) => called('item', name)),
      ...things.map(({ name }) => called('thing', name)),
      ...exits.map(({ name }) => called('exit', name)),
      // Words of a farther place's name aren't those of one that is near.
      ...(route === null ? [] : [['route', [route.to.name]] as const]),
    ]),
  );
  const named = new Set(namesIn(index, action).flat());
  return {
    person: people.find(({ name }) => named.has(`person:${name}`)),
    item: inventory.find(({ name }) => named.has(`item:${name}`)),
    thing: things.find(({ name }) => named.has(`thing:${name}`)),
    exit:
      exits.find(({ name }) => named.has(`exit:${name}`)) ??
      (BACK.test(action) ? exits.find(({ name }) => name === cameFrom) : undefined),
  };
}

function partsOf(name: string): readonly string[] {
  return name.split(/\s+/u).filter((part) => part.length >= SHORT && !/^(?:the|of|and)$/iu.test(part));
}
