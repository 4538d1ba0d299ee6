import { placed } from '../narrative/place-phrase.js';
import { certaintyNear } from '../reality/certainty.js';
import { perceive } from '../reality/perception.js';
import type { Change } from './changes.js';
import {
  affinityOf,
  bondChange,
  type Deed,
  emitDeed,
  resourceChange,
  succeeds,
  targetPersonOf,
} from './deed.js';
import { progressChanges } from './goals.js';
import { clamp } from './numbers.js';
import { isEnemyOf, misbeliefs, unwantedEars } from './other-minds.js';
import { namesOf } from './snapshot-names.js';
import { hearersOf, type Telling, tellingOf, withheldFrom } from './speech.js';
import { bondOf } from './state.js';
import { trait } from './traits.js';
import type { Persona } from './types.js';

/** Deeds done to people with words: talk, quarrels, peace and plans. */

const TALK: Change = { kind: 'count', counter: 'dialogue' };

/** Talk: .5, .2 better for the charismatic, at most .9; it warms both when it goes well. Without words of its own it puts a friend right or passes on the best news. */
export function communicate(deed: Deed): void {
  const { actor } = deed;
  const other = targetPersonOf(deed);
  const telling =
    deed.action.dialogue === undefined ? (amends(deed, other) ?? bestNews(deed, other)) : { changes: [] };
  const well = succeeds(deed, 0.5 + (trait(actor, 'charismatic') > 0.6 ? 0.2 : 0), 0.05, 0.9);
  emitDeed(deed, {
    outcome: well ? 'success' : 'failure',
    ...(telling.told === undefined ? {} : { told: telling.told }),
    changes: [
      TALK,
      ...telling.changes,
      ...(well
        ? [bondChange(other.id, actor.id, 0.1, 0.03), bondChange(actor.id, other.id, 0.04)]
        : [bondChange(other.id, actor.id, -0.03)]),
      ...progressChanges(actor, 'trust', other.id),
    ],
  });
}

/** Where somebody or something really is, as far as the actor knows, if it believes its friend to be wrong about it. */
function amends({ actor, log, snapshot }: Deed, other: Persona): Telling | undefined {
  const { people, things } = perceive(log.state, actor);
  const isInSight = (id: string) => [...people, ...things].some((each) => each.id === id);
  const isPerson = (id: string) => Object.hasOwn(log.state.personas, id);
  const { clock } = log.state.world;
  const [wrong] = misbeliefs({ self: actor, minds: log.minds, clock, isInSight, isPerson }, other);
  if (wrong === undefined) return undefined;
  const { subject, at, reliability } = wrong;
  const { nameOf } = namesOf(snapshot);
  return {
    changes: [
      { kind: 'tell', from: actor.id, to: other.id, subject, at, certainty: certaintyNear(reliability) },
    ],
    told: `${nameOf(subject)} was to be found ${placed(nameOf(at))}`,
  };
}

/**
 * The weightiest thing that the other is believed not to know; secrets only among those who are very close, and nothing
 * to an enemy or where one would hear what it is believed not to know.
 */
function bestNews(deed: Deed, other: Persona): Telling {
  if (isEnemyOf(deed.actor, other.id)) return { changes: [] };
  const { state, minds } = deed.log;
  const near = hearersOf(state, deed.actor, { to: [other.id], volume: 'normal' }, other.id);
  const aboutOf = (id: string) => state.facts[id]?.about ?? [];
  const isOverheard = (fact: string) =>
    unwantedEars({ self: deed.actor, minds, aboutOf }, near, [fact]).length > 0;
  const bond = bondOf(deed.actor, other.id);
  const close = bond.affinity >= 0.7 && bond.trust >= 0.8;
  const [news] = withheldFrom(deed.snapshot, deed.log, deed.actor, other.id).filter(
    (id) => (close || !id.startsWith('secret-')) && !isOverheard(id),
  );
  return tellOne(deed, deed.actor, other, news);
}

function tellOne(deed: Deed, teller: Persona, other: Persona, fact: string | undefined): Telling {
  if (fact === undefined) return { changes: [] };
  const hearers = hearersOf(deed.log.state, teller, { to: [other.id], volume: 'normal' }, other.id);
  return tellingOf(deed.snapshot, deed.log, teller, hearers, [fact]);
}

/**
 * A quarrel for the truth: .5 + .05*(own charisma - the other's willpower), between .1 and .9. Won, it brings out what
 * the other has kept back; lost, it costs both of them; either way it leaves a mark.
 */
