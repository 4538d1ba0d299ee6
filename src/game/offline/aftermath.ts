import type { Bank } from '../../llm/offline/chance.js';
import type { GenreId } from '../../scenario/offline/lexicon/genre.js';
import { nameInText } from '../../scenario/play/wording.js';
import { theThing } from '../names.js';
import type { ScenePerson } from '../scene.js';
import type { ProposedConsequence } from '../sections/consequences.js';
import { drawn, happens, type Stage } from './draft.js';
import * as bank from './lexicon/aftermath.js';
import { shortName } from './names.js';

/** What deeds set in motion: each comes back later, in its own words, and does something when it comes. */

/** Beyond so many that wait, only grave deeds set more in motion. */
const ENOUGH = 4;

const GIFTS: Readonly<Record<GenreId, readonly string[]>> = {
  fantasy: [
    'a Silver Token',
    'a Charm of Braided Hair',
    'a Map Drawn from Memory',
    'a Ring with a Worn Seal',
  ],
  science_fiction: ['a Transit Chit', 'a Data Wafer', 'a Sealed Ration of Real Coffee', 'a Docking Pass'],
  mystery: [
    'a Cloakroom Ticket',
    'a Photograph with a Date on It',
    'a Cigarette Case',
    'a Page from a Diary',
  ],
  historical: ['a Safe-Conduct', 'a Purse of Small Coin', 'a Signet in Wax', 'a Horn Comb'],
  contemporary: ['a Day Pass', 'an Envelope of Cash', 'a Key Card', 'a Photograph'],
};

interface Aftermath {
  readonly category: ProposedConsequence['category'];
  readonly severity: ProposedConsequence['severity'];
  readonly delay?: ProposedConsequence['delay'];
  readonly description: string;
  readonly effects: ProposedConsequence['effects'];
  readonly trigger?: ProposedConsequence['trigger'];
  readonly follows?: string;
}

function set(stage: Stage, from: Bank, slots: Readonly<Record<string, string>>, what: Aftermath): void {
  const narrative_text = stage.teller.say(from, { ...stage.slots, ...slots });
  if (narrative_text === '') return;
  const { delay = 'short_term', ...rest } = what;
  stage.draft.consequences.push({ ...rest, delay, narrative_text });
}

function isRoom({ scene: { now } }: Stage): boolean {
  return now.pending.length < ENOUGH;
}

/** By whom regard moves: the people whom somebody belongs to, or itself. */
function side({ faction, name }: ScenePerson): string {
  return faction ?? name;
}

export function favourOf(stage: Stage, person: ScenePerson): void {
  const gift = drawn(GIFTS[stage.scene.deck.register], stage.teller);
  if (gift === undefined) return;
  const P = shortName(person.name);
  set(
    stage,
    bank.FAVOUR,
    { P, thing: nameInText(gift) },
    {
      category: 'social',
      severity: 'minor',
      description: `${P} means to return the kindness`,
      effects: {
        gain_item: gift.replace(/^an? /u, ''),
        relationships: { [person.name]: 5 },
        reputation: { [side(person)]: 'up' },
      },
    },
  );
}

export function grudgeOf(stage: Stage, person: ScenePerson): void {
  const P = shortName(person.name);
  set(
    stage,
    bank.GRUDGE,
    { P },
    {
      category: 'personal',
      severity: 'moderate',
      description: `Friends of ${P} want to get even`,
      effects: { health: -8, reputation: { [side(person)]: 'down' } },
    },
  );
}

export function talkOfIt(stage: Stage, thing: string, witness: ScenePerson): void {
  if (!isRoom(stage)) return;
  set(
    stage,
    bank.TALK_OF_IT,
    { thing: theThing(thing) },
    {
      category: 'social',
      severity: 'minor',
      description: `It gets about who took ${theThing(thing)}`,
      effects: { reputation: { [side(witness)]: 'down' } },
    },
  );
}

export function dangerAfter(stage: Stage, danger: string, isBeaten: boolean): void {
  const { name } = stage.scene.now.place;
  const [faction] = stage.scene.world.factions;
  if (isBeaten && happens(stage, 'danger gone', 0.6)) {
    set(
      stage,
      bank.DANGER_GONE,
      {},
      {
        category: 'social',
        severity: 'moderate',
        description: `It gets about what was done at ${nameInText(name)}`,
        effects: faction === undefined ? {} : { reputation: { [faction.name]: 'up' } },
      },
    );
    return;
  }
  set(
    stage,
    bank.DANGER_RETURNS,
    { danger },
    {
      category: 'environmental',
      severity: 'moderate',
      description: `What was met at ${nameInText(name)} is not done yet`,
      effects: { health: -6, world: { event: `It came back: ${danger}.` } },
    },
  );
}

export function watched(stage: Stage): void {
  const faction = stage.slots.faction;
  if (faction === undefined || !isRoom(stage)) return;
  const named = stage.scene.world.factions.find(({ name }) => nameInText(name) === faction)?.name;
  set(
    stage,
    bank.WATCHED,
    {},
    {
      category: 'social',
      severity: 'minor',
      description: `${faction} has noticed the prying`.replace(/^the /u, 'The '),
      effects: named === undefined ? {} : { reputation: { [named]: 'down' } },
    },
  );
}

const CONFIDED = 0.25;

export function confidence(stage: Stage, person: ScenePerson, isSecret: boolean): void {
  if (
    !isRoom(stage) ||
    stage.scene.now.comes_back.length > 0 ||
    !(isSecret || happens(stage, 'confidence', CONFIDED))
  )
    return;
  const P = shortName(person.name);
  set(
    stage,
    bank.CONFIDENCE,
    { P },
    {
      category: 'social',
      severity: isSecret ? 'moderate' : 'minor',
      description: `It will be known that ${P} has talked`,
      effects: { reputation: { [side(person)]: 'up' }, relationships: { [person.name]: 3 } },
    },
  );
}

export function backlash(stage: Stage, isSpent: boolean): void {
  if (!isRoom(stage) || !happens(stage, 'backlash', 0.5)) return;
  set(
    stage,
    bank.BACKLASH,
    {},
    {
      category: 'personal',
      severity: 'minor',
      description: 'The working asks for its price',
      effects: isSpent ? { health: -5 } : { mana: -6 },
    },
  );
}

export function goodNight(stage: Stage): void {
  if (!isRoom(stage)) return;
  set(
    stage,
    bank.GOOD_NIGHT,
    {},
    {
      category: 'personal',
      severity: 'minor',
      description: 'The rest will tell',
      effects: { mana: 6, health: 4 },
    },
  );
}

/** The odds by how far a chain has come. */
const FOLLOWED: readonly number[] = [0.4, 0.2, 0.1];

/** One thing brings on another. */
export function followUps(stage: Stage): void {
  const { comes_back } = stage.scene.now;
  const [first] = comes_back.filter(({ depth }) => depth < FOLLOWED.length);
  if (first === undefined || !happens(stage, 'follows', FOLLOWED[first.depth] ?? 0)) return;
  const named = stage.scene.world.factions.find(({ name }) => nameInText(name) === stage.slots.faction)?.name;
  set(
    stage,
    bank.FOLLOWS,
    {},
    {
      category: 'narrative',
      severity: 'minor',
      delay: 'long_term',
      description: 'One thing brings on another',
      effects: named === undefined ? {} : { reputation: { [named]: 'up' } },
      follows: first.id,
    },
  );
}
