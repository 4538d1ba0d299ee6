import { type BeliefsDraft, HOLDS, openBeliefs, own, SIGHT } from '../../reality/beliefs.js';
import {
  locationTriple,
  type PerceptibleEvent,
  type Telling,
  type Triple,
} from '../../reality/event-triples.js';
import { observe } from '../../reality/observe.js';
import { withoutForgotten } from '../../simulation/known-facts.js';
import { sceneTriples } from '../../simulation/scene-triples.js';
import { sensesIn } from '../../simulation/sensing.js';
import { namesOf } from '../../simulation/snapshot-names.js';
import type { PersonaId } from '../../simulation/types.js';
import { nameKey } from '../names.js';
import type { GameSession } from '../session.js';
import type { PlayWorld } from '../world.js';
import { holds } from './knowledge.js';
import { factsStated } from './lines.js';
import type { Minds } from './minds.js';
import { type Stand, standOf } from './stand.js';

/**
 * What an action lets people perceive, and so believe: what the player's character says and does, what is answered, who
 * comes and goes, what changes hands. Everything is an event at its place; who is there perceives it as far as the senses
 * reach, who isn't doesn't. What is told reaches its hearers, be it true or not.
 */

export interface Happened {
  readonly actionSeq: number;
  /** The player's words, if they are said to somebody. */
  readonly said: string | undefined;
  readonly addressed: readonly PersonaId[];
  /** What was answered aloud, in order. */
  readonly lines: readonly { readonly speaker: PersonaId; readonly text: string }[];
  /** Ids of findings that came to light for the character. */
  readonly found: readonly string[];
  /** A deed that those who see it will remember, as a clause. */
  readonly deed?: { readonly text: string; readonly at: PersonaId; readonly isHarm: boolean } | undefined;
  readonly before: Moment;
  readonly after: Moment;
}

export interface Moment {
  readonly session: GameSession;
  /** Of the story since its opening. */
  readonly minutes: number;
}

/** The minds of everybody after an action. */
export function perceived(world: PlayWorld, minds: Minds, happened: Happened): Minds {
  const before = standOf(world, happened.before.session, happened.before.minutes, minds);
  const draft = openBeliefs(minds.beliefs);
  const routing = new Routing(world, before, draft, happened);
  routing.speak();
  routing.answer();
  routing.act();
  routing.find();
  routing.handle();
  const after = standOf(world, happened.after.session, happened.after.minutes, minds);
  routing.move(after);
  const settled = withoutForgotten({
    beliefs: draft.seal(),
    facts: { ...minds.facts, ...routing.facts },
    personas: before.personas,
  });
  return {
    ...minds,
    beliefs: settled.beliefs,
    facts: settled.facts,
    heard: heardAfter(minds.heard, world, happened),
  };
}

const HEARD_KEPT = 8;

/** What was last said to each, with what is said now. */
export function heardAfter(
  heard: Minds['heard'],
  { playerId }: PlayWorld,
  { said, addressed, lines }: Pick<Happened, 'said' | 'addressed' | 'lines'>,
): Minds['heard'] {
  const next = { ...heard };
  const hear = (id: PersonaId, from: PersonaId, text: string) => {
    next[id] = [...(own(next, id) ?? []), { from, text }].slice(-HEARD_KEPT);
  };
  if (said !== undefined) for (const id of addressed) hear(id, playerId, said);
  for (const { speaker, text } of lines) hear(playerId, speaker, text);
  return next;
}

class Routing {
  readonly facts: Record<string, Minds['facts'][string]> = {};
  #events = 0;

  constructor(
    private readonly world: PlayWorld,
    private readonly before: Stand,
    private readonly draft: BeliefsDraft,
    private readonly happened: Happened,
  ) {}

