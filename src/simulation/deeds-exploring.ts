import { placed } from '../narrative/place-phrase.js';
import { canLookAround, perceive } from '../reality/perception.js';
import type { Change } from './changes.js';
import { type Deed, emitDeed, succeeds, targetIdOf } from './deed.js';
import { knowsFact } from './known-facts.js';
import { keysInOrder } from './numbers.js';
import { companyOf } from './sensing.js';
import type { Discovery } from './snapshot.js';
import { namesOf } from './snapshot-names.js';
import { witnessesAt } from './state.js';
import { trait } from './traits.js';

/** Looking, searching and going elsewhere: the deeds by which the world becomes known. */

const EXPLORE_CHANCE = 0.6;

/** A closer look at one thing; the odds are .6, .2 better for the cautious, .1 for those with a plan, .1 worse in the dark. */
export function investigate(deed: Deed): void {
  const thing = targetIdOf(deed);
  explore(deed, thing, (discovery) => discovery.thing === thing);
}

/** Going through the place as a whole, with the same odds. */
export function search(deed: Deed): void {
  const here = deed.actor.locationId;
  explore(deed, here, (discovery) => discovery.locationId === here);
}

function explore(deed: Deed, target: string, isHere: (discovery: Discovery) => boolean): void {
  const { actor, log, snapshot } = deed;
  const prepared = actor.state.statusEffects.includes('prepared');
  const dark = log.state.world.locations[actor.locationId]?.light === 'dark';
  const chance =
    EXPLORE_CHANCE + (trait(actor, 'cautious') > 0.6 ? 0.2 : 0) + (prepared ? 0.1 : 0) - (dark ? 0.1 : 0);
  const changes: Change[] = [
    { kind: 'count', counter: 'investigation' },
    ...(prepared ? [{ kind: 'status', persona: actor.id, effect: 'prepared', on: false } as const] : []),
  ];
  const targetName = log.state.world.entities[target]?.name ?? log.state.world.locations[target]?.name;
  const shown = targetName === undefined ? {} : { targetName };
  if (!succeeds(deed, chance)) {
    emitDeed(deed, { outcome: 'failure', changes, ...shown });
    return;
  }
  const found = chooseDiscovery(deed, isHere);
  if (found === undefined) {
    emitDeed(deed, {
      outcome: 'failure',
      changes: [...changes, { kind: 'spent', persona: actor.id, target }],
      ...shown,
    });
    return;
  }
  emitDeed(deed, { outcome: 'success', changes, ...shown });
  discover(deed, found, snapshot.script.discoveries);
}

/** A look aimed at one thing may light on what lies beside it. */
const STRAY_ODDS = 0.7;

/**
 * What a successful look finds: something that nobody has found and that what the actor already knows makes legible;
 * failing that, now and then, something else in the same place; failing that too, what others found before and the
 * actor hasn't heard of.
 */
function chooseDiscovery(deed: Deed, isAimedAt: (discovery: Discovery) => boolean): Discovery | undefined {
  const { actor, log, snapshot, dice } = deed;
  const knows = (id: string) => knowsFact(log.minds, actor.id, id);
  const legible = keysInOrder(snapshot.script.discoveries)
    .flatMap((id) => snapshot.script.discoveries[id] ?? [])
    .filter(({ id, requires }) => !knows(id) && requires.every(knows));
  const aimedAt = legible.filter(isAimedAt);
  const fresh = aimedAt.filter(({ id }) => !(id in log.state.found));
  if (fresh.length > 0) return dice.pick(fresh);
  const things = new Set(perceive(log.state, actor).things.map(({ id }) => id));
  const near = legible.filter(
    ({ id, thing, locationId }) =>
      !(id in log.state.found) && (thing === undefined ? locationId === actor.locationId : things.has(thing)),
  );
  return near.length > 0 && dice.chance(STRAY_ODDS) ? dice.pick(near) : dice.pick(aimedAt);
}

