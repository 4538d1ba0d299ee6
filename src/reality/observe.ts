import { round6 } from '../simulation/numbers.js';
import type { PersonaId } from '../simulation/types.js';
import { type BeliefChannel, type Receiver, type Reception, trustBy } from './belief-store.js';
import { type BeliefsDraft, own, triple } from './beliefs.js';
import { CERTAINTY_VALUE, SOURCE_FACTOR, tellingSource } from './certainty.js';
import {
  type Entrance,
  locationTriple,
  type PerceptibleEvent,
  type SceneTriple,
  type Telling,
  type Triple,
} from './event-triples.js';
import { modelsAmong } from './nested-beliefs.js';
import {
  type Observer,
  type PerceivedCertainty,
  recognises,
  type Sense,
  type Senses,
  UNKNOWN_FIGURE,
  understands,
  type Witness,
  witnessesOf,
  worth,
} from './witnesses.js';

/**
 * Who perceives an event, and what it makes them believe. No model decides this:
 *
 * 1. the event's triples become true;
 * 2. its witnesses are found: who takes part is sure of it, the others as far as their senses reach;
 * 3. who hears a voice knows where its speaker is, seen or not; each witness believes what it saw, and thinks the same
 *    of every other that it perceives there;
 * 4. what is told reaches the hearer's store, and the models that all who hear it have of both;
 * 5. who enters a place perceives what is there, and all who are there know it.
 */

export interface Observation {
  readonly eventId: string;
  readonly observerId: PersonaId;
  readonly channel: Sense;
  readonly certainty: PerceivedCertainty;
  /** 0..1. */
  readonly reliability: number;
  readonly content: {
    /** The event's type, or `something` when no more than that was noticed. */
    readonly what: string;
    /** Who did it: an id, or `an unknown figure`. */
    readonly who?: PersonaId;
    /** What was said, if it was understood. */
    readonly said?: string;
    /** `subject|property` of what was perceived. */
    readonly about: readonly string[];
  };
}

type Content = Observation['content'];

/** An own observation bore out or refuted what somebody had told. */
export interface JudgedTelling {
  readonly personaId: PersonaId;
  readonly source: PersonaId;
  readonly confirmed: boolean;
}

export interface Observed {
  readonly observations: readonly Observation[];
  readonly judged: readonly JudgedTelling[];
}

/** Routes one event to those who perceive it; what they come to believe is written to the draft. */
export function observe(
  draft: BeliefsDraft,
  event: PerceptibleEvent,
  personas: Readonly<Record<PersonaId, Observer>>,
  senses: Senses,
): Observed {
  const round = new Round(draft, event, personas, senses);
  round.establish();
  const observations = round.witnesses.map((witness) => round.observation(witness));
  round.placeVoice();
  round.showTriples();
  if (event.tellings.length > 0) round.tell();
  for (const entrance of event.entrances) round.enter(entrance);
  return { observations, judged: round.judged };
}

/** What there is to see, and its key in stores. */
interface Sight {
  readonly key: string;
  readonly seen: Triple;
}

class Round {
  readonly witnesses: readonly Witness[];
  readonly judged: JudgedTelling[] = [];
  readonly #sights: readonly Sight[];
  readonly #receivers = new Map<Observer, Receiver>();

  constructor(
    private readonly draft: BeliefsDraft,
    private readonly event: PerceptibleEvent,
    private readonly personas: Readonly<Record<PersonaId, Observer>>,
    private readonly senses: Senses,
  ) {
    this.witnesses = witnessesOf(event, Object.values(personas), senses);
    this.#sights = event.triples.map(sightOf);
  }

  /** What an event changes is so from then on, whoever perceives it. */
  establish(): void {
    const { time: since, eventId } = this.event;
    for (const { key, seen } of this.#sights) {
      this.draft.establish(key, { value: seen.value, since, eventId });
    }
  }

