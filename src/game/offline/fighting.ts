import { isDead } from '../reducers/people.js';
import type { ScenePerson } from '../scene.js';
import { backlash, dangerAfter, grudgeOf, watched } from './aftermath.js';
import { change, citing, handle, person, roll, type Stage, vitals, witnessOf } from './draft.js';
import type { IntentOf } from './intent.js';
import * as bank from './lexicon/fights.js';
import { HURT } from './lexicon/talk.js';
import { STRIKE_STILL } from './lexicon/vain.js';
import { findOut } from './looking.js';
import { shortName } from './names.js';
import { speak } from './talking.js';

/** What is done against others, or unseen by them, or by uncommon means. */

const ANGER = -20;
const WOUNDS = { well: -3, dearly: -9, badly: -15 } as const;
const TOLD = { well: bank.STRIKE_WELL, dearly: bank.STRIKE_DEARLY, badly: bank.STRIKE_BADLY } as const;
const ARMED = 0.1;
const UNCONSCIOUS = 'unconscious';

export function attack(stage: Stage, intent: IntentOf<'attack'>): void {
  const { teller, draft, slots, scene } = stage;
  const weapon = scene.now.inventory.find(({ slot, equipped }) => slot === 'weapon' && equipped);
  draft.difficulty = 'hard';
  if (weapon !== undefined) handle(stage, 'use', weapon.name, { type: weapon.type });
  if (intent.person === undefined) {
    fightDanger(stage, intent.danger, weapon !== undefined);
    return;
  }
  const foe = intent.person;
  if (isDead(foe) || foe.status === UNCONSCIOUS) {
    strikeStill(stage, foe);
    return;
  }
  const ends = roll(stage, 'strength', weapon === undefined ? 0 : ARMED);
  draft.told.push(teller.say(TOLD[ends], { ...slots, P: shortName(foe.name) }));
  vitals(stage, WOUNDS[ends], 0);
  const status = ends === 'badly' ? undefined : foe.status === 'hurt' ? UNCONSCIOUS : 'hurt';
  const update = { disposition: ANGER, ...(status === undefined ? {} : { status }) };
  if (status === UNCONSCIOUS) person(stage, foe.name, { ...update, does: 'goes down and stays down' });
  else speak(stage, foe, teller.say(HURT), update, true);
  change(stage, 'event', `${scene.world.character.name} attacked ${foe.name} here.`);
  grudgeOf(stage, foe);
}

/** Whoever lies there can't fight, speak, or be brought round by blows. */
function strikeStill(stage: Stage, foe: ScenePerson): void {
  const { teller, draft, slots, scene } = stage;
  const P = shortName(foe.name);
  draft.difficulty = 'trivial';
  const told = teller.say(STRIKE_STILL, { ...slots, P });
  draft.told.push(told === '' ? `${P} lies there and does not feel it.` : told);
  if (!isDead(foe)) person(stage, foe.name, { disposition: ANGER });
  change(stage, 'event', `${scene.world.character.name} struck ${foe.name} here, who lay on the ground.`);
  grudgeOf(stage, foe);
}

function fightDanger(stage: Stage, danger: string | undefined, isArmed: boolean): void {
  const { teller, draft, slots } = stage;
  if (danger === undefined) {
    draft.difficulty = 'trivial';
    draft.told.push(teller.say(bank.SHADOW_FIGHT, slots));
    return;
  }
  const ends = roll(stage, 'strength', isArmed ? ARMED : 0);
  const isBeaten = ends !== 'badly';
  draft.told.push(teller.say(isBeaten ? bank.DRIVE_OFF : bank.DRIVEN_BACK, { ...slots, danger }));
  vitals(stage, WOUNDS[ends], 0);
  if (isBeaten) change(stage, 'event', `What is feared here was met and driven off: ${danger}.`);
  dangerAfter(stage, danger, isBeaten);
}

const MANA = -8;

export function magic(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  const ends = roll(stage, 'intelligence');
  draft.difficulty = 'medium';
  draft.told.push(teller.say(ends === 'badly' ? bank.MAGIC_BADLY : bank.MAGIC_WELL, slots));
  vitals(stage, ends === 'dearly' ? -2 : 0, -Math.min(-MANA, scene.now.character.mana));
  if (ends !== 'badly') findOut(stage);
  backlash(stage, scene.now.character.mana <= -MANA);
}

export function stealth(stage: Stage): void {
  const { teller, draft, slots, scene } = stage;
  const ends = roll(stage, 'dexterity');
  draft.difficulty = 'medium';
  if (ends !== 'badly') {
    draft.told.push(teller.say(bank.UNSEEN, slots));
    if (!scene.now.character.conditions.includes('unseen')) {
      vitals(stage, 0, 0, { add_condition: 'unseen' });
    }
    findOut(stage);
    if (ends === 'dearly') watched(stage);
    return;
  }
  draft.told.push(teller.say(bank.SEEN, slots));
  const witness = witnessOf(stage);
  if (witness !== undefined) person(stage, witness.name, { disposition: -3, because: citing(stage) });
  watched(stage);
}
