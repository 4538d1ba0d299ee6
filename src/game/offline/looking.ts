import type { Bank } from '../../llm/offline/chance.js';
import { sentenceText } from '../../scenario/play/wording.js';
import { theThing } from '../names.js';
import { drawn, happens, roll, type Stage } from './draft.js';
import type { IntentOf } from './intent.js';
import * as bank from './lexicon/deeds.js';
import * as looks from './lexicon/looks.js';
import { listed, shortName } from './names.js';
import { SURROUNDINGS } from './verbs.js';

/** Looking: at a place, at what is in it, and at oneself. */

/** What is to be found out at a place, what lies there, or nothing; who looks round sees first where it is. */
export function search(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  const seen = SURROUNDINGS.test(scene.action) ? surroundingsOf(stage) : '';
  if (seen !== '') {
    draft.told.push(seen);
    if (roll(stage, 'wisdom', 0.15) !== 'badly') findOut(stage);
    return;
  }
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

/** Where the character is, who and what is there, and where one can go. */
function surroundingsOf({ teller, slots, scene }: Stage): string {
  const { place, people, things, exits } = scene.now;
  const list = (from: Bank, slot: string, names: readonly string[], plain: string) => {
    if (names.length === 0) return '';
    const told = teller.say(from, { [slot]: listed(names) });
    return told === '' ? `${plain} ${listed(names)}.` : told;
  };
  const parts = [
    teller.say(looks.YOU_ARE, slots),
    teller.fresh(place.description),
    list(
      looks.PEOPLE_HERE,
      'people',
      people.map(({ name }) => name),
      'Still here:',
    ),
    list(
      looks.THINGS_HERE,
      'things',
      things.map(({ name }) => aThing(name)),
      'Still to be seen here:',
    ),
    list(
      looks.WAYS_HERE,
      'ways',
      exits.map(({ in_text }) => in_text),
      'The ways still lead to',
    ),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** A closer look at somebody or something. */
export function examine(stage: Stage, { name, description, isPerson }: IntentOf<'examine'>): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  const it = isPerson ? shortName(name) : theThing(name);
  const told = teller.say(looks.EXAMINES, { ...slots, it });
  draft.told.push(told === '' ? `You look at ${it} again.` : told);
  if (description !== '') draft.told.push(sentenceText(isPerson ? `${name}: ${description}` : description));
}

/** What the character carries, and how it is. */
export function takeStock(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  const { inventory, character } = scene.now;
  draft.difficulty = 'trivial';
  const carried = inventory.map(({ name, quantity }) =>
    quantity === 1 ? theThing(name) : `${quantity} × ${name}`,
  );
  const things = carried.length === 0 ? 'nothing' : listed(carried);
  const told = teller.say(looks.CARRIES, { ...slots, things });
  draft.told.push(told === '' ? `You still carry ${things}.` : told);
  const share = character.health / character.max_health;
  draft.told.push(teller.say(share > 0.75 ? looks.WELL : share > 0.25 ? looks.SORE : looks.BAD, slots));
}
