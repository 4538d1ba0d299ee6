import { byCodeUnit, round6 } from '../simulation/numbers.js';
import type { CausalEdge } from './causal-edges.js';
import type { CausalEvent } from './causal-event.js';

/** A strand of the story: events that hang together by place, agent, kind or cause. */
export interface StoryThread {
  /** The id of the event that began it. */
  readonly id: string;
  readonly status: 'active' | 'dormant';
  /** How many events it has had. */
  readonly events: number;
  readonly firstTurn: number;
  readonly lastTurn: number;
  /** Place of its last event within that turn. */
  readonly lastSeq: number;
  /** Sum of the events' weights. */
  readonly weight: number;
  /** The latest of each, newest last; at most `FACETS_KEPT`. */
  readonly agents: readonly string[];
  readonly places: readonly string[];
  readonly types: readonly string[];
  /** Ids of its latest events, newest last, to which later ones may be linked; none once it is dormant. */
  readonly recent: readonly string[];
}

/** Threads that are kept; the longest dormant go first. */
export const THREADS_KEPT = 64;
/** Turns without an event after which a thread is dormant. */
export const IDLE_TURNS = 8;
const FACETS_KEPT = 16;
/** As many as one event has candidate causes. */
const RECENT_KEPT = 32;
const MATCHES_NEEDED = 2;
const CAUSAL_MATCH = 2;
/** An event must weigh more than this to begin a thread. */
const OPENING_WEIGHT = 0.5;

/** Threads that a turn writes to; those it was opened over stay as they are. */
export interface ThreadDraft {
  /**
   * Puts the event into the active thread with the most matches (place, agent and type count 1 each, an edge from one
   * of its events 2; at least 2, the latest thread among equals), else begins one if it weighs enough. Gives the id of
   * its thread, `undefined` when it has none.
   * @param edges those into the event
   */
  readonly addEvent: (event: CausalEvent, edges: readonly CausalEdge[]) => string | undefined;
  /** Puts to sleep what has been idle for long when `turn` ends, and forgets the longest dormant beyond the bound. */
  readonly seal: (turn: number) => readonly StoryThread[];
}

export function draftThreads(threads: readonly StoryThread[]): ThreadDraft {
  const dormant = threads.filter(({ status }) => status === 'dormant');
  const active = threads.filter(({ status }) => status === 'active');
  const threadOf = new Map<string, number>();
  active.forEach(({ recent }, at) => {
    for (const id of recent) threadOf.set(id, at);
  });
  return {
    addEvent: (event, edges) => {
      const caused = new Set<number | undefined>();
      for (const { from } of edges) caused.add(threadOf.get(from));
      let chosen = -1;
      let most = MATCHES_NEEDED;
      for (const [at, thread] of active.entries()) {
        const matches = matchesOf(event, thread) + (caused.has(at) ? CAUSAL_MATCH : 0);
        const rival = active[chosen];
        if (matches < most || (matches === most && rival !== undefined && !isLater(thread, rival))) continue;
        chosen = at;
        most = matches;
      }
      const thread = active[chosen];
      if (thread === undefined && event.weight <= OPENING_WEIGHT) return undefined;
      const at = thread === undefined ? active.length : chosen;
      const joined = thread === undefined ? begun(event) : joinedBy(thread, event);
      active[at] = joined;
      threadOf.set(event.eventId, at);
      return joined.id;
    },
    seal: (turn) => {
      const sleepers = active.filter(({ lastTurn }) => turn - lastTurn >= IDLE_TURNS);
      const awake = active.filter(({ lastTurn }) => turn - lastTurn < IDLE_TURNS);
      const asleep = [
        ...dormant,
        ...sleepers.map((thread): StoryThread => ({ ...thread, status: 'dormant', recent: [] })),
      ];
      const room = Math.max(0, THREADS_KEPT - awake.length);
      return [...asleep.slice(Math.max(0, asleep.length - room)), ...awake.slice(-THREADS_KEPT)];
    },
  };
}

/** The threads that the closing should gather up: the active ones, the weightiest first. */
export function openThreads(threads: readonly StoryThread[]): StoryThread[] {
  return threads
    .filter(({ status }) => status === 'active')
    .sort((a, b) => b.weight - a.weight || byCodeUnit(a.id, b.id));
}

function matchesOf({ locationId, agentId, type }: CausalEvent, thread: StoryThread): number {
  return (
    (locationId !== undefined && thread.places.includes(locationId) ? 1 : 0) +
    (agentId !== undefined && thread.agents.includes(agentId) ? 1 : 0) +
    (thread.types.includes(type) ? 1 : 0)
  );
}

function isLater(one: StoryThread, other: StoryThread): boolean {
  return one.lastTurn > other.lastTurn || (one.lastTurn === other.lastTurn && one.lastSeq > other.lastSeq);
}

function begun(event: CausalEvent): StoryThread {
  return joinedBy(
    {
      id: event.eventId,
      status: 'active',
      events: 0,
      firstTurn: event.turn,
      lastTurn: event.turn,
      lastSeq: event.seq,
      weight: 0,
      agents: [],
      places: [],
      types: [],
      recent: [],
    },
    event,
  );
}

function joinedBy(thread: StoryThread, event: CausalEvent): StoryThread {
  const { id, status, events, firstTurn, weight, agents, places, types, recent } = thread;
  return {
    id,
    status,
    events: events + 1,
    firstTurn,
    lastTurn: event.turn,
    lastSeq: event.seq,
    weight: round6(weight + event.weight),
    agents: touched(agents, event.agentId),
    places: touched(places, event.locationId),
    types: touched(types, event.type),
    recent: [...recent.slice(1 - RECENT_KEPT), event.eventId],
  };
}

/** The list with the entry as its newest. */
function touched(list: readonly string[], entry: string | undefined): readonly string[] {
  if (entry === undefined || list.at(-1) === entry) return list;
  return [...list.filter((other) => other !== entry).slice(1 - FACETS_KEPT), entry];
}