  observation(witness: Witness): Observation {
    const { eventId, type, agentId, dialogue } = this.event;
    const { observer } = witness;
    const channel: Sense = worth(witness.hearing) > worth(witness.sight) ? 'hearing' : 'sight';
    const certainty = witness[channel] ?? 'LOW';
    const barely = certainty === 'LOW';
    const who = this.#recognises(observer.id, agentId, certainty) ? agentId : agentId && UNKNOWN_FIGURE;
    const about: string[] = [];
    for (const { key, seen } of this.#sights) if (this.#canSee(witness, seen)) about.push(key);
    // Members in the order in which records have them.
    const content: { -readonly [Member in keyof Content]?: Content[Member] } = {
      what: !barely ? type : dialogue === undefined ? 'something' : 'speech',
    };
    if (!barely && who !== undefined) content.who = who;
    if (dialogue !== undefined && understands(witness.hearing)) content.said = dialogue.text;
    content.about = about;
    return {
      eventId,
      observerId: observer.id,
      channel,
      certainty,
      reliability: round6(CERTAINTY_VALUE[certainty] * SOURCE_FACTOR.direct),
      content: content as Content,
    };
  }

  /** A voice in the dark tells who is there, if it is one that the hearer can tell. */
  placeVoice(): void {
    const { agentId, dialogue, locationId } = this.event;
    if (agentId === undefined || dialogue === undefined || locationId === undefined) return;
    const key = triple(agentId, 'location');
    for (const { observer, hearing } of this.witnesses) {
      if (observer.id === agentId || !understands(hearing)) continue;
      if (this.draft.belief(observer.id, key)?.active.value === locationId) continue;
      if (!this.#recognises(observer.id, agentId, hearing)) continue;
      const reliability = worth(hearing) * SOURCE_FACTOR.direct;
      const heard = { key, seen: locationTriple(agentId, locationId) };
      this.#receive(observer, heard, reliability, 'hearing', 'self', false);
    }
  }

  /** Who sees what the event changes believes it, and thinks that the others whom it sees there do. */
  showTriples(): void {
    // Sights with the same audience go together, so that each audience's models are worked out once.
    const audiences: { readonly seers: readonly Witness[]; readonly sights: Sight[] }[] = [];
    for (const sight of this.#sights) {
      const seers = this.witnesses.filter((witness) => this.#canSee(witness, sight.seen));
      for (const { observer, sight: certainty } of seers) this.#see(observer, sight, certainty, true);
      const audience = audiences.find((other) => areSame(other.seers, seers));
      if (audience === undefined) audiences.push({ seers, sights: [sight] });
      else audience.sights.push(sight);
    }
    for (const { seers, sights } of audiences) this.#shareSight(seers, sights);
  }

  /** A telling is believed as far as its teller is trusted; all who hear it think that both of them believe it. */
  tell(): void {
    const heard = hearersAmong(this.witnesses);
    for (const telling of this.event.tellings) this.#passOn(telling, heard);
  }

  /** @param heard how surely each who understands what is said hears it, 0..1 */
  #passOn(
    { from, to, triple: told, certainty = 'ABSOLUTE' }: Telling,
    heard: ReadonlyMap<PersonaId, number>,
  ): void {
    const receiver = own(this.personas, to);
    const heardBy = heard.get(to);
    if (receiver === undefined || heardBy === undefined || !heard.has(from) || from === to) return;
    const trust = trustBy(receiver.relationships, from);
    const claimed =
      CERTAINTY_VALUE[certainty] *
      SOURCE_FACTOR[tellingSource(own(receiver.relationships, from)?.affinity ?? 0)];
    const word = sightOf(told);
    this.#receive(receiver, word, claimed * heardBy * Math.min(1, 0.5 + trust), 'told', from, false);
    // Who hears a voice knows whose it is and whom it speaks to, even without seeing them.
    const models = modelsAmong(
      heard,
      (id) => id === from || id === to,
      (observer, other) => other === from || other === to || this.#makesOut(observer, other) !== null,
      this.draft.depth,
    );
    const { time, eventId } = this.event;
    for (const { chain, base } of models) {
      this.draft.model(chain, word.key, [told.value, base, time, from, eventId]);
    }
  }

  /** Those who are in a place see the newcomer come, it sees what and who is there, and they see it see. */
  enter({ personaId, locationId, scene }: Entrance): void {
    const newcomer = own(this.personas, personaId);
    if (newcomer?.state.conscious !== true) return;
    const arrival: PerceptibleEvent = {
      ...this.event,
      agentId: personaId,
      participants: [],
      locationId,
      triples: [locationTriple(personaId, locationId)],
      tellings: [],
      entrances: [],
    };
    const round = new Round(this.draft, arrival, this.personas, this.senses);
    round.showTriples();
    round.showScene(newcomer, scene);
    this.judged.push(...round.judged);
  }

  /** What the newcomer sees it believes, and everyone there thinks so of everyone. */
  showScene(newcomer: Observer, scene: readonly SceneTriple[]): void {
    const present = this.witnesses.filter(({ sight }) => understands(sight));
    const seen = [...scene];
    for (const { observer } of present) {
      if (observer.id === newcomer.id || this.event.locationId === undefined) continue;
      const certainty = this.#makesOut(newcomer.id, observer.id);
      if (certainty !== null) seen.push({ ...locationTriple(observer.id, this.event.locationId), certainty });
    }
    const sights = seen.map((each) => {
      const sight = sightOf(each);
      this.#see(newcomer, sight, each.certainty, false);
      return sight;
    });
    this.#shareSight(present, sights);
  }

  #shareSight(seers: readonly Witness[], sights: readonly Sight[]): void {
    if (seers.length < 2 || sights.length === 0) return;
    const models = modelsAmong(
      new Map(seers.map(({ observer, sight }) => [observer.id, worth(sight)])),
      () => true,
      (observer, other) => this.#makesOut(observer, other) !== null,
      this.draft.depth,
    );
    const { time, eventId } = this.event;
    for (const { key, seen } of sights) {
      for (const { chain, base } of models) {
        this.draft.model(chain, key, [seen.value, base, time, 'self', eventId]);
      }
    }
  }

  #see(observer: Observer, sight: Sight, certainty: PerceivedCertainty | null, change: boolean): void {
    this.#receive(observer, sight, worth(certainty) * SOURCE_FACTOR.direct, 'sight', 'self', change);
  }

