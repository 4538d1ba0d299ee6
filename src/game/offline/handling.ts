import { theThing } from '../names.js';
import { isOut } from '../reality/stand.js';
import { favourOf, talkOfIt } from './aftermath.js';
import { change, citing, handle, person, type Stage, witnessOf } from './draft.js';
import type { IntentOf } from './intent.js';
import * as bank from './lexicon/deeds.js';
import { KNOWS_IT, NO_DEAL, THANKS, TURNS_TO } from './lexicon/talk.js';
import { HELD, NOBODY_TO_DEAL, PUT_AWAY } from './lexicon/vain.js';
import { findOut } from './looking.js';
import { shortName } from './names.js';
import { speak } from './talking.js';

/** What is done with things. */

export function take(stage: Stage, { thing }: IntentOf<'take'>): void {
  const { teller, draft, slots } = stage;
  const named = theThing(thing.name);
  draft.difficulty = 'trivial';
  draft.told.push(teller.say(bank.TAKE, { ...slots, thing: named }));
  const description = teller.fresh(thing.description);
  if (description !== '') draft.told.push(description);
  handle(stage, 'gain', thing.name, { type: thing.type });
  draft.around = { ...draft.around, things: draft.around.things.filter((name) => name !== thing.name) };
  const witness = witnessOf(stage);
  if (witness === undefined || thing.left_here) return;
  draft.told.push(teller.say(bank.NOTICED, { P: shortName(witness.name) }));
  talkOfIt(stage, thing.name, witness);
}

export function use(stage: Stage, { item }: IntentOf<'use'>): void {
  const { teller, draft, slots } = stage;
  const named = { ...slots, item: theThing(item.name) };
  if (item.type === 'consumable') {
    draft.difficulty = 'trivial';
    draft.told.push(teller.say(bank.MEND, named));
    handle(stage, 'use', item.name, { type: item.type });
    return;
  }
  draft.told.push(teller.say(bank.USE_TOOL, named));
  handle(stage, 'use', item.name, { type: item.type });
  findOut(stage);
}

export function wear(stage: Stage, { item }: IntentOf<'wear'>): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  draft.told.push(teller.say(bank.WEAR, { ...slots, item: theThing(item.name) }));
  handle(stage, 'equip', item.name, { type: item.type });
}

export function putAway(stage: Stage, { item }: IntentOf<'put-away'>): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  const told = teller.say(PUT_AWAY, { ...slots, item: theThing(item.name) });
  draft.told.push(told === '' ? `You put ${theThing(item.name)} away.` : told);
  if (item.equipped) handle(stage, 'unequip', item.name, { type: item.type });
}

export function hold(stage: Stage, { item }: IntentOf<'hold'>): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  const told = teller.say(HELD, { ...slots, item: theThing(item.name) });
  draft.told.push(told === '' ? `You have ${theThing(item.name)} already.` : told);
}

export function alone(stage: Stage): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  const told = teller.say(NOBODY_TO_DEAL, slots);
  draft.told.push(told === '' ? 'There is nobody here to deal with.' : told);
}

/** Nobody has anything to pay with, or for sale: that is said, so that nobody takes it for sold. */
export function bargain(stage: Stage, { person: dealer }: IntentOf<'bargain'>): void {
  const { teller, draft, slots } = stage;
  const P = shortName(dealer.name);
  draft.told.push(teller.say(TURNS_TO, { ...slots, P }));
  const line = teller.say(NO_DEAL);
  if (line === '' || isOut(dealer.status)) draft.told.push(`${P} does not come to terms with you.`);
  else speak(stage, dealer, line);
}

export function drop(stage: Stage, { item }: IntentOf<'drop'>): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  draft.told.push(teller.say(bank.DROP, { ...slots, item: theThing(item.name) }));
  handle(stage, 'drop', item.name, { type: item.type });
  change(stage, 'event', `${theThing(item.name)} was left here.`.replace(/^the /u, 'The '));
}

const GIFT_REGARD = 8;

export function give(stage: Stage, { item, person: receiver }: IntentOf<'give'>): void {
  const { teller, draft, slots } = stage;
  const P = shortName(receiver.name);
  draft.told.push(teller.say(bank.GIVE, { ...slots, P, item: theThing(item.name) }));
  handle(stage, 'lose', item.name, {
    type: item.type,
    because: `given to ${receiver.name}: ${citing(stage)}`,
  });
  speak(stage, receiver, teller.say(THANKS), { disposition: GIFT_REGARD });
  favourOf(stage, receiver);
}

export function show(stage: Stage, { item, person: viewer }: IntentOf<'show'>): void {
  const { teller, draft, slots } = stage;
  draft.told.push(teller.say(bank.SHOW, { ...slots, P: shortName(viewer.name), item: theThing(item.name) }));
  const line = teller.say(KNOWS_IT);
  if (line === '') person(stage, viewer.name, { disposition: 1 });
  else speak(stage, viewer, line, { disposition: 2 });
}
