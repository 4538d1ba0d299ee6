import { believes } from '../reality/belief-query.js';
import { reliabilityAt } from '../reality/belief-store.js';
import { certaintyNear } from '../reality/certainty.js';
import { mayShare } from '../reality/fragments.js';
import { exitsOf } from '../reality/perception.js';
import { factFinder, factsSaid } from '../reality/spoken-facts.js';
import { type PerceivedCertainty, recognises, UNKNOWN_FIGURE, understands } from '../reality/witnesses.js';
import type { Change } from './changes.js';
import { factKey, factsAmong, factText, isSecretOf, knowsFact, thinksKnown } from './known-facts.js';
import { byCodeUnit } from './numbers.js';
import { hearing } from './sensing.js';
import type { SimulationSnapshot } from './snapshot.js';
import { namesOf } from './snapshot-names.js';
import { type SimulationState, witnessesAt } from './state.js';
import type { TurnLog } from './turn-log.js';
import type { Dialogue, Persona, PersonaId } from './types.js';

/** A line can't pass on more than this, however long it is. */
const FACTS_PER_LINE = 3;

/** Where a turn stands in the middle of it: what is so, and what everybody believes by now. */
export type Moment = Pick<TurnLog, 'state' | 'minds'>;

export interface Telling {
  readonly changes: readonly Change[];
  /** The weightiest thing told that was news to somebody, as a clause. */
  readonly told?: string;
}

const SILENCE: Telling = { changes: [] };

/** What a spoken line does to those who hear it: they have heard it, and they learn the facts that it names. */
export function speechChanges(
  snapshot: SimulationSnapshot,
  moment: Moment,
  speaker: Persona,
  dialogue: Dialogue | undefined,
  /** With whom it talks. */
  partner: PersonaId | undefined,
): Telling {
  if (dialogue === undefined) return SILENCE;
  const { state, minds } = moment;
  const reached = reachedBy(state, speaker, dialogue, partner);
  if (reached.length === 0) return SILENCE;
  // Words of somebody whose voice one doesn't know are heard, and nobody's word is taken for them.
  const hearers = reached
    .filter(({ self, sure }) => self.id === partner || recognises(self, speaker.id, sure, minds))
    .map(({ self }) => self);
  const said = factsIn(snapshot, state, dialogue.text).filter((id) => knowsFact(minds, speaker.id, id));
  const telling = tellingOf(snapshot, moment, speaker, hearers, said.sort().slice(0, FACTS_PER_LINE));
  const heard = reached.map(({ self }): Change => {
    const from = hearers.includes(self) ? speaker.id : UNKNOWN_FIGURE;
    return { kind: 'heard', persona: self.id, from, text: dialogue.text };
  });
  const changes = [
    ...heard,
    ...telling.changes,
    ...whereaboutsTold(snapshot, state, speaker, hearers, dialogue.text),
  ];
  return { ...telling, changes };
}

/** The facts that a line says, whoever knows them. */
function factsIn({ script }: SimulationSnapshot, { facts }: SimulationState, line: string): string[] {
  let find = finders.get(script);
  if (find === undefined) {
    find = factFinder(
      Object.fromEntries([
        ...Object.entries(script.lore),
        ...Object.entries(script.discoveries).map(([id, { text }]) => [id, text] as const),
      ]),
    );
    finders.set(script, find);
  }
  const inPlay = Object.keys(facts).filter(
    (id) => !Object.hasOwn(script.discoveries, id) && !Object.hasOwn(script.lore, id),
  );
  return [...find(line), ...factsSaid(line, inPlay, (id) => facts[id]?.text)];
}

const finders = new WeakMap<SimulationSnapshot['script'], (line: string) => string[]>();

/** Where a line says that somebody or something is, as far as that is what its speaker believes. */
function whereaboutsTold(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  speaker: Persona,
  hearers: readonly Persona[],
  line: string,
): Change[] {
  const named = namesOf(snapshot).namedIn(line);
  if (named.length < 2) return [];
  return named.flatMap((subject): Change[] => {
    if (Object.hasOwn(state.world.locations, subject)) return [];
    const belief = believes(state.beliefs, [speaker.id], 'location', subject);
    if (belief === null || typeof belief.value !== 'string') return [];
    const { value: at, reliability } = belief;
    if (!named.includes(at)) return [];
    return hearers
      .filter((hearer) => hearer.id !== subject && hearer.id !== at)
      .filter((hearer) => mayShare(speaker, hearer, { current: true, reliability }))
      .map((hearer) => ({
        kind: 'tell',
        from: speaker.id,
        to: hearer.id,
        subject,
        at,
        certainty: certaintyNear(reliability),
      }));
  });
}

