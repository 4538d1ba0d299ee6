import { whereabouts } from '../reality/perception.js';
import type { Change } from './changes.js';
import { bondChange, type Deed, emitDeed, succeeds, targetIdOf, targetPersonOf } from './deed.js';
import { progressChanges } from './goals.js';
import { knowsFact } from './known-facts.js';
import { byCodeUnit, sortedKeys } from './numbers.js';
import { lacksOf } from './quests.js';
import { onlookersOf } from './sensing.js';
import type { WorldState } from './types.js';
import { worldChanges } from './world-effects.js';

/** Deeds done with things: taking, giving, opening, mending and putting to use. */

export function take(deed: Deed): void {
  const thing = targetIdOf(deed);
  emitDeed(deed, {
    outcome: 'success',
    changes: [{ kind: 'place', thing, containerId: deed.actor.id }],
  });
}

/** Hands over what the giver believes to be of use: a thing that it has found something to lack, else the first by id. */
export function give(deed: Deed): void {
  const { actor, log } = deed;
  const receiver = targetPersonOf(deed);
  const carried = sortedKeys(log.state.world.entities).filter(
    (id) => log.state.world.entities[id]?.containerId === actor.id,
  );
  const needed = lacksOf(log.state, actor);
  const thing = carried.find((id) => needed.has(id)) ?? carried[0];
  if (thing === undefined) {
    emitDeed(deed, { outcome: 'failure' });
    return;
  }
  const name = log.state.world.entities[thing]?.name;
  emitDeed(deed, {
    outcome: 'success',
    ...(name === undefined ? {} : { targetName: name }),
    changes: [
      { kind: 'place', thing, containerId: receiver.id },
      bondChange(receiver.id, actor.id, 0.08, 0.05),
      ...progressChanges(actor, 'trust', receiver.id),
    ],
  });
}

export function open(deed: Deed): void {
  const thing = targetIdOf(deed);
  if (worldOf(deed).entities[thing]?.open === true) {
    emitDeed(deed, { outcome: 'none' });
    return;
  }
  workOn(deed, thing, 0.9, [{ kind: 'open', thing, open: true }]);
}

/** Mending takes a practised head: .55 plus .04 per point of intelligence, .1 better with a plan. */
export function repair(deed: Deed): void {
  const thing = targetIdOf(deed);
  if (worldOf(deed).entities[thing]?.properties.working !== false) {
    emitDeed(deed, { outcome: 'none' });
    return;
  }
  const prepared = deed.actor.state.statusEffects.includes('prepared') ? 0.1 : 0;
  workOn(deed, thing, 0.55 + 0.04 * deed.actor.stats.intelligence + prepared, [
    { kind: 'working', thing, working: true },
    ...progressChanges(deed.actor, 'repair'),
  ]);
}

export function use(deed: Deed): void {
  workOn(deed, targetIdOf(deed), 0.9, [{ kind: 'spent', persona: deed.actor.id, target: targetIdOf(deed) }]);
}

function worldOf(deed: Deed): WorldState {
  return deed.log.state.world;
}

/**
 * Work on a thing: what it needs must be at hand and understood, then the dice decide. What the thing does when the
 * work succeeds, everybody present sees.
 */
function workOn(deed: Deed, thing: string, chance: number, done: readonly Change[]): void {
  const { actor, snapshot } = deed;
  const rule = snapshot.script.things[thing];
  const missing = missingFor(deed, rule?.needs ?? []);
  if (missing !== undefined) {
    emitDeed(deed, { outcome: 'failure', changes: [{ kind: 'spent', persona: actor.id, target: thing }] });
    deed.log.emit({
      type: 'setback',
      agentId: actor.id,
      locationId: actor.locationId,
      outcome: 'failure',
      effects: missing.thing === undefined ? [] : [{ kind: 'lacking', thing, need: missing.thing }],
      weight: 0.4,
      data: { verb: deed.rule.action, intensity: 'normal', detail: `${nameOf(deed, thing)} ${missing.text}` },
    });
    return;
  }
  if (!succeeds(deed, chance)) {
    emitDeed(deed, {
      outcome: 'failure',
      changes: [{ kind: 'stress', persona: actor.id, delta: 0.05 }],
    });
    return;
  }
  emitDeed(deed, {
    outcome: 'success',
    weight: 0.7,
    changes: [...done, ...witnessed(deed, thing)],
    provides: [`${deed.rule.action}-${thing}`],
  });
}

/** Facts and changes that come of it, seen by all present. */
function witnessed(deed: Deed, thing: string): Change[] {
  const { actor, log, snapshot, rule } = deed;
  const does = snapshot.script.things[thing]?.does;
  const past = { open: 'opened', repair: 'mended', use: 'put to use' }[rule.action] ?? 'handled';
  const text = does?.fact ?? `${actor.name} ${past} ${nameOf(deed, thing)}`;
  const fact = does === undefined ? `saw-${log.nextEventId}` : `does-${thing}`;
  const onlookers = onlookersOf(log, actor).map(({ id }) => id);
  return [
    { kind: 'fact', fact, text, about: [] },
    ...[actor.id, ...onlookers].map(
      (persona): Change => ({
        kind: 'learn',
        persona,
        fact,
        learned: 'saw',
      }),
    ),
    ...worldChanges(does?.effects ?? [], log.state, actor.locationId, deed.dice),
  ];
}

/** How a thing refuses, as the rest of a clause that begins with its name. */
const NOT_UNDERSTOOD = [
  'would not yield to guesswork',
  'kept to itself how it was meant to be handled',
  'made no sense without something that had yet to be found out',
  'answered no question that could be put to it by hand',
] as const;
const NOT_HERE = [
  'was of no use here',
  'had no purpose in this place',
  'belonged to some other place',
] as const;
const LACKING = [
  'would not come right without',
  'wanted',
  'was waiting for',
  'could do nothing without',
] as const;

interface Missing {
  /** The rest of a clause about what is worked on. */
  readonly text: string;
  /** Set if it is a thing. */
  readonly thing?: string;
}

/** The first thing or finding that the work lacks. */
function missingFor(deed: Deed, needs: readonly string[]): Missing | undefined {
  const { actor, log, snapshot } = deed;
  for (const need of [...needs].sort(byCodeUnit)) {
    if (need in snapshot.script.discoveries) {
      if (!knowsFact(log.minds, actor.id, need))
        return { text: deed.dice.pick(NOT_UNDERSTOOD) ?? NOT_UNDERSTOOD[0] };
      continue;
    }
    if (need in log.state.world.locations) {
      if (need === actor.locationId) continue;
      return { text: deed.dice.pick(NOT_HERE) ?? NOT_HERE[0] };
    }
    const where = whereabouts(log.state, need);
    if (where.concealed || where.locationId !== actor.locationId) {
      const name = log.state.world.entities[need]?.name ?? 'a missing part';
      return { text: `${deed.dice.pick(LACKING)} ${name}`, thing: need };
    }
  }
  return undefined;
}

function nameOf(deed: Deed, thing: string): string {
  return deed.log.state.world.entities[thing]?.name ?? 'it';
}