export function confront(deed: Deed): void {
  const { actor, log, snapshot } = deed;
  const other = targetPersonOf(deed);
  const won = succeeds(deed, 0.5 + 0.05 * (actor.stats.charisma - other.stats.willpower), 0.1, 0.9);
  const [withheld] = won ? withheldFrom(snapshot, log, other, actor.id) : [];
  emitDeed(deed, {
    outcome: won ? 'success' : 'failure',
    changes: [
      TALK,
      bondChange(other.id, actor.id, won ? -0.08 : -0.12, -0.03),
      bondChange(actor.id, other.id, won ? 0 : -0.06, won && withheld === undefined ? 0.05 : -0.05),
      { kind: 'stress', persona: actor.id, delta: won ? 0 : 0.06 },
      { kind: 'stress', persona: other.id, delta: 0.08 },
      ...(won ? [] : progressChanges(other, 'secret')),
    ],
  });
  const telling = tellOne(deed, other, actor, withheld);
  if (telling.told === undefined) return;
  log.emit({
    type: 'communicate',
    agentId: other.id,
    participants: [actor.id],
    locationId: other.locationId,
    outcome: 'success',
    effects: telling.changes,
    weight: 0.8,
    data: { verb: 'admit', intensity: 'normal', targetPerson: actor.id, told: telling.told },
  });
}

/** Making peace: .4 + .3*diplomatic + .2*affinity, between .05 and .9. */
export function negotiate(deed: Deed): void {
  const { actor } = deed;
  const other = targetPersonOf(deed);
  const chance = 0.4 + 0.3 * trait(actor, 'diplomatic') + 0.2 * affinityOf(deed, other.id);
  const agreed = succeeds(deed, clamp(chance, 0.05, 0.9), 0.05, 0.9);
  emitDeed(deed, {
    outcome: agreed ? 'success' : 'failure',
    changes: [
      TALK,
      ...(agreed
        ? [bondChange(other.id, actor.id, 0.15, 0.05), bondChange(actor.id, other.id, 0.1, 0.05)]
        : [bondChange(other.id, actor.id, -0.04)]),
      ...progressChanges(actor, 'trust', other.id),
    ],
  });
}

/** Two heads: both go better prepared into their next search or repair. */
export function plan(deed: Deed): void {
  const { actor } = deed;
  const other = targetPersonOf(deed);
  const prepared = (id: string): Change => ({ kind: 'status', persona: id, effect: 'prepared', on: true });
  emitDeed(deed, {
    outcome: 'success',
    changes: [
      TALK,
      bondChange(other.id, actor.id, 0.02, 0.04),
      bondChange(actor.id, other.id, 0.02, 0.04),
      prepared(actor.id),
      prepared(other.id),
      resourceChange(actor, 'morale', 4),
    ],
  });
}

/** A hand for somebody hurt or strained: health +12, morale +6, stress -.15; it brings the unconscious round. */
export function help(deed: Deed): void {
  const { actor } = deed;
  const other = targetPersonOf(deed);
  const skilled = succeeds(deed, 0.5 + 0.05 * actor.stats.intelligence);
  const [injury] = skilled ? other.state.injuries : [];
  const changes: Change[] = [
    resourceChange(other, 'health', skilled ? 12 : 5),
    resourceChange(other, 'morale', 6),
    { kind: 'stress', persona: other.id, delta: -0.15 },
    bondChange(other.id, actor.id, 0.1, 0.05),
    ...progressChanges(actor, 'protect', other.id),
    ...progressChanges(actor, 'trust', other.id),
  ];
  if (!other.state.conscious) changes.push({ kind: 'conscious', persona: other.id, conscious: true });
  if (injury !== undefined) changes.push({ kind: 'injury', persona: other.id, injury, on: false });
  emitDeed(deed, { outcome: skilled ? 'success' : 'failure', changes });
}

/** A cry that carries to the neighbouring places. */
export function callForHelp(deed: Deed): void {
  const { actor, log } = deed;
  const text = deed.action.dialogue?.text ?? 'Help! Here, quickly!';
  const hearers = hearersOf(log.state, actor, { to: [], volume: 'loud' });
  emitDeed(deed, {
    outcome: hearers.length > 0 ? 'success' : 'failure',
    changes:
      deed.action.dialogue === undefined
        ? hearers.map((hearer): Change => ({ kind: 'heard', persona: hearer.id, from: actor.id, text }))
        : [],
  });
}