/**
 * How facts pass from one persona to others: to those who, as far as the teller believes, don't know them yet. What they
 * make of it depends on how far they trust the teller.
 */
export function tellingOf(
  snapshot: SimulationSnapshot,
  { state, minds }: Moment,
  teller: Persona,
  hearers: readonly Persona[],
  factIds: readonly string[],
): Telling {
  const changes: Change[] = [];
  let told: string | undefined;
  let toldWeight = -1;
  for (const fact of factIds) {
    const own = minds.belief(teller.id, factKey(fact));
    const text = factText(snapshot, state, fact);
    if (own === undefined || text === undefined) continue;
    const about = state.facts[fact]?.about ?? [];
    const reliability = reliabilityAt(own.active, state.world.clock);
    for (const hearer of hearers) {
      if (about.includes(hearer.id) || thinksKnown(minds, teller.id, hearer.id, fact)) continue;
      if (!mayShare(teller, hearer, { current: true, reliability })) continue;
      changes.push({
        kind: 'told',
        from: teller.id,
        to: hearer.id,
        fact,
        certainty: certaintyNear(reliability),
      });
      const weight = snapshot.script.discoveries[fact]?.weight ?? 0.4;
      if (weight > toldWeight && !knowsFact(minds, hearer.id, fact)) {
        told = text;
        toldWeight = weight;
      }
    }
  }
  return { changes, ...(told === undefined ? {} : { told }) };
}

/** Those who understand what is said to them. */
export function hearersOf(
  state: SimulationState,
  speaker: Persona,
  dialogue: Pick<Dialogue, 'to' | 'volume'>,
  partner?: PersonaId,
): Persona[] {
  return reachedBy(state, speaker, dialogue, partner).map(({ self }) => self);
}

/** Those whom words reach, as far as their ears do, and how surely. Whoever is talked with misses nothing. */
function reachedBy(
  state: SimulationState,
  speaker: Persona,
  dialogue: Pick<Dialogue, 'to' | 'volume'>,
  partner: PersonaId | undefined,
): { readonly self: Persona; readonly sure: PerceivedCertainty | null }[] {
  return within(state, speaker, dialogue)
    .map((self) => ({ self, sure: hearing(state.world, self, speaker, dialogue.volume) }))
    .filter(({ self, sure }) => self.id === partner || understands(sure));
}

/** A whisper is for those it is meant for, a normal voice for the place, a loud one for the neighbouring places too. */
function within(
  state: SimulationState,
  speaker: Persona,
  { to, volume }: Pick<Dialogue, 'to' | 'volume'>,
): Persona[] {
  const near = witnessesAt(state, speaker.locationId).filter(({ id }) => id !== speaker.id);
  if (volume === 'whisper') return near.filter(({ id }) => to.includes(id));
  if (volume === 'normal') return near;
  return [...near, ...exitsOf(state.world, speaker.locationId).flatMap((place) => witnessesAt(state, place))];
}

/**
 * Facts that a persona holds and believes the other not to hold, be that so or not; weightiest first, secrets last. What
 * everybody has always known is none of them.
 */
export function withheldFrom(
  snapshot: SimulationSnapshot,
  { state, minds }: Moment,
  holder: Persona,
  other: PersonaId,
): string[] {
  const known = factsAmong(snapshot, minds.entriesOf(holder.id));
  const weight = (id: string) =>
    snapshot.script.discoveries[id]?.weight ?? (id.startsWith('secret-') ? 0 : 0.4);
  return Object.keys(known)
    .filter((id) => known[id]?.learned !== 'lore' || isSecretOf(id, holder.id))
    .filter((id) => state.facts[id]?.about.includes(other) !== true)
    .filter((id) => !thinksKnown(minds, holder.id, other, id))
    .sort((a, b) => weight(b) - weight(a) || byCodeUnit(a, b));
}
