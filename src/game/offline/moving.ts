import { nameInText } from '../../scenario/play/wording.js';
import { isOut } from '../reality/stand.js';
import { DOWNED } from '../reducers/vitals.js';
import { TIMES_OF_DAY } from '../session.js';
import { goodNight } from './aftermath.js';
import { beyond, change, citing, drawn, happens, person, type Stage, vitals, witnessOf } from './draft.js';
import type { IntentOf } from './intent.js';
import { THERE_IS } from './lexicon/ambience.js';
import * as bank from './lexicon/deeds.js';
import { NO_WAY } from './lexicon/vain.js';
import * as ways from './lexicon/ways.js';
import { listed, shortName } from './names.js';

/** Going somewhere, looking for somebody, resting and waiting. */

export function travel(stage: Stage, { exit, through }: IntentOf<'travel'>): void {
  const { teller, draft, slots } = stage;
  const [by] = through;
  draft.difficulty = 'trivial';
  if (by === undefined) {
    draft.told.push(teller.say(ways.LEAVE, { ...slots, exit: exit.in_text }));
  } else {
    draft.told.push(teller.say(ways.SETS_OUT, { ...slots, goal: exit.in_text }));
    draft.told.push(teller.say(ways.LONG_WAY, { exit: by, goal: exit.in_text }));
  }
  // Whoever only passed through a place has not seen it yet.
  const seen = teller.fresh(exit.what);
  draft.told.push(seen === '' ? teller.say(ways.ARRIVE_AGAIN, { exit: exit.in_text }) : seen);
  const [P, Q] = exit.people;
  if (P !== undefined) draft.told.push(teller.say(THERE_IS, { P, ...(Q === undefined ? {} : { Q }) }));
  change(stage, 'location', exit.name);
  draft.around = beyond(exit);
}

export function seek(stage: Stage, { name, at }: IntentOf<'seek'>): void {
  const { teller, draft, slots } = stage;
  const told = teller.say(bank.SEEK, { ...slots, P: name });
  draft.told.push(told === '' ? `${shortName(name)} is not here.` : told);
  if (at !== null) {
    draft.told.push(teller.say(bank.SEEK_AT, { P: shortName(name), where: nameInText(at) }));
  }
}

const MOST_WAYS = 3;

/** No way leads where the character would go: it is told which ones there are. */
export function stray(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  const exits = scene.now.exits.slice(0, MOST_WAYS).map(({ in_text }) => in_text);
  draft.difficulty = 'trivial';
  const told = exits.length === 0 ? '' : teller.say(NO_WAY, { ...slots, ways: listed(exits) });
  draft.told.push(told === '' ? 'There is no way there from here.' : told);
}

const HOSTILE = -40;
const HEALED = 12;
const RESTORED = 8;

export function rest(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  const { conditions, health, max_health, mana, max_mana } = scene.now.character;
  draft.difficulty = 'trivial';
  draft.told.push(teller.say(bank.REST, slots));
  const [condition] = conditions.includes(DOWNED) ? [DOWNED] : conditions;
  vitals(
    stage,
    restored(HEALED, max_health - health),
    restored(RESTORED, max_mana - mana),
    condition === undefined ? {} : { remove_condition: condition },
  );
  goodNight(stage);
}

/** Rest gives back half of what is missing at most. */
function restored(most: number, missing: number): number {
  return Math.min(most, Math.ceil(missing / 2));
}

const HELPED_UP = 4;

/** Whoever is down is helped up by whoever hears it. */
export function call(stage: Stage, { person: asked }: IntentOf<'call'>): void {
  const { teller, draft, slots, scene } = stage;
  const { conditions, max_health } = scene.now.character;
  const able = scene.now.people.filter(({ status, disposition }) => !isOut(status) && disposition > HOSTILE);
  const helper = able.find(({ name }) => name === asked?.name) ?? able[0];
  if (helper === undefined) {
    draft.told.push(teller.say(bank.UNHEARD, slots));
    return;
  }
  const isDown = conditions.includes(DOWNED);
  const heard = isDown ? bank.HEARD : bank.COMES_OVER;
  draft.told.push(teller.say(heard, { ...slots, P: shortName(helper.name) }));
  person(stage, helper.name, { disposition: 1, does: 'comes to help' });
  if (!isDown) return;
  vitals(stage, Math.ceil(max_health / HELPED_UP), 0, { remove_condition: DOWNED });
}

export function wait(stage: Stage): void {
  const { teller, draft, slots } = stage;
  draft.difficulty = 'trivial';
  draft.told.push(teller.say(bank.WAIT, slots));
}

export function free(stage: Stage): void {
  const { teller, draft, slots } = stage;
  draft.told.push(teller.say(bank.FREE, slots));
  const witness = witnessOf(stage);
  if (witness !== undefined && happens(stage, 'impressed', 0.5)) {
    person(stage, witness.name, { disposition: 1, because: citing(stage) });
  }
}

const WANDERS = 0.15;

/** Now and then somebody goes away by itself, to a place next to this one. */
export function departure(stage: Stage, staying: readonly string[]): string {
  const { scene, teller, draft } = stage;
  const { people, exits } = scene.now;
  if (!happens(stage, 'departure', WANDERS)) return '';
  const leaving = drawn(
    people.filter(({ name, status }) => !staying.includes(name) && !isOut(status)),
    teller,
  );
  const exit = drawn(exits, teller);
  if (leaving === undefined || exit === undefined || people.length < 2) return '';
  const told = teller.say(ways.WALKS_OFF, { P: leaving.name, exit: exit.in_text });
  if (told === '') return '';
  person(stage, leaving.name, {
    location: exit.name,
    does: `leaves for ${exit.in_text}`,
    because: 'it has business there',
  });
  draft.around = { ...draft.around, people: draft.around.people.filter((name) => name !== leaving.name) };
  return told;
}

/** Every so many actions the day goes on by itself. */
const PACE = 4;

/** The next part of the day, when it is time for it. */
export function daytimeAfter(stage: Stage, isRest: boolean): (typeof TIMES_OF_DAY)[number] | undefined {
  const { deck, now } = stage.scene;
  if (!isRest && deck.actionSeq % PACE !== 0) return undefined;
  const next = TIMES_OF_DAY[(TIMES_OF_DAY.indexOf(now.time_of_day) + 1) % TIMES_OF_DAY.length];
  if (next !== undefined) change(stage, 'time_of_day', next, 'time goes by');
  return next;
}
