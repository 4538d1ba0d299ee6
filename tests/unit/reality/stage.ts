import { type Beliefs, newBeliefs, openBeliefs } from '../../../src/reality/beliefs.js';
import {
  locationTriple,
  type PerceptibleEvent,
  type SceneTriple,
  type Triple,
} from '../../../src/reality/event-triples.js';
import type { Depth } from '../../../src/reality/nested-beliefs.js';
import { type Observed, observe } from '../../../src/reality/observe.js';
import type { Observer, Senses } from '../../../src/reality/witnesses.js';

/** Somebody conscious without biases or bonds, unless said otherwise. */
export function observer(id: string, other: Partial<Observer> = {}): Observer {
  return { id, rank: 0, biases: {}, relationships: {}, state: { conscious: true }, ...other };
}

/** An event without effects, a minute after the one before it. */
export function eventAt(minute: number, other: Partial<PerceptibleEvent> = {}): PerceptibleEvent {
  return {
    eventId: `e${minute}`,
    time: 60 * minute,
    type: 'interact',
    participants: [],
    triples: [],
    tellings: [],
    entrances: [],
    ...other,
  };
}

/** A scene of which everything is plain to see. */
export function inClearSight(scene: readonly Triple[]): SceneTriple[] {
  return scene.map((each) => ({ ...each, certainty: 'ABSOLUTE' }));
}

/** A small stage on which people stand in rooms and perceive all that goes on in theirs. */
export class Stage {
  beliefs: Beliefs;
  readonly rooms = new Map<string, string>();
  readonly people: Record<string, Observer>;
  #minute = 0;

  constructor(people: readonly Observer[], depth: Depth = 2, room = 'hall') {
    this.people = Object.fromEntries(people.map((person) => [person.id, person]));
    this.beliefs = newBeliefs(
      people.map(({ id }) => id),
      0,
      depth,
    );
    for (const { id } of people) this.rooms.set(id, room);
  }

  readonly senses: Senses = {
    perceives: (id, { locationId }) =>
      locationId !== undefined && this.rooms.get(id) === locationId ? 'ABSOLUTE' : null,
    sees: (id, other, { locationId }) =>
      this.rooms.get(id) === locationId && this.rooms.get(other) === locationId ? 'ABSOLUTE' : null,
  };

  play(event: Partial<PerceptibleEvent>, senses = this.senses): Observed {
    this.#minute += 1;
    const draft = openBeliefs(this.beliefs);
    const observed = observe(draft, eventAt(this.#minute, event), this.people, senses);
    // What is stored is plain JSON, and nothing may hang on more than that.
    this.beliefs = JSON.parse(JSON.stringify(draft.seal()));
    return observed;
  }

  /** Somebody puts something somewhere, in the room where that one stands. */
  put(agentId: string, thing: string, where: string): Observed {
    return this.play({ agentId, ...this.#at(agentId), triples: [locationTriple(thing, where)] });
  }

  tell(from: string, to: string, told: Triple): Observed {
    const dialogue = { text: `${told.subject}?`, to: [to], volume: 'normal' as const };
    return this.play({ agentId: from, ...this.#at(from), dialogue, tellings: [{ from, to, triple: told }] });
  }

  go(who: string, to: string, scene: readonly Triple[] = []): Observed {
    const from = this.#at(who);
    const senses: Senses = {
      perceives: this.senses.perceives,
      // At the door both are still there; inside, the newcomer is.
      sees: (id, other, event) => {
        const here = (each: string) =>
          each === who
            ? event.locationId === from.locationId || event.locationId === to
            : this.rooms.get(each) === event.locationId;
        return here(id) && here(other) ? 'ABSOLUTE' : null;
      },
    };
    const observed = this.play(
      {
        agentId: who,
        ...from,
        triples: [locationTriple(who, to)],
        entrances: [{ personaId: who, locationId: to, scene: inClearSight(scene) }],
      },
      senses,
    );
    this.rooms.set(who, to);
    return observed;
  }

  #at(who: string): { readonly locationId: string } {
    return { locationId: this.rooms.get(who) ?? 'nowhere' };
  }
}
