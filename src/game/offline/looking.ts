import { theThing } from '../names.js';
import { drawn, happens, roll, type Stage } from './draft.js';
import * as bank from './lexicon/deeds.js';

/** Searching a place: what is to be found out there, what lies there, or nothing. */

export function search(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  draft.told.push(teller.say(bank.SEARCH, slots));
  const [thing] = scene.now.things;
  if (thing !== undefined && happens(stage, 'sees thing', 0.6)) {
    draft.told.push(teller.say(bank.FIND_THING, { ...slots, thing: aThing(thing.name) }));
    return;
  }
  if (roll(stage, 'wisdom', 0.15) !== 'badly' && findOut(stage)) return;
  draft.told.push(
    thing === undefined
      ? teller.say(bank.FIND_NOTHING, slots)
      : teller.say(bank.FIND_THING, { ...slots, thing: aThing(thing.name) }),
  );
}

/** Something about the place that the character did not know. */
export function findOut({ teller, draft, slots, scene }: Stage): boolean {
  const fact = drawn(scene.now.to_be_found, teller);
  if (fact === undefined) return false;
  const told = teller.say(bank.FIND_OUT, { ...slots, fact });
  if (told === '') return false;
  draft.told.push(told);
  return true;
}

function aThing(name: string): string {
  if (/^(?:the|an?) /iu.test(name) || /s$/iu.test(name)) return theThing(name);
  return `${/^[aeiou]/iu.test(name) ? 'an' : 'a'} ${name}`;
}