  /** What the player's words tell: facts that the character knows, and where it says that something is. */
  speak(): void {
    const { said, addressed } = this.happened;
    const { playerId } = this.world;
    if (said === undefined || addressed.length === 0) return;
    const claims = [...this.#factsTold(playerId, said), ...claimsOf(this.world, said)];
    const tellings = addressed.flatMap((to) => claims.map((triple) => ({ from: playerId, to, triple })));
    this.#route('talk', playerId, addressed, {
      dialogue: { text: said, to: addressed, volume: 'normal' },
      tellings,
    });
  }

  answer(): void {
    const { playerId } = this.world;
    for (const { speaker, text } of this.happened.lines) {
      const claims = [...this.#factsTold(speaker, text), ...claimsOf(this.world, text)];
      const tellings = claims.map((triple) => ({ from: speaker, to: playerId, triple }));
      const dialogue = { text, to: [playerId], volume: 'normal' } as const;
      this.#route('talk', speaker, [playerId], { dialogue, tellings });
    }
  }

  /** A deed becomes a fact to those who see it. */
  act(): void {
    const { deed, actionSeq } = this.happened;
    const { playerId } = this.world;
    if (deed === undefined) return;
    const fact = `${SIGHT}a${actionSeq}`;
    this.facts[fact] = { text: deed.text, about: [playerId, deed.at], turn: actionSeq };
    const triple: Triple = {
      subject: fact,
      property: HOLDS,
      value: true,
      category: 'social',
      negative: deed.isHarm,
    };
    this.#route(deed.isHarm ? 'attack' : 'help', playerId, [deed.at], { triples: [triple] });
  }

  /** What comes to light only the character sees. */
  find(): void {
    const { found } = this.happened;
    const { playerId } = this.world;
    if (found.length === 0) return;
    const triples = found.map(
      (subject): Triple => ({
        subject,
        property: HOLDS,
        value: true,
        category: 'social',
        visibleTo: [playerId],
      }),
    );
    this.#route('discovery', playerId, [], { triples });
  }

  /** Things of the world that come into the character's hands or leave them. */
  handle(): void {
    const { before, after, addressed } = this.happened;
    const { things, playerId } = this.world;
    const here = this.before.personas[playerId]?.locationId;
    const has = ({ session }: Moment, name: string) =>
      session.inventory.some((item) => nameKey(item.name) === nameKey(name));
    for (const { id, name } of things) {
      const [had, now] = [has(before, name), has(after, name)];
      if (had === now || here === undefined) continue;
      const [receiver] = addressed;
      const at = now ? playerId : (receiver ?? here);
      this.#route('handling', playerId, [], { triples: [locationTriple(id, at)] });
    }
  }

  /** Who has come to another place, the player's character first. */
  move(after: Stand): void {
    const ids = [this.world.playerId, ...this.world.people.map(({ id }) => id)];
    for (const id of ids) {
      const from = this.before.personas[id]?.locationId;
      const to = after.personas[id]?.locationId;
      if (from === undefined || to === undefined || from === to) continue;
      const scene = sceneTriples(after, id, to);
      this.#route('move', id, [], {
        triples: [locationTriple(id, to)],
        entrances: to === '' ? [] : [{ personaId: id, locationId: to, scene }],
      });
    }
  }

  #factsTold(speaker: PersonaId, text: string): Triple[] {
    return factsStated(this.world, this.before, text)
      .filter((fact) => holds(this.before, speaker, fact))
      .map((subject) => ({ subject, property: HOLDS, value: true, category: 'social' }));
  }

  #route(
    type: string,
    agentId: PersonaId,
    participants: readonly PersonaId[],
    what: Partial<Pick<PerceptibleEvent, 'dialogue' | 'triples' | 'entrances'>> & {
      readonly tellings?: readonly Telling[];
    },
  ): void {
    const { actionSeq } = this.happened;
    const locationId = this.before.personas[agentId]?.locationId;
    this.#events += 1;
    const event: PerceptibleEvent = {
      eventId: `a${String(actionSeq).padStart(4, '0')}-e${String(this.#events).padStart(3, '0')}`,
      time: this.before.world.clock,
      type,
      agentId,
      participants,
      ...(locationId === undefined ? {} : { locationId }),
      triples: [],
      tellings: [],
      entrances: [],
      ...what,
    };
    observe(this.draft, event, this.before.personas, sensesIn(this.before));
  }
}

const SAYS_WHERE =
  /\b(?:is|are|lies|lay|was|waits|stays|hides|hidden|kept|went|gone|seen|left)\b.*\b(?:in|at|on|to|near|with|under|inside|by)\b/iu;
const DENIES = /\b(?:not|never|no longer|isn[’']t|aren[’']t|wasn[’']t|nowhere)\b/iu;
const ASKS = /\?|^\s*(?:ask|where|who|what|whether)\b|\b(?:where|whether|if)\b/iu;

/** Where a text says that things and people are: sentences that name one and a place, and neither ask nor deny. */
export function claimsOf({ snapshot, places, playerId }: PlayWorld, text: string): Triple[] {
  const { namedIn } = namesOf(snapshot);
  const isPlace = new Set(places.map(({ id }) => id));
  return text.split(/(?<=[.!?;])\s+/u).flatMap((sentence) => {
    if (!SAYS_WHERE.test(sentence) || DENIES.test(sentence) || ASKS.test(sentence)) return [];
    const named = namedIn(sentence);
    const where = named.filter((id) => isPlace.has(id));
    const [place = ''] = where;
    // Whoever is spoken to stands before what is spoken of: “I tell Ada that the lamp is in the cellar”.
    const before = named.slice(0, Math.max(0, named.indexOf(place)));
    const subject = before.filter((id) => id !== playerId).at(-1);
    return subject === undefined || where.length !== 1 ? [] : [locationTriple(subject, place)];
  });
}
