import { type Arc, type ArcStage, advanceArcs, arcOf } from '../narrative/arcs.js';
import { CAUSAL_WINDOW, type CausalEdge } from '../narrative/causal-edges.js';
import {
  type CausalGraph,
  draftGraph,
  EMPTY_GRAPH,
  type GraphDraft,
  type Relationship,
} from '../narrative/causal-graph.js';
import { viewFrom, viewOf } from '../narrative/causal-view.js';
import { type CoherenceDraft, draftCoherence, turnScore, type Verdict } from '../narrative/coherence.js';
import { type CoherenceLedger, openLedger } from '../narrative/coherence-ledger.js';
import { crucialEvents } from '../narrative/influence.js';
import { findPatterns, type Pattern } from '../narrative/patterns.js';
import { draftThreads, openThreads, type StoryThread, type ThreadDraft } from '../narrative/threads.js';
import type { EngineEvent } from './changes.js';
import { sortedKeys } from './numbers.js';
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
  /** What a reader would notice in the turn; absent when nothing. */
  readonly patterns?: readonly Pattern[];
  /** What each character's own story is about, by persona, for those whom it has begun for. */
  readonly arcs: Readonly<Record<string, ArcStage>>;
  /** In a story's last turn: ids of the events of the live graph on which most turned, the weightiest first. */
  readonly crucial?: readonly string[];
  /** The weightiest strands that are open when the turn ends; in a story's last turn what hangs on a crucial event first. */
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
const CRUCIAL_KEPT = 3;
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
  /** All edges into the turn's events, and the strongest few of each. */
  readonly #links: CausalEdge[] = [];
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
      places: world.locations,
    });
    this.#graph = draftGraph(story.graph);
    this.#threads = draftThreads(story.threads);
  }

  /** What stands of an event before it happens: the event, a move that it needs before it, or nothing at all. */
  judge(event: EngineEvent): { readonly moves: readonly MoveNeeded[]; readonly event?: EngineEvent } {
    if (this.#switches.coherence === false) return { moves: [], event };
    const { event: judged, issues, corrections, confidence } = this.#coherence.judge(event);
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
    this.#links.push(...edges);
    this.#edges.push(...strongest(edges));
    if (this.#threads.addEvent(event, edges) === undefined) this.#loose.push(event.eventId);
  }

  /** Adds what a director says of events before this turn's. */
  relate(relationships: readonly Relationship[]): void {
    for (const each of relationships) this.#graph.addRelationship(each);
  }

  /** @param closes whether the story ends with the turn */
  settle(turn: number, closes: boolean): { readonly story: Story; readonly record: StoryRecord } {
    const events = this.#events.length;
    const threads = this.#threads.seal(turn);
    const graph = this.#graph.seal();
    const arcs = advanceArcs(this.#before.arcs, this.#events);
    const patterns = this.#patterns(graph, threads);
    const crucial = closes ? crucialEvents(viewOf(graph)).slice(0, CRUCIAL_KEPT) : [];
    return {
      story: { graph, threads, arcs, ledger: this.#coherence.seal() },
      record: {
        edges: this.#edges,
        loose: this.#loose,
        ...(patterns.length === 0 ? {} : { patterns }),
        arcs: Object.fromEntries(sortedKeys(arcs).map((id) => [id, arcOf(arcs, id).stage])),
        ...(crucial.length === 0 ? {} : { crucial }),
        open: crucialFirst(openThreads(threads), crucial)
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

  /** Of the turn's events: the edges into them, and the nodes that those come from, are all that it takes. */
  #patterns(graph: CausalGraph, threads: readonly StoryThread[]): Pattern[] {
    const [first] = this.#events;
    if (first === undefined || graph.nodes.length === 0) return [];
    const since = graph.nodes.findLastIndex(({ time }) => first.time - time > CAUSAL_WINDOW) + 1;
    const view = viewFrom(graph.nodes.slice(since), this.#links);
    return findPatterns(
      view,
      view.nodes.filter(({ turn }) => turn === first.turn),
      threads,
    );
  }
}

/** Those that an event hangs on which the story turned go before the others; the weightiest first in either part. */
function crucialFirst(threads: readonly StoryThread[], crucial: readonly string[]): readonly StoryThread[] {
  const holds = ({ recent }: StoryThread) => crucial.some((id) => recent.includes(id));
  return [...threads.filter(holds), ...threads.filter((thread) => !holds(thread))];
}

type MoveNeeded = Extract<Verdict['corrections'][number], { kind: 'insert_move' }>;

function strongest(edges: readonly CausalEdge[]): readonly CausalEdge[] {
  if (edges.length <= CAUSES_KEPT) return edges;
  const kept: CausalEdge[] = [];
  for (const edge of edges) {
    let at = kept.length;
    while (at > 0 && isStronger(edge, kept[at - 1])) at -= 1;
    if (at === CAUSES_KEPT) continue;
    kept.splice(at, 0, edge);
    if (kept.length > CAUSES_KEPT) kept.pop();
  }
  return kept;
}

/** The later of two causes is the stronger one among equals. */
function isStronger(one: CausalEdge, other: CausalEdge | undefined): boolean {
  if (other === undefined || one.strength !== other.strength) return one.strength > (other?.strength ?? 0);
  return one.from > other.from;
}