function discover(deed: Deed, discovery: Discovery, all: Readonly<Record<string, Discovery>>): void {
  const { actor, log } = deed;
  const first = !Object.hasOwn(log.state.found, discovery.id);
  // Those with whom the actor agreed to share look over its shoulder.
  const partners = witnessesAt(log.state, actor.locationId)
    .map(({ id }) => id)
    .filter((id) => deed.partners.includes(id));
  const finders = [actor.id, ...partners];
  log.emit({
    type: 'discovery',
    agentId: actor.id,
    participants: partners,
    locationId: actor.locationId,
    outcome: 'success',
    effects: [
      ...finders.map(
        (persona): Change => ({
          kind: 'learn',
          persona,
          fact: discovery.id,
          learned: 'found',
        }),
      ),
      { kind: 'found', discovery: discovery.id },
      ...discovery.reveals.map((thing): Change => ({ kind: 'reveal', thing })),
    ],
    weight: first ? discovery.weight : Math.min(0.4, discovery.weight),
    requires: discovery.requires.filter((id) => id in all),
    provides: [discovery.id, ...discovery.provides],
    data: { verb: 'discover', intensity: deed.action.intensity, detail: discovery.text },
  });
}

/** Looking on calms, and once in a while it shows what a search would have. */
export function observe(deed: Deed): void {
  const { actor } = deed;
  const lucky = deed.dice.chance(0.1 + 0.02 * actor.stats.perception);
  const here = actor.locationId;
  const found = lucky ? chooseDiscovery(deed, ({ locationId }) => locationId === here) : undefined;
  emitDeed(deed, {
    outcome: 'success',
    changes: [{ kind: 'stress', persona: actor.id, delta: -0.03 }],
  });
  if (found !== undefined) discover(deed, found, deed.snapshot.script.discoveries);
}

/** Going to a neighbouring place; those who are there see who comes. */
export function move(deed: Deed): void {
  const { actor, log } = deed;
  const to = targetIdOf(deed);
  const from = log.state.world.locations[actor.locationId]?.name;
  const flees = deed.rule.action === 'retreat';
  emitDeed(deed, {
    outcome: 'success',
    changes: [
      { kind: 'move', persona: actor.id, to },
      { kind: 'stress', persona: actor.id, delta: flees ? -0.1 : 0 },
    ],
  });
  arrive(deed, to, from);
  findOut(deed, to);
}

/** Whoever came for somebody or something that isn't there has been mistaken, or misled. */
function findOut({ action, actor, log, snapshot }: Deed, here: string): void {
  const { expects } = action;
  const self = log.state.personas[actor.id];
  if (expects === undefined || self === undefined) return;
  const { subject, source } = expects;
  // Where one can't see, not to find somebody or something proves nothing.
  if (!canLookAround(log.state, self)) return;
  const seen = perceive(log.state, self);
  if (seen.people.some(({ id }) => id === subject) || seen.things.some(({ id }) => id === subject)) return;
  const person = log.state.personas[subject];
  const { nameOf } = namesOf(snapshot);
  const told = source === 'self' || source === 'lore' ? undefined : nameOf(source);
  const belief =
    told === undefined
      ? `where ${actor.pronouns.subject} had last seen ${person?.pronouns.object ?? 'it'}`
      : `where ${told} had said ${person?.pronouns.subject ?? 'it'} would be`;
  log.emit({
    type: 'mistake',
    agentId: actor.id,
    locationId: here,
    outcome: 'failure',
    effects: [
      { kind: 'mistaken', persona: actor.id, subject, at: here },
      { kind: 'stress', persona: actor.id, delta: 0.03 },
    ],
    weight: 0.55,
    data: {
      verb: 'mistake',
      intensity: 'normal',
      ...(person === undefined ? { targetName: nameOf(subject) } : { targetPerson: subject }),
      subject,
      detail: `${nameOf(subject)} was not ${placed(nameOf(here))}, ${belief}`,
    },
  });
}

function arrive({ actor, log }: Deed, to: string, from: string | undefined): void {
  const newcomer = log.state.personas[actor.id];
  const company = newcomer === undefined ? [] : companyOf(log, newcomer);
  if (company.length === 0) return;
  log.emit({
    type: 'arrival',
    agentId: actor.id,
    participants: company.map(({ id }) => id),
    locationId: to,
    outcome: 'success',
    effects: [],
    weight: 0.3,
    data: { verb: 'arrive', intensity: 'normal', targetName: from },
  });
}
