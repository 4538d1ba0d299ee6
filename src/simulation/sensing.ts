import type { BeliefReading } from '../reality/beliefs.js';
import type { Certainty } from '../reality/certainty.js';
import type { Whereabouts } from '../reality/distance.js';
import type { PerceptibleEvent } from '../reality/event-triples.js';
import { BY_PRESENCE, isHiding } from '../reality/perception.js';
import { bestVisibility, certaintyOf, observerFor, type Stimulus } from '../reality/senses.js';
import { type PerceivedCertainty, recognises, type Senses, understands } from '../reality/witnesses.js';
import { keysInOrder } from './numbers.js';
import type { SimulationState } from './state.js';
import type { Dialogue, LocationId, Persona, PersonaId, WorldState } from './types.js';

/** Noise that carries to the places around: only that something happened is noticed there. */
const LOUD_TYPES: ReadonlySet<string> = new Set(['attack', 'betrayal', 'complication']);
const SIGHT: Stimulus = { senses: ['visual'] };

/**
 * The senses of everybody in a state: those of `state` as it was just before the event, since whoever the event moves is
 * seen where it sets out. `everything` switches the fog of war off: all perceive all.
 */
export function sensesIn(state: Pick<SimulationState, 'world' | 'personas'>, everything = false): Senses {
  if (everything) return { perceives: () => 'ABSOLUTE', sees: () => 'ABSOLUTE' };
  const { personas, world } = state;
  const looks = new Map<PersonaId, Look>();
  return {
    perceives: (id, event, sense) => {
      const self = personas[id];
      if (self === undefined || event.locationId === undefined) {
        // What happens everywhere, the weather say, is noticed by everybody.
        return self === undefined || event.agentId !== undefined ? null : 'ABSOLUTE';
      }
      const actor = event.agentId === undefined ? undefined : personas[event.agentId];
      const target = { locationId: event.locationId, position: actor?.position };
      if (sense === 'hearing') {
        const volume = event.dialogue?.volume ?? 'normal';
        return certainty(
          certaintyOf(bestVisibility(world, observerFor(self), target, { senses: ['auditory'], volume })),
        );
      }
      const seen =
        actor !== undefined && isHiding(actor)
          ? null
          : certainty(certaintyOf(bestVisibility(world, observerFor(self), target, SIGHT)));
      return seen ?? (isHeardAfar(event, self, state) ? 'LOW' : null);
    },
    sees: (id, otherId, event) => {
      const [self, other] = [personas[id], personas[otherId]];
      if (self === undefined || other === undefined || isHiding(other)) return null;
      // Both are at the scene, wherever they were before.
      const at = event.locationId ?? self.locationId;
      const volume = event.agentId === otherId ? event.dialogue?.volume : undefined;
      if (self.position !== undefined && other.position !== undefined) {
        return noticed(world, self, { locationId: at, position: other.position }, volume);
      }
      const known = looks.get(id);
      if (known !== undefined && known.at === at && known.volume === volume) return known.sure;
      const sure = noticed(world, self, { locationId: at }, volume);
      looks.set(id, { at, volume, sure });
      return sure;
    },
  };
}

/** What somebody at a scene makes of whoever else is there: the same of all, where nobody has coordinates. */
interface Look {
  readonly at: LocationId;
  readonly volume: Stimulus['volume'];
  readonly sure: PerceivedCertainty | null;
}

/** How surely somebody at a scene notices another there, who may be speaking. */
function noticed(
  world: WorldState,
  self: Persona,
  other: Whereabouts,
  volume: Stimulus['volume'],
): PerceivedCertainty | null {
  const { position, senses, bonus } = observerFor(self);
  const from = { locationId: other.locationId, position, senses, bonus };
  const stimulus = volume === undefined ? BY_PRESENCE : { senses: BY_PRESENCE.senses, volume };
  return certainty(certaintyOf(bestVisibility(world, from, other, stimulus)));
}

/** Where a turn stands in the middle of it: who is where, and what everybody believes by now. */
interface Moment {
  readonly state: Pick<SimulationState, 'world' | 'personas'>;
  readonly minds: Pick<BeliefReading, 'belief'>;
}

/** Those at an actor's place who see what it does and know who it is, in id order. */
export function onlookersOf(moment: Moment, actor: Persona): Persona[] {
  return thoseWhoTell(moment, actor, SIGHT);
}

/** Those at somebody's place who notice that this one is there, by whatever sense, in id order. */
export function companyOf(moment: Moment, newcomer: Persona): Persona[] {
  return thoseWhoTell(moment, newcomer, BY_PRESENCE).filter((other) => !isHiding(other));
}

function thoseWhoTell(
  { state: { world, personas }, minds }: Moment,
  actor: Persona,
  by: Stimulus,
): Persona[] {
  if (isHiding(actor)) return [];
  return keysInOrder(personas).flatMap((id) => {
    const self = personas[id];
    if (self === undefined || id === actor.id || self.locationId !== actor.locationId) return [];
    const sure = certainty(certaintyOf(bestVisibility(world, observerFor(self), actor, by)));
    return understands(sure) && recognises(self, actor.id, sure, minds) ? [self] : [];
  });
}

/** How surely somebody hears what another says, who speaks so loud; `null` when not at all. */
export function hearing(
  world: WorldState,
  self: Persona,
  speaker: Persona,
  volume: Dialogue['volume'],
): PerceivedCertainty | null {
  return certainty(
    certaintyOf(bestVisibility(world, observerFor(self), speaker, { senses: ['auditory'], volume })),
  );
}

function isHeardAfar(
  event: PerceptibleEvent,
  self: Persona,
  { world }: Pick<SimulationState, 'world'>,
): boolean {
  if (!LOUD_TYPES.has(event.type) || event.locationId === undefined) return false;
  return (
    event.locationId === self.locationId ||
    world.locations[event.locationId]?.connections.includes(self.locationId) === true
  );
}

function certainty(level: Certainty): PerceivedCertainty | null {
  return level === 'UNKNOWN' || level === 'MINIMAL' ? null : level;
}
