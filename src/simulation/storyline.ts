import { type Arc, advanceArcs } from '../narrative/arcs.js';
import type { CausalEdge } from '../narrative/causal-edges.js';
import {
  type CausalGraph,
  draftGraph,
  EMPTY_GRAPH,
  type GraphDraft,
  type Relationship,
} from '../narrative/causal-graph.js';
import { type CoherenceDraft, draftCoherence, turnScore, type Verdict } from '../narrative/coherence.js';
import { type CoherenceLedger, openLedger } from '../narrative/coherence-ledger.js';
import { draftThreads, openThreads, type StoryThread, type ThreadDraft } from '../narrative/threads.js';
import type { EngineEvent } from './changes.js';
import { byCodeUnit } from './numbers.js';
import type { SimulationState } from './state.js';
import type { Switches } from './switches.js';
import type { WorldState } from './types.js';

/** What hangs together in a story, from turn to turn. */
export interface Story {
  readonly graph: CausalGraph;
  readonly threads: readonly StoryThread[];
  /** By persona. */
  readonly arcs: Readonly<Record<string, Arc>>;
  readonly ledger: CoherenceLedger;
}

/** Nothing has happened yet. */
export function openStory({ personas, world }: Pick<SimulationState, 'personas' | 'world'>): Story {
  const places = Object.fromEntries(Object.values(personas).map(({ id, locationId }) => [id, locationId]));
  return { graph: EMPTY_GRAPH, threads: [], arcs: {}, ledger: openLedger(places, world.clock) };
}

/** An event that coherence found fault with, and what was done about it. */
export interface CoherenceReport extends Pick<Verdict, 'issues' | 'corrections'> {
  readonly eventId: string;
}

/** How a turn's events hang together. */
export interface StoryRecord {
  /** Into each event the strongest few, in the order of the events. */
  readonly edges: readonly CausalEdge[];
  /** Ids of the events that belong to no thread. */
  readonly loose: readonly string[];
  /** The weightiest strands that are open when the turn ends. */
  readonly open: readonly OpenStrand[];
  readonly coherence: { readonly score: number; readonly corrected: readonly CoherenceReport[] };
}

/** An open thread: its weight, who and where (the newest last), and the ids of its latest events, newest last. */
export interface OpenStrand extends Pick<StoryThread, 'id' | 'weight' | 'agents' | 'places'> {
  readonly latest: readonly string[];
}

/** Open threads that are kept in the record, and events of each. */
const OPEN_KEPT = 3;
const LATEST_KEPT = 12;
/** Causes of one event that are kept in the record. */
const CAUSES_KEPT = 4;
/** A turn with very many events may overrun its end a little. */
const SLACK_SECONDS = 3600;

/** The causes, threads and coherence of one turn's events. */
export class Storyline {
  readonly #before: Story;
  readonly #switches: Switches;
  readonly #coherence: CoherenceDraft;
  readonly #graph: GraphDraft;
  readonly #threads: ThreadDraft;
  readonly #edges: CausalEdge[] = [];
  readonly #loose: string[] = [];
  readonly #corrected: CoherenceReport[] = [];
  readonly #confidence: number[] = [];
  readonly #events: EngineEvent[] = [];
  #caused = 0;

  constructor(story: Story, world: WorldState, turnSeconds: number, switches: Switches) {
    this.#before = story;
    this.#switches = switches;
    this.#coherence = draftCoherence({
      ledger: story.ledger,
      now: world.clock + turnSeconds + SLACK_SECONDS,
      connections: Object.fromEntries(
        Object.entries(world.locations).map(([id, { connections }]) => [id, connections]),
      ),
    });
    this.#graph = draftGraph(story.graph);
    this.#threads = draftThreads(story.threads);
  }

  /** What stands of an event before it happens: the event, a move that it needs before it, or nothing at all. */
  judge(event: EngineEvent): { readonly moves: readonly MoveNeeded[]; readonly event?: EngineEvent } {
    if (this.#switches.coherence === false) return { moves: [], event };
    const { event: judged, ...verdict } = this.#coherence.judge(event);
    const { issues, corrections, confidence } = verdict;
    this.#confidence.push(confidence);
    if (issues.length > 0) this.#corrected.push({ eventId: event.eventId, issues, corrections });
    if (judged === undefined) return { moves: [] };
    return { moves: corrections.filter((each) => each.kind === 'insert_move'), event: judged };
  }

  /** Takes an event that has happened into the graph. */
  note(event: EngineEvent): void {
    this.#events.push(event);
    if (this.#switches.causality === false) return;
    const edges = this.#graph.addEvent(event);
    if (edges.length > 0) this.#caused += 1;
    this.#edges.push(...strongest(edges));
    if (this.#threads.addEvent(event, edges) === undefined) this.#loose.push(event.eventId);
  }

  /** Adds what a director says of events before this turn's. */
  relate(relationships: readonly Relationship[]): void {
    for (const each of relationships) this.#graph.addRelationship(each);
  }

  settle(turn: number): { readonly story: Story; readonly record: StoryRecord } {
    const events = this.#events.length;
    const threads = this.#threads.seal(turn);
    return {
      story: {
        graph: this.#graph.seal(),
        threads,
        arcs: advanceArcs(this.#before.arcs, this.#events),
        ledger: this.#coherence.seal(),
      },
      record: {
        edges: this.#edges,
        loose: this.#loose,
        open: openThreads(threads)
          .slice(0, OPEN_KEPT)
          .map(({ id, weight, agents, places, recent }) => ({
            id,
            weight,
            agents,
            places,
            latest: recent.slice(-LATEST_KEPT),
          })),
        coherence: {
          score: turnScore(this.#confidence, this.#caused, events - this.#loose.length),
          corrected: this.#corrected,
        },
      },
    };
  }
}

type MoveNeeded = Extract<Verdict['corrections'][number], { kind: 'insert_move' }>;

function strongest(edges: readonly CausalEdge[]): readonly CausalEdge[] {
  if (edges.length <= CAUSES_KEPT) return edges;
  return edges
    .toSorted((a, b) => b.strength - a.strength || byCodeUnit(b.from, a.from))
    .slice(0, CAUSES_KEPT);
}