  #receive(
    observer: Observer,
    { key, seen: { value, category, negative } }: Sight,
    reliability: number,
    channel: BeliefChannel,
    source: PersonaId | 'self',
    change: boolean,
  ): void {
    const { time, eventId, locationId } = this.event;
    const reception: Reception | undefined = this.draft.receive(
      observer.id,
      key,
      {
        value,
        category,
        reliability,
        channel,
        source,
        time,
        eventId,
        negative,
        change,
      },
      this.#receiver(observer),
      locationId,
    );
    for (const each of reception?.judged ?? []) this.judged.push({ personaId: observer.id, ...each });
  }

  #receiver(observer: Observer): Receiver {
    const known = this.#receivers.get(observer);
    if (known !== undefined) return known;
    const { rank, biases, relationships } = observer;
    const receiver: Receiver = {
      biases,
      trustIn: (source) => trustBy(relationships, source),
      outrankedBy: (source) => (own(this.personas, source)?.rank ?? rank) > rank,
    };
    this.#receivers.set(observer, receiver);
    return receiver;
  }

  #canSee({ observer, sight }: Witness, { visibleTo, subject, value }: Triple): boolean {
    if (sight === null || !understands(sight)) return false;
    if (visibleTo !== undefined && !visibleTo.includes(observer.id)) return false;
    const { agentId } = this.event;
    const isNamed = agentId !== undefined && (subject === agentId || value === agentId);
    return !isNamed || this.#recognises(observer.id, agentId, sight);
  }

  /** How surely one knows at the scene that the other is there; `null` for a stranger who is only a figure. */
  #makesOut(observerId: PersonaId, otherId: PersonaId): PerceivedCertainty | null {
    const certainty = this.senses.sees(observerId, otherId, this.event);
    return understands(certainty) && this.#recognises(observerId, otherId, certainty) ? certainty : null;
  }

  #recognises(
    observerId: PersonaId,
    otherId: PersonaId | undefined,
    certainty: PerceivedCertainty | null,
  ): boolean {
    const observer = own(this.personas, observerId);
    return (
      otherId === undefined || observer === undefined || recognises(observer, otherId, certainty, this.draft)
    );
  }
}

function sightOf(seen: Triple): Sight {
  return { key: triple(seen.subject, seen.property), seen };
}

function hearersAmong(witnesses: readonly Witness[]): ReadonlyMap<PersonaId, number> {
  const heard = new Map<PersonaId, number>();
  for (const { observer, hearing } of witnesses) {
    if (understands(hearing)) heard.set(observer.id, worth(hearing));
  }
  return heard;
}

function areSame(some: readonly Witness[], others: readonly Witness[]): boolean {
  return some.length === others.length && some.every((witness, at) => witness === others[at]);
}
