import { reliabilityAt } from '../../reality/belief-store.js';
import { HOLDS, own, readingOf, triple } from '../../reality/beliefs.js';
import { contentWords, wordsOfText } from '../../reality/spoken-facts.js';
import { factsAmong, factText, isSecretOf, knowsFact } from '../../simulation/known-facts.js';
import { byCodeUnit } from '../../simulation/numbers.js';
import type { PersonaId } from '../../simulation/types.js';
import type { PlayWorld } from '../world.js';
import type { Stand } from './stand.js';

/** What somebody could say: only what its own store holds. */
export interface SpeakableFact {
  readonly id: string;
  /** A clause that can follow "that". */
  readonly text: string;
  readonly isSecret: boolean;
  /** Whether the player's character knows it, too. */
  readonly isShared: boolean;
  /** Who told it; absent of what it knows by itself. */
  readonly from?: string;
}

export interface Whereabouts {
  /** Of a thing or person. */
  readonly name: string;
  readonly kind: 'thing' | 'person';
  /** Name of the place where it is believed to be, or of the person who is believed to have it. */
  readonly at: string;
  /** 0..1 */
  readonly sure: number;
  readonly from?: string;
}

/** Facts that somebody holds and not everybody does, those first that have most to do with what was said. */
export function factsOf(world: PlayWorld, stand: Stand, id: PersonaId, said: string): SpeakableFact[] {
  const { snapshot, playerId } = world;
  const entries = own(stand.beliefs.stores, id)?.entries ?? {};
  const minds = readingOf(stand.beliefs);
  const wanted = contentWords(said);
  const nameOf = (who: string) => stand.personas[who]?.name ?? who;
  return Object.entries(factsAmong(snapshot, entries))
    .flatMap(([fact, { from }]) => {
      const text = factText(snapshot, stand, fact);
      if (text === undefined || isAbout(world, stand, fact, id)) return [];
      if (world.commonKnowledge.includes(text)) return [];
      const known: SpeakableFact = {
        id: fact,
        text,
        isSecret: isSecretOf(fact, id),
        isShared: knowsFact(minds, playerId, fact),
        ...(from === undefined ? {} : { from: nameOf(from) }),
      };
      return [{ known, score: countShared(wordsOfText(text), wanted) }];
    })
    .sort((a, b) => b.score - a.score || byCodeUnit(a.known.id, b.known.id))
    .map(({ known }) => known);
}

/** A fact of play that somebody took part in is no news to tell. */
function isAbout({ playerId }: PlayWorld, { facts }: Stand, fact: string, id: PersonaId): boolean {
  const about = facts[fact]?.about ?? [];
  return about.includes(playerId) && about.includes(id);
}

/** How many of some words are among others. */
export function countShared(words: ReadonlySet<string>, among: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of words) if (among.has(word)) shared += 1;
  return shared;
}

/** Where somebody believes things and people to be. */
export function whereaboutsOf(world: PlayWorld, stand: Stand, id: PersonaId): Whereabouts[] {
  const entries = own(stand.beliefs.stores, id)?.entries ?? {};
  const placeName = new Map(world.places.map((place) => [place.id, place.name]));
  const personName = new Map(world.people.map((person) => [person.id, person.name]));
  const { world: now, personas } = stand;
  const things = world.things.map((thing) => ({ id: thing.id, name: thing.name, kind: 'thing' as const }));
  const people = world.people.map((person) => ({
    id: person.id,
    name: person.name,
    kind: 'person' as const,
  }));
  return [...things, ...people].flatMap(({ id: subject, name, kind }) => {
    const record = entries[triple(subject, 'location')]?.active;
    if (record === undefined || subject === id || typeof record.value !== 'string') return [];
    const at =
      placeName.get(record.value) ??
      personName.get(record.value) ??
      (record.value === world.playerId ? personas[world.playerId]?.name : undefined);
    if (at === undefined) return [];
    const { source } = record;
    return [
      {
        name,
        kind,
        at,
        sure: reliabilityAt(record, now.clock),
        ...(source === 'self' || source === 'lore' ? {} : { from: personas[source]?.name ?? source }),
      },
    ];
  });
}

/** Whether somebody holds a fact. */
export function holds(stand: Stand, id: PersonaId, fact: string): boolean {
  return own(stand.beliefs.stores, id)?.entries[triple(fact, HOLDS)]?.active.value === true;
}
