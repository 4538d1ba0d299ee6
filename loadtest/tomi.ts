import { believes, remembers } from '../src/reality/belief-query.js';
import { type Beliefs, newBeliefs, openBeliefs } from '../src/reality/beliefs.js';
import { locationTriple, type PerceptibleEvent } from '../src/reality/event-triples.js';
import { observe } from '../src/reality/observe.js';
import type { Observer, Senses } from '../src/reality/witnesses.js';

/**
 * Reads false-belief stories of the ToMi grammar: sentences become events for the belief engine, questions become
 * queries of it. Nothing about beliefs is kept or worked out here. People, things, containers and rooms are taken as
 * they stand in the sentences.
 */

/** Takes a story's sentences and a question; gives the place that the engine answers with, `null` if it knows none. */
export function answerTomi(story: readonly string[], question: string): string | null {
  return ask(told(story), question);
}

/** A sentence that isn't part of the grammar. */
export class TomiSentenceError extends Error {
  override readonly name = 'TomiSentenceError';

  constructor(readonly sentence: string) {
    super(`not a sentence of the ToMi grammar: ${sentence}`);
  }
}

type Sentence =
  | { readonly kind: 'entered' | 'exited'; readonly who: string; readonly room: string }
  | { readonly kind: 'lies'; readonly thing: string; readonly container: string }
  | { readonly kind: 'moved'; readonly who: string; readonly thing: string; readonly container: string }
  | { readonly kind: 'remark'; readonly who: string };

/** Where somebody is who has left a room and not entered another. */
const AWAY = 'away';

function read(sentence: string): Sentence {
  const [, who = '', gone, room] = /^(\w+) (entered|exited) the (\w+)\.$/.exec(sentence) ?? [];
  if (room !== undefined) return { kind: gone === 'entered' ? 'entered' : 'exited', who, room };
  const [, mover = '', moved = '', to] = /^(\w+) moved the (\w+) to the (\w+)\.$/.exec(sentence) ?? [];
  if (to !== undefined) return { kind: 'moved', who: mover, thing: moved, container: to };
  const [, thing = '', container] = /^The (\w+) is in the (\w+)\.$/.exec(sentence) ?? [];
  if (container !== undefined) return { kind: 'lies', thing, container };
  const [, fan] = /^(\w+) (?:likes|dislikes|loves|hates) the \w+$/.exec(sentence) ?? [];
  if (fan !== undefined) return { kind: 'remark', who: fan };
  throw new TomiSentenceError(sentence);
}

/** The beliefs after a story. */
function told(story: readonly string[]): Beliefs {
  const sentences = story.map(read);
  const people = peopleOf(sentences);
  const whereabouts = new Map(Object.keys(people).map((id) => [id, AWAY]));
  const things = new Map<string, { readonly room: string; container: string }>();
  const draft = openBeliefs(newBeliefs(Object.keys(people), 0));
  const senses: Senses = {
    perceives: (id, { locationId }) =>
      locationId !== undefined && whereabouts.get(id) === locationId ? 'ABSOLUTE' : null,
    sees: (id, other, { locationId }) =>
      whereabouts.get(id) === locationId && whereabouts.get(other) === locationId ? 'ABSOLUTE' : null,
  };
  sentences.forEach((sentence, index) => {
    const base = { eventId: `e${index + 1}`, time: 60 * (index + 1), type: sentence.kind };
    const nothing = { participants: [], triples: [], tellings: [], entrances: [] };
    let event: PerceptibleEvent = { ...base, ...nothing };
    if (sentence.kind === 'entered') {
      const { who, room } = sentence;
      whereabouts.set(who, room);
      const scene = [...things]
        .filter(([, thing]) => thing.room === room)
        .map(([id, { container }]) => ({ ...locationTriple(id, container), certainty: 'ABSOLUTE' as const }));
      const triples = [locationTriple(who, room)];
      const entrances = [{ personaId: who, locationId: room, scene }];
      event = { ...event, agentId: who, locationId: room, triples, entrances };
    } else if (sentence.kind === 'exited') {
      const { who, room } = sentence;
      event = { ...event, agentId: who, locationId: room, triples: [locationTriple(who, AWAY)] };
    } else if (sentence.kind === 'lies') {
      const { thing, container } = sentence;
      const room = busiest(whereabouts);
      things.set(thing, { room, container });
      event = { ...event, locationId: room, triples: [locationTriple(thing, container)] };
    } else if (sentence.kind === 'moved') {
      const { who, thing, container } = sentence;
      const room = whereabouts.get(who) ?? AWAY;
      things.set(thing, { room, container });
      event = { ...event, agentId: who, locationId: room, triples: [locationTriple(thing, container)] };
    }
    observe(draft, event, people, senses);
    if (sentence.kind === 'exited') whereabouts.set(sentence.who, AWAY);
  });
  return draft.seal();
}

function ask(beliefs: Beliefs, question: string): string | null {
  const [, first] = /^Where was the (\w+) at the beginning\?$/.exec(question) ?? [];
  if (first !== undefined) return placeOf(remembers(beliefs, [], 'location', first, 'first'));
  const [, real] = /^Where is the (\w+) really\?$/.exec(question) ?? [];
  if (real !== undefined) return placeOf(believes(beliefs, [], 'location', real));
  const [, seeker = '', sought] = /^Where will (\w+) look for the (\w+)\?$/.exec(question) ?? [];
  if (sought !== undefined) return placeOf(believes(beliefs, [seeker], 'location', sought));
  const [, thinker = '', other = '', thing] =
    /^Where does (\w+) think that (\w+) searches for the (\w+)\?$/.exec(question) ?? [];
  if (thing !== undefined) return placeOf(believes(beliefs, [thinker, other], 'location', thing));
  throw new TomiSentenceError(question);
}

function placeOf(belief: ReturnType<typeof believes>): string | null {
  return typeof belief?.value === 'string' ? belief.value : null;
}

function peopleOf(sentences: readonly Sentence[]): Readonly<Record<string, Observer>> {
  const names = sentences.flatMap((sentence) => ('who' in sentence ? [sentence.who] : []));
  return Object.fromEntries(
    names.map((id) => [id, { id, rank: 0, biases: {}, relationships: {}, state: { conscious: true } }]),
  );
}

/** A thing is mentioned where most people are: its room is never said. */
function busiest(whereabouts: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  for (const room of whereabouts.values()) {
    if (room !== AWAY) counts.set(room, (counts.get(room) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? AWAY;
}
